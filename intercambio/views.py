"""The public board: what cities know, need and have in mind, and what institutions open to them."""

from django.shortcuts import render

from actores.models import Programa
from comun.vistas import publica
from intercambio.forms import PROGRAMA, FiltroTablero
from intercambio.models import Ficha, IndiceTablero


@publica()
def tablero(request):
    """Show the published cards, newest first, then the programmes by institution; or what answers best."""
    filtro = FiltroTablero(request.GET)
    hallazgo = filtro.hallar()
    pagina = filtro.paginar(hallazgo.claves)
    pagina.object_list = _con_todo(pagina.object_list)
    contexto = {
        "filtro": filtro,
        "hallazgo": hallazgo,
        "pagina": pagina,
        "grupos": filtro.grupos(hallazgo),
        "marcar": filtro.consulta.halladas,
        "sin_fichas": not filtro.puestos() and set(hallazgo.facetas.get("tipo", {})) == {PROGRAMA},
    }
    return render(request, "intercambio/tablero.html", contexto)


def _con_todo(claves):
    """Return pairs of kind and object for the keys of one page, in their order and in a fixed number of queries."""
    pares = [(clase, int(pk)) for clase, pk in (clave.split("-") for clave in claves)]
    fichas = Ficha.objects.con_actores().in_bulk([pk for clase, pk in pares if clase != PROGRAMA])
    programas = (
        Programa.objects.select_related("institucion")
        .prefetch_related("unidades", "ods")
        .in_bulk([pk for clase, pk in pares if clase == PROGRAMA])
    )
    por_clase = {IndiceTablero.Clase.FICHA: fichas, IndiceTablero.Clase.PROGRAMA: programas}
    return [(clase, por_clase[clase][pk]) for clase, pk in pares if pk in por_clase[clase]]

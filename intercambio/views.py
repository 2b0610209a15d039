"""The public board: what cities know, need and have in mind, and what institutions open to them."""

from django.db.models import TextField, Value
from django.shortcuts import render

from actores.models import Programa
from comun.busqueda import SinAcentos
from comun.vistas import publica
from intercambio.forms import PROGRAMA, FiltroTablero
from intercambio.models import Ficha


@publica()
def tablero(request):
    """Show the published cards, newest first, then the programmes by institution; the filters narrow both."""
    filtro = FiltroTablero(request.GET)
    fichas = _claves(filtro.fichas(Ficha.objects.publicados()), "ficha", Value("", TextField()))
    programas = filtro.programas(Programa.objects.publicados()).rewrite(False)  # or modeltranslation reorders values()
    programas = _claves(programas, PROGRAMA, SinAcentos("institucion__nombre"))
    pagina = filtro.paginar(fichas.union(programas, all=True).order_by("clase", "nombre", "-creado", "-pk"))
    pagina.object_list = _con_todo(pagina.object_list)
    sin_fichas = (
        not filtro.puestos() and pagina.number == 1 and all(clase != "ficha" for clase, _o in pagina.object_list)
    )
    contexto = {"filtro": filtro, "pagina": pagina, "sin_fichas": sin_fichas}
    return render(request, "intercambio/tablero.html", contexto)


def _claves(consulta, clase, nombre):
    """Return the keys of cards or programmes; ``ficha`` comes before ``programa``, and ``nombre`` orders the latter."""
    claves = consulta.order_by().annotate(clase=Value(clase, TextField()), nombre=nombre)
    return claves.values("creado", "pk", "clase", "nombre")


def _con_todo(claves):
    """Return pairs of kind and object for the keys of one page, in their order and in a fixed number of queries."""
    claves = [(clave["clase"], clave["pk"]) for clave in claves]
    fichas = Ficha.objects.con_actores().in_bulk([pk for clase, pk in claves if clase == "ficha"])
    programas = (
        Programa.objects.select_related("institucion")
        .prefetch_related("unidades", "ods")
        .in_bulk([pk for clase, pk in claves if clase == PROGRAMA])
    )
    return [(clase, (fichas if clase == "ficha" else programas)[pk]) for clase, pk in claves]

"""The public board: what cities know, need and have in mind, and what institutions open to them."""

from django.db.models import CharField, Value
from django.shortcuts import render

from actores.models import Programa
from comun.vistas import publica
from intercambio.forms import PROGRAMA, FiltroTablero
from intercambio.models import Ficha


@publica()
def tablero(request):
    """Show the published cards and programmes together, newest first, narrowed by the filters of the query."""
    filtro = FiltroTablero(request.GET)
    fichas = _claves(filtro.fichas(Ficha.objects.publicados()), "ficha")
    programas = filtro.programas(Programa.objects.publicados()).rewrite(False)  # or modeltranslation reorders values()
    programas = _claves(programas, PROGRAMA)
    pagina = filtro.paginar(fichas.union(programas, all=True).order_by("-creado", "clase", "-pk"))
    pagina.object_list = _con_todo(pagina.object_list)
    return render(request, "intercambio/tablero.html", {"filtro": filtro, "pagina": pagina})


def _claves(consulta, clase):
    return consulta.order_by().annotate(clase=Value(clase, CharField())).values("creado", "pk", "clase")


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

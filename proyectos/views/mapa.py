"""The map of cooperation, and the tables that say the same in words."""

from django.shortcuts import render

from comun.vistas import publica
from proyectos.cooperacion import cooperacion
from proyectos.filtro_vistas import FiltroMapa


@publica()
def mapa(request):
    """Show who cooperates with whom in the projects that the filters let pass, the south up unless asked otherwise."""
    filtro = FiltroMapa(request.GET)
    norte_arriba = filtro.valor("arriba") == "norte"
    datos = cooperacion(filtro, todas=filtro.valor("pares") == "todas", norte_arriba=norte_arriba)
    return render(request, "proyectos/mapa.html", {"filtro": filtro, "norte_arriba": norte_arriba, "datos": datos})

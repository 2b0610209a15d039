"""The catalogue: what is published, narrowed as the reader asks."""

from django.shortcuts import render

from comun.vistas import publica
from proyectos.forms import FiltroProyectos
from proyectos.models import Proyecto


@publica()
def catalogo(request):
    """Show the published projects, narrowed by the filters of the query."""
    filtro = FiltroProyectos(request.GET)
    proyectos = filtro.aplicar(Proyecto.objects.publicados().con_participantes())
    return render(request, "proyectos/catalogo.html", {"filtro": filtro, "pagina": filtro.paginar(proyectos)})

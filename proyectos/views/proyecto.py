"""The public sheet of one project."""

from django.shortcuts import get_object_or_404, render

from comun.vistas import publica
from proyectos.models import Proyecto
from proyectos.secciones import secciones_de


@publica(swr=None)  # rooms above may tell hours in it, which a delay moves within a minute
def proyecto(request, slug):
    """Show the sheet of a published project; what is unknown reads "sin dato"."""
    proyecto = get_object_or_404(
        Proyecto.objects.publicados().con_participantes().prefetch_related("unidades"), slug=slug
    )
    return render(request, "proyectos/proyecto.html", {"proyecto": proyecto, "secciones": secciones_de(proyecto)})

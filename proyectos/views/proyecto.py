"""The public sheet of one project."""

from django.shortcuts import get_object_or_404, render

from comun.vistas import publica
from proyectos import secciones
from proyectos.hoja import Hoja
from proyectos.models import Proyecto
from proyectos.vecinos import vecinos_de


@publica(swr=None)  # rooms above may tell hours in it, which a delay moves within a minute
def proyecto(request, slug):
    """Show the sheet of a published project, with those related to it; what is unknown is said."""
    proyecto = get_object_or_404(Proyecto.objects.publicados().con_hoja(), slug=slug)
    contexto = contexto_de_hoja(proyecto) | {"vecinos": vecinos_de(proyecto)}
    return render(request, "proyectos/proyecto.html", contexto)


def contexto_de_hoja(proyecto):
    """Return what the page of a sheet shows, published or not, the related ones apart."""
    return {"proyecto": proyecto, "hoja": Hoja(proyecto), "secciones": secciones.hoja.de(proyecto)}

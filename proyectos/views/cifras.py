"""The catalogue in figures."""

from django.shortcuts import render

from comun.vistas import publica
from proyectos.cifras import cifras as contar
from proyectos.filtro_vistas import FiltroVistas


@publica()
def cifras(request):
    """Show how many of the projects that the filters let pass there are of each kind, drawn and in tables."""
    filtro = FiltroVistas(request.GET)
    return render(request, "proyectos/cifras.html", {"filtro": filtro, "cifras": contar(filtro)})

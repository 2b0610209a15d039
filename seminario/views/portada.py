"""The front page."""

from django.shortcuts import render

from comun.vistas import publica


@publica()
def portada(request):
    """Show what the seminar is, when it is and how to take part."""
    return render(request, "seminario/portada.html")

"""Pages of text: the concept note and the notices."""

from django.shortcuts import render

from comun.vistas import publica


@publica()
def concepto(request):
    """Show the concept note of the seminar."""
    return render(request, "seminario/concepto.html")


@publica()
def privacidad(request):
    """Show what personal data is kept, what for and how long."""
    return render(request, "seminario/privacidad.html")


@publica()
def accesibilidad(request):
    """Show the accessibility statement."""
    return render(request, "seminario/accesibilidad.html")

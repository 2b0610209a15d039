"""Pages of text: the concept note and the notices."""

from django.conf import settings
from django.db.models import Min
from django.shortcuts import render

from agenda.models import Cumbre
from comun.vistas import publica
from seminario.views.portada import evento, mostrar_evento


@publica()
def concepto(request):
    """Show the concept note of the seminar."""
    contexto = evento()
    if cumbre := contexto["cumbre"]:
        contexto["previas_desde"] = cumbre.actividades.filter(dia__lt=cumbre.inicio).aggregate(dia=Min("dia"))["dia"]
    return mostrar_evento(request, "seminario/concepto.html", contexto)


@publica()
def privacidad(request):
    """Show what personal data is kept, what for and how long."""
    contexto = {"responsable": settings.RESPONSABLE_DATOS, "cumbre": Cumbre.objects.vigente()}
    return render(request, "seminario/privacidad.html", contexto)


@publica()
def accesibilidad(request):
    """Show the accessibility statement."""
    return render(request, "seminario/accesibilidad.html", {"cumbre": Cumbre.objects.vigente()})

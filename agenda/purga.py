"""What the programme forgets on time: a year after the Cumbre, who asked the tables."""

from datetime import timedelta

from django.utils import timezone

from agenda.models import Pregunta
from comun.purga import registrar

NOMBRES = timedelta(days=365)


def registrar_purga():
    """Add this part to the purge."""
    registrar(olvidar_nombres)


def olvidar_nombres(ahora):
    """Take away, 12 months after the end of a Cumbre, the names of those who left questions; the questions stay."""
    limite = timezone.localdate(ahora - NOMBRES)
    con_nombre = Pregunta.objects.filter(bloque__actividad__cumbre__fin__lt=limite).exclude(nombre="")
    return {"preguntas ya sin nombre": con_nombre.update(nombre="")}

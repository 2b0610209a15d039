"""How full the activities are: a hook, because whoever gives the places lives in a room above."""

from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone

_anotadores = []


def registrar(anotar):
    """Declare who knows, from an ``AppConfig.ready``.

    ``anotar(actividades)`` returns the query set with ``ocupados``, ``en_espera`` and ``solicitados``: how many hold,
    wait for and ask for a place in each.
    """
    _anotadores.append(anotar)


def con_ocupacion(actividades):
    """Return the query set with what the rooms above know of each activity's places; as it is if nobody does."""
    for anotar in _anotadores:
        actividades = anotar(actividades)
    return actividades


def casi_llenas(actividades):
    """Return those with more than nine tenths of their room taken, of the Cumbre in force and not over yet."""
    por_venir = actividades.vigentes().annotate(termina=Coalesce("dia_fin", "dia"))
    por_venir = por_venir.filter(termina__gte=timezone.localdate(), cupo_presencial__isnull=False)
    return con_ocupacion(por_venir).filter(ocupados__gt=F("cupo_presencial") * 0.9)

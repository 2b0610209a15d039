"""The rooms that a delegation may enter, and what their activities are doing at this moment."""

from typing import NamedTuple

from django.utils import timezone

from agenda.charlas import programas_de, termino
from agenda.models import Actividad
from comun.tiempo import en_zona
from inscripciones.models import Asistencia


class Sala(NamedTuple):
    """A room: its activity with the hours at which it goes, where that stands (``EnVivo.fase``), if it is of today."""

    actividad: Actividad
    fase: str
    de_hoy: bool

    @property
    def demorada(self):
        """True while it is of use to know that it goes later than planned."""
        return bool(self.actividad.demora) and self.fase == "antes"


def mirar_actividades(personas, ahora=None):
    """Give the activities of people the hours at which they go; return where each stands, ``{pk: EnVivo}``.

    ``personas``: as ``inscripciones.situacion.personas_de`` returns them. At most two queries.
    """
    actividades = {}
    for asistencia in _asistencias(personas):
        asistencia.actividad = actividades.setdefault(asistencia.actividad_id, asistencia.actividad)
    return {pk: programa.en_vivo for pk, programa in programas_de(list(actividades.values()), ahora).items()}


def salas_de(inscripcion, personas, ahora=None):
    """Return the :class:`Sala` of each activity that somebody of the delegation holds a confirmed attendance for.

    What is on today comes first, what is over last. Hours and queries as in :func:`mirar_actividades`.
    """
    ahora = ahora or timezone.now()
    momentos = mirar_actividades(personas, ahora)
    if inscripcion is None or not inscripcion.es_confirmada:
        return []
    suyas = {
        a.actividad_id: a.actividad
        for a in _asistencias(personas)
        if a.estado == Asistencia.Estado.CONFIRMADA and a.actividad.sala_url
    }
    salas = [_sala(actividad, momentos[pk], ahora) for pk, actividad in suyas.items()]
    return sorted(salas, key=lambda sala: (not sala.de_hoy, sala.fase == "despues"))


def _asistencias(personas):
    return [asistencia for persona in personas for asistencia in persona.asistencias.all()]


def _sala(actividad, en_vivo, ahora):
    hoy = en_zona(ahora, actividad.cumbre.zona_horaria).date()
    de_hoy = actividad.dia <= hoy <= (actividad.dia_fin or actividad.dia)
    fase = "despues" if termino(actividad, en_vivo, ahora) else en_vivo.fase
    return Sala(actividad, fase, de_hoy or fase == "en_curso")

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


def salas_de(inscripcion, personas, ahora=None):
    """Return the :class:`Sala` of each activity that somebody of the delegation holds a confirmed attendance for.

    ``personas``: as ``inscripciones.situacion.personas_de`` returns them. What is on today comes first, then by hour.
    At most two queries.
    """
    if inscripcion is None or not inscripcion.es_confirmada:
        return []
    suyas = {
        a.actividad_id: a.actividad
        for persona in personas
        for a in persona.asistencias.all()
        if a.estado == Asistencia.Estado.CONFIRMADA and a.actividad.sala_url
    }
    ahora = ahora or timezone.now()
    programas = programas_de(list(suyas.values()), ahora)
    salas = [_sala(actividad, programas[actividad.pk].en_vivo, ahora) for actividad in suyas.values()]
    return sorted(salas, key=lambda sala: (not sala.de_hoy, sala.fase == "despues"))


def _sala(actividad, en_vivo, ahora):
    hoy = en_zona(ahora, actividad.cumbre.zona_horaria).date()
    de_hoy = actividad.dia <= hoy <= (actividad.dia_fin or actividad.dia)
    fase = "despues" if termino(actividad, en_vivo, ahora) else en_vivo.fase
    return Sala(actividad, fase, de_hoy or fase == "en_curso")

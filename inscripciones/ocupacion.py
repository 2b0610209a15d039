"""How full the activities are, for the programme's own screens."""

from django.db.models import Count, Q

from inscripciones.models import Asistencia, Modalidad

_Estado = Asistencia.Estado


def con_ocupacion(actividades):
    """Return activities with ``ocupados``, ``en_espera`` and ``solicitados``: how many hold, await or ask for one."""
    en_la_sala = Q(asistencias__modalidad=Modalidad.PRESENCIAL, asistencias__estado=_Estado.CONFIRMADA)
    return actividades.annotate(
        ocupados=Count("asistencias", filter=en_la_sala),
        en_espera=Count("asistencias", filter=Q(asistencias__estado=_Estado.EN_ESPERA)),
        solicitados=Count("asistencias", filter=Q(asistencias__estado=_Estado.SOLICITADA)),
    )

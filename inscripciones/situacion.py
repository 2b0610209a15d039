"""How things stand for each person of a registration, in words: for mails and *mi espacio*."""

from django.db.models import Count, OuterRef, Prefetch, Subquery
from django.utils.translation import gettext as _

from comun.tiempo import fecha_larga, momento
from inscripciones.models import Asistencia


def asistencias_con_puesto():
    """Attendances with their activity and, on the waiting list, ``puesto``: 1 is the first in line."""
    hasta_aqui = (
        Asistencia.objects.en_espera()
        .filter(actividad=OuterRef("actividad"), turno__lte=OuterRef("turno"))
        .order_by()
        .values("actividad")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Asistencia.objects.select_related("actividad__cumbre").annotate(puesto=Subquery(hasta_aqui))


def personas_de(inscripcion):
    """Return the people of a registration, each with its attendances in order of day: two queries."""
    return list(inscripcion.participantes.prefetch_related(Prefetch("asistencias", asistencias_con_puesto())))


def situacion(asistencia):
    """Return how somebody attends and whether there is a place: "presencial, lugar confirmado"."""
    estado = Asistencia.Estado
    modalidad = asistencia.get_modalidad_display()
    if asistencia.estado == estado.CONFIRMADA:
        return _("presencial, lugar confirmado") if asistencia.modalidad == "presencial" else _("virtual, confirmada")
    if asistencia.estado == estado.EN_ESPERA:
        return _("presencial, en lista de espera: puesto %(puesto)d") % {"puesto": asistencia.puesto}
    if asistencia.estado == estado.SOLICITADA:
        return _("%(modalidad)s, solicitada; el equipo responde por correo") % {"modalidad": modalidad}
    if asistencia.estado == estado.ELEGIDA:
        return _("%(modalidad)s, sin confirmar") % {"modalidad": modalidad}
    return asistencia.get_estado_display()


def cuando(actividad):
    """Return day, hour and zone of an activity as text; an hour that nobody has told is to be confirmed.

    The hour at which it goes, where somebody put it (``agenda.horario``); else as planned.
    """
    inicio = getattr(actividad, "inicio_real", actividad.inicio)
    if inicio:
        return momento(inicio, actividad.cumbre.zona_horaria)
    dia = fecha_larga(actividad.dia)
    if actividad.dia_fin and actividad.dia_fin != actividad.dia:
        dia = _("del %(desde)s al %(hasta)s") % {"desde": dia, "hasta": fecha_larga(actividad.dia_fin)}
    franja = f", {actividad.get_franja_display()}" if actividad.franja else ""
    return _("%(dia)s, horario a confirmar") % {"dia": f"{dia}{franja}"}

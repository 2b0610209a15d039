"""What every change of a registration begins and ends with."""

from django.utils import timezone
from django.utils.translation import gettext as _

from comun.tiempo import en_zona
from inscripciones.errores import ErrorInscripcion, InscripcionCerrada, YaNoSePuedeCambiar
from inscripciones.models import Inscripcion


def bloquear(inscripcion, *, tambien_cerrada=False, tambien_unida=False, tambien_terminada=False):
    """Lock the registration until the transaction ends and return it fresh; it must still admit changes.

    Raises :class:`YaNoSePuedeCambiar` (withdrawn, rejected, expired; not if ``tambien_terminada``, nor if
    ``tambien_unida`` and its people joined another delegation) or, unless ``tambien_cerrada``,
    :class:`InscripcionCerrada`.
    """
    fresca = (
        Inscripcion.objects.select_for_update(of=("self",))
        .select_related("cumbre", "contacto", "ciudad", "institucion")
        .get(pk=inscripcion.pk)
    )
    admite = tambien_terminada or (tambien_unida and fresca.fue_unida)
    if fresca.termino and not admite:
        raise YaNoSePuedeCambiar
    if not tambien_cerrada and fresca.cumbre.inscripcion() != "abierta":
        raise InscripcionCerrada
    return fresca


def bloquear_inscripciones(claves, *, no_key=False):
    """Lock these registrations until the transaction ends, in the order of their keys; return those that there are.

    Whoever changes something of several registrations, or of their people, begins so, before any activity and any
    person: whoever changes a delegation holds its registration and touches its people in any order. ``no_key``: what
    merely refers to one need not wait.
    """
    filas = Inscripcion.objects.filter(pk__in=set(claves)).order_by("pk")
    return set(filas.select_for_update(of=("self",), no_key=no_key).values_list("pk", flat=True))


def solo_por_solicitud(inscripcion, ahora=None):
    """True where people and activities are changed by asking the team: confirmed, outside the window, and until the
    last day of the Cumbre is over where it is held."""
    cumbre, ahora = inscripcion.cumbre, ahora or timezone.now()
    sigue = en_zona(ahora, cumbre.zona_horaria).date() <= cumbre.fin
    return inscripcion.es_confirmada and cumbre.inscripcion(ahora) != "abierta" and sigue


def exigir_presente(objeto, mensaje):
    """Look again under the lock: saving what was removed meanwhile would bring it back; ``mensaje`` tells so."""
    if not type(objeto)._default_manager.filter(pk=objeto.pk).exists():
        raise ErrorInscripcion(mensaje)


def exigir_que_viene(participante):
    """Look again under the lock, with its answer fresh: who said that they do not come holds no place until they do."""
    participante.refresh_from_db(fields=["respuesta"])
    if participante.declino:
        mensaje = _("%(nombre)s avisó que no va: si cambia de idea, lo dice desde su enlace personal.")
        raise ErrorInscripcion(mensaje % {"nombre": participante.nombre})


def marcar_paso(inscripcion, paso):
    """Remember that a step was sent; the caller holds the lock."""
    if paso not in inscripcion.pasos:
        inscripcion.pasos = [*inscripcion.pasos, paso]
    inscripcion.save()

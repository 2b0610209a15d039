"""What every change of a registration begins and ends with."""

from inscripciones.errores import InscripcionCerrada, YaNoSePuedeCambiar
from inscripciones.models import Inscripcion


def bloquear(inscripcion):
    """Lock the registration until the transaction ends and return it fresh; it must still admit changes.

    Raises :class:`YaNoSePuedeCambiar` (withdrawn, rejected, expired) or :class:`InscripcionCerrada`.
    """
    fresca = (
        Inscripcion.objects.select_for_update(of=("self",))
        .select_related("cumbre", "contacto", "ciudad", "institucion")
        .get(pk=inscripcion.pk)
    )
    if fresca.estado not in {Inscripcion.Estado.BORRADOR, Inscripcion.Estado.CONFIRMADA}:
        raise YaNoSePuedeCambiar
    if fresca.cumbre.inscripcion() != "abierta":
        raise InscripcionCerrada
    return fresca


def marcar_paso(inscripcion, paso):
    """Remember that a step was sent and when; the caller holds the lock."""
    if paso not in inscripcion.pasos:
        inscripcion.pasos = [*inscripcion.pasos, paso]
    inscripcion.save()

"""What every change of a registration begins and ends with."""

from inscripciones.errores import ErrorInscripcion, InscripcionCerrada, YaNoSePuedeCambiar
from inscripciones.models import Inscripcion


def bloquear(inscripcion, *, tambien_cerrada=False):
    """Lock the registration until the transaction ends and return it fresh; it must still admit changes.

    Raises :class:`YaNoSePuedeCambiar` (withdrawn, rejected, expired) or, unless ``tambien_cerrada``,
    :class:`InscripcionCerrada`.
    """
    fresca = (
        Inscripcion.objects.select_for_update(of=("self",))
        .select_related("cumbre", "contacto", "ciudad", "institucion")
        .get(pk=inscripcion.pk)
    )
    if fresca.estado not in {Inscripcion.Estado.BORRADOR, Inscripcion.Estado.CONFIRMADA}:
        raise YaNoSePuedeCambiar
    if not tambien_cerrada and fresca.cumbre.inscripcion() != "abierta":
        raise InscripcionCerrada
    return fresca


def exigir_presente(objeto, mensaje):
    """Look again under the lock: saving what was removed meanwhile would bring it back; ``mensaje`` tells so."""
    if not type(objeto)._default_manager.filter(pk=objeto.pk).exists():
        raise ErrorInscripcion(mensaje)


def marcar_paso(inscripcion, paso):
    """Remember that a step was sent; the caller holds the lock."""
    if paso not in inscripcion.pasos:
        inscripcion.pasos = [*inscripcion.pasos, paso]
    inscripcion.save()

"""The states of a registration, each reached through one function, and the consents it stands on."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inscripciones import aportes, avisos, cambios, duplicadas, lugares
from inscripciones.edicion import bloquear, marcar_paso
from inscripciones.errores import ErrorInscripcion, FaltaCompletar, YaNoSePuedeCambiar
from inscripciones.models import Asistencia, CambioInscripcion, Inscripcion
from inscripciones.services.comunes import reflejar_imagen, sincronizar
from inscripciones.services.enlaces import avisar_del_fin, invitar

_Estado = Inscripcion.Estado
# Each state with those from which it is reached. The function that leads to a state, called again there, does nothing.
TRANSICIONES = {
    _Estado.CONFIRMADA: {_Estado.BORRADOR},
    _Estado.RETIRADA: {_Estado.BORRADOR, _Estado.CONFIRMADA},
    _Estado.RECHAZADA: {_Estado.BORRADOR, _Estado.CONFIRMADA},
    _Estado.VENCIDA: {_Estado.BORRADOR},
}


@transaction.atomic
def terminar_paso(*, inscripcion, paso):
    """Mark a step as done whose content is sent piece by piece (cards, programmes); there may be none."""
    marcar_paso(bloquear(inscripcion), paso)


@transaction.atomic
def guardar_consentimientos(*, inscripcion, datos, imagen, listado):
    """Set the three separate consents, each dated when first given; withdrawing one clears its date at once.

    Also after the window closed, and of a delegation that joined another: a consent can be withdrawn at any time (Ley
    25.326 art. 5, LGPD art. 8 § 5). Side effect once confirmed: the change.
    """
    inscripcion = bloquear(inscripcion, tambien_cerrada=True, tambien_unida=True)
    if inscripcion.es_confirmada and not datos:
        raise ErrorInscripcion(
            _("Sin el uso de los datos no podemos sostener la inscripción: si lo prefiere, retírela desde su espacio."),
            campo="consentimiento_datos",
        )
    ahora = timezone.now()
    with cambios.siguiendo(inscripcion, quien=CambioInscripcion.Quien.CONTACTO):
        inscripcion.consentimiento_datos_el = (inscripcion.consentimiento_datos_el or ahora) if datos else None
        inscripcion.consentimiento_imagen_el = (inscripcion.consentimiento_imagen_el or ahora) if imagen else None
        contacto = inscripcion.contacto
        contacto.consentimiento_listado_el = (contacto.consentimiento_listado_el or ahora) if listado else None
        contacto.save(update_fields=["consentimiento_listado_el"])
        reflejar_imagen(inscripcion)
        marcar_paso(inscripcion, "consentimientos")


@transaction.atomic
def confirmar(*, inscripcion):
    """Confirm a draft: one transaction that checks everything again, gives the places and queues the mail.

    Idempotent: a confirmed registration is returned as it is. Raises :class:`FaltaCompletar`, ``CupoLleno`` (nothing is
    written, the person chooses), ``ActividadCerrada``, :class:`InscripcionCerrada`, :class:`YaNoSePuedeCambiar`.
    Side effects: places and turns; what the delegation brings awaits staff (without the seminar it is discarded, as
    the check page said); one mail ``inscripcion_confirmada``, and to each person with an e-mail their own link. If the
    city, the institution or the e-mail has a confirmed registration already, this one is confirmed all the same,
    marked, and both are told (``inscripciones.duplicadas``).
    """
    duplicadas.bloquear_parecidas(inscripcion)
    inscripcion = bloquear(inscripcion)
    if inscripcion.es_confirmada:
        return inscripcion
    _exigir_completa(inscripcion)
    primera = duplicadas.marcar(inscripcion)
    sincronizar(inscripcion)
    lugares.colocar(inscripcion=inscripcion)
    inscripcion.estado = Inscripcion.Estado.CONFIRMADA
    inscripcion.confirmada_el = timezone.now()
    inscripcion.save()
    if inscripcion.con_seminario:
        aportes.entregar(contacto=inscripcion.contacto)
    else:
        aportes.descartar(contacto=inscripcion.contacto)
    avisos.al_contacto("inscripcion_confirmada", inscripcion)
    invitar(inscripcion)
    if primera:
        duplicadas.avisar(inscripcion, primera)
    return inscripcion


def _exigir_completa(inscripcion):
    if not inscripcion.participantes.exists():
        raise FaltaCompletar(_("Falta agregar al menos una persona de la delegación."), paso="personas")
    if not Asistencia.objects.filter(participante__inscripcion=inscripcion).exists():
        raise FaltaCompletar(_("Falta elegir al menos una actividad de la Cumbre."), paso="actividades")
    if not inscripcion.consentimiento_datos_el:
        raise FaltaCompletar(
            _("Falta aceptar el uso de los datos: sin eso no podemos guardar la inscripción."), paso="consentimientos"
        )


@transaction.atomic
def retirar(*, inscripcion, quien=CambioInscripcion.Quien.CONTACTO, usuario=None, unida=False):
    """Withdraw a registration, drafts included, also after the window closed; return it.

    Idempotent. Side effects: those of ``_terminar``; if it had been confirmed, the change, by ``quien``, and one mail
    ``inscripcion_retirada``, with those of ``avisar_del_fin`` unless a person ends it, who is its last one. ``unida``:
    its people joined another delegation (``inscripciones.uniones``), which tells it: what it brought stays as it is,
    and there is no mail. Raises :class:`YaNoSePuedeCambiar` if rejected or expired.
    """
    inscripcion = _bloquear_para(inscripcion, _Estado.RETIRADA)
    if inscripcion.estado == _Estado.RETIRADA:
        return inscripcion
    estaba_confirmada = inscripcion.es_confirmada
    with cambios.siguiendo(inscripcion, quien=quien, usuario=usuario):
        inscripcion.estado, inscripcion.retirada_el = _Estado.RETIRADA, timezone.now()
        _terminar(inscripcion, con_aportes=not unida)
    if estaba_confirmada and not unida:
        avisos.al_contacto("inscripcion_retirada", inscripcion)
        if quien != CambioInscripcion.Quien.PARTICIPANTE:
            avisar_del_fin(inscripcion, quien=quien)
    return inscripcion


@transaction.atomic
def rechazar_inscripcion(*, inscripcion, motivo, usuario):
    """Close a registration, drafts included, by decision of staff, who says why; return it. It does not come back.

    Idempotent: the reason of the first time stays. Side effects: those of ``_terminar``; one mail
    ``inscripcion_rechazada`` with the reason; if it had been confirmed, the change, with who made it, and those of
    ``avisar_del_fin``, with the reason too. Raises :class:`YaNoSePuedeCambiar` if withdrawn or expired, and
    :class:`ErrorInscripcion` without a reason.
    """
    inscripcion = _bloquear_para(inscripcion, _Estado.RECHAZADA)
    if inscripcion.estado == _Estado.RECHAZADA:
        return inscripcion
    if not motivo:
        raise ErrorInscripcion(_("Escriba el motivo: va en el correo que recibe el contacto."), campo="motivo")
    with cambios.siguiendo(inscripcion, quien=CambioInscripcion.Quien.EQUIPO, usuario=usuario, motivo=motivo):
        inscripcion.estado, inscripcion.rechazada_el, inscripcion.motivo = _Estado.RECHAZADA, timezone.now(), motivo
        _terminar(inscripcion)
    avisos.al_contacto("inscripcion_rechazada", inscripcion)
    avisar_del_fin(inscripcion, quien=CambioInscripcion.Quien.EQUIPO)
    return inscripcion


@transaction.atomic
def vencer(*, inscripcion):
    """Let a draft lapse that nobody finished in time (``inscripciones.borradores``); return it. It does not come back.

    Idempotent. Side effects: none but the state, whose date is no change of the draft's: the purge counts its days from
    the last thing that a person wrote. No mail: the reminder said until when. Raises :class:`YaNoSePuedeCambiar` unless
    it is a draft.
    """
    inscripcion = _bloquear_para(inscripcion, _Estado.VENCIDA)
    if inscripcion.estado == _Estado.VENCIDA:
        return inscripcion
    inscripcion.estado, inscripcion.vencida_el = _Estado.VENCIDA, timezone.now()
    inscripcion.save(update_fields=["estado", "vencida_el"])
    return inscripcion


def _bloquear_para(inscripcion, estado):
    """Lock a registration and those like it, and return it fresh: it is in ``estado`` already, or may reach it."""
    duplicadas.bloquear_parecidas(inscripcion)
    fresca = Inscripcion.objects.select_related("contacto", "ciudad", "institucion").get(pk=inscripcion.pk)
    if fresca.estado not in {estado, *TRANSICIONES[estado]}:
        raise YaNoSePuedeCambiar
    return fresca


def _terminar(inscripcion, *, con_aportes=True):
    """Save the end of a registration and let go of what it held. Other registrations come before the activities.

    Side effects: its places go to who waits; what its people need is forgotten; what it brought, unless
    ``con_aportes`` is false, stops being public; its requests to change are gone, and those to join end
    (``duplicadas.al_terminar``).
    """
    inscripcion.save()
    duplicadas.al_terminar(inscripcion)
    inscripcion.solicitudes.pendientes().delete()
    lugares.retirar_todas(inscripcion)
    if con_aportes:
        aportes.retirar(contacto=inscripcion.contacto)

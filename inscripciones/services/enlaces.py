"""The personal link of each person: told once, as the limits allow, and ended with their address or their place."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comun import limites
from inscripciones import avisos, necesidades
from inscripciones.errores import TransicionIlegal
from inscripciones.models import Inscripcion, Participante

POR_DIA = 10  # to one address: an office shares it
DE_UNA = 120  # of one registration: its sixty people, twice
DIA = 86400  # seconds


def invitar(inscripcion):
    """Mail their own link to each person of a confirmed registration who was not told it; mark whom it was told to.

    The caller holds the registration's lock, so nobody is told twice. Side effects: one mail ``enlace_personal`` each,
    in the person's language. Over ``POR_DIA`` to one address, or ``DE_UNA`` of one registration, the others are marked
    and wait for the next change, or the next day's :func:`enviar_aplazados`: whoever registers may type other people's
    addresses again and again.
    """
    if inscripcion.es_confirmada:
        _enviar_los_que_caben(inscripcion, inscripcion.participantes.filter(avisado_el=None).exclude(email=""))


def enviar_aplazados(ahora):
    """Mail the links that waited for another day, as many as fit in this one; return how many.

    Who was left without a link for another reason (a form that was imported without telling) is none of them. One
    transaction for each registration: it may be cut short, and two at once share them.
    """
    aplazadas = Participante.objects.con_enlace_aplazado(timezone.localdate(ahora))
    claves = sorted(set(aplazadas.values_list("inscripcion_id", flat=True)))
    return {"enlaces personales que esperaban": sum(_enviar_aplazados(clave, aplazadas) for clave in claves)}


@transaction.atomic
def _enviar_aplazados(clave, aplazadas):
    inscripcion = Inscripcion.objects.select_for_update(of=("self",)).get(pk=clave)
    return _enviar_los_que_caben(inscripcion, aplazadas.filter(inscripcion=inscripcion))


def _enviar_los_que_caben(inscripcion, personas):
    """Mail their link to these people, as far as the limits go; return to how many."""
    # In one order for all: each address that is counted is locked until the end.
    en_orden = sorted(personas, key=lambda persona: (persona.email.lower(), persona.pk))
    caben = [persona for persona in en_orden if _cabe_otro(inscripcion, persona.email)]
    for persona in caben:
        avisos.a_la_persona("enlace_personal", persona)
    enviados = [persona.pk for persona in caben]
    if caben:
        ahora = timezone.now()
        inscripcion.participantes.filter(pk__in=enviados).update(avisado_el=ahora, enlace_aplazado=False)
    if len(caben) < len(en_orden):
        esperan = {persona.pk for persona in en_orden} - set(enviados)
        inscripcion.participantes.filter(pk__in=esperan).update(enlace_aplazado=True)
    return len(caben)


@transaction.atomic
def enviar_enlace(*, participante):
    """Mail a person of a confirmed registration their own link, told before or not, by decision of staff.

    Side effects: one mail ``enlace_personal``; that it was told, the first time. Raises :class:`TransicionIlegal` if
    they have no address by now or their registration is not confirmed.
    """
    inscripcion = Inscripcion.objects.select_for_update(of=("self",)).get(pk=participante.inscripcion_id)
    persona = inscripcion.participantes.filter(pk=participante.pk).first()
    if persona is None or por_que_sin_enlace(persona):
        raise TransicionIlegal
    avisos.a_la_persona("enlace_personal", persona)
    inscripcion.participantes.filter(pk=persona.pk, avisado_el=None).update(
        avisado_el=timezone.now(), enlace_aplazado=False
    )
    return persona


def por_que_sin_enlace(persona):
    """Return why a person is not sent their link, in words that follow "No cambia:"; "" if they are."""
    if not persona.inscripcion.es_confirmada:
        return _("su inscripción no está confirmada")
    return "" if persona.email else _("no tiene correo")


def _cabe_otro(inscripcion, email):
    """Count by the day of the calendar: what waits for tomorrow's reminders fits then, at whatever hour they run."""
    hoy = _hoy()
    de_ella = limites.permitir("invitaciones", f"{hoy}:{inscripcion.codigo}", maximo=DE_UNA, segundos=DIA)
    return de_ella and limites.permitir("invitacion", f"{hoy}:{email}", maximo=POR_DIA, segundos=DIA)


def _hoy():
    return timezone.localdate().isoformat()


def soltar_correo(persona, anterior, *, avisar=True):
    """End what the earlier address of a person opened, if ``persona`` has another one now; it is not saved here.

    Links and sessions end, and what was said from there is forgotten: whoever reads the new mailbox is not to see the
    needs, nor to stand for the consents, of who read the earlier one. Side effect: one mail
    ``enlace_personal_terminado`` to the earlier address if it had been told a link, unless somebody else says so
    (``avisar``). The contact's consent for pictures is the registration's, and stays.
    """
    if persona.email.lower() == anterior.lower():
        return
    if avisar and anterior and persona.avisado_el:
        avisos.a_la_persona("enlace_personal_terminado", persona, a=anterior)
    persona.generacion += 1
    persona.avisado_el = persona.recordado_el = persona.consentimiento_listado_el = None
    persona.enlace_aplazado = False
    if not persona.es_contacto:
        persona.consentimiento_imagen_el = None
    necesidades.olvidar([persona])


def avisar_del_fin(inscripcion, *, quien):
    """Mail each person who had been sent their link that the delegation does not go on, by decision of ``quien``.

    The caller holds the lock and is what ends it. Side effect: one mail ``delegacion_terminada`` each, in the person's
    language. The contact's mailbox reads its own mail, and who had said that they do not come knows.
    """
    for persona in _por_avisar(inscripcion):
        avisos.a_la_persona("delegacion_terminada", persona, quien=quien)


def avisar_que_se_quita(persona):
    """Mail somebody who had been sent their link, and whose row is about to go, that they are not of it any more.

    Side effect: one mail ``persona_quitada``, to whom :func:`avisar_del_fin` would write.
    """
    if se_avisa_a(persona):
        avisos.a_quien_se_quita(persona.inscripcion.participantes.get(pk=persona.pk))


def se_avisa_a(persona):
    """True if a person would be told by mail that they are not of the delegation any more."""
    return _por_avisar(persona.inscripcion).filter(pk=persona.pk).exists()


def _por_avisar(inscripcion):
    con_enlace = inscripcion.participantes.exclude(avisado_el=None).exclude(email="")
    return con_enlace.exclude(email__iexact=inscripcion.contacto.email).que_vienen().order_by("pk")

"""Whom registrations remind, once each."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comun.recordatorios import registrar
from inscripciones import avisos
from inscripciones.edicion import bloquear_inscripciones
from inscripciones.models import Participante
from inscripciones.services.enlaces import enviar_aplazados

SIN_RESPONDER = timedelta(days=3)  # after their link was told
TANDA = 200


def registrar_recordatorios():
    """Add these parts to the reminders: registrations are locked before people, in a trial of all too.

    Who is told their link today is not reminded of it: that waits for ``SIN_RESPONDER``.
    """
    registrar(enviar_aplazados)
    registrar(recordar_a_personas)


def recordar_a_personas(ahora):
    """Remind who was told their link three days ago or more and did not say whether they come, before the Cumbre ends.

    Batch by batch, each marked in the transaction that queues its mails; who is being changed this very moment waits
    for the next run.
    """
    pendientes = Participante.objects.por_recordar(ahora - SIN_RESPONDER, timezone.localdate(ahora)).order_by("pk")
    total = 0
    while True:
        with transaction.atomic():
            tanda = list(bloqueadas(pendientes)[:TANDA])
            for persona in tanda:
                avisos.a_la_persona("recordatorio_personal", persona)
            Participante.objects.filter(pk__in=[p.pk for p in tanda]).update(recordado_el=ahora)
        if not tanda:
            return {"personas que no respondieron": total}
        total += len(tanda)


@transaction.atomic
def recordar_ahora(personas, ahora):
    """Remind those of these people who were told their link and did not answer, by decision of staff; return them.

    It does not wait the days that :func:`recordar_a_personas` does, and counts as that reminder: one, then silence.
    """
    bloquear_inscripciones((persona.inscripcion_id for persona in personas), no_key=True)
    pendientes = Participante.objects.por_recordar(ahora, timezone.localdate(ahora))
    de_ellas = pendientes.filter(pk__in=[p.pk for p in personas]).order_by("pk").select_for_update(of=("self",))
    recordadas = list(de_ellas)
    for persona in recordadas:
        avisos.a_la_persona("recordatorio_personal", persona)
    Participante.objects.filter(pk__in=[p.pk for p in recordadas]).update(recordado_el=ahora)
    return recordadas


def por_que_no(persona, ahora):
    """Return why a person is not reminded, in words that follow "No cambia:"; "" if they are."""
    inscripcion = persona.inscripcion
    if not inscripcion.es_confirmada:
        return _("su inscripción no está confirmada")
    if inscripcion.cumbre.fin < timezone.localdate(ahora):
        return _("la Cumbre ya terminó")
    if persona.respondio_el:
        return _("ya respondió")
    if not persona.email:
        return _("no tiene correo")
    if persona.avisado_el is None:
        return _("todavía no se le envió su enlace")
    return _("ya se le recordó una vez") if persona.recordado_el else ""


def bloqueadas(consulta):
    """Lock what another run has not locked."""
    return consulta.select_for_update(of=("self",), skip_locked=True)

"""The background step of messages: a few recipients at a time go to the mail queue, each exactly once.

A recipient is locked, its mail written and both tied in one transaction: killed at any point, or with two workers at
work, nobody is queued twice nor forgotten. The worker empties its queue between two steps, so a mail that somebody
waits for has at most ``TANDA`` of these before it, and a stop finds at most as many of them in the queue.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from comun.models import Mensaje
from seminario.comunicados.correos import TIPO
from seminario.models import Comunicado, Destinatario

TANDA = 50
_ABIERTOS = [Mensaje.Estado.EN_COLA, Mensaje.Estado.ENVIANDO, Mensaje.Estado.EN_ESPERA]


def dar_un_paso():
    """Queue some mails of a launched message, or close one that has nothing left to send; True if it did either."""
    return Comunicado.objects.en_curso().exists() and (_encolar_una_tanda() or _terminar_uno())


@transaction.atomic
def _encolar_una_tanda():
    comunicado = bloqueados(Comunicado.objects.por_encolar(), no_key=True).first()
    if comunicado is None:
        return False
    pendientes = Destinatario.objects.por_encolar().filter(comunicado=comunicado).order_by("pk")
    tanda = list(bloqueados(pendientes.select_related("inscripcion__contacto", "participante"))[:TANDA])
    encolar(tanda)
    return bool(tanda)


def encolar(tanda):
    """Write a mail for each of these recipients, in the language that they read now, and mark them as queued."""
    mensajes = Mensaje.objects.bulk_create(_mensaje_para(destinatario) for destinatario in tanda)
    ahora = timezone.now()
    for destinatario, mensaje in zip(tanda, mensajes, strict=True):
        destinatario.mensaje, destinatario.idioma, destinatario.encolado_el = mensaje, mensaje.idioma, ahora
    Destinatario.objects.bulk_update(tanda, ["mensaje", "idioma", "encolado_el"])


def _mensaje_para(destinatario):
    return Mensaje(
        tipo=TIPO,
        a=destinatario.email,
        idioma=destinatario.dueno.idioma,
        sobre=destinatario.participante or destinatario.inscripcion,
        parametros={"destinatario": destinatario.pk},
    )


@transaction.atomic
def _terminar_uno():
    """Close a message when none of its mails is on its way any more."""
    listos = Comunicado.objects.en_curso().exclude(Exists(_por_delante(OuterRef("pk"))))
    comunicado = bloqueados(listos).first()
    # Looked at again under the lock: meanwhile it may have been given something to send.
    if comunicado is None or _por_delante(comunicado.pk).exists():
        return False
    comunicado.estado, comunicado.terminado_el = Comunicado.Estado.TERMINADO, timezone.now()
    comunicado.save(update_fields=["estado", "terminado_el"])
    return True


def _por_delante(clave):
    return Destinatario.objects.filter(Q(encolado_el=None) | Q(mensaje__estado__in=_ABIERTOS), comunicado=clave)


def bloqueados(consulta, **como):
    """Lock what another worker has not locked."""
    return consulta.select_for_update(of=("self",), skip_locked=True, **como)

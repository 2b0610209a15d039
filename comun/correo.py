"""The mail queue: what callers use. The worker is ``comun.enviador`` (command ``enviar_correo``).

A message is a row written in the same transaction as what it announces. It says what to send, not the
text: the worker renders it at sending, so no access link ever lies in the database or on a staff screen.
"""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_tipos = {}
_YA_NO_EXISTE = _("ya no existe lo que anunciaba")


def nuevo_message_id():
    """Return a Message-ID that stays the same over every retry (RFC 5322, 3.6.4)."""
    return f"<{uuid.uuid4().hex}@{(urlsplit(settings.SITE_URL).hostname or 'localhost')[:80]}>"


def registrar(tipo, *, nombre, contexto, adjuntos=None, olvida=False, al_reenviar=None):
    """Declare a type of mail, from an ``AppConfig.ready``.

    ``contexto(mensaje)`` returns plain data (texts, numbers, lists and dicts of them, never a model object) for
    ``templates/correo/<tipo>.asunto.txt`` and ``<tipo>.txt``, or ``None`` if there is nothing to announce any more. The
    HTML is made from the text. Its ``enlace`` is the one link of the mail (where an address has several, each dict of
    its ``enlaces`` has one); ``correo_contacto`` is where replies go.
    ``adjuntos(mensaje)`` returns a list of ``(name, bytes, mime type)``. Both run with the message's language active,
    and only while what the mail is about still exists. ``nombre`` is what staff reads in the list of mails. ``olvida``:
    once it was sent, or never will be, the row forgets to whom. ``al_reenviar(mensaje, nuevo)`` is called where staff
    queues one again, in the same transaction.
    """
    if tipo in _tipos:
        raise ValueError(f"mail type {tipo} is registered twice")
    adjuntos = adjuntos or (lambda mensaje: [])
    al_reenviar = al_reenviar or (lambda mensaje, nuevo: None)
    _tipos[tipo] = {
        "nombre": nombre,
        "contexto": contexto,
        "adjuntos": adjuntos,
        "olvida": olvida,
        "al_reenviar": al_reenviar,
    }


def tipo_registrado(tipo):
    """Return what :func:`registrar` was told of ``tipo``; KeyError for an unknown one."""
    return _tipos[tipo]


def nombre_de(tipo):
    """Return the staff's name of a mail type."""
    return _tipos[tipo]["nombre"] if tipo in _tipos else _("tipo desconocido: %(tipo)s") % {"tipo": tipo}


def olvida_a_quien(tipo):
    """Tell whether mails of this type forget their address once they are closed."""
    return tipo in _tipos and _tipos[tipo]["olvida"]


def direccion(nombre, *args):
    """Return the full address of a page in the active language, from ``SITE_URL``: never from a request's Host."""
    return settings.SITE_URL + reverse(nombre, args=args)


def encolar(*, tipo, a, idioma, sobre, parametros=None):
    """Queue one mail in the caller's transaction and return the row; nothing is sent here.

    Somebody without an address (who was registered at the door) is written nothing: ``None``.
    """
    from comun.models import Mensaje

    tipo_registrado(tipo)
    if not a:
        return None
    return Mensaje.objects.create(tipo=tipo, a=a, idioma=idioma, sobre=sobre, parametros=parametros or {})


def encolar_sin_delatar(*, tipo, modelo, mensajes):
    """Queue these mails (dicts as for :func:`encolar`) in the caller's transaction.

    Whether there is anybody to write to shows neither in the statements nor on a clock: with no mails a row for nobody,
    about some ``modelo``, is written and deleted in the same transaction. Many or none, it is the same two statements.
    """
    from django.contrib.contenttypes.models import ContentType

    from comun.models import Mensaje

    tipo_registrado(tipo)
    sobre_tipo = ContentType.objects.get_for_model(modelo)
    sin_destino = {"a": "", "idioma": settings.LANGUAGE_CODE, "sobre_tipo": sobre_tipo}
    filas = Mensaje.objects.bulk_create(Mensaje(tipo=tipo, **mensaje) for mensaje in mensajes or [sin_destino])
    para_nadie = Mensaje.objects.filter(pk__in=[fila.pk for fila in filas], a="")
    # Nothing refers to what this transaction wrote: ``delete()`` would look for it, and only if there is a row.
    para_nadie._raw_delete(para_nadie.db)


class NoSeReenvia(Exception):
    """A mail that is not queued again; ``razon``: why, in words that follow "no cambió:"."""

    def __init__(self, razon):
        self.razon = razon
        super().__init__(str(razon))


@transaction.atomic
def reenviar(mensaje):
    """Queue a sent or failed mail again, as a new row with a Message-ID of its own; the first row stays as it is.

    :class:`NoSeReenvia` for any other: see :func:`por_que_no_se_reenvia`. Who asks for the same one at once waits here.
    """
    from comun.models import Mensaje

    # Locked first and read afterwards: what is told of later rows is as of the statement that reads it.
    bloqueado = Mensaje.objects.select_for_update().filter(pk=mensaje.pk).first()
    mensaje = bloqueado and Mensaje.objects.con_lo_posterior().get(pk=mensaje.pk)
    if razon := por_que_no_se_reenvia(mensaje) if mensaje else _YA_NO_EXISTE:
        raise NoSeReenvia(razon)
    nuevo = encolar(
        tipo=mensaje.tipo, a=mensaje.a, idioma=mensaje.idioma, sobre=mensaje.sobre, parametros=mensaje.parametros
    )
    tipo_registrado(mensaje.tipo)["al_reenviar"](mensaje, nuevo)
    return nuevo


def por_que_no_se_reenvia(mensaje):
    """Return why a mail of ``con_lo_posterior()`` is not queued again, "" if it may be.

    It is still to go out, or was not to; a later row is its equal, and that one may be sent again; nobody registers its
    type any more, what it was about is gone, or it forgot to whom it went.
    """
    if not mensaje.a or mensaje.tipo not in _tipos or (mensaje.sobre_id is not None and mensaje.sobre is None):
        return _YA_NO_EXISTE
    if mensaje.admite_reenvio:
        return ""
    if mensaje.estado == mensaje.Estado.ANULADO:
        return _("no correspondía enviarlo")
    return _("después se puso en cola otro igual") if mensaje.hay_otro else _("todavía está por salir")

"""The mail queue: what callers use. The worker is ``comun.enviador`` (command ``enviar_correo``).

A message is a row written in the same transaction as what it announces. It says what to send, not the
text: the worker renders it at sending, so no access link ever lies in the database or on a staff screen.
"""

import uuid
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

_tipos = {}


def nuevo_message_id():
    """Return a Message-ID that stays the same over every retry (RFC 5322, 3.6.4)."""
    return f"<{uuid.uuid4().hex}@{(urlsplit(settings.SITE_URL).hostname or 'localhost')[:80]}>"


def registrar(tipo, *, nombre, contexto, adjuntos=None):
    """Declare a type of mail, from an ``AppConfig.ready``.

    ``contexto(mensaje)`` returns plain data (texts, numbers, lists and dicts of them, never a model object) for
    ``templates/correo/<tipo>.asunto.txt`` and ``<tipo>.txt``, or ``None`` if there is nothing to announce any more. The
    HTML is made from the text. Its ``enlace`` is the one link of the mail (where an address has several, each dict of
    its ``enlaces`` has one); ``correo_contacto`` is where replies go.
    ``adjuntos(mensaje)`` returns a list of ``(name, bytes, mime type)``. Both run with the message's language active,
    and only while what the mail is about still exists. ``nombre`` is what staff reads in the list of mails.
    """
    if tipo in _tipos:
        raise ValueError(f"mail type {tipo} is registered twice")
    _tipos[tipo] = {"nombre": nombre, "contexto": contexto, "adjuntos": adjuntos or (lambda mensaje: [])}


def tipo_registrado(tipo):
    """Return what :func:`registrar` was told of ``tipo``; KeyError for an unknown one."""
    return _tipos[tipo]


def nombre_de(tipo):
    """Return the staff's name of a mail type."""
    return _tipos[tipo]["nombre"] if tipo in _tipos else _("tipo desconocido: %(tipo)s") % {"tipo": tipo}


def direccion(nombre, *args):
    """Return the full address of a page in the active language, from ``SITE_URL``: never from a request's Host."""
    return settings.SITE_URL + reverse(nombre, args=args)


def encolar(*, tipo, a, idioma, sobre, parametros=None):
    """Queue one mail in the caller's transaction and return the row; nothing is sent here."""
    from comun.models import Mensaje

    tipo_registrado(tipo)
    return Mensaje.objects.create(tipo=tipo, a=a, idioma=idioma, sobre=sobre, parametros=parametros or {})


def reenviar(mensaje):
    """Queue a sent or failed mail again, as a new row with a Message-ID of its own; the first row stays as it is.

    LookupError if nobody registers its type any more, or what it was about is gone.
    """
    if mensaje.sobre_id is not None and mensaje.sobre is None:
        raise LookupError(mensaje.tipo)
    return encolar(
        tipo=mensaje.tipo, a=mensaje.a, idioma=mensaje.idioma, sobre=mensaje.sobre, parametros=mensaje.parametros
    )

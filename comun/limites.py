"""Public limits, counted in PostgreSQL by one upsert (a per-process cache is no limit); and files from few only."""

import ipaddress
from collections.abc import Callable
from typing import NamedTuple

from django.conf import settings
from django.contrib import admin
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.db import connection
from django.utils.crypto import salted_hmac

from comun.archivos import VIDEO_MAXIMO

_CONTAR = """
INSERT INTO comun_limite AS l (clave, desde, cuenta) VALUES (%(clave)s, now(), 1)
ON CONFLICT (clave) DO UPDATE SET
    cuenta = CASE WHEN l.desde < now() - make_interval(secs => %(segundos)s) THEN 1 ELSE l.cuenta + 1 END,
    desde = CASE WHEN l.desde < now() - make_interval(secs => %(segundos)s) THEN now() ELSE l.desde END
RETURNING cuenta
"""


def ip_del_cliente(request):
    """Return whom to count: the client's IPv4 address, or the /64 of its IPv6 one, which is what one line is given.

    ``X-Forwarded-For`` counts only when the peer is in ``TRUSTED_PROXIES``. It is read from the right, skipping trusted
    proxies (CVE-2023-44463 was trusting its left end). An IPv4 address inside an IPv6 one is the same address.
    """
    ip = _leer(request.META.get("REMOTE_ADDR", ""))
    if ip is None:
        return "0.0.0.0"  # noqa: S104 - a placeholder, nothing binds to it
    for salto in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not _de_confianza(ip) or (anterior := _leer(salto.strip())) is None:
            break
        ip = anterior
    return str(ip) if ip.version == 4 else str(ipaddress.ip_network((ip.packed, 64), strict=False))


def red_del_cliente(request):
    """Return the network of the client, for the log: the /24 of its IPv4 address, or the /48 of its IPv6 one."""
    red = ipaddress.ip_network(ip_del_cliente(request))
    return str(red.supernet(new_prefix=24 if red.version == 4 else 48))


def permitir(ambito, valor, *, maximo, segundos):
    """Count one attempt of ``valor`` (an address, an e-mail) in ``ambito``; False when over ``maximo`` per window.

    ``maximo`` is multiplied by ``LIMITES_FACTOR``; with ``PUBLIC_LIMITS`` off everything passes uncounted. Stored
    under a keyed hash, so the table tells nobody's address.
    """
    if not settings.PUBLIC_LIMITS:
        return True
    clave = salted_hmac(f"limite:{ambito}", valor.lower(), algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(_CONTAR, {"clave": clave, "segundos": segundos})
        (cuenta,) = cursor.fetchone()
    return cuenta <= maximo * settings.LIMITES_FACTOR


def _leer(texto):
    """Return the address that a text says, IPv4 where it is one in IPv6 clothes, or ``None``."""
    try:
        ip = ipaddress.ip_address(texto)
    except ValueError:
        return None
    return getattr(ip, "ipv4_mapped", None) or ip


def _de_confianza(ip):
    return any(ip in ipaddress.ip_network(red, strict=False) for red in settings.TRUSTED_PROXIES)


class Recepcion(NamedTuple):
    """Whose files a view takes, and how large one may be."""

    de: Callable
    maximo: int


def recibe_archivos(*, de, maximo):
    """Decorate a view outside the admin whose form takes one file, from whom ``de(request)`` lets send it.

    ``de`` is asked before the file is read, by who has the session but nothing else checked: it must only read.
    ``maximo``: bytes. What is larger arrives cut, yet longer than that, so that its form refuses it. The proxy too must
    let so much through (docs/operacion.md).
    """

    def decorar(vista):
        vista.recepcion = Recepcion(de, maximo)
        return vista

    return decorar


class SinArchivos(FileUploadHandler):
    """Throw away every file but those of staff in the admin, and those of whom a view takes them (`recibe_archivos`).

    Nothing else reaches the disk or the memory. The first of ``FILE_UPLOAD_HANDLERS``. The form is read before its view
    is called, by the check of its CSRF key: by then the address is resolved and the person is known.
    """

    chunk_size = 64 * 2**10

    def __init__(self, request=None):
        super().__init__(request)
        self.recibido = False
        self.maximo = VIDEO_MAXIMO

    def new_file(self, *args, **kwargs):
        destino = self.request.resolver_match
        if destino and "admin" in destino.app_names and admin.site.has_permission(self.request):
            return
        recepcion = destino and getattr(destino.func, "recepcion", None)
        if not recepcion or not recepcion.de(self.request):
            raise SkipFile
        # To skip a second one would close the first (django.http.multipartparser): it arrives empty instead.
        self.maximo = recepcion.maximo if not self.recibido else -1
        self.recibido = True

    def receive_data_chunk(self, raw_data, start):
        """Pass a file on, but cut one that is larger than it may be: its form will say so."""
        return raw_data if start <= self.maximo else None

    def file_complete(self, file_size):
        """Leave it to the handlers that keep it."""

"""Public limits, counted in PostgreSQL by one upsert (a per-process cache is no limit)."""

import ipaddress

from django.conf import settings
from django.db import connection
from django.utils.crypto import salted_hmac

_CONTAR = """
INSERT INTO comun_limite AS l (clave, desde, cuenta) VALUES (%(clave)s, now(), 1)
ON CONFLICT (clave) DO UPDATE SET
    cuenta = CASE WHEN l.desde < now() - make_interval(secs => %(segundos)s) THEN 1 ELSE l.cuenta + 1 END,
    desde = CASE WHEN l.desde < now() - make_interval(secs => %(segundos)s) THEN now() ELSE l.desde END
RETURNING cuenta
"""


def ip_del_cliente(request):
    """Return the client's address; ``X-Forwarded-For`` counts only when the peer is in ``TRUSTED_PROXIES``.

    The header is read from the right, skipping trusted proxies (CVE-2023-44463 was trusting its left end).
    """
    ip = request.META.get("REMOTE_ADDR") or "0.0.0.0"  # noqa: S104 - a placeholder, nothing binds to it
    if not _de_confianza(ip):
        return ip
    for salto in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        salto = salto.strip()
        if not _es_ip(salto):
            break
        ip = salto
        if not _de_confianza(ip):
            break
    return ip


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


def _es_ip(texto):
    try:
        ipaddress.ip_address(texto)
    except ValueError:
        return False
    return True


def _de_confianza(ip):
    if not _es_ip(ip):
        return False
    return any(ipaddress.ip_address(ip) in ipaddress.ip_network(red, strict=False) for red in settings.TRUSTED_PROXIES)

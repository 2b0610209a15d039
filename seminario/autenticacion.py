"""Whose session it is, whether it took both steps and since when: asked together, in the query that any page makes.

A session of staff ends two hours after it was last used and twelve after it began, whichever comes first (OWASP ASVS 5,
7.3.1 and 7.3.2): a shared computer forgets who left it, and the day of the event fits in one entry
(docs/decisiones/0020). What else the browser's session holds, such as who entered by a mailed link, stays.
"""

import time

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend
from django.db.models import OuterRef, Subquery
from django_otp.plugins.otp_totp.models import TOTPDevice

CLAVE = "segundo_paso"  # in the session: the phone that the account had when it entered
EMPEZADA, USADA = "equipo_desde", "equipo_usada"  # in the session: when it began and was used, in seconds
HORAS, HORAS_SIN_USO = 12, 2
SOLO_MIRAR = "Solo-Mirar"  # the header of a script that reads its own page again
CADA = 5 * 60  # seconds: the use is written down at most so often


class DelEquipo(ModelBackend):
    """Django's own accounts, each with the phone that counts now as ``telefono``; ``None`` without one."""

    def get_user(self, user_id):
        telefonos = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True).order_by("pk").values("pk")
        cuentas = get_user_model()._default_manager.annotate(telefono=Subquery(telefonos[:1]))
        usuario = cuentas.filter(pk=user_id).first()
        return usuario if usuario and self.user_can_authenticate(usuario) else None


def recordar(request, aparato):
    """Say in the session of whoever is logged in that the second step was taken, just now."""
    seguir_con(request, aparato)
    request.session[EMPEZADA] = request.session[USADA] = int(time.time())


def seguir_con(request, aparato):
    """Let this session go on with the row that is now the account's phone; it lives no longer for that."""
    request.session[CLAVE] = request.user.telefono = aparato.pk


def comprobada(request):
    """True if this session took the second step with the phone that the account has now, and its time is not over.

    So a phone that is changed or forgotten ends, at the next request, every session that began with it.
    """
    telefono = getattr(request.user, "telefono", None)
    return telefono is not None and request.session.get(CLAVE) == telefono and not vencida(request)


def vencida(request):
    """True if a session of staff was too long ago, or nobody used it for too long."""
    empezada, usada = (request.session.get(clave, 0) for clave in (EMPEZADA, USADA))
    ahora = time.time()
    return CLAVE in request.session and (ahora - empezada > HORAS * 3600 or ahora - usada > HORAS_SIN_USO * 3600)


def anotar_uso(request):
    """Write in the session, every few minutes, that somebody uses it.

    Not for a page that renews itself on a screen that may have been left: its script says so (:data:`SOLO_MIRAR`).
    Whoever else says so only makes the session end before.
    """
    if request.method == "GET" and SOLO_MIRAR in request.headers:
        return
    ahora = int(time.time())
    if ahora - request.session.get(USADA, 0) > CADA:
        request.session[USADA] = ahora

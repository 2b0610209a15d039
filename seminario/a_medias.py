"""Who gave the password and not yet the second step: to the rest of the portal, a stranger.

The session says so under a key of its own; Django's login comes only with the second step. So no page has to ask
whether somebody is in by half.
"""

import time

from django.contrib.auth import get_user_model
from django.utils.crypto import constant_time_compare

from seminario import segundo_factor

CLAVE = "entrada_a_medias"
MINUTOS = 10


def empezar(request, usuario, siguiente):
    """Remember, under a new session key, who gave the password and where they were going."""
    request.session.cycle_key()
    request.session[CLAVE] = {
        "usuario": usuario.pk,
        "sello": usuario.get_session_auth_hash(),
        "hasta": time.time() + MINUTOS * 60,
        "siguiente": siguiente,
        "semilla": segundo_factor.semilla_nueva(),
    }


def usuario_de(request):
    """Return who gave the password minutes ago, and may still enter with it, or ``None``. Only reads."""
    guardado = request.session.get(CLAVE)
    if not isinstance(guardado, dict) or guardado["hasta"] < time.time():
        return None
    usuario = get_user_model().objects.filter(pk=guardado["usuario"], is_active=True, is_staff=True).first()
    vale = usuario and constant_time_compare(guardado["sello"], usuario.get_session_auth_hash())
    return usuario if vale else None


def dato(request, nombre):
    return request.session[CLAVE][nombre]


def terminar(request):
    """Forget it; return where they were going."""
    return request.session.pop(CLAVE)["siguiente"]

"""How often somebody may try to enter as staff, so that nobody guesses and nobody keeps anybody else out.

A browser that took both steps with an account once carries a signed cookie that says so, one for each account, and has
a count of its own: whatever is tried from elsewhere, or from the same office, it may enter (OWASP ASVS 5, 6.1.1 and
6.3.1). Any other one counts by account and address, by address, and by account over all addresses. The words are the
same for any account or none. Counted in PostgreSQL (``comun.limites``).
"""

import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

from comun.limites import ip_del_cliente, permitir

MINUTOS_DE_ESPERA = 15
POR_CUENTA = 10  # from one address, or from one browser that is known
POR_CUENTA_EN_TODAS = 50  # from all addresses, together
POR_DIRECCION = 60  # an office is one address
DIAS_CONOCIDO = 180
CUENTAS_POR_NAVEGADOR = 20  # all their cookies travel in one line, which a server takes up to 8 kB long
COOKIE = "__Host-equipo-" if settings.HTTPS else "equipo-"


def puede_intentar(request, ambito, cuenta):
    """Count one try at an account, by its name as the form reads it; False if there were too many."""
    segundos, cuenta = MINUTOS_DE_ESPERA * 60, cuenta.lower()
    if conocido := _navegador_de(request, cuenta):
        return permitir(f"{ambito}_conocido", f"{conocido}:{cuenta}", maximo=POR_CUENTA, segundos=segundos)
    direccion = ip_del_cliente(request)
    return (
        permitir(f"{ambito}_ip", direccion, maximo=POR_DIRECCION, segundos=segundos)
        and permitir(f"{ambito}_desde", f"{direccion}:{cuenta}", maximo=POR_CUENTA, segundos=segundos)
        and permitir(ambito, cuenta, maximo=POR_CUENTA_EN_TODAS, segundos=segundos)
    )


def recordar_navegador(request, respuesta, usuario):
    """Let this browser be known as one that entered with the account: it opens nothing, it only counts apart.

    Beyond :data:`CUENTAS_POR_NAVEGADOR`, the account that entered from it first is forgotten.
    """
    cuenta = usuario.get_username().lower()
    respuesta.set_signed_cookie(
        galleta_de(cuenta),
        _navegador_de(request, cuenta) or secrets.token_hex(8),
        salt=_sal(cuenta),
        max_age=DIAS_CONOCIDO * 86400,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    # A browser sends the older ones first (RFC 6265, 5.4).
    otras = [nombre for nombre in request.COOKIES if nombre.startswith(COOKIE) and nombre != galleta_de(cuenta)]
    for nombre in otras[: max(0, len(otras) + 1 - CUENTAS_POR_NAVEGADOR)]:
        respuesta.delete_cookie(nombre, samesite="Lax")
    return respuesta


def galleta_de(cuenta):
    """Return the name of the cookie of an account, which does not tell whose it is."""
    return COOKIE + salted_hmac("seminario.navegador", cuenta).hexdigest()[:8]


def _navegador_de(request, cuenta):
    """Return the random name of this browser, if the account entered from it before."""
    return request.get_signed_cookie(galleta_de(cuenta), default=None, salt=_sal(cuenta), max_age=DIAS_CONOCIDO * 86400)


def _sal(cuenta):
    return f"seminario.navegador:{cuenta}"

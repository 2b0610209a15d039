"""How tests enter as staff: ``force_login`` takes both steps, and a browser walks them.

``a_medias`` leaves a client where the password alone leads. The steps themselves are tested in ``tests/equipo``.
"""

import time
from functools import wraps

from django.test import Client

from tests.puertas.navegador import pulsar


def con_segundo_paso():
    """Make ``Client.force_login`` give staff what they have once they entered: a session that took the second step."""
    if getattr(Client.force_login, "con_segundo_paso", False):
        return
    de_django = Client.force_login

    @wraps(de_django)
    def force_login(self, user, backend=None):
        de_django(self, user, backend)
        if user.is_staff:
            from seminario import autenticacion

            sesion = self.session
            sesion[autenticacion.CLAVE] = telefono_de(user).pk
            sesion[autenticacion.EMPEZADA] = sesion[autenticacion.USADA] = int(time.time())
            sesion.save()

    force_login.con_segundo_paso = True
    Client.force_login = force_login


def telefono_de(usuario):
    """Return the phone of a user, set up now if there was none."""
    from seminario import segundo_factor
    from seminario.models import Autenticador

    campos = {"key": segundo_factor.semilla_nueva(), "name": "teléfono", "confirmed": True}
    return Autenticador.objects.get_or_create(user=usuario, defaults=campos)[0]


def codigo_de(usuario):
    """Return a code that enters now, however often it is asked for in the same half minute."""
    from seminario import segundo_factor

    telefono = telefono_de(usuario)
    type(telefono).objects.filter(pk=telefono.pk).update(last_t=-1)
    return segundo_factor.codigo_de(telefono.key)


def a_medias(cliente, usuario, clave):
    """Give the password and no more; return the answer."""
    return cliente.post("/admin/login/", {"username": usuario.get_username(), "password": clave})


def entrar(page, usuario, clave, ruta="/admin/login/"):
    """Enter by the forms of both steps, in the browser."""
    telefono_de(usuario)
    page.goto(ruta)
    page.fill("#id_username", usuario.get_username())
    page.fill("#id_password", clave)
    pulsar(page, "#login-form input[type=submit]")
    page.fill("#id_codigo", codigo_de(usuario))
    pulsar(page, "#login-form input[type=submit]")

"""Who is entering: the session that a mailed link was exchanged for."""

from django.middleware.csrf import rotate_token
from django.utils import timezone

from actores.models import Contacto

CLAVE = "contacto"


def entrar(request, contacto):
    """Open a session for ``contacto``, under a new key (nobody else knows it); it replaces an earlier contact's.

    Whoever enters proves the e-mail (``comprobado_el``). A staff login of the same browser is kept. The session ends
    when the contact's link generation is raised.
    """
    Contacto.objects.filter(pk=contacto.pk, comprobado_el=None).update(comprobado_el=timezone.now())
    request.session.cycle_key()
    request.session[CLAVE] = {"codigo": contacto.codigo, "generacion": contacto.generacion}
    rotate_token(request)
    request._contacto = contacto


def contacto_de(request):
    """Return the session's ``Contacto``, or ``None`` if there is none or its generation was raised. Only reads."""
    if not hasattr(request, "_contacto"):
        request._contacto = _buscar(request.session.get(CLAVE))
    return request._contacto


def salir(request):
    """End the contact's session; a staff login of the same browser stays."""
    request.session.pop(CLAVE, None)
    if request.user.is_authenticated:
        request.session.cycle_key()
    else:
        request.session.flush()
    request._contacto = None


def _buscar(guardado):
    if not isinstance(guardado, dict):
        return None
    return (
        Contacto.objects.select_related("ciudad", "institucion")
        .filter(codigo=guardado.get("codigo"), generacion=guardado.get("generacion"))
        .first()
    )

"""Who is entering: the session that a mailed link was exchanged for. One owner of a link at a time in a browser."""

from django.middleware.csrf import rotate_token
from django.utils import timezone

from actores.models import Contacto

CLAVE = "quien"


def entrar(request, contacto):
    """Open a session for ``contacto``, as :func:`abrir` does. Whoever enters proves the e-mail (``comprobado_el``)."""
    Contacto.objects.filter(pk=contacto.pk, comprobado_el=None).update(comprobado_el=timezone.now())
    abrir(request, contacto)


def abrir(request, duenio):
    """Open a session for the owner of a link, under a new key (nobody else knows it); it replaces an earlier owner's.

    A staff login of the same browser is kept. The session ends when the generation of the owner's link is raised.
    """
    request.session.cycle_key()
    request.session[CLAVE] = {"codigo": duenio.codigo, "generacion": duenio.generacion}
    rotate_token(request)
    request._quienes = {type(duenio): duenio}


def contacto_de(request):
    """Return the session's ``Contacto``, or ``None`` if there is none or its generation was raised. Only reads."""
    return duenio_de(request, Contacto.objects.select_related("ciudad", "institucion"))


def duenio_de(request, consulta):
    """Return the row of ``consulta`` that this session was opened for, or ``None``; asked once in a request."""
    if not hasattr(request, "_quienes"):
        request._quienes = {}
    if consulta.model not in request._quienes:
        request._quienes[consulta.model] = _buscar(consulta, request.session.get(CLAVE))
    return request._quienes[consulta.model]


def salir(request):
    """End the session of whoever entered; a staff login of the same browser stays."""
    request.session.pop(CLAVE, None)
    if request.user.is_authenticated:
        request.session.cycle_key()
    else:
        request.session.flush()
    request._quienes = {}


def _buscar(consulta, guardado):
    if not isinstance(guardado, dict):
        return None
    return consulta.filter(codigo=guardado.get("codigo"), generacion=guardado.get("generacion")).first()

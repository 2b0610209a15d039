"""Pages for what went wrong. They tell what happened to the answers, and need no database."""

import logging
import sys

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string

from comun.candados import sin_candado

ESPERAR = 60  # seconds: whoever holds a lock ends, or is ended, before long

registro = logging.getLogger(__name__)

ULTIMO_RECURSO = (
    '<!doctype html><html lang="es"><meta charset="utf-8"><title>El portal no pudo responder</title>'
    "<h1>El portal no pudo responder</h1><p>Lo que guardó en pasos anteriores sigue guardado. "
    "Vuelva a intentar en unos minutos.</p>"
    '<p lang="pt-BR">O que foi salvo nas etapas anteriores continua salvo. Tente de novo em alguns minutos.</p></html>'
)


def mal_pedido(request, exception=None):
    """Answer 400: the request was not understood."""
    return _pagina(request, "400.html", 400)


def prohibida(request, exception=None):
    """Answer 403: not for this person, or for no role of this member of staff."""
    return _pagina(request, "403_equipo.html" if _del_equipo(request) else "403.html", 403)


def no_encontrada(request, exception=None):
    """Answer 404, the same for what does not exist and for what belongs to somebody else."""
    return _pagina(request, "404.html", 404)


def csrf(request, reason=""):
    """Answer 403 to a form whose key expired. What was typed is in the previous page of the browser."""
    registro.warning("CSRF check failed: %s", reason)
    return _pagina(request, "403_csrf.html", 403)


def fallo(request):
    """Answer 500 without touching the database; if even the template fails, with a plain sentence.

    Django calls it while the failure is being handled: a lock that was not had is the page "busy", 503.
    """
    try:
        if sin_candado(sys.exc_info()[1]):
            return _ocupado(request)
        return _pagina(request, "500.html", 500)
    except Exception:
        registro.exception("The error page itself could not be rendered")
        return HttpResponse(ULTIMO_RECURSO, status=500)


def _ocupado(request):
    response = _pagina(request, "503.html", 503, del_equipo=_del_equipo(request))
    response.headers["Retry-After"] = str(ESPERAR)
    return response


def _del_equipo(request):
    destino = request.resolver_match
    return destino is not None and "admin" in destino.app_names


def _pagina(request, plantilla, estado, **contexto):
    """Render an error page without context processors: no session, no messages, no query."""
    contexto |= {
        "request": request,
        "portal": {"correo_contacto": settings.CORREO_CONTACTO, "sitio": settings.SITE_URL},
    }
    response = HttpResponse(render_to_string(plantilla, contexto), status=estado)
    response.headers["Cache-Control"] = "no-store"
    return response

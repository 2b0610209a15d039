"""What every request and answer goes through: the language of its address, headers, cookies that make sense."""

from django.conf import settings
from django.urls import get_resolver
from django.utils import translation


def idioma_de_ruta(ruta):
    """Return the language code that a path says: the one of its first segment, or the default one."""
    primero = ruta.lstrip("/").split("/", 1)[0]
    codigos = [codigo for codigo, _ in settings.LANGUAGES if codigo != settings.LANGUAGE_CODE]
    return primero if primero in codigos else settings.LANGUAGE_CODE


class IdiomaDeLaRuta:
    """Activate the language of the path; cookies and ``Accept-Language`` count for nothing.

    Django's LocaleMiddleware would add ``Vary: Accept-Language`` and so split every shared cache in as many
    copies as there are browsers.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        translation.activate(idioma_de_ruta(request.path_info))
        request.LANGUAGE_CODE = translation.get_language()
        response = self.get_response(request)
        if not request.path_info.startswith(settings.MEDIA_URL):  # Whoever uploaded a file knows its language.
            response.headers.setdefault("Content-Language", bcp47(request.LANGUAGE_CODE))
        return response


class Cabeceras:
    """Say what browsers must not do with any answer, static files included; a view may say otherwise."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        for nombre, valor in settings.CABECERAS.items():
            response.headers.setdefault(nombre, valor)
        return response


class SoloUtf8:
    """Answer 400 to a request that says to be written in anything but UTF-8, which is what our pages ask for.

    Django would read it with whatever codec has that name, and some (rot13, zip, idna) are none of text.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.content_params.get("charset", "utf-8").lower() == "utf-8":
            return self.get_response(request)
        request.encoding = None  # The page reads the query.
        return get_resolver().resolve_error_handler(400)(request, None)


class CookieDeSesion:
    """Take away a session cookie that no session of ours has: it would break the query that looks for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        valor = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
        if not (valor.isascii() and valor.isalnum()):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)


def bcp47(codigo):
    """Return a language code as HTML and HTTP write it: ``pt-br`` becomes ``pt-BR`` (RFC 5646, 2.1.1)."""
    idioma, _, region = codigo.partition("-")
    return f"{idioma}-{region.upper()}" if region else idioma

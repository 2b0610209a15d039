"""The language of a page is in its address, and nowhere else."""

from django.conf import settings
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
        response.headers.setdefault("Content-Language", bcp47(request.LANGUAGE_CODE))
        return response


def bcp47(codigo):
    """Return a language code as HTML and HTTP write it: ``pt-br`` becomes ``pt-BR`` (RFC 5646, 2.1.1)."""
    idioma, _, region = codigo.partition("-")
    return f"{idioma}-{region.upper()}" if region else idioma

"""The one address of a page: what search engines keep of all the ways in which it may be asked for.

Of the query only what the page understands stays, in the order of its form and as it was understood; what is unknown,
empty or makes no difference (the first page) goes. A page that narrows a list has its form as ``filtro`` in its context
and the page of the list as ``pagina``; any other page has no parameters.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import get_script_prefix
from django.utils.encoding import escape_uri_path
from django.utils.http import escape_leading_slashes

from comun.middleware import bcp47, idioma_de_ruta

SIN_PAGINA = "pagina"


def parametros(filtro, pagina=None):
    """Return the pairs of parameter and value that a list of its filter's results is asked for with."""
    if filtro is None:
        return []
    pares = [
        (nombre, str(uno)) for nombre in filtro.fields if nombre != SIN_PAGINA for uno in _varios(filtro.valor(nombre))
    ]
    numero = getattr(pagina, "number", 1)
    return [*pares, (SIN_PAGINA, str(numero))] if numero > 1 else pares


def consulta(filtro, pagina=None):
    """Return the query of that list, ``?`` included; "" where there is none."""
    pares = parametros(filtro, pagina)
    return f"?{urlencode(pares)}" if pares else ""


def direcciones(ruta, consulta=""):
    """Return the canonical address of a path and that of each language: ``(own, [(hreflang, address)])``.

    The default language is also for any other (``x-default``).
    """
    ruta = escape_uri_path(ruta)

    def completa(codigo):
        return settings.SITE_URL + ruta_en_idioma(ruta, codigo) + consulta

    cada = [(bcp47(codigo), completa(codigo)) for codigo, _nombre in settings.LANGUAGES]
    return settings.SITE_URL + ruta + consulta, [*cada, ("x-default", completa(settings.LANGUAGE_CODE))]


def ruta_en_idioma(ruta, codigo):
    """Return a path of this site in a language. Leading slashes are escaped: ``//host`` must stay a path."""
    raiz = get_script_prefix()
    resto = ruta.removeprefix(raiz) if ruta.startswith(raiz) else ruta.lstrip("/")
    actual = idioma_de_ruta("/" + resto)
    if actual != settings.LANGUAGE_CODE:
        resto = resto.removeprefix(actual).removeprefix("/")
    if codigo != settings.LANGUAGE_CODE:
        resto = f"{codigo}/{resto}"
    return escape_leading_slashes(raiz + resto)


def _varios(valor):
    """Return the values of one parameter, each once and in a stable order."""
    if isinstance(valor, list | tuple):
        return sorted({str(uno) for uno in valor})
    return [valor] if valor else []

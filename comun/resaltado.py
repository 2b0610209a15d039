"""What a search found, marked in the text that says it."""

import re

from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import mark_safe

from comun.busqueda import sin_acentos

ANTES, DESPUES = 8, 22  # words around the first one that was found
_PALABRA = re.compile(r"[^\W_]+")


def resaltar(texto, buscadas):
    """Return the text as HTML with a ``<mark>`` around each word whose accent-free form is in ``buscadas``."""
    if not buscadas:
        return conditional_escape(texto)
    partes, ultimo = [], 0
    for palabra in _PALABRA.finditer(texto):
        if sin_acentos(palabra[0]) in buscadas:
            partes += [escape(texto[ultimo : palabra.start()]), format_html("<mark>{}</mark>", palabra[0])]
            ultimo = palabra.end()
    return mark_safe("".join([*partes, escape(texto[ultimo:])]))


def fragmento(texto, buscadas):
    """Return a piece of the text around the first word that was found, as HTML; "" if none was."""
    palabras = list(_PALABRA.finditer(texto))
    hallada = next((n for n, p in enumerate(palabras) if sin_acentos(p[0]) in buscadas), None)
    if hallada is None:
        return ""
    desde, hasta = max(hallada - ANTES, 0), min(hallada + DESPUES, len(palabras) - 1)
    comienzo = palabras[desde].start() if desde else 0
    final = palabras[hasta].end() if hasta < len(palabras) - 1 else len(texto)
    puntos = ("… " if desde else "", "…" if final < len(texto) else "")
    return format_html("{}{}{}", puntos[0], resaltar(texto[comienzo:final].strip(), buscadas), puntos[1])

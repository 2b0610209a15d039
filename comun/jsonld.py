"""What the rooms share when they tell machines what a page says: JSON-LD with the words of https://schema.org.

Addresses are absolute, and a text says its language where the page does not.
"""

import json

from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from comun.contenido import en_idioma
from comun.direcciones import direccion
from comun.middleware import bcp47

CONTEXTO = "https://schema.org"
MERCOCIUDADES = {"@type": "Organization", "name": "Mercociudades", "url": "https://mercociudades.org/"}
_COLUMNAS = [(codigo.replace("-", "_"), bcp47(codigo)) for codigo, _nombre in settings.LANGUAGES]
_EN_HTML = [(letra, f"\\u{ord(letra):04X}") for letra in "<>&\u2028\u2029"]


def en_los_dos(fila, campo):
    """Return a translated text in each language that it has, as JSON-LD writes it."""
    textos = [(idioma, getattr(fila, f"{campo}_{columna}")) for columna, idioma in _COLUMNAS]
    return [{"@language": idioma, "@value": texto} for idioma, texto in textos if texto]


def en_la_activa(fila, campo):
    """Return a translated text in the active language; what there is only in the other one tells its language."""
    texto, idioma = en_idioma(fila, campo)
    if idioma == get_language():
        return texto or None
    return {"@language": bcp47(idioma), "@value": texto}


def lleno(datos):
    """Return what is known of some data."""
    return {clave: valor for clave, valor in datos.items() if valor not in (None, "", [])}


def direccion_completa(nombre, *args):
    """Return the absolute address of a named page, in the active language."""
    return settings.SITE_URL + direccion(nombre, *args)


def archivo_completo(campo):
    """Return the absolute address of an uploaded file, ``None`` where there is none."""
    return settings.SITE_URL + campo.url if campo else None


def en_json(datos):
    """Return data as JSON that may stand anywhere in a page: no character of it can end a ``script`` element."""
    texto = json.dumps(datos, ensure_ascii=False, separators=(",", ":"))
    for letra, escrita in _EN_HTML:
        texto = texto.replace(letra, escrita)
    return texto


def elemento(datos):
    """Return the element that carries data in a page: a block that no browser runs."""
    return mark_safe(f'<script type="application/ld+json">{en_json(datos)}</script>')  # en_json escapes it

"""What a row says: its words as people read them, and a seal that tells whether they changed since."""

import json
from functools import cache

from django.apps import apps
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import formats
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.functional import lazy
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from modeltranslation.translator import NotRegistered, translator

from comun.tiempo import es_instante, momento

# Who wrote it, where it stands and how it is addressed are not what it says.
_APARTE = {"id", "contacto", "publicacion", "codigo", "lugar"}


def campos_traducidos(modelo):
    """Return the names of the translated fields of a model, none if it has none."""
    try:
        return list(translator.get_options_for_model(modelo).fields)
    except NotRegistered:
        return []


def nombrar_idiomas():
    """Name each column of translated content as staff says it, "título en portugués", instead of "título [pt-br]"."""
    for modelo in apps.get_models():
        for campo in modelo._meta.get_fields():
            if original := getattr(campo, "translated_field", None):
                campo.verbose_name = _en_un_idioma(campo.language, original.verbose_name)


def _en(idioma, dato):
    frases = {"es": _("%(dato)s en español"), "pt-br": _("%(dato)s en portugués")}
    return frases[idioma] % {"dato": dato}


_en_un_idioma = lazy(_en, str)


@cache
def _columnas(campo, activo):
    """Return the languages and columns of a translated field, the active language first."""
    codigos = [activo, *(codigo for codigo, _nombre in settings.LANGUAGES if codigo != activo)]
    return [(codigo, f"{campo}_{codigo.replace('-', '_')}") for codigo in codigos]


def en_idiomas(fila, campo):
    """Return ``[(code, text)]`` of a translated field, only what there is, the active language first."""
    columnas = _columnas(campo, get_language() or settings.LANGUAGE_CODE)
    return [(codigo, texto) for codigo, columna in columnas if (texto := getattr(fila, columna, None))]


def en_idioma(fila, campo):
    """Return a translated text and the code of the language that it really is in: the active one, or else the other.

    With no text at all, ``""`` and the active language.
    """
    activo = get_language() or settings.LANGUAGE_CODE
    for codigo, columna in _columnas(campo, activo):
        if texto := getattr(fila, columna, None):
            return texto, codigo
    return "", activo


def preparar(objetos):
    """Fetch what :func:`contenido` reads of rows of one model, in a fixed number of queries."""
    if objetos:
        relaciones = [c.name for c in _campos(type(objetos[0])) if c.is_relation]
        models.prefetch_related_objects(objetos, *relaciones)


def contenido(objeto, sin=(), *, zona=None, palabras=None):
    """Return ``[(label, text)]`` of what a row says, without what is empty and the fields named in ``sin``.

    ``zona``: the name of the zone in which moments are told. ``palabras``: by the name of a field, the function that
    tells its value otherwise.
    """
    campos = (campo for campo in _campos(type(objeto)) if campo.name not in sin)
    pares = ((campo.verbose_name, _en_palabras(objeto, campo, zona, palabras or {})) for campo in campos)
    return [(rotulo, texto) for rotulo, texto in pares if texto]


def sello(objetos):
    """Return a keyed digest of what these rows say, whatever their order: nobody outside can make one."""
    filas = sorted((objeto.pk, [_valor(objeto, campo) for campo in _campos(type(objeto))]) for objeto in objetos)
    return salted_hmac("comun.contenido", json.dumps(filas, default=str), algorithm="sha256").hexdigest()


def vale(un_sello, objetos):
    """True if these rows say what they said when ``un_sello`` was made."""
    return constant_time_compare(un_sello, sello(objetos))


def _campos(modelo):
    traducidos = campos_traducidos(modelo)
    opciones = modelo._meta
    return [
        campo
        for campo in [*opciones.concrete_fields, *opciones.many_to_many]
        if campo.editable and campo.name not in _APARTE and campo.name not in traducidos
    ]


def _valor(objeto, campo):
    if campo.many_to_many:
        return sorted(otro.pk for otro in getattr(objeto, campo.name).all())
    return getattr(objeto, campo.attname)


def _en_palabras(objeto, campo, zona, palabras):
    if campo.many_to_many:
        return ", ".join(str(otro) for otro in getattr(objeto, campo.name).all())
    valor = getattr(objeto, campo.name)
    if valor is None or valor in ("", []):
        return ""
    if campo.name in palabras:
        return str(palabras[campo.name](valor))
    if isinstance(campo, ArrayField):
        nombres = dict(campo.base_field.flatchoices)
        return ", ".join(str(nombres.get(uno, uno)) for uno in valor)
    if campo.choices:
        return str(getattr(objeto, f"get_{campo.name}_display")())
    if isinstance(valor, bool):
        return _("sí") if valor else _("no")
    if es_instante(valor):
        return momento(valor, zona)
    return str(formats.localize(valor))

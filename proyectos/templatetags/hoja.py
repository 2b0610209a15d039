"""What the pages of the catalogue say beyond plain fields."""

from django import template
from django.utils.translation import get_language

from comun.contenido import en_idioma
from comun.jsonld import elemento
from comun.middleware import bcp47
from proyectos import para_maquinas

register = template.Library()


@register.filter
def otra_lengua(fila, campo):
    """Return the ``lang`` of a translated field that is only known in the other language; "" for the active one."""
    _texto, idioma = en_idioma(fila, campo)
    return "" if idioma == get_language() else bcp47(idioma)


@register.simple_tag
def datos_de_proyecto(proyecto, secciones=()):
    """Return the element that tells a project's sheet to machines, with what its sections say about it."""
    return elemento(para_maquinas.resumen(proyecto, [uno for seccion in secciones for uno in seccion.para_maquinas]))


@register.filter
def papel_de(proyecto, actor):
    """Return in words the role of a city or institution in a project fetched ``con_participantes``; "" if none."""
    campo = f"{actor._meta.model_name}_id"
    suyas = (p for p in proyecto.participaciones.all() if getattr(p, campo) == actor.pk)
    return next((p.get_rol_display() for p in suyas), "")

"""What a page of the programme says of itself to machines: JSON-LD, in a block of data that no browser runs."""

from django import template
from django.utils.safestring import mark_safe

from agenda import datos

register = template.Library()


@register.simple_tag
def datos_de_actividad(cumbre, actividad, bloques=()):
    """Return the element with an activity and its blocks; nothing without an activity."""
    return _elemento(datos.resumen(cumbre, actividad, bloques)) if actividad else ""


@register.simple_tag
def datos_de_intervencion(cumbre, actividad, bloque, charla):
    """Return the element with a public talk that has its hours (:mod:`agenda.horario`)."""
    return _elemento(datos.resumen_de_charla(cumbre, actividad, bloque, charla))


def _elemento(contenido):
    return mark_safe(f'<script type="application/ld+json">{datos.en_json(contenido)}</script>')  # en_json escapes it

"""What a page of the programme says of itself to machines: JSON-LD, in a block of data that no browser runs."""

from django import template

from agenda import datos
from comun.jsonld import elemento

register = template.Library()


@register.simple_tag
def datos_de_actividad(cumbre, actividad, bloques=()):
    """Return the element with an activity and its blocks; nothing without an activity."""
    return elemento(datos.resumen(cumbre, actividad, bloques)) if actividad else ""


@register.simple_tag
def datos_de_intervencion(cumbre, actividad, bloque, charla):
    """Return the element with a public talk that has its hours (:mod:`agenda.horario`)."""
    return elemento(datos.resumen_de_charla(cumbre, actividad, bloque, charla))

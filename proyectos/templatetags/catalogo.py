"""Tags of the catalogue's pages."""

from django import template

from proyectos import datos
from proyectos.enlaces import Enlaces

register = template.Library()


@register.simple_tag
def enlace_de_vista(filtro, vista):
    """Return the address of a view of the catalogue (``catalogo``, ``mapa``, ``cifras``) under a form's filters."""
    return Enlaces(filtro).a(vista)


@register.simple_tag
def direccion_de_la_licencia():
    """Return the address of the licence of the open data, in the language of the page."""
    return datos.licencia()

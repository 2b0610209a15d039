"""What the agenda says of each talk. Tags and not templates: talks are many, and a node costs as much as a tag."""

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comun.templatetags.comun import bilingue, enlace_actor, hora_evento

register = template.Library()


@register.simple_tag
def hora_de_charla(charla, bloque, zona):
    """Render when a talk goes and how long, as far as its block does not say it; nothing where nothing is known."""
    es_ahora = charla.momento == "ahora"
    if not es_ahora and not charla.minutos and charla.inicio_real in (None, bloque.inicio_real):
        return ""
    partes = []
    if es_ahora:
        partes.append(format_html('<strong class="etiqueta etiqueta-ahora">{}</strong>', _("Ahora")))
    if charla.inicio_real:
        partes.append(hora_evento(charla.inicio_real, zona, con_zona=False, tras=bloque.inicio_real))
    if charla.minutos:
        minutos = ngettext("%(minutos)s minuto", "%(minutos)s minutos", charla.minutos) % {"minutos": charla.minutos}
        partes.append(format_html("<span>{}</span>", minutos))
    return format_html('<p class="charla-hora">{}</p>', format_html_join(" ", "{}", ((parte,) for parte in partes)))


@register.simple_tag
def quienes_dan(charla):
    """Render who gives a talk: the city or institution, and each speaker with role and organisation."""
    lineas = [enlace_actor(charla.actor)] if charla.actor else []
    for ponente in charla.quienes:
        linea, cargo = conditional_escape(ponente.nombre), bilingue(ponente, "cargo")
        if cargo:
            linea += f", {cargo}"
        if ponente.organizacion:
            linea += f" · {conditional_escape(ponente.organizacion)}"
        lineas.append(linea)
    return mark_safe("\n".join(f"<p>{linea}</p>" for linea in lineas))


@register.simple_tag
def lenguas_de_charla(charla):
    """Render what is spoken in a talk, as ``charla.lenguas`` has it, and whether it is not recorded."""
    partes = [parte for parte in (charla.lenguas, charla.no_se_graba and _("No se graba")) if parte]
    return format_html('<p class="suave">{}</p>', " · ".join(partes)) if partes else ""

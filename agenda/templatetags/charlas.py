"""A talk in the agenda's line of time. Python and not a template: talks are many, and a node costs more than a line."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comun.templatetags.comun import bilingue, enlace_actor, hora_evento

register = template.Library()
AHORA = ' class="es-ahora" aria-current="true"'


@register.simple_tag
def charla_en_la_agenda(charla, bloque, zona, url, otra_zona=None):
    """Render a talk of a block, whose page is at ``url``, as an item: when, what, who, its languages and recording."""
    es_ahora = charla.momento == "ahora"
    lineas = [
        f'<li id="charla-{conditional_escape(charla.slug)}"{AHORA if es_ahora else ""}>',
        _hora(charla, bloque, zona, otra_zona, es_ahora),
        f'<h3><a href="{conditional_escape(url)}">{bilingue(charla, "titulo")}</a></h3>',
        *_quienes(charla),
        _lenguas(charla),
        _grabacion(charla),
        "</li>",
    ]
    return mark_safe("\n".join(filter(None, lineas)))


def _hora(charla, bloque, zona, otra_zona, es_ahora):
    """Return when it goes and how long, as far as its block does not say it; nothing where nothing is known."""
    if not es_ahora and not charla.minutos and charla.inicio_real in (None, bloque.inicio_real):
        return ""
    partes = []
    if es_ahora:
        partes.append(format_html('<strong class="etiqueta etiqueta-ahora">{}</strong>', _("Ahora")))
    if charla.inicio_real:
        partes.append(hora_evento(charla.inicio_real, zona, con_zona=False, tras=bloque.inicio_real))
        if otra_zona:
            otra = hora_evento(charla.inicio_real, otra_zona, tras=charla.inicio_real, zona_tras=zona)
            partes.append(format_html('<span class="otra-hora">{}</span>', otra))
    if charla.minutos:
        minutos = ngettext("%(minutos)s minuto", "%(minutos)s minutos", charla.minutos) % {"minutos": charla.minutos}
        partes.append(format_html("<span>{}</span>", minutos))
    return f'<p class="charla-hora">{" ".join(partes)}</p>'


def _quienes(charla):
    """Return a line for the city or institution, and one for each speaker with role and organisation."""
    if charla.actor:
        yield f"<p>{enlace_actor(charla.actor)}</p>"
    for ponente in charla.quienes:
        cargo, organizacion = bilingue(ponente, "cargo"), conditional_escape(ponente.organizacion)
        linea = conditional_escape(ponente.nombre) + (cargo and f", {cargo}") + (organizacion and f" · {organizacion}")
        yield f"<p>{linea}</p>"


def _lenguas(charla):
    partes = [parte for parte in (charla.lenguas, charla.no_se_graba and _("No se graba")) if parte]
    return format_html('<p class="suave">{}</p>', " · ".join(partes)) if partes else ""


def _grabacion(charla):
    if not charla.grabacion:
        return ""
    texto = _("Ver desde el minuto %(minuto)s") % {"minuto": charla.grabacion.minuto}
    return format_html('<p class="no-imprimir"><a href="{}" rel="external">{}</a></p>', charla.grabacion.url, texto)

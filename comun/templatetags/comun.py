"""Tags and filters that every template has without loading them."""

from urllib.parse import quote_plus, urlencode

from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field, as_crispy_form
from django import template
from django.conf import settings
from django.template.defaultfilters import linebreaks_filter
from django.template.loader_tags import BlockNode
from django.templatetags.l10n import unlocalize
from django.utils import formats, translation
from django.utils.encoding import escape_uri_path
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from comun import canonicas, tiempo
from comun.canonicas import ruta_en_idioma
from comun.contenido import en_idioma, en_idiomas
from comun.direcciones import otro_sitio
from comun.formularios import enlaces_de_errores
from comun.middleware import bcp47
from comun.resaltado import fragmento, resaltar

register = template.Library()


# --- Language -----------------------------------------------------------------------------------


@register.simple_tag
def idioma_bcp47(codigo=None):
    """Return the active language (or the one given) for a ``lang`` attribute."""
    return bcp47(codigo or translation.get_language() or settings.LANGUAGE_CODE)


@register.simple_tag
def otro_idioma():
    """Return code, ``lang`` value and own name of the language that the switch leads to."""
    activo = translation.get_language()
    codigo, nombre = next((c, n) for c, n in settings.LANGUAGES if c != activo)
    return {"codigo": codigo, "lang": bcp47(codigo), "nombre": nombre}


@register.simple_tag(takes_context=True)
def url_en_otro_idioma(context, codigo=None):
    """Return the address of this very page, query included, in the other language (or in `codigo`)."""
    request = context.get("request")
    codigo = codigo or otro_idioma()["codigo"]
    if request is None:
        return ruta_en_idioma("/", codigo)
    consulta = request.META.get("QUERY_STRING", "")
    return ruta_en_idioma(escape_uri_path(request.path), codigo) + (f"?{consulta}" if consulta else "")


@register.simple_tag(takes_context=True)
def consulta_canonica(context):
    """Return the query that asks for what this page lists, all its pages, as :mod:`comun.canonicas` writes it."""
    return canonicas.consulta(context.get("filtro"))


@register.simple_tag(takes_context=True)
def direcciones_canonicas(context):
    """Render the one address of this public page, and the same page in each language, for search engines."""
    request = context.get("request")
    if request is None:
        return ""
    consulta = canonicas.consulta(context.get("filtro"), context.get("pagina"))
    propia, de_cada_idioma = canonicas.direcciones(request.path, consulta)
    alternas = format_html_join("", '\n  <link rel="alternate" hreflang="{}" href="{}">', de_cada_idioma)
    return format_html('<link rel="canonical" href="{}">{}', propia, alternas)


@register.simple_tag
def bilingue(obj, campo, parrafos=False, marcar=()):
    """Render a translated field; what is shown in the other language carries its ``lang``. Empty stays empty.

    With `parrafos` line breaks become paragraphs and the wrapper is a ``div``. `marcar`: the words to mark.
    """
    if obj is None:
        return ""
    texto, idioma = en_idioma(obj, campo)
    texto = texto or getattr(obj, campo, "") or ""
    html = resaltado(texto, marcar, parrafos) if texto else ""
    if idioma == (translation.get_language() or settings.LANGUAGE_CODE):
        return html
    etiqueta = "div" if parrafos else "span"
    return format_html('<{} lang="{}">{}</{}>', mark_safe(etiqueta), bcp47(idioma), html, mark_safe(etiqueta))


@register.simple_tag
def resaltado(texto, marcar, parrafos=False):
    """Render a text with the words of `marcar` marked, if there are any; with `parrafos`, its lines as paragraphs."""
    html = resaltar(texto, marcar)
    return linebreaks_filter(html) if parrafos else html


@register.simple_tag
def encontrado(obj, marcar, *campos):
    """Render a piece of the first of some translated fields that says a word of `marcar`, in either language."""
    activo = translation.get_language() or settings.LANGUAGE_CODE
    for campo in campos:
        for codigo, texto in en_idiomas(obj, campo):
            if html := fragmento(texto, marcar):
                return html if codigo == activo else format_html('<span lang="{}">{}</span>', bcp47(codigo), html)
    return ""


# --- Time ---------------------------------------------------------------------------------------


def _sin_hora():
    return format_html('<span class="sin-dato">{}</span>', _("horario a confirmar"))


@register.simple_tag
def hora_evento(instante, zona=None, con_zona=True, tras=None, zona_tras=None):
    """Render ``17:15 (hora de Argentina, GMT-3)`` in a ``<time>``; ``None`` becomes "horario a confirmar".

    `tras` is the moment that the reader knows already, in `zona_tras` or else in the same zone. What differs from it is
    told: the day (``00:15 del 2 de diciembre``) and, where clocks changed in between, the zone.
    """
    if instante is None or instante == "":
        return _sin_hora()
    local = tiempo.en_zona(instante, zona)
    hora, nota = f"{local:%H:%M}", ""
    if tras:
        antes = tiempo.en_zona(tras, zona_tras or zona)
        con_zona = con_zona or antes.utcoffset() != local.utcoffset()
        if antes.date() != local.date():
            fecha = tiempo.fecha_larga(local.date(), con_anio=False)
            hora = _("%(hora)s del %(fecha)s") % {"hora": hora, "fecha": fecha}
    if con_zona:
        nota = format_html(' <span class="zona">({})</span>', tiempo.nombre_de_zona(instante, zona))
    return format_html('<time datetime="{}">{}{}</time>', local.isoformat(), hora, nota)


@register.simple_tag
def fecha_evento(valor, zona=None, con_dia=False, con_anio=True):
    """Render ``1 de diciembre de 2026`` (with `con_dia`, ``martes 1 …``) in a ``<time>``; for a date or a moment."""
    if valor is None or valor == "":
        return format_html('<span class="sin-dato">{}</span>', _("fecha a confirmar"))
    dia = tiempo.en_zona(valor, zona).date() if tiempo.es_instante(valor) else valor
    return format_html(
        '<time datetime="{}">{}</time>', dia.isoformat(), tiempo.fecha_larga(dia, con_dia=con_dia, con_anio=con_anio)
    )


@register.simple_tag
def cuando_evento(inicio, zona=None, dia=None):
    """Render date, hour and zone in one ``<time>``; with only a day known, the day and "horario a confirmar"."""
    if inicio is None or inicio == "":
        return format_html("{}, {}", fecha_evento(dia), _sin_hora()) if dia else _sin_hora()
    return format_html(
        '<time datetime="{cuando}">{fecha}, {hora} <span class="zona">({zona})</span></time>',
        cuando=tiempo.en_zona(inicio, zona).isoformat(),
        **tiempo.partes(inicio, zona),
    )


@register.simple_tag
def periodo_evento(desde, hasta):
    """Render ``del 1 al 3 de diciembre``."""
    return tiempo.periodo(desde, hasta)


@register.simple_tag
def duracion_aproximada(minutos):
    """Return the words for an approximate duration: no exact end is claimed."""
    conocidas = {
        60: _("alrededor de una hora"),
        90: _("alrededor de una hora y media"),
        120: _("alrededor de dos horas"),
    }
    return conocidas.get(minutos) or _("alrededor de %(minutos)d minutos") % {"minutos": minutos}


# --- Domain words -------------------------------------------------------------------------------


@register.filter
def ciudades_de(proyecto):
    """Return the names of the cities of a project whose participants were fetched with it."""
    return [p.ciudad.nombre for p in proyecto.participaciones.all() if p.ciudad_id]


@register.simple_tag
def enlace_actor(actor, marcar=()):
    """Render a city or an institution by name, linked where it has a public page; a tag, for lists are full of them."""
    nombre, aclaracion = resaltar(actor.nombre, marcar), resaltar(actor.aclaracion, marcar)
    if actor.verificada and not actor.fusionada_en_id:
        nombre = f'<a href="{conditional_escape(actor.get_absolute_url())}">{nombre}</a>'
    return mark_safe(f"{nombre} ({aclaracion})" if aclaracion else nombre)


@register.simple_tag
def ods_ficha(ods, url=None):
    """Render one goal by number and name; the colour is only an extra. `url` makes it a link.

    Written here and not in a template: a list has sixty of them.
    """
    dicho = format_html(
        '<span class="ods-numero">{} {}</span> <span class="ods-nombre">{}</span>',
        _("ODS"),
        ods.numero,
        bilingue(ods, "nombre"),
    )
    if url:
        return format_html('<a class="ods ods-{}" href="{}">{}</a>', ods.numero, url, dicho)
    return format_html('<span class="ods ods-{}">{}</span>', ods.numero, dicho)


register.filter(otro_sitio)


@register.filter
def con_miles(numero):
    """Return a number with its thousands apart, as the active language writes it."""
    return formats.number_format(numero, force_grouping=True)


@register.simple_tag
def pocas(numero, minimo=5):
    """Return a count that may be shown: numbers of registrations hide below `minimo`."""
    if numero < minimo:
        return _("menos de %(minimo)d") % {"minimo": minimo}
    return formats.number_format(numero, force_grouping=True)


@register.simple_tag
def cuenta(numero, exacta=True):
    """Return a count in figures; of one that is only known to be so many at least, what is surely less."""
    if exacta:
        return con_miles(numero)
    if numero < 10:
        return _("%(numero)d o más") % {"numero": numero}
    escalon = 10 ** (len(str(numero - 1)) - 1) // 10 or 1
    return _("más de %(numero)s") % {"numero": con_miles((numero - 1) // escalon * escalon)}


# --- Templates ----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def consulta_con(context, **cambios):
    """Return the query string of this page with some parameters changed; an empty value removes one.

    ``{% consulta_con pagina=2 %}`` keeps every filter; ``{% consulta_con pais="" pagina="" %}`` is a chip's link.
    """
    pares = [(c, v) for c, v in _de_la_consulta(context) if c not in cambios]
    return _consulta([*pares, *((c, v) for c, v in cambios.items() if v not in ("", None))])


@register.simple_tag(takes_context=True)
def consulta_sin(context, clave, valor):
    """Return the query string without one value of a repeated parameter, and from the first page."""
    quitado = {("pagina", None), (clave, str(valor))}
    return _consulta((c, v) for c, v in _de_la_consulta(context) if not {(c, None), (c, v)} & quitado)


@register.simple_tag(takes_context=True)
def valores_de_faceta(context, clave, valores, exacto):
    """Return the values of a facet (``ValorDeFaceta``) as the items of a list of links, each narrowing by one more.

    Written here and not in a template: a page has a hundred of them.
    """
    filas = ((*enlace, cuenta(v.cuenta, exacto)) for enlace, v in _enlaces_de_faceta(context, clave, valores))
    return format_html_join(
        "", '\n    <li><a href="{}" rel="nofollow">{} <span class="suave">({})</span></a></li>', filas
    )


@register.simple_tag(takes_context=True)
def valores_sin_contar(context, clave, valores):
    """Return what ``valores_de_faceta`` does, of values of which nobody knows how many answers have them."""
    filas = (enlace for enlace, _v in _enlaces_de_faceta(context, clave, valores))
    return format_html_join("", '\n    <li><a href="{}" rel="nofollow">{}</a></li>', filas)


def _enlaces_de_faceta(context, clave, valores):
    """Return pairs of a link, address and words, and the value of a facet by which it narrows this page further."""
    ruta = context["request"].path + _consulta((c, v) for c, v in _de_la_consulta(context) if c != "pagina")
    hasta_el_valor = f"{ruta}{'' if ruta.endswith('?') else '&'}{clave}="
    return [((hasta_el_valor + quote_plus(v.valor), capfirst(v.texto)), v) for v in valores]


def _consulta(pares):
    return "?" + urlencode(list(pares))


def _de_la_consulta(context):
    """Return the pairs of this page's query that links repeat; where there is a ``filtro``, those it understood."""
    pares = [(c, v) for c, valores in context["request"].GET.lists() for v in valores]
    filtro = context.get("filtro")
    return pares if filtro is None else [(c, v) for c, v in pares if filtro.entiende(c, v)]


@register.filter
def numeros_de_pagina(pagina):
    """Return the page numbers to show around a ``Page``, with the ellipsis where some are left out."""
    return pagina.paginator.get_elided_page_range(pagina.number, on_each_side=1, on_ends=1)


@register.tag
def guardar(parser, token):
    """Keep what a piece of template renders in a variable: ``{% guardar nombre %}…{% endguardar %}``."""
    _etiqueta, nombre = token.split_contents()
    cuerpo = parser.parse(("endguardar",))
    parser.delete_first_token()
    return _Guardar(nombre, cuerpo)


class _Guardar(template.Node):
    def __init__(self, nombre, cuerpo):
        self.nombre = nombre
        self.nodelist = cuerpo

    def render(self, context):
        context[self.nombre] = mark_safe(self.nodelist.render(context).strip())
        return ""


@register.tag
def recordar(parser, token):
    """Render a piece once for each language and keep it: ``{% recordar %}…{% endrecordar %}``.

    For what every page repeats and only the language changes: nothing of the request or the database goes in it.
    """
    cuerpo = parser.parse(("endrecordar",))
    parser.delete_first_token()
    if cuerpo.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("{% recordar %} holds no {% block %}: each page would see the first one's")
    return _Recordar(cuerpo)


class _Recordar(template.Node):
    def __init__(self, cuerpo):
        self.nodelist = cuerpo
        self.por_idioma = {}

    def render(self, context):
        idioma = translation.get_language()
        if idioma not in self.por_idioma:
            vacio = template.Context()
            vacio.template = context.template
            self.por_idioma[idioma] = self.nodelist.render(vacio)
        return self.por_idioma[idioma]


@register.tag
def con_actual(parser, token):
    """Mark the link of a piece that leads to this very page: ``{% con_actual %}…{% endcon_actual %}``."""
    cuerpo = parser.parse(("endcon_actual",))
    parser.delete_first_token()
    return _ConActual(cuerpo)


class _ConActual(template.Node):
    def __init__(self, cuerpo):
        self.nodelist = cuerpo

    def render(self, context):
        html, request = self.nodelist.render(context), context.get("request")
        enlace = f'href="{request.path}"' if request else ""
        return mark_safe(html.replace(enlace, f'{enlace} aria-current="page"')) if enlace else html


# --- Forms --------------------------------------------------------------------------------------

register.filter("unlocalize", unlocalize)
register.filter("crispy", as_crispy_form)
register.filter("as_crispy_field", as_crispy_field)


@register.filter
def errores_con_enlace(form):
    """Return what the error summary lists for a form: pairs of input id and message."""
    return enlaces_de_errores(form)

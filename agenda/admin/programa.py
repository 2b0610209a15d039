"""Blocks and talks, as staff sees them."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda import programa, reglas
from agenda.admin.base import EnHoraDeLaCumbre, con_estado, elegida, hora
from agenda.admin.formularios import ConReglas, FormularioBloque, FormularioIntervencion
from agenda.admin.materiales import MaterialInline, PonenteInline, VideoInline
from agenda.admin.orden import ConRecorrido
from agenda.admin.vista_previa import ConVistaPrevia, previa_de_intervencion
from agenda.errores import ErrorAgenda
from agenda.models import Actividad, Bloque, EstadoPrograma, Intervencion
from comun.acciones import Informe, accion_confirmada
from comun.administracion import AdminBase, bilingue, lista_de_enlaces


def _nota_de_consentimiento(fila):
    propuesta = getattr(fila, "propuesta", None)
    if propuesta and not propuesta.contacto.consentimiento_listado_el:
        return gettext("Su contacto no aceptó que se muestre lo que aporta: escríbale antes de publicar.")
    return ""


class AdminDelPrograma(ConReglas, AdminBase):
    """Blocks and talks: their state changes through three actions, and what was ever public is never deleted."""

    # On the button, which must not read as "leave this page", and on the page that asks.
    cancelar_esto = None
    cancelar_titulo = None
    actions = ["publicar", "a_borrador", "cancelar"]
    acciones_de_objeto = ("publicar", "a_borrador", "cancelar")

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "estado", "publicada_el"]

    def has_delete_permission(self, request, obj=None):
        """What readers and calendars had is cancelled, so that they are told, and not deleted."""
        fue_publica = obj and (obj.publicada_el or obj.estado == EstadoPrograma.PUBLICADA)
        return not fue_publica and super().has_delete_permission(request, obj)

    def get_view_on_site_url(self, obj=None):
        """Offer the public page of what has one by now; the preview is for the rest."""
        return super().get_view_on_site_url(obj) if obj is None or reglas.es_publica(obj) else None

    def get_actions(self, request):
        acciones = super().get_actions(request)
        acciones.pop("delete_selected", None)
        return acciones

    def accion_corresponde(self, nombre, obj):
        propia = {"publicar": "publicada", "a_borrador": "borrador", "cancelar": "cancelada"}[nombre]
        return obj.estado != propia

    def texto_de_accion(self, nombre, texto):
        return self.cancelar_esto if nombre == "cancelar" else texto

    def titulo_de_accion(self, nombre, filas, texto):
        if nombre != "cancelar" or len(filas) != 1:
            return texto
        return self.cancelar_titulo % {"titulo": filas[0].titulo}

    @accion_confirmada(
        texto=_("Publicar en la agenda"),
        explicacion=_(
            "Lo elegido pasa a verse en la agenda. Una intervención se ve si también está publicado su bloque. "
            "No se envía ningún correo."
        ),
        boton=_("Publicar en la agenda"),
        nota=_nota_de_consentimiento,
    )
    def publicar(self, request, filas):
        return _cambiar(filas, EstadoPrograma.PUBLICADA)

    @accion_confirmada(
        texto=_("Volver a borrador"),
        explicacion=_("Lo elegido deja de verse en la agenda y puede publicarse otra vez. No se envía ningún correo."),
        boton=_("Volver a borrador"),
    )
    def a_borrador(self, request, filas):
        return _cambiar(filas, EstadoPrograma.BORRADOR)

    @accion_confirmada(
        texto=_("Cancelar en la agenda"),
        explicacion=_(
            "Lo elegido queda como cancelado y deja de verse en la agenda. No se envía ningún correo: "
            "a quienes iban a presentar hay que avisarles."
        ),
        boton=_("Sí, cancelar"),
    )
    def cancelar(self, request, filas):
        return _cambiar(filas, EstadoPrograma.CANCELADA)


def _cambiar(filas, estado):
    informe = Informe()
    try:
        cambiadas = programa.cambiar_estado(filas, estado=estado)
    except ErrorAgenda as error:
        informe.aviso(1, error.mensaje)
        return informe
    n = len(cambiadas)
    informe.hecho(
        cambiadas,
        ngettext("%(n)d cambió a «%(estado)s».", "%(n)d cambiaron a «%(estado)s».", n)
        % {"n": n, "estado": estado.label},
    )
    n = len(filas) - len(cambiadas)
    informe.nota(
        n,
        ngettext("%(n)d ya estaba así.", "%(n)d ya estaban así.", n) % {"n": n},
    )
    return informe


@admin.register(Bloque)
class BloqueAdmin(ConRecorrido, EnHoraDeLaCumbre, AdminDelPrograma):
    cancelar_esto = _("Cancelar este bloque…")
    cancelar_titulo = _("Cancelar el bloque «%(titulo)s»")
    list_display = ["titulo", "recorrido", "empieza", "estado", "orden", "tipo", "actividad"]
    list_filter = ["estado", "tipo", "actividad__cumbre"]
    list_select_related = ["actividad__cumbre"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent"]
    form = FormularioBloque
    autocomplete_fields = ["actividad"]
    readonly_fields = ["intervenciones_", "demora_minutos"]
    inlines = [VideoInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("estado", "publicada_el"),
                    "actividad",
                    ("orden", "tipo"),
                    bilingue("titulo"),
                    bilingue("descripcion"),
                ]
            },
        ),
        (_("Cuándo"), {"fields": ["inicio", "fin", "demora_minutos"]}),
        (_("Programa"), {"fields": ["intervenciones_"]}),
        (_("Después"), {"fields": ["grabacion_url", bilingue("sintesis")]}),
    ]

    def get_readonly_fields(self, request, obj=None):
        """A block stays in its activity, which is the one whose lock its writes take."""
        propios = super().get_readonly_fields(request, obj)
        return [*propios, "actividad"] if obj else propios

    def cumbre_de(self, request, obj):
        actividad = elegida(Actividad, request, "actividad") or (obj and obj.actividad)
        return actividad and actividad.cumbre

    @admin.display(description=_("inicio"), ordering="inicio")
    def empieza(self, obj):
        return hora(obj.inicio, obj.actividad.cumbre)

    def enlaces(self, request, obj):
        previa = reverse("admin:agenda_actividad_vista_previa", args=[obj.actividad_id])
        puede_verla = self.admin_site.get_model_admin(Actividad).puede_ver_previa(request, obj.actividad)
        enlaces = [(previa, gettext("Vista previa"))] if puede_verla else []
        if obj.estado != EstadoPrograma.CANCELADA and self.puede_ordenar(request, obj):
            return [(self.url_del_orden(obj), gettext("Orden de las intervenciones")), *enlaces]
        return enlaces

    def get_list_display(self, request):
        columnas = super().get_list_display(request)
        return columnas if self.puede_ordenar(request) else [c for c in columnas if c != "recorrido"]

    def get_fieldsets(self, request, obj=None):
        """Tell the titles of talks, drafts included, to who may see talks."""
        grupos = super().get_fieldsets(request, obj)
        if self.admin_site.get_model_admin(Intervencion).has_view_permission(request):
            return grupos
        return [grupo for grupo in grupos if "intervenciones_" not in grupo[1]["fields"]]

    @admin.display(description=_("intervenciones"))
    def recorrido(self, obj):
        texto = format_html('{}<span class="visually-hidden">: {}</span>', gettext("Ordenar"), obj)
        return (
            ""
            if obj.estado == EstadoPrograma.CANCELADA
            else format_html('<a href="{}">{}</a>', self.url_del_orden(obj), texto)
        )

    def response_post_save_add(self, request, obj):
        """Lead on to the running order, where its talks are made."""
        if self.puede_ordenar(request, obj):
            return HttpResponseRedirect(self.url_del_orden(obj))
        return super().response_post_save_add(request, obj)

    def url_del_orden(self, bloque):
        return reverse("admin:agenda_bloque_orden", args=[bloque.pk])

    @admin.display(description=_("intervenciones"))
    def intervenciones_(self, obj):
        return lista_de_enlaces(obj.intervenciones.all() if obj.pk else [], con_estado)


class PonentesFilter(admin.SimpleListFilter):
    """Talks in which nobody speaks yet, as the first screen counts them."""

    title = _("ponentes")
    parameter_name = "ponentes"

    def lookups(self, request, model_admin):
        return [("faltan", gettext("sin ponente, en un bloque publicado"))]

    def queryset(self, request, queryset):
        return queryset.sin_ponente() if self.value() == "faltan" else queryset


@admin.register(Intervencion)
class IntervencionAdmin(ConVistaPrevia, AdminDelPrograma):
    cancelar_esto = _("Cancelar esta intervención…")
    cancelar_titulo = _("Cancelar la intervención «%(titulo)s»")
    list_display = ["titulo", "bloque", "orden", "quien", "estado"]
    list_filter = [
        "estado", PonentesFilter, "bloque__actividad__cumbre", ("bloque", admin.RelatedOnlyFieldListFilter), "idioma",
    ]  # fmt: skip
    list_select_related = ["bloque", "ciudad", "institucion", "propuesta__contacto"]
    search_fields = [
        "titulo_es__unaccent",
        "titulo_pt_br__unaccent",
        "ciudad__nombre__unaccent",
        "institucion__nombre__unaccent",
        "ponentes__nombre__unaccent",
    ]
    search_help_text = _("Buscar por título, ciudad, institución o ponente")
    form = FormularioIntervencion
    autocomplete_fields = ["bloque", "ciudad", "institucion", "proyecto"]
    prepopulated_fields = {"slug": ["titulo_es"]}
    inlines = [PonenteInline, MaterialInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("estado", "publicada_el"),
                    ("bloque", "orden", "minutos"),
                    bilingue("titulo"),
                    "slug",
                    bilingue("resumen"),
                ]
            },
        ),
        (
            _("Quién presenta"),
            {
                "description": _("Sin ciudad ni institución, la agenda muestra solo el título: un lugar reservado."),
                "fields": [("ciudad", "institucion"), "proyecto"],
            },
        ),
        (_("Idiomas"), {"fields": ["idioma", "interpretacion"]}),
        (_("Después"), {"fields": ["no_se_graba", "grabacion_desde", bilingue("sintesis")]}),
    ]

    def enlaces(self, request, obj):
        if EstadoPrograma.CANCELADA in (obj.estado, obj.bloque.estado):
            return []
        orden = reverse("admin:agenda_bloque_orden", args=[obj.bloque_id])
        previa = reverse("admin:agenda_intervencion_vista_previa", args=[obj.pk])
        puede_ordenar = self.admin_site.get_model_admin(Bloque).puede_ordenar(request, obj.bloque)
        enlaces = [(orden, gettext("Orden del bloque"))] if puede_ordenar else []
        return [*enlaces, (previa, gettext("Vista previa"))] if self.puede_ver_previa(request, obj) else enlaces

    def previa(self, request, obj):
        return previa_de_intervencion(request, obj)

    @admin.display(description=_("quién presenta"))
    def quien(self, obj):
        return obj.actor

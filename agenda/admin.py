"""Staff's view of the programme."""

from django.contrib import admin, messages
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from agenda import services
from agenda.models import Actividad, Bloque, Cumbre, EstadoPrograma, Intervencion, Ponente, Propuesta
from comun.administracion import (
    AdminBase,
    AdminPublicable,
    Informe,
    PorPublicarFilter,
    accion_confirmada,
    bilingue,
    lista_de_enlaces,
)


@admin.register(Cumbre)
class CumbreAdmin(AdminBase):
    list_display = ["nombre", "sede", "inicio", "fin", "inscripcion_desde", "inscripcion_hasta"]
    search_fields = ["nombre_es__unaccent", "nombre_pt_br__unaccent", "sede__unaccent"]
    date_hierarchy = "inicio"
    readonly_fields = ["actividades_"]
    fieldsets = [
        (None, {"fields": [bilingue("nombre"), "url"]}),
        (_("Lugar"), {"fields": [("sede", "direccion"), bilingue("como_llegar"), "zona_horaria"]}),
        (_("Fechas"), {"fields": [("inicio", "fin"), "inscripcion_desde", "inscripcion_hasta"]}),
        (_("Contacto"), {"fields": ["correo_contacto"]}),
        (_("Programa"), {"fields": ["actividades_"]}),
    ]

    @admin.display(description=_("actividades"))
    def actividades_(self, obj):
        return lista_de_enlaces(obj.actividades.en_orden() if obj.pk else [])


@admin.register(Actividad)
class ActividadAdmin(AdminBase):
    list_display = [
        "titulo",
        "dia",
        "inicio",
        "reservada",
        "cerrada",
        "cupo_presencial",
        "lugares",
        "espera",
        "pedidos",
    ]
    list_filter = ["cumbre", "reservada", "cerrada", "es_seminario", "dia"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent", "slug"]
    autocomplete_fields = ["cumbre"]
    prepopulated_fields = {"slug": ["titulo_es"]}
    date_hierarchy = "dia"
    readonly_fields = ["lugares", "espera", "pedidos", "bloques_"]
    fieldsets = [
        (None, {"fields": ["cumbre", bilingue("titulo"), "slug", bilingue("descripcion")]}),
        (
            _("Cuándo"),
            {"fields": [("dia", "dia_fin"), "franja", "inicio", "fin", "duracion_aproximada", "orden"]},
        ),
        (
            _("Lugares"),
            {
                "description": _(
                    "Al subir el cupo, los lugares pasan a quienes esperan, en orden, y se les avisa por correo. "
                    "Al bajarlo, nadie pierde su lugar."
                ),
                "fields": [
                    "cupo_presencial",
                    ("lugares", "espera", "pedidos"),
                    ("reservada", "cerrada"),
                    "es_seminario",
                ],
            },
        ),
        (_("En línea"), {"fields": ["transmision_url", "sala_url"]}),
        (_("Programa"), {"fields": ["bloques_"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).con_ocupacion()

    @admin.display(description=_("lugares ocupados"), ordering="ocupados")
    def lugares(self, obj):
        return getattr(obj, "ocupados", 0)

    @admin.display(description=_("en espera"), ordering="en_espera")
    def espera(self, obj):
        return getattr(obj, "en_espera", 0)

    @admin.display(description=_("por conceder"), ordering="solicitados")
    def pedidos(self, obj):
        return getattr(obj, "solicitados", 0)

    @admin.display(description=_("bloques"))
    def bloques_(self, obj):
        return lista_de_enlaces(obj.bloques.all() if obj.pk else [], _con_estado)

    def save_model(self, request, obj, form, change):
        """Save all but the quota, which changes through its service: places and mails depend on it."""
        if not change:
            super().save_model(request, obj, form, change)
            return
        cupo = obj.cupo_presencial
        campos = [f.name for f in obj._meta.concrete_fields if not f.primary_key and f.name != "cupo_presencial"]
        obj.save(update_fields=campos)
        if "cupo_presencial" in form.changed_data:
            services.cambiar_cupo(actividad=obj, cupo=cupo)
            self._avisar_exceso(request, obj, cupo)

    def _avisar_exceso(self, request, obj, cupo):
        ocupados = Actividad.objects.con_ocupacion().get(pk=obj.pk).ocupados
        if cupo is not None and (exceso := ocupados - cupo) > 0:
            frase = ngettext(
                "Ya hay %(ocupados)d lugares dados: %(exceso)d más que el cupo. Nadie pierde su lugar; "
                "no se darán otros hasta que se liberen.",
                "Ya hay %(ocupados)d lugares dados: %(exceso)d más que el cupo. Nadie pierde su lugar; "
                "no se darán otros hasta que se liberen.",
                exceso,
            )
            messages.warning(request, frase % {"ocupados": ocupados, "exceso": exceso})


def _con_estado(fila):
    return f"{fila} ({fila.get_estado_display()})"


class AdminDelPrograma(AdminBase):
    """Blocks and interventions: their state changes through three actions."""

    actions = ["publicar", "a_borrador", "cancelar"]
    acciones_de_objeto = ("publicar", "a_borrador", "cancelar")

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "estado"]

    def accion_corresponde(self, nombre, obj):
        propia = {"publicar": "publicada", "a_borrador": "borrador", "cancelar": "cancelada"}[nombre]
        return obj.estado != propia

    @accion_confirmada(
        texto=_("Publicar en la agenda"),
        explicacion=_(
            "Lo elegido pasa a verse en la agenda. Una intervención se ve si también está publicado su bloque. "
            "No se envía ningún correo."
        ),
        boton=_("Publicar en la agenda"),
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
        texto=_("Cancelar"),
        explicacion=_(
            "Lo elegido queda como cancelado y deja de verse en la agenda. No se envía ningún correo: "
            "a quienes iban a presentar hay que avisarles."
        ),
        boton=_("Cancelar lo elegido"),
    )
    def cancelar(self, request, filas):
        return _cambiar(filas, EstadoPrograma.CANCELADA)


def _cambiar(filas, estado):
    cambiadas = services.cambiar_estado(filas, estado=estado)
    informe, n = Informe(), len(cambiadas)
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
class BloqueAdmin(AdminDelPrograma):
    list_display = ["titulo", "orden", "tipo", "actividad", "inicio", "estado"]
    list_filter = ["estado", "tipo", "actividad__cumbre"]
    list_select_related = ["actividad"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent"]
    autocomplete_fields = ["actividad"]
    readonly_fields = ["intervenciones_"]
    fieldsets = [
        (None, {"fields": ["estado", "actividad", ("orden", "tipo"), bilingue("titulo"), bilingue("descripcion")]}),
        (_("Cuándo"), {"fields": ["inicio", "fin"]}),
        (_("Programa"), {"fields": ["intervenciones_"]}),
    ]

    @admin.display(description=_("intervenciones"))
    def intervenciones_(self, obj):
        return lista_de_enlaces(obj.intervenciones.all() if obj.pk else [], _con_estado)


class PonenteInline(admin.StackedInline):
    model = Ponente
    extra = 0
    fields = [("nombre", "orden"), ("cargo", "organizacion")]


@admin.register(Intervencion)
class IntervencionAdmin(AdminDelPrograma):
    list_display = ["titulo", "bloque", "orden", "quien", "estado"]
    list_filter = ["estado", "bloque"]
    list_select_related = ["bloque", "ciudad", "institucion"]
    search_fields = [
        "titulo_es__unaccent",
        "titulo_pt_br__unaccent",
        "ciudad__nombre__unaccent",
        "institucion__nombre__unaccent",
        "ponentes__nombre__unaccent",
    ]
    search_help_text = _("Buscar por título, ciudad, institución o ponente")
    autocomplete_fields = ["bloque", "ciudad", "institucion", "proyecto"]
    prepopulated_fields = {"slug": ["titulo_es"]}
    inlines = [PonenteInline]
    fieldsets = [
        (None, {"fields": ["estado", ("bloque", "orden"), bilingue("titulo"), "slug", bilingue("resumen")]}),
        (
            _("Quién presenta"),
            {
                "description": _("Sin ciudad ni institución, la agenda muestra solo el título: un lugar reservado."),
                "fields": [("ciudad", "institucion"), "proyecto"],
            },
        ),
    ]

    @admin.display(description=_("quién presenta"))
    def quien(self, obj):
        return obj.actor


@admin.register(Ponente)
class PonenteAdmin(AdminBase):
    list_display = ["nombre", "cargo", "organizacion", "intervencion"]
    list_select_related = ["intervencion"]
    search_fields = ["nombre__unaccent", "organizacion__unaccent"]
    autocomplete_fields = ["intervencion"]
    fields = ["intervencion", "orden", "nombre", "cargo", "organizacion"]


@admin.register(Propuesta)
class PropuestaAdmin(AdminPublicable):
    """Who asks to present an experience; publishing one keeps it as a candidate that was accepted."""

    list_display = ["titulo", "quien", "publicacion", "creado"]
    list_filter = [PorPublicarFilter, "publicacion", "cumbre"]
    list_select_related = ["ciudad", "institucion", "contacto"]
    search_fields = [
        "titulo__unaccent",
        "resumen__unaccent",
        "ciudad__nombre__unaccent",
        "institucion__nombre__unaccent",
    ]
    search_help_text = _("Buscar por título, resumen, ciudad o institución")
    autocomplete_fields = ["cumbre", "ciudad", "institucion", "contacto", "proyecto"]
    date_hierarchy = "creado"
    readonly_fields = ["creado"]
    fieldsets = [
        (None, {"fields": ["publicacion", "titulo", "resumen", "proyecto"]}),
        (_("De quién"), {"fields": ["cumbre", ("ciudad", "institucion"), "contacto", "creado"]}),
    ]

    @admin.display(description=_("quién"))
    def quien(self, obj):
        return obj.actor

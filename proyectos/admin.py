"""Staff's view of the catalogue."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from comun.administracion import AdminBase, ConSelectores, SoloLectura, bilingue
from proyectos.models import Convocatoria, Documento, Enlace, Fuente, Imagen, Participacion, Proyecto, Version


@admin.register(Convocatoria)
class ConvocatoriaAdmin(AdminBase):
    list_display = ["anio", "tema", "monto_maximo_usd"]
    search_fields = ["anio", "tema_es__unaccent", "tema_pt_br__unaccent"]
    fieldsets = [
        (None, {"fields": ["anio", bilingue("tema")]}),
        (
            _("Topes"),
            {
                "description": _("Un tope no es un monto otorgado: el de cada proyecto se escribe en el proyecto."),
                "fields": [
                    ("monto_maximo_usd", "cofinanciamiento_maximo_pct"),
                    ("meses_maximo", "meses_prorroga"),
                ],
            },
        ),
    ]


class ParticipacionInline(ConSelectores, admin.StackedInline):
    model = Participacion
    extra = 0
    autocomplete_fields = ["ciudad", "institucion"]
    fields = ["rol", ("ciudad", "institucion")]


@admin.register(Proyecto)
class ProyectoAdmin(AdminBase):
    list_display = ["nombre", "anio", "estado", "modalidad", "publicacion"]
    list_filter = ["publicacion", "estado", "modalidad", "convocatoria", "unidades", "ods"]
    list_select_related = ["convocatoria"]
    busqueda = "buscar"
    search_fields = ["titulo_es"]
    search_help_text = _("Buscar por palabras del título, del resumen o de quienes participan")
    autocomplete_fields = ["convocatoria"]
    prepopulated_fields = {"slug": ["titulo_es"]}
    inlines = [ParticipacionInline]
    fieldsets = [
        (None, {"fields": ["publicacion", bilingue("titulo"), ("idioma_original", "titulo_traducido"), "slug"]}),
        (_("Resumen"), {"fields": [bilingue("resumen")]}),
        (
            _("Datos"),
            {
                "fields": [
                    ("convocatoria", "modalidad"),
                    ("estado", "estado_al"),
                    ("inicio", "fin"),
                    ("monto_usd", "historico"),
                    "fuente",
                ]
            },
        ),
        (_("Temas"), {"fields": ["unidades", "unidades_propias", "ods"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).con_participantes()

    @admin.display(description=_("proyecto"), ordering="slug")
    def nombre(self, obj):
        return obj.nombre

    @admin.display(description=_("convocatoria"), ordering="convocatoria__anio")
    def anio(self, obj):
        return obj.convocatoria.anio if obj.convocatoria else None


@admin.register(Participacion)
class ParticipacionAdmin(AdminBase):
    list_display = ["quien", "rol", "proyecto"]
    list_filter = ["rol"]
    list_select_related = ["ciudad", "institucion", "proyecto"]
    search_fields = ["ciudad__nombre__unaccent", "institucion__nombre__unaccent", "proyecto__slug"]
    search_help_text = _("Buscar por ciudad, institución o dirección del proyecto")
    autocomplete_fields = ["proyecto", "ciudad", "institucion"]
    fields = ["proyecto", "rol", ("ciudad", "institucion")]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("proyecto__participaciones__ciudad")

    @admin.display(description=_("quién"))
    def quien(self, obj):
        return obj.actor


class DeProyectoAdmin(AdminBase):
    """What goes with a sheet, as a list of its own; it is written on the page of the project."""

    list_select_related = ["proyecto"]
    autocomplete_fields = ["proyecto"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("proyecto__participaciones__ciudad")


@admin.register(Imagen)
class ImagenAdmin(DeProyectoAdmin):
    list_display = ["alternativa", "proyecto", "orden"]
    search_fields = ["alternativa_es__unaccent", "alternativa_pt_br__unaccent"]
    fields = ["proyecto", "archivo", bilingue("alternativa"), "credito", "orden"]


@admin.register(Documento)
class DocumentoAdmin(DeProyectoAdmin):
    list_display = ["titulo", "proyecto", "orden"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent"]
    fields = ["proyecto", bilingue("titulo"), "archivo", "orden"]


@admin.register(Enlace)
class EnlaceAdmin(DeProyectoAdmin):
    list_display = ["titulo", "clase", "proyecto", "orden"]
    list_filter = ["clase"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent", "url"]
    fields = ["proyecto", "clase", bilingue("titulo"), "url", "orden"]


@admin.register(Fuente)
class FuenteAdmin(DeProyectoAdmin):
    list_display = ["texto", "proyecto", "consultada"]
    search_fields = ["texto__unaccent", "url"]
    fields = ["proyecto", "datos", "texto", "url", "consultada", "orden"]


@admin.register(Version)
class VersionAdmin(SoloLectura):
    list_display = ["proyecto", "numero", "motivo", "usuario", "momento"]
    list_select_related = ["proyecto", "usuario"]
    search_fields = ["proyecto__slug", "motivo"]
    fields = ["proyecto", "numero", "motivo", "usuario", "momento"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("proyecto__participaciones__ciudad")

"""Staff's view of the catalogue."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from comun.administracion import AdminBase, AdminPublicable, ConSelectores, bilingue
from proyectos.models import Convocatoria, Participacion, Proyecto


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
class ProyectoAdmin(AdminPublicable):
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

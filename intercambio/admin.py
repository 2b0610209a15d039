"""Staff's view of what cities and institutions bring."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from comun.administracion import AdminPublicable, PorPublicarFilter
from intercambio.models import Ficha, Mirada


@admin.register(Ficha)
class FichaAdmin(AdminPublicable):
    list_display = ["titulo", "tipo", "ciudad", "unidad", "idioma", "publicacion", "creado"]
    list_filter = [PorPublicarFilter, "publicacion", "tipo", "ciudad__pais", "unidad", "idioma"]
    list_select_related = ["ciudad", "unidad", "contacto"]
    busqueda = "buscar"
    search_fields = ["titulo"]
    search_help_text = _("Buscar por palabras del título, del texto o de la ciudad")
    autocomplete_fields = ["ciudad", "contacto", "unidad"]
    date_hierarchy = "creado"
    readonly_fields = ["creado"]
    fieldsets = [
        (None, {"fields": ["publicacion", ("tipo", "idioma"), "titulo", "texto"]}),
        (_("De quién"), {"fields": ["ciudad", "contacto", "lugar", "creado"]}),
        (_("Temas"), {"fields": ["unidad", "ods"]}),
    ]


@admin.register(Mirada)
class MiradaAdmin(AdminPublicable):
    list_display = ["institucion", "aporta", "idioma", "publicacion", "creado"]
    list_filter = [PorPublicarFilter, "publicacion", "aporta", "idioma"]
    list_select_related = ["institucion", "contacto"]
    search_fields = [
        "institucion__nombre__unaccent",
        "institucion__sigla",
        "mirada__unaccent",
        "enfoque__unaccent",
        "estrategias__unaccent",
    ]
    search_help_text = _("Buscar por institución o por palabras del texto")
    autocomplete_fields = ["institucion", "contacto"]
    date_hierarchy = "creado"
    readonly_fields = ["creado"]
    fieldsets = [
        (None, {"fields": ["publicacion", "institucion", "contacto", "idioma", "creado"]}),
        (_("Textos"), {"fields": ["mirada", "enfoque", "estrategias", "aporta", "aporte"]}),
    ]

"""Questions to the tables, as staff sees them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agenda.models import Pregunta
from comun.administracion import AdminBase, bilingue


@admin.register(Pregunta)
class PreguntaAdmin(AdminBase):
    list_display = ["__str__", "bloque", "institucion", "estado", "creada"]
    list_filter = ["estado", "bloque"]
    list_select_related = ["bloque", "institucion"]
    search_fields = ["texto__unaccent", "nombre__unaccent", "respuesta_es__unaccent", "respuesta_pt_br__unaccent"]
    autocomplete_fields = ["bloque", "institucion"]
    readonly_fields = ["estado", "texto", "nombre", "idioma", "creada"]
    fieldsets = [
        (None, {"fields": ["estado", ("bloque", "institucion"), "texto", ("nombre", "idioma"), "creada"]}),
        (_("Respuesta"), {"fields": [bilingue("respuesta"), "responde"]}),
    ]

    def has_add_permission(self, request):
        return False

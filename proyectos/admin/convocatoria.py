"""The calls of the PCSSM, as staff sees them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from comun.administracion import AdminBase, bilingue
from proyectos.models import Convocatoria


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

"""The log of a published programme, as staff sees it."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from agenda.models import Cambio
from comun.administracion import SoloLectura


@admin.register(Cambio)
class CambioAdmin(SoloLectura):
    list_display = ["momento", "que", "actividad"]
    list_filter = ["tipo", ("actividad", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["actividad__cumbre"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent"]
    date_hierarchy = "momento"
    fields = ["actividad", "momento", "que"]

    @admin.display(description=_("qué cambió"))
    def que(self, obj):
        return str(obj)

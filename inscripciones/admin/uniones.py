"""Who asked to join whom, and what was answered."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from comun.administracion import SoloLectura
from inscripciones.models import PedidoDeUnion


@admin.register(PedidoDeUnion)
class PedidoDeUnionAdmin(SoloLectura):
    """A request to join: its owners answer it; staff joins two registrations from the second one's page."""

    list_display = ["inscripcion", "a", "estado", "pedida_el", "respondida_el"]
    list_filter = ["estado"]
    list_select_related = ["inscripcion", "a"]
    search_fields = ["inscripcion__referencia", "a__referencia"]
    search_help_text = _("Buscar por referencia")
    date_hierarchy = "pedida_el"
    fields = ["inscripcion", "a", "estado", "pedida_el", "respondida_el"]

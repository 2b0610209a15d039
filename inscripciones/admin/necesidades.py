"""What people need to take part: for accreditation only, and every look at it is written down."""

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.models import Actividad
from comun.administracion import SoloLectura
from comun.exportar import ConExportacion
from inscripciones.exportaciones import NECESIDADES
from inscripciones.models import Asistencia, NecesidadDeAcceso

NADIE = "—"  # the log outlives the need, and tells who looked, not at whom


class PresencialFilter(admin.SimpleListFilter):
    """Who has a place in the room of an activity."""

    title = _("actividad presencial")
    parameter_name = "presencial"

    def lookups(self, request, model_admin):
        return [(a.slug, a.titulo) for a in Actividad.objects.en_orden()]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        con_lugar = Asistencia.objects.con_lugar().filter(actividad__slug=self.value())
        return queryset.filter(participante__in=con_lugar.values("participante"))


@admin.register(NecesidadDeAcceso)
class NecesidadDeAccesoAdmin(ConExportacion, SoloLectura):
    """Needs and food, read only and for who may ``view`` them; nothing else of the admin shows them."""

    exportacion = NECESIDADES
    list_display = [
        "participante", "quien", "lengua_de_senas", "subtitulos", "movilidad", "acompanante", "interpretacion", "otra",
        "dieta", "dieta_detalle",
    ]  # fmt: skip
    list_filter = [
        PresencialFilter,
        "lengua_de_senas", "subtitulos", "movilidad", "acompanante", "interpretacion", "dieta",
        "participante__inscripcion__estado", "participante__respuesta",
    ]  # fmt: skip
    list_select_related = ["participante__inscripcion__ciudad", "participante__inscripcion__institucion"]
    search_fields = ["participante__nombre__unaccent", "participante__inscripcion__referencia"]
    search_help_text = _("Buscar por persona o referencia")
    fieldsets = [
        (None, {"fields": ["participante", "quien", "actualizada"]}),
        (
            _("Acceso"),
            {"fields": ["lengua_de_senas", "subtitulos", "movilidad", "acompanante", "interpretacion", "otra"]},
        ),
        (_("Alimentación"), {"fields": ["dieta", "dieta_detalle"]}),
    ]

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("inscripciones.view_necesidaddeacceso")

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("delegación"))
    def quien(self, obj):
        return obj.participante.inscripcion.actor

    def changelist_view(self, request, extra_context=None):
        respuesta = super().changelist_view(request, extra_context)
        consulta = request.GET.urlencode()
        self._anotar(
            request, gettext("Consultó la lista: %(filtro)s.") % {"filtro": consulta or gettext("sin filtros")}
        )
        return respuesta

    def change_view(self, request, object_id, form_url="", extra_context=None):
        respuesta = super().change_view(request, object_id, form_url, extra_context)
        if respuesta.status_code == 200:
            self._anotar(request, gettext("Consultó la ficha."), object_id)
        return respuesta

    def _anotar(self, request, mensaje, object_id=None):
        LogEntry.objects.create(
            user_id=request.user.pk,
            content_type=ContentType.objects.get_for_model(NecesidadDeAcceso),
            object_id=object_id,
            object_repr=NADIE,
            action_flag=CHANGE,
            change_message=mensaje,
        )

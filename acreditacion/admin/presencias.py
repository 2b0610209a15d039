"""Who was seen at which activity: a list to look at, take away and correct, and the way to the doors."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from acreditacion import presencias
from acreditacion.admin.puerta import PERMISO, ConPuerta
from acreditacion.exportaciones import PRESENCIAS
from acreditacion.models import Presencia
from comun.acciones import Informe, accion_confirmada
from comun.administracion import SoloLectura
from comun.exportar import ConExportacion


class VigenteFilter(admin.SimpleListFilter):
    """Who is there, as the doors count it, and what was taken back."""

    title = gettext_lazy("estado")
    parameter_name = "vigente"

    def lookups(self, request, model_admin):
        return [("si", _("vigentes")), ("no", _("deshechas"))]

    def queryset(self, request, queryset):
        if self.value() == "si":
            return queryset.vigentes()
        return queryset.exclude(anulada_el=None) if self.value() == "no" else queryset


class PuestoFilter(admin.SimpleListFilter):
    """The posts that registered somebody, by the name that they gave themselves."""

    title = gettext_lazy("puesto")
    parameter_name = "puesto"

    def lookups(self, request, model_admin):
        puestos = Presencia.objects.exclude(puesto="").order_by("puesto").values_list("puesto", flat=True).distinct()
        return [(puesto, puesto) for puesto in puestos]

    def queryset(self, request, queryset):
        return queryset.filter(puesto=self.value()) if self.value() else queryset


@admin.register(Presencia)
class PresenciaAdmin(ConPuerta, ConExportacion, SoloLectura):
    """One person at one activity. The doors and the lists write it; what is taken back stays."""

    exportacion = PRESENCIAS
    list_display = ["participante", "quien", "actividad", "ingreso", "puesto", "registrada_el", "deshecha"]
    list_filter = ["actividad", VigenteFilter, "modalidad", "ingreso", "medio", PuestoFilter]
    list_select_related = ["actividad", "participante__inscripcion__ciudad", "participante__inscripcion__institucion"]
    search_fields = [
        "participante__nombre__unaccent",
        "participante__inscripcion__referencia",
        "participante__inscripcion__ciudad__nombre__unaccent",
        "participante__inscripcion__institucion__nombre__unaccent",
    ]
    search_help_text = gettext_lazy("Buscar por persona, referencia, ciudad o institución")
    date_hierarchy = "registrada_el"
    fieldsets = [
        (None, {"fields": ["participante", "quien", "actividad", "modalidad"]}),
        (
            gettext_lazy("Entrada"),
            {"fields": ["ingreso", "medio", "puesto", "registrada_el", "registrada_por"]},
        ),
        (gettext_lazy("Si se deshizo"), {"fields": ["anulada_el", "anulada_por"]}),
    ]
    actions = ["deshacer"]
    acciones_de_objeto = ("deshacer",)

    @admin.display(description=gettext_lazy("delegación"))
    def quien(self, obj):
        return obj.participante.inscripcion.actor

    @admin.display(description=gettext_lazy("deshecha"), boolean=True)
    def deshecha(self, obj):
        return not obj.es_vigente

    def changelist_view(self, request, extra_context=None):
        contexto = {"puede_acreditar": request.user.has_perm(PERMISO)}
        return super().changelist_view(request, {**contexto, **(extra_context or {})})

    def accion_corresponde(self, nombre, obj):
        return obj.es_vigente

    @accion_confirmada(
        texto=gettext_lazy("Deshacer"),
        explicacion=gettext_lazy(
            "Cada persona elegida deja de figurar como presente. La fila queda, con quién la deshizo y cuándo, y la "
            "persona puede registrarse de nuevo. Un lugar que se le dio en la puerta sigue siendo suyo. No se envía "
            "ningún correo."
        ),
        boton=gettext_lazy("Deshacer"),
        nota=lambda presencia: "" if presencia.es_vigente else _("ya estaba deshecha"),
    )
    def deshacer(self, request, filas):
        deshechas = [fila for fila in filas if presencias.deshacer(presencia=fila, usuario=request.user)]
        informe, n = Informe(), len(deshechas)
        informe.hecho(
            deshechas, ngettext("Se deshizo %(n)d presencia.", "Se deshicieron %(n)d presencias.", n) % {"n": n}
        )
        n = len(filas) - n
        informe.aviso(n, ngettext("%(n)d ya estaba deshecha.", "%(n)d ya estaban deshechas.", n) % {"n": n})
        return informe

"""Staff's log, to be read: who did what, when. Coordination alone sees it; nobody writes in it by hand."""

from django.contrib import admin
from django.contrib.admin.models import ACTION_FLAG_CHOICES, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from comun.administracion import SoloLectura
from comun.exportar import EXPORTACION

HECHOS = {**dict(ACTION_FLAG_CHOICES), EXPORTACION: _("Exportación o descarga")}


class QueSeHizoFilter(admin.SimpleListFilter):
    title = _("qué se hizo")
    parameter_name = "hecho"

    def lookups(self, request, model_admin):
        return list(HECHOS.items())

    def queryset(self, request, queryset):
        elegido = self.value() or ""
        return queryset.filter(action_flag=elegido) if elegido.isdecimal() and int(elegido) in HECHOS else queryset


class SobreQueFilter(admin.SimpleListFilter):
    """The kinds of rows that the log speaks of, by the name that staff reads."""

    title = _("sobre qué")
    parameter_name = "sobre"

    def lookups(self, request, model_admin):
        tipos = ContentType.objects.filter(pk__in=LogEntry.objects.order_by().values("content_type").distinct())
        return sorted(((str(tipo.pk), _nombre(tipo)) for tipo in tipos), key=lambda par: par[1])

    def queryset(self, request, queryset):
        validos = {clave for clave, _nombre_ in self.lookup_choices}
        return queryset.filter(content_type=self.value()) if self.value() in validos else queryset


def _nombre(tipo):
    modelo = tipo.model_class()
    return capfirst(modelo._meta.verbose_name_plural if modelo else tipo.model)


@admin.register(LogEntry)
class RegistroAdmin(SoloLectura):
    """Each change, export, merge, import and look at access needs. The names of whoever was forgotten are blank."""

    list_display = ["cuando", "user", "hecho", "sobre", "fila", "detalle"]
    list_filter = [QueSeHizoFilter, SobreQueFilter, "user"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr__unaccent", "change_message__unaccent", "user__username"]
    search_help_text = _("Buscar por persona del equipo, fila o palabras de lo que se hizo")
    date_hierarchy = "action_time"
    fields = ["action_time", "user", "hecho", "sobre", "fila", "object_id", "detalle"]

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("cuándo"), ordering="action_time")
    def cuando(self, obj):
        return date_format(localtime(obj.action_time), "DATETIME_FORMAT")

    @admin.display(description=_("qué se hizo"), ordering="action_flag")
    def hecho(self, obj):
        return HECHOS.get(obj.action_flag, "-")

    @admin.display(description=_("sobre qué"))
    def sobre(self, obj):
        return _nombre(obj.content_type) if obj.content_type else "-"

    @admin.display(description=_("fila"), ordering="object_repr")
    def fila(self, obj):
        return obj.object_repr

    @admin.display(description=_("detalle"))
    def detalle(self, obj):
        return obj.get_change_message()

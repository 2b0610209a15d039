"""The staff's lists to take away: exactly what a list shows, its filters and search kept, and each one logged."""

import itertools
from collections.abc import Callable
from typing import NamedTuple

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import FileResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from comun import tablas
from comun.turnos import Turno, mas_tarde

EXPORTACION = 4  # an ``action_flag`` beside Django's ADDITION, CHANGE and DELETION
FORMATOS = {"csv": "CSV", "xlsx": "XLSX"}
TIPO_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
A_LA_VEZ = 2  # tables at once, in all processes: each keeps a thread of the server while it is written


class Exportacion(NamedTuple):
    """A table of one model: ``columnas`` gives each stable name the value that a row has for it.

    ``preparar(queryset)`` adds what the columns need, in a number of queries that does not depend on the rows.
    """

    nombre: str
    columnas: dict[str, Callable]
    preparar: Callable

    def filas(self, consulta):
        """Yield the rows of what a ``QuerySet`` selects, read from a cursor of the server in batches."""
        leidas = self.preparar(consulta).iterator(chunk_size=tablas.POR_VEZ)
        tandas = tablas.por_tandas(leidas, lambda fila: [valor(fila) for valor in self.columnas.values()])
        return itertools.chain.from_iterable(tandas)


class FormularioDeExportacion(forms.Form):
    """In which format."""

    formato = forms.ChoiceField(choices=list(FORMATOS.items()))


class ConExportacion:
    """Mixin for admins: what their list shows at this moment, as CSV or XLSX, by the buttons above it.

    ``exportacion``: an :class:`Exportacion`. Who may see the list may take it away. It is a POST, because it is logged.
    """

    exportacion = None

    def get_urls(self):
        nombre = f"{self.opts.app_label}_{self.opts.model_name}_exportar"
        return [path("exportar/", self.admin_site.admin_view(self.exportar_view), name=nombre), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_exportar")
        contexto = {"exportar_url": f"{url}?{request.GET.urlencode()}", "formatos": FORMATOS.items()}
        return super().changelist_view(request, {**contexto, **(extra_context or {})})

    @method_decorator(require_POST)
    def exportar_view(self, request):
        """Answer the rows of the list that the query string asks for; a wrong filter answers as the list does."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = FormularioDeExportacion(request.POST)
        if not form.is_valid():
            raise BadRequest("unknown format")
        try:
            lista = self.get_changelist_instance(request)
        except IncorrectLookupParameters:
            url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
            return HttpResponseRedirect(f"{url}?{ERROR_FLAG}=1")
        turno = Turno.pedir("comun.exportar", A_LA_VEZ)
        if turno is None:
            return mas_tarde()
        try:
            registrar(request, lista, form.cleaned_data["formato"])
            return _ESCRITORES[form.cleaned_data["formato"]](self.exportacion, lista.queryset, turno)
        except BaseException:
            turno.soltar()
            raise


# --- The log ------------------------------------------------------------------------------------


def registrar(request, lista, formato):
    """Write in the staff's log who takes what away: format and number of rows, and the filter in words and as asked.

    Before the first row is sent, for whoever cuts the download short may have read most of it.
    """
    n = lista.result_count
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(lista.model),
        action_flag=EXPORTACION,
        object_repr=ngettext(
            "%(que)s: exportación en %(formato)s de %(n)d fila", "%(que)s: exportación en %(formato)s de %(n)d filas", n
        )
        % {"que": capfirst(lista.opts.verbose_name_plural), "formato": FORMATOS[formato], "n": n},
        change_message=_filtro_en_palabras(lista, request),
    )


def _filtro_en_palabras(lista, request):
    puestos = [
        f"{capfirst(spec.title)}: {elegido}" for spec in lista.filter_specs for elegido in _elegidos(spec, lista)
    ]
    if fecha := _fecha(lista, request.GET):
        puestos.append(fecha)
    if lista.query:
        puestos.append(_("Búsqueda: «%(texto)s»") % {"texto": lista.query})
    consulta = request.GET.urlencode()
    return f"{'; '.join(puestos) or _('Sin filtros')}\n?{consulta}" if consulta else _("Sin filtros")


def _elegidos(spec, lista):
    """Return what a filter is set to, as the list says it; its first choice stands for no filter."""
    _todo, *opciones = spec.choices(lista)
    return [opcion["display"] for opcion in opciones if opcion["selected"]]


def _fecha(lista, pedido):
    """Return the day, month or year of the list's calendar; "" if none was chosen."""
    if not lista.date_hierarchy:
        return ""
    partes = [pedido.get(f"{lista.date_hierarchy}__{parte}", "") for parte in ("year", "month", "day")]
    if not any(partes):
        return ""
    campo = lista.opts.get_field(lista.date_hierarchy)
    return f"{capfirst(campo.verbose_name)}: {'-'.join(parte.zfill(2) for parte in partes if parte)}"


# --- The file -----------------------------------------------------------------------------------


def _en_csv(exportacion, consulta, turno):
    """Answer a CSV that is written while it is sent; the place is free again once it was, or nobody reads it."""
    piezas = turno.durante(tablas.filas_csv(exportacion.columnas, exportacion.filas(consulta)))
    cabeceras = {"Content-Disposition": f'attachment; filename="{_archivo(exportacion, "csv")}"'}
    return StreamingHttpResponse(piezas, content_type="text/csv; charset=utf-8", headers=cabeceras)


def _en_xlsx(exportacion, consulta, turno):
    """Answer a workbook, written to the disk before the answer begins: a zip has its index at the end."""
    archivo = tablas.archivo_xlsx(exportacion.columnas, exportacion.filas(consulta))
    turno.soltar()
    nombre = _archivo(exportacion, "xlsx")
    return FileResponse(archivo, as_attachment=True, filename=nombre, content_type=TIPO_XLSX)


def _archivo(exportacion, extension):
    return f"{exportacion.nombre}-{timezone.localdate()}.{extension}"


_ESCRITORES = {"csv": _en_csv, "xlsx": _en_xlsx}

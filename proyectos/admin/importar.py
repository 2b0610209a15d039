"""Bringing a table of projects: the file, what each row would do, and doing it."""

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from comun import tablas, tablas_leer
from comun.models import Importacion
from comun.tablas_leer import TablaIlegible
from proyectos import importacion
from proyectos.importacion import Suerte, columnas

QUE = "proyectos"
POR_PAGINA = 100
FILAS_MAXIMO = 1000  # what a request can do before its time is over


class FormularioTabla(forms.Form):
    """A table that can be read: its bytes are in ``contenido``."""

    archivo = forms.FileField(
        label=_("Tabla de proyectos"),
        help_text=_("CSV o XLSX, hasta 5 MB y 1.000 filas. Sirve el CSV que se descarga del catálogo."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={
            "required": _("Falta el archivo: elija una tabla en CSV o XLSX."),
            "empty": _("El archivo está vacío: elija otro."),
            "invalid": _("Falta el archivo: elija una tabla en CSV o XLSX."),
        },
    )

    def clean_archivo(self):
        archivo = self.cleaned_data["archivo"]
        self.contenido = archivo.read(tablas_leer.PESO_MAXIMO + 1)
        try:
            tabla = tablas_leer.leer(self.contenido, columnas.SINONIMOS)
        except TablaIlegible as error:
            raise forms.ValidationError(str(error), code="ilegible") from error
        if len(tabla.filas) > FILAS_MAXIMO:
            raise forms.ValidationError(
                _(
                    "La tabla tiene más de 1.000 filas: divídala en varias, o pida a quien mantiene el portal que la "
                    "importe entera con la orden importar_proyectos."
                ),
                code="larga",
            )
        return archivo


class ConImportacion:
    """Mixin for the admin of sheets: upload a table, see the fate of each of its rows, apply it."""

    change_list_template = "admin/proyectos/proyecto/lista.html"

    def get_urls(self):
        rutas = [
            ("importar/", self.importar_view, "importar"),
            ("importar/<int:importacion_id>/", self.plan_view, "importacion"),
            ("importar/<int:importacion_id>/rechazadas/", self.rechazadas_view, "rechazadas"),
        ]
        propias = [
            path(ruta, self.admin_site.admin_view(vista), name=f"proyectos_proyecto_{nombre}")
            for ruta, vista, nombre in rutas
        ]
        return [*propias, *super().get_urls()]

    def puede_importar(self, request):
        return self.has_change_permission(request) and self.has_add_permission(request)

    def changelist_view(self, request, extra_context=None):
        contexto = {"puede_importar": self.puede_importar(request), **(extra_context or {})}
        return super().changelist_view(request, contexto)

    def importar_view(self, request):
        """Ask for a table; keep it, and lead to what its rows would do."""
        self._exigir(request)
        form = FormularioTabla(request.POST, request.FILES) if request.method == "POST" else FormularioTabla()
        if form.is_valid():
            traida = Importacion.objects.create(
                que=QUE,
                nombre=form.cleaned_data["archivo"].name[-200:],
                contenido=form.contenido,
                usuario=request.user,
            )
            return HttpResponseRedirect(reverse("admin:proyectos_proyecto_importacion", args=[traida.pk]))
        contexto = {"title": gettext("Importar proyectos"), "form": form, "columnas": columnas.IMPORTABLES}
        return self._mostrar(request, "importar", contexto)

    def plan_view(self, request, importacion_id):
        """Show the fate of each row of a table; on POST, apply it if every fate is still the one that was read."""
        self._exigir(request)
        traida = get_object_or_404(Importacion, pk=importacion_id, que=QUE)
        cambio = False
        if request.method == "POST":
            try:
                return self._aplicar(request, traida)
            except importacion.PlanCambiado:
                cambio = True
            except importacion.YaAplicada:
                traida.refresh_from_db()
        contexto = {"title": traida.nombre, "traida": traida, "cambio": cambio}
        if traida.aplicada_el:
            contexto |= _de_lo_aplicado(traida, request.GET)
        else:
            contexto |= _del_plan(importacion.planear(bytes(traida.contenido)), request.GET)
        return self._mostrar(request, "importacion", contexto)

    @method_decorator(require_GET)
    def rechazadas_view(self, request, importacion_id):
        """Give the rows that an applied table could not change, as they came, each with its number and its reason."""
        self._exigir(request)
        aplicadas = Importacion.objects.filter(que=QUE, aplicada_el__isnull=False)
        traida = get_object_or_404(aplicadas, pk=importacion_id)
        archivo = f'attachment; filename="rechazadas-{traida.pk}.csv"'
        contenido = b"".join(_rechazadas(traida))
        return HttpResponse(contenido, "text/csv; charset=utf-8", headers={"Content-Disposition": archivo})

    def _aplicar(self, request, traida):
        hecho = importacion.aplicar(importacion=traida, sello=request.POST.get("sello", ""), usuario=request.user)
        for objetos, marca in ((hecho.creados, ADDITION), (hecho.cambiados, CHANGE)):
            _anotar(request, objetos, marca, gettext("Importado de «%(archivo)s»") % {"archivo": traida.nombre})
        messages.success(request, _en_palabras(hecho))
        return HttpResponseRedirect(reverse("admin:proyectos_proyecto_importacion", args=[traida.pk]))

    def _exigir(self, request):
        if not self.puede_importar(request):
            raise PermissionDenied

    def _mostrar(self, request, plantilla, contexto):
        request.current_app = self.admin_site.name
        contexto = {**self.admin_site.each_context(request), "opts": self.opts, **contexto}
        return TemplateResponse(request, f"admin/proyectos/{plantilla}.html", contexto)


def _del_plan(plan, parametros):
    """Return what the page shows of a plan: the counts, and a page of its rows, of one fate if it is asked for."""
    suerte = parametros.get("suerte", "")
    filas = plan.con_suerte(suerte) if suerte in Suerte.values else plan.filas
    pagina = Paginator(filas, POR_PAGINA).get_page(parametros.get("pagina"))
    for fila in pagina:
        fila.en_palabras = importacion.cambios_en_palabras(fila)
    return {
        "plan": plan,
        "total": len(plan.filas),
        "suerte": suerte,
        "cuentas": [(s.value, s.label, plan.cuentas[s.value]) for s in Suerte],
        "pagina": pagina,
        "hay_que_hacer": plan.cuentas[Suerte.NUEVO] + plan.cuentas[Suerte.ACTUALIZA],
    }


def _de_lo_aplicado(traida, parametros):
    """Return what the page shows of an applied table: the counts, and a page of the rows whose fate was kept."""
    suerte, guardadas = parametros.get("suerte", ""), traida.cuentas.get("filas", [])
    cuentas = [(s.value, s.label, traida.cuentas.get(s.value, 0)) for s in Suerte]
    filas = [
        {**fila, "dicha": Suerte(fila["suerte"]).label}
        for fila in guardadas
        if suerte not in Suerte.values or fila["suerte"] == suerte
    ]
    return {
        "total": sum(n for _suerte, _dicha, n in cuentas),
        "suerte": suerte,
        "cuentas": cuentas,
        "guardadas": len(guardadas),
        "pagina": Paginator(filas, POR_PAGINA).get_page(parametros.get("pagina")),
    }


def _rechazadas(traida):
    """Yield as CSV the rows that had an error, as they were sent, with their number and their reason."""
    motivos = {
        f["fila"]: " ".join(f["motivos"]) for f in traida.cuentas.get("filas", []) if f["suerte"] == Suerte.ERROR
    }
    tabla = tablas_leer.leer(bytes(traida.contenido), columnas.SINONIMOS)
    filas = (
        [*map(tablas_leer.como_texto, fila.celdas), fila.numero, motivos[fila.numero]]
        for fila in tabla.filas
        if fila.numero in motivos
    )
    return tablas.filas_csv([*tabla.titulos, "fila", "motivo"], filas)


def _anotar(request, objetos, marca, frase):
    if objetos:
        LogEntry.objects.log_actions(request.user.pk, objetos, marca, change_message=frase)


def _en_palabras(hecho):
    nuevos, cambiados = len(hecho.creados), len(hecho.cambiados)
    return " ".join(
        [
            ngettext("Se creó %(n)d borrador.", "Se crearon %(n)d borradores.", nuevos) % {"n": nuevos},
            ngettext("Cambió %(n)d proyecto.", "Cambiaron %(n)d proyectos.", cambiados) % {"n": cambiados},
        ]
    )

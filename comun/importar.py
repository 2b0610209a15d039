"""The staff's screens of an import: the file, what each row would do, doing it, and what could not be done.

A room says what is its own: how a table is read and planned, how a plan is applied, and the words of its pages
(``proyectos.admin.importar``, ``inscripciones.admin.importar``).
"""

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from comun import tablas, tablas_leer
from comun.exportar import EXPORTACION
from comun.importacion import PlanCambiado, YaAplicada
from comun.models import Importacion
from comun.tablas_leer import TablaIlegible

POR_PAGINA = 100
FILAS_MAXIMO = 1000  # what a request can do before its time is over
ERROR = "error"  # the fate of a row that cannot be applied, in every import


class FormularioTabla(forms.Form):
    """A table that can be read: its bytes are in ``contenido``. Subclasses read it (``leer``) and name the command."""

    archivo = forms.FileField(
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx,.txt,.tsv"}),
        error_messages={
            "required": _("Falta el archivo: elija una tabla en CSV o XLSX."),
            "empty": _("El archivo está vacío: elija otro."),
            "invalid": _("Falta el archivo: elija una tabla en CSV o XLSX."),
        },
    )
    rotulo = ayuda = orden = ""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["archivo"].label, self.fields["archivo"].help_text = self.rotulo, self.ayuda

    def leer(self, contenido):
        """Return the :class:`comun.tablas_leer.Tabla` that some bytes hold, or raise ``TablaIlegible``."""
        raise NotImplementedError

    def ajustes(self):
        """Return, as plain data, what was said of the table beside its rows (``Importacion.ajustes``)."""
        return {}

    def clean_archivo(self):
        archivo = self.cleaned_data["archivo"]
        self.contenido = archivo.read(tablas_leer.PESO_MAXIMO + 1)
        try:
            tabla = self.leer(self.contenido)
        except TablaIlegible as error:
            raise forms.ValidationError(str(error), code="ilegible") from error
        if len(tabla.filas) > FILAS_MAXIMO:
            raise forms.ValidationError(
                _(
                    "La tabla tiene más de 1.000 filas: divídala en varias, o pida a quien mantiene el portal que la "
                    "importe entera con la orden %(orden)s."
                ),
                code="larga",
                params={"orden": self.orden},
            )
        return archivo


class ConImportacion:
    """Mixin for an admin: upload a table, see the fate of each of its rows, apply it.

    ``importa``: the ``que`` of its tables; ``suertes``: the fates of rows; ``formulario_de_tabla``: a
    :class:`FormularioTabla`; ``paginas_de_importar``: the folder of its templates ``importar`` and ``importacion``.
    """

    importa = ""
    suertes = None
    formulario_de_tabla = None
    paginas_de_importar = ""
    titulo_de_importar = ""

    # --- What the room says -----------------------------------------------------------------------

    def planear(self, traida):
        """Return the :class:`comun.importacion.PlanDeTabla` of a table that was brought."""
        raise NotImplementedError

    def aplicar(self, request, traida):
        """Apply a table, log it and tell it in messages; it may raise ``PlanCambiado`` or ``YaAplicada``."""
        raise NotImplementedError

    def leer_tabla(self, traida):
        """Return the table that was brought, to give back rows of it."""
        raise NotImplementedError

    def contexto_de_subir(self):
        return {}

    def contexto_de_filas(self, plan, pagina):
        """Return what the page of a plan shows beside the counts and a page of its rows, which it may complete."""
        return {}

    def filas_de(self, plan, filtro):
        """Return the rows that a filter leaves: those of a fate, or all of them."""
        return plan.con_suerte(filtro) if filtro in self.suertes.values else plan.filas

    def tras_subir(self, traida):
        """Return the address that an upload leads to."""
        return self.direccion_de("importacion", traida)

    # --- Screens ----------------------------------------------------------------------------------

    def get_urls(self):
        propias = [
            path(ruta, self.admin_site.admin_view(vista), name=self._nombre_de(nombre))
            for ruta, vista, nombre in self.rutas_de_importar()
        ]
        return [*propias, *super().get_urls()]

    def rutas_de_importar(self):
        """Return the path, the view and the name of each screen."""
        return [
            ("importar/", self.importar_view, "importar"),
            ("importar/<int:importacion_id>/", self.plan_view, "importacion"),
            ("importar/<int:importacion_id>/rechazadas/", self.rechazadas_view, "rechazadas"),
        ]

    def direccion_de(self, nombre, traida):
        return reverse(f"admin:{self._nombre_de(nombre)}", args=[traida.pk])

    def _nombre_de(self, nombre):
        return f"{self.opts.app_label}_{self.opts.model_name}_{nombre}"

    def puede_importar(self, request):
        return self.has_change_permission(request) and self.has_add_permission(request)

    def changelist_view(self, request, extra_context=None):
        contexto = {"puede_importar": self.puede_importar(request), **(extra_context or {})}
        return super().changelist_view(request, contexto)

    def importar_view(self, request):
        """Ask for a table; keep it, and lead to what comes next."""
        self.exigir_importar(request)
        clase = self.formulario_de_tabla
        form = clase(request.POST, request.FILES) if request.method == "POST" else clase(initial=request.GET.dict())
        if form.is_valid():
            traida = Importacion.objects.create(
                que=self.importa,
                nombre=form.cleaned_data["archivo"].name[-200:],
                contenido=form.contenido,
                ajustes=form.ajustes(),
                usuario=request.user,
            )
            return HttpResponseRedirect(self.tras_subir(traida))
        contexto = {"title": self.titulo_de_importar, "form": form, **self.contexto_de_subir()}
        return self.mostrar_importar(request, "importar", contexto)

    def plan_view(self, request, importacion_id):
        """Show the fate of each row of a table; on POST, apply it if every fate is still the one that was read."""
        traida = self.obtener_traida(request, importacion_id)
        cambio = False
        if request.method == "POST":
            try:
                if respuesta := self.aplicar(request, traida):
                    return respuesta
            except PlanCambiado:
                cambio = True
            except YaAplicada:
                traida.refresh_from_db()
        contexto = {"title": traida.nombre, "traida": traida, "cambio": cambio}
        contexto |= self._de_lo_aplicado(traida, request.GET) if traida.aplicada_el else self._del_plan(request, traida)
        return self.mostrar_importar(request, "importacion", contexto)

    @method_decorator(require_GET)
    def rechazadas_view(self, request, importacion_id):
        """Give the rows that an applied table could not change, as they came, each with its number and its reason.

        Logged as any table that is taken away.
        """
        traida = self.obtener_traida(request, importacion_id, aplicada_el__isnull=False)
        if not traida.contenido:  # forgotten by the purge
            raise Http404
        LogEntry.objects.create(
            user=request.user,
            content_type=ContentType.objects.get_for_model(traida),
            object_id=str(traida.pk),
            object_repr=str(traida)[:200],
            action_flag=EXPORTACION,
            change_message=gettext("Filas rechazadas, descargadas"),
        )
        archivo = f'attachment; filename="rechazadas-{traida.pk}.csv"'
        contenido = b"".join(_rechazadas(traida, self.leer_tabla(traida)))
        return HttpResponse(contenido, "text/csv; charset=utf-8", headers={"Content-Disposition": archivo})

    def obtener_traida(self, request, importacion_id, **filtros):
        """Return a table of this import, for who may import."""
        self.exigir_importar(request)
        return get_object_or_404(Importacion, pk=importacion_id, que=self.importa, **filtros)

    def exigir_importar(self, request):
        if not self.puede_importar(request):
            raise PermissionDenied

    def mostrar_importar(self, request, plantilla, contexto):
        request.current_app = self.admin_site.name
        contexto = {**self.admin_site.each_context(request), "opts": self.opts, **contexto}
        return TemplateResponse(request, f"{self.paginas_de_importar}/{plantilla}.html", contexto)

    def _del_plan(self, request, traida):
        """Return what the page shows of a plan: the counts, and a page of its rows, of one fate if it is asked for."""
        plan, suerte = self.planear(traida), request.GET.get("suerte", "")
        pagina = Paginator(self.filas_de(plan, suerte), POR_PAGINA).get_page(request.GET.get("pagina"))
        return {
            "plan": plan,
            "total": len(plan.filas),
            "suerte": suerte,
            "cuentas": [(s.value, s.label, plan.cuentas[s.value]) for s in self.suertes],
            "pagina": pagina,
            **self.contexto_de_filas(plan, pagina),
        }

    def _de_lo_aplicado(self, traida, parametros):
        """Return what the page shows of an applied table: the counts, and a page of the rows whose fate was kept."""
        suerte, guardadas = parametros.get("suerte", ""), traida.cuentas.get("filas", [])
        cuentas = [(s.value, s.label, traida.cuentas.get(s.value, 0)) for s in self.suertes]
        filas = [
            {**fila, "dicha": self.suertes(fila["suerte"]).label}
            for fila in guardadas
            if suerte not in self.suertes.values or fila["suerte"] == suerte
        ]
        return {
            "total": sum(n for _suerte, _dicha, n in cuentas),
            "suerte": suerte,
            "cuentas": cuentas,
            "guardadas": len(guardadas),
            "pagina": Paginator(filas, POR_PAGINA).get_page(parametros.get("pagina")),
        }


def _rechazadas(traida, tabla):
    """Yield as CSV the rows that had an error, as they were sent, with their number and their reason."""
    motivos = {f["fila"]: " ".join(f["motivos"]) for f in traida.cuentas.get("filas", []) if f["suerte"] == ERROR}
    filas = (
        [*map(tablas_leer.como_texto, fila.celdas), fila.numero, motivos[fila.numero]]
        for fila in tabla.filas
        if fila.numero in motivos
    )
    return tablas.filas_csv([*tabla.titulos, "fila", "motivo"], filas)

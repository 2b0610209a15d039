"""Bringing the form that the host of the Cumbre runs elsewhere: the file, its columns, each row's fate, doing it."""

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.http import Http404, HttpResponseRedirect
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda.models import Cumbre
from comun import importar
from comun.tablas_leer import como_texto
from inscripciones import importacion
from inscripciones.importacion import columnas
from inscripciones.models import Modalidad

LARGO_DEL_EJEMPLO = 60


class FormularioTabla(importar.FormularioTabla):
    rotulo = _("Exportación del formulario")
    ayuda = _("CSV o XLSX, hasta 5 MB y 1.000 filas, como la da el formulario.")
    orden = "importar_inscripciones"

    def leer(self, contenido):
        _cumbre, actividades = importacion.de_la_cumbre()
        return columnas.leer(contenido, actividades)


class FormularioColumnas(forms.Form):
    """What each column of a table is taken for; ``columnas`` is the answer, in their order."""

    def __init__(self, *args, tabla, asignadas, actividades, **kwargs):
        super().__init__(*args, **kwargs)
        self.tabla, self.opciones = tabla, columnas.opciones(actividades)
        elegir = [("", _("no se usa")), *self.opciones.items()]
        for lugar, asignada in enumerate(asignadas):
            rotulo = tabla.titulos[lugar] or gettext("Columna %(n)d, sin título") % {"n": lugar + 1}
            self.fields[f"columna_{lugar}"] = forms.ChoiceField(
                label=rotulo, choices=elegir, required=False, initial=asignada
            )

    def filas(self):
        """What the page shows: each column with the first value that it has."""
        for lugar in range(len(self.tabla.titulos)):
            valores = (fila.celdas[lugar] for fila in self.tabla.filas)
            ejemplo = next((como_texto(valor) for valor in valores if valor is not None), "")
            yield {"campo": self[f"columna_{lugar}"], "ejemplo": ejemplo[:LARGO_DEL_EJEMPLO]}

    def clean(self):
        self.columnas = [self.cleaned_data.get(nombre, "") for nombre in self.fields]
        for lugar, campo in enumerate(self.columnas):
            if campo and campo in self.columnas[:lugar] and not campo.startswith(columnas.DE_ACTIVIDAD):
                mensaje = _("«%(campo)s» está elegido en dos columnas: deje una.") % {"campo": self.opciones[campo]}
                self.add_error(f"columna_{lugar}", forms.ValidationError(mensaje, code="repetida"))
        if "nombre" not in self.columnas:
            raise forms.ValidationError(_("Falta decir qué columna tiene el nombre de la persona."), code="nombre")
        if not {"ciudad", "institucion"} & set(self.columnas):
            raise forms.ValidationError(_("Falta decir qué columna tiene la ciudad o la institución."), code="quien")
        return self.cleaned_data


class FormularioAplicar(forms.Form):
    """What staff answers before a plan is applied."""

    sello = forms.CharField(widget=forms.HiddenInput)
    consentimiento = forms.BooleanField(
        label=_("El formulario pidió a cada persona que aceptara el uso de sus datos para la inscripción."),
        help_text=_("Ninguna columna lo dice. Queda con la fecha en que se envió cada respuesta."),
        error_messages={"required": _("Para importar hace falta que el formulario lo haya pedido: marque la casilla.")},
    )
    avisar = forms.BooleanField(
        label=_("Enviar la confirmación a los contactos y su enlace a cada persona"),
        help_text=_(
            "Cada contacto recibe una sola vez la confirmación, con el enlace a su espacio, y cada persona con correo "
            "su propio enlace. También se avisa de lo que cambia y de las posibles duplicadas. Sin marcar no se "
            "escribe a nadie, salvo a quien recibe un lugar que un cambio liberó."
        ),
        required=False,
    )

    def __init__(self, *args, dice_consentimiento, **kwargs):
        super().__init__(*args, **kwargs)
        if dice_consentimiento:
            del self.fields["consentimiento"]


class ConImportacion(importar.ConImportacion):
    """Mixin for the admin of registrations: upload an export, correct its columns, see each row's fate, apply it."""

    change_list_template = "admin/inscripciones/lista.html"
    importa = importacion.QUE
    suertes = importacion.Suerte
    formulario_de_tabla = FormularioTabla
    paginas_de_importar = "admin/inscripciones"
    titulo_de_importar = _("Importar del formulario de la Cumbre")

    def puede_importar(self, request):
        """Who may add and change registrations: the list itself lets nobody do either by hand."""
        permisos = [f"inscripciones.{que}_inscripcion" for que in ("add", "change")]
        return request.user.has_perms(permisos)

    def rutas_de_importar(self):
        columnas_de = ("importar/<int:importacion_id>/columnas/", self.columnas_view, "columnas")
        return [*super().rutas_de_importar(), columnas_de]

    def tras_subir(self, traida):
        return self.direccion_de("columnas", traida)

    def obtener_traida(self, request, importacion_id, **filtros):
        """Return a table of this import while there is a Cumbre to import it for."""
        traida = super().obtener_traida(request, importacion_id, **filtros)
        if traida.aplicada_el is None and Cumbre.objects.vigente() is None:
            raise Http404
        return traida

    def columnas_view(self, request, importacion_id):
        """Show what each column is taken for; keep what staff corrects, and lead to what the rows would do."""
        traida = self.obtener_traida(request, importacion_id, aplicada_el=None)
        _cumbre, actividades = importacion.de_la_cumbre()
        tabla = columnas.leer(bytes(traida.contenido), actividades)
        asignadas = columnas.validas(traida.ajustes.get("columnas"), tabla.titulos, actividades)
        datos = request.POST if request.method == "POST" else None
        form = FormularioColumnas(datos, tabla=tabla, asignadas=asignadas, actividades=actividades)
        if form.is_valid():
            traida.ajustes = {**traida.ajustes, "columnas": form.columnas}
            traida.save(update_fields=["ajustes"])
            return HttpResponseRedirect(self.direccion_de("importacion", traida))
        return self.mostrar_importar(request, "columnas", {"title": traida.nombre, "traida": traida, "form": form})

    def planear(self, traida):
        return importacion.planear(traida)

    def leer_tabla(self, traida):
        _cumbre, actividades = importacion.de_la_cumbre()
        return columnas.leer(bytes(traida.contenido), actividades)

    def filas_de(self, plan, filtro):
        return plan.con_seminario if filtro == importacion.CON_SEMINARIO else super().filas_de(plan, filtro)

    def contexto_de_filas(self, plan, pagina):
        seminario = plan.actividades.seminario
        sello = plan.sello  # of the rows as they are: below they are put in words
        for fila in pagina:
            fila.motivos = [*fila.motivos, *fila.avisos]
            fila.cambios = {
                str(importacion.CAMPOS[campo]): _que_dice(plan, fila, campo, valor)
                for campo, valor in fila.cambios.items()
            }
        return {
            "posibles": len(plan.filas) - plan.cuentas["error"] - plan.cuentas["duplicada"],
            "con_seminario": len(plan.con_seminario),
            "seminario": seminario.pk if seminario else None,
            "form": FormularioAplicar(initial={"sello": sello}, dice_consentimiento=plan.dice_consentimiento),
        }

    def aplicar(self, request, traida):
        """Apply; without the answer that it needs, say so and let the page be shown again."""
        plan = importacion.planear(traida)
        form = FormularioAplicar(request.POST, dice_consentimiento=plan.dice_consentimiento)
        if not form.is_valid():
            for errores in form.errors.values():
                messages.error(request, " ".join(errores))
            return None
        hecho = importacion.aplicar(
            importacion=traida,
            sello=form.cleaned_data["sello"],
            consentido=form.cleaned_data.get("consentimiento", False),
            con_aviso=form.cleaned_data["avisar"],
        )
        frase = _en_palabras(hecho)
        LogEntry.objects.log_actions(request.user.pk, [traida], CHANGE, change_message=frase)
        if hecho.creadas:
            de_donde = gettext("Importada de «%(archivo)s»") % {"archivo": traida.nombre}
            LogEntry.objects.log_actions(request.user.pk, hecho.creadas, ADDITION, change_message=de_donde)
        messages.success(request, frase)
        return HttpResponseRedirect(self.direccion_de("importacion", traida))


def _que_dice(plan, fila, campo, valor):
    """Return what a row says of a field that it would change, in words."""
    if campo != "actividades":
        return valor
    como = dict(Modalidad.choices)
    return "; ".join(
        f"{plan.actividades.por_pk[clave].titulo} ({como[dicha]})" for clave, dicha in fila.elegidas.items()
    )


def _en_palabras(hecho):
    creadas, suman, cambian, avisadas = (
        len(hecho.creadas),
        hecho.cuentas["suma"],
        hecho.cuentas["actualiza"],
        hecho.avisadas,
    )
    frases = [
        ngettext("Se creó %(n)d delegación.", "Se crearon %(n)d delegaciones.", creadas) % {"n": creadas},
        ngettext("Se sumó %(n)d persona más.", "Se sumaron %(n)d personas más.", suman) % {"n": suman},
        ngettext("Cambió %(n)d persona.", "Cambiaron %(n)d personas.", cambian) % {"n": cambian},
    ]
    if avisadas:
        frases.append(ngettext("Se avisa a %(n)d contacto.", "Se avisa a %(n)d contactos.", avisadas) % {"n": avisadas})
    return " ".join(frases)

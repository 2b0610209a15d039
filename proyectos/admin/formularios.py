"""Forms of the catalogue's staff: the sheet, its rows, and what an answer to its author says."""

from django import forms
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actores.models import Ods
from comun import archivos, restricciones
from comun.administracion import FormularioBilingue, es_clave
from comun.subidas import ArchivoConPalabras, campo_de_archivo
from proyectos import curaduria, direcciones, reglas, versiones
from proyectos.diferencias import diferencias
from proyectos.models import Fuente, Participacion, Proyecto, Revision

_SEGUNDA_COORDINADORA = _("El proyecto ya tiene coordinadora: cambie primero su rol.")
_CIUDAD_REPETIDA = _("Esa ciudad ya participa en el proyecto.")
_INSTITUCION_REPETIDA = _("Esa institución ya participa en el proyecto.")
_NO_PUBLICABLE = _(
    "Nada se guardó: el proyecto está publicado y así no podría estarlo. Lo que escribió sigue aquí: corrija lo que se "
    "señala o, si tiene que quedar así, recargue la página y archívelo antes."
)
_DE_LO_PUBLICADO = {*reglas.MIRAN, "titulo_es", "titulo_pt_br"}


class FormularioConRestricciones(FormularioBilingue):
    """A form that tells at its field what a constraint says."""

    def _update_errors(self, errors):
        restricciones.agregar_validacion(self, errors)


class FormularioProyecto(FormularioConRestricciones):
    """A whole sheet; ``leido`` beside it is the seal of what the page showed, against which it is saved."""

    modalidades_pcssm = forms.MultipleChoiceField(
        label=_("Modalidades del PCSSM"),
        choices=Proyecto.ModalidadPcssm.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("En blanco: se forma con el título. Después de publicar no cambia.")

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        if direcciones.es_reservada(slug):
            mensaje = _("Esa dirección es de una página fija del catálogo: escriba otra o deje en blanco.")
            raise forms.ValidationError(mensaje, code="reservada")
        return slug

    def clean(self):
        datos = super().clean()
        if "slug" in self.fields and "slug" not in self.errors and not datos.get("slug"):
            titulo = datos.get("titulo_es") or datos.get("titulo_pt_br") or ""
            datos["slug"] = direcciones.libre(titulo, self.instance)
        if "estado" in self.changed_data and datos.get("estado_al") and "estado_al" not in self.changed_data:
            mensaje = _("Escriba a qué fecha se conoce el estado nuevo, o déjela en blanco.")
            self.add_error("estado_al", forms.ValidationError(mensaje, code="del_estado_anterior"))
        if datos.get("ods_principal") and "ods" in datos:
            datos["ods"] = datos["ods"] | Ods.objects.filter(pk=datos["ods_principal"].pk)
        if self.instance.pk:
            self._revisar_lo_leido()
        return datos

    def _revisar_lo_leido(self):
        """Refuse to write over what somebody saved since this page was shown; under the lock of the sheet."""
        numero, _signo, sello = self.data.get("leido", "").partition(":")
        numero = int(numero) if es_clave(numero) else 0
        guardada = Proyecto.objects.get(pk=self.instance.pk)
        if not versiones.vale(sello, [guardada]):
            self.add_error(None, forms.ValidationError(_lo_que_cambio(guardada, numero), code="cambio"))


def lo_leido(proyecto):
    """Return what the page of a sheet carries to tell whether it changed since: its newest version, and its seal."""
    ultima = proyecto.versiones.first()
    return f"{ultima.numero if ultima else 0}:{versiones.sello([proyecto])}"


def _lo_que_cambio(proyecto, numero):
    """Return the sentence for who would write over a newer save: who saved and when, if known, and which data differ.

    ``numero``: the newest version that there was when the page was shown, 0 for none.
    """
    nueva = proyecto.versiones.filter(numero__gt=numero).select_related("usuario").first()
    quien = str(nueva.usuario) if nueva and nueva.usuario else gettext("otra persona")
    cuando = f", {formats.date_format(timezone.localtime(nueva.momento), 'SHORT_DATETIME_FORMAT')}" if nueva else ""
    leida = proyecto.versiones.filter(numero=numero or 1).first()
    cambios = diferencias(leida.retrato, versiones.retrato(proyecto)) if leida else []
    que = ", ".join(str(rotulo) for rotulo, _antes, _despues in cambios) or gettext("su estado o sus notas")
    return gettext(
        "Nada se guardó: mientras usted escribía, este proyecto cambió (%(quien)s: %(que)s). Lo que escribió sigue "
        "aquí: revise esos datos y guarde de nuevo para dejar los suyos, o recargue la página."
    ) % {"quien": quien + cuando, "que": que}


class FilasDeParticipacion(forms.BaseInlineFormSet):
    """Who takes part in one project: rules across the rows are told at the row, and rows may swap what they say.

    Whether a published sheet stays fit to be depends on its fields and on these rows: it is asked here, where both are
    known, and told at the fields. The page leaves its form in ``instance.formulario`` if the form alone is right.
    """

    @property
    def formulario(self):
        return getattr(self.instance, "formulario", None)

    def is_valid(self):
        return super().is_valid() and not (self.formulario and self.formulario.errors)

    def clean(self):
        """Look at the rows as they will be: Django would compare each with what the database still says."""
        vistos = set()
        for form in self.forms:
            datos = {} if self._should_delete_form(form) else form.cleaned_data
            for campo, valor, mensaje in (
                ("rol", datos.get("rol") == Participacion.Rol.COORDINADORA, _SEGUNDA_COORDINADORA),
                ("ciudad", datos.get("ciudad"), _CIUDAD_REPETIDA),
                ("institucion", datos.get("institucion"), _INSTITUCION_REPETIDA),
            ):
                if valor and (campo, valor) in vistos:
                    form.add_error(campo, forms.ValidationError(mensaje, code="repetida"))
                vistos.add((campo, valor))
        if self.formulario and self.instance.publicacion == Revision.PUBLICADA and not any(self.errors):
            self._revisar_lo_publicado()

    def _revisar_lo_publicado(self):
        """Refuse what could not be published, if anything changed that this depends on; under the lock of the call."""
        if _DE_LO_PUBLICADO.isdisjoint(self.formulario.changed_data) and not self.has_changed():
            return
        quedan = [
            f.instance for f in self.forms if not self._should_delete_form(f) and (f.instance.pk or f.has_changed())
        ]
        curaduria.bloquear_convocatorias([self.instance])
        faltas = curaduria.falta_para_publicar(self.instance, quedan)
        if faltas:
            self.formulario.add_error(None, forms.ValidationError(_NO_PUBLICABLE, code="publicado"))
        de_las_filas = []
        for falta in faltas:
            error = forms.ValidationError(falta.mensaje, code=falta.codigo)
            campo = "titulo_es" if falta.campo == "titulo" else falta.campo
            if campo in self.formulario.fields:
                self.formulario.add_error(campo, error)
            else:
                de_las_filas.append(error)
        if de_las_filas:
            raise forms.ValidationError(de_las_filas)

    def save(self, commit=True):
        """Take the rows that change out before they are written back: two that swap cities would clash halfway."""
        cambian = [form.instance.pk for form in self.initial_forms if form.has_changed() or form in self.deleted_forms]
        Participacion.objects.filter(pk__in=cambian).delete()
        return super().save(commit)


class FormularioImagen(FormularioBilingue):
    archivo = archivos.CampoFoto(
        label=_("Imagen"),
        widget=ArchivoConPalabras,
        help_text=_("JPEG, PNG o WebP, hasta 20 MB. Se guarda más chica y sin los datos que esconde."),
    )

    def clean(self):
        datos = super().clean()
        if "archivo" in self.changed_data and datos.get("archivo"):
            self.instance.ancho, self.instance.alto = archivos.medidas(datos["archivo"])
        return datos


class FormularioDocumento(FormularioBilingue):
    archivo = campo_de_archivo(
        _("Archivo"),
        archivos.documento,
        archivos.DOCUMENTOS,
        _("PDF, OpenDocument, DOCX, PPTX, XLSX, PNG o JPEG, hasta 25 MB; sin macros."),
        archivos.CampoDocumento,
        obligatorio=True,
    )


class FormularioFuente(FormularioConRestricciones):
    datos = forms.MultipleChoiceField(
        label=_("De qué datos"),
        choices=Fuente.Dato.choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Elija al menos un dato que venga de esa fuente.")},
    )


# --- Answers ------------------------------------------------------------------------------------


class FormularioDevolver(forms.Form):
    comentarios = forms.CharField(
        label=_("Qué falta o qué hay que cambiar"),
        help_text=_("Lo lee quien propone el proyecto, en el correo y en su espacio: una cosa por renglón."),
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": _("Escriba qué falta o qué hay que cambiar para devolver el proyecto."),
            "max_length": _("Acorte los comentarios a %(limit_value)d caracteres: ahora tienen %(show_value)d."),
        },
    )


class FormularioArchivar(forms.Form):
    motivo = forms.CharField(
        label=_("Por qué (opcional)"),
        help_text=_("Si alguien lo propone, lo lee en el correo. Queda en las versiones del proyecto."),
        max_length=180,
        required=False,
        error_messages={
            "max_length": _("Acorte el motivo a %(limit_value)d caracteres: ahora tiene %(show_value)d."),
        },
    )

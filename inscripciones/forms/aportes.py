"""What a delegation brings to the seminar."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.listas import unidades
from actores.models import Ods, UnidadTematica
from comun.formularios import (
    CampoCasilla,
    CampoFecha,
    CampoLargo,
    CampoModelo,
    CampoModelos,
    CampoOpciones,
    CampoTexto,
    DireccionWeb,
    FormularioPortal,
)
from proyectos.models import Proyecto

SE_PUBLICA = gettext_lazy("Si el equipo la acepta, el título y el resumen se publican en la agenda.")


class FichaForm(FormularioPortal):
    titulo = CampoTexto(
        label=gettext_lazy("Título"),
        falta=gettext_lazy("Falta el título de la ficha: escriba en una frase qué es."),
        help_text=gettext_lazy("En una frase: qué es."),
        max_length=120,
    )
    texto = CampoLargo(
        label=gettext_lazy("Descripción"),
        help_text=gettext_lazy("Qué hizo, necesita o imagina su ciudad, y con quién le gustaría trabajarlo."),
        limite=600,
        required=False,
    )
    unidad = CampoModelo(
        label=gettext_lazy("Tema principal"),
        queryset=UnidadTematica.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("Elija un tema"),
    )
    ods = CampoModelos(
        label=gettext_lazy("Objetivos de Desarrollo Sostenible"),
        queryset=Ods.objects.none(),
        to_field_name="numero",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unidad"].queryset = unidades()
        self.fields["ods"].queryset = Ods.objects.order_by("numero")


class ExperienciaForm(FormularioPortal):
    quiere = CampoOpciones(
        label=gettext_lazy("¿Quieren presentar una experiencia?"),
        choices=[("si", gettext_lazy("Sí, queremos presentar una experiencia")), ("no", gettext_lazy("No por ahora"))],
        help_text=SE_PUBLICA,
        falta=gettext_lazy("Falta responder: elija sí o «no por ahora»."),
    )
    titulo = CampoTexto(
        label=gettext_lazy("Nombre de la experiencia"), max_length=160, required=False, sin_opcional=True
    )
    resumen = CampoLargo(
        label=gettext_lazy("De qué se trata"),
        help_text=gettext_lazy("Qué se hizo, con quién y qué cambió."),
        limite=1200,
        required=False,
    )
    proyecto = CampoModelo(
        label=gettext_lazy("Proyecto del catálogo al que corresponde"),
        queryset=Proyecto.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=gettext_lazy("Ninguno, o no figura"),
    )

    def __init__(self, *args, ciudad, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proyecto"].queryset = Proyecto.objects.publicados().con_actor(ciudad).con_participantes()

    def clean_quiere(self):
        return self.cleaned_data["quiere"] == "si"

    def clean(self):
        datos = super().clean()
        if datos.get("quiere") and not datos.get("titulo") and "titulo" not in self.errors:
            mensaje = _("Falta el nombre de la experiencia: escríbalo en una frase.")
            self.add_error("titulo", forms.ValidationError(mensaje, code="required"))
        return datos


class MiradaForm(FormularioPortal):
    mirada = CampoLargo(
        label=gettext_lazy("Su mirada"),
        help_text=gettext_lazy("Cómo entiende su institución la cooperación Sur-Sur."),
        limite=1200,
        required=False,
    )
    enfoque = CampoLargo(label=gettext_lazy("Su enfoque con los gobiernos locales"), limite=1200, required=False)
    estrategias = CampoLargo(
        label=gettext_lazy("Sus estrategias con los gobiernos locales"), limite=1200, required=False
    )
    aporta = CampoOpciones(
        label=gettext_lazy("¿Contribuye a la cooperación Sur-Sur y triangular?"),
        choices=[("si", gettext_lazy("Sí")), ("todavia_no", gettext_lazy("Todavía no"))],
        required=False,
    )
    aporte = CampoLargo(label=gettext_lazy("De qué manera contribuye"), limite=1200, required=False)
    presenta = CampoCasilla(
        label=gettext_lazy("Queremos presentar nuestra mirada en el tercer bloque del seminario."),
        help_text=gettext_lazy(
            "El equipo elige entre las propuestas y responde por correo. "
            "Si la acepta, el título y su mirada se publican en la agenda."
        ),
        required=False,
    )

    def clean_aporta(self):
        return self.cleaned_data["aporta"] or ""


class ProgramaForm(FormularioPortal):
    titulo = CampoTexto(
        label=gettext_lazy("Nombre de la línea o programa"),
        max_length=160,
        falta=gettext_lazy("Falta el nombre de la línea o programa: escríbalo como se conoce."),
    )
    descripcion = CampoLargo(label=gettext_lazy("Qué ofrece a los gobiernos locales"), limite=1200, required=False)
    url = DireccionWeb(label=gettext_lazy("Página web"), required=False, max_length=200)
    cierre = CampoFecha(
        label=gettext_lazy("Fecha de cierre de la convocatoria"),
        help_text=gettext_lazy("Día, mes y año; por ejemplo 31/5/2027. En blanco si no tiene o no se conoce."),
        required=False,
    )
    unidades = CampoModelos(
        label=gettext_lazy("Temas"), queryset=UnidadTematica.objects.none(), to_field_name="slug", required=False
    )
    ods = CampoModelos(
        label=gettext_lazy("Objetivos de Desarrollo Sostenible"),
        queryset=Ods.objects.none(),
        to_field_name="numero",
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unidades"].queryset = unidades()
        self.fields["ods"].queryset = Ods.objects.order_by("numero")

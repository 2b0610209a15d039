"""What who proposes a project is asked, page by page; rules live in ``propuestas`` and ``reglas``."""

import re

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from actores.listas import unidades
from actores.models import Ods, UnidadTematica
from comun.archivos import DOCUMENTOS, MB, CampoDocumento, documento
from comun.formularios import (
    CampoFecha,
    CampoLargo,
    CampoModelo,
    CampoModelos,
    CampoOpciones,
    CampoTexto,
    CampoVarias,
    FormularioPortal,
)
from comun.middleware import bcp47
from proyectos.models import Convocatoria, Proyecto
from proyectos.reglas import topes

CARTA_MAXIMO = 10 * MB
MONTO_MAXIMO = 100_000_000
_MILES = re.compile(r"[0-9]{1,3}(?:([ .,'])[0-9]{3})(?:\1[0-9]{3})*")


class CampoMonto(forms.IntegerField):
    """An amount in whole dollars, typed in any way of the region: ``10000``, ``10.000``, ``USD 10,000``."""

    def __init__(self, **kwargs):
        super().__init__(min_value=0, max_value=MONTO_MAXIMO, required=False, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"^(?:US\$|U\$S|USD|\$)\s*|\s*(?:USD|dólares)$", "", value.strip(), flags=re.IGNORECASE)
            if _MILES.fullmatch(value):
                value = re.sub(r"[ .,']", "", value)
            elif value and not re.fullmatch(r"-?[0-9]+", value):  # Django's own takes 10.00 for 10, and 10.000 too
                mensaje = _("Escriba «%(campo)s» en dólares enteros, sin centavos, por ejemplo 9000.")
                raise forms.ValidationError(mensaje % {"campo": self.label}, code="invalid")
        return super().to_python(value)


class EnSuIdioma(FormularioPortal):
    """Base of the forms of a draft: what is typed is in the draft's language, whatever that of the page."""

    def __init__(self, *args, idioma=None, **kwargs):
        super().__init__(*args, **kwargs)
        if idioma and idioma != get_language():
            for field in self.fields.values():
                if isinstance(field, CampoTexto | CampoLargo):
                    field.widget.attrs["lang"] = bcp47(idioma)


class EmpezarForm(EnSuIdioma):
    """All that a draft needs to begin."""

    titulo = CampoTexto(
        label=gettext_lazy("Título del proyecto"),
        falta=gettext_lazy("Falta el título del proyecto: escriba en una frase qué se quiere hacer."),
        help_text=gettext_lazy("En una frase. Puede cambiarlo después."),
        max_length=300,
    )


class ResumenForm(EmpezarForm):
    resumen = CampoLargo(
        label=gettext_lazy("Resumen"),
        help_text=gettext_lazy("Qué se quiere hacer, entre quiénes y para qué. Hace falta para enviarlo."),
        limite=3000,
        filas=8,
        required=False,
        sin_opcional=True,
    )
    modalidad = CampoOpciones(
        label=gettext_lazy("Modalidad de cooperación"),
        choices=[("", gettext_lazy("Todavía no se sabe")), *Proyecto.Modalidad.choices],
        pistas={
            "bilateral": gettext_lazy("Dos ciudades."),
            "regional": gettext_lazy("Tres ciudades o más."),
            "triangular": gettext_lazy("Hay quienes ofrecen y quien recibe: el papel de cada una se dice aparte."),
        },
        required=False,
    )
    modalidades_pcssm = CampoVarias(
        label=gettext_lazy("Cómo se va a trabajar"), choices=Proyecto.ModalidadPcssm.choices, required=False
    )


class MontosForm(FormularioPortal):
    convocatoria = CampoOpciones(
        label=gettext_lazy("Convocatoria"),
        help_text=gettext_lazy("A cuál se presenta el proyecto."),
        required=False,
    )
    inicio = CampoFecha(
        label=gettext_lazy("Inicio previsto"),
        help_text=gettext_lazy("Día, mes y año, por ejemplo 01/12/2026. En blanco si todavía no se sabe."),
        required=False,
    )
    fin = CampoFecha(
        label=gettext_lazy("Fin previsto"),
        help_text=gettext_lazy("El último día, sin contar la prórroga que se pida después."),
        required=False,
    )
    monto_solicitado_usd = CampoMonto(
        label=gettext_lazy("Aporte que se pide al PCSSM, en USD"),
        help_text=gettext_lazy("En dólares enteros. En blanco si todavía no se sabe."),
    )
    aporte_propio_usd = CampoMonto(
        label=gettext_lazy("Aporte propio en dinero, en USD"),
        help_text=gettext_lazy("Lo que ponen entre todas las ciudades y sus aliadas; 0 si no hay."),
    )
    aporte_especie_usd = CampoMonto(
        label=gettext_lazy("Aporte propio en especie, en USD"),
        help_text=gettext_lazy("Lo que valen las horas de trabajo, los locales y los equipos; 0 si no hay."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.convocatorias = {str(c.anio): c for c in Convocatoria.objects.order_by("-anio")}
        elegir = self.fields["convocatoria"]
        elegir.choices = [
            *((anio, str(c)) for anio, c in self.convocatorias.items()),
            ("", _("Ninguna, o todavía no se sabe")),
        ]
        elegir.widget.pistas = {anio: topes(c) for anio, c in self.convocatorias.items()}

    def clean_convocatoria(self):
        return self.convocatorias.get(self.cleaned_data["convocatoria"])


class TemasForm(FormularioPortal):
    unidades = CampoModelos(
        label=gettext_lazy("Unidades temáticas"),
        queryset=UnidadTematica.objects.none(),
        to_field_name="slug",
        required=False,
    )
    ods_principal = CampoModelo(
        label=gettext_lazy("ODS principal"),
        help_text=gettext_lazy("El Objetivo de Desarrollo Sostenible que más se acerca a lo que se busca."),
        queryset=Ods.objects.none(),
        to_field_name="numero",
        required=False,
        empty_label=gettext_lazy("Todavía no se sabe"),
    )
    ods = CampoModelos(
        label=gettext_lazy("Otros ODS"), queryset=Ods.objects.none(), to_field_name="numero", required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unidades"].queryset = unidades()
        for nombre in ("ods_principal", "ods"):
            self.fields[nombre].queryset = Ods.objects.order_by("numero")


class AlcanceForm(EnSuIdioma):
    objetivos = CampoLargo(label=gettext_lazy("Objetivos"), limite=3000, filas=6, required=False)
    resultados = CampoLargo(label=gettext_lazy("Resultados que se esperan"), limite=3000, filas=6, required=False)
    beneficiarios = CampoLargo(label=gettext_lazy("A quiénes beneficia"), limite=1500, filas=4, required=False)


class CartaForm(FormularioPortal):
    carta = CampoDocumento(
        label=gettext_lazy("Carta de aval"),
        help_text=gettext_lazy("PDF, OpenDocument, DOCX, PPTX, XLSX, PNG o JPEG, hasta 10 MB; sin macros."),
        maximo=CARTA_MAXIMO,
        validators=[documento],
        widget=forms.FileInput(attrs={"accept": ",".join(f".{extension}" for extension in DOCUMENTOS)}),
        error_messages={"required": gettext_lazy("Falta la carta de aval: elija el archivo en su equipo.")},
    )


def con_rol(clase, roles, inicial=None):
    """Return a form class that also asks the role in the project, if there is one to choose among ``roles``."""
    if len(roles) == 1:
        return clase
    campo = CampoOpciones(
        label=gettext_lazy("Papel en el proyecto"),
        help_text=gettext_lazy("La ciudad que coordina conserva el suyo, coordinadora."),
        choices=[(rol.value, rol.label) for rol in roles],
        initial=inicial or roles[0].value,
        falta=gettext_lazy("Falta decir su papel en el proyecto: elija uno."),
    )
    return type("ConRolForm", (clase,), {"rol": campo})

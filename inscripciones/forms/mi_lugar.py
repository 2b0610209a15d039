"""What a person of a delegation says for themselves, by their own link."""

from django.conf import settings
from django.utils.translation import gettext_lazy

from comun.formularios import CampoCasilla, CampoLargo, CampoLista, CampoOpciones, CampoTexto, FormularioPortal
from inscripciones.models import NecesidadDeAcceso
from inscripciones.necesidades import DE_DIETA


class NecesidadesForm(FormularioPortal):
    """``en_persona``: the person comes to a room; without it nothing is asked about food."""

    lengua_de_senas = CampoLista(
        label=gettext_lazy("Interpretación en lengua de señas"),
        choices=[("", gettext_lazy("No hace falta")), *NecesidadDeAcceso.LenguaDeSenas.choices],
        required=False,
    )
    subtitulos = CampoCasilla(label=gettext_lazy("Necesito subtítulos en vivo."), required=False)
    movilidad = CampoCasilla(
        label=gettext_lazy("Uso silla de ruedas o tengo movilidad reducida: necesito un acceso sin escalones."),
        required=False,
    )
    acompanante = CampoCasilla(label=gettext_lazy("Voy con una persona de apoyo."), required=False)
    interpretacion = CampoCasilla(
        label=gettext_lazy("Necesito interpretación entre español y portugués."), required=False
    )
    otra = CampoLargo(
        label=gettext_lazy("Otra cosa que necesite para participar"),
        help_text=gettext_lazy("Por ejemplo, un lugar cerca de la pantalla o viajar con un perro de asistencia."),
        limite=500,
        filas=3,
        required=False,
    )
    dieta = CampoLista(
        label=gettext_lazy("Alimentación"),
        choices=[("", gettext_lazy("Como de todo")), *NecesidadDeAcceso.Dieta.choices],
        required=False,
    )
    dieta_detalle = CampoTexto(
        label=gettext_lazy("Detalle de la alimentación"),
        help_text=gettext_lazy("Alergias o lo que convenga saber para preparar la comida."),
        max_length=200,
        required=False,
        autocompletar="off",
    )

    def __init__(self, *args, en_persona, **kwargs):
        super().__init__(*args, **kwargs)
        if not en_persona:
            for campo in DE_DIETA:
                del self.fields[campo]


class PermisosForm(FormularioPortal):
    imagen = CampoCasilla(
        label=gettext_lazy("Acepto que se difundan fotos y videos del encuentro en los que yo aparezca."),
        required=False,
    )
    listado = CampoCasilla(
        label=gettext_lazy("Acepto figurar, con mi nombre y mi delegación, en la lista de quienes participan."),
        help_text=gettext_lazy(
            "El equipo organizador la comparte solo con las delegaciones inscritas, para encontrarse."
        ),
        required=False,
    )


class IdiomaForm(FormularioPortal):
    idioma = CampoOpciones(label=gettext_lazy("Idioma de los mensajes"), choices=settings.LANGUAGES)

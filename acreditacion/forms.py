"""What is sent from a door: the name of its post, who passes, and who had not registered."""

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from acreditacion.busqueda import actores_llamados, el_que_se_llama
from acreditacion.models import Presencia
from acreditacion.presencias import LARGO_PUESTO
from actores.forms import sin_direcciones
from actores.listas import paises_de_sede
from actores.models import Pais
from actores.services import crear_actor
from comun.formularios import (
    CampoCasilla,
    CampoCorreo,
    CampoLista,
    CampoOpciones,
    CampoTexto,
    FormularioPortal,
    limpiar_texto,
)
from inscripciones.models import Inscripcion

OTRA = "otra"
LARGO_QUIEN = 120


class PuestoForm(FormularioPortal):
    """How this device is called, and the door it goes to."""

    puesto = CampoTexto(
        label=gettext_lazy("Nombre de este puesto"),
        help_text=gettext_lazy("Por ejemplo «Puerta 1». Se lo dice a quien lea un código que ya pasó por aquí."),
        max_length=LARGO_PUESTO,
        required=False,
    )


class PaseForm(FormularioPortal):
    """Who passes: a code, scanned or typed, or anything to look for; and what staff decided of who has no place."""

    texto = CampoTexto(
        label=gettext_lazy("Código, nombre, ciudad o referencia"),
        max_length=100,
        falta=gettext_lazy("Falta a quién registrar: escriba el código de la entrada, o un nombre para buscar."),
    )
    medio = forms.ChoiceField(
        choices=[(m.value, m.label) for m in (Presencia.Medio.QR, Presencia.Medio.CODIGO, Presencia.Medio.NOMBRE)],
        required=False,
    )
    decision = forms.ChoiceField(choices=[("dejar", "dejar"), ("sin_lugar", "sin_lugar")], required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["texto"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false", "enterkeyhint": "go"}


class EnLaPuertaForm(FormularioPortal):
    """Who had not registered. Of whom they come from the first words are enough; the second time one chooses among
    what was found, or says that it is another one."""

    nombre = CampoTexto(
        label=gettext_lazy("Nombre y apellido"), max_length=120, validators=[sin_direcciones], autocompletar="off"
    )
    quien = CampoTexto(
        label=gettext_lazy("Ciudad o institución"),
        help_text=gettext_lazy("Alcanza con una parte del nombre. Las tildes no importan."),
        max_length=LARGO_QUIEN,
        validators=[sin_direcciones],
        autocompletar="off",
    )
    elegida = CampoOpciones(label=gettext_lazy("¿Cuál de estas?"), required=False, sin_opcional=True)
    tipo = CampoOpciones(
        label=gettext_lazy("Qué es, si no está en la lista"),
        choices=Inscripcion.Tipo.choices,
        required=False,
        sin_opcional=True,
    )
    pais = CampoLista(
        label=gettext_lazy("País, si no está en la lista"),
        choices=lambda: [("", _("Elija un país")), *paises_de_sede()],
        required=False,
        sin_opcional=True,
    )
    email = CampoCorreo(required=False, help_text=gettext_lazy("Para enviarle su enlace y, después, el certificado."))
    idioma = CampoOpciones(label=gettext_lazy("Idioma"), choices=[("es", "Español"), ("pt-br", "Português")])
    consentimiento_datos = CampoCasilla(
        label=gettext_lazy("Le leí la frase y acepta"),
        falta=gettext_lazy(
            "Falta su permiso: lea la frase en voz alta y marque la casilla si la persona acepta. Sin eso no se la "
            "puede inscribir."
        ),
    )

    def __init__(self, *args, cumbre, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["idioma"].initial = get_language()
        dicho = limpiar_texto(str(self.data.get("quien", ""))[:LARGO_QUIEN])
        self.encontradas = actores_llamados(dicho, cumbre)
        self.exacta = el_que_se_llama(dicho, self.encontradas)
        self.fields["elegida"].choices = [
            *((_clave(actor), str(actor)) for actor in self.encontradas),
            (OTRA, _("Ninguna: es otra")),
        ]

    @property
    def pregunta_cual(self):
        """True where one is to choose among what was found."""
        return self.is_bound and bool(self.encontradas) and not self.exacta

    @property
    def pregunta_que_es(self):
        """True where a name is to be written in."""
        return self.is_bound and not self.exacta and bool(self.data.get("quien"))

    def clean(self):
        """Leave in ``actor`` the row that was meant, or ``None`` where it is written in."""
        datos = super().clean()
        if not datos.get("quien"):
            return datos
        elegida = datos.get("elegida")
        datos["actor"] = self.exacta or next((a for a in self.encontradas if _clave(a) == elegida), None)
        if datos["actor"] is None and self.encontradas and elegida != OTRA:
            if "elegida" not in self.errors:
                self._pedir("elegida", _("Falta elegir: marque una de la lista o «Ninguna: es otra»."))
        elif datos["actor"] is None:
            self._exigir_lo_que_falta(datos)
        return datos

    def _exigir_lo_que_falta(self, datos):
        """Ask for what a name that is written in needs."""
        if not datos.get("tipo"):
            frase = _("No hay ninguna con ese nombre: corríjalo, o diga si es un gobierno local o una institución.")
            self._pedir("tipo", frase)
        if datos.get("tipo") == Inscripcion.Tipo.CIUDAD and datos.get("pais") not in Pais.values:
            self._pedir("pais", _("Falta el país de la ciudad: elija uno de los diez de la red."))

    def _pedir(self, campo, frase):
        self.add_error(campo, forms.ValidationError(frase, code="required"))

    def obtener_actor(self, usuario):
        """Return the row of valid data, writing it in, by this user, if it is new."""
        datos = self.cleaned_data
        nueva = {"tipo": datos["tipo"], "nombre": datos["quien"], "pais": datos["pais"]}
        return datos["actor"] or crear_actor(**nueva, usuario=usuario)


def _clave(actor):
    return f"{actor._meta.model_name}:{actor.slug}"

"""City or institution, which one: what comes before the draft exists."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.listas import paises, paises_de_sede
from actores.models import PAISES_DE_SEDE, Ciudad, Institucion, Pais
from comun.formularios import CampoLista, CampoOpciones, CampoTexto, FormularioPortal
from inscripciones import services
from inscripciones.forms.comunes import sin_direcciones
from inscripciones.models import Inscripcion


class TipoForm(FormularioPortal):
    tipo = CampoOpciones(
        label=gettext_lazy("¿A quién va a inscribir?"),
        choices=[
            ("ciudad", gettext_lazy("A un gobierno local")),
            ("institucion", gettext_lazy("A una institución")),
        ],
        pistas={
            "ciudad": gettext_lazy("Un municipio, una prefectura, una intendencia o una alcaldía."),
            "institucion": gettext_lazy(
                "Un organismo, una agencia, una red, un banco, una universidad o una fundación."
            ),
        },
        etiqueta_oculta=True,
        falta=gettext_lazy("Falta elegir a quién va a inscribir: a un gobierno local o a una institución."),
    )


class BuscarCiudadForm(FormularioPortal):
    """Country, then part of the name."""

    pais = CampoLista(
        label=gettext_lazy("País"),
        choices=lambda: [("", _("Elija un país")), *paises()],
        falta=gettext_lazy("Falta el país: elija uno de la lista."),
    )
    q = CampoTexto(
        label=gettext_lazy("Parte del nombre"),
        help_text=gettext_lazy("Por ejemplo «riob» o «são le». Las tildes no importan."),
        max_length=80,
        falta=gettext_lazy("Falta el nombre de la ciudad: escriba al menos una parte."),
    )


class BuscarInstitucionForm(FormularioPortal):
    q = CampoTexto(
        label=gettext_lazy("Parte del nombre o sigla"),
        help_text=gettext_lazy("Por ejemplo «SEGIB» o «cooperación». Las tildes no importan."),
        max_length=80,
        falta=gettext_lazy("Falta el nombre de la institución: escriba al menos una parte o su sigla."),
    )


class ElegirForm(FormularioPortal):
    """Choose among the found ones, or write the name in; the fields are those of the contract.

    ``ciudad`` and ``ciudad_otra``, or ``institucion`` and ``institucion_otra``, as ``tipo`` says.
    """

    OTRA = "otra"

    def __init__(self, *args, tipo, encontradas, **kwargs):
        self.tipo = tipo
        super().__init__(*args, **kwargs)
        elegida, otra = self.fields[tipo], self.fields[f"{tipo}_otra"]
        elegida.choices = [
            *((actor.slug, str(actor)) for actor in encontradas),
            (self.OTRA, _("No está en la lista: la escribo a continuación")),
        ]
        elegida.widget.pistas = {a.slug: _("Integra Mercociudades") for a in encontradas if getattr(a, "miembro", None)}
        self.solo_escribir = not encontradas
        if self.solo_escribir:
            elegida.widget = forms.HiddenInput()
            elegida.initial = self.OTRA
            otra.sin_opcional = True

    def clean(self):
        datos = super().clean()
        otra = f"{self.tipo}_otra"
        if datos.get(self.tipo) == self.OTRA and not datos.get(otra) and otra not in self.errors:
            mensaje = _("Falta el nombre: escríbalo tal como quiere que figure.")
            self.add_error(otra, forms.ValidationError(mensaje, code="required"))
        return datos


def clase_elegir(tipo):
    """Return the :class:`ElegirForm` class of ``"ciudad"`` or ``"institucion"``."""
    campos = {
        tipo: CampoOpciones(
            label=gettext_lazy("Resultados"),
            falta=gettext_lazy("Falta elegir: marque un resultado o «No está en la lista»."),
        ),
        f"{tipo}_otra": CampoTexto(
            label=gettext_lazy("Nombre, si no está en la lista"),
            help_text=gettext_lazy("La inscripción sigue igual que las demás; el equipo solo revisa el nombre."),
            max_length=120,
            required=False,
            validators=[sin_direcciones],
        ),
    }
    if tipo == "institucion":
        campos["pais"] = CampoLista(
            label=gettext_lazy("País de la sede, si no está en la lista"),
            choices=lambda: [("", _("De varios países, o sin dato")), *paises_de_sede()],
            required=False,
        )
    return type("ElegirForm", (ElegirForm,), campos)


class QuienForm(FormularioPortal):
    """Who registers, as links and the contact step carry it; ``clean`` leaves the row or the name to write in."""

    tipo = CampoOpciones(label=gettext_lazy("Tipo"), choices=Inscripcion.Tipo.choices)
    pais = CampoLista(label=gettext_lazy("País"), choices=[("", ""), *PAISES_DE_SEDE], required=False)
    ciudad = CampoTexto(label=gettext_lazy("Ciudad"), required=False, max_length=160)
    ciudad_otra = CampoTexto(
        label=gettext_lazy("Ciudad que no está en la lista"),
        required=False,
        max_length=120,
        validators=[sin_direcciones],
    )
    institucion = CampoTexto(label=gettext_lazy("Institución"), required=False, max_length=160)
    institucion_otra = CampoTexto(
        label=gettext_lazy("Institución que no está en la lista"),
        required=False,
        max_length=120,
        validators=[sin_direcciones],
    )

    def clean(self):
        datos = super().clean()
        tipo = datos.get("tipo")
        if not tipo:
            return datos
        modelo = Ciudad if tipo == "ciudad" else Institucion
        datos["actor"] = None
        if datos.get(tipo) and datos[tipo] != ElegirForm.OTRA:
            hallado = modelo.objects.select_related("fusionada_en").filter(slug=datos[tipo]).first()
            actor = hallado and hallado.vigente
            datos["actor"] = actor if actor and actor.verificada else None
        datos["otra"] = datos.get(f"{tipo}_otra", "")
        if tipo == "ciudad" and not datos["actor"] and datos.get("pais") not in Pais.values:
            datos["otra"] = ""
        if not datos["actor"] and not datos["otra"]:
            raise forms.ValidationError(
                _("Falta elegir quién se inscribe: búsquelo por su nombre o escríbalo."), code="quien"
            )
        return datos

    def sugeridas(self, cumbre):
        """Return the slugs of ``actividades`` that this Cumbre still offers; others are ignored."""
        pedidas = [slug for slug in self.data.getlist("actividades")[:20] if "\x00" not in slug]
        return list(cumbre.actividades.elegibles().filter(slug__in=pedidas).values_list("slug", flat=True))

    def obtener_actor(self):
        """Return the row of valid data, writing it in if it is new."""
        datos = self.cleaned_data
        return datos["actor"] or services.crear_actor(tipo=datos["tipo"], nombre=datos["otra"], pais=datos["pais"])

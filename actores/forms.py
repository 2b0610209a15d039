"""Finding a city or an institution by part of its name, and choosing among those found or writing it in."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.listas import paises, paises_de_sede
from comun.formularios import CampoLista, CampoOpciones, CampoTexto, FormularioPortal


def sin_direcciones(valor):
    """Refuse web addresses in what goes into mails as a name: nobody is to advertise through our letters."""
    if "://" in valor or "www." in valor.lower():
        raise forms.ValidationError(
            _("Hay una dirección web donde va un nombre o un cargo: quítela."), code="direccion"
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
        self.tipo, self.encontradas = tipo, encontradas
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


def clase_elegir(tipo, pista):
    """Return the :class:`ElegirForm` class of ``"ciudad"`` or ``"institucion"``.

    ``pista`` says what follows for a name that is written in.
    """
    campos = {
        tipo: CampoOpciones(
            label=gettext_lazy("Resultados"),
            falta=gettext_lazy("Falta elegir: marque un resultado o «No está en la lista»."),
        ),
        f"{tipo}_otra": CampoTexto(
            label=gettext_lazy("Nombre, si no está en la lista"),
            help_text=pista,
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

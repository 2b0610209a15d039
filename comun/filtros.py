"""GET filters: forms that never refuse a page. A value that is not understood is told, kept and ignored."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from comun.formularios import CampoTexto, FormularioPortal

POR_PAGINA = 20


@dataclass(frozen=True)
class FiltroPuesto:
    """A filter in force: its name and value in words, and the parameter that its chip takes away."""

    nombre: str
    valor: str
    clave: str
    crudo: str


class FormularioFiltro(FormularioPortal):
    """Base of the filters of public lists: what was understood applies, whatever else was not.

    Subclasses declare fields and give ``aplicar(queryset)``, which reads ``self.valor(name)``. ``sin_ficha`` are the
    parameters that narrow nothing. The template shows ``visible_fields``: a new search begins at the first page.
    """

    sin_opcional = True
    sin_ficha = ("pagina", "orden")

    q = CampoTexto(label=_("Buscar"), required=False, max_length=100)
    pagina = forms.IntegerField(label=_("Página"), required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["q"].widget.input_type = "search"

    def valor(self, nombre):
        """Return the cleaned value of a field; empty where nothing, or nothing understood, was asked."""
        self.is_valid()
        return self.cleaned_data.get(nombre) or ""

    def puestos(self):
        """Return the filters in force, in the order of the form."""
        nombres = [n for n in self.fields if n not in self.sin_ficha and self.valor(n)]
        return [FiltroPuesto(str(self.fields[n].label), self._en_palabras(n), n, self.data.get(n, "")) for n in nombres]

    def resumen(self):
        """Return the filters in force in a few words, for the title of the page."""
        return ", ".join(puesto.valor for puesto in self.puestos())

    def paginar(self, consulta, por_pagina=POR_PAGINA):
        """Return the page asked for; the last one where there are not so many."""
        return Paginator(consulta, por_pagina).get_page(self.valor("pagina") or 1)

    def _en_palabras(self, nombre):
        valor = str(self.valor(nombre))
        opciones = {str(clave): rotulo for clave, rotulo in getattr(self.fields[nombre], "choices", [])}
        return str(opciones.get(valor, valor))


def opciones(todas, pares):
    """Return the choices of a filter: ``todas`` (the words for "no filter") and then the pairs."""
    return [("", todas), *pares]

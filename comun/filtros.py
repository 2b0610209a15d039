"""GET filters: forms that never refuse a page. A value that is not understood is told, kept and ignored."""

from dataclasses import dataclass
from functools import cached_property

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from comun.busqueda import entender, sin_acentos
from comun.formularios import CampoLista, CampoTexto, FormularioPortal

POR_PAGINA = 20
A_LA_VISTA = 8  # values of a facet; the others are a click away
VALORES_MAXIMO = 100


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

    def entiende(self, nombre, crudo):
        """True for a parameter of this form, in force with that value."""
        if nombre not in self.fields or not (valor := self.valor(nombre)):
            return False
        return crudo in valor if isinstance(valor, list) else True

    def puestos(self):
        """Return the filters in force, in the order of the form."""
        nombres = [n for n in self.fields if n not in self.sin_ficha]
        return [
            FiltroPuesto(str(self.fields[n].label), self._en_palabras(n, valor), n, crudo)
            for n in nombres
            for valor, crudo in self._valores(n)
        ]

    def resumen(self):
        """Return the filters in force in a few words, for the title of the page."""
        return ", ".join(puesto.valor for puesto in self.puestos())

    def paginar(self, consulta, por_pagina=POR_PAGINA):
        """Return the page asked for; the last one where there are not so many."""
        return Paginator(consulta, por_pagina).get_page(self.valor("pagina") or 1)

    def _valores(self, nombre):
        """Return pairs of a value in force and how it was written."""
        valor = self.valor(nombre)
        if isinstance(valor, list):
            return [(uno, uno) for uno in valor]
        return [(valor, self.data.get(nombre, ""))] if valor else []

    def _en_palabras(self, nombre, valor):
        opciones = {str(clave): rotulo for clave, rotulo in getattr(self.fields[nombre], "choices", [])}
        return str(opciones.get(str(valor), valor))


def opciones(todas, pares):
    """Return the choices of a filter: ``todas`` (the words for "no filter") and then the pairs."""
    return [("", todas), *pares]


# --- Facets -------------------------------------------------------------------------------------


class CampoFaceta(forms.MultipleChoiceField):
    """The values of a facet that a reader chose; each narrows further. Chosen by links: the form only carries them.

    ``unica``: a thing has one of its values at most, so that a second one would find nothing.
    """

    widget = forms.MultipleHiddenInput

    def __init__(self, *, unica=False, **kwargs):
        self.unica = unica
        super().__init__(required=False, **kwargs)

    def to_python(self, value):
        """Take each value once, and no more of them than anybody would choose."""
        return list(dict.fromkeys(super().to_python(value)))[:VALORES_MAXIMO]


@dataclass(frozen=True)
class ValorDeFaceta:
    """A value to narrow by: the parameter's value, its words, and how many answers have it, if they were counted."""

    valor: str
    texto: str
    cuenta: int | None = None


@dataclass(frozen=True)
class Grupo:
    """A facet with the values that would narrow what was found; ``otros`` are those that are not in sight at once.

    ``sin_contar``: those that only what was not looked at may have, if anything has them.
    """

    nombre: str
    clave: str
    valores: list
    otros: list
    sin_contar: list

    @property
    def cuantos_mas(self):
        return len(self.otros) + len(self.sin_contar)


class FormularioConFacetas(FormularioFiltro):
    """Filters of a list that is found through an index (:mod:`comun.indices`): text, order, and facets with counts.

    Subclasses declare one ``CampoFaceta`` for each facet, in the order of the page, and give ``todas()``, ``ORDENES``
    (choices of ``orden``; the first one is that of a list in which nothing is looked for) and ``orden_de(pedido)``.
    ``por_valor`` names the facets whose values have an order of their own; the others begin with the most frequent one.
    """

    ORDENES = ()
    MEJOR = ("", _("lo que mejor responde primero"))
    por_valor = ()

    orden = CampoLista(label=_("Ordenar"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        orden = self.fields["orden"]
        orden.choices = [self.MEJOR, *self.ORDENES]
        if not self.data.get("q"):
            primero, *otros = self.ORDENES
            orden.widget.choices = [("", primero[1]), *otros]

    @property
    def facetas(self):
        return [nombre for nombre, campo in self.fields.items() if isinstance(campo, CampoFaceta)]

    @cached_property
    def consulta(self):
        """What was typed, as :func:`comun.busqueda.entender` understands it."""
        return entender(self.valor("q"), self.todas().model)

    def puestas(self):
        """Return the facets in force: pairs of name and value."""
        return [(nombre, valor) for nombre in self.facetas for valor in self.valor(nombre)]

    def hallar(self):
        """Return the :class:`comun.indices.Hallazgo` of what every filter lets pass, in the order asked for."""
        pedido = self.valor("orden")
        filas = self.todas().con_facetas(self.puestas())
        return filas.hallar(self.consulta, self.orden_de(pedido), por_puntaje=not pedido)

    def indice(self):
        """Return all index rows that every filter in force lets pass, however many, in no order."""
        return self.todas().con_facetas(self.puestas()).que_responden(self.consulta)

    def grupos(self, hallazgo):
        """Return the facets that would narrow ``hallazgo`` further; one without such a value is left out.

        Where more answer than were looked at, a facet offers the rest of its choices too: whatever only the others
        have could not be reached otherwise.
        """
        grupos = []
        for nombre in self.facetas:
            cuentas = {v: n for v, n in hallazgo.facetas.get(nombre, {}).items() if v not in self.valor(nombre)}
            valores = self._ordenados(nombre, cuentas)
            sin_contar = [] if hallazgo.exacto else self._sin_contar(nombre, cuentas)
            if valores or sin_contar:
                etiqueta = str(self.fields[nombre].label)
                grupos.append(Grupo(etiqueta, nombre, valores[:A_LA_VISTA], valores[A_LA_VISTA:], sin_contar))
        return grupos

    def rotulos(self, nombre, valores):
        """Return the words of some values of a facet; one without words is not shown."""
        return {str(valor): str(rotulo) for valor, rotulo in self.fields[nombre].choices}

    def _sin_contar(self, nombre, cuentas):
        """Return the choices of a facet that are neither counted nor in force; of open lists, such as cities, none."""
        puestos, campo = self.valor(nombre), self.fields[nombre]
        if campo.unica and puestos:
            return []
        todos = ((str(valor), str(rotulo)) for valor, rotulo in campo.choices)
        return [ValorDeFaceta(v, rotulo) for v, rotulo in todos if v not in cuentas and v not in puestos]

    def _ordenados(self, nombre, cuentas):
        frecuentes = sorted(cuentas, key=lambda valor: (-cuentas[valor], valor))[:VALORES_MAXIMO]
        rotulos = self.rotulos(nombre, frecuentes)
        valores = [ValorDeFaceta(v, rotulos[v], cuentas[v]) for v in frecuentes if v in rotulos]
        if nombre in self.por_valor:
            lugares = {valor: lugar for lugar, valor in enumerate(rotulos)}
            return sorted(valores, key=lambda v: lugares[v.valor])
        return sorted(valores, key=lambda v: (-v.cuenta, sin_acentos(v.texto)))

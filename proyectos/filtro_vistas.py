"""What a reader may ask of the map and of the figures: the filters of the catalogue, and how the map lies."""

from django import forms
from django.utils.translation import gettext_lazy as _

from comun.filtros import opciones
from comun.formularios import CampoLista
from comun.indices import Hallazgo
from proyectos.forms import FiltroProyectos


class FiltroVistas(FiltroProyectos):
    """The filters of the catalogue over what is no list: there is nothing to put in order, and all of it counts."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["orden"]

    def grupos_de(self, cuentas):
        """Return the facets to narrow by, from the counts of ``conteos.por_faceta``."""
        return self.grupos(Hallazgo(claves=[], exacto=True, facetas=cuentas))


class FiltroMapa(FiltroVistas):
    """With ``arriba``, the end of the world that is above, and ``pares=todas``: the tables whole, by pages."""

    sin_ficha = (*FiltroVistas.sin_ficha, "arriba", "pares")

    arriba = CampoLista(
        label=_("Arriba del mapa"),
        required=False,
        choices=opciones(_("el sur"), [("sur", _("el sur")), ("norte", _("el norte"))]),
        widget=forms.HiddenInput,
    )
    pares = CampoLista(
        label=_("Parejas"),
        required=False,
        choices=opciones(_("las primeras"), [("todas", _("todas"))]),
        widget=forms.HiddenInput,
    )

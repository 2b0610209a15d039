"""What the lists of cities and institutions can be narrowed by."""

from django.utils.translation import gettext_lazy as _

from actores.listas import paises, paises_de_sede
from actores.models import Institucion
from comun.filtros import FormularioFiltro, opciones
from comun.formularios import CampoLista


class FiltroCiudades(FormularioFiltro):
    """``q pais`` of the list of cities."""

    pais = CampoLista(label=_("País"), required=False, choices=lambda: opciones(_("todos los países"), paises()))

    def aplicar(self, actores):
        """Return the cities or institutions that every filter in force lets pass."""
        actores = actores.que_contienen(self.valor("q"))
        return actores.filter(pais=self.valor("pais")) if self.valor("pais") else actores


class FiltroInstituciones(FiltroCiudades):
    """``q tipo pais`` of the list of institutions; the country is that of the seat."""

    tipo = CampoLista(label=_("Tipo"), required=False, choices=opciones(_("todos"), Institucion.Tipo.choices))
    pais = CampoLista(
        label=_("País de la sede"), required=False, choices=lambda: opciones(_("todos los países"), paises_de_sede())
    )

    def aplicar(self, actores):
        actores = super().aplicar(actores)
        return actores.filter(tipo=self.valor("tipo")) if self.valor("tipo") else actores

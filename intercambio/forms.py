"""What a reader may ask of the board."""

from django.utils.translation import gettext_lazy as _

from actores.listas import paises_de_sede, unidades
from actores.models import Ods
from comun.filtros import CampoFaceta, FormularioConFacetas
from intercambio.models import Ficha, IndiceTablero

PROGRAMA = "programa"
TIPOS = [*Ficha.Tipo.choices, (PROGRAMA, _("línea o programa"))]


class FiltroTablero(FormularioConFacetas):
    """The parameters of the board: ``tipo unidad ods pais q``. Cards and programmes are narrowed alike.

    The country is that of the city, or of the institution's seat.
    """

    ORDENES = (
        ("ciudades", _("primero las ciudades")),
        ("recientes", _("lo más reciente primero")),
    )
    por_valor = ("tipo", "ods")

    tipo = CampoFaceta(label=_("Qué se ofrece o se busca"), choices=TIPOS, unica=True)
    unidad = CampoFaceta(label=_("Unidad temática"))
    ods = CampoFaceta(label=_("ODS"))
    pais = CampoFaceta(label=_("País"), choices=paises_de_sede, unica=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unidad"].choices = [(u.slug, u.nombre) for u in unidades()]
        self.fields["ods"].choices = [(str(o.numero), str(o)) for o in Ods.objects.all()]

    def todas(self):
        return IndiceTablero.objects.abiertos()

    def orden_de(self, pedido):
        if pedido == "recientes":
            return ["-creado", "clave"]
        return ["clase", "nombre", "-creado", "-objeto"]

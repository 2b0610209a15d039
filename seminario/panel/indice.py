"""The first screen of staff: what needs somebody, and the figures of the Cumbre in force."""

from seminario.panel.cifras import cifras
from seminario.panel.listas import Listas
from seminario.panel.pendientes import pendientes


def panel(sitio, request):
    """Return what the first screen shows to this person, in six queries whatever there is and whoever looks."""
    listas = Listas(sitio, request)
    filas = pendientes(listas)
    return {
        "pendientes": [fila for fila in filas if fila["n"]],
        "al_dia": [fila for fila in filas if not fila["n"]],
        "cifras": cifras(listas),
    }

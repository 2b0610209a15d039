"""The social card of a project: what it is called, who cooperates with whom, and its own map."""

from dataclasses import dataclass
from itertools import combinations

from django.utils.translation import gettext as _
from PIL import ImageDraw

from proyectos import lienzo
from proyectos.mapa import Mapa, datos_del_mapa

VERSION = 1  # Of the drawing: raising it makes new cards of the same data.

_RADIO = 9  # Of a dot, in pixels.
_LETRA, _SEPARACION = 30, 15  # Of the names on the map, and from the dots, in its units.
_COLUMNA = 600


@dataclass(frozen=True)
class TarjetaDeProyecto:
    """What the card says, in the language of the page, and the map. Lines that are not known are empty."""

    marca: str
    titulo: str
    quienes: str
    convocatoria: str
    mapa: Mapa

    @property
    def huella(self):
        """A digest of all that is drawn: the same one, the same picture."""
        return lienzo.huella(self, VERSION)


def tarjeta_de(proyecto):
    """Return the card of a project fetched ``con_participantes``, in the active language."""
    participaciones = proyecto.participaciones.all()
    ciudades = [p.ciudad for p in participaciones if p.ciudad_id]
    nombres = [f"{ciudad.nombre} ({ciudad.get_pais_display()})" for ciudad in ciudades]
    convocatoria = ""
    if proyecto.convocatoria:
        convocatoria = _("Convocatoria %(anio)s") % {"anio": proyecto.convocatoria.anio}
    return TarjetaDeProyecto(
        marca=_("Cooperación Sur-Sur"),
        titulo=proyecto.nombre,
        quienes=" · ".join(nombres or [p.actor.nombre for p in participaciones]),
        convocatoria=convocatoria,
        mapa=datos_del_mapa(
            ciudades, combinations(ciudades, 2), rotulos=ciudades, letra=_LETRA, separacion=_SEPARACION
        ),
    )


def dibujar(tarjeta):
    """Return the card as the bytes of a PNG of ``lienzo.ANCHO`` x ``lienzo.ALTO``."""
    imagen = lienzo.empezar(tarjeta.mapa, radio=_RADIO)
    lienzo.nombrar(imagen, tarjeta.mapa, _LETRA)
    lienzo.firmar(imagen, tarjeta.marca)
    dibujo = ImageDraw.Draw(imagen)
    base = lienzo.escribir(dibujo, tarjeta.titulo, 174, 52, lienzo.TEXTO, renglones=5, ancho=_COLUMNA) + 16
    base = lienzo.escribir(dibujo, tarjeta.quienes, base, 38, lienzo.SOL, renglones=3, ancho=_COLUMNA) + 12
    lienzo.escribir(dibujo, tarjeta.convocatoria, base, 35, lienzo.SUAVE, ancho=_COLUMNA)
    return lienzo.terminar(imagen)

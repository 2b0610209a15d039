"""The social card: what a link to the portal shows where it is shared. Drawn from the data of the front page's map."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import ImageDraw

from comun import tiempo
from proyectos import lienzo
from proyectos.mapa import Mapa

VERSION = 1  # Of the drawing: raising it makes new cards of the same data.

_COLUMNA_TITULO = 560


@dataclass(frozen=True)
class Tarjeta:
    """What the card says, in the language of the page, and the map. Lines that are not known are empty."""

    marca: str
    titulo: str
    fecha: str
    hora: str
    lugar: str
    mapa: Mapa

    @property
    def huella(self):
        """A digest of all that is drawn: the same one, the same picture."""
        return lienzo.huella(self, VERSION)


def tarjeta_de(cumbre, seminario, mapa):
    """Return the card of a seminar in the active language; `cumbre` and `seminario` may be ``None``."""
    fecha = hora = lugar = ""
    if seminario:
        inicio = seminario.inicio
        dia = tiempo.en_zona(inicio, cumbre.zona_horaria).date() if inicio else seminario.dia
        fecha = tiempo.fecha_larga(dia)
        partes = tiempo.partes(inicio, cumbre.zona_horaria) if inicio else {}
        hora = _("%(hora)s, %(zona)s") % partes if inicio else _("horario a confirmar")
        lugar = _("Presencial y en línea")
    return Tarjeta(
        marca=_("Cooperación Sur-Sur"),
        titulo=_("Las distintas miradas de la cooperación sur-sur"),
        fecha=fecha,
        hora=hora,
        lugar=lugar,
        mapa=mapa,
    )


def dibujar(tarjeta):
    """Return the card as the bytes of a PNG of ``lienzo.ANCHO`` x ``lienzo.ALTO``."""
    imagen = lienzo.empezar(tarjeta.mapa)
    lienzo.firmar(imagen, tarjeta.marca)
    dibujo = ImageDraw.Draw(imagen)
    base = lienzo.escribir(dibujo, tarjeta.titulo, 174, 66, lienzo.TEXTO, renglones=4, ancho=_COLUMNA_TITULO) + 16
    for texto, cuerpo, color in (
        (tarjeta.fecha, 50, lienzo.SOL),
        (tarjeta.hora, 35, lienzo.TEXTO),
        (tarjeta.lugar, 35, lienzo.SUAVE),
    ):
        if texto:
            lienzo.escribir(dibujo, texto, base, cuerpo, color)
            base += 50
    return lienzo.terminar(imagen)

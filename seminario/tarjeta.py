"""The social card: what a link to the portal shows where it is shared. Drawn from the data of the front page's map."""

import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from math import cos, sin
from pathlib import Path

from django.utils.translation import gettext as _
from PIL import Image, ImageColor, ImageDraw, ImageFont

from comun import tiempo
from proyectos.mapa import Mapa

ANCHO, ALTO = 1200, 630
FUENTE = Path(__file__).resolve().parent.parent / "static" / "fuentes" / "archivo-750.woff2"
VERSION = 1  # Of the drawing: raising it makes new cards of the same data.

_FINO = 2  # Drawn so many times larger and reduced: Pillow's lines have no smooth edges of their own.
_MARGEN, _COLUMNA, _COLUMNA_TITULO = 64, 630, 560  # Left margin, and width for the text.
_ESCALA, _MAPA_X, _MAPA_Y = 0.93, 684, 4

# The hero of the front page (static/css/fundamentos.css): what there is --noche, --noche-tierra and so on.
_NOCHE, _TIERRA, _TEXTO, _SUAVE, _ARCO, _SOL = "#14213d", "#22355f", "#ffffff", "#d7dbe6", "#ff8a5c", "#f2a71b"


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
        return hashlib.sha256(f"{VERSION} {self!r}".encode()).hexdigest()


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
    """Return the card as the bytes of a PNG of ``ANCHO`` x ``ALTO``."""
    imagen = Image.new("RGB", (ANCHO * _FINO, ALTO * _FINO), _NOCHE)
    _dibujar_mapa(ImageDraw.Draw(imagen), tarjeta.mapa)
    imagen = imagen.resize((ANCHO, ALTO), Image.Resampling.LANCZOS)
    _escribir(imagen, tarjeta)
    salida = io.BytesIO()
    imagen.quantize(palette=_paleta(), dither=Image.Dither.NONE).save(salida, "PNG", optimize=True)
    return salida.getvalue()


@lru_cache
def _paleta():
    """Return the colours and what lies between those that touch: an adaptive palette would lose the arcs of a few."""
    vecinos = ((_NOCHE, _TIERRA), (_NOCHE, _TEXTO), (_NOCHE, _SUAVE), (_NOCHE, _SOL), (_TIERRA, _SOL))
    vecinos += ((_NOCHE, _ARCO), (_TIERRA, _ARCO), (_ARCO, _SOL))
    paleta = Image.new("P", (1, 1))
    paleta.putpalette(
        [
            round(a + (b - a) * paso / 31)
            for uno, otro in vecinos
            for paso in range(32)
            for a, b in zip(ImageColor.getrgb(uno), ImageColor.getrgb(otro), strict=True)
        ]
    )
    return paleta


# --- The map ------------------------------------------------------------------------------------

_PIEZA = re.compile(r"[MlhQz]|-?[\d.]+")


def _trazos(camino):
    """Return the lines of an SVG path of the map as lists of points: absolute ``M`` and ``Q``, relative ``l``."""
    piezas = _PIEZA.findall(camino)
    lineas, orden, lugar = [], "", 0
    while lugar < len(piezas):
        if piezas[lugar].isalpha():
            orden = piezas[lugar]
            lugar += 1
        if orden == "z":
            lineas[-1].append(lineas[-1][0])
        elif orden == "h":  # A dot: a line of no length.
            lugar += 1
        elif orden == "Q":
            control, fin = (tuple(map(float, piezas[lugar + n : lugar + n + 2])) for n in (0, 2))
            lineas[-1] += _curva(lineas[-1][-1], control, fin)
            lugar += 4
        else:
            x, y = map(float, piezas[lugar : lugar + 2])
            if orden == "M":
                lineas.append([(x, y)])
            else:
                lineas[-1].append((lineas[-1][-1][0] + x, lineas[-1][-1][1] + y))
            lugar += 2
    return [[_en_la_tarjeta(*punto) for punto in linea] for linea in lineas]


def _curva(desde, control, hasta, pasos=24):
    """Return points of a quadratic Bézier curve."""
    return [
        tuple((1 - t) ** 2 * a + 2 * t * (1 - t) * c + t**2 * b for a, c, b in zip(desde, control, hasta, strict=True))
        for t in (n / pasos for n in range(1, pasos + 1))
    ]


def _en_la_tarjeta(x, y):
    return (x * _ESCALA + _MAPA_X) * _FINO, (y * _ESCALA + _MAPA_Y) * _FINO


def _dibujar_mapa(dibujo, mapa):
    for contorno in _trazos(mapa.tierra):
        dibujo.polygon(contorno, fill=_TIERRA)
    for frontera in _trazos(mapa.fronteras):
        dibujo.line(frontera, fill=_NOCHE, width=2 * _FINO)
    for grupo in mapa.arcos:
        for arco in _trazos(grupo.trazo):
            dibujo.line(arco, fill=_ARCO, width=(2 if grupo.proyectos == 1 else 4) * _FINO, joint="curve")
    for ((x, y),) in _trazos(mapa.puntos):
        radio = 4.4 * _FINO
        dibujo.ellipse((x - radio, y - radio, x + radio, y + radio), fill=_SOL)


# --- The words ----------------------------------------------------------------------------------


@lru_cache
def _fuente(cuerpo):
    """Return the family of the headings, or Pillow's own where this build of it cannot read the file."""
    try:
        return ImageFont.truetype(FUENTE, cuerpo, layout_engine=ImageFont.Layout.BASIC)
    except (OSError, ImportError):
        return ImageFont.load_default(cuerpo)


@lru_cache
def _tiene(letra):
    """Tell if the font has a letter; what it lacks is drawn like a code point that no font has."""
    fuente = _fuente(40)
    formas = [(m.size, bytes(m), fuente.getlength(c)) for c, m in ((c, fuente.getmask(c)) for c in (letra, "\uffff"))]
    return formas[0] != formas[1]


def _escribible(texto):
    """Return a text with the letters of the font only: what it lacks loses its marks, or else is left out."""
    letras = []
    for letra in unicodedata.normalize("NFC", texto):
        letras += filter(_tiene, [letra] if _tiene(letra) else unicodedata.normalize("NFKD", letra))
    return "".join(letras)


def _renglones(texto, fuente, ancho):
    renglones = [""]
    for palabra in texto.split():
        junta = f"{renglones[-1]} {palabra}".strip()
        if renglones[-1] and fuente.getlength(junta) > ancho:
            renglones.append(palabra)
        else:
            renglones[-1] = junta
    return renglones


def _que_quepa(texto, cuerpo, renglones=1, ancho=_COLUMNA):
    """Return the font and the lines of a text: as large as asked, or smaller until it fits."""
    while True:
        fuente = _fuente(cuerpo)
        partes = _renglones(texto, fuente, ancho)
        if cuerpo <= 20 or (len(partes) <= renglones and max(map(fuente.getlength, partes)) <= ancho):
            return fuente, partes[:renglones]
        cuerpo -= 2


def _escribir(imagen, tarjeta):
    dibujo = ImageDraw.Draw(imagen)
    _signo(imagen, _MARGEN, 50, 44)
    fuente, (marca, *_resto) = _que_quepa(_escribible(tarjeta.marca), 36)
    dibujo.text((_MARGEN + 60, 72), marca, font=fuente, fill=_SUAVE, anchor="lm")
    fuente, titulo = _que_quepa(_escribible(tarjeta.titulo), 66, renglones=4, ancho=_COLUMNA_TITULO)
    base = 174
    for renglon in titulo:
        dibujo.text((_MARGEN, base), renglon, font=fuente, fill=_TEXTO, anchor="ls")
        base += round(fuente.size * 1.05)
    base += 16
    for texto, cuerpo, color in ((tarjeta.fecha, 50, _SOL), (tarjeta.hora, 35, _TEXTO), (tarjeta.lugar, 35, _SUAVE)):
        if texto:
            fuente, (renglon, *_resto) = _que_quepa(_escribible(texto), cuerpo)
            dibujo.text((_MARGEN, base), renglon, font=fuente, fill=color, anchor="ls")
            base += 50


def _signo(imagen, x, y, lado):
    """Draw the mark of the portal's header: a world with the sun in its lower part (``.marca-signo`` of base.html)."""
    unidad = lado * _FINO / 20
    signo = Image.new("RGB", (lado * _FINO, lado * _FINO), _NOCHE)
    dibujo = ImageDraw.Draw(signo)
    dibujo.ellipse((0, 0, 20 * unidad - 1, 20 * unidad - 1), fill=_TIERRA)
    abajo = [(10 + 10 * cos(angulo / 20), 10 + 10 * sin(angulo / 20)) for angulo in range(5, 58)]
    sol = [*abajo, *_curva(abajo[-1], (10, 8), abajo[0])]
    dibujo.polygon([(unidad * px, unidad * py) for px, py in sol], fill=_SOL)
    imagen.paste(signo.resize((lado, lado), Image.Resampling.LANCZOS), (x, y))

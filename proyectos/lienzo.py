"""What the social cards share: the night, the map at the right, the words at the left. Drawn with Pillow, as a PNG."""

import hashlib
import io
import re
import unicodedata
from functools import lru_cache
from math import cos, sin
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw, ImageFont

ANCHO, ALTO = 1200, 630
FUENTE = Path(__file__).resolve().parent.parent / "static" / "fuentes" / "archivo-750.woff2"
MARGEN, COLUMNA = 64, 630  # Left margin, and width for the text.

# The hero of the front page (static/css/fundamentos.css): what there is --noche, --noche-tierra and so on.
NOCHE, TIERRA, TEXTO, SUAVE, ARCO, SOL = "#14213d", "#22355f", "#ffffff", "#d7dbe6", "#ff8a5c", "#f2a71b"

_FINO = 2  # Drawn so many times larger and reduced: Pillow's lines have no smooth edges of their own.
_ESCALA, _MAPA_X, _MAPA_Y = 0.93, 684, 4


def huella(tarjeta, version):
    """Return a digest of all that a card is drawn from: the same one, the same picture."""
    return hashlib.sha256(f"{version} {tarjeta!r}".encode()).hexdigest()


def empezar(mapa, *, radio=4.4):
    """Return the picture with the night and a ``proyectos.mapa.Mapa``; ``radio`` is that of its dots, in pixels."""
    imagen = Image.new("RGB", (ANCHO * _FINO, ALTO * _FINO), NOCHE)
    _dibujar_mapa(ImageDraw.Draw(imagen), mapa, radio)
    return imagen.resize((ANCHO, ALTO), Image.Resampling.LANCZOS)


def terminar(imagen):
    """Return the picture as the bytes of a PNG."""
    salida = io.BytesIO()
    imagen.quantize(palette=_paleta(), dither=Image.Dither.NONE).save(salida, "PNG", optimize=True)
    return salida.getvalue()


@lru_cache
def _paleta():
    """Return the colours and what lies between those that touch: an adaptive palette would lose the arcs of a few."""
    vecinos = ((NOCHE, TIERRA), (NOCHE, TEXTO), (NOCHE, SUAVE), (NOCHE, SOL), (TIERRA, SOL))
    vecinos += ((NOCHE, ARCO), (TIERRA, ARCO), (ARCO, SOL))
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


def lugar(x, y):
    """Return where a point of the map lies on the card."""
    return x * _ESCALA + _MAPA_X, y * _ESCALA + _MAPA_Y


def _en_la_tarjeta(x, y):
    return tuple(_FINO * lado for lado in lugar(x, y))


def _dibujar_mapa(dibujo, mapa, radio):
    for contorno in _trazos(mapa.tierra):
        dibujo.polygon(contorno, fill=TIERRA)
    for frontera in _trazos(mapa.fronteras):
        dibujo.line(frontera, fill=NOCHE, width=2 * _FINO)
    for grupo in mapa.arcos:
        for arco in _trazos(grupo.trazo):
            dibujo.line(arco, fill=ARCO, width=(2 if grupo.proyectos == 1 else 4) * _FINO, joint="curve")
    radio *= _FINO
    for ((x, y),) in _trazos(mapa.puntos):
        dibujo.ellipse((x - radio, y - radio, x + radio, y + radio), fill=SOL)


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


def escribible(texto):
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


def que_quepa(texto, cuerpo, renglones=1, ancho=COLUMNA):
    """Return the font and the lines of a text: as large as asked, or smaller until it fits."""
    while True:
        fuente = _fuente(cuerpo)
        partes = _renglones(texto, fuente, ancho)
        if cuerpo <= 20 or (len(partes) <= renglones and max(map(fuente.getlength, partes)) <= ancho):
            return fuente, partes[:renglones]
        cuerpo -= 2


def escribir(dibujo, texto, base, cuerpo, color, *, renglones=1, ancho=COLUMNA):
    """Write a text in the column, its first line standing on ``base``; return where a line after it would stand."""
    fuente, partes = que_quepa(escribible(texto), cuerpo, renglones, ancho)
    for renglon in partes:
        dibujo.text((MARGEN, base), renglon, font=fuente, fill=color, anchor="ls")
        base += round(fuente.size * 1.05)
    return base


def nombrar(imagen, mapa, letra):
    """Write the names of the map beside their dots, ``letra`` units of the map high, on a rim of night."""
    dibujo, fuente = ImageDraw.Draw(imagen), _fuente(round(letra * _ESCALA))
    for rotulo in mapa.rotulos:
        ancla = "ls" if rotulo.ancla == "start" else "rs"
        donde, nombre = lugar(rotulo.x, rotulo.y), escribible(rotulo.nombre)
        dibujo.text(donde, nombre, font=fuente, fill=TEXTO, anchor=ancla, stroke_width=3, stroke_fill=NOCHE)


def firmar(imagen, marca):
    """Write the name of the portal beside its mark, at the top."""
    _signo(imagen, MARGEN, 50, 44)
    fuente, (renglon, *_resto) = que_quepa(escribible(marca), 36)
    ImageDraw.Draw(imagen).text((MARGEN + 60, 72), renglon, font=fuente, fill=SUAVE, anchor="lm")


def _signo(imagen, x, y, lado):
    """Draw the mark of the portal's header: a world with the sun in its lower part (``.marca-signo`` of base.html)."""
    unidad = lado * _FINO / 20
    signo = Image.new("RGB", (lado * _FINO, lado * _FINO), NOCHE)
    dibujo = ImageDraw.Draw(signo)
    dibujo.ellipse((0, 0, 20 * unidad - 1, 20 * unidad - 1), fill=TIERRA)
    abajo = [(10 + 10 * cos(angulo / 20), 10 + 10 * sin(angulo / 20)) for angulo in range(5, 58)]
    sol = [*abajo, *_curva(abajo[-1], (10, 8), abajo[0])]
    dibujo.polygon([(unidad * px, unidad * py) for px, py in sol], fill=SOL)
    imagen.paste(signo.resize((lado, lado), Image.Resampling.LANCZOS), (x, y))

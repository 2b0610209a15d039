"""The map of cooperation, south up: projection, outlines, arcs and labels. Pure functions, no database.

Azimuthal equal area (Lambert; Snyder, "Map Projections", 1987, p. 185) centred on 60° W 20° S, turned 180°: the south
is above, the east at the left. Everything is in units of one viewBox of ``ANCHO`` x ``ALTO``. The outlines come
projected from ``datos/contornos.json``; ``datos/hacer/contornos.py`` says how they were made.
"""

import json
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import cos, hypot, radians, sin, sqrt
from pathlib import Path

ANCHO, ALTO = 560, 700
CONTORNOS = Path(__file__).resolve().parent.parent / "datos" / "contornos.json"

_LATITUD_CENTRO, _LONGITUD_CENTRO = radians(-20), radians(-60)
_ESCALA = 580  # units of the viewBox per radius of the sphere
_X_CENTRO, _Y_CENTRO = 294, 364

_LETRA = 15  # height of a label, in units; the style sheet sets the same
_ANCHO_LETRA = 0.6  # of a letter, in its heights
_SEPARACION = 8  # between a dot and its label

ARCOS_MAXIMO = 120  # beyond it a map is a blot, and too heavy: the pairs that share most projects stay

# Cities that the map names, by slug: spread over the ten countries, the most wanted first.
ROTULADAS = (
    "montevideo-uy",
    "sao-paulo-br",
    "santiago-cl",
    "lima-pe",
    "la-paz-bo",
    "asuncion-py",
    "bogota-co",
    "riobamba-ec",
    "rio-grande-ar",
    "recife-br",
    "porto-alegre-br",
    "brasilia-br",
    "cordoba-ar",
    "salta-ar",
)


@dataclass(frozen=True)
class Rotulo:
    """A city's name beside its dot; ``ancla`` is the SVG text-anchor, ``start`` or ``end``."""

    x: float
    y: float
    ancla: str
    nombre: str


@dataclass(frozen=True)
class Arcos:
    """One path with the arcs of all pairs that share ``proyectos`` projects."""

    proyectos: int
    trazo: str


@dataclass(frozen=True)
class Mapa:
    """What the template draws: two outlines, one path of round dots, the arcs by weight, the labels."""

    ancho: int
    alto: int
    tierra: str
    fronteras: str
    puntos: str
    arcos: tuple
    rotulos: tuple


def proyectar(latitud, longitud):
    """Return ``(x, y)`` in the viewBox, south up, for degrees of latitude and longitude."""
    fi, delta = radians(latitud), radians(longitud) - _LONGITUD_CENTRO
    k = sqrt(2 / (1 + sin(_LATITUD_CENTRO) * sin(fi) + cos(_LATITUD_CENTRO) * cos(fi) * cos(delta)))
    este = k * cos(fi) * sin(delta)
    norte = k * (cos(_LATITUD_CENTRO) * sin(fi) - sin(_LATITUD_CENTRO) * cos(fi) * cos(delta))
    return round(_X_CENTRO - _ESCALA * este, 1), round(_Y_CENTRO + _ESCALA * norte, 1)


@lru_cache(maxsize=1)
def contornos():
    """Return the two path strings ``(tierra, fronteras)``, read once."""
    datos = json.loads(CONTORNOS.read_text(encoding="utf-8"))
    return datos["tierra"], datos["fronteras"]


def arco(a, b):
    """Return the path of a quadratic curve from point ``a`` to point ``b``, bent towards the ocean at the left.

    The same pair gives the same curve in either direction.
    """
    (x1, y1), (x2, y2) = sorted((a, b))
    dx, dy = x2 - x1, y2 - y1
    largo = hypot(dx, dy) or 1
    flecha = 0.22 * largo + 4
    # Of the two sides of the chord, the one with the smaller x (the Atlantic); level chords bend upwards.
    normal_x, normal_y = (-dy / largo, dx / largo) if dy > 0 else (dy / largo, -dx / largo)
    control = ((x1 + x2) / 2 + normal_x * flecha, (y1 + y2) / 2 + normal_y * flecha)
    return f"M{_n(x1)},{_n(y1)}Q{_n(control[0])},{_n(control[1])} {_n(x2)},{_n(y2)}"


def datos_del_mapa(ciudades, pares, rotulos=(), *, letra=_LETRA, separacion=_SEPARACION):
    """Return the ``Mapa`` of these cities.

    ``ciudades``: objects or dicts with ``nombre``, ``latitud``, ``longitud``; those without coordinates are left out.
    ``pares``: triples ``(ciudad, ciudad, proyectos)`` or pairs, which count as one project each; repeated pairs add up;
    the ``ARCOS_MAXIMO`` with most projects are drawn.
    ``rotulos``: the cities to name, the most wanted first, in letters ``letra`` units high that begin ``separacion``
    units from the middle of the dot; one that would lie on another label or leave the drawing is left out.
    """
    puntos = [lugar for c in ciudades if (lugar := punto(c))]
    tierra, fronteras = contornos()
    return Mapa(
        ancho=ANCHO,
        alto=ALTO,
        tierra=tierra,
        fronteras=fronteras,
        puntos=trazo_de_puntos(puntos),
        arcos=_arcos(pares),
        rotulos=poner_rotulos(
            [(_dato(c, "nombre"), lugar, separacion) for c in rotulos if (lugar := punto(c))], puntos, letra
        ),
    )


def _arcos(pares):
    cuentas = defaultdict(int)
    for a, b, *proyectos in pares:
        extremos = (punto(a), punto(b))
        if None not in extremos and extremos[0] != extremos[1]:
            cuentas[tuple(sorted(extremos))] += proyectos[0] if proyectos else 1
    por_peso = defaultdict(list)
    for (a, b), proyectos in sorted(cuentas.items(), key=lambda par: (-par[1], par[0]))[:ARCOS_MAXIMO]:
        por_peso[proyectos].append(arco(a, b))
    return tuple(Arcos(proyectos, "".join(trazos)) for proyectos, trazos in sorted(por_peso.items()))


def trazo_de_puntos(puntos):
    """Return the path of round dots: lines of no length, as wide as the style says."""
    return "".join(f"M{_n(x)},{_n(y)}h0" for x, y in sorted(set(puntos)))


def poner_rotulos(pedidos, puntos, letra=_LETRA):
    """Return the labels that fit of ``pedidos``: name, point and how far from it the name begins.

    Each lies where it covers fewest dots and no earlier label: beside its dot, on the outer side first, or else a
    little above or below.
    """
    puestos, cajas = [], []
    for nombre, (x, y), separacion in pedidos:
        libres = []
        lados = ("start", "end") if x > ANCHO / 2 else ("end", "start")
        for subida, ancla in product((0, -0.7 * letra, 0.7 * letra), lados):
            hacia = x + separacion if ancla == "start" else x - separacion
            caja = _caja(hacia, y + subida, ancla, len(nombre) * _ANCHO_LETRA * letra, letra)
            if caja[0] >= 0 and caja[2] <= ANCHO and not any(_se_pisan(caja, otra) for otra in cajas):
                tapados = sum(_se_pisan(caja, (px - 3, py - 3, px + 3, py + 3)) for px, py in puntos)
                libres.append((tapados, len(libres), hacia, subida, ancla, caja))
        if libres:
            _tapados, _orden, hacia, subida, ancla, caja = min(libres)
            cajas.append(caja)
            puestos.append(Rotulo(round(hacia, 1), round(y + subida + letra / 3, 1), ancla, nombre))
    return tuple(puestos)


def _caja(x, y, ancla, ancho, letra):
    desde = x if ancla == "start" else x - ancho
    return desde, y - letra * 0.6, desde + ancho, y + letra * 0.6


def _se_pisan(una, otra):
    return una[0] < otra[2] and otra[0] < una[2] and una[1] < otra[3] and otra[1] < una[3]


def _dato(ciudad, nombre):
    return ciudad[nombre] if isinstance(ciudad, dict) else getattr(ciudad, nombre)


def punto(ciudad):
    """Return where a city lies in the viewBox, or ``None`` where its coordinates are not known."""
    latitud, longitud = _dato(ciudad, "latitud"), _dato(ciudad, "longitud")
    return None if latitud is None or longitud is None else proyectar(float(latitud), float(longitud))


def _n(numero):
    """A coordinate in as few characters as one decimal needs."""
    return f"{numero:.1f}".removesuffix(".0")

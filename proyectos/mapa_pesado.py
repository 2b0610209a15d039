"""The map that tells how much: dots by the projects of a city, arcs by those that two share, either end up.

Pure functions over what ``proyectos.conteos`` counts; projection, arcs and labels are those of ``proyectos.mapa``.
"""

from dataclasses import dataclass
from itertools import groupby
from math import sqrt

from proyectos import mapa

PUNTOS_MAXIMO = 200
ESCALONES = ((1, 1), (2, 2), (3, 4), (5, None))  # From and to how many projects an arc has each width.

_RADIO, _RADIO_MINIMO, _RADIO_MAXIMO = 3.4, 2, 13  # Of the dot of one project, and of any.
_NOMBRES = 24  # Cities that ask for their name: those that fit have it.
_LETRA, _LETRA_GRANDE = 15, 26  # Units: as the style sheet sets them on a wide map and on a small one.


@dataclass(frozen=True)
class Arco:
    """The curve of one pair; ``numero`` is its place in the table of pairs."""

    numero: int
    trazo: str


@dataclass(frozen=True)
class Escalon:
    """The arcs of a width: those of ``desde`` to ``hasta`` projects, no end where that is ``None``."""

    grosor: int
    desde: int
    hasta: int | None
    arcos: tuple


@dataclass(frozen=True)
class Puntos:
    """The dots of the cities with the same number of projects, as one path whose line is ``grosor`` wide."""

    grosor: float
    trazo: str


@dataclass(frozen=True)
class MapaPesado:
    """What the template draws; ``giro`` turns all but the names, which are upright in their place already."""

    ancho: int
    alto: int
    giro: str
    tierra: str
    fronteras: str
    escalones: tuple
    puntos: tuple
    rotulos: tuple
    rotulos_grandes: tuple


def lugar(ciudad):
    """Return where a city lies in the drawing, south up; ``None`` if it has no coordinates or they lie outside."""
    punto = mapa.punto(ciudad)
    return punto if punto and 0 <= punto[0] <= mapa.ANCHO and 0 <= punto[1] <= mapa.ALTO else None


def dibujar(contadas, parejas, *, norte_arriba=False):
    """Return the :class:`MapaPesado` of cities and pairs as counted, those with most projects first.

    At most ``PUNTOS_MAXIMO`` dots and ``mapa.ARCOS_MAXIMO`` arcs; what has no place in the drawing is left out.
    """
    con_lugar = [(c.ciudad.nombre, c.proyectos, punto) for c in contadas if (punto := lugar(c.ciudad))][:PUNTOS_MAXIMO]
    mayor = max((proyectos for _nombre, proyectos, _punto in con_lugar), default=1)
    tierra, fronteras = mapa.contornos()
    vistos = [_girado(punto) if norte_arriba else punto for *_dato, punto in con_lugar]
    pedidos = [
        (nombre, punto, _radio(proyectos, mayor) + 4)
        for (nombre, proyectos, _punto), punto in zip(con_lugar, vistos, strict=True)
    ][:_NOMBRES]
    return MapaPesado(
        ancho=mapa.ANCHO,
        alto=mapa.ALTO,
        giro=f"rotate(180 {mapa.ANCHO // 2} {mapa.ALTO // 2})" if norte_arriba else "",
        tierra=tierra,
        fronteras=fronteras,
        escalones=_escalones(parejas),
        puntos=_puntos(con_lugar, mayor),
        rotulos=mapa.poner_rotulos(pedidos, vistos, _LETRA),
        rotulos_grandes=mapa.poner_rotulos(pedidos, vistos, _LETRA_GRANDE),
    )


def _girado(punto):
    return round(mapa.ANCHO - punto[0], 1), round(mapa.ALTO - punto[1], 1)


def _radio(proyectos, mayor):
    """Return the radius of a dot, its area as the number of projects; the largest one bounds all the others."""
    unidad = min(_RADIO, _RADIO_MAXIMO / sqrt(mayor))
    return max(_RADIO_MINIMO, unidad * sqrt(proyectos))


def _puntos(con_lugar, mayor):
    """Return the dots by number, the largest first, so that no small one is covered."""
    return tuple(
        Puntos(round(2 * _radio(proyectos, mayor), 1), mapa.trazo_de_puntos(punto for *_dato, punto in grupo))
        for proyectos, grupo in groupby(con_lugar, key=lambda dato: dato[1])
    )


def _escalones(parejas):
    """Return the widths that are drawn, the thinnest first: what weighs most is drawn over the rest."""
    arcos = []
    for numero, pareja in enumerate(parejas, start=1):
        una, otra = lugar(pareja.una), lugar(pareja.otra)
        if una and otra and una != otra:
            arcos.append((pareja.proyectos, Arco(numero, mapa.arco(una, otra))))
    arcos = arcos[: mapa.ARCOS_MAXIMO]
    por_grosor = [
        Escalon(grosor, desde, hasta, tuple(a for n, a in arcos if n >= desde and (hasta is None or n <= hasta)))
        for grosor, (desde, hasta) in enumerate(ESCALONES, start=1)
    ]
    return tuple(escalon for escalon in por_grosor if escalon.arcos)

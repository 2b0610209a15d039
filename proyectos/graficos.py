"""Bars drawn as SVG: geometry only, no database and no words.

Lengths are in ``em`` and in percent of the width that there is, not in units of a viewBox: letters keep their size on a
phone, and grow with those of the reader.
"""

from dataclasses import dataclass
from textwrap import wrap

_LETRAS = 32  # Of a line of words, which must fit in 288 px.
_RENGLON, _BARRA, _AIRE = 1.3, 0.7, 0.8  # Heights, and what is left free under each bar.


@dataclass(frozen=True)
class Barra:
    """A bar under the lines that name it: pairs of words and their height; the number follows the last one."""

    renglones: tuple
    cuantos: int
    y: float
    ancho: str


@dataclass(frozen=True)
class Grafico:
    """The bars, and how high they are together; ``grosor`` is the height of each."""

    barras: tuple
    alto: float
    grosor: float = _BARRA


def barras(filas):
    """Return the :class:`Grafico` of pairs of name and number, the longest bar as wide as there is room.

    A number above zero always shows.
    """
    mayor = max((cuantos for _nombre, cuantos in filas), default=0)
    dibujadas, y = [], 0
    for nombre, cuantos in filas:
        palabras = wrap(nombre, _LETRAS) or [""]
        renglones = tuple((palabra, round(y + _RENGLON * n - 0.3, 2)) for n, palabra in enumerate(palabras, start=1))
        y += _RENGLON * len(palabras)
        ancho = f"{max(100 * cuantos / mayor, 0.5):.2f}%" if cuantos else ""
        dibujadas.append(Barra(renglones, cuantos, round(y, 2), ancho))
        y += _BARRA + _AIRE
    return Grafico(tuple(dibujadas), round(y, 2))

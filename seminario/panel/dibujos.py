"""Drawings of the figures as SVG: geometry only, no database and no words of its own.

As in ``proyectos.graficos``: heights in ``em`` and widths in percent, so letters keep their size on a phone.
"""

from dataclasses import dataclass

from proyectos.graficos import barras

ALTO_DE_DIAS = 7  # em


@dataclass(frozen=True)
class Tramo:
    """A piece of a bar: where it begins and how wide it is, which series it belongs to, and what it says."""

    x: str
    ancho: str
    serie: int
    cuantos: int
    titulo: str


@dataclass(frozen=True)
class Barra:
    """A bar in pieces under the lines that name it; ``rotulo`` is told at the end of the last line."""

    renglones: tuple
    y: float
    rotulo: str
    tramos: tuple


@dataclass(frozen=True)
class Barras:
    """Bars, and how high they are together; ``series`` are the names of their pieces, none if there is only one."""

    barras: tuple
    alto: float
    grosor: float
    series: tuple = ()
    plantilla: str = "admin/panel/barras.html"


@dataclass(frozen=True)
class Columna:
    """A day: a column from the ground up."""

    x: str
    ancho: str
    y: float
    alto: float
    cuantos: int
    titulo: str


@dataclass(frozen=True)
class Dias:
    """Columns of days, the highest of which is ``mayor``; ``desde`` and ``hasta`` name the first and the last."""

    columnas: tuple
    mayor: int
    desde: str
    hasta: str
    alto: int = ALTO_DE_DIAS
    plantilla: str = "admin/panel/dias.html"


def apiladas(filas, series=(), *, de_cien=False):
    """Return the :class:`Barras` of rows ``(name, numbers, label)``, a number for each series.

    The longest bar is as wide as there is room; ``de_cien``: each is, and shows the parts of a whole.
    """
    base = barras([(nombre, sum(numeros)) for nombre, numeros, _rotulo in filas])
    mayor = max((barra.cuantos for barra in base.barras), default=0)
    dibujadas = []
    for (_nombre, numeros, rotulo), barra in zip(filas, base.barras, strict=True):
        tramos = _tramos(numeros, barra.cuantos if de_cien else mayor, series)
        dibujadas.append(Barra(barra.renglones, barra.y, rotulo, tramos))
    return Barras(tuple(dibujadas), base.alto, base.grosor, tuple(enumerate(series, 1)) if len(series) > 1 else ())


def _tramos(numeros, entero, series):
    tramos, hasta_aqui = [], 0
    for serie, cuantos in enumerate(numeros, 1):
        if cuantos:
            titulo = f"{series[serie - 1]}: {cuantos}" if series else str(cuantos)
            tramos.append(Tramo(_porcentaje(hasta_aqui, entero), _porcentaje(cuantos, entero), serie, cuantos, titulo))
        hasta_aqui += cuantos
    return tuple(tramos)


def dias(filas):
    """Return the :class:`Dias` of pairs of a day's name and its number; a number above zero always shows."""
    mayor = max(cuantos for _nombre, cuantos in filas)
    columnas = []
    for lugar, (nombre, cuantos) in enumerate(filas):
        alto = round(max(ALTO_DE_DIAS * cuantos / mayor, 0.15), 2) if cuantos else 0
        x, ancho = _porcentaje(lugar, len(filas)), _porcentaje(0.8, len(filas))
        columnas.append(Columna(x, ancho, round(ALTO_DE_DIAS - alto, 2), alto, cuantos, f"{nombre}: {cuantos}"))
    return Dias(tuple(columnas), mayor, filas[0][0], filas[-1][0])


def _porcentaje(parte, entero):
    return f"{100 * parte / entero:.2f}%"

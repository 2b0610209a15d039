"""What a figure is made of: numbers with their lists, a drawing of them, and the words to read it by."""

from dataclasses import dataclass

from seminario.panel import dibujos


@dataclass(frozen=True)
class Celda:
    """A number of a table and its list; ``texto`` instead of a number where there is none."""

    n: int | None
    url: str = ""
    texto: str = ""


@dataclass(frozen=True)
class Fila:
    nombre: str
    celdas: list


@dataclass(frozen=True)
class Figura:
    """A drawing and its table: ``columnas`` heads the name of the rows and then each of their numbers."""

    clave: str
    titulo: str
    columnas: list
    filas: list
    dibujo: dibujos.Barras | dibujos.Dias
    nota: str = ""


@dataclass(frozen=True)
class Total:
    """One of the numbers on top."""

    nombre: str
    n: int
    url: str = ""


@dataclass(frozen=True)
class Faltante:
    """A member city without registration, when it was invited last, and where to do it; "" for who may not."""

    nombre: str
    invitada_el: object
    url: str


def de_una_serie(clave, titulo, columnas, filas, nota=""):
    """Return the figure of rows with one number each."""
    dibujo = dibujos.apiladas([(fila.nombre, [fila.celdas[0].n], fila.celdas[0].n) for fila in filas])
    return Figura(clave, titulo, columnas, filas, dibujo, nota)

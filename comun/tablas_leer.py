"""Tables in: what people bring, as CSV or XLSX, with the mess that is in it, told by its bytes and not by its name.

CSV may be separated by commas, semicolons or tabs, in UTF-8 (with BOM or without), in UTF-16 with BOM, or in what
Windows wrote before. Of a workbook the first visible sheet that has the columns counts, its values and never its
formulas. Rows above the header, blank rows and columns of others are let pass; headers are matched whatever their
accents and case.
"""

import csv
import datetime
import io
import itertools
import re
import zipfile
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES

from comun.archivos import MB, tipo_de
from comun.busqueda import sin_acentos
from comun.tablas import sin_guarda

PESO_MAXIMO = 5 * MB
DESCOMPRIMIDO_MAXIMO = 100 * MB
FILAS_MAXIMO = 20_000
COLUMNAS_MAXIMO = 200
FILAS_HASTA_EL_TITULO = 10
SEPARADORES = ",;\t"
_FECHA = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_MILES = re.compile(r"\d{1,3}([.,\u00a0 ]\d{3})+")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SI_NO = {"si": True, "sim": True, "true": True, "verdadero": True, "verdadeiro": True, "1": True, "x": True}
_SI_NO |= {"no": False, "nao": False, "false": False, "falso": False, "0": False}


class TablaIlegible(Exception):
    """The file is no table that can be read; the message says what to do."""


@dataclass(frozen=True)
class Fila:
    """A row that says something: its number in the file, from 1 on, and its cells by column, without the empty ones.

    ``celdas``: all of them, those of unknown columns too, in the order of :attr:`Tabla.titulos`.
    """

    numero: int
    valores: dict
    celdas: list = field(default_factory=list, compare=False)


@dataclass(frozen=True)
class Tabla:
    columnas: list
    desconocidas: list
    filas: list = field(default_factory=list)
    titulos: list = field(default_factory=list)


def leer(contenido, sinonimos):
    """Return the :class:`Tabla` that some bytes hold; raise :class:`TablaIlegible`.

    ``sinonimos``: other headers of each column, by its name.
    """
    if len(contenido) > PESO_MAXIMO:
        raise TablaIlegible(_("El archivo pesa más de 5 MB: divídalo en varios y súbalos de a uno."))
    nombres = {normalizar(otro): columna for columna, otros in sinonimos.items() for otro in (columna, *otros)}
    hojas = _hojas_xlsx(contenido) if contenido.startswith(b"PK\x03\x04") else _hojas_csv(contenido)
    mejores = [(titulo, filas) for filas in hojas if (titulo := _titulo(filas, nombres))]
    if not mejores:
        if not _es_texto(contenido):
            raise _ni_csv_ni_xlsx()
        raise TablaIlegible(
            _("No se encontró la fila de títulos: escriba en la primera el nombre de cada columna, como slug.")
        )
    (_cuantas, lugar), filas = max(mejores, key=lambda par: par[0][0])
    return _tabla(filas, lugar, nombres)


def normalizar(titulo):
    """Return a header without accents, case or signs, as headers are compared."""
    return re.sub(r"[^a-z0-9]+", "_", sin_acentos(como_texto(titulo))).strip("_")


# --- Cells --------------------------------------------------------------------------------------


def como_texto(valor):
    """Return a cell as text: a number without needless decimals, a date as ISO 8601 writes it."""
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "si" if valor else "no"
    if isinstance(valor, float) and valor.is_integer():
        return str(int(valor))
    if isinstance(valor, datetime.datetime) and valor.time() == datetime.time():
        valor = valor.date()
    return valor.isoformat() if isinstance(valor, datetime.date) else sin_guarda(str(valor)).strip()


def como_entero(valor):
    """Return the whole number of a cell (``7000``, ``7.000``, ``7,000``, ``USD 7.000``) or raise ``ValueError``."""
    if isinstance(valor, int | float) and not isinstance(valor, bool):
        if valor != int(valor):
            raise ValueError(valor)
        return int(valor)
    texto = re.sub(r"^(?:us\$|usd|u\$s|\$)|(?:us\$|usd|u\$s|\$)$", "", como_texto(valor).casefold()).strip()
    texto = re.sub(r"[.,]00?$", "", texto)
    if _MILES.fullmatch(texto):
        texto = re.sub(r"[.,\u00a0 ]", "", texto)
    if not (texto.isascii() and texto.isdecimal() and len(texto) < 15):
        raise ValueError(valor)
    return int(texto)


def como_fecha(valor):
    """Return a date from a cell: a date of a spreadsheet, ``2019-03-01`` or ``1/3/2019``; or ``ValueError``."""
    if isinstance(valor, datetime.datetime):
        return valor.date()
    if isinstance(valor, datetime.date):
        return valor
    texto = como_texto(valor)
    if hallada := _FECHA.fullmatch(texto):
        dia, mes, anio = map(int, hallada.groups())
        return datetime.date(anio, mes, dia)
    return datetime.date.fromisoformat(texto)


def como_si_no(valor):
    """Return whether a cell says yes, in any of the ways in which a spreadsheet does; or ``ValueError``."""
    texto = sin_acentos(como_texto(valor))
    if texto not in _SI_NO:
        raise ValueError(valor)
    return _SI_NO[texto]


def es_error_de_planilla(valor):
    """True for what a spreadsheet shows where a formula failed: ``#REF!``."""
    return isinstance(valor, str) and valor in ERROR_CODES


# --- CSV ----------------------------------------------------------------------------------------


def _hojas_csv(contenido):
    """Return the same text split by each separator: the one that finds the columns is the right one."""
    if contenido.startswith(b"\xd0\xcf\x11\xe0"):
        raise TablaIlegible(_("El archivo es un libro de Excel anterior a 2007: guárdelo como .xlsx o CSV y súbalo."))
    texto = _decodificar(contenido)
    if "\0" in texto:
        raise _ni_csv_ni_xlsx()
    try:
        return [_filas_csv(texto, separador) for separador in SEPARADORES]
    except csv.Error as error:
        if not _es_texto(contenido):
            raise _ni_csv_ni_xlsx() from error
        raise TablaIlegible(_("El CSV tiene una celda que no termina: revise las comillas y súbalo.")) from error


def _ni_csv_ni_xlsx():
    return TablaIlegible(_("El archivo no es CSV ni XLSX: guárdelo como CSV UTF-8 o como .xlsx y súbalo."))


def _es_texto(contenido):
    """True unless some bytes begin as another format does, or hold what no text does."""
    if contenido.startswith(b"PK\x03\x04"):  # A workbook that was opened.
        return True
    texto = _decodificar(contenido).lstrip()
    return not texto.startswith(("%PDF-", "{\\rtf", "<")) and not _CONTROL.search(texto)


def _decodificar(contenido):
    if contenido.startswith((b"\xff\xfe", b"\xfe\xff")):
        return contenido.decode("utf-16", "replace")
    try:
        return contenido.decode("utf-8-sig")
    except UnicodeDecodeError:
        return contenido.decode("cp1252", "replace")


def _filas_csv(texto, separador):
    lector = csv.reader(io.StringIO(texto, newline=""), delimiter=separador)
    return [[celda if celda.strip() else None for celda in fila[:COLUMNAS_MAXIMO]] for fila in lector]


# --- XLSX ---------------------------------------------------------------------------------------


def _hojas_xlsx(contenido):
    """Return the rows of each visible sheet, after looking at how large it is once unpacked."""
    if tipo_de(ContentFile(contenido)) != "xlsx":
        raise _ni_csv_ni_xlsx()
    with zipfile.ZipFile(io.BytesIO(contenido)) as paquete:
        if sum(parte.file_size for parte in paquete.infolist()) > DESCOMPRIMIDO_MAXIMO:
            raise TablaIlegible(_("El libro es demasiado grande: copie la tabla en uno nuevo y súbalo."))
    try:
        libro = load_workbook(io.BytesIO(contenido), read_only=True, data_only=True)
        return [_filas_xlsx(hoja) for hoja in libro.worksheets if hoja.sheet_state == "visible"]
    except TablaIlegible:
        raise
    except Exception as error:  # openpyxl raises nearly anything at a damaged workbook.
        raise TablaIlegible(_("El libro no se puede abrir: guárdelo de nuevo como .xlsx y súbalo.")) from error


def _filas_xlsx(hoja):
    hoja.reset_dimensions()  # What a sheet says of its size may be a lie.
    filas, llenas = [], 0
    for fila in hoja.iter_rows(max_col=COLUMNAS_MAXIMO, values_only=True):
        fila = [None if isinstance(celda, str) and not celda.strip() else celda for celda in fila]
        llenas += any(celda is not None for celda in fila)
        if llenas > FILAS_MAXIMO + FILAS_HASTA_EL_TITULO:
            raise _demasiadas()
        filas.append(fila)
    return filas


# --- Rows ---------------------------------------------------------------------------------------


def _demasiadas():
    return TablaIlegible(_("La tabla tiene más de 20.000 filas: divídala en varias y súbalas de a una."))


def _titulo(filas, nombres):
    """Return how many columns the header names and where it is, or ``None``: the row that names most of them."""
    cuentas = [
        (len({normalizar(celda) for celda in fila if celda is not None} & nombres.keys()), -lugar)
        for lugar, fila in enumerate(filas[:FILAS_HASTA_EL_TITULO])
    ]
    cuantas, lugar = max(cuentas, default=(0, 0))
    return (cuantas, -lugar) if cuantas else None


def _tabla(filas, lugar, nombres):
    columnas, desconocidas, titulos = {}, [], _sin_cola(filas[lugar])
    for posicion, titulo in enumerate(filas[lugar]):
        columna = nombres.get(normalizar(titulo)) if titulo is not None else None
        if columna in columnas.values():
            raise TablaIlegible(
                _("Dos columnas dicen «%(columna)s»: deje una y suba el archivo.") % {"columna": titulo}
            )
        if columna:
            columnas[posicion] = columna
        elif titulo is not None:
            desconocidas.append(como_texto(titulo))
    leidas = [
        Fila(numero, valores, [*fila, *[None] * len(titulos)][: len(titulos)])
        for numero, fila in enumerate(itertools.islice(filas, lugar + 1, None), start=lugar + 2)
        if (valores := _valores(fila, columnas))
    ]
    if len(leidas) > FILAS_MAXIMO:
        raise _demasiadas()
    return Tabla(list(columnas.values()), desconocidas, leidas, titulos)


def _sin_cola(fila):
    """Return a row as text without the empty cells at its end."""
    largo = max((posicion for posicion, celda in enumerate(fila, start=1) if celda is not None), default=0)
    return [como_texto(celda) for celda in fila[:largo]]


def _valores(fila, columnas) -> dict[str, Any]:
    return {columnas[n]: celda for n, celda in enumerate(fila) if n in columnas and celda is not None}

"""Tables in: what people bring, as CSV or XLSX, with the mess that is in it, told by its bytes and not by its name.

CSV may be separated by commas, semicolons or tabs, in UTF-8 (with BOM or without), in UTF-16 with BOM, or in what
Windows wrote before. Of a workbook the first visible sheet that has the columns counts, its values and never its
formulas. Rows above the header, blank rows and columns of others are let pass; headers are matched whatever their
accents and case.
"""

import contextlib
import csv
import datetime
import functools
import io
import itertools
import re
import zipfile
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.cell.cell import ERROR_CODES

from comun.archivos import MB, tipo_de
from comun.busqueda import sin_acentos
from comun.tablas import sin_guarda

PESO_MAXIMO = 5 * MB
DESCOMPRIMIDO_MAXIMO = 40 * MB
FILAS_MAXIMO = 20_000
FILAS_VISTAS_MAXIMO = 200_000  # blank ones too: one cell at the foot of a sheet makes a million of them
COLUMNAS_MAXIMO = 200
TITULO_HASTA_LA_FILA = 100
FILAS_HASTA_EL_TITULO = 10  # that say something
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
    nombres = {normalizar(otro): columna for columna, otros in sinonimos.items() for otro in (columna, *otros)}
    hallada = _titulo_de(_hojas(contenido), lambda filas: _titulo(filas, lambda celda: nombres.get(normalizar(celda))))
    if not hallada:
        if not _es_texto(contenido):
            raise _ni_csv_ni_xlsx()
        raise TablaIlegible(
            _("No se encontró la fila de títulos: escriba en la primera el nombre de cada columna, como slug.")
        )
    lugar, filas = hallada
    return _tabla(filas(), lugar, nombres)


def leer_entera(contenido, nombrar):
    """Return the :class:`Tabla` that some bytes hold with every cell in ``celdas`` and no column assigned.

    ``nombrar(header)`` returns what a header is taken for, or ``None``: the row that it knows most of is the header, or
    else the first one with more than half as many texts as any of those at the top. Raises :class:`TablaIlegible`.
    """
    hojas = _hojas(contenido)
    hallada = _titulo_de(hojas, lambda filas: _titulo(filas, nombrar)) or _titulo_de(hojas, _titulo_a_ciegas)
    if not hallada or not _es_texto(contenido):
        raise _ni_csv_ni_xlsx()
    lugar, filas = hallada
    titulo, siguen = _desde_el_titulo(filas(), lugar)
    lugares, leidas = range(max(titulo) + 1), []
    for numero, celdas in siguen:
        if any(lugar in celdas for lugar in lugares):
            _sumar(leidas, Fila(numero, {}, [celdas.get(lugar) for lugar in lugares]))
    return Tabla([], [], leidas, [como_texto(titulo.get(lugar)) for lugar in lugares])


def _hojas(contenido):
    if len(contenido) > PESO_MAXIMO:
        raise TablaIlegible(_("El archivo pesa más de 5 MB: divídalo en varios y súbalos de a uno."))
    return _hojas_xlsx(contenido) if contenido.startswith(b"PK\x03\x04") else _hojas_csv(contenido)


def _titulo_de(hojas, buscar):
    """Return the row of the header and how to read its sheet, or ``None``: of all sheets the one that says most."""
    mejores = [(titulo, filas) for filas in hojas if (titulo := buscar(filas()))]
    if not mejores:
        return None
    (_cuantas, lugar), filas = max(mejores, key=lambda par: par[0][0])
    return lugar, filas


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
        if isinstance(valor, float) and not valor.is_integer():  # Nor is what overflowed, which is infinite.
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
    """Return how to read the text split by each separator: the one that finds the columns is the right one."""
    if contenido.startswith(b"\xd0\xcf\x11\xe0"):
        raise TablaIlegible(_("El archivo es un libro de Excel anterior a 2007: guárdelo como .xlsx o CSV y súbalo."))
    texto = _decodificar(contenido)
    if "\0" in texto:
        raise _ni_csv_ni_xlsx()
    return [functools.partial(_filas_csv, texto, separador) for separador in SEPARADORES]


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
    try:
        yield from _llenas(csv.reader(io.StringIO(texto, newline=""), delimiter=separador))
    except csv.Error as error:
        if not _es_texto(texto.encode()):
            raise _ni_csv_ni_xlsx() from error
        raise TablaIlegible(_("El CSV tiene una celda que no termina: revise las comillas y súbalo.")) from error


# --- XLSX ---------------------------------------------------------------------------------------


def _hojas_xlsx(contenido):
    """Return how to read each visible sheet, after looking at how large the workbook is once unpacked."""
    if tipo_de(ContentFile(contenido)) != "xlsx":
        raise _ni_csv_ni_xlsx()
    with zipfile.ZipFile(io.BytesIO(contenido)) as paquete:
        if sum(parte.file_size for parte in paquete.infolist()) > DESCOMPRIMIDO_MAXIMO:
            raise TablaIlegible(_("El libro es demasiado grande: copie la tabla en uno nuevo y súbalo."))
    with _libro_sano():
        libro = load_workbook(io.BytesIO(contenido), read_only=True, data_only=True)
        return [functools.partial(_filas_xlsx, hoja) for hoja in libro.worksheets if hoja.sheet_state == "visible"]


def _filas_xlsx(hoja):
    with _libro_sano():
        hoja.reset_dimensions()  # What a sheet says of its size may be a lie.
        yield from _llenas(hoja.iter_rows(max_col=COLUMNAS_MAXIMO, values_only=True))


@contextlib.contextmanager
def _libro_sano():
    try:
        yield
    except TablaIlegible:
        raise
    except Exception as error:  # openpyxl raises nearly anything at a damaged workbook.
        raise TablaIlegible(_("El libro no se puede abrir: guárdelo de nuevo como .xlsx y súbalo.")) from error


# --- Rows ---------------------------------------------------------------------------------------


def _llenas(filas):
    """Yield the number of each row that says something and its cells by their place; blank rows are never kept."""
    for numero, fila in enumerate(filas, start=1):
        if numero > FILAS_VISTAS_MAXIMO:
            raise TablaIlegible(
                _("Hay celdas más allá de la fila 200.000: borre las filas que están debajo de la tabla y súbala.")
            )
        celdas = {
            lugar: celda
            for lugar, celda in enumerate(fila[:COLUMNAS_MAXIMO])
            if celda is not None and not (isinstance(celda, str) and not celda.strip())
        }
        if celdas:
            yield numero, celdas


def _primeras(filas):
    de_arriba = itertools.takewhile(lambda fila: fila[0] <= TITULO_HASTA_LA_FILA, filas)
    return itertools.islice(de_arriba, FILAS_HASTA_EL_TITULO)


def _titulo_a_ciegas(filas):
    """Return how many texts the header has, of which no column is known, and its row; ``None`` if no row has any."""
    cuentas = [(sum(isinstance(c, str) for c in celdas.values()), numero) for numero, celdas in _primeras(filas)]
    textos = max((cuantos for cuantos, _numero in cuentas), default=0)
    return next((par for par in cuentas if par[0] * 2 > textos), None)


def _titulo(filas, nombrar):
    """Return how many columns the header names and its row, or ``None``: the row that names most of them."""
    cuentas = [
        (len({nombrar(celda) for celda in celdas.values()} - {None}), -numero) for numero, celdas in _primeras(filas)
    ]
    cuantas, numero = max(cuentas, default=(0, 0))
    return (cuantas, -numero) if cuantas else None


def _tabla(filas, titulo, nombres):
    celdas_del_titulo, siguen = _desde_el_titulo(filas, titulo)
    columnas, desconocidas = _columnas(celdas_del_titulo, nombres)
    lugares, leidas = range(max(celdas_del_titulo) + 1), []
    for numero, celdas in siguen:
        if valores := {columnas[lugar]: celda for lugar, celda in celdas.items() if lugar in columnas}:
            _sumar(leidas, Fila(numero, valores, [celdas.get(lugar) for lugar in lugares]))
    titulos = [como_texto(celdas_del_titulo.get(lugar)) for lugar in lugares]
    return Tabla(list(columnas.values()), desconocidas, leidas, titulos)


def _desde_el_titulo(filas, titulo):
    """Return the cells of the header and an iterator of the rows after it."""
    filas = itertools.dropwhile(lambda fila: fila[0] < titulo, filas)
    _numero, celdas_del_titulo = next(filas)
    return celdas_del_titulo, filas


def _sumar(leidas, fila):
    leidas.append(fila)
    if len(leidas) > FILAS_MAXIMO:
        raise TablaIlegible(_("La tabla tiene más de 20.000 filas: divídala en varias y súbalas de a una."))


def _columnas(titulos, nombres):
    """Return the columns that a header names, by their place, and the headers of others."""
    columnas, desconocidas = {}, []
    for lugar, titulo in titulos.items():
        columna = nombres.get(normalizar(titulo))
        if columna in columnas.values():
            raise TablaIlegible(
                _("Dos columnas dicen «%(columna)s»: deje una y suba el archivo.") % {"columna": titulo}
            )
        if columna:
            columnas[lugar] = columna
        else:
            desconocidas.append(como_texto(titulo))
    return columnas, desconocidas

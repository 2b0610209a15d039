"""Tables out: CSV and XLSX that a spreadsheet opens as they are, runs nothing of, and that can be read back unchanged.

A spreadsheet takes a cell that begins with ``= + - @`` or a control character for a formula. Text that does is written
with an apostrophe before it, which is how people tell a spreadsheet that a cell is text: a phone number keeps its
``+``. Text that begins with apostrophes and then one of those gets one more, so that :func:`sin_guarda`, which takes
one away, always gives back what was written. Numbers and dates are no text: they are written as they are. A workbook
knows its texts for what they are and needs no apostrophe.
"""

import csv
import datetime
import io
import itertools
import re
import tempfile

from django.utils.translation import get_language, override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ERROR_CODES

POR_VEZ = 500
BOM = "\ufeff"
_PELIGRO = r"[=+\-@＝＋－＠\x00-\x1f\x7f]"
_A_GUARDAR = re.compile(rf"'*{_PELIGRO}")
_GUARDADA = re.compile(rf"'+{_PELIGRO}")
_ESPECIAL = re.compile(r"([\\;|])")
_PARTE = re.compile(r"\\(.)|([;|])", re.DOTALL)
# What XML cannot hold or would change, and what reads like the escape of it (ECMA-376 part 1, 22.9.2.19, ST_Xstring).
_SIN_XML = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


# --- Cells --------------------------------------------------------------------------------------


def con_guarda(texto):
    """Return a text as a cell of CSV may hold it: no spreadsheet takes it for a formula."""
    return f"'{texto}" if _A_GUARDAR.match(texto) else texto


def sin_guarda(texto):
    """Return the text that :func:`con_guarda` was given; any other text stays as it is."""
    return texto[1:] if _GUARDADA.match(texto) else texto


def celda(valor):
    """Return a value as text: empty if unknown, ``si`` and ``no``, dates as ISO 8601 writes them."""
    if valor is None:
        return ""
    if isinstance(valor, bool):
        return "si" if valor else "no"
    if isinstance(valor, datetime.date):
        return valor.isoformat()
    return con_guarda(valor) if isinstance(valor, str) else str(valor)


def lista(elementos):
    """Return several things as the text of one cell: ``;`` between them, ``|`` between the parts of each.

    A thing is a text or a sequence of texts; ``None`` is an empty part. A backslash stands before a ``;``, a ``|`` or a
    backslash of the text itself. :func:`leer_lista` reads it back.
    """
    return "; ".join("|".join(map(_escapar, _partes(elemento))) for elemento in elementos)


def leer_lista(texto):
    """Return what :func:`lista` was given: lists of parts, without the blanks around each; empty ones are left out."""
    elementos, partes, actual, desde = [], [], "", 0
    for hallado in _PARTE.finditer(texto):
        actual += texto[desde : hallado.start()]
        desde = hallado.end()
        if hallado[1]:
            actual += hallado[1]
            continue
        partes.append(actual.strip())
        actual = ""
        if hallado[2] == ";":
            elementos.append(partes)
            partes = []
    elementos.append([*partes, (actual + texto[desde:]).strip()])
    return [partes for partes in elementos if any(partes)]


def _partes(elemento):
    return [elemento] if isinstance(elemento, str | int) else elemento


def _escapar(parte):
    return "" if parte is None else _ESPECIAL.sub(r"\\\1", str(parte))


# --- Whole tables -------------------------------------------------------------------------------


def por_tandas(filas, hacer, *, por_vez=POR_VEZ):
    """Yield ``[hacer(row), …]`` for ``por_vez`` rows at a time: no more than that is in memory.

    The language active when the first batch is asked for is that of all of them: what is streamed is written after the
    request, in whatever thread.
    """
    idioma, filas = get_language(), iter(filas)
    while True:
        with override(idioma):
            tanda = [hacer(fila) for fila in itertools.islice(filas, por_vez)]
        if not tanda:
            return
        yield tanda


def filas_csv(columnas, filas, *, por_vez=POR_VEZ):
    """Yield a CSV in pieces, of ``por_vez`` rows each: UTF-8 with BOM, comma, lines that end in CRLF (RFC 4180)."""
    texto = io.StringIO(BOM, newline="")
    texto.seek(0, io.SEEK_END)
    escritor = csv.writer(texto)
    escritor.writerow(columnas)
    for numero, fila in enumerate(filas, start=1):
        escritor.writerow([celda(valor) for valor in fila])
        if numero % por_vez == 0:
            yield _vaciar(texto)
    yield _vaciar(texto)


def _vaciar(texto):
    hecho = texto.getvalue().encode()
    texto.seek(0)
    texto.truncate()
    return hecho


def archivo_xlsx(columnas, filas):
    """Return a workbook of one sheet as an open file, at its beginning; whoever gets it closes it, and it is gone.

    It is written row by row, on the disk. Same columns and values as the CSV, texts without the apostrophe.
    """
    libro = Workbook(write_only=True)
    hoja = libro.create_sheet()
    try:
        hoja.append(list(columnas))
        for fila in filas:
            hoja.append([_celda_de_libro(hoja, valor) for valor in fila])
    except BaseException:
        hoja.close()
        hoja._writer.cleanup()  # Rows that were written already would lie on the disk until this process ends.
        raise
    archivo = tempfile.TemporaryFile()  # noqa: SIM115 - whoever gets it closes it
    libro.save(archivo)
    archivo.seek(0)
    return archivo


def _celda_de_libro(hoja, valor):
    """Return a value as a cell: numbers as numbers, all the rest as text, though it look like a formula."""
    if isinstance(valor, int | float) and not isinstance(valor, bool):
        return valor
    texto = _SIN_XML.sub(_escapar_en_xml, valor if isinstance(valor, str) else celda(valor))
    if not (_A_GUARDAR.match(texto) or texto in ERROR_CODES):
        return texto
    como_texto = WriteOnlyCell(hoja, texto)
    como_texto.data_type = "s"
    como_texto.quotePrefix = True  # It stays a text if somebody edits it.
    return como_texto


def _escapar_en_xml(hallado):
    return f"_x{ord(hallado[0]):04X}_"

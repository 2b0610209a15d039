"""Tables out: CSV that a spreadsheet opens as it is, runs nothing of, and that can be read back unchanged.

A spreadsheet takes a cell that begins with ``= + - @`` or a control character for a formula. Text that does is written
with an apostrophe before it, which is how people tell a spreadsheet that a cell is text: a phone number keeps its
``+``. Text that begins with apostrophes and then one of those gets one more, so that :func:`sin_guarda`, which takes
one away, always gives back what was written. Numbers and dates are no text: they are written as they are.
"""

import csv
import datetime
import io
import re

POR_VEZ = 500
BOM = "\ufeff"
_PELIGRO = r"[=+\-@＝＋－＠\x00-\x1f\x7f]"
_A_GUARDAR = re.compile(rf"'*{_PELIGRO}")
_GUARDADA = re.compile(rf"'+{_PELIGRO}")
_ESPECIAL = re.compile(r"([\\;|])")
_PARTE = re.compile(r"\\(.)|([;|])", re.DOTALL)


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

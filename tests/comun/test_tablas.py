"""Tables out: whatever is written is read back the same, and no cell is a formula."""

import csv
import datetime
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape

from comun import tablas

PELIGROSOS = ["=1+1", "+54 11 4444-5555", "-3", "@SUM(A1)", "\tx", "\r=1", "＝1", "'=1", "''+5", "'", "'hola", "", "a"]
PELIGROSOS += ["#N/A", "_x0041_", "_x", "a\r\nb", " con blancos ", "\x07", "\x7f", "\ufffe", "=", "áéñ ção"]
TEXTOS = st.one_of(st.sampled_from(PELIGROSOS), st.text(st.characters(exclude_categories=["Cs"])))


def leer(piezas):
    texto = b"".join(piezas).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(texto, newline="")))


@given(TEXTOS)
def test_guarda_gives_back_any_text_and_leaves_no_formula(texto):
    escrita = tablas.con_guarda(texto)

    assert tablas.sin_guarda(escrita) == texto
    assert escrita[:1] not in [*"=+-@＝＋－＠\t\r\n", "\0"] or not escrita


@given(st.lists(st.lists(TEXTOS, min_size=3, max_size=3), max_size=5))
def test_filas_csv_are_read_back_the_same(filas):
    columnas, *leidas = leer(tablas.filas_csv(["a", "b", "c"], filas))

    assert columnas == ["a", "b", "c"]
    assert [[tablas.sin_guarda(celda) for celda in fila] for fila in leidas] == filas


def test_filas_csv_are_utf8_with_bom_comma_and_crlf():
    salida = b"".join(tablas.filas_csv(["nombre", "n"], [["São Paulo", -5], ["+54 11", None]]))

    assert salida == "\ufeffnombre,n\r\nSão Paulo,-5\r\n'+54 11,\r\n".encode()


def test_filas_csv_come_in_pieces_and_read_no_further_than_they_give():
    pedidas = []
    piezas = tablas.filas_csv(["n"], ([pedidas.append(n) or n] for n in range(10)), por_vez=4)

    primera = next(piezas)

    assert len(pedidas) == 4
    assert leer([primera, *piezas]) == [["n"], *([str(n)] for n in range(10))]


@pytest.mark.parametrize(
    ("valor", "texto"),
    [(None, ""), (True, "si"), (False, "no"), (0, "0"), (datetime.date(2021, 12, 1), "2021-12-01"), (-1.5, "-1.5")],
)
def test_celda_writes_what_is_no_text_as_it_is(valor, texto):
    assert tablas.celda(valor) == texto


@given(st.lists(st.lists(TEXTOS.map(str.strip), min_size=1, max_size=3).filter(any), max_size=4))
def test_lista_is_read_back_the_same(elementos):
    assert tablas.leer_lista(tablas.lista(elementos)) == elementos


def test_lista_reads_what_a_person_writes():
    assert tablas.leer_lista(" Santa Fe |AR; ;Asunción|PY|asuncion-py;") == [
        ["Santa Fe", "AR"],
        ["Asunción", "PY", "asuncion-py"],
    ]


# --- Workbooks ----------------------------------------------------------------------------------


def leer_xlsx(archivo):
    """Return the rows of a workbook as a spreadsheet shows them, and what kind each cell is."""
    with archivo:
        hoja = load_workbook(io.BytesIO(archivo.read())).active
        celdas = list(hoja.iter_rows())
    valores = [[unescape(c.value) if isinstance(c.value, str) else c.value for c in fila] for fila in celdas]
    return valores, {c.data_type for fila in celdas for c in fila if c.value is not None}


@settings(max_examples=30)
@given(st.lists(st.lists(TEXTOS.filter(lambda t: "_X" not in t), min_size=3, max_size=3), max_size=5))
def test_archivo_xlsx_is_read_back_the_same_and_holds_no_formula(filas):
    (titulos, *leidas), tipos = leer_xlsx(tablas.archivo_xlsx(["a", "b", "c"], filas))

    assert titulos == ["a", "b", "c"]
    assert [[celda or "" for celda in fila] for fila in leidas] == filas
    assert tipos == {"s"}


def test_archivo_xlsx_keeps_numbers_and_writes_the_rest_as_the_csv_does():
    fila = [3, -1.5, True, None, datetime.date(2026, 12, 1), "+54 9 11", "=1+1"]

    (_titulos, leida), tipos = leer_xlsx(tablas.archivo_xlsx(list("abcdefg"), [fila]))

    assert leida == [3, -1.5, "si", None, "2026-12-01", "+54 9 11", "=1+1"]
    assert tipos == {"s", "n"}


def test_archivo_xlsx_that_breaks_leaves_nothing_on_the_disk(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    def filas():
        yield ["Ana"]
        assert list(tmp_path.iterdir())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        tablas.archivo_xlsx(["nombre"], filas())

    assert list(tmp_path.iterdir()) == []

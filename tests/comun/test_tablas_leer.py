"""Tables in: the mess that people bring is read; what is no table says what to do."""

import datetime
import io
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook

from comun import tablas, tablas_leer
from comun.tablas_leer import Fila, TablaIlegible, leer, leer_entera

SINONIMOS = {"titulo": ["Nombre del proyecto"], "anio": ["Año", "Convocatoria"], "monto": []}
FILAS = [Fila(2, {"titulo": "Água", "anio": "2019"}), Fila(3, {"titulo": "Vivienda", "monto": "7.000"})]


def libro(*hojas, ocultas=()):
    """Return the bytes of a workbook of these sheets, each a list of rows."""
    excel, archivo = Workbook(), io.BytesIO()
    excel.remove(excel.active)
    for numero, filas in enumerate(hojas):
        hoja = excel.create_sheet(f"h{numero}")
        for fila in filas:
            hoja.append(fila)
        if numero in ocultas:
            hoja.sheet_state = "hidden"
    excel.save(archivo)
    return archivo.getvalue()


@pytest.mark.parametrize("separador", [",", ";", "\t"])
@pytest.mark.parametrize("codificacion", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_csv_of_any_separator_and_encoding_is_the_same_table(separador, codificacion, fin):
    lineas = [["titulo", "anio", "monto"], ["Água", "2019", ""], ["Vivienda", "", "7.000"]]
    contenido = fin.join(separador.join(linea) for linea in lineas).encode(codificacion)

    assert leer(contenido, SINONIMOS).filas == FILAS


def test_header_may_come_after_a_title_with_other_words_and_other_columns():
    contenido = "Proyectos;;;\n;;;\nNOMBRE DEL PROYECTO ; año;Responsable;Monto\nÁgua;2019;Ana;\n;;;\nVivienda;;;7000"

    tabla = leer(contenido.encode(), SINONIMOS)

    assert tabla.columnas == ["titulo", "anio", "monto"]
    assert tabla.desconocidas == ["Responsable"]
    assert [(f.numero, f.valores) for f in tabla.filas] == [
        (4, {"titulo": "Água", "anio": "2019"}),
        (6, {"titulo": "Vivienda", "monto": "7000"}),
    ]


def test_xlsx_reads_values_of_the_first_visible_sheet_that_has_the_columns():
    fecha = datetime.datetime(2019, 3, 1)
    contenido = libro(
        [["titulo", "anio"], ["Oculta", 1]],
        [["Léame", None], ["Instrucciones", None]],
        [["Título general"], ["titulo", "anio", "monto"], ["Água", fecha, 7000.0], [None, "  ", None]],
        ocultas=[0],
    )

    assert leer(contenido, SINONIMOS).filas == [Fila(3, {"titulo": "Água", "anio": fecha, "monto": 7000})]


def test_xlsx_never_reads_a_formula():
    contenido = libro([["titulo", "monto"], ["Água", "=1+1"]])

    assert leer(contenido, SINONIMOS).filas == [Fila(2, {"titulo": "Água"})]


def test_what_is_written_is_read_back():
    filas = [["=Água", "'+1", None], ["-", "\tx|;\\", "a\nb"]]
    esperadas = [{"titulo": "=Água", "anio": "'+1"}, {"titulo": "-", "anio": "x|;\\", "monto": "a\nb"}]

    leidas = leer(b"".join(tablas.filas_csv(list(SINONIMOS), filas)), SINONIMOS).filas

    assert [{c: tablas_leer.como_texto(v) for c, v in f.valores.items()} for f in leidas] == esperadas


def bomba():
    contenido = libro([["titulo"], ["x"]])
    archivo = io.BytesIO(contenido)
    with zipfile.ZipFile(archivo, "a", zipfile.ZIP_DEFLATED) as paquete:
        paquete.writestr("xl/relleno.xml", b" " * (tablas_leer.DESCOMPRIMIDO_MAXIMO + 1))
    return archivo.getvalue()


def con_hoja(cambiar):
    """Return the bytes of a workbook whose XML of the sheet is what ``cambiar`` makes of it."""
    archivo = io.BytesIO(libro([["titulo"], ["x"]]))
    with (
        zipfile.ZipFile(archivo) as antes,
        zipfile.ZipFile(salida := io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as despues,
    ):
        for nombre in antes.namelist():
            despues.writestr(nombre, (cambiar if "sheet1" in nombre else bytes)(antes.read(nombre)))
    return salida.getvalue()


def dañado():
    return con_hoja(lambda xml: b"<roto")


def con_filas(filas):
    """Return the bytes of a workbook whose sheet ends with some more rows, as XML."""
    return con_hoja(lambda xml: xml.replace(b"</sheetData>", filas + b"</sheetData>"))


def suelta(fila, texto=" "):
    return f'<row r="{fila}"><c r="A{fila}" t="inlineStr"><is><t>{texto}</t></is></c></row>'.encode()


@pytest.mark.parametrize(
    ("contenido", "dice"),
    [
        (b"", "fila de títulos"),
        (b"a,b\n1,2", "fila de títulos"),
        (b"titulo,titulo\n1,2", "deje una"),
        (b"nombre del proyecto,titulo\n1,2", "deje una"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "anterior a 2007"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "no es CSV ni XLSX"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "no es CSV ni XLSX"),
        (b"\xff\xd8\xff\xe0\x10JFIF\x01\x02", "no es CSV ni XLSX"),
        (b"<html><p>titulo", "no es CSV ni XLSX"),
        (b"PK\x03\x04roto", "no es CSV ni XLSX"),
        (b"titulo\n" + b"x" * (5 * 2**20), "5 MB"),
        (b"titulo\n" + b"x\n" * 20_001, "20.000 filas"),
        (b'titulo\n"' + b"x" * 200_000, "no termina"),
    ],
)
def test_what_is_no_table_says_what_to_do(contenido, dice):
    with pytest.raises(TablaIlegible, match=dice):
        leer(contenido, SINONIMOS)


@pytest.mark.parametrize(("hacer", "dice"), [(bomba, "demasiado grande"), (dañado, "no se puede abrir")])
def test_a_workbook_that_is_a_bomb_or_broken_is_refused(hacer, dice):
    with pytest.raises(TablaIlegible, match=dice):
        leer(hacer(), SINONIMOS)


SIN_FIN = {
    "a space in the last row of a sheet": lambda: con_filas(suelta(1_048_576)),
    "a row beyond those of any sheet": lambda: con_filas(suelta(10**9)),
    "lines without anything": lambda: b"titulo\nx" + b"\n" * (5 * 2**20 - 8),
}


@pytest.mark.parametrize("hacer", SIN_FIN.values(), ids=SIN_FIN)
def test_rows_without_an_end_are_refused_before_they_fill_the_memory(hacer):
    contenido = hacer()
    tracemalloc.start()

    with pytest.raises(TablaIlegible, match=r"fila 200\.000"):
        leer(contenido, SINONIMOS)

    cima = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert cima < 50 * 2**20


def test_blank_rows_in_between_are_passed_over_and_counted():
    contenido = con_filas(suelta(150_000, "y"))

    assert leer(contenido, SINONIMOS).filas == [Fila(2, {"titulo": "x"}), Fila(150_000, {"titulo": "y"})]


def test_a_sheet_without_the_columns_may_be_as_long_as_it_likes():
    contenido = libro([["Notas"], *[["n"]] * 20_100], [["titulo"], ["x"]])

    assert leer(contenido, SINONIMOS).filas == [Fila(2, {"titulo": "x"})]


def test_xlsx_with_too_many_rows_is_refused_while_it_is_read(monkeypatch):
    monkeypatch.setattr(tablas_leer, "FILAS_MAXIMO", 20)

    with pytest.raises(TablaIlegible, match=r"20\.000 filas"):
        leer(libro([["titulo"], *[["x"]] * 21]), SINONIMOS)


@pytest.mark.parametrize(
    ("valor", "entero"),
    [
        (7000, 7000),
        (7000.0, 7000),
        ("7000", 7000),
        ("7.000", 7000),
        ("7,000", 7000),
        ("1.234.567", 1234567),
        ("7000,00", 7000),
        ("7.000,00", 7000),
        ("USD 7.000", 7000),
        ("U$S7000", 7000),
        ("7 000", 7000),
        ("0", 0),
    ],
)
def test_como_entero_reads_how_people_write_money(valor, entero):
    assert tablas_leer.como_entero(valor) == entero


@pytest.mark.parametrize(
    "valor", ["7,5", 7.5, "siete mil", "", "-3", "70.00.0", "٣", "9" * 30, float("nan"), float("inf"), True]
)
def test_como_entero_guesses_nothing(valor):
    with pytest.raises(ValueError):
        tablas_leer.como_entero(valor)


@pytest.mark.parametrize(
    "valor",
    ["2019-03-01", "1/3/2019", "01.03.2019", "1-3-2019", datetime.date(2019, 3, 1), datetime.datetime(2019, 3, 1, 9)],
)
def test_como_fecha_reads_dates_day_first(valor):
    assert tablas_leer.como_fecha(valor) == datetime.date(2019, 3, 1)


@pytest.mark.parametrize("valor", ["3/2019", "2019", 43525, "31/02/2019", "ayer"])
def test_como_fecha_guesses_nothing(valor):
    with pytest.raises(ValueError):
        tablas_leer.como_fecha(valor)


# --- Every cell, whatever the columns -----------------------------------------------------------


def nombrar(celda):
    return {"nombre": "nombre", "mail": "email", "e-mail": "email"}.get(str(celda).lower())


@pytest.mark.parametrize("separador", [",", ";", "\t"])
def test_whole_table_begins_at_the_row_whose_headers_are_known(separador):
    lineas = [["Nombre", ""], ["NOMBRE", "E-mail", "Otra"], ["Ana", "", "x"], ["", "", ""], ["Luis", "l@x.org", ""]]

    tabla = leer_entera("\n".join(separador.join(linea) for linea in lineas).encode(), nombrar)

    assert tabla.titulos == ["NOMBRE", "E-mail", "Otra"]
    assert [(f.numero, f.celdas) for f in tabla.filas] == [(3, ["Ana", None, "x"]), (5, ["Luis", "l@x.org", None])]


def test_whole_table_keeps_two_columns_of_one_name():
    tabla = leer_entera(b"Nombre,Mail,Mail\nAna,a@x.org,b@x.org\n", nombrar)

    assert (tabla.titulos, tabla.filas[0].celdas) == (["Nombre", "Mail", "Mail"], ["Ana", "a@x.org", "b@x.org"])


def test_whole_table_without_a_known_header_begins_at_the_row_of_most_texts():
    tabla = leer_entera("Planilla;;\nQuién;Dónde;Cuándo\nAna;Acá;1\n".encode(), nombrar)

    assert (tabla.titulos, tabla.filas[0].celdas) == (["Quién", "Dónde", "Cuándo"], ["Ana", "Acá", "1"])


@pytest.mark.parametrize("contenido", [b"", b"%PDF-1.7\na,b", b"\x89PNG\0", b"\xd0\xcf\x11\xe0"])
def test_whole_table_refuses_what_is_none(contenido):
    with pytest.raises(TablaIlegible):
        leer_entera(contenido, nombrar)

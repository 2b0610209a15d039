"""The entry: a code to say or to scan, as a page and as a PDF that anybody can read (PDF/UA)."""

import io
import re

import pypdf
import pytest
import segno
from django.utils.translation import override

from inscripciones import entrada, services
from inscripciones.models import Inscripcion, Participante
from tests import fabricas
from tests.mi_lugar.conftest import entrar

# What would be markup for typst, if it were ever read as such (CVE-2026-33046 was this in another document engine).
HOSTIL = '#panic("x") *Ñandú* _O\'Higgins_ "q" $x$ @r <l> \\ `c` //n [z] ~ = - {{ x }} #read("/etc/passwd")'


def leer(response):
    """Return the parsed PDF of an answer and its words as one line."""
    documento = pypdf.PdfReader(io.BytesIO(response.content))
    return documento, " ".join(" ".join(p.extract_text() for p in documento.pages).split())


def cuadros(trazo):
    """Return the dark modules that a path draws: ``{(x, y)}``."""
    return {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", trazo)}


def test_the_page_shows_the_code_in_text_and_as_qr(de_luis, luis):
    texto = de_luis.get("/mi-lugar/entrada/").content.decode()

    assert f'<strong class="codigo-de-entrada">{luis.entrada}</strong>' in texto
    assert f'<title id="qr-titulo">Código QR que dice {luis.entrada}</title>' in texto
    assert re.search(r'<path class="qr-oscuro" d="([^"]+)"', texto)[1] == entrada.trazo_qr(luis.entrada)[0]
    for dicho in ("Luis Cando", "Delegación de Riobamba", "Av. Central 100", "presencial, lugar confirmado"):
        assert dicho in texto


def test_the_path_draws_the_qr_of_the_code():
    trazo, lado = entrada.trazo_qr("7K3M9QXW")
    matriz = segno.make_qr("7K3M9QXW", error="q").matrix

    assert lado == len(matriz) + 8
    assert cuadros(trazo) == {(x + 4, y + 4) for y, fila in enumerate(matriz) for x, d in enumerate(fila) if d}


@pytest.mark.parametrize(
    ("prefijo", "idioma", "titulo"),
    [
        ("", "es-AR", "Entrada a la XXVI Cumbre de Mercociudades"),
        ("/pt-br", "pt-BR", "Entrada para a XXVI Cúpula de Mercocidades"),
    ],
)
def test_the_pdf_is_pdf_ua_in_its_language_with_title_and_alternative(de_luis, luis, prefijo, idioma, titulo):
    response = de_luis.get(f"{prefijo}/mi-lugar/entrada.pdf")

    documento, texto = leer(response)
    raiz = documento.trailer["/Root"]
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="entrada-{luis.entrada}.pdf"'
    assert b"<pdfuaid:part>1</pdfuaid:part>" in raiz["/Metadata"].get_object().get_data()
    assert (raiz["/Lang"], raiz["/MarkInfo"]["/Marked"]) == (idioma, True)
    assert documento.metadata.title == titulo
    assert raiz["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - pypdf's own boolean
    alternativas = [o["/Alt"] for o in _objetos(documento) if o.get("/S") == "/Figure"]
    assert alternativas == [f"Código QR que {'diz' if prefijo else 'dice'} {luis.entrada}"]
    assert [dicho for dicho in (titulo, "Luis Cando", luis.entrada, "Riobamba") if dicho not in texto] == []


def _objetos(documento):
    """Every dictionary among the objects of a document."""
    todos = [documento.get_object(n) for n in range(1, int(documento.trailer["/Size"]))]
    return [o for o in todos if isinstance(o, dict)]


def test_names_appear_as_they_were_written_whatever_they_say(luis, seminario):
    Participante.objects.filter(pk=luis.pk).update(nombre=HOSTIL)
    ciudad = luis.inscripcion.ciudad
    ciudad.nombre = '#set page(fill: red) *São João* "d\'Oeste"'
    ciudad.save()
    seminario.titulo_es = seminario.titulo_pt_br = '#link <b> *Água* & #import "@preview/x:1.0.0"'
    seminario.save()

    _documento, texto = leer(entrar(Participante.objects.get(pk=luis.pk)).get("/mi-lugar/entrada.pdf"))

    sin_espacios = texto.replace(" ", "")
    for escrito in (HOSTIL, ciudad.nombre, seminario.titulo_es):
        assert escrito.replace(" ", "") in sin_espacios


@pytest.mark.parametrize(
    "nombre", ["Ana 😀 Paz", "王小明", "שלום", "a\u0301\u0302\u0303b", "\u200dAna\u00ad", "\U000e0041", "ﷺ"]
)
def test_a_name_that_no_font_draws_still_gives_an_entry(db, nombre):
    persona = fabricas.crear_participante(fabricas.crear_inscripcion("confirmada"), nombre=nombre)

    with override("es"):
        contenido = entrada.pdf_de_entrada(entrada.datos_de_entrada(persona, []))

    texto = pypdf.PdfReader(io.BytesIO(contenido)).pages[0].extract_text()
    assert persona.entrada in texto
    assert "Código de entrada" in texto


def test_a_long_list_of_activities_goes_on_over_pages(luis, cumbre):
    for n in range(40):
        fabricas.crear_asistencia(
            luis, fabricas.crear_actividad(cumbre, titulo_es=f"Taller {n:02}"), estado="confirmada"
        )

    documento, texto = leer(entrar(luis).get("/mi-lugar/entrada.pdf"))

    assert len(documento.pages) > 1
    assert [n for n in range(40) if f"Taller {n:02}" not in texto] == []


@pytest.mark.parametrize("estado", [e for e in Inscripcion.Estado if e != Inscripcion.Estado.CONFIRMADA])
def test_only_who_is_confirmed_has_an_entry(db, estado):
    persona = fabricas.crear_participante(fabricas.crear_inscripcion(estado))
    navegador = entrar(persona)

    assert [navegador.get(f"/mi-lugar/entrada{fin}").status_code for fin in ("/", ".pdf")] == [404, 404]
    assert persona.entrada not in navegador.get("/mi-lugar/").content.decode()


def test_who_declined_has_none_until_they_come_after_all(de_luis, luis):
    services.declinar(participante=luis)
    assert [de_luis.get(f"/mi-lugar/entrada{fin}").status_code for fin in ("/", ".pdf")] == [404, 404]

    services.confirmar_que_va(participante=luis)
    assert [de_luis.get(f"/mi-lugar/entrada{fin}").status_code for fin in ("/", ".pdf")] == [200, 200]


def test_the_entry_leaves_out_what_was_refused(de_luis, luis, clima):
    luis.asistencias.filter(actividad=clima).update(estado="rechazada")

    assert "Clima" not in de_luis.get("/mi-lugar/entrada/").content.decode()
    assert "Clima" not in leer(de_luis.get("/mi-lugar/entrada.pdf"))[1]

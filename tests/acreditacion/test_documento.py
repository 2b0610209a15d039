"""The certificate as a document: PDF/UA-1 in its language, parsed back; the strict mode refuses the unreadable."""

import pytest
import typst
from django.utils.translation import override

from acreditacion import documento
from acreditacion.documento import PLANTILLA, datos_de_certificado, pdf_de_certificado
from comun.documentos import pdf_accesible
from tests import fabricas
from tests.acreditacion.despues import alternativas, leer_pdf, presentes

pytestmark = pytest.mark.django_db

HOSTIL = '#panic("x") *Ñandú* _O\'Higgins_ "q" $x$ @r <l> \\ `c` //n [z] ~ = - {{ x }} #read("/etc/passwd")'
CODIGO = "7K3M9QXW4TBC"


def certificado(persona, actividad, **campos):
    return fabricas.crear_certificado(persona, actividad, codigo=CODIGO, **campos)


@pytest.mark.parametrize(
    ("idioma", "lang", "titulo", "dichos", "ruta", "mapa"),
    [
        (
            "es",
            "es-AR",
            "Certificado de participación",
            [
                "certifica que",
                "participó de manera presencial en",
                "Seminario Cooperación Internacional",
                "17:15",
                "GMT-3",
            ],
            "/certificados/",
            "Mapa de América del Sur con el sur arriba",
        ),
        (
            "pt-br",
            "pt-BR",
            "Certificado de participação",
            ["certifica que", "participou de forma presencial", "Seminário Cooperação Internacional", "17:15", "GMT-3"],
            "/pt-br/certificados/",
            "Mapa da América do Sul com o sul para cima",
        ),
    ],
)
def test_the_pdf_is_pdf_ua_in_its_language_with_title_tags_and_alternatives(
    ana, seminario, idioma, lang, titulo, dichos, ruta, mapa
):
    hecho, texto = leer_pdf(pdf_de_certificado(certificado(ana, seminario, idioma=idioma)))

    raiz = hecho.trailer["/Root"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in raiz["/Metadata"].get_object().get_data()
    assert (raiz["/Lang"], raiz["/MarkInfo"]["/Marked"], "/StructTreeRoot" in raiz) == (lang, True, True)
    assert raiz["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - pypdf's own boolean
    assert (hecho.metadata.title, len(hecho.pages)) == (titulo, 1)
    assert [dicho for dicho in [titulo, "Ana Pérez", *dichos] if dicho not in texto] == []
    assert "7K3M-9QXW-4TBC" in texto
    assert f"http://testserver{ruta}{CODIGO}/" in texto.replace(" ", "")
    del_qr, del_mapa = alternativas(hecho)
    assert (del_qr.startswith("Código QR"), del_mapa.startswith(mapa)) == (True, True)


def test_the_code_to_scan_leads_to_the_verification(ana, seminario, monkeypatch):
    dichos = []
    monkeypatch.setattr(documento, "svg_qr", lambda texto: dichos.append(texto) or "<svg/>")

    with override("es"):
        datos_de_certificado(certificado(ana, seminario))

    assert dichos == [f"http://testserver/certificados/{CODIGO}/"]


@pytest.mark.parametrize(("modalidad", "dicho"), [("presencial", "presencial en"), ("virtual", "virtual en")])
def test_it_says_how_the_person_was_there(ana, seminario, modalidad, dicho):
    _hecho, texto = leer_pdf(pdf_de_certificado(certificado(ana, seminario, modalidad=modalidad)))

    assert f"participó de manera {dicho}" in texto


def test_an_activity_without_an_hour_tells_its_day_and_not_that_the_hour_is_to_come(ana, seminario):
    taller = fabricas.crear_actividad(seminario.cumbre, titulo_es="Taller", dia=seminario.dia)

    _hecho, texto = leer_pdf(pdf_de_certificado(certificado(ana, taller)))

    assert str(seminario.dia.year) in texto
    assert "confirmar" not in texto


@pytest.mark.parametrize("falta", ["mapa_dice", "qr_dice", "titulo"])
def test_the_strict_mode_refuses_a_picture_without_alternative_and_a_document_without_title(ana, seminario, falta):
    with override("es"):
        datos = datos_de_certificado(certificado(ana, seminario))
        datos[falta] = None

        with pytest.raises(typst.TypstError):
            pdf_accesible(PLANTILLA, datos)


def test_names_appear_as_they_were_written_whatever_they_say(seminario):
    (persona,) = presentes(seminario, nombre=HOSTIL)
    seminario.titulo_es = '#link <b> *Água* & #import "@preview/x:1.0.0"'
    seminario.save()

    _hecho, texto = leer_pdf(pdf_de_certificado(certificado(persona, seminario)))

    sin_espacios = texto.replace(" ", "").replace("\u200b", "")
    assert [d for d in (HOSTIL, seminario.titulo_es) if d.replace(" ", "") not in sin_espacios] == []


@pytest.mark.parametrize(
    ("nombre", "titulo"),
    [
        (
            ("María Inmaculada Concepción de los Ángeles " * 3)[:120].strip(),
            ("Desarrollo económico local " * 8)[:200].strip(),
        ),
        ("W" * 120, "M" * 200),
    ],
    ids=["palabras", "una_palabra"],
)
def test_a_hundred_and_twenty_letters_and_a_title_of_two_hundred_fit_in_one_page(seminario, nombre, titulo):
    (persona,) = presentes(seminario, nombre=nombre)
    seminario.titulo_es = titulo
    seminario.save()

    hecho, texto = leer_pdf(pdf_de_certificado(certificado(persona, seminario)))

    sin_espacios = texto.replace(" ", "").replace("\u200b", "")
    assert len(hecho.pages) == 1
    assert [d for d in (nombre, titulo, "7K3M-9QXW-4TBC") if d.replace(" ", "") not in sin_espacios] == []
    assert _lo_que_se_sale(hecho) == []


def _lo_que_se_sale(hecho):
    """Return the texts that begin in the band of the map, or out of the page."""
    fuera, pagina = [], hecho.pages[0]

    def mirar(texto, matriz, lugar, *_resto):
        x = lugar[4] + matriz[4]
        if texto.strip() and not 0 < x < float(pagina.mediabox.width) - 84 / 25.4 * 72:
            fuera.append((texto, x))

    pagina.extract_text(visitor_text=mirar)
    return fuera


@pytest.mark.parametrize("nombre", ["Ana 😀 Paz", "王小明", "שלום", "a\u0301\u0302\u0303b"])
def test_a_name_that_no_font_draws_still_gives_a_certificate(seminario, nombre):
    (persona,) = presentes(seminario, nombre=nombre)

    _hecho, texto = leer_pdf(pdf_de_certificado(certificado(persona, seminario)))

    assert "7K3M-9QXW-4TBC" in texto


def test_the_map_is_that_of_the_network(db):
    una = fabricas.crear_ciudad(nombre="Una", latitud=-31, longitud=-60, miembro=True, verificada=True)
    otra = fabricas.crear_ciudad(nombre="Otra", pais="PY", latitud=-25, longitud=-57, miembro=True, verificada=True)
    proyecto = fabricas.crear_proyecto(convocatoria=fabricas.crear_convocatoria(2020), titulo_es="Agua")
    fabricas.crear_participacion(proyecto, una, "coordinadora")
    fabricas.crear_participacion(proyecto, otra)

    dibujo = documento._dibujar_mapa()

    assert (dibujo.count("h0"), dibujo.count(documento._ARCO)) == (2, 1)

"""The language is in the address; the switch keeps the page; what is in the other language says so."""

import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from comun.middleware import bcp47, idioma_de_ruta
from comun.templatetags.comun import ruta_en_idioma

INICIO = datetime.datetime(2026, 12, 1, 20, 15, tzinfo=datetime.UTC)


def dibujar(plantilla, **contexto):
    return engines["django"].from_string(plantilla).render(contexto).strip()


@pytest.mark.parametrize(
    ("ruta", "idioma"),
    [
        ("/", "es"),
        ("/agenda/", "es"),
        ("/pt-br/", "pt-br"),
        ("/pt-br/agenda/", "pt-br"),
        ("/pt-brasil/", "es"),
        ("/pt/agenda/", "es"),
        ("/en/", "es"),
        ("/agenda/pt-br/", "es"),
    ],
)
def test_idioma_comes_from_the_first_segment_only(ruta, idioma):
    assert idioma_de_ruta(ruta) == idioma


def test_bcp47_writes_the_region_in_capitals():
    assert (bcp47("es"), bcp47("pt-br")) == ("es", "pt-BR")


@pytest.mark.django_db
def test_accept_language_and_cookie_do_not_change_the_language(client):
    client.cookies["django_language"] = "pt-br"

    respuesta = client.get("/accesibilidad/", headers={"accept-language": "pt-BR"})

    assert respuesta.headers["Content-Language"] == "es"
    assert '<html lang="es">' in respuesta.content.decode()
    assert "Accept-Language" not in respuesta.headers["Vary"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ruta", "otra", "lang"),
    [
        ("/accesibilidad/?a=1&b=2", "/pt-br/accesibilidad/?a=1&amp;b=2", "pt-BR"),
        ("/pt-br/accesibilidad/?a=1", "/accesibilidad/?a=1", "es"),
        ("/no-existe/", "/pt-br/no-existe/", "pt-BR"),
    ],
)
def test_cambio_de_idioma_keeps_page_and_query(client, ruta, otra, lang):
    pagina = client.get(ruta).content.decode()

    assert pagina.count(f'<a href="{otra}" lang="{lang}" hreflang="{lang}">') == 3


@pytest.mark.parametrize(
    ("ruta", "codigo", "destino"),
    [
        ("/pt-br//malo.example/", "es", "/%2Fmalo.example/"),
        ("//malo.example/", "pt-br", "/pt-br//malo.example/"),
        ("/pt-br/", "es", "/"),
        ("/pt-br", "es", "/"),
        ("/", "pt-br", "/pt-br/"),
    ],
)
def test_cambio_de_idioma_never_leaves_the_site(ruta, codigo, destino):
    assert ruta_en_idioma(ruta, codigo) == destino


def test_cambio_de_idioma_on_a_form_step_that_came_back_with_errors():
    request = RequestFactory().post("/inscripcion/abc/contacto/?x=1")

    assert dibujar("{% url_en_otro_idioma %}", request=request) == "/pt-br/inscripcion/abc/contacto/?x=1"


def test_bilingue_shows_the_active_language_and_marks_the_other():
    ambos = SimpleNamespace(titulo_es="Hola", titulo_pt_br="Olá")
    solo_pt = SimpleNamespace(titulo_es="", titulo_pt_br="<b>Olá</b>\n\nTudo bem?")
    nada = SimpleNamespace(titulo_es=None, titulo_pt_br="")

    assert dibujar('{% bilingue o "titulo" %}', o=ambos) == "Hola"
    assert (
        dibujar('{% bilingue o "titulo" %}', o=solo_pt)
        == '<span lang="pt-BR">&lt;b&gt;Olá&lt;/b&gt;\n\nTudo bem?</span>'
    )
    assert (
        dibujar('{% bilingue o "titulo" parrafos=True %}', o=solo_pt)
        == '<div lang="pt-BR"><p>&lt;b&gt;Olá&lt;/b&gt;</p>\n\n<p>Tudo bem?</p></div>'
    )
    assert dibujar('{% bilingue o "titulo" %}', o=nada) == ""
    with translation.override("pt-br"):
        assert dibujar('{% bilingue o "titulo" %}', o=ambos) == "Olá"


def test_hora_evento_says_its_zone_in_the_visible_text():
    assert (
        dibujar("{% hora_evento i %}", i=INICIO) == '<time datetime="2026-12-01T17:15:00-03:00">17:15'
        ' <span class="zona">(hora de Argentina, GMT-3)</span></time>'
    )
    assert (
        dibujar('{% hora_evento i "America/Lima" %}', i=INICIO)
        == '<time datetime="2026-12-01T15:15:00-05:00">15:15 <span class="zona">(hora de Perú, GMT-5)</span></time>'
    )
    assert dibujar("{% hora_evento i %}", i=None) == '<span class="sin-dato">horario a confirmar</span>'


def test_hora_evento_with_an_unknown_zone_uses_the_events_own():
    assert "17:15" in dibujar('{% hora_evento i "Marte/Olimpo" %}', i=INICIO)
    assert "17:15" in dibujar('{% hora_evento i "../../etc/passwd" %}', i=INICIO)


def test_hora_evento_of_a_zone_without_a_name_of_ours():
    assert "(hora de Kathmandu, GMT+5:45)" in dibujar('{% hora_evento i "Asia/Kathmandu" %}', i=INICIO)


def test_fecha_evento_is_the_day_in_the_events_zone():
    tarde = datetime.datetime(2026, 12, 2, 1, 0, tzinfo=datetime.UTC)

    assert dibujar("{% fecha_evento i %}", i=tarde) == '<time datetime="2026-12-01">1 de diciembre de 2026</time>'
    assert (
        dibujar("{% fecha_evento i con_dia=True con_anio=False %}", i=datetime.date(2026, 12, 1))
        == '<time datetime="2026-12-01">martes 1 de diciembre</time>'
    )
    with translation.override("pt-br"):
        assert dibujar("{% fecha_evento i %}", i=tarde) == '<time datetime="2026-12-01">1º de dezembro de 2026</time>'


def test_cuando_evento_takes_a_moment_in_any_zone():
    local = INICIO.astimezone(ZoneInfo("America/Sao_Paulo"))

    assert (
        dibujar("{% cuando_evento i %}", i=local)
        == '<time datetime="2026-12-01T17:15:00-03:00">1 de diciembre de 2026, 17:15'
        ' <span class="zona">(hora de Argentina, GMT-3)</span></time>'
    )
    assert dibujar("{% cuando_evento i None dia %}", i=None, dia=datetime.date(2026, 12, 1)) == (
        '<time datetime="2026-12-01">1 de diciembre de 2026</time>, <span class="sin-dato">horario a confirmar</span>'
    )

"""Somebody asks an institution from its page, on a phone: with nothing but HTML, and with a screen reader's rules."""

import pytest
from playwright.sync_api import expect

from agenda.models import Bloque, Pregunta
from tests import fabricas
from tests.puertas.navegador import TELEFONO, Caminata, CaminataConTeclado

ENVIAR = "main form button[type=submit]"


@pytest.fixture
def fondo(transactional_db):
    """An institution with a programme, and a seminar of two blocks."""
    seminario = fabricas.crear_seminario(fabricas.crear_cumbre())
    fabricas.crear_bloque(seminario, 1, titulo_es="Experiencias", titulo_pt_br="Experiências")
    fabricas.crear_bloque(seminario, 2, titulo_es="Miradas", titulo_pt_br="Olhares", tipo=Bloque.Tipo.INSTITUCIONES)
    institucion = fabricas.crear_institucion(nombre="Fondo del Sur", slug="fondo")
    fabricas.crear_programa(institucion=institucion)
    return institucion


@pytest.mark.parametrize(
    ("con_js", "prefijo", "mano"),
    [(False, "", Caminata), (True, "/pt-br", CaminataConTeclado)],
    ids=["es-sin-js", "pt-js-teclado-axe"],
)
def test_a_question_is_left_on_a_phone(browser, browser_context_args, live_server, fondo, con_js, prefijo, mano):
    contexto = browser.new_context(
        **browser_context_args, java_script_enabled=con_js, viewport={"width": TELEFONO, "height": 640}
    )
    caminata = mano(contexto.new_page(), f"preguntas-{'js' if con_js else 'sin-js'}", con_axe=con_js)
    page = caminata.page

    page.goto(f"{prefijo}/instituciones/fondo/")
    caminata.pulsar('a[href*="/agenda/preguntas/"]')
    caminata.mirar("vacia")
    expect(page.locator("#id_para")).to_have_value("institucion-fondo")
    caminata.elegir("#id_para", "bloque-1")
    caminata.pulsar(ENVIAR)
    caminata.mirar("error")
    assert page.title().startswith("Err")
    assert page.locator("[data-resumen-errores] a").evaluate_all("todos => todos.map((a) => a.hash)") == [
        "#id_pregunta"
    ]
    expect(page.locator("#id_pregunta")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#id_para")).to_have_value("bloque-1")
    caminata.escribir("#id_pregunta", "¿Y el agua?")
    caminata.pulsar(ENVIAR)
    caminata.mirar("gracias")

    assert page.url.endswith(f"{prefijo}/agenda/preguntas/recibida/?bloque=1")
    page.reload()
    assert page.url.endswith(f"{prefijo}/agenda/preguntas/recibida/?bloque=1")
    assert list(Pregunta.objects.values_list("bloque__orden", "institucion", "texto", "nombre", "idioma")) == [
        (1, None, "¿Y el agua?", "", "pt-br" if prefijo else "es")
    ]
    assert caminata.faltas == []
    contexto.close()


def test_a_page_that_is_closed_has_no_finding(page, transactional_db):
    page.set_viewport_size({"width": TELEFONO, "height": 640})
    caminata = Caminata(page, "preguntas-cerradas", con_axe=True)

    page.goto("/agenda/preguntas/")
    caminata.mirar("cerrada")

    assert caminata.faltas == []


def test_a_page_that_takes_no_more_has_no_finding(page, fondo, settings, monkeypatch):
    settings.PUBLIC_LIMITS = True
    monkeypatch.setattr("agenda.views.preguntas.POR_IP", 0)
    page.set_viewport_size({"width": TELEFONO, "height": 640})
    caminata = Caminata(page, "preguntas-demasiadas", con_axe=True)

    page.goto("/agenda/preguntas/?bloque=1")
    caminata.escribir("#id_pregunta", "¿Y el agua?")
    caminata.pulsar(ENVIAR)
    caminata.mirar("demasiadas")

    expect(page.get_by_role("heading", level=1)).to_have_text("Llegaron muchas preguntas seguidas")
    expect(page.locator("blockquote")).to_have_text("¿Y el agua?")
    assert caminata.faltas == []

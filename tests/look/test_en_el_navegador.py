"""What only a browser can tell: focus, widths, the reader's own hour, the menu without JavaScript."""

import pytest

from tests import fabricas
from tests.puertas.navegador import pulsar

PAGINAS = ["/", "/seminario/", "/privacidad/", "/accesibilidad/", "/no-existe/"]


@pytest.fixture
def seminario(transactional_db):
    return fabricas.crear_seminario(fabricas.crear_cumbre())


def test_pagina_fits_a_narrow_screen(page, seminario):
    page.set_viewport_size({"width": 320, "height": 640})

    anchos = {}
    for ruta in [idioma + pagina for idioma in ("", "/pt-br") for pagina in PAGINAS]:
        page.goto(ruta)
        anchos[ruta] = page.evaluate("document.documentElement.scrollWidth")

    assert set(anchos.values()) == {320}, anchos


def test_resumen_de_errores_has_the_focus_and_leads_to_the_field(page, seminario):
    page.goto("/acceso/")
    pulsar(page, "main form button[type=submit]")

    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "resumen-errores"
    page.locator(".resumen-errores a").first.click()
    assert page.evaluate("document.activeElement.id") == "id_email"


def test_portada_tells_the_hour_of_the_reader(page, seminario):
    page.goto("/")

    propia = page.locator(".hero-cuando p", has_text="En su horario:").inner_text()

    assert "15:15" in propia
    assert "GMT-5" in propia


def test_menu_opens_by_keyboard_without_javascript(browser, browser_context_args, live_server, seminario):
    contexto = browser.new_context(
        **browser_context_args, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    pagina = contexto.new_page()
    pagina.goto("/")

    pagina.keyboard.press("Tab")  # skip link
    pagina.keyboard.press("Tab")  # wordmark
    pagina.keyboard.press("Tab")  # menu
    pagina.keyboard.press("Enter")

    assert pagina.locator(".menu-telefono nav a", has_text="Agenda").is_visible()
    assert pagina.locator(".menu-ancho").is_hidden()
    contexto.close()

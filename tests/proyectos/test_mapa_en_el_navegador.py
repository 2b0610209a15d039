"""The map in a browser: the arc of a pair shows from its row, by pointer and by keyboard; names fit the drawing."""

import pytest

from tests import fabricas

pytestmark = pytest.mark.django_db(transaction=True)
ELEGIDO = ".mapa-arco-elegido"


@pytest.fixture
def red():
    ciudades = [
        fabricas.crear_ciudad(nombre=nombre, latitud=latitud, longitud=longitud)
        for nombre, latitud, longitud in (("Ana", -31, -60), ("Bel", -12, -77), ("Cal", -3, -45))
    ]
    for pareja in (ciudades[:2], ciudades[1:]):
        proyecto = fabricas.crear_proyecto()
        for ciudad in pareja:
            fabricas.crear_participacion(proyecto, ciudad)


def test_a_row_shows_its_arc_by_pointer_and_by_keyboard(page, red):
    page.goto("/proyectos/mapa/")
    elegido = page.locator(ELEGIDO)
    assert elegido.get_attribute("href") is None

    page.locator("[data-arco='2']").hover()
    assert elegido.get_attribute("href") == "#arco-2"

    page.locator("h1").hover()
    assert elegido.get_attribute("href") is None

    page.locator("[data-arco='1'] a").focus()
    assert elegido.get_attribute("href") == "#arco-1"
    caja, dibujo = elegido.bounding_box(), page.locator(".mapa-sur").bounding_box()
    assert caja["width"] > 0
    assert dibujo["x"] <= caja["x"] <= dibujo["x"] + dibujo["width"]


@pytest.mark.parametrize(("ancho", "visible", "oculta"), [(320, "grandes", ""), (900, "", "grandes")])
def test_names_are_large_where_the_drawing_is_small(page, red, ancho, visible, oculta):
    page.set_viewport_size({"width": ancho, "height": 800})
    page.goto("/proyectos/mapa/?arriba=norte")

    grupo = {"": ".mapa-nombres", "grandes": ".mapa-nombres-grandes"}
    assert page.locator(f"{grupo[visible]} text").first.is_visible()
    assert not page.locator(f"{grupo[oculta]} text").first.is_visible()
    assert page.locator(f"{grupo[visible]} text").first.bounding_box()["height"] >= 12
    assert page.evaluate("document.documentElement.scrollWidth") == ancho


def test_without_scripts_the_page_says_the_same(browser, live_server, red):
    contexto = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    page = contexto.new_page()
    page.goto("/proyectos/mapa/")

    assert page.locator("[data-arco]").count() == 2
    page.get_by_role("link", name="Poner el norte arriba").click()
    page.get_by_role("link", name="Poner el sur arriba").wait_for()
    contexto.close()

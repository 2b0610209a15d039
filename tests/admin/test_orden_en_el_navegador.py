"""A member of staff prepares a block by keyboard only: order, minutes, a candidate, publication, preview, delay."""

import datetime
import os

import pytest
from django.contrib.auth import get_user_model

from agenda.models import Bloque, Intervencion
from tests import fabricas
from tests.admin.test_en_el_navegador import CLAVE, adentro, elenco, hallazgos  # noqa: F401 - fixtures
from tests.entrada import entrar
from tests.puertas.navegador import nuevo_contexto

pytestmark = pytest.mark.largo


@pytest.fixture
def bloque(elenco):  # noqa: F811
    """A block in draft of forty minutes, with two talks in draft, and somebody who wants to present."""
    seminario = elenco["actividad"]
    otro = fabricas.crear_bloque(
        seminario,
        orden=2,
        titulo_es="Experiencias de ciudades",
        inicio=seminario.inicio + datetime.timedelta(minutes=20),
        fin=seminario.inicio + datetime.timedelta(minutes=60),
        estado="borrador",
    )
    for n, titulo in enumerate(["Huertas urbanas", "Datos abiertos"], start=1):
        charla = fabricas.crear_intervencion(otro, n, titulo_es=titulo, estado="borrador", ciudad=elenco["ciudad"])
        fabricas.crear_ponente(charla, nombre="Ana Ponente")
    contacto = fabricas.crear_contacto(ciudad=fabricas.crear_ciudad(nombre="Canelones", pais="UY"))
    fabricas.crear_propuesta(contacto, titulo="Ríos limpios", resumen="Cómo se limpia un río.", publicacion="pendiente")
    institucion = fabricas.crear_contacto(institucion=fabricas.crear_institucion(nombre="Agencia del Sur"))
    fabricas.crear_propuesta(institucion, titulo="Nuestra mirada", publicacion="publicada")
    return otro


def hasta(page, rotulo, maximo=200):
    """Press Tab until what is named so has the focus."""
    for _n in range(maximo):
        page.keyboard.press("Tab")
        if rotulo in enfocado(page):
            return
    raise AssertionError(f"Tab does not reach {rotulo!r}")


def enfocado(page):
    texto = page.evaluate("() => document.activeElement.textContent || document.activeElement.value") or ""
    return " ".join(texto.split())


def apretar(page, rotulo, tecla="Enter"):
    hasta(page, rotulo)
    with page.expect_navigation():
        page.keyboard.press(tecla)


def guardar_imagen(page, nombre):
    if carpeta := os.environ.get("IMAGENES"):
        page.screenshot(path=f"{carpeta}/{nombre}.png", full_page=True)


@pytest.mark.parametrize("ancho", [320, 1280])
def test_staff_prepares_a_block_by_keyboard(adentro, bloque, hallazgos, ancho):  # noqa: F811
    page = adentro
    page.set_viewport_size({"width": ancho, "height": 800})
    page.goto(f"/admin/agenda/bloque/{bloque.pk}/orden/")
    guardar_imagen(page, f"orden-{ancho}")
    assert hallazgos(page) == []

    # Order: the button that was pressed keeps the focus, at the new place.
    apretar(page, "Bajar")
    assert titulos(bloque) == ["Datos abiertos", "Huertas urbanas"]
    assert enfocado(page) == "Subir «Huertas urbanas», lugar 2 de 2"

    # Minutes: Enter in a field saves and moves nothing.
    page.locator("[name^=minutos-]").first.focus()
    page.keyboard.type("25")
    page.keyboard.press("Tab")
    hasta(page, "Subir", 5)
    page.locator("[name^=minutos-]").last.focus()
    page.keyboard.type("17")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert list(bloque.intervenciones.order_by("orden").values_list("minutos", flat=True)) == [25, 17]
    assert "42 de 40 minutos: sobran 2" in page.locator(".cuenta-de-minutos").inner_text()

    # A candidate, in two.
    apretar(page, "Convertir en intervención")
    guardar_imagen(page, f"convertir-{ancho}")
    assert hallazgos(page) == []
    apretar(page, "Convertir y avisar")
    nueva = Intervencion.objects.get(titulo_es="Ríos limpios")
    assert page.evaluate("() => document.activeElement.id") == f"charla-{nueva.pk}"

    # Publish: too long, it says so and nothing happens; shorter, it does.
    page.goto(f"/admin/agenda/bloque/{bloque.pk}/orden/")
    apretar(page, "Publicar el bloque")
    guardar_imagen(page, f"publicar-{ancho}")
    assert hallazgos(page) == []
    apretar(page, "Publicar en la agenda")
    assert "suman 42 minutos" in page.locator(".messagelist").inner_text()
    page.locator("[name^=minutos-]").first.focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("15")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    apretar(page, "Publicar el bloque")
    apretar(page, "Publicar en la agenda")
    assert page.locator(".messagelist").inner_text() == "Se publicó el bloque con sus 3 intervenciones."
    guardar_imagen(page, f"publicado-{ancho}")

    # A delay, in two.
    apretar(page, "10 minutos")
    guardar_imagen(page, f"demora-{ancho}")
    assert hallazgos(page) == []
    apretar(page, "Anunciar la demora")
    assert Bloque.objects.get(pk=bloque.pk).demora_minutos == 10
    assert page.evaluate("() => document.activeElement.id") == "demora"
    guardar_imagen(page, f"demorado-{ancho}")

    # And how it is seen.
    page.goto(f"/admin/agenda/bloque/{bloque.pk}/orden/")
    apretar(page, "Vista previa")
    assert page.locator(".vista-previa").is_visible()
    guardar_imagen(page, f"previa-{ancho}")
    assert hallazgos(page) == []


def test_order_and_minutes_need_no_script(browser, live_server, settings, quejas, bloque):
    """The same buttons with scripts off, in Portuguese, on a phone."""
    settings.SITE_URL = live_server.url
    contexto = nuevo_contexto(browser, live_server, quejas, con_js=False)
    page = contexto.new_page()
    ruta = f"/pt-br/admin/login/?next=/pt-br/admin/agenda/bloque/{bloque.pk}/orden/"
    entrar(page, get_user_model().objects.get(), CLAVE, ruta)
    ultima = bloque.intervenciones.last()
    page.fill(f"#id_minutos-{ultima.pk}", "12")
    page.click(f"#subir-{ultima.pk}")
    page.wait_for_url("**/#bajar-*")

    assert titulos(bloque) == ["Datos abiertos", "Huertas urbanas"]
    assert page.locator(f"#bajar-{ultima.pk}:focus").count() == 1
    assert page.input_value(f"#id_minutos-{ultima.pk}") == "12"
    assert page.locator(".messagelist").inner_text() == "«Datos abiertos» passa para o lugar 1 de 2."
    contexto.close()
    assert quejas == []


def titulos(bloque):
    return list(bloque.intervenciones.order_by("orden").values_list("titulo_es", flat=True))


def test_forms_of_the_programme_have_no_finding(adentro, elenco, bloque, hallazgos):  # noqa: F811
    charla = bloque.intervenciones.first()
    paginas = [f"bloque/{elenco['bloque'].pk}/change", f"intervencion/{charla.pk}/change", "bloque/add", "bloque"]
    for pagina in [*paginas, f"bloque/{bloque.pk}/orden", f"intervencion/{charla.pk}/vista-previa"]:
        adentro.goto(f"/pt-br/admin/agenda/{pagina}/")
        guardar_imagen(adentro, pagina.replace("/", "-"))
        assert hallazgos(adentro) == [], pagina

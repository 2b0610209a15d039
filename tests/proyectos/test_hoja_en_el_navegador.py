"""A sheet that says everything, as a browser shows it: small and large, light and dark, in both languages, on paper."""

import secrets

import pytest
from playwright.sync_api import expect

from intercambio.models import Ficha
from proyectos.models import Imagen
from tests import fabricas
from tests.comun.archivos_de_prueba import imagen
from tests.proyectos.hojas import crear_hoja_completa
from tests.puertas.navegador import ESCRITORIO, TELEFONO, faltas_de_vista, hallazgos

pytestmark = pytest.mark.django_db(transaction=True)
TAMANO = (600, 400)


@pytest.fixture
def proyecto(settings, tmp_path):
    """A full sheet whose pictures are true, with a related project and a programme for what a city of it needs."""
    settings.MEDIA_ROOT = tmp_path
    proyecto = crear_hoja_completa(2)
    for una in Imagen.objects.all():
        nombre = f"proyectos/imagenes/{secrets.token_hex(16)}.jpg"
        (tmp_path / nombre).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / nombre).write_bytes(imagen(tamano=TAMANO))
        Imagen.objects.filter(pk=una.pk).update(archivo=nombre, ancho=TAMANO[0], alto=TAMANO[1])
    rosario = proyecto.participaciones.first().ciudad
    type(rosario).objects.filter(pk=rosario.pk).update(latitud=-32.9, longitud=-60.6)
    otro = fabricas.crear_proyecto(titulo_es="Huertas en las escuelas")
    for participacion in proyecto.participaciones.all():
        fabricas.crear_participacion(otro, participacion.actor)
    for tipo in Ficha.Tipo.values:
        fabricas.crear_ficha(ciudad=rosario, tipo=tipo, unidad=proyecto.unidades.first())
    fabricas.crear_programa().unidades.add(proyecto.unidades.first())
    return proyecto


@pytest.mark.parametrize(
    ("idioma", "ancho", "tema"),
    [("", TELEFONO, "light"), ("/pt-br", TELEFONO, "dark"), ("", ESCRITORIO, "dark"), ("/pt-br", ESCRITORIO, "light")],
)
def test_full_pages_have_no_finding(page, proyecto, idioma, ancho, tema):
    page.emulate_media(color_scheme=tema)
    page.set_viewport_size({"width": ancho, "height": 700})
    faltas = []

    for fila in (proyecto, *(p.actor for p in proyecto.participaciones.all()[:2])):
        page.goto(f"{idioma}{fila.get_absolute_url()}")
        faltas += hallazgos(page) + faltas_de_vista(page)

    assert faltas == []


def test_pictures_come_when_they_are_near_and_move_nothing(page, proyecto):
    page.set_viewport_size({"width": TELEFONO, "height": 640})
    pedidas = []
    page.on("request", lambda pedido: pedidas.append(pedido.url) if "/media/" in pedido.url else None)
    page.goto(proyecto.get_absolute_url())
    pagina = "document.documentElement.scrollHeight"
    antes, al_abrir = page.evaluate(pagina), len(pedidas)

    page.locator("#fuentes").scroll_into_view_if_needed()
    for una in page.locator(".imagenes img").all():
        una.scroll_into_view_if_needed()
        expect(una).to_have_js_property("complete", True)
        expect(una).to_have_js_property("naturalWidth", TAMANO[0])

    assert (al_abrir, len(pedidas)) == (0, 2)
    assert page.evaluate(pagina) == antes


def test_notes_lead_to_the_source_and_back(page, proyecto):
    page.goto(proyecto.get_absolute_url())

    page.get_by_role("link", name="Fuente [1]").first.click()
    expect(page).to_have_url(f"{proyecto.get_absolute_url()}#fuente-1")
    page.locator("#fuente-1").get_by_role("link", name="Volver a estado").press("Enter")

    expect(page).to_have_url(f"{proyecto.get_absolute_url()}#cita-estado-1")
    expect(page.locator("#cita-estado-1")).to_be_in_viewport()


def test_paper_shows_both_summaries_and_no_neighbours(page, proyecto):
    page.goto(proyecto.get_absolute_url())
    otro_resumen = page.get_by_text("Três cidades plantam hortas.")
    expect(otro_resumen).to_be_hidden()

    page.emulate_media(media="print")

    expect(otro_resumen).to_be_visible()
    expect(page.locator("#vecinos")).to_be_hidden()

"""A review in a browser: from the first screen to the mail, nothing blocked, nothing that axe finds."""

import pytest
from django.core import mail

from comun import enviador
from proyectos import curaduria, versiones
from proyectos.models import Proyecto
from tests import fabricas
from tests.admin.test_en_el_navegador import adentro, elenco, hallazgos  # noqa: F401 - fixtures
from tests.proyectos.test_curaduria import crear_propuesta
from tests.puertas.navegador import pulsar

pytestmark = pytest.mark.largo

PROYECTOS = "/admin/proyectos/proyecto/"


@pytest.fixture
def propuesta(elenco):  # noqa: F811
    """What a city sent, in a call."""
    proyecto = crear_propuesta(convocatoria=fabricas.crear_convocatoria(2023))
    return curaduria.enviar(proyecto=proyecto)


def dicho(page):
    return page.locator(".messagelist").inner_text()


def boton(texto):
    return f"button:text-is('{texto}')"


def test_a_review_from_the_first_screen_to_the_catalogue(adentro, propuesta, hallazgos):  # noqa: F811
    adentro.set_viewport_size({"width": 1280, "height": 800})
    adentro.goto("/admin/")
    pulsar(adentro, ".pendientes a:has-text('Proyectos enviados, por revisar')")
    assert hallazgos(adentro) == []
    pulsar(adentro, "text=Huertas urbanas")
    assert adentro.locator("summary", has_text="de 23 datos").is_visible()
    assert hallazgos(adentro) == []

    pulsar(adentro, boton("Devolver con comentarios"))
    pulsar(adentro, "input[value='Devolver y avisar']")
    assert "Escriba qué falta o qué hay que cambiar" in adentro.locator(".errorlist").inner_text()
    assert hallazgos(adentro) == []
    adentro.fill("#id_comentarios", "Falta el plazo.\nY la fuente.")
    pulsar(adentro, "input[value='Devolver y avisar']")
    assert dicho(adentro) == "Se devolvió «Huertas urbanas»."
    assert adentro.locator(boton("Publicar en el catálogo")).count() == 0

    curaduria.enviar(proyecto=propuesta)
    adentro.reload()
    pulsar(adentro, boton("Publicar en el catálogo"))
    assert hallazgos(adentro) == []
    pulsar(adentro, "input[value='Publicar y avisar']")
    assert dicho(adentro) == "Se publicó «Huertas urbanas»."
    pulsar(adentro, "text=Ver en el sitio")
    assert adentro.locator("h1").inner_text() == "Huertas urbanas"
    enviador.enviar_pendientes()
    assert [m.subject for m in mail.outbox] == ["Su proyecto está en el catálogo: Huertas urbanas"]


def test_a_field_that_is_missing_is_one_touch_away(adentro, propuesta):  # noqa: F811
    adentro.goto(f"{PROYECTOS}{propuesta.pk}/change/")
    adentro.click("a:text-is('Una imagen')")
    assert adentro.locator("#imagenes-group").is_visible()
    adentro.click("a:text-is('Aporte del PCSSM')")
    assert adentro.evaluate("document.activeElement.id") == "id_monto_usd"


def test_the_key_enter_saves_and_a_button_saves_what_was_typed_before_it_asks(adentro, propuesta):  # noqa: F811
    adentro.goto(f"{PROYECTOS}{propuesta.pk}/change/")
    adentro.fill("#id_titulo_es", "Con Entrar")
    with adentro.expect_navigation():
        adentro.press("#id_titulo_es", "Enter")
    assert (adentro.url.endswith(PROYECTOS), dicho(adentro)) == (True, "Se guardó «Con Entrar».")
    adentro.goto(f"{PROYECTOS}{propuesta.pk}/change/")
    adentro.fill("#id_titulo_es", "Con el botón")
    pulsar(adentro, boton("Devolver con comentarios"))
    assert adentro.locator("h1:text-is('Devolver con comentarios')").is_visible()
    propuesta.refresh_from_db()
    assert (propuesta.titulo_es, propuesta.publicacion) == ("Con el botón", "enviada")


def test_a_sheet_is_saved_compared_and_taken_back(adentro, propuesta, hallazgos):  # noqa: F811
    adentro.set_viewport_size({"width": 1280, "height": 800})
    adentro.goto(f"{PROYECTOS}{propuesta.pk}/change/")
    adentro.fill("#id_titulo_es", "Otro título")
    adentro.check("#id_modalidades_pcssm label:has-text('taller') input")
    pulsar(adentro, "input[name=_continue]")
    pulsar(adentro, ".object-tools a:text-is('Versiones')")
    assert adentro.locator(".tabla-de-cambios td").all_inner_texts()[:2] == ["Huertas urbanas", "Otro título"]
    assert hallazgos(adentro) == []
    pulsar(adentro, "text=Volver a la versión 1…")
    assert hallazgos(adentro) == []
    pulsar(adentro, "input[value='Volver a esta versión']")
    assert dicho(adentro) == "El proyecto dice otra vez lo que decía en la versión 1."
    assert Proyecto.objects.get(pk=propuesta.pk).titulo_es == "Huertas urbanas"


@pytest.mark.parametrize(("idioma", "ancho"), [("/pt-br", 320), ("", 1280)])
def test_the_pages_of_a_sheet_have_no_finding(adentro, propuesta, hallazgos, idioma, ancho):  # noqa: F811
    adentro.set_viewport_size({"width": ancho, "height": 800})
    fabricas.crear_imagen(propuesta)
    fabricas.crear_fuente(propuesta)
    fabricas.crear_enlace(propuesta)
    fabricas.crear_documento(propuesta)
    versiones.guardar_version(proyecto=propuesta, motivo="guardada")
    Proyecto.objects.filter(pk=propuesta.pk).update(titulo_es="", historico=False, slug="mapa")
    encontrados = {}
    propias = [f"{propuesta.pk}/{pagina}" for pagina in ("change/", "versiones/", "versiones/1/restaurar/")]
    for ruta in ("", "add/", *propias):
        adentro.goto(f"{idioma}{PROYECTOS}{ruta}")
        assert adentro.evaluate("document.documentElement.scrollWidth") <= ancho
        if hay := hallazgos(adentro):
            encontrados[ruta] = hay
    assert encontrados == {}

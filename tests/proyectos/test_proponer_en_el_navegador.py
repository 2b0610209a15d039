"""A city proposes a project in a browser: from its space to the page that says it is with staff."""

import re

import pytest
from playwright.sync_api import expect

from proyectos.models import Proyecto
from tests import fabricas
from tests.comun import archivos_de_prueba as prueba
from tests.proyectos.propuestas import roles
from tests.puertas.navegador import ESCRITORIO, TELEFONO, Caminata, CaminataConTeclado

pytestmark = pytest.mark.largo

ENVIAR = "main form button[type=submit]"
CASOS = [
    pytest.param("", TELEFONO, True, Caminata, id="es-320-js"),
    pytest.param("", TELEFONO, False, Caminata, id="es-320-sin-js"),
    pytest.param("/pt-br", ESCRITORIO, True, CaminataConTeclado, id="pt-1280-js-teclado"),
    pytest.param("/pt-br", ESCRITORIO, False, Caminata, id="pt-1280-sin-js"),
]


@pytest.fixture
def caminar(request, browser, browser_context_args, live_server, settings, quejas, medios):
    """Return a function that opens a browser of its own; the test fails if it complains."""
    settings.SITE_URL = live_server.url
    contextos = []

    def abrir(nombre, ancho, con_js, mano):
        contextos.append(
            browser.new_context(
                **browser_context_args, java_script_enabled=con_js, viewport={"width": ancho, "height": 700}
            )
        )
        contextos[-1].on("console", lambda m: quejas.append(m.text) if "Security Policy" in m.text else None)
        return mano(contextos[-1].new_page(), nombre, con_axe=con_js)

    yield abrir
    for contexto in contextos:
        contexto.close()
    assert quejas == []


def boton_de(campo):
    return f"form:has({campo}) button[type=submit]"


def a_la_parte(caminata, parte):
    caminata.pulsar(f'main a[href$="/{parte}/"] >> nth=0')
    caminata.mirar(parte)


def texto(caminata):
    return caminata.page.locator("main").inner_text()


def empezar(caminata, contacto, prefijo):
    page = caminata.page
    page.goto(f"{prefijo}/acceso/{contacto.token()}/")
    caminata.pulsar(ENVIAR)
    caminata.mirar("mi-espacio")
    caminata.pulsar('main a[href$="/proyectos/proponer/"]')
    caminata.mirar("proponer")
    caminata.pulsar(ENVIAR)
    expect(page.locator("[data-resumen-errores] a")).to_have_count(1)
    caminata.mirar("proponer-error")
    caminata.escribir("#id_titulo", "Huertas en las escuelas <b>")
    caminata.pulsar(ENVIAR)
    expect(page.locator("h1")).to_have_text("Huertas en las escuelas <b>")
    caminata.mirar("borrador-vacio")


def contar(caminata):
    a_la_parte(caminata, "titulo")
    caminata.escribir("#id_resumen", "Con las familias.\n\nY con las maestras.")
    caminata.marcar('[name=modalidad][value="triangular"]')
    caminata.marcar('[name=modalidades_pcssm][value="taller"]')
    caminata.pulsar(ENVIAR)
    a_la_parte(caminata, "alcance")
    caminata.escribir("#id_objetivos", "Comer mejor.")
    caminata.pulsar(ENVIAR)
    a_la_parte(caminata, "temas")
    caminata.marcar('[name=unidades][value="ambiente"]')
    caminata.marcar('[name=ods][value="13"]')
    caminata.pulsar(ENVIAR)


def agregar(caminata):
    a_la_parte(caminata, "quienes")
    a_la_parte(caminata, "agregar/ciudad")
    caminata.elegir("#id_pais", "BR")
    caminata.escribir("#id_q", "niter")
    caminata.pulsar(boton_de("#id_q"))
    caminata.mirar("ciudad-encontrada")
    caminata.pulsar(boton_de("[name=ciudad]"))
    expect(caminata.page.locator("[data-resumen-errores] a")).to_have_count(1)
    caminata.mirar("ciudad-error")
    caminata.marcar('[name=ciudad][value="niteroi-br"]')
    caminata.marcar('[name=rol][value="receptora"]')
    caminata.pulsar(boton_de("[name=ciudad]"))
    caminata.mirar("quienes-dos")
    a_la_parte(caminata, "agregar/institucion")
    caminata.escribir("#id_q", "Fundación que falta")
    caminata.pulsar(boton_de("#id_q"))
    caminata.mirar("institucion-sin-resultados")
    caminata.pulsar(boton_de("#id_institucion_otra"))
    caminata.mirar("quienes-tres")
    caminata.pulsar('main a[href$="/ciudad/niteroi-br/"]')
    caminata.mirar("papel")
    caminata.pulsar(".atras a")
    caminata.pulsar('main a[href$="/ciudad/niteroi-br/quitar/"]')
    caminata.mirar("quitar")
    caminata.pulsar(".atras a")
    caminata.pulsar(".atras a")


def montos(caminata):
    """Too much is asked for: the page says so, and that it is mended once it is."""
    a_la_parte(caminata, "convocatoria")
    caminata.marcar('[name=convocatoria][value="2021"]')
    caminata.escribir("#id_inicio", "1/3/2021")
    caminata.escribir("#id_monto_solicitado_usd", "12.000")
    caminata.pulsar(ENVIAR)
    assert re.search(r"12[\xa0.]000", texto(caminata))
    caminata.mirar("convocatoria-no-se-cumple")
    caminata.escribir("#id_monto_solicitado_usd", "mucho")
    caminata.pulsar(ENVIAR)
    expect(caminata.page.locator("[data-resumen-errores] a")).to_have_count(1)
    caminata.mirar("convocatoria-error")
    caminata.escribir("#id_monto_solicitado_usd", "USD 9.000")
    caminata.pulsar(ENVIAR)
    expect(caminata.page.locator(".reglas .etiqueta-aviso")).to_have_count(0)
    caminata.mirar("convocatoria-se-cumple")
    caminata.pulsar(".atras a")


def adjuntar(caminata):
    a_la_parte(caminata, "carta")
    archivo = {"name": "carta.pdf", "mimeType": "application/pdf", "buffer": b"<html></html>"}
    caminata.page.set_input_files("#id_carta", archivo)
    caminata.pulsar(boton_de("#id_carta"))
    expect(caminata.page.locator("[data-resumen-errores] a")).to_have_count(1)
    caminata.mirar("carta-error")
    caminata.page.set_input_files("#id_carta", {**archivo, "buffer": prueba.pdf()})
    caminata.pulsar(boton_de("#id_carta"))
    caminata.mirar("borrador-lleno")
    a_la_parte(caminata, "carta")
    with caminata.page.expect_download() as descarga:
        caminata.page.locator('main a[href$="/carta/archivo/"]').click()
    assert descarga.value.path().read_bytes() == prueba.pdf()
    caminata.pulsar(".atras a")


@pytest.mark.parametrize(("prefijo", "ancho", "con_js", "mano"), CASOS)
def test_a_city_proposes_a_project(
    caminar, contacto, convocatoria, niteroi, temas, request, prefijo, ancho, con_js, mano
):
    caminata = caminar(f"proponer/{request.node.callspec.id}", ancho, con_js, mano)
    empezar(caminata, contacto, prefijo)
    contar(caminata)
    agregar(caminata)
    montos(caminata)
    adjuntar(caminata)
    a_la_parte(caminata, "enviar")
    caminata.pulsar(ENVIAR)
    expect(caminata.page).to_have_url(re.compile(r"/recibido/$"))
    caminata.mirar("recibido")
    caminata.pulsar('main a[href$="/mi-espacio/"]')
    caminata.mirar("mi-espacio-con-proyecto")

    proyecto = Proyecto.objects.get()
    suyo = "titulo_pt_br" if prefijo else "titulo_es"
    assert (proyecto.publicacion, getattr(proyecto, suyo)) == ("enviada", "Huertas en las escuelas <b>")
    assert (proyecto.monto_solicitado_usd, proyecto.aporte_propio_usd) == (9000, None)
    assert [rol for _nombre, rol in roles(proyecto)] == ["coordinadora", "receptora", "aliada"]
    assert caminata.faltas == []


@pytest.mark.parametrize(("prefijo", "ancho"), [("", TELEFONO), ("/pt-br", ESCRITORIO)])
def test_the_other_pages_are_in_order_too(caminar, contacto, segib, prefijo, ancho):
    caminata = caminar(f"proponer/otras{prefijo}", ancho, True, Caminata)
    page = caminata.page
    page.goto(f"{prefijo}/proyectos/proponer/")
    caminata.mirar("sin-sesion")
    devuelto = fabricas.crear_proyecto(
        contacto=contacto, titulo_es="Devuelto", publicacion="devuelta", comentarios="Falta el plazo.\n\nY la carta."
    )
    page.goto(f"{prefijo}/acceso/{contacto.token()}/")
    caminata.pulsar(ENVIAR)
    page.goto(f"{prefijo}/proyectos/proponer/{devuelto.codigo}/")
    caminata.mirar("devuelto")
    page.goto(f"{prefijo}/proyectos/proponer/{devuelto.codigo}/borrar/")
    caminata.mirar("borrar")
    page.goto(f"{prefijo}/acceso/{fabricas.crear_contacto(institucion=segib).token()}/")
    caminata.pulsar(ENVIAR)
    page.goto(f"{prefijo}/proyectos/proponer/")
    caminata.mirar("institucion")

    assert caminata.faltas == []

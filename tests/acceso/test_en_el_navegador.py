"""Access and *mi espacio* as a person uses them: from the mail to leaving, with JavaScript and without."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from agenda.models import Actividad
from comun import enviador
from inscripciones.models import Asistencia, Inscripcion
from tests import fabricas
from tests.puertas.navegador import capturar, faltas_de_vista, hallazgos, pulsar

BOTON = "main form button[type=submit]"


@pytest.fixture
def inscripcion(transactional_db):
    seminario = fabricas.crear_seminario(sala_url="https://sala.example.org/1")
    contacto = fabricas.crear_contacto(
        nombre="Ana Pérez", email="ana@riobamba.gob.ec", ciudad=fabricas.crear_ciudad(nombre="Riobamba", pais="EC")
    )
    inscripcion = fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto)
    fabricas.crear_eleccion(inscripcion, seminario)
    persona = fabricas.crear_participante(inscripcion, nombre="Ana Pérez", es_contacto=True)
    fabricas.crear_asistencia(persona, seminario, estado=Asistencia.Estado.CONFIRMADA)
    fabricas.crear_ficha(contacto=contacto, titulo="Gestión del agua", publicacion="pendiente")
    return inscripcion


@pytest.fixture(params=[True, False], ids=["con_js", "sin_js"])
def pagina(request, browser, browser_context_args, live_server, settings, quejas):
    settings.SITE_URL = live_server.url
    contexto = browser.new_context(
        **browser_context_args, java_script_enabled=request.param, viewport={"width": 320, "height": 640}
    )
    contexto.on("console", lambda m: quejas.append(m.text) if "Security Policy" in m.text else None)
    yield contexto.new_page()
    contexto.close()
    assert quejas == []


def enlace_del_ultimo_correo():
    enviador.enviar_pendientes()
    (enlace,) = [linea for linea in mail.outbox[-1].body.splitlines() if "://" in linea]
    return enlace


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_a_person_asks_for_the_link_enters_changes_their_data_and_leaves(pagina, inscripcion, prefijo):
    if prefijo:
        inscripcion.contacto.idioma = "pt-br"
        inscripcion.contacto.save()
    pagina.goto(f"{prefijo}/acceso/")
    pagina.fill("[name=email]", " Ana <ana@riobamba.gob.ec> ")
    pulsar(pagina, BOTON)
    assert pagina.locator("h1").inner_text() == ("Confira seu e-mail" if prefijo else "Revise su correo")

    pagina.goto(enlace_del_ultimo_correo())
    pulsar(pagina, BOTON)
    assert pagina.url.endswith(f"{prefijo}/mi-espacio/")
    assert inscripcion.referencia in pagina.locator("main").inner_text()

    pulsar(pagina, f"a[href='{prefijo}/mi-espacio/datos/']")
    pagina.fill("[name=cargo]", "Alcaldía")
    pagina.fill("[name=email]", "nueva@riobamba.gob.ec")
    pulsar(pagina, BOTON)
    assert "nueva@riobamba.gob.ec" in pagina.locator(".mensajes").inner_text()
    assert "Alcaldía" in pagina.locator("main").inner_text()

    pagina.goto(enlace_del_ultimo_correo())
    pulsar(pagina, BOTON)
    assert pagina.url.endswith(f"{prefijo}/mi-espacio/")
    pulsar(pagina, "form[action$='/mi-espacio/salir/'] button")
    pagina.goto(f"{prefijo}/mi-espacio/")
    assert pagina.url.endswith(f"{prefijo}/acceso/")


@pytest.mark.largo
@pytest.mark.parametrize("ancho", [320, 1280])
def test_axe_finds_nothing_in_access_and_mi_espacio(page, inscripcion, ancho):
    page.set_viewport_size({"width": ancho, "height": 800})
    faltas = {}

    def mirar(nombre):
        if encontradas := faltas_de_vista(page) + hallazgos(page):
            faltas[nombre] = encontradas

    for direccion in ("/acceso/", "/acceso/pedido/", "/acceso/nada/", f"/acceso/{inscripcion.contacto.token()}/"):
        page.goto(direccion)
        mirar(direccion)
    pulsar(page, BOTON)
    for direccion in (
        "/mi-espacio/",
        "/mi-espacio/retirar/",
        "/mi-espacio/enlaces/",
        "/mi-espacio/mis-datos/",
        "/mi-espacio/mis-datos/borrar/",
        "/mi-espacio/datos/",
    ):
        page.goto(direccion)
        mirar(direccion)
    page.fill("[name=nombre]", "")
    page.fill("[name=email]", "x")
    pulsar(page, BOTON)
    mirar("errores")

    assert faltas == {}


@pytest.mark.parametrize(("ancho", "tema"), [(320, "light"), (1280, "dark")])
def test_on_the_day_the_room_is_the_first_thing(page, inscripcion, ancho, tema):
    inicio = timezone.now() + datetime.timedelta(minutes=5)
    seminario = Actividad.objects.get(es_seminario=True)
    seminario.inicio, seminario.dia = inicio, inicio.astimezone(fabricas.ZONA).date()
    seminario.save()
    fabricas.crear_bloque(seminario, 1, inicio=inicio, demora_minutos=10)
    page.set_viewport_size({"width": ancho, "height": 640})
    page.emulate_media(color_scheme=tema)

    page.goto(f"/acceso/{inscripcion.contacto.token()}/")
    pulsar(page, BOTON)

    boton = page.get_by_role("link", name="Entrar a la sala")
    expect(boton).to_be_in_viewport()
    expect(page.locator("main h2").first).to_have_text("Salas para participar en forma virtual")
    assert "10 minutos más tarde de lo previsto" in page.locator("main section").first.inner_text()
    capturar(page, f"sala-{ancho}-{tema}", "mi-espacio")
    assert faltas_de_vista(page) + hallazgos(page) == []

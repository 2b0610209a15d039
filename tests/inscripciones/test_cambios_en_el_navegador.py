"""Changes of a confirmed registration as a person makes them: on a phone, without JavaScript; and asked for later."""

import datetime

import pytest
from django.utils import timezone

from inscripciones.models import SolicitudDeCambio
from inscripciones.relato import relatar
from tests import fabricas
from tests.inscripciones.delegaciones import confirmada
from tests.puertas.navegador import capturar, faltas_de_vista, hallazgos, pulsar

pytestmark = pytest.mark.largo

BOTON = "main form button[type=submit]"


@pytest.fixture
def inscripcion(transactional_db):
    seminario = fabricas.crear_seminario(cupo_presencial=1)
    riobamba = fabricas.crear_ciudad(nombre="Riobamba", pais="EC")
    contacto = fabricas.crear_contacto(nombre="Ana Pérez", email="ana@riobamba.gob.ec", ciudad=riobamba)
    inscripcion = confirmada(seminario, contacto=contacto)
    inscripcion.participantes.update(nombre="Luis Cando")
    confirmada(seminario)
    return inscripcion


@pytest.fixture
def telefono(browser, browser_context_args, live_server, settings, quejas):
    """A page of 320 px without JavaScript."""
    settings.SITE_URL = live_server.url
    contexto = browser.new_context(
        **browser_context_args, java_script_enabled=False, viewport={"width": 320, "height": 640}
    )
    contexto.on("console", lambda m: quejas.append(m.text) if "Security Policy" in m.text else None)
    yield contexto.new_page()
    contexto.close()
    assert quejas == []


class Miradas:
    """Looks at each page of a walk; ``faltas`` is what only a browser sees."""

    def __init__(self, pagina, carpeta):
        self.pagina, self.carpeta, self.faltas = pagina, carpeta, {}

    def mirar(self, nombre):
        capturar(self.pagina, self.carpeta, nombre)
        if encontradas := faltas_de_vista(self.pagina):
            self.faltas[nombre] = encontradas


def entrar(pagina, inscripcion):
    pagina.goto(f"/acceso/{inscripcion.contacto.token()}/")
    pulsar(pagina, BOTON)


def test_a_person_is_edited_and_then_replaced_without_losing_the_place(telefono, inscripcion):
    miradas = Miradas(telefono, "cambios")
    entrar(telefono, inscripcion)

    pulsar(telefono, "main a[href='/inscripcion/personas/']")
    miradas.mirar("personas")
    pulsar(telefono, "main a:has-text('Editar')")
    telefono.fill("[name=cargo]", "Chofer")
    miradas.mirar("editar")
    pulsar(telefono, BOTON)
    assert "Se guardaron los cambios." in telefono.locator(".mensajes").inner_text()

    pulsar(telefono, "main a:has-text('Sustituir por otra persona')")
    assert telefono.locator("h1").inner_text() == "¿Quién ocupa el lugar de Luis Cando?"
    pulsar(telefono, BOTON)
    assert telefono.title().startswith("Error: ")
    miradas.mirar("sustituir-error")
    telefono.fill("[name=nombre]", "Rosa Lema")
    telefono.select_option("[name=idioma]", "pt-br")
    pulsar(telefono, BOTON)
    assert telefono.locator("main .resultados").inner_text().startswith("Rosa Lema")

    telefono.goto("/mi-espacio/")
    miradas.mirar("mi-espacio")
    assert "Seminario Cooperación Internacional" in telefono.locator("main").inner_text()
    assert "presencial, lugar confirmado" in telefono.locator("main").inner_text()
    assert [relatar(c.diferencias) for c in inscripcion.cambios.order_by("pk")] == [
        ["Luis Cando, cargo o área: antes «sin dato», ahora «Chofer»."],
        ["Rosa Lema ocupa el lugar de Luis Cando (Chofer)."],
    ]
    assert miradas.faltas == {}


def test_after_the_window_the_same_pages_ask_and_the_request_can_be_taken_back(telefono, inscripcion):
    cumbre = inscripcion.cumbre
    cumbre.inscripcion_hasta = timezone.now() - datetime.timedelta(hours=1)
    cumbre.save()
    miradas = Miradas(telefono, "solicitudes")
    entrar(telefono, inscripcion)

    pulsar(telefono, "main a:has-text('Pedir cambios de personas')")
    miradas.mirar("personas")
    pulsar(telefono, "main a:has-text('Sustituir por otra persona')")
    assert "Es una solicitud" in telefono.locator("main").inner_text()
    miradas.mirar("sustituir")
    telefono.fill("[name=nombre]", "Rosa Lema")
    pulsar(telefono, "button:has-text('Pedir la sustitución')")

    assert telefono.url.endswith("/mi-espacio/")
    miradas.mirar("mi-espacio")
    assert "el equipo responde por correo" in telefono.locator(".mensajes").inner_text()
    assert (
        "Sustituir a Luis Cando por Rosa Lema." in telefono.locator("section[aria-labelledby=solicitudes]").inner_text()
    )
    pulsar(telefono, "button:has-text('Retirar esta solicitud')")
    assert telefono.locator("section[aria-labelledby=solicitudes]").count() == 0
    assert (SolicitudDeCambio.objects.count(), inscripcion.participantes.get().nombre) == (0, "Luis Cando")
    assert miradas.faltas == {}


@pytest.mark.parametrize(("prefijo", "ancho"), [("", 320), ("/pt-br", 1280)])
def test_axe_finds_nothing_in_what_is_changed_and_asked_for(page, inscripcion, prefijo, ancho):
    page.set_viewport_size({"width": ancho, "height": 800})
    codigo = inscripcion.participantes.get().codigo
    entrar(page, inscripcion)
    faltas = {}
    for momento in ("abierta", "cerrada"):
        for ruta in ("personas/", f"personas/{codigo}/sustituir/", f"personas/{codigo}/quitar/", "actividades/"):
            page.goto(f"{prefijo}/inscripcion/{ruta}")
            if encontradas := faltas_de_vista(page) + hallazgos(page):
                faltas[momento, ruta] = encontradas
        cumbre = inscripcion.cumbre
        cumbre.inscripcion_hasta = timezone.now() - datetime.timedelta(hours=1)
        cumbre.save()
    fabricas.crear_solicitud(inscripcion)
    fabricas.crear_solicitud(inscripcion, estado="rechazada", resuelta_el=timezone.now(), respuesta="No hay lugar.")
    page.goto(f"{prefijo}/mi-espacio/")
    if encontradas := faltas_de_vista(page) + hallazgos(page):
        faltas["mi-espacio"] = encontradas

    assert faltas == {}

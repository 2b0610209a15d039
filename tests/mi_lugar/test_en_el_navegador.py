"""A person's own place as it is used, from the mailed link to the entry: a phone without JavaScript, and a desktop."""

import pytest
from django.core import mail
from playwright.sync_api import expect

from comun import enviador
from comun.models import Mensaje
from inscripciones.models import NecesidadDeAcceso
from tests.puertas.navegador import ESCRITORIO, TELEFONO, Caminata

pytestmark = pytest.mark.django_db(transaction=True)
BOTON = "main form.formulario button[type=submit]"
CASOS = [("", TELEFONO, False), ("/pt-br", ESCRITORIO, True)]


@pytest.fixture
def caminata(request, browser, browser_context_args, live_server, settings, quejas):
    """Somebody on a device of their own; axe needs JavaScript, so it looks where there is some."""
    ancho, con_js = request.param
    settings.SITE_URL = live_server.url
    contexto = browser.new_context(
        **browser_context_args, java_script_enabled=con_js, viewport={"width": ancho, "height": 720}
    )
    contexto.on("console", lambda m: quejas.append(m.text) if "Security Policy" in m.text else None)
    yield Caminata(contexto.new_page(), f"mi-lugar-{ancho}", con_axe=con_js)
    contexto.close()
    assert quejas == []


def enlace_de(persona):
    """Run the worker; return the link of the mail that told it to a person."""
    enviador.enviar_pendientes()
    (suyo,) = [m for m in mail.outbox if m.to == [persona.email]]
    (enlace,) = [linea for linea in suyo.body.splitlines() if "://" in linea]
    return enlace


@pytest.mark.parametrize(
    ("caminata", "prefijo"), [((ancho, js), p) for p, ancho, js in CASOS], indirect=["caminata"], ids=["es", "pt-br"]
)
def test_a_person_enters_answers_says_what_they_need_and_takes_the_entry(caminata, luis, prefijo):
    Mensaje.objects.update(idioma=prefijo.strip("/") or "es")
    page = caminata.page

    page.goto(enlace_de(luis))
    caminata.mirar("enlace")
    caminata.pulsar("main form button[type=submit]")
    assert page.url.endswith(f"{prefijo}/mi-lugar/")
    caminata.mirar("sin-responder")

    caminata.pulsar(f'form[action="{prefijo}/mi-lugar/voy/"] button')
    expect(page.locator("main h2").first).to_have_text("Você confirmou que vai" if prefijo else "Confirmó que va")
    caminata.pulsar(f'a[href="{prefijo}/mi-lugar/necesidades/"]')
    caminata.mirar("necesidades")
    caminata.elegir("#id_lengua_de_senas", "libras")
    caminata.marcar("#id_subtitulos")
    caminata.elegir("#id_dieta", "vegana")
    caminata.escribir("#id_otra", "Un atril bajo")
    caminata.pulsar(BOTON)

    caminata.pulsar(f'a[href="{prefijo}/mi-lugar/permisos/"]')
    caminata.mirar("permisos")
    caminata.marcar("#id_imagen")
    caminata.pulsar(BOTON)
    caminata.pulsar(f'a[href="{prefijo}/mi-lugar/actividades/clima/dejar/"]')
    caminata.mirar("dejar")
    caminata.pulsar(BOTON)
    expect(page.locator('a[href$="/dejar/"]')).to_have_count(0)
    caminata.mirar("respondido")

    caminata.pulsar(f'main a[href="{prefijo}/mi-lugar/entrada/"]')
    caminata.mirar("entrada")
    expect(page.locator(".codigo-de-entrada")).to_have_text(luis.entrada)
    assert page.locator("svg.qr").bounding_box()["width"] >= 200
    pdf = page.request.get(page.locator('a[href$="entrada.pdf"]').get_attribute("href"))
    assert pdf.body().startswith(b"%PDF-")
    page.goto(f"{prefijo}/mi-lugar/idioma/")
    caminata.mirar("idioma")

    page.goto(f"{prefijo}/mi-lugar/no-voy/")
    caminata.mirar("no-voy")
    caminata.pulsar(BOTON)
    caminata.mirar("no-va")
    caminata.pulsar(f'form[action="{prefijo}/mi-lugar/voy/"] button')
    caminata.pulsar(f'form[action="{prefijo}/mi-lugar/salir/"] button')
    page.goto(f"{prefijo}/mi-lugar/")
    assert page.url.endswith(f"{prefijo}/acceso/")

    suya = NecesidadDeAcceso.objects.get(participante=luis)
    assert (suya.lengua_de_senas, suya.subtitulos, suya.otra, suya.dieta) == ("libras", True, "Un atril bajo", "")
    luis.refresh_from_db()
    assert (luis.respuesta, luis.consentimiento_imagen_el is not None) == ("confirmada", True)
    assert caminata.faltas == []


@pytest.mark.largo
@pytest.mark.parametrize("tema", ["light", "dark"])
def test_axe_finds_nothing_on_a_phone_in_any_page_of_it(page, luis, tema):
    page.set_viewport_size({"width": TELEFONO, "height": 720})
    page.emulate_media(color_scheme=tema)
    mirada = Caminata(page, f"mi-lugar-axe-{tema}", con_axe=True)
    page.goto(f"/acceso/{luis.token()}/")
    mirada.mirar("enlace")
    mirada.pulsar("main form button[type=submit]")

    for ruta in (
        "",
        "necesidades/",
        "permisos/",
        "idioma/",
        "no-voy/",
        "enlaces/",
        "actividades/clima/dejar/",
        "entrada/",
    ):
        page.goto(f"/mi-lugar/{ruta}")
        mirada.mirar(ruta or "mi-lugar")
    page.goto("/mi-lugar/necesidades/")
    page.fill("#id_otra", "x" * 501)
    mirada.pulsar(BOTON)
    mirada.mirar("errores")

    assert mirada.faltas == []

"""The day after in a browser: staff marks, issues, sees how far the mails got and revokes; somebody verifies."""

from pathlib import Path

import pytest
from django.conf import settings as ajustes
from django.contrib.auth import get_user_model
from django.core import mail
from django.test import Client
from playwright.sync_api import expect

from acreditacion.models import Certificado
from comun import enviador
from tests import fabricas
from tests.acreditacion.despues import leer_pdf, presentes, seminario_pasado
from tests.admin.test_en_el_navegador import hallazgos as en_el_admin  # noqa: F401 - what axe finds there
from tests.puertas.navegador import ESCRITORIO, TELEFONO, capturar, faltas_de_vista, hallazgos, pulsar

pytestmark = pytest.mark.django_db(transaction=True)
LISTA = "/admin/acreditacion/certificado/"


@pytest.fixture
def seminario(transactional_db):
    return seminario_pasado()


@pytest.fixture
def adentro(page, live_server, transactional_db):
    """A page of staff, by a session of their own."""
    cliente = Client()
    cliente.force_login(get_user_model().objects.create_superuser("coordinacion", "coordinacion@ejemplo.gob", "x" * 16))
    galleta = cliente.cookies[ajustes.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": galleta.key, "value": galleta.value, "url": live_server.url}])
    return page


def mirar(page, nombre):
    """Return what is wrong with a page, laid out and for axe; keep a picture if it is asked for."""
    capturar(page, "certificados", nombre)
    return [f"{nombre}: {falta}" for falta in hallazgos(page)]


@pytest.mark.largo
def test_the_day_after_from_the_list_to_the_revocation(adentro, seminario, en_el_admin):  # noqa: F811
    ana, _luis = presentes(seminario, 2)
    eva = fabricas.crear_participante(ana.inscripcion, nombre="Eva Núñez", email="eva@x.org", idioma="pt-br")
    fabricas.crear_asistencia(eva, seminario, "virtual", estado="confirmada")
    page, faltas = adentro, []

    def ver(nombre):
        capturar(page, "certificados", nombre)
        faltas.extend((nombre, *falta) for falta in en_el_admin(page))

    page.goto(f"{LISTA}en-linea/{seminario.pk}/")
    ver("en-linea")
    page.get_by_label("Eva Núñez").check()
    pulsar(page, "input[value='Marcar como presentes en línea']")
    expect(page.locator(".messagelist")).to_contain_text("Se marcó a 1 persona")

    page.goto(f"{LISTA}emitir/{seminario.pk}/")
    ver("por-emitir")
    pulsar(page, "input[value='Emitir 3 certificados']")
    expect(page.locator(".messagelist")).to_contain_text("Se emitieron 3 certificados; salen 3 correos.")
    expect(page.locator("[data-avance]")).to_contain_text("0 de 3")
    ver("emitidos")

    enviador.enviar_pendientes()
    expect(page.locator("[data-avance]")).to_contain_text("3 de 3")  # by itself
    (suyo,) = [m for m in mail.outbox if m.to == ["eva@x.org"]]
    assert "Eva Núñez" in leer_pdf(suyo.attachments[0][1])[1]

    certificado = Certificado.objects.get(participante=eva)
    page.goto(f"/certificados/{certificado.codigo}/")
    expect(page.locator("h1")).to_have_text("Certificado válido")
    page.goto(f"{LISTA}{certificado.pk}/change/")
    pulsar(page, "button:text-is('Anular')")
    ver("anular")
    page.fill("#id_motivo", "No estuvo")
    pulsar(page, "input[type=submit][value='Anular']")

    page.goto(f"/pt-br/certificados/{certificado.codigo}/")
    expect(page.locator("h1")).to_have_text("Certificado anulado")
    assert faltas == []


CASOS = [
    ("", TELEFONO),
    ("/pt-br", ESCRITORIO),
    pytest.param("/pt-br", TELEFONO, marks=pytest.mark.largo),
    pytest.param("", ESCRITORIO, marks=pytest.mark.largo),
]


@pytest.mark.parametrize(("prefijo", "ancho"), CASOS)
def test_somebody_verifies_a_certificate(page, seminario, prefijo, ancho):
    valido, anulado = (fabricas.crear_certificado(p, seminario) for p in presentes(seminario, 2))
    Certificado.objects.filter(pk=anulado.pk).update(revocado_el=seminario.inicio)
    page.set_viewport_size({"width": ancho, "height": 720})
    faltas = []

    page.goto(f"{prefijo}/certificados/")
    page.fill("#id_codigo", "corto")
    pulsar(page, "main button")
    faltas += mirar(page, f"error{ancho}") + faltas_de_vista(page)
    page.fill("#id_codigo", valido.codigo_en_grupos.lower())
    pulsar(page, "main button")
    expect(page.locator("h1")).to_have_text("Certificado válido")
    expect(page.locator("main")).to_contain_text("Persona 0")
    faltas += mirar(page, f"valido{ancho}") + faltas_de_vista(page)

    for codigo, nombre in ((anulado.codigo, "anulado"), ("AAAAAAAAAAAA", "desconocido")):
        page.goto(f"{prefijo}/certificados/{codigo}/")
        faltas += mirar(page, f"{nombre}{ancho}") + faltas_de_vista(page)
    assert faltas == []


def test_a_person_downloads_their_certificate_without_javascript(browser, browser_context_args, live_server, seminario):
    (ana,) = presentes(seminario, nombre="Ana Pérez")
    fabricas.crear_certificado(ana, seminario)
    contexto = browser.new_context(**browser_context_args, java_script_enabled=False)
    page = contexto.new_page()

    page.goto(f"/acceso/{ana.token()}/")
    pulsar(page, "main form button[type=submit]")
    with page.expect_download() as descarga:
        page.get_by_text("Descargar el certificado (PDF)").click()

    assert "Ana Pérez" in leer_pdf(Path(descarga.value.path()).read_bytes())[1]
    contexto.close()

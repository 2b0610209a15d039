"""The days of the team, each one story in a browser: the evening before, the door, the day after."""

from email import message_from_bytes, policy

import pytest
from playwright.sync_api import expect

from acreditacion.models import Presencia
from comun.models import Mensaje
from inscripciones.models import Asistencia
from seminario import roles
from tests import fabricas
from tests.acreditacion.test_puerta_en_el_navegador import (  # noqa: F401 - fixtures and what they share
    CODIGO,
    PUERTA,
    ana,
    con_camara,
    escribir,
    sala,
    telefono,
    titulo,
)
from tests.comunicados.mensajes import trabajar
from tests.entrada import entrar
from tests.equipo.conftest import CLAVE, crear_usuaria
from tests.puertas.navegador import pulsar

ENVIAR = "#titulo-envio ~ form input[type=submit]"


@pytest.fixture
def buzon(settings, tmp_path):
    """The folder where each mail that leaves becomes a file."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "comun.correo_eml.ArchivosEml", tmp_path / "correo"
    return tmp_path / "correo"


def leer(buzon):
    """Return ``[(to, subject, text)]`` of the mails that left, in order."""
    mails = [message_from_bytes(eml.read_bytes(), policy=policy.default) for eml in sorted(buzon.glob("*.eml"))]
    return [(m["To"], m["Subject"], m.get_body(("plain",)).get_content()) for m in mails]


# --- Before -------------------------------------------------------------------------------------


@pytest.mark.largo
def test_the_evening_before(page, transactional_db, buzon):
    """From the panel to the delegation that waits, its grant, the mail it got, and a message to all that wait."""
    roles.poner_al_dia()
    coordinadora = crear_usuaria("coordinadora", roles.COORDINACION)
    contacto = fabricas.crear_contacto(nombre="Ana Paz", email="ana@riobamba.gob.ec")
    inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto)
    persona = fabricas.crear_participante(inscripcion, nombre="Ana Paz", email=contacto.email)
    reservada = fabricas.crear_actividad(inscripcion.cumbre, reservada=True, titulo_es="Consejo")
    fabricas.crear_asistencia(persona, reservada, estado="solicitada")
    page.set_viewport_size({"width": 390, "height": 844})

    entrar(page, coordinadora, CLAVE)
    pulsar(page, ".pendientes a:has-text('Solicitudes de actividades reservadas')")
    pulsar(page, f"#result_list a:text-is('{inscripcion.actor}')")
    pulsar(page, "button:has-text('Conceder todos')")
    pulsar(page, "input[value='Conceder y avisar']")
    assert page.locator(".messagelist").inner_text() == "Se concedió 1 solicitud."
    pulsar(page, "#correos a[href*='/leer/']")
    assert "Consejo" in page.locator(".texto-de-correo").inner_text()

    page.goto("/admin/seminario/comunicado/add/")
    page.fill("#id_asunto_es", "Mañana nos vemos, {nombre}")
    page.fill("#id_asunto_pt_br", "Até amanhã, {nombre}")
    page.fill("#id_texto_es", "La puerta abre a las 16:30.")
    page.fill("#id_texto_pt_br", "A porta abre às 16h30.")
    pulsar(page, "input[name=_save]")
    assert page.locator("#titulo-quienes").inner_text() == "A 1 dirección"
    page.check("#id_confirmo")
    pulsar(page, ENVIAR)
    trabajar()

    expect(page.locator("[data-progreso]")).to_contain_text("1 de 1 correo enviado.")  # by itself
    assert Asistencia.objects.get(actividad=reservada).estado == "confirmada"
    correos = leer(buzon)
    assert {a for a, _asunto, _texto in correos} == {"ana@riobamba.gob.ec"}
    assert [asunto for _a, asunto, _texto in correos][-1] == "Mañana nos vemos, Ana Paz"
    assert "La puerta abre a las 16:30." in correos[-1][2]
    assert Mensaje.objects.exclude(estado="enviado").count() == 0


# --- During -------------------------------------------------------------------------------------


def test_the_day_at_the_door(telefono, con_camara, ana, sala):  # noqa: F811
    """A typed code, an entry that the camera reads, the same one again, its undoing, and somebody who just came."""
    luis = fabricas.crear_participante(ana.inscripcion, nombre="Luis Cando")
    fabricas.crear_asistencia(luis, sala, estado="confirmada")
    page = telefono("Puerta 1", navegador=con_camara, viewport={"width": 390, "height": 844}, has_touch=True)
    page.goto(PUERTA)

    escribir(page, luis.entrada.lower())
    expect(titulo(page)).to_have_text("Puede pasar")
    page.click("text=Encender la cámara")
    expect(page.locator(".pase")).to_contain_text("Ana Paz")
    expect(page.locator("[data-siguiente]")).to_be_visible()
    page.click("[data-siguiente]")
    expect(titulo(page)).to_contain_text("Ya había entrado")
    page.click("text=Apagar la cámara")
    page.locator("li:has-text('Ana Paz') button:has-text('Deshacer')").click()
    expect(titulo(page)).to_have_text("Entrada deshecha")
    pulsar(page, "text=Inscribir a alguien en la puerta")
    page.fill("#id_nombre", "Zulema Quiroga")
    page.fill("#id_quien", "Riobamba")
    page.check("#id_consentimiento_datos")
    pulsar(page, "form.formulario > button")

    expect(titulo(page)).to_have_text("Puede pasar")
    adentro = Presencia.objects.vigentes().order_by("pk").values_list("participante__nombre", flat=True)
    assert list(adentro) == ["Luis Cando", "Zulema Quiroga"]
    assert list(Presencia.objects.order_by("pk").values_list("medio", flat=True))[:2] == ["codigo", "qr"]
    assert ana.entrada == CODIGO

"""What staff does most, with the keyboard alone: Tab, Space, Enter and letters; the focus shows at every step."""

import pytest
from django.test import Client
from playwright.sync_api import expect

from acreditacion.models import Presencia
from comun.models import Mensaje
from inscripciones.models import Asistencia
from seminario import roles
from seminario.models import Comunicado
from tests import fabricas
from tests.admin.test_delegacion import delegacion
from tests.equipo.conftest import crear_usuaria
from tests.puertas.navegador import ESCRITORIO, CaminataConTeclado, nuevo_contexto

pytestmark = pytest.mark.largo

CODIGO = "7K3M9QXW"
PANEL, CONFIRMAR = "#pendientes a:has-text('{}')", ".submit-row input.default"


@pytest.fixture
def caminar(transactional_db, los_roles, browser, live_server, settings, quejas):
    """A function that opens a page for somebody of a role, already entered, to be used without a pointer."""
    settings.SITE_URL = live_server.url
    contextos = []

    def abrir(rol):
        client = Client()
        client.force_login(crear_usuaria(rol, rol))
        contextos.append(nuevo_contexto(browser, live_server, quejas, ancho=ESCRITORIO))
        contextos[-1].set_default_timeout(60_000)  # a navigation is waited for from the first Tab on
        galleta = client.cookies[settings.SESSION_COOKIE_NAME]
        contextos[-1].add_cookies([{"name": galleta.key, "value": galleta.value, "url": live_server.url}])
        return CaminataConTeclado(contextos[-1].new_page(), "teclado", con_axe=False)

    yield abrir
    for contexto in contextos:
        contexto.close()
    assert quejas == []


def test_coordination_answers_and_writes_without_a_pointer(caminar):
    inscripcion = delegacion(personas=2)
    Mensaje.objects.filter(tipo="enlace_personal").update(estado="fallido")
    caminata = caminar(roles.COORDINACION)
    page = caminata.page
    page.goto("/admin/")

    # From the panel to a list, and all of it at once.
    caminata.pulsar(PANEL.format("Correos fallidos sin reenviar"))
    caminata.marcar("#action-toggle")
    caminata.elegir("select[name=action]", "volver_a_enviar")
    caminata.pulsar("button[name=index]")
    assert page.locator(".aviso-de-fila").all_inner_texts() == ["Vuelve a la cola."] * 3
    caminata.pulsar(CONFIRMAR)
    assert page.locator(".messagelist").inner_text() == "3 mensajes vuelven a la cola."

    # From the panel to a delegation, and what it asks for.
    caminata.pulsar(".breadcrumbs a:has-text('Inicio')")
    caminata.pulsar(PANEL.format("Solicitudes de actividades reservadas"))
    caminata.pulsar(f"#result_list a[href*='/inscripcion/{inscripcion.pk}/'] >> nth=0")
    caminata.pulsar("button:text-is('Conceder todos')")
    caminata.pulsar(CONFIRMAR)
    assert page.locator(".messagelist").inner_text() == "Se concedieron 2 solicitudes."
    assert Asistencia.objects.filter(actividad__reservada=True, estado="confirmada").count() == 2

    # A message: written, read as it will be, launched.
    page.goto("/admin/seminario/comunicado/add/")
    for campo, texto in [
        ("asunto_es", "Hola"),
        ("asunto_pt_br", "Oi"),
        ("texto_es", "Nos vemos."),
        ("texto_pt_br", "Até."),
    ]:
        caminata.escribir(f"#id_{campo}", texto)
    caminata.pulsar("input[name=_save]")
    assert page.locator(".correo-de-muestra").count() > 0
    caminata.marcar("#id_confirmo")
    caminata.pulsar("#titulo-envio ~ form input[type=submit]")
    assert Comunicado.objects.get().estado == Comunicado.Estado.EN_CURSO
    assert caminata.faltas == []


def test_the_door_is_kept_without_a_pointer(caminar):
    sala = fabricas.crear_actividad(titulo_es="Seminario", slug="sem", cupo_presencial=3)
    persona = fabricas.crear_participante(fabricas.crear_inscripcion("confirmada", cumbre=sala.cumbre), entrada=CODIGO)
    fabricas.crear_asistencia(persona, sala, estado="confirmada")
    caminata = caminar(roles.ACREDITACION)
    page = caminata.page
    page.goto("/admin/acreditacion/presencia/puerta/")

    caminata.pulsar("button[value=sem]")
    caminata.escribir("#id_texto", CODIGO)
    page.keyboard.press("Enter")
    expect(page.locator("#pase-titulo")).to_have_text("Puede pasar")
    caminata.activar(page.locator(".pase button:has-text('Deshacer')"))
    expect(page.locator("#pase-titulo")).to_have_text("Entrada deshecha")

    assert (Presencia.objects.vigentes().count(), Presencia.objects.count()) == (0, 1)
    assert caminata.faltas == []

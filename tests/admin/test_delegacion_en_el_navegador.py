"""A coordinator the evening before: looks at one delegation, grants, writes a note, reads a mail and sends it again."""

import pytest

from comun.models import Mensaje
from inscripciones.models import Asistencia
from tests.admin.test_delegacion import delegacion, pagina
from tests.admin.test_en_el_navegador import adentro, elenco, hallazgos  # noqa: F401 - fixtures
from tests.puertas.navegador import faltas_de_vista, pulsar

pytestmark = pytest.mark.largo

TAMANOS = [
    ("", 390),
    ("/pt-br", 1280),
    ("", 1280),
    ("/pt-br", 390),
]


@pytest.mark.parametrize(("idioma", "ancho"), TAMANOS)
def test_one_delegation_is_seen_without_a_finding(adentro, hallazgos, idioma, ancho):  # noqa: F811
    inscripcion = delegacion(personas=6, texto="María Fernanda de la Cruz Etcheverry")
    adentro.set_viewport_size({"width": ancho, "height": 800})
    adentro.goto(pagina(inscripcion, idioma))
    adentro.locator("details summary").last.click()
    assert (hallazgos(adentro), faltas_de_vista(adentro)) == ([], [])
    mensaje = Mensaje.objects.get(tipo="inscripcion_confirmada")
    adentro.goto(f"{idioma}/admin/comun/mensaje/{mensaje.pk}/leer/")
    assert (hallazgos(adentro), faltas_de_vista(adentro)) == ([], [])


def test_a_delegation_is_seen_to_from_its_page(adentro, quejas):  # noqa: F811
    inscripcion = delegacion(personas=2)
    adentro.set_viewport_size({"width": 390, "height": 800})
    adentro.goto(pagina(inscripcion))

    adentro.locator("text=2 lugares de actividades reservadas por responder.").click()
    pulsar(adentro, "button:text-is('Conceder todos')")
    assert (
        adentro.locator(".aviso-de-fila").all_inner_texts() == ["Se concede con lugar: la actividad no tiene cupo."] * 2
    )
    pulsar(adentro, "input[value='Conceder y avisar']")
    assert adentro.url.endswith(f"{pagina(inscripcion)}#personas")
    assert adentro.locator(".messagelist").inner_text() == "Se concedieron 2 solicitudes."

    adentro.fill("#notas textarea", "Llegan el lunes.")
    pulsar(adentro, "button:text-is('Guardar la nota')")
    assert "Llegan el lunes." in adentro.locator("#notas").inner_text()

    fallido = adentro.locator("#correos tr", has=adentro.locator("strong:text-is('fallido')"))
    with adentro.expect_navigation():
        fallido.locator("a[href*='/leer/']").click()
    assert "Hola, Ana:" in adentro.locator(".texto-de-correo").inner_text()
    adentro.go_back()
    with adentro.expect_navigation():
        fallido.locator("button").click()
    pulsar(adentro, "input[value='Volver a enviar']")
    assert adentro.url.endswith(f"{pagina(inscripcion)}#correos")
    assert Mensaje.objects.filter(tipo="inscripcion_confirmada", estado="en_cola").count() == 1
    assert Asistencia.objects.filter(actividad__reservada=True, estado="confirmada").count() == 2
    assert quejas == []

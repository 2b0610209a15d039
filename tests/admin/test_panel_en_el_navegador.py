"""The first screen and the invitation in a browser: on a phone and a desk, its tables open, light and dark."""

import pytest

from comun.models import Mensaje
from tests import fabricas
from tests.admin.mezcla import crear_mezcla
from tests.admin.test_en_el_navegador import adentro, elenco, hallazgos  # noqa: F401 - fixtures
from tests.puertas.navegador import pulsar

pytestmark = pytest.mark.largo

ABRIR = "document.querySelectorAll('details').forEach((uno) => { uno.open = true; })"
SOBRA = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def ciudad(elenco):  # noqa: F811
    """A member city to invite, somebody who acted for it, and a mix of registrations in the Cumbre in force."""
    crear_mezcla(8)
    ciudad = fabricas.crear_ciudad(nombre="Aguas Lindas de Goiás", pais="BR", miembro=True)
    fabricas.crear_contacto(ciudad=ciudad, email="cooperacao@aguaslindas.go.gov.br")
    return ciudad


LARGAS = [
    ("", "dark", 390),
    ("/pt-br", "dark", 1280),
    ("/pt-br", "light", 320),
]


@pytest.mark.parametrize(("idioma", "tema", "ancho"), [("", "light", 390), ("/pt-br", "light", 1280), *LARGAS])
def test_panel_and_invitation_have_no_finding(adentro, ciudad, hallazgos, idioma, tema, ancho):  # noqa: F811
    encontrados = []
    adentro.emulate_media(color_scheme=tema)
    adentro.set_viewport_size({"width": ancho, "height": 800})
    rutas = ["/admin/", f"/admin/actores/ciudad/{ciudad.pk}/invitar/"]
    if ancho < 600:  # where the list of those to invite is wider than the screen
        rutas.append("/admin/actores/ciudad/?red=sin_inscripcion")
    for ruta in rutas:
        adentro.goto(idioma + ruta)
        adentro.evaluate(ABRIR)
        encontrados += [(ruta, hallazgo) for hallazgo in hallazgos(adentro)]
        encontrados += [(ruta, f"sobra {n} px")] if (n := adentro.evaluate(SOBRA)) else []
    assert encontrados == []


def test_from_the_panel_to_an_invitation_on_a_phone(adentro, ciudad, hallazgos):  # noqa: F811
    adentro.set_viewport_size({"width": 390, "height": 800})
    adentro.goto("/admin/")
    pulsar(adentro, ".faltantes a:has-text('Aguas Lindas')")
    pulsar(adentro, "input[type=submit][value='Enviar la invitación']")
    assert adentro.title().startswith("Error: ")
    assert hallazgos(adentro) == []
    pulsar(adentro, ".contactos a")
    pulsar(adentro, "input[type=submit][value='Enviar la invitación']")

    assert adentro.locator(".messagelist").inner_text().startswith("La invitación a Aguas Lindas de Goiás")
    assert [(m.a, m.idioma) for m in Mensaje.objects.filter(tipo="invitacion")] == [
        ("cooperacao@aguaslindas.go.gov.br", "pt-br")
    ]

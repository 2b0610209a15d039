"""Every public page before axe and laid out on a phone and on a desktop, in both languages, light and dark."""

from itertools import product

import pytest

from tests.puertas.direcciones import PUBLICAS
from tests.puertas.navegador import ESCRITORIO, TELEFONO, capturar, faltas_de_vista, hallazgos

pytestmark = pytest.mark.xdist_group("portal")
OTRAS = [
    "/inscripcion/tipo/?tipo=ciudad",
    "/agenda/preguntas/",
    "/agenda/preguntas/recibida/",
    "/acceso/",
    "/acceso/pedido/",
    "/acceso/nadie.1.xxxx/",
    "/no-existe/",
]
CONTACTO = "/inscripcion/contacto/?tipo=ciudad&ciudad=riobamba-ec"


def _mirar(dispositivo, direcciones, *, idioma, ancho, tema):
    """Return what is wrong with each page; a missing page and a dead link answer 404 and are no complaint."""
    page, faltas = dispositivo(ancho=ancho, tema=tema), []
    for direccion in direcciones:
        respuesta = page.goto(idioma + direccion)
        encontradas = hallazgos(page) + faltas_de_vista(page)
        faltas += [f"{idioma}{direccion} a {ancho}: {falta}" for falta in encontradas]
        nombre = direccion.strip("/").replace("/", "-").replace("?", "-") or "portada"
        capturar(page, f"paginas{idioma.replace('/', '-')}-{ancho}-{tema}", nombre)
        if respuesta.status == 404:
            dispositivo.quejas.remove(f"404 {respuesta.url}")
    return faltas


def test_a_finding_is_found(dispositivo):
    page = dispositivo()
    page.goto("/acceso/")
    assert hallazgos(page) + faltas_de_vista(page) == []

    page.evaluate("document.querySelector('h1').style.color = '#ccc'")
    assert [falta[:22] for falta in hallazgos(page)] == ["color-contrast: <h1 st"]

    page.evaluate("Object.assign(document.querySelector('main button').style, {minHeight: '20px', padding: '0'})")
    page.evaluate("document.querySelector('main').style.width = '400px'")
    assert [falta.partition(":")[0] for falta in faltas_de_vista(page)] == ["sobran 80 px de ancho", "chico"]


# The one that is looked at every time, and all the others in the long run.
COMBINACIONES = [
    pytest.param(*una, marks=[pytest.mark.largo] if any(una) else [])
    for una in product(["", "/pt-br"], [False, True], [False, True])
]


@pytest.mark.parametrize(("idioma", "grande", "oscuro"), COMBINACIONES)
def test_pages_have_no_finding(dispositivo, idioma, grande, oscuro):
    como = {"idioma": idioma, "ancho": ESCRITORIO if grande else TELEFONO, "tema": "dark" if oscuro else "light"}
    assert _mirar(dispositivo, [*PUBLICAS, *OTRAS, CONTACTO], **como) == []

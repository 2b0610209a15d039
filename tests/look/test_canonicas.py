"""Each public page has one address, in each language, whatever was asked for; private ones have none."""

import re

import pytest
from django.template.loader import render_to_string

from proyectos.forms import FiltroProyectos
from tests import fabricas

pytestmark = pytest.mark.django_db

SITIO = "https://sitio.example"
PUBLICAS = [
    "/",
    "/seminario/",
    "/agenda/",
    "/agenda/cumbre/",
    "/agenda/charla/",
    "/proyectos/",
    "/proyectos/mapa/",
    "/proyectos/cifras/",
    "/proyectos/datos/",
    "/proyectos/proyecto/",
    "/intercambio/",
    "/ciudades/",
    "/ciudades/ciudad/",
    "/instituciones/",
    "/instituciones/institucion/",
    "/inscripcion/",
    "/privacidad/",
    "/accesibilidad/",
]


@pytest.fixture(autouse=True)
def sitio(settings):
    settings.SITE_URL = SITIO


@pytest.fixture
def publicado():
    fabricas.crear_intervencion(fabricas.crear_bloque(fabricas.crear_seminario()), slug="charla")
    fabricas.crear_ciudad(slug="ciudad", miembro=True)
    fabricas.crear_institucion(slug="institucion")
    fabricas.crear_proyecto(slug="proyecto")


def leer(client, ruta):
    """Return the canonical addresses of a page, and those of each language."""
    html = client.get(ruta).content.decode().replace("&amp;", "&")
    propias = re.findall(r'<link rel="canonical" href="([^"]*)">', html)
    return propias, dict(re.findall(r'<link rel="alternate" hreflang="([^"]*)" href="([^"]*)">', html))


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
@pytest.mark.parametrize("ruta", PUBLICAS)
def test_public_page_has_one_address_and_one_for_each_language(client, publicado, ruta, prefijo):
    propias, alternas = leer(client, f"{prefijo}{ruta}?otra=cosa&zona=America/Lima")

    assert propias == [f"{SITIO}{prefijo}{ruta}"]
    assert alternas == {"es": SITIO + ruta, "pt-BR": f"{SITIO}/pt-br{ruta}", "x-default": SITIO + ruta}


def test_canonical_keeps_what_the_page_understood_in_the_order_of_its_form(client, publicado):
    for pais in ("UY", "AR"):
        fabricas.crear_participacion(fabricas.crear_proyecto(), fabricas.crear_ciudad(pais=pais))

    una, alternas = leer(client, "/proyectos/?utm=x&pais=UY&q=++agua++y%26&pais=AR&estado=nada&pagina=1&pais=UY&orden=")
    otra, _alternas = leer(client, "/proyectos/?pais=AR&pais=UY&q=agua+y%26")

    assert una == otra == [f"{SITIO}/proyectos/?q=agua+y%26&pais=AR&pais=UY"]
    assert alternas["pt-BR"] == f"{SITIO}/pt-br/proyectos/?q=agua+y%26&pais=AR&pais=UY"


def test_canonical_keeps_the_page_of_a_list_and_no_page_that_is_not_there(client):
    for _ in range(21):
        fabricas.crear_proyecto()

    assert leer(client, "/proyectos/?pagina=2")[0] == [f"{SITIO}/proyectos/?pagina=2"]
    assert leer(client, "/proyectos/?pagina=99")[0] == [f"{SITIO}/proyectos/?pagina=2"]
    assert leer(client, "/proyectos/?pagina=nada")[0] == [f"{SITIO}/proyectos/"]


@pytest.mark.parametrize("ruta", ["/acceso/", "/inscripcion/tipo/", "/no-existe/", "/agenda/preguntas/"])
def test_private_pages_and_errors_have_no_canonical_address(client, publicado, ruta):
    assert leer(client, ruta) == ([], {})


def test_canonical_is_text_in_an_attribute(client):
    html = client.get('/proyectos/?q="><script>x</script>').content.decode()

    assert "<script>x" not in html
    assert f'<link rel="canonical" href="{SITIO}/proyectos/?q=%22%3E%3Cscript%3Ex%3C%2Fscript%3E">' in html


def test_links_to_the_data_keep_what_the_page_understood_of_its_filters(rf):
    pedido = rf.get("/proyectos/?utm=x&pais=UY&q=agua&pagina=2")
    contexto = {"filtro": FiltroProyectos(pedido.GET)}

    html = "".join(
        render_to_string(f"proyectos/{nombre}.html", contexto, pedido) for nombre in ("llevar", "enlaces_de_datos")
    )

    direcciones = re.findall(r'href="([^"]*)"', html.replace("&amp;", "&"))
    de_datos = [f"/proyectos.{formato}?q=agua&pais=UY" for formato in ("csv", "json", "geojson")]
    novedades, licencia = "/proyectos/novedades.atom", "https://creativecommons.org/licenses/by/4.0/deed.es"
    assert direcciones == [*de_datos, "/proyectos/datos/", licencia, novedades, novedades, *de_datos]

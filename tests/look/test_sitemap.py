"""The map of the site: every public page in both languages, nothing else, in files that are never too large."""

from xml.etree import ElementTree

import pytest

from seminario import sitemaps
from tests import fabricas

pytestmark = pytest.mark.django_db

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(autouse=True)
def sitio(settings):
    settings.SITE_URL = "https://sitio.example"


@pytest.fixture
def publicado():
    """One of everything that has a page, and one of everything that has none yet."""
    bloque = fabricas.crear_bloque(fabricas.crear_seminario())
    fabricas.crear_intervencion(bloque, slug="charla")
    fabricas.crear_intervencion(bloque, 2, slug="charla-borrador", estado="borrador")
    fabricas.crear_proyecto(slug="proyecto")
    fabricas.crear_proyecto(slug="proyecto-borrador", publicacion="borrador")
    fabricas.crear_ciudad(slug="ciudad", miembro=True)
    fabricas.crear_ciudad(slug="ciudad-ajena", miembro=False)
    fabricas.crear_ciudad(slug="ciudad-sin-verificar", miembro=True, verificada=False)
    fabricas.crear_institucion(slug="institucion")
    fabricas.crear_institucion(slug="institucion-sin-verificar", verificada=False)


def leer(client, ruta="/sitemap.xml"):
    respuesta = client.get(ruta)
    assert respuesta.status_code == 200, ruta
    assert respuesta.headers["Content-Type"] == "application/xml"
    return ElementTree.fromstring(respuesta.content)


def direcciones(raiz):
    return [e.text for e in raiz.iter(f"{S}loc")]


def todas(client):
    """Return every address of the files that the index names."""
    return [url for a in direcciones(leer(client)) for url in direcciones(leer(client, a.removeprefix(SITIO)))]


SITIO = "https://sitio.example"
UNA_DE_CADA = ["agenda/charla/", "proyectos/proyecto/", "ciudades/ciudad/", "instituciones/institucion/"]


def test_sitemap_has_every_public_page_in_both_languages(client, publicado):
    urls = direcciones(leer(client))

    con_slug = [u for u in urls if any(u.endswith(f"/{ruta}") for ruta in UNA_DE_CADA)]
    assert con_slug == [f"{SITIO}/{prefijo}{ruta}" for ruta in UNA_DE_CADA for prefijo in ("", "pt-br/")]
    assert len(urls) == 2 * (len(sitemaps.FIJAS) + len(UNA_DE_CADA))
    assert [u for u in urls if "borrador" in u or "sin-verificar" in u or "ajena" in u] == []


def test_sitemap_tells_each_page_in_each_language_and_when_it_changed(client, publicado):
    (url,) = [u for u in leer(client).iter(f"{S}url") if u.find(f"{S}loc").text == f"{SITIO}/pt-br/proyectos/proyecto/"]

    assert {e.get("hreflang"): e.get("href") for e in url.findall(f"{X}link")} == {
        "es": f"{SITIO}/proyectos/proyecto/",
        "pt-BR": f"{SITIO}/pt-br/proyectos/proyecto/",
        "x-default": f"{SITIO}/proyectos/proyecto/",
    }
    actualizado = sitemaps.IndiceProyecto.objects.get().actualizado
    assert url.find(f"{S}lastmod").text == actualizado.isoformat(timespec="seconds")


def test_every_page_of_the_sitemap_is_a_page_that_says_the_same_of_itself(client, publicado):
    for url in direcciones(leer(client)):
        respuesta = client.get(url.removeprefix(SITIO))
        assert respuesta.status_code == 200, url
        assert f'<link rel="canonical" href="{url}">' in respuesta.content.decode(), url


def test_sitemap_beyond_one_file_is_an_index_of_files(client, publicado, monkeypatch):
    enteras = direcciones(leer(client))
    for n in range(5):
        fabricas.crear_proyecto(slug=f"otro-{n}")
    monkeypatch.setattr(sitemaps, "POR_ARCHIVO", 4)

    raiz = leer(client)

    assert raiz.tag == f"{S}sitemapindex"
    assert direcciones(raiz) == [
        f"{SITIO}/sitemap-{archivo}.xml"
        for archivo in ("paginas-1", "charlas-1", "proyectos-1", "proyectos-2", "ciudades-1", "instituciones-1")
    ]
    nuevas = {f"{SITIO}/{prefijo}proyectos/otro-{n}/" for n in range(5) for prefijo in ("", "pt-br/")}
    assert len(todas(client)) == len(enteras) + 10
    assert set(todas(client)) == {*enteras, *nuevas}


@pytest.mark.parametrize("archivo", ["proyectos-0", "proyectos-2", "paginas-2", "nada-1", "proyectos-99999999999999"])
def test_a_file_that_the_index_does_not_name_is_not_found(client, publicado, archivo):
    assert client.get(f"/sitemap-{archivo}.xml").status_code == 404


def test_a_full_file_is_within_the_limits_of_the_protocol(monkeypatch):
    largo = "x" * 160
    filas = [(f"{largo[:150]}-{n}", None) for n in range(sitemaps.POR_ARCHIVO)]
    monkeypatch.setattr(sitemaps.Seccion, "paginas", lambda self, desde=0, hasta=None: filas)

    contenido = sitemaps.archivo("instituciones", 1)

    assert contenido.count("<url>") == 2 * sitemaps.POR_ARCHIVO < 50_000
    assert len(contenido.encode()) < 10 * 2**20


@pytest.mark.parametrize("cuantos", [1, 30])
def test_sitemap_makes_the_same_queries_for_one_and_for_thirty(client, cuantos, django_assert_num_queries):
    for _ in range(cuantos):
        fabricas.crear_proyecto()

    with django_assert_num_queries(8):
        client.get("/sitemap.xml")


def test_sitemap_is_kept_and_needs_no_host(client, publicado, settings, django_assert_num_queries):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "sitemap"}}
    primera = client.get("/sitemap.xml")

    with django_assert_num_queries(0):
        igual = client.get("/sitemap.xml", headers={"if-none-match": primera.headers["ETag"]})

    assert igual.status_code == 304
    assert primera.headers["Cache-Control"] == "public, max-age=3600"
    assert "testserver" not in primera.content.decode()
    assert f"Sitemap: {SITIO}/sitemap.xml" in client.get("/robots.txt").content.decode()

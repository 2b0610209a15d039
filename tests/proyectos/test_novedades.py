"""The feed of the catalogue: valid Atom, the newest first, addresses of the site, the same for everybody."""

import datetime
from xml.etree import ElementTree

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from tests import fabricas

pytestmark = pytest.mark.django_db

A = "{http://www.w3.org/2005/Atom}"
AHORA = timezone.now().replace(microsecond=0)


@pytest.fixture(autouse=True)
def sitio(settings):
    settings.SITE_URL = "https://sitio.example"


def leer(respuesta):
    return ElementTree.fromstring(respuesta.content)


def publicar(dias, **campos):
    return fabricas.crear_proyecto(publicado_el=AHORA - datetime.timedelta(days=dias), **campos)


@pytest.mark.parametrize(
    ("prefijo", "lang", "titulo", "resumen"),
    [("", "es", "Mujeres & ciudad", "Un resumen"), ("/pt-br", "pt-BR", "Mulheres", "Um resumo")],
)
def test_feed_is_atom_in_each_language(client, prefijo, lang, titulo, resumen):
    proyecto = publicar(
        1,
        slug="mujeres",
        titulo_es="Mujeres & ciudad",
        titulo_pt_br="Mulheres",
        resumen_es="Un\x0b resumen",
        resumen_pt_br="Um resumo",
    )
    proyecto.unidades.add(fabricas.crear_unidad(nombre_es="Género", nombre_pt_br="Gênero"))

    respuesta = client.get(f"{prefijo}/proyectos/novedades.atom", headers={"host": "testserver"})
    feed = leer(respuesta)
    (entrada,) = feed.findall(f"{A}entry")
    enlaces = {e.get("rel"): e.get("href") for e in feed.findall(f"{A}link")}

    assert respuesta.headers["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert feed.tag == f"{A}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == lang
    assert enlaces == {
        "alternate": f"https://sitio.example{prefijo}/proyectos/",
        "self": f"https://sitio.example{prefijo}/proyectos/novedades.atom",
    }
    assert entrada.find(f"{A}title").text == titulo
    assert " ".join(entrada.find(f"{A}summary").text.split()) == resumen
    assert entrada.find(f"{A}link").get("href") == f"https://sitio.example{prefijo}/proyectos/mujeres/"
    assert entrada.find(f"{A}published").text == (AHORA - datetime.timedelta(days=1)).isoformat()
    assert len(entrada.findall(f"{A}category")) == 1
    for obligatorio in ("id", "title", "updated", "author"):
        assert feed.find(f"{A}{obligatorio}") is not None
    assert "testserver" not in respuesta.content.decode()


def test_feed_has_the_thirty_published_last_and_no_draft(client):
    publicar(0, titulo_es="Borrador", publicacion="borrador")
    for dias in range(1, 33):
        publicar(dias, titulo_es=f"De hace {dias}")

    titulos = [e.find(f"{A}title").text for e in leer(client.get("/proyectos/novedades.atom")).findall(f"{A}entry")]

    assert titulos == [f"De hace {dias}" for dias in range(1, 31)]


def test_entry_keeps_its_identifier_when_title_and_address_change(client):
    def identificadores():
        feed = leer(client.get("/proyectos/novedades.atom"))
        return [feed.find(f"{A}id").text, *(e.find(f"{A}id").text for e in feed.findall(f"{A}entry"))]

    proyecto = publicar(1)
    antes = identificadores()
    proyecto.slug, proyecto.titulo_es = "otra-direccion", "Otro título"
    proyecto.save()

    assert identificadores() == antes
    assert len(set(antes)) == 2
    assert all(i.startswith("tag:sitio.example,2026:") for i in antes)


def test_feed_without_projects_is_a_feed(client):
    feed = leer(client.get("/proyectos/novedades.atom"))

    assert feed.findall(f"{A}entry") == []
    assert feed.find(f"{A}updated") is not None


def test_feed_is_public_and_an_unchanged_one_is_not_sent_again(client):
    proyecto = publicar(1)
    primera = client.get("/proyectos/novedades.atom")
    etiqueta = {"if-none-match": primera.headers["ETag"]}

    igual = client.get("/proyectos/novedades.atom", headers=etiqueta)
    proyecto.resumen_es = "Otro"
    proyecto.save()
    cambiada = client.get("/proyectos/novedades.atom", headers=etiqueta)

    assert primera.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert primera.headers["Access-Control-Allow-Origin"] == "*"
    assert (igual.status_code, cambiada.status_code) == (304, 200)
    assert not primera.cookies
    assert not Session.objects.exists()


@pytest.mark.parametrize("cuantos", [1, 30])
def test_feed_makes_the_same_queries_for_one_and_for_thirty(client, cuantos, django_assert_num_queries):
    for dias in range(cuantos):
        fabricas.crear_participacion(publicar(dias), fabricas.crear_ciudad())

    with django_assert_num_queries(3):
        client.get("/proyectos/novedades.atom")

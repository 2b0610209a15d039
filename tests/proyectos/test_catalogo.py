"""The catalogue: published only, narrowed by any filter, and no wrong value is an error."""

import datetime
import gzip
import re

import pytest

from tests import fabricas

pytestmark = pytest.mark.django_db


@pytest.fixture
def proyectos():
    """Three published projects that differ in everything."""
    ambiente = fabricas.crear_unidad(nombre_es="Ambiente", nombre_pt_br="Meio ambiente", slug="ambiente")
    cultura = fabricas.crear_unidad(nombre_es="Cultura", nombre_pt_br="Cultura", slug="cultura")
    agua, ciudades = fabricas.crear_ods(6), fabricas.crear_ods(11)
    filas = (
        ("Gestión del agua", 2017, ambiente, agua, "Córdoba", "AR", "finalizado", "bilateral"),
        ("Museos", 2019, cultura, ciudades, "Niterói", "BR", "en_ejecucion", "regional"),
        ("Plazas", 2020, cultura, agua, "Riobamba", "EC", "aprobado", "triangular"),
    )
    for titulo, anio, unidad, ods, ciudad, pais, estado, modalidad in filas:
        proyecto = fabricas.crear_proyecto(
            titulo_es=titulo,
            convocatoria=fabricas.crear_convocatoria(anio),
            estado=estado,
            estado_al=datetime.date(2021, 12, 31),
            modalidad=modalidad,
        )
        proyecto.unidades.add(unidad)
        proyecto.ods.add(ods)
        slug = {"Córdoba": "cordoba-ar", "Niterói": "niteroi-br", "Riobamba": "riobamba-ec"}[ciudad]
        fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre=ciudad, pais=pais, slug=slug))


def _html(client, ruta="/proyectos/", **datos):
    response = client.get(ruta, datos)
    assert response.status_code == 200
    return response.content.decode()


def _titulos(html):
    """The titles of the list; a word that was looked for is marked in them."""
    titulos = re.findall(r'<h2><a href="/(?:pt-br/)?proyectos/[^"]+">\s*(.+?)\s*</a></h2>', html)
    return [re.sub("</?mark>", "", titulo) for titulo in titulos]


@pytest.mark.parametrize(
    ("filtro", "esperados"),
    [
        ({}, ["Plazas", "Museos", "Gestión del agua"]),
        ({"q": "gestion AGUA"}, ["Gestión del agua"]),
        ({"q": "niteroi"}, ["Museos"]),
        ({"pais": "EC"}, ["Plazas"]),
        ({"unidad": "cultura"}, ["Plazas", "Museos"]),
        ({"ods": "6"}, ["Plazas", "Gestión del agua"]),
        ({"convocatoria": "2019"}, ["Museos"]),
        ({"modalidad": "regional"}, ["Museos"]),
        ({"estado": "finalizado"}, ["Gestión del agua"]),
        ({"ciudad": "cordoba-ar"}, ["Gestión del agua"]),
        ({"unidad": "cultura", "ods": "6"}, ["Plazas"]),
        ({"orden": "antiguos"}, ["Gestión del agua", "Museos", "Plazas"]),
        ({"orden": "titulo"}, ["Gestión del agua", "Museos", "Plazas"]),
    ],
)
def test_catalogue_is_narrowed_and_ordered(client, proyectos, filtro, esperados):
    html = _html(client, **filtro)

    assert _titulos(html) == esperados
    cuenta = "1 proyecto" if len(esperados) == 1 else f"{len(esperados)} proyectos"
    assert f'<p class="conteo" role="status">{cuenta}</p>' in html


def test_catalogue_title_and_chips_say_the_filters(client, proyectos):
    html = _html(client, pais="EC", ods="6")

    assert "<title>Proyectos: Ecuador, 6. Objetivo 6 · Cooperación Sur-Sur</title>" in html
    assert '<a class="ficha-filtro" href="/proyectos/?ods=6">' in html
    assert '<a class="ficha-filtro" href="/proyectos/?pais=EC">' in html


LARGO = "x" * 10_000


@pytest.mark.parametrize(
    ("filtro", "mensaje"),
    [
        ({"pagina": "abc"}, "Escriba «Página» con cifras, por ejemplo 12."),
        ({"pagina": "-1"}, "Escriba en «Página» un número desde 1."),
        ({"pagina": "9" * 5000}, "Escriba «Página» con cifras, por ejemplo 12."),
        ({"ods": "99"}, "La opción elegida en «ODS» no está en la lista: elija otra."),
        ({"pais": "\x00"}, "La opción elegida en «País» no está en la lista: elija otra."),
        ({"ciudad": LARGO}, "La opción elegida en «Ciudad» no está en la lista: elija otra."),
        ({"unidad": "../.."}, "La opción elegida en «Unidad temática» no está en la lista: elija otra."),
        ({"convocatoria": "1e9"}, "La opción elegida en «Convocatoria» no está en la lista: elija otra."),
        ({"q": LARGO}, "«Buscar» tiene 10000 caracteres y el máximo es 100: acorte el texto."),
    ],
)
def test_catalogue_tells_what_it_did_not_understand_and_shows_the_rest(client, proyectos, filtro, mensaje):
    html = _html(client, **filtro)

    assert f"<li>{mensaje}</li>" in html
    assert len(_titulos(html)) == 3


@pytest.mark.parametrize("q", ["\x00", "%", "_", "' OR 1=1 --", "<script>alert(1)</script>", "‮agua", "🌎", "=1+1"])
def test_catalogue_search_takes_any_text(client, proyectos, q):
    html = _html(client, q=q)

    assert "<script>alert" not in html


def test_catalogue_never_shows_what_is_not_published(client):
    ciudad = fabricas.crear_ciudad(slug="oculta-ar", nombre="Ciudadoculta")
    for publicacion in ("borrador", "enviada", "devuelta", "archivada"):
        proyecto = fabricas.crear_proyecto(
            titulo_es="Secreto", slug=publicacion, publicacion=publicacion, comentarios="Falta algo"
        )
        fabricas.crear_participacion(proyecto, ciudad)
        assert client.get(f"/proyectos/{publicacion}/").status_code == 404

    html = _html(client)

    assert "Secreto" not in html
    assert "Ciudadoculta" not in html
    assert "Los proyectos se publicarán aquí." in html


def test_catalogue_with_nothing_found_says_what_to_do(client, proyectos):
    html = _html(client, q="zzz")

    assert "quite un filtro o busque con otras palabras" in html
    assert '<a href="/proyectos/">Ver todos los proyectos</a>' in html


def test_catalogue_is_paged_by_twenty_and_keeps_the_filters(client):
    convocatoria = fabricas.crear_convocatoria(2020)
    for _n in range(45):
        fabricas.crear_proyecto(convocatoria=convocatoria)

    primera = _html(client, convocatoria=2020)
    ultima = _html(client, convocatoria=2020, pagina=3)
    pasada = _html(client, convocatoria=2020, pagina=400)

    assert (len(_titulos(primera)), len(_titulos(ultima))) == (20, 5)
    assert _titulos(pasada) == _titulos(ultima)
    assert 'href="?convocatoria=2020&amp;pagina=2"' in primera
    assert "45 proyectos" in primera
    assert "· página 3" in ultima


def test_catalogue_in_portuguese(client, proyectos):
    html = _html(client, "/pt-br/proyectos/", unidad="ambiente")

    assert "<h1>Projetos: Meio ambiente</h1>" in html
    assert "1 projeto" in html
    assert '<span lang="es">Gestión del agua</span>' in html
    assert "Edital" in html
    assert " (situação em dezembro de 2021)" in html


@pytest.mark.parametrize(
    ("q", "quienes"),
    [
        ("niteroi", "<mark>Niterói</mark> (Brasil) · Agencia &lt;b&gt;"),
        ("brasil", "Niterói (<mark>Brasil</mark>) · Agencia &lt;b&gt;"),
        ("agencia", "Niterói (Brasil) · <mark>Agencia</mark> &lt;b&gt;"),
    ],
)
def test_who_takes_part_is_marked_where_the_search_found_it(client, q, quienes):
    proyecto = fabricas.crear_proyecto(titulo_es="Plazas")
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre="Niterói", pais="BR"))
    fabricas.crear_participacion(proyecto, fabricas.crear_institucion(nombre="Agencia <b>"), "aliada")

    assert f"<p>{quienes}</p>" in _html(client, q=q)
    assert "<mark>" not in _html(client)


@pytest.mark.parametrize("filas", [1, 30])
def test_catalogue_asks_ten_queries_at_most_whatever_the_rows(client, django_assert_num_queries, filas):
    convocatoria, unidad, ods = fabricas.crear_convocatoria(2020), fabricas.crear_unidad(), fabricas.crear_ods(6)
    for _n in range(filas):
        proyecto = fabricas.crear_proyecto(convocatoria=convocatoria)
        proyecto.unidades.add(unidad)
        proyecto.ods.add(ods)
        fabricas.crear_participacion(proyecto, fabricas.crear_ciudad())
    for _n in range(filas):
        fabricas.crear_participacion(proyecto, ciudad := fabricas.crear_ciudad())

    with django_assert_num_queries(8):
        client.get("/proyectos/")
    todo = {"pais": "AR", "unidad": unidad.slug, "ods": 6, "convocatoria": 2020, "ciudad": ciudad.slug}
    for palabra in ("proyecto", "proeycto"):  # The slip costs no query more.
        with django_assert_num_queries(10):
            html = _html(client, q=palabra, **todo)
        assert len(_titulos(html)) == 1


@pytest.mark.parametrize("ruta", ["/proyectos/", "/proyectos/?pais=EC"])
def test_catalogue_is_public_and_conditional(client, ruta):
    primera = client.get(ruta)
    segunda = client.get(ruta, headers={"If-None-Match": primera.headers["ETag"]})

    assert primera.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert not primera.cookies
    assert segunda.status_code == 304


def test_full_page_of_the_catalogue_weighs_little(client):
    for n in range(1, 18):
        fabricas.crear_ods(n)
    for _n in range(20):
        proyecto = fabricas.crear_proyecto(titulo_es="Un título bastante largo para un proyecto de cooperación Sur-Sur")
        proyecto.ods.add(*proyecto.ods.model.objects.filter(numero__in=(6, 11, 17)))
        for _otra in range(4):
            fabricas.crear_participacion(proyecto, fabricas.crear_ciudad())

    response = client.get("/proyectos/", headers={"Accept-Encoding": "gzip"})

    assert len(_titulos(gzip.decompress(response.content).decode())) == 20
    assert len(response.content) <= 14 * 1024

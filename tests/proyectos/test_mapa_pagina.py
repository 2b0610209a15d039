"""The page of the map: counted over the projects that match, the same in the drawing, the tables and the catalogue."""

import gzip
import random
import re
from itertools import combinations

import pytest
from django.urls import reverse

from actores.models import Ciudad
from comun.busqueda import sin_acentos
from proyectos.models import Proyecto
from tests import fabricas
from tests.lint_html import Pagina, texto

pytestmark = pytest.mark.django_db
MAPA = "/proyectos/mapa/"


@pytest.fixture
def red():
    """Three cities on the map and one without a place; Santa Fe and Rosario share two projects."""
    ciudades = {
        nombre: fabricas.crear_ciudad(nombre=nombre, slug=slug, pais=pais, latitud=latitud, longitud=longitud)
        for nombre, slug, pais, latitud, longitud in (
            ("Santa Fe", "santa-fe-ar", "AR", -31.6, -60.7),
            ("Rosario", "rosario-ar", "AR", -32.9, -60.7),
            ("Asunción", "asuncion-py", "PY", -25.3, -57.6),
            ("Colonia", "colonia-uy", "UY", None, None),
        )
    }
    for anio, titulo, nombres in (
        (2018, "Humedales", ("Santa Fe", "Rosario")),
        (2019, "Dos", ("Santa Fe", "Rosario", "Asunción")),
        (2020, "Tres", ("Rosario", "Colonia")),
    ):
        proyecto = fabricas.crear_proyecto(titulo_es=titulo, convocatoria=fabricas.crear_convocatoria(anio))
        for nombre in nombres:
            fabricas.crear_participacion(proyecto, ciudades[nombre])
    return ciudades


def _pagina(client, ruta=MAPA, **datos):
    respuesta = client.get(ruta, datos)
    assert respuesta.status_code == 200
    return Pagina(respuesta.content.decode())


def _filas(pagina, numero):
    """Return the rows of a table of the page, as text without what is said only aloud, and where each number leads."""
    filas = []
    for fila in list(pagina.todos("table")[numero].iter("tr"))[1:]:
        enlace = list(fila.iter("a"))[-1]
        celdas = [texto(celda) for celda in fila]
        filas.append((*celdas[:-1], int(celdas[-1].split()[0]), enlace.get("href")))
    return filas


def test_the_table_of_pairs_says_who_with_whom_and_how_many(client, red):
    assert _filas(_pagina(client), 0) == [
        ("Rosario Argentina", "Santa Fe Argentina", 2, "/proyectos/?ciudad=rosario-ar&ciudad=santa-fe-ar"),
        ("Asunción Paraguay", "Rosario Argentina", 1, "/proyectos/?ciudad=asuncion-py&ciudad=rosario-ar"),
        ("Asunción Paraguay", "Santa Fe Argentina", 1, "/proyectos/?ciudad=asuncion-py&ciudad=santa-fe-ar"),
        ("Colonia Uruguay", "Rosario Argentina", 1, "/proyectos/?ciudad=colonia-uy&ciudad=rosario-ar"),
    ]


def test_the_table_of_cities_says_how_many_and_which_has_no_place(client, red):
    pagina = _pagina(client)

    assert _filas(pagina, 1) == [
        ("Rosario", "Argentina", 3, "/proyectos/?ciudad=rosario-ar"),
        ("Santa Fe", "Argentina", 2, "/proyectos/?ciudad=santa-fe-ar"),
        ("Asunción", "Paraguay", 1, "/proyectos/?ciudad=asuncion-py"),
        ("Colonia sin lugar en el mapa", "Uruguay", 1, "/proyectos/?ciudad=colonia-uy"),
    ]
    enlaces = [e.get("href") for e in pagina.todos("table")[1].iter("a")]
    assert enlaces[0] == "/ciudades/rosario-ar/"
    assert "3 proyectos · 4 ciudades · 4 parejas de ciudades" in texto(pagina.raiz)


def test_every_row_with_an_arc_points_at_it(client, red):
    pagina = _pagina(client)

    filas = [(f.get("data-arco"), texto(f).split()[0]) for f in list(pagina.todos("table")[0].iter("tr"))[1:]]
    assert filas == [("1", "Rosario"), ("2", "Asunción"), ("3", "Asunción"), (None, "Colonia")]
    arcos = [e.get("id") for e in pagina.elementos if (e.get("id") or "").startswith("arco-")]
    assert sorted(arcos) == ["arco-1", "arco-2", "arco-3"]


def test_the_drawing_has_a_name_and_says_where_its_equivalent_is(client, red):
    svg = next(e for e in _pagina(client).elementos if e.get("class") == "mapa-sur")

    assert svg.get("role") == "img"
    dichos = {e.get("id"): texto(e) for e in svg.iter() if e.get("id") in ("mapa-titulo", "mapa-texto")}
    assert dichos == {
        "mapa-titulo": "Mapa de América del Sur con el sur arriba: un punto por ciudad y un arco entre las que "
        "comparten proyectos",
        "mapa-texto": "Las tablas de parejas y de ciudades de esta página dicen lo mismo con palabras.",
    }


def test_the_legend_says_in_words_the_widths_that_are_drawn(client, red):
    leyenda = next(e for e in _pagina(client).elementos if e.get("class") == "mapa-leyenda")

    assert [texto(e) for e in leyenda] == ["1 proyecto", "2 proyectos"]


@pytest.mark.parametrize(
    ("filtro", "titulo", "parejas"),
    [
        ({"convocatoria": "2018"}, "Mapa de la cooperación: 2018", [("Rosario", "Santa Fe", 1)]),
        ({"pais": "UY"}, "Mapa de la cooperación: Uruguay", [("Colonia", "Rosario", 1)]),
        ({"q": "humedal"}, "Mapa de la cooperación: humedal", [("Rosario", "Santa Fe", 1)]),
        ({"ciudad": "colonia-uy", "convocatoria": "2020"}, None, [("Colonia", "Rosario", 1)]),
    ],
)
def test_the_filters_apply_and_the_title_says_them(client, red, filtro, titulo, parejas):
    pagina = _pagina(client, **filtro)

    assert [(una.split(" ")[0], otra.rsplit(" ", 1)[0], n) for una, otra, n, _url in _filas(pagina, 0)] == parejas
    if titulo:
        assert texto(pagina.todos("h1")[0]) == titulo


def test_links_keep_the_filters_and_say_no_value_twice(client, red):
    pagina = _pagina(client, ciudad="colonia-uy", pais="AR", arriba="norte", pagina="2")

    assert _filas(pagina, 0)[0][-1] == "/proyectos/?pais=AR&ciudad=colonia-uy&ciudad=rosario-ar"
    nav = next(e for e in pagina.todos("nav") if e.get("aria-label") == "Maneras de ver los proyectos")
    assert [(texto(a), a.get("href"), a.get("aria-current")) for a in nav.iter("a")] == [
        ("Lista", "/proyectos/?pais=AR&ciudad=colonia-uy", None),
        ("Mapa", "/proyectos/mapa/?pais=AR&ciudad=colonia-uy", "page"),
        ("Cifras", "/proyectos/cifras/?pais=AR&ciudad=colonia-uy", None),
    ]


def _giro(pagina):
    suelo = next(e for e in pagina.elementos if e.get("class") == "mapa-suelo")
    enlace = next(e for e in pagina.todos("a") if texto(e).startswith("Poner el"))
    return suelo.get("transform"), texto(enlace), enlace.get("href")


def test_the_map_can_be_turned_and_turned_back(client, red):
    assert _giro(_pagina(client, pais="AR")) == (None, "Poner el norte arriba", "?pais=AR&arriba=norte")
    assert _giro(_pagina(client, pais="AR", arriba="norte")) == (
        "rotate(180 280 350)",
        "Poner el sur arriba",
        "?pais=AR",
    )
    assert _giro(_pagina(client, arriba="sur"))[0] is None


@pytest.mark.parametrize("valor", ["este", "\x00", "norte norte", "x" * 9000])
def test_an_end_that_does_not_exist_is_told_and_ignored(client, red, valor):
    pagina = _pagina(client, arriba=valor)

    assert "La opción elegida en «Arriba del mapa» no está en la lista: elija otra." in texto(pagina.raiz)
    assert _giro(pagina)[0] is None


def test_what_is_not_public_is_neither_drawn_nor_told(client, red):
    secreta = fabricas.crear_ciudad(nombre="Secreta", verificada=False, latitud=-20, longitud=-60)
    unida = fabricas.crear_ciudad(nombre="Absorbida", fusionada_en=red["Rosario"], latitud=-20, longitud=-61)
    for proyecto in Proyecto.objects.all():
        fabricas.crear_participacion(proyecto, secreta)
        fabricas.crear_participacion(proyecto, unida)
    borrador = fabricas.crear_proyecto(publicacion="borrador")
    for ciudad in (red["Colonia"], red["Asunción"]):
        fabricas.crear_participacion(borrador, ciudad)

    pagina = _pagina(client)

    assert len(_filas(pagina, 0)) == 4
    assert len(_filas(pagina, 1)) == 4
    assert "Secreta" not in texto(pagina.raiz)
    assert "Absorbida" not in texto(pagina.raiz)


def test_without_projects_the_page_says_what_will_be_here(client):
    assert "Cuando se publiquen proyectos, aquí se verá qué ciudades cooperan con cuáles." in texto(
        _pagina(client).raiz
    )


def test_when_nothing_matches_the_page_says_what_to_do(client, red):
    pagina = _pagina(client, q="zzzz")

    assert "quite un filtro o busque con otras palabras" in texto(pagina.raiz)
    assert pagina.todos("table") == []
    assert [a.get("href") for a in pagina.todos("a") if texto(a) == "Ver el mapa de todos los proyectos"] == [MAPA]


def test_projects_of_one_city_have_dots_and_no_pairs(client):
    fabricas.crear_participacion(fabricas.crear_proyecto(), fabricas.crear_ciudad(latitud=-30, longitud=-60))

    pagina = _pagina(client)

    assert "En estos proyectos no hay dos ciudades que cooperen entre sí." in texto(pagina.raiz)
    assert len(pagina.todos("table")) == 1


# --- Generated data: the page against a count of our own ----------------------------------------


def _muchos(semilla, ciudades, proyectos):
    """Publish projects of some cities at random; return ``{(slug, slug): projects}`` and ``{slug: projects}``."""
    azar = random.Random(semilla)
    creadas = Ciudad.objects.bulk_create(
        Ciudad(nombre=f"Villa {n:03}", slug=f"villa-{n:03}", pais="BR", verificada=True, latitud=-n / 4, longitud=-55)
        for n in range(ciudades)
    )
    parejas, cuantos = {}, {}
    for _n in range(proyectos):
        proyecto = fabricas.crear_proyecto()
        elegidas = sorted(azar.sample(creadas, azar.randint(1, 5)), key=lambda ciudad: ciudad.slug)
        for ciudad in elegidas:
            fabricas.crear_participacion(proyecto, ciudad)
            cuantos[ciudad.slug] = cuantos.get(ciudad.slug, 0) + 1
        for par in combinations([ciudad.slug for ciudad in elegidas], 2):
            parejas[par] = parejas.get(par, 0) + 1
    return parejas, cuantos


@pytest.mark.parametrize("semilla", [1, 2])
def test_the_tables_are_what_anybody_would_count(client, semilla):
    parejas, cuantos = _muchos(semilla, 30, 60)

    paginas = [_pagina(client, pares="todas", pagina=n) for n in range(1, -(-len(parejas) // 150) + 1)]

    esperadas = sorted(((una, otra, n) for (una, otra), n in parejas.items()), key=lambda p: (-p[2], p[0], p[1]))
    leidas = [(*re.findall(r"ciudad=([\w-]+)", u), n) for p in paginas for _una, _otra, n, u in _filas(p, 0)]
    assert leidas == esperadas
    assert {re.findall(r"ciudad=([\w-]+)", url)[0]: n for _c, _p, n, url in _filas(paginas[0], 1)} == cuantos


def test_every_number_is_that_of_the_catalogue(client):
    _muchos(3, 7, 25)
    pagina = _pagina(client)

    for *_nombres, numero, url in _filas(pagina, 0) + _filas(pagina, 1):
        conteo = next(e for e in _pagina(client, url).elementos if e.get("class") == "conteo")
        assert texto(conteo).split()[0] == str(numero), url


def test_some_pairs_are_shown_beside_the_map_and_then_all_by_pages(client, monkeypatch):
    parejas, _cuantos = _muchos(4, 40, 120)
    assert len(parejas) > 300

    pagina = _pagina(client)
    assert len(_filas(pagina, 0)) == 25
    assert next(texto(e) for e in pagina.elementos if e.get("id") == "mapa-texto") == (
        "Las tablas de esta página dicen lo mismo con palabras de las parejas y las ciudades de más proyectos. Las "
        "demás están en «Ver todas las parejas y las ciudades», al pie de las tablas."
    )
    assert "Las tablas muestran 25 parejas y 30 ciudades" in texto(pagina.raiz)
    assert "Se dibujan los arcos de las parejas que más proyectos comparten." in texto(pagina.raiz)
    enlace = next(e for e in pagina.todos("a") if texto(e) == "Ver todas las parejas y las ciudades")
    assert enlace.get("href") == "?pares=todas"

    todas, segunda, ultima = (_pagina(client, pares="todas", pagina=n) for n in (1, 2, 99))
    assert [len(list(p.todos("table"))) for p in (todas, segunda, ultima)] == [2, 1, 1]
    assert [len(_filas(p, 0)) for p in (todas, segunda, ultima)] == [150, 150, len(parejas) - 300]
    assert "Ver todas las parejas" not in texto(todas.raiz)
    assert "mapa-suelo" not in [e.get("class") for e in todas.elementos]
    vuelta = next(e for e in segunda.todos("a") if texto(e) == "Ver el mapa")
    assert vuelta.get("href") == "?"

    monkeypatch.setattr("proyectos.cooperacion.FILAS_TODAS", 130)
    acotada = _pagina(client, pares="todas")
    assert len(_filas(acotada, 0)) == 130
    assert "Para ver las demás, agregue un filtro." in texto(acotada.raiz)


def test_more_cities_than_pairs_leave_the_table_of_pairs_out_of_the_last_page(client):
    _muchos(7, 200, 0)
    for ciudad in Ciudad.objects.all():
        fabricas.crear_participacion(fabricas.crear_proyecto(), ciudad)
    fabricas.crear_participacion(Proyecto.objects.first(), fabricas.crear_ciudad())

    segunda = _pagina(client, pares="todas", pagina=2)

    assert "Quién coopera con quién" not in texto(segunda.raiz)
    assert len(_filas(segunda, 0)) == 51


@pytest.mark.parametrize("proyectos", [1, 30])
def test_the_map_asks_eight_queries_whatever_the_rows(client, django_assert_num_queries, proyectos):
    _muchos(5, 30, proyectos)

    with django_assert_num_queries(8):
        client.get(MAPA)


def test_the_page_of_many_cities_is_light(client):
    """Both tables as long as they may be, with long names, all facets and all arcs and dots."""
    _muchos(6, 300, 200)
    azar = random.Random(6)
    for ciudad in Ciudad.objects.all():
        ciudad.nombre = (
            f"San {''.join(azar.choices('aeioulmnrst', k=10))} de {''.join(azar.choices('aeioulmnrst', k=8))}"
        )
        ciudad.slug, ciudad.latitud = f"{sin_acentos(ciudad.nombre).replace(' ', '-')}-br", azar.uniform(-50, 5)
        ciudad.longitud = azar.uniform(-70, -45)
        ciudad.save()

    for ruta, filas in (
        (MAPA, (25, 30)),
        (f"{MAPA}?pais=BR&arriba=norte", (25, 30)),
        (f"{MAPA}?pares=todas", (150, 150)),
    ):
        respuesta = client.get(ruta, headers={"accept-encoding": "gzip"})

        pagina = Pagina(gzip.decompress(respuesta.content).decode())
        assert (len(_filas(pagina, 0)), len(_filas(pagina, 1))) == filas
        assert len(respuesta.content) <= 14 * 1024, ruta


@pytest.mark.parametrize("vista", ["mapa", "cifras", "datos"])
def test_the_fixed_addresses_come_before_the_sheets(client, vista):
    fabricas.crear_proyecto(slug=vista, titulo_es="Con nombre ajeno")

    assert reverse(f"proyectos:{vista}") == f"/proyectos/{vista}/"
    assert "Con nombre ajeno" not in texto(_pagina(client, f"/proyectos/{vista}/").todos("h1")[0])
    for prefijo in ("", "/pt-br"):
        cabeceras = client.get(f"{prefijo}/proyectos/{vista}/").headers
        assert set(cabeceras["Cache-Control"].split(", ")) == {"public", "max-age=60", "stale-while-revalidate=600"}
        assert cabeceras["Vary"] == "Accept-Encoding"

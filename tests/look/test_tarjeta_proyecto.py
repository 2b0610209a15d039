"""The social card of a project: its own words and its own map, read from the pixels; only of what is published."""

import io
from itertools import combinations

import pytest
from PIL import Image

from proyectos import lienzo, tarjeta
from proyectos.mapa import proyectar
from proyectos.models import Participacion, Proyecto
from proyectos.views import tarjeta as vista
from tests import fabricas
from tests.lint_html import Pagina

pytestmark = pytest.mark.django_db
SOL, ARCO, TIERRA, TEXTO = (242, 167, 27), (255, 138, 92), (34, 53, 95), (255, 255, 255)
SANTA_FE, ASUNCION, USHUAIA = (-31.6, -60.7), (-25.3, -57.6), (-54.8, -68.3)
RUTA = "/proyectos/agua/tarjeta.png"


@pytest.fixture
def proyecto():
    """A project of two cities, in a network with a third."""
    uno = fabricas.crear_proyecto(
        slug="agua",
        titulo_es="Agua para todos",
        titulo_pt_br="Água para todos",
        convocatoria=fabricas.crear_convocatoria(2019),
    )
    _participa(uno, "Santa Fe", "AR", SANTA_FE, Participacion.Rol.COORDINADORA)
    _participa(uno, "Asunción", "PY", ASUNCION)
    otro = fabricas.crear_proyecto()
    _participa(otro, "Ushuaia", "AR", USHUAIA)
    return uno


def _participa(proyecto, nombre, pais, lugar, rol=Participacion.Rol.SOCIA):
    latitud, longitud = lugar
    ciudad = fabricas.crear_ciudad(nombre=nombre, pais=pais, latitud=latitud, longitud=longitud, miembro=True)
    fabricas.crear_participacion(proyecto, ciudad, rol)
    return ciudad


def _imagen(client, ruta=RUTA):
    return Image.open(io.BytesIO(client.get(ruta).content)).convert("RGB")


def _punto(latitud, longitud):
    return tuple(map(round, lienzo.lugar(*proyectar(latitud, longitud))))


def _cerca(color, otro, tolerancia=24):
    return all(abs(a - b) <= tolerancia for a, b in zip(color, otro, strict=True))


def _hay(imagen, caja, color):
    """Tell if some pixel of a box has that colour."""
    return any(_cerca(pixel, color) for _cuantos, pixel in imagen.crop(caja).getcolors(1 << 20))


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_the_card_is_a_light_png_that_other_sites_may_show(client, proyecto, prefijo):
    respuesta = client.get(prefijo + RUTA)

    imagen = Image.open(io.BytesIO(respuesta.content))
    assert (imagen.format, imagen.size) == ("PNG", (1200, 630))
    assert len(respuesta.content) <= 60_000
    assert respuesta.headers["Content-Type"] == "image/png"
    assert set(respuesta.headers["Cache-Control"].split(", ")) == {"public", "max-age=300"}
    assert respuesta.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Vary" not in respuesta.headers
    assert not respuesta.cookies
    otra = client.get(prefijo + RUTA, headers={"If-None-Match": respuesta.headers["ETag"]})
    assert (otra.status_code, otra.content) == (304, b"")


def test_the_map_is_that_of_the_project_and_of_no_other(client, proyecto):
    imagen = _imagen(client)

    assert _cerca(imagen.getpixel(_punto(*SANTA_FE)), SOL)
    assert _cerca(imagen.getpixel(_punto(*ASUNCION)), SOL)
    assert not _cerca(imagen.getpixel(_punto(*USHUAIA)), SOL)
    assert _punto(*SANTA_FE)[1] < _punto(*ASUNCION)[1]  # South up.
    x, y = map(sum, zip(_punto(*SANTA_FE), _punto(*ASUNCION), strict=True))
    entre = (x // 2 - 40, y // 2 - 12, x // 2 + 40, y // 2 + 12)
    assert _hay(imagen, entre, ARCO)

    Participacion.objects.filter(ciudad__nombre="Asunción").delete()
    sola = _imagen(client)
    assert not _hay(sola, entre, ARCO)
    assert _cerca(sola.getpixel(_punto(*SANTA_FE)), SOL)


def test_every_city_has_its_name_beside_its_dot(client, proyecto):
    datos = tarjeta.tarjeta_de(Proyecto.objects.con_participantes().get(pk=proyecto.pk))
    imagen = _imagen(client)

    assert sorted(rotulo.nombre for rotulo in datos.mapa.rotulos) == ["Asunción", "Santa Fe"]
    for rotulo in datos.mapa.rotulos:
        x, y = map(round, lienzo.lugar(rotulo.x, rotulo.y))
        ancho = 90 if rotulo.ancla == "start" else -90
        assert _hay(imagen, (min(x, x + ancho), y - 24, max(x, x + ancho), y), TEXTO)


def _palabras(client, ruta, monkeypatch):
    datos = []
    monkeypatch.setattr(vista, "dibujar", lambda t: datos.append(t) or b"png")
    client.get(ruta)
    return datos[0].titulo, datos[0].quienes, datos[0].convocatoria


def test_the_card_says_what_who_and_when_in_the_language_of_the_page(client, proyecto, monkeypatch):
    assert _palabras(client, RUTA, monkeypatch) == (
        "Agua para todos",
        "Santa Fe (Argentina) · Asunción (Paraguay)",
        "Convocatoria 2019",
    )
    assert _palabras(client, f"/pt-br{RUTA}", monkeypatch) == (
        "Água para todos",
        "Santa Fe (Argentina) · Asunción (Paraguai)",
        "Edital 2019",
    )


def test_what_is_not_known_is_not_said(client, monkeypatch):
    proyecto = fabricas.crear_proyecto(slug="sin", titulo_es="")
    assert _palabras(client, "/proyectos/sin/tarjeta.png", monkeypatch) == ("Proyecto sin título conocido", "", "")

    fabricas.crear_participacion(proyecto, fabricas.crear_institucion(nombre="Un banco"))
    assert _palabras(client, "/proyectos/sin/tarjeta.png", monkeypatch)[1] == "Un banco"


def test_the_longest_title_and_many_cities_are_drawn_within_the_card(client, proyecto):
    Proyecto.objects.filter(pk=proyecto.pk).update(titulo_es="Palabra larguísima " * 15)
    for n in range(12):
        _participa(proyecto, f"Ciudad de nombre largo {n}", "BR", (-3 - n, -45 - n))

    contenido = client.get(RUTA).content

    imagen = Image.open(io.BytesIO(contenido)).convert("RGB")
    assert len(contenido) <= 60_000
    borde = imagen.crop((0, lienzo.ALTO - 12, lienzo.MARGEN + lienzo.COLUMNA, lienzo.ALTO))
    assert not any(_cerca(pixel, TEXTO, 90) for _cuantos, pixel in borde.getcolors(1 << 20))


@pytest.mark.parametrize("publicacion", ["borrador", "enviada", "archivada"])
def test_a_project_that_is_not_published_has_no_card(client, proyecto, publicacion):
    assert client.get(RUTA).status_code == 200

    Proyecto.objects.update(publicacion=publicacion)

    assert client.get(RUTA).status_code == 404
    assert client.get("/proyectos/no-hay/tarjeta.png").status_code == 404
    assert client.post(RUTA).status_code == 405


def test_the_card_changes_with_what_it_shows_and_with_nothing_else(client, proyecto):
    antes = client.get(RUTA).headers["ETag"]

    Proyecto.objects.filter(pk=proyecto.pk).update(resumen_es="Otra cosa", estado="finalizado")
    assert client.get(RUTA).headers["ETag"] == antes

    Proyecto.objects.filter(pk=proyecto.pk).update(titulo_es="Otro título")
    assert client.get(RUTA).headers["ETag"] != antes


@pytest.mark.parametrize("ciudades", [1, 30])
def test_the_card_asks_three_queries_whatever_the_rows(client, proyecto, django_assert_num_queries, ciudades):
    for n in range(ciudades):
        _participa(proyecto, f"Ciudad {n}", "BR", (-3 - n / 3, -45))

    with django_assert_num_queries(3):
        client.get(RUTA)


def test_the_arcs_join_every_two_cities_of_the_project(proyecto):
    _participa(proyecto, "Lima", "PE", (-12, -77))

    datos = tarjeta.tarjeta_de(Proyecto.objects.con_participantes().get(pk=proyecto.pk))

    assert [(g.proyectos, g.trazo.count("M")) for g in datos.mapa.arcos] == [(1, len([*combinations("abc", 2)]))]


def _og(client, ruta):
    pagina = Pagina(client.get(ruta).content.decode())
    metas = [(m.get("property"), m.get("content")) for m in pagina.todos("meta")]
    return {nombre: valor for nombre, valor in metas if nombre and nombre.startswith("og:image")}


def test_the_sheet_tells_of_its_own_card(client, proyecto):
    assert _og(client, "/proyectos/agua/") == {
        "og:image": "http://testserver/proyectos/agua/tarjeta.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "«Agua para todos»: título, ciudades y convocatoria del proyecto, junto a América del Sur con "
        "el sur arriba: un punto en cada una de sus ciudades y arcos entre ellas.",
    }
    assert _og(client, "/pt-br/proyectos/agua/")["og:image"] == "http://testserver/pt-br/proyectos/agua/tarjeta.png"
    assert _og(client, "/proyectos/")["og:image"] == "http://testserver/tarjeta.png"

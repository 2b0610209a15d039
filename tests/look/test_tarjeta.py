"""The social card: drawn from the data of the front page's map, told on every public page and on no other."""

import datetime
import io
import time

import pytest
from PIL import Image

from agenda.models import Cumbre
from comun import tiempo
from proyectos import lienzo
from proyectos.mapa import proyectar
from proyectos.models import Proyecto
from seminario import tarjeta
from seminario.views import tarjeta as vista
from tests import fabricas
from tests.lint_html import Pagina

TARJETAS = {"es": "/tarjeta.png", "pt-br": "/pt-br/tarjeta.png"}
TITULOS = {
    "es": "Las distintas miradas de la cooperación sur-sur",
    "pt-br": "Os diferentes olhares da cooperação sul-sul",
}
SOL, ARCO, TIERRA = (242, 167, 27), (255, 138, 92), (34, 53, 95)


@pytest.fixture
def seminario(db):
    dias = {"inicio": datetime.date(2026, 11, 30), "fin": datetime.date(2026, 12, 3)}
    return fabricas.crear_seminario(fabricas.crear_cumbre(**dias))


@pytest.fixture
def red(seminario):
    """Two cities that share a project, and one that shares none."""
    santa_fe = fabricas.crear_ciudad(nombre="Santa Fe", latitud=-31.6, longitud=-60.7, miembro=True)
    asuncion = fabricas.crear_ciudad(nombre="Asunción", pais="PY", latitud=-25.3, longitud=-57.6, miembro=True)
    fabricas.crear_ciudad(nombre="Ushuaia", latitud=-54.8, longitud=-68.3, miembro=True)
    proyecto = fabricas.crear_proyecto()
    for ciudad in (santa_fe, asuncion):
        fabricas.crear_participacion(proyecto, ciudad)
    return seminario


def _imagen(client, ruta="/tarjeta.png"):
    return Image.open(io.BytesIO(client.get(ruta).content)).convert("RGB")


def _punto(latitud, longitud):
    """Return the pixel of a place on the card."""
    return tuple(map(round, lienzo.lugar(*proyectar(latitud, longitud))))


def _cerca(color, otro, tolerancia=24):
    return all(abs(a - b) <= tolerancia for a, b in zip(color, otro, strict=True))


# --- The picture --------------------------------------------------------------------------------


@pytest.mark.parametrize("idioma", TARJETAS)
def test_the_card_is_a_light_png_that_other_sites_may_show(client, red, idioma):
    respuesta = client.get(TARJETAS[idioma])

    imagen = Image.open(io.BytesIO(respuesta.content))
    assert (imagen.format, imagen.size) == ("PNG", (1200, 630))
    assert len(respuesta.content) <= 150_000
    assert respuesta.headers["Content-Type"] == "image/png"
    assert set(respuesta.headers["Cache-Control"].split(", ")) == {"public", "max-age=300"}
    assert respuesta.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert respuesta.headers["X-Content-Type-Options"] == "nosniff"
    assert "Vary" not in respuesta.headers
    assert "Content-Encoding" not in respuesta.headers
    assert not respuesta.cookies


def test_only_the_card_may_be_shown_elsewhere(client, red):
    assert client.get("/").headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_an_unchanged_card_is_not_sent_again(client, red):
    primera = client.get("/tarjeta.png")
    otra = client.get("/tarjeta.png", headers={"If-None-Match": primera.headers["ETag"]})

    assert (otra.status_code, otra.content) == (304, b"")
    assert client.head("/tarjeta.png").status_code == 200
    assert client.post("/tarjeta.png").status_code == 405


def test_the_card_draws_the_map_of_the_front_page(client, red):
    mapa = client.get("/").context["mapa"]
    imagen = _imagen(client)

    datos = tarjeta.tarjeta_de(red.cumbre, red, mapa)
    assert client.get("/tarjeta.png").content == tarjeta.dibujar(datos)
    for lugar in ((-31.6, -60.7), (-25.3, -57.6), (-54.8, -68.3)):
        assert _cerca(imagen.getpixel(_punto(*lugar)), SOL), lugar
    assert _punto(-54.8, -68.3)[1] < _punto(-31.6, -60.7)[1] < _punto(-25.3, -57.6)[1]  # South up.
    assert _cerca(imagen.getpixel(_punto(-10, -60)), TIERRA)
    ((*_, medio),) = (arco[:13] for arco in lienzo._trazos(mapa.arcos[0].trazo))
    x, y = (round(c / lienzo._FINO) for c in medio)
    al_lado = [(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
    assert any(_cerca(imagen.getpixel(pixel), ARCO) for pixel in al_lado)

    Proyecto.objects.update(publicacion="borrador")
    imagen = _imagen(client)
    assert all(_cerca(imagen.getpixel(pixel), TIERRA) for pixel in al_lado)


def test_the_card_changes_with_what_it_shows_and_with_nothing_else(client, red):
    antes = client.get("/tarjeta.png").headers["ETag"]

    red.descripcion_es = "Otra cosa"
    red.save()
    fabricas.crear_institucion()
    assert client.get("/tarjeta.png").headers["ETag"] == antes

    red.inicio += datetime.timedelta(minutes=15)
    red.save()
    otra_hora = client.get("/tarjeta.png").headers["ETag"]
    fabricas.crear_ciudad(latitud=-12, longitud=-77, pais="PE", miembro=True)
    otra_ciudad = client.get("/tarjeta.png").headers["ETag"]
    assert len({antes, otra_hora, otra_ciudad}) == 3


def test_the_card_is_drawn_once_for_what_it_shows(client, red, settings, monkeypatch):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "tarjeta"}}
    dibujadas = []
    monkeypatch.setattr(vista, "dibujar", lambda datos: dibujadas.append(datos.titulo) or tarjeta.dibujar(datos))

    contenidos = [client.get(TARJETAS[idioma]).content for idioma in ("es", "es", "pt-br", "es", "pt-br")]

    assert dibujadas == [TITULOS["es"], TITULOS["pt-br"]]
    assert contenidos[0] == contenidos[1] == contenidos[3] != contenidos[2] == contenidos[4]


@pytest.mark.parametrize("ciudades", [2, 30])
def test_the_card_asks_five_queries_whatever_the_rows(client, red, django_assert_num_queries, ciudades):
    for n in range(ciudades):
        ciudad = fabricas.crear_ciudad(latitud=-20 - n / 3, longitud=-60, miembro=True)
        fabricas.crear_participacion(fabricas.crear_proyecto(), ciudad)

    with django_assert_num_queries(5):
        client.get("/tarjeta.png")


def test_drawing_takes_less_than_a_second(red, client):
    datos = tarjeta.tarjeta_de(red.cumbre, red, client.get("/").context["mapa"])

    antes = time.thread_time()
    tarjeta.dibujar(datos)

    assert time.thread_time() - antes < 1


# --- The words ----------------------------------------------------------------------------------


def _palabras(client, ruta, monkeypatch):
    datos = []
    monkeypatch.setattr(vista, "dibujar", lambda t: datos.append(t) or b"png")
    client.get(ruta)
    return (datos[0].marca, datos[0].titulo, datos[0].fecha, datos[0].hora, datos[0].lugar)


def test_the_card_says_title_date_hour_with_zone_and_how_to_attend(client, seminario, monkeypatch):
    assert _palabras(client, TARJETAS["es"], monkeypatch) == (
        "Cooperación Sur-Sur",
        TITULOS["es"],
        "1 de diciembre de 2026",
        "17:15, hora de Argentina, GMT-3",
        "Presencial y en línea",
    )
    assert _palabras(client, TARJETAS["pt-br"], monkeypatch) == (
        "Cooperação Sul-Sul",
        TITULOS["pt-br"],
        "1º de dezembro de 2026",
        "17:15, horário da Argentina, GMT-3",
        "Presencial e on-line",
    )


def test_the_card_says_the_day_of_the_events_zone(client, seminario, monkeypatch):
    Cumbre.objects.update(zona_horaria="Europe/Madrid")
    seminario.inicio = datetime.datetime(2026, 12, 1, 23, 30, tzinfo=datetime.UTC)
    seminario.save()

    palabras = _palabras(client, "/tarjeta.png", monkeypatch)

    assert palabras[2:4] == ("2 de diciembre de 2026", "00:30, hora de Madrid, GMT+1")


def test_what_is_not_known_is_not_said(client, seminario, monkeypatch):
    seminario.inicio = None
    seminario.save()
    assert _palabras(client, "/tarjeta.png", monkeypatch)[2:] == (
        "1 de diciembre de 2026",
        "horario a confirmar",
        "Presencial y en línea",
    )

    Cumbre.objects.update(publicada=False)
    assert _palabras(client, "/tarjeta.png", monkeypatch)[1:] == (TITULOS["es"], "", "", "")


@pytest.mark.django_db
def test_before_there_is_anything_the_card_is_drawn_all_the_same(client):
    assert _imagen(client).size == (1200, 630)


def test_the_font_has_every_letter_of_both_languages():
    letras = "abcdefghijklmnopqrstuvwxyzáéíóúüñçãõâêôàºª"

    assert lienzo.escribible(letras + letras.upper() + "«»“”–¿¡·0123456789:,-+") == (
        letras + letras.upper() + "«»“”–¿¡·0123456789:,-+"
    )
    assert lienzo.escribible("Bogotá\u0301 Łódź 漢字 ação 😀!") == "Bogotá ódz  ação !"


def test_without_the_font_the_card_is_drawn_with_what_there_is(client, red, monkeypatch, tmp_path):
    mapa = client.get("/").context["mapa"]
    memorias = (lienzo._fuente, lienzo._tiene)
    monkeypatch.setattr(lienzo, "FUENTE", tmp_path / "no-esta.woff2")
    for memoria in memorias:
        memoria.cache_clear()
    try:
        assert lienzo.escribible("Cooperación") == "Cooperacion"
        assert tarjeta.dibujar(tarjeta.tarjeta_de(red.cumbre, red, mapa)).startswith(b"\x89PNG")
    finally:
        for memoria in memorias:
            memoria.cache_clear()


@pytest.mark.parametrize("zona", tiempo.OFRECIDAS)
def test_the_words_fit_their_column_in_every_zone(client, seminario, zona, monkeypatch):
    Cumbre.objects.update(zona_horaria=zona)
    for ruta in TARJETAS.values():
        _marca, titulo, *lineas = _palabras(client, ruta, monkeypatch)
        fuente, renglones = lienzo.que_quepa(titulo, 66, renglones=4, ancho=tarjeta._COLUMNA_TITULO)
        assert (fuente.size, len(renglones), " ".join(renglones)) == (66, 4, titulo)
        for linea in lineas:
            fuente, renglones = lienzo.que_quepa(linea, 35)
            assert renglones == [linea]
            assert fuente.getlength(linea) <= lienzo.COLUMNA
            assert fuente.size >= 26  # More than six pixels in a preview of 300.


# --- What pages tell of it ----------------------------------------------------------------------


def _og(client, ruta):
    pagina = Pagina(client.get(ruta).content.decode())
    metas = [(m.get("property") or m.get("name"), m.get("content")) for m in pagina.todos("meta")]
    return {nombre: valor for nombre, valor in metas if nombre and nombre.startswith(("og:", "twitter:"))}


def test_a_public_page_tells_what_a_shared_link_shows(client, seminario):
    assert _og(client, "/agenda/?zona=America/Lima") == {
        "og:title": "Agenda del seminario",
        "og:description": "Los tres bloques del seminario de cooperación Sur-Sur, con su horario, el lugar y el enlace "
        "para seguirlo.",
        "og:url": "http://testserver/agenda/?zona=America/Lima",
        "og:image": "http://testserver/tarjeta.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "og:image:alt": "Título, fecha y hora del seminario, junto a América del Sur con el sur arriba: puntos de luz "
        "en las ciudades y arcos entre las que cooperan.",
        "og:type": "website",
        "og:site_name": "Cooperación Sur-Sur",
        "og:locale": "es_LA",
        "og:locale:alternate": "pt_BR",
        "twitter:card": "summary_large_image",
    }
    portugues = _og(client, "/pt-br/agenda/")
    assert portugues["og:title"] == "Agenda do seminário"
    assert portugues["og:image"] == "http://testserver/pt-br/tarjeta.png"
    assert (portugues["og:locale"], portugues["og:locale:alternate"]) == ("pt_BR", "es_LA")


def test_the_addresses_are_those_of_the_site_and_not_of_the_request(client, seminario, settings):
    settings.SITE_URL = "https://seminario.example.org"

    etiquetas = _og(client, '/proyectos/?q="><script>alert(1)</script>&pais=AR')

    assert etiquetas["og:image"] == "https://seminario.example.org/tarjeta.png"
    assert etiquetas["og:url"].startswith("https://seminario.example.org/proyectos/?q=")
    assert etiquetas["og:url"].endswith("&pais=AR")


PUBLICAS = ["/", "/seminario/", "/agenda/", "/agenda/cumbre/", "/agenda/charla/", "/proyectos/", "/intercambio/"]
PUBLICAS += ["/ciudades/", "/instituciones/", "/inscripcion/", "/privacidad/", "/accesibilidad/"]
PRIVADAS = ["/inscripcion/tipo/", "/acceso/", "/no-hay-nada-aqui/", "/admin/login/"]


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_every_public_page_tells_it_and_no_private_one(client, seminario, prefijo):
    fabricas.crear_intervencion(fabricas.crear_bloque(seminario), slug="charla", titulo_es='La "otra" <mirada> & más')

    for ruta in PUBLICAS:
        etiquetas = _og(client, prefijo + ruta)
        assert len(etiquetas) == 13, ruta
        assert etiquetas["og:url"] == f"http://testserver{prefijo}{ruta}"
        assert all(etiquetas.values()), ruta
    assert _og(client, f"{prefijo}/agenda/charla/")["og:title"] == 'La "otra" <mirada> & más'
    for ruta in PRIVADAS:
        assert _og(client, prefijo + ruta) == {}, ruta

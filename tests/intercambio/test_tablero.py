"""The board: published cards and programmes together, consent respected, any filter, no wrong value an error."""

import datetime
import re

import pytest
from django.utils import timezone

from tests import fabricas

pytestmark = pytest.mark.django_db


@pytest.fixture
def tablero():
    """A card of each kind and a programme, all published."""
    agua, movilidad = fabricas.crear_unidad(slug="agua"), fabricas.crear_unidad(slug="movilidad")
    seis, once = fabricas.crear_ods(6), fabricas.crear_ods(11)
    quito = fabricas.crear_ciudad(nombre="Quito", pais="EC")
    salta = fabricas.crear_ciudad(nombre="Salta", pais="AR")
    fabricas.crear_ficha(ciudad=quito, tipo="saber", titulo="Saneamiento", unidad=agua).ods.add(seis)
    fabricas.crear_ficha(ciudad=salta, tipo="necesidad", titulo="Bicisendas", unidad=movilidad).ods.add(once)
    fabricas.crear_ficha(ciudad=salta, tipo="idea", titulo="Canales", unidad=agua, texto="Recuperar acequías")
    agencia = fabricas.crear_institucion(nombre="Agencia", sigla="AUCI", pais="UY")
    programa = fabricas.crear_programa(institucion=agencia, titulo_es="Fondo de saneamiento")
    programa.unidades.add(agua)
    programa.ods.add(seis, once)


def _html(client, ruta="/intercambio/", **datos):
    response = client.get(ruta, datos)
    assert response.status_code == 200
    return response.content.decode()


def _titulos(html):
    """The titles of the board; a word that was looked for is marked in them."""
    html = re.sub("</?mark>", "", html)
    return re.findall(r"<article.*?<h2[^>]*>(?:<span[^>]*>)?([^<]+)<", html, re.DOTALL)


@pytest.mark.parametrize(
    ("filtro", "esperados"),
    [
        ({}, ["Canales", "Bicisendas", "Saneamiento", "Fondo de saneamiento"]),
        ({"tipo": "saber"}, ["Saneamiento"]),
        ({"tipo": "programa"}, ["Fondo de saneamiento"]),
        ({"unidad": "agua"}, ["Canales", "Saneamiento", "Fondo de saneamiento"]),
        ({"ods": "11"}, ["Bicisendas", "Fondo de saneamiento"]),
        ({"pais": "AR"}, ["Canales", "Bicisendas"]),
        ({"pais": "UY"}, ["Fondo de saneamiento"]),
        ({"q": "SANEAMIENTO"}, ["Saneamiento", "Fondo de saneamiento"]),
        ({"q": "quito"}, ["Saneamiento"]),
        ({"q": "acequias"}, ["Canales"]),
        ({"q": "auci fondo"}, ["Fondo de saneamiento"]),
        ({"tipo": "idea", "unidad": "agua"}, ["Canales"]),
    ],
)
def test_board_is_narrowed_cities_first(client, tablero, filtro, esperados):
    html = _html(client, **filtro)

    assert _titulos(html) == esperados
    cuenta = "1 ficha o programa" if len(esperados) == 1 else f"{len(esperados)} fichas y programas"
    assert f'<p class="conteo" role="status">{cuenta}</p>' in html


def test_programmes_come_by_the_name_of_the_institution_and_the_page_says_that_no_city_wrote_yet(client):
    for nombre, titulo in (("Zeta", "Línea Z"), ("Ágora", "Línea A"), ("Beta", "Línea B")):
        fabricas.crear_programa(institucion=fabricas.crear_institucion(nombre=nombre), titulo_es=titulo)

    html = _html(client)

    assert _titulos(html) == ["Línea A", "Línea B", "Línea Z"]
    assert "Todavía no hay fichas de ciudades publicadas" in html
    fabricas.crear_ficha()
    assert "Todavía no hay fichas de ciudades publicadas" not in _html(client)


def test_card_tells_kind_city_unit_goal_and_its_language(client, tablero):
    quito = fabricas.crear_ciudad(nombre="Niterói", slug="niteroi-br", pais="BR")
    fabricas.crear_ficha(ciudad=quito, tipo="idea", titulo="Hortas", texto="Nas escolas", idioma="pt-br")

    html = _html(client)

    assert 'Idea de proyecto · <a href="/ciudades/niteroi-br/">Niterói</a> (Brasil)' in html
    assert '<h2 lang="pt-BR">Hortas</h2>' in html
    assert '<div lang="pt-BR"><p>Nas escolas</p></div>' in html
    assert html.count('<span class="ods-numero">ODS 6</span>') == 2


def test_board_never_shows_what_is_not_published_or_not_agreed_to(client):
    for publicacion in ("borrador", "pendiente", "rechazada", "retirada"):
        fabricas.crear_ficha(titulo="Secreta", publicacion=publicacion)
        fabricas.crear_programa(titulo_es="Secreto", publicacion=publicacion)
    sin_consentir = fabricas.crear_contacto(nombre="Persona Privada")
    fabricas.crear_ficha(contacto=sin_consentir, titulo="Secreta")
    de_institucion = fabricas.crear_contacto(institucion=fabricas.crear_institucion())
    fabricas.crear_programa(institucion=de_institucion.institucion, contacto=de_institucion, titulo_es="Secreto")
    fabricas.crear_ficha(ciudad=fabricas.crear_ciudad(verificada=False), titulo="Secreta")
    fabricas.crear_programa(institucion=fabricas.crear_institucion(verificada=False), titulo_es="Secreto")

    html = _html(client)

    assert "Secret" not in html
    assert "Aquí estarán los saberes, necesidades e ideas" in html
    assert "/inscripcion/" in html


def test_board_shows_the_card_and_not_its_author(client):
    contacto = fabricas.crear_contacto(nombre="Persona Privada", consentimiento_listado_el=timezone.now())
    fabricas.crear_ficha(contacto=contacto, titulo="A la vista <b>sin formato</b>")

    html = _html(client)

    assert "A la vista &lt;b&gt;sin formato&lt;/b&gt;" in html
    for privado in ("Privada", contacto.email, contacto.codigo):
        assert privado not in html


@pytest.mark.parametrize(
    "datos",
    [{"tipo": "todo"}, {"unidad": "x" * 10_000}, {"ods": "99"}, {"pais": "\x00"}, {"q": "x" * 101}, {"pagina": "0"}],
)
def test_board_tells_what_it_did_not_understand_and_shows_the_rest(client, tablero, datos):
    html = _html(client, **datos)

    assert html.count("Una parte del pedido no se entendió y no se tuvo en cuenta:") == 1
    assert len(_titulos(html)) == 4


def test_board_is_paged_by_twenty(client):
    ciudad = fabricas.crear_ciudad()
    for _n in range(25):
        fabricas.crear_ficha(ciudad=ciudad)

    assert len(_titulos(_html(client))) == 20
    assert len(_titulos(_html(client, pagina=2))) == 5
    assert len(_titulos(_html(client, pagina=99))) == 5


@pytest.fixture
def casi_medianoche(monkeypatch):
    """The last minutes of 31 May in Argentina, when it is June in Greenwich."""
    ahora = datetime.datetime(2027, 6, 1, 2, 50, tzinfo=datetime.UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: ahora)
    return datetime.date(2027, 5, 31)


@pytest.mark.parametrize(("dias", "abierto"), [(-1, False), (0, True), (1, True)])
def test_board_shows_a_programme_until_the_end_of_its_closing_day(client, casi_medianoche, dias, abierto):
    for n, cierre in enumerate((casi_medianoche + datetime.timedelta(days=dias), None)):
        agencia = fabricas.crear_institucion(pais="UY", slug=f"agencia-{n}")
        programa = fabricas.crear_programa(institucion=agencia, titulo_es=f"Fondo {n}", cierre=cierre)
        programa.unidades.add(fabricas.crear_unidad(nombre_es=f"Tema {n}"))

    html, buscado = _html(client), _html(client, q="fondo")

    esperados = ["Fondo 0", "Fondo 1"] if abierto else ["Fondo 1"]
    assert (_titulos(html), _titulos(buscado)) == (esperados, esperados)
    assert f'Uruguay <span class="suave">({len(esperados)})' in html
    assert ("Tema 0" in html) == abierto


def test_a_closed_programme_stays_on_the_page_of_its_institution_and_says_so(client, casi_medianoche):
    agencia = fabricas.crear_institucion(slug="agencia")
    for dias in (-1, 0, 1):
        fabricas.crear_programa(institucion=agencia, cierre=casi_medianoche + datetime.timedelta(days=dias))

    cierres = {
        prefijo: re.findall(
            r"<p>\s*(\w[\w -]*) <time datetime=\"([\d-]+)\"", _html(client, f"{prefijo}/instituciones/agencia/")
        )
        for prefijo in ("", "/pt-br")
    }

    assert cierres == {
        "": [("Cerró el", "2027-05-30"), ("Cierra el", "2027-05-31"), ("Cierra el", "2027-06-01")],
        "/pt-br": [("Encerrou em", "2027-05-30"), ("Encerra-se em", "2027-05-31"), ("Encerra-se em", "2027-06-01")],
    }


def test_board_in_portuguese(client, tablero):
    html = _html(client, "/pt-br/intercambio/", tipo="idea")

    assert "<h1>Intercâmbio: ideia de projeto</h1>" in html
    assert '<h2 lang="es">Canales</h2>' in html
    assert "1 ficha ou programa" in html


@pytest.mark.parametrize("filas", [1, 10])
def test_board_asks_ten_queries_at_most_whatever_the_rows(client, django_assert_num_queries, filas):
    unidad, ods = fabricas.crear_unidad(), fabricas.crear_ods(6)
    for _n in range(filas):
        fabricas.crear_ficha(unidad=unidad).ods.add(ods)
        programa = fabricas.crear_programa()
        programa.unidades.add(unidad)
        programa.ods.add(ods)

    with django_assert_num_queries(9):
        client.get("/intercambio/")
    with django_assert_num_queries(10):  # Of "objetivo", which its goal says of every card and programme.
        assert "objtivo" in client.get("/intercambio/", {"q": "objtivo", "unidad": unidad.slug}).content.decode()


def test_board_is_public_and_conditional(client, tablero):
    primera = client.get("/intercambio/")
    segunda = client.get("/intercambio/", headers={"If-None-Match": primera.headers["ETag"]})

    assert primera.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert not primera.cookies
    assert segunda.status_code == 304

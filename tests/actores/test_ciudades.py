"""Cities and institutions: only who takes part and was checked; never a person; consent respected."""

import datetime
import re

import pytest
from django.utils import timezone
from pytest_django.asserts import assertInHTML

from inscripciones.models import Inscripcion
from tests import fabricas

pytestmark = pytest.mark.django_db
PERSONA = {"nombre": "Nombre Privado", "email": "privado@ejemplo.gob", "telefono": "+54 9 11 5555", "cargo": "Cargo Z"}


def _html(client, ruta, **datos):
    response = client.get(ruta, datos)
    assert response.status_code == 200
    return response.content.decode()


def _nombres(html):
    return re.findall(r'<li><a href="/(?:pt-br/)?(?:ciudades|instituciones)/[^"]+">([^<]+)</a>', html)


def _consiente(**actor):
    """Return a contact who agreed to be listed and proved the e-mail."""
    ahora = timezone.now()
    return fabricas.crear_contacto(**{"consentimiento_listado_el": ahora, "comprobado_el": ahora, **PERSONA, **actor})


# --- Lists --------------------------------------------------------------------------------------


def test_cities_are_those_that_take_part(client):
    seminario = fabricas.crear_seminario()
    fabricas.crear_ciudad(nombre="Miembro", miembro=True)
    con_proyecto = fabricas.crear_ciudad(nombre="Con Proyecto")
    fabricas.crear_participacion(fabricas.crear_proyecto(), con_proyecto)
    fabricas.crear_ficha(ciudad=fabricas.crear_ciudad(nombre="Con Ficha"))
    con_charla = fabricas.crear_ciudad(nombre="Con Charla")
    fabricas.crear_intervencion(fabricas.crear_bloque(seminario, 1), ciudad=con_charla)
    inscrita = _consiente(ciudad=fabricas.crear_ciudad(nombre="Inscrita"))
    fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=inscrita)

    html = _html(client, "/ciudades/")

    assert _nombres(html) == ["Con Charla", "Con Ficha", "Con Proyecto", "Inscrita", "Miembro"]
    assert '<p class="conteo" role="status">5 ciudades</p>' in html
    assert html.count("· 1 proyecto") == 1


def test_list_marks_only_who_registered_openly(client):
    cumbre = fabricas.crear_cumbre()
    a_la_vista = _consiente(ciudad=fabricas.crear_ciudad(nombre="A la vista", miembro=True))
    sin_consentir = fabricas.crear_contacto(ciudad=fabricas.crear_ciudad(nombre="Sin consentir", miembro=True))
    for contacto in (a_la_vista, sin_consentir):
        fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto, cumbre=cumbre)

    filas = re.findall(r'<li><a href="/ciudades/[^"]+">.*?</li>', _html(client, "/ciudades/"))

    assert ["Se inscribió en la Cumbre" in fila for fila in filas] == [True, False]


def test_cities_never_lists_who_does_nothing_or_may_not_be_shown(client):
    seminario = fabricas.crear_seminario()
    oculto = fabricas.crear_bloque(seminario, 1, estado="borrador")
    fabricas.crear_ciudad(nombre="Oculta quieta")
    fabricas.crear_ciudad(nombre="Oculta sin verificar", miembro=True, verificada=False)
    fabricas.crear_ciudad(nombre="Oculta unida", miembro=True, fusionada_en=fabricas.crear_ciudad())
    fabricas.crear_participacion(
        fabricas.crear_proyecto(publicacion="borrador"), fabricas.crear_ciudad(nombre="Oculta proyecto")
    )
    fabricas.crear_ficha(ciudad=fabricas.crear_ciudad(nombre="Oculta ficha"), publicacion="pendiente")
    sin_consentir = fabricas.crear_contacto(ciudad=fabricas.crear_ciudad(nombre="Oculta sin consentir"))
    fabricas.crear_ficha(contacto=sin_consentir)
    fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=sin_consentir)
    sin_comprobar = _consiente(ciudad=fabricas.crear_ciudad(nombre="Oculta sin comprobar"), comprobado_el=None)
    fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=sin_comprobar)
    borrador = _consiente(ciudad=fabricas.crear_ciudad(nombre="Oculta en borrador"))
    fabricas.crear_inscripcion(contacto=borrador)
    retirada = _consiente(ciudad=fabricas.crear_ciudad(nombre="Oculta retirada"))
    fabricas.crear_inscripcion(Inscripcion.Estado.RETIRADA, contacto=retirada)
    fabricas.crear_intervencion(oculto, ciudad=fabricas.crear_ciudad(nombre="Oculta charla"))

    html = _html(client, "/ciudades/")

    assert "Oculta" not in html
    assert "Las ciudades de la red se publicarán aquí." in html


def test_cities_are_grouped_and_narrowed_by_country_and_name(client):
    fabricas.crear_ciudad(nombre="Córdoba", pais="AR", miembro=True)
    fabricas.crear_ciudad(nombre="Corumbá", pais="BR", miembro=True)
    fabricas.crear_ciudad(nombre="Salta", pais="AR", miembro=True)

    todas = _html(client, "/ciudades/")
    filtradas = _html(client, "/ciudades/", q="CORDÓ")

    assert _nombres(todas) == ["Córdoba", "Salta", "Corumbá"]
    assert re.findall(r"<h2>(.+?)</h2>", todas) == ["Argentina", "Brasil"]
    assert _nombres(filtradas) == ["Córdoba"]
    assert _nombres(_html(client, "/ciudades/", pais="BR")) == ["Corumbá"]
    assert "<title>Ciudades: Brasil · " in _html(client, "/ciudades/", pais="BR")


@pytest.mark.parametrize("datos", [{"pais": "XX"}, {"pais": "\x00"}, {"q": "x" * 10_000}, {"pagina": "abc"}])
@pytest.mark.parametrize("ruta", ["/ciudades/", "/instituciones/"])
def test_lists_tell_what_they_did_not_understand(client, ruta, datos):
    fabricas.crear_ciudad(miembro=True)
    fabricas.crear_institucion()

    html = _html(client, ruta, **datos)

    assert html.count("Una parte del pedido no se entendió y no se tuvo en cuenta:") == 1
    assert len(_nombres(html)) == 1


def test_institutions_are_the_checked_ones_by_type(client):
    fabricas.crear_institucion(nombre="Banco del Sur", sigla="BS", tipo="banco_desarrollo")
    fabricas.crear_institucion(nombre="Agencia del Sur", tipo="bilateral", pais="UY")
    fabricas.crear_institucion(nombre="Oculta", verificada=False)

    html = _html(client, "/instituciones/")

    assert _nombres(html) == ["Banco del Sur", "Agencia del Sur"]
    assert re.findall(r"<h2>(.+?)</h2>", html) == ["Banco de desarrollo", "Agencia bilateral"]
    assert _nombres(_html(client, "/instituciones/", tipo="bilateral")) == ["Agencia del Sur"]
    assert _nombres(_html(client, "/instituciones/", q="bs")) == ["Banco del Sur"]
    assert _nombres(_html(client, "/instituciones/", pais="UY")) == ["Agencia del Sur"]


# --- Pages --------------------------------------------------------------------------------------


def test_city_shows_what_it_brings_and_no_person(client):
    ciudad = fabricas.crear_ciudad(nombre="Riobamba", pais="EC", provincia="Chimborazo", miembro=True)
    contacto = _consiente(ciudad=ciudad)
    fabricas.crear_ficha(contacto=contacto, tipo="saber", titulo="Gestión del agua")
    fabricas.crear_ficha(contacto=contacto, tipo="necesidad", titulo="Precisamos bicisendas", idioma="pt-br")
    fabricas.crear_ficha(contacto=contacto, tipo="idea", titulo="Idea pendiente", publicacion="pendiente")
    inscripcion = fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto)
    fabricas.crear_participante(inscripcion, nombre="Participante Privada", email="otra@ejemplo.gob")
    proyecto = fabricas.crear_proyecto(titulo_es="Plazas")
    fabricas.crear_participacion(proyecto, ciudad)
    fabricas.crear_intervencion(fabricas.crear_bloque(fabricas.crear_seminario(), 1), titulo_es="Charla", ciudad=ciudad)

    html = _html(client, ciudad.get_absolute_url())

    for visible in ("Gestión del agua", "Plazas", "Charla", "Miembro de Mercociudades", "Se inscribió en la Cumbre"):
        assert html.count(visible) == 1
    assert '<h3 lang="pt-BR">Precisamos bicisendas</h3>' in html
    assert "Sus ideas de proyecto se publicarán aquí." in html
    for privado in ("Privad", "privado@", "otra@", "5555", "Cargo Z", inscripcion.referencia, "Idea pendiente"):
        assert privado not in html


def test_partner_of_a_published_project_shows_the_talk_about_it(client):
    socia = fabricas.crear_ciudad()
    publicado, oculto = fabricas.crear_proyecto(), fabricas.crear_proyecto(publicacion="borrador")
    bloque = fabricas.crear_bloque(fabricas.crear_seminario(), 1)
    for n, (proyecto, titulo) in enumerate(((publicado, "Charla a la vista"), (oculto, "Charla oculta")), 1):
        fabricas.crear_participacion(proyecto, socia)
        fabricas.crear_intervencion(bloque, n, titulo_es=titulo, proyecto=proyecto)

    html = _html(client, socia.get_absolute_url())

    assert "Charla a la vista" in html
    assert "Charla oculta" not in html


def test_registration_is_told_only_with_consent(client):
    ciudad = fabricas.crear_ciudad(miembro=True)
    contacto = fabricas.crear_contacto(ciudad=ciudad)
    fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto)

    assert "Se inscribió en la Cumbre" not in _html(client, ciudad.get_absolute_url())


def test_city_without_anything_says_what_will_be_there(client):
    html = _html(client, fabricas.crear_ciudad(nombre="Salta").get_absolute_url())

    assert html.count("se publicarán aquí.") == 6
    assert "Miembro de Mercociudades" not in html


def test_unverified_is_not_found_and_merged_moves_for_good(client):
    destino = fabricas.crear_ciudad(slug="destino")
    fabricas.crear_ciudad(slug="nueva", verificada=False)
    fabricas.crear_ciudad(slug="vieja", fusionada_en=destino)
    institucion = fabricas.crear_institucion(slug="nueva-inst")
    fabricas.crear_institucion(slug="vieja-inst", fusionada_en=institucion)
    fabricas.crear_institucion(slug="sin-verificar", verificada=False)

    movida = client.get("/pt-br/ciudades/vieja/")
    assert client.get("/ciudades/nueva/").status_code == 404
    assert client.get("/ciudades/no-existe/").status_code == 404
    assert (movida.status_code, movida.headers["Location"]) == (301, "/pt-br/ciudades/destino/")
    assert client.get("/instituciones/vieja-inst/").headers["Location"] == "/instituciones/nueva-inst/"
    assert client.get("/instituciones/sin-verificar/").status_code == 404


def test_institution_shows_view_and_programmes_published_with_consent(client):
    institucion = fabricas.crear_institucion(nombre="Agencia", sigla="AG", url="https://agencia.example/")
    contacto = _consiente(institucion=institucion)
    fabricas.crear_mirada(institucion=institucion, contacto=contacto, mirada="Miramos al Sur", aporte="Un aporte")
    fabricas.crear_programa(institucion=institucion, titulo_es="Fondo verde", titulo_pt_br="Fundo verde")
    fabricas.crear_programa(institucion=institucion, titulo_es="Oculto", publicacion="pendiente")
    sin_consentir = fabricas.crear_contacto(institucion=institucion)
    fabricas.crear_mirada(institucion=institucion, contacto=sin_consentir, mirada="Mirada oculta")
    fabricas.crear_programa(institucion=institucion, contacto=sin_consentir, titulo_es="Oculto")

    html = _html(client, institucion.get_absolute_url())

    assertInHTML('<div lang="es"><p>Miramos al Sur</p></div>', html)
    for visible in ("Un aporte", "Fondo verde"):
        assert html.count(visible) == 1
    for oculto in ("Oculto", "oculta", "Privado"):
        assert oculto not in html
    assert "Fundo verde" in _html(client, f"/pt-br/instituciones/{institucion.slug}/")


def test_acronym_is_not_repeated_where_the_name_has_it(client):
    fabricas.crear_institucion(nombre="Banco de Desarrollo FONPLATA", sigla="FONPLATA", slug="fonplata")
    fabricas.crear_institucion(nombre="Banco Interamericano", sigla="BID", slug="bid")

    lista = _html(client, "/instituciones/")

    assert "(FONPLATA)" not in lista
    assert "(BID)" in lista
    assert "<h1>Banco de Desarrollo FONPLATA</h1>" in _html(client, "/instituciones/fonplata/")


def test_pages_in_portuguese(client):
    ciudad = fabricas.crear_ciudad(nombre="Niterói", pais="BR", miembro=True)

    lista = _html(client, "/pt-br/ciudades/")
    pagina = _html(client, f"/pt-br/ciudades/{ciudad.slug}/")

    assert "<h1>Cidades da rede</h1>" in lista
    assert "1 cidade" in lista
    assert "Membro de Mercocidades" in pagina
    assert "De que precisa" in pagina
    assert "<h1>Instituições da cooperação</h1>" in _html(client, "/pt-br/instituciones/")


def test_city_and_institution_tell_when_their_talks_are(client):
    dia = datetime.date(2099, 12, 1)
    seminario = fabricas.crear_seminario(fabricas.crear_cumbre(inicio=dia, fin=dia), dia=dia)
    bloque = fabricas.crear_bloque(seminario, 1, inicio=seminario.inicio, demora_minutos=5)
    ciudad, institucion = fabricas.crear_ciudad(), fabricas.crear_institucion()
    fabricas.crear_intervencion(bloque, 1, ciudad=ciudad, slug="una", titulo_es="Una", minutos=30)
    fabricas.crear_intervencion(bloque, 2, institucion=institucion, slug="otra", titulo_es="Otra")
    cuando = {"una": "17:20", "otra": "17:50"}

    for actor, slug in ((ciudad, "una"), (institucion, "otra")):
        assertInHTML(
            f"""<li><a href="/agenda/{slug}/">{slug.capitalize()}</a><br>Se presenta el
            <time datetime="2099-12-01T{cuando[slug]}:00-03:00">1 de diciembre de 2099, {cuando[slug]}
            <span class="zona">(hora de Argentina, GMT-3)</span></time></li>""",
            _html(client, actor.get_absolute_url()),
        )


# --- Budgets ------------------------------------------------------------------------------------


@pytest.mark.parametrize("filas", [1, 30])
def test_lists_ask_the_same_queries_whatever_the_rows(client, django_assert_num_queries, filas):
    for _n in range(filas):
        ciudad, institucion = fabricas.crear_ciudad(miembro=True), fabricas.crear_institucion()
        fabricas.crear_participacion(fabricas.crear_proyecto(), ciudad)
        fabricas.crear_participacion(fabricas.crear_proyecto(), institucion)

    with django_assert_num_queries(3):
        client.get("/ciudades/")
    with django_assert_num_queries(3):
        client.get("/instituciones/")


@pytest.mark.parametrize("ruta", ["/ciudades/", "/ciudades/una/", "/instituciones/", "/instituciones/otra/"])
def test_pages_are_public_and_conditional(client, ruta):
    fabricas.crear_ciudad(slug="una", miembro=True)
    fabricas.crear_institucion(slug="otra")

    primera = client.get(ruta)
    segunda = client.get(ruta, headers={"If-None-Match": primera.headers["ETag"]})

    con_charlas = ruta.count("/") == 3  # As the agenda: a delay shows within a minute.
    atrasada = "" if con_charlas else ", stale-while-revalidate=600"
    assert primera.headers["Cache-Control"] == f"public, max-age=60{atrasada}"
    assert not primera.cookies
    assert segunda.status_code == 304


def test_full_list_of_cities_weighs_little(client):
    for _n in range(100):
        fabricas.crear_ciudad(miembro=True, provincia="Una provincia de nombre largo")

    response = client.get("/ciudades/", headers={"Accept-Encoding": "gzip"})

    assert len(response.content) <= 14 * 1024


@pytest.mark.parametrize(
    ("programa", "visto"),
    [
        (
            {},
            ["Sin más datos por ahora.", '<a href="https://fondo.example/" rel="external">Sitio de la institución</a>'],
        ),
        ({"descripcion_es": "Créditos para redes."}, ["<p>Créditos para redes.</p>"]),
        ({"cierre": datetime.date(2126, 11, 30)}, ["Cierra el", "30 de noviembre de 2126"]),
        ({"url": "https://fondo.example/redes"}, ['<a href="https://fondo.example/redes" rel="external">Página del']),
        ({"temas": ["Agua"]}, ['<span class="etiqueta">Agua</span>']),
    ],
)
@pytest.mark.parametrize("ruta", ["/instituciones/fondo/", "/intercambio/"])
def test_a_programme_shows_all_that_is_known_of_it_or_says_that_nothing_is(client, ruta, programa, visto):
    fondo = fabricas.crear_institucion(slug="fondo", url="https://fondo.example/")
    temas = programa.get("temas", [])
    suyo = fabricas.crear_programa(institucion=fondo, **{k: v for k, v in programa.items() if k != "temas"})
    suyo.unidades.set(fabricas.crear_unidad(nombre_es=tema) for tema in temas)

    html = _html(client, ruta)
    tarjeta = html[html.index("<article") : html.index("</article>")]

    assert [parte for parte in visto if parte not in tarjeta] == []
    assert ("Sin más datos" in tarjeta) == (not programa)


def test_a_programme_of_an_institution_without_a_site_links_nowhere(client):
    fabricas.crear_programa(institucion=fabricas.crear_institucion(slug="fondo", url=""))

    html = _html(client, "/instituciones/fondo/")

    assert '<p class="sin-dato">Sin más datos por ahora.</p>' in html

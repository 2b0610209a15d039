"""The board is found as the catalogue is: in both languages, with facets, and nothing hidden in its index."""

import re
import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import override

from actores.models import PAISES_DE_SEDE, Ciudad, Contacto, Institucion, Ods, Programa, UnidadTematica
from comun.busqueda import entender
from comun.models import Palabra
from intercambio.models import Ficha, IndiceTablero
from tests import fabricas
from tests.inscripciones.hilos import a_la_vez, errores

pytestmark = pytest.mark.django_db


def halla(texto):
    consulta = entender(texto, IndiceTablero)
    return IndiceTablero.objects.all().hallar(consulta, ["clave"], por_puntaje=True).claves


@pytest.fixture
def ficha():
    contacto = fabricas.crear_contacto(consentimiento_listado_el=timezone.now())
    ficha = fabricas.crear_ficha(
        contacto=contacto, titulo="Hortas", texto="Nas escolas", idioma="pt-br", unidad=fabricas.crear_unidad(slug="x")
    )
    ficha.ods.add(fabricas.crear_ods(2))
    return ficha


@pytest.fixture
def programa():
    programa = fabricas.crear_programa(
        titulo_es="Becas", institucion=fabricas.crear_institucion(nombre="Agencia", sigla="AUCI", pais="UY")
    )
    programa.unidades.add(fabricas.crear_unidad(slug="y"))
    return programa


def test_card_is_found_by_its_words_in_its_own_language_and_its_city(ficha):
    Ciudad.objects.update(nombre="Niterói")

    for texto in ("horta", "escola", "niteroi", "objetivo", "hrotas"):
        assert halla(texto) == [f"ficha-{ficha.pk}"], texto


@pytest.mark.parametrize("palabra", ["uruguay", "Uruguai", "urugauy"])
def test_what_a_city_or_an_institution_brings_is_found_by_its_country_in_both_languages(ficha, programa, palabra):
    Ciudad.objects.update(pais="UY")

    assert sorted(halla(palabra)) == [f"ficha-{ficha.pk}", f"programa-{programa.pk}"]
    Ciudad.objects.update(pais="AR")
    assert halla(palabra) == [f"programa-{programa.pk}"]


def test_every_country_is_found_by_its_name_in_both_languages(programa):
    def sin_hallar():
        for codigo, nombre in PAISES_DE_SEDE:
            Institucion.objects.update(pais=codigo)
            for idioma in ("es", "pt-br"):
                with override(idioma):
                    if halla(str(nombre)) != [f"programa-{programa.pk}"]:
                        yield str(nombre)

    assert list(sin_hallar()) == []


@pytest.mark.parametrize(
    ("ruta", "dicha", "hallada"), [("/intercambio/", "marinas", "harinas"), ("/proyectos/", "harinas", "marinas")]
)
@pytest.mark.parametrize("error", ["", "n"])
def test_a_word_that_only_the_other_index_says_is_a_slip(client, ruta, dicha, hallada, error):
    fabricas.crear_proyecto(titulo_es="Marinas")
    fabricas.crear_ficha(titulo="Harinas")

    html = client.get(ruta, {"q": dicha.replace("n", "n" + error)}).content.decode()

    assert f"; se buscó: {hallada}." in html
    assert len(re.findall("<mark>", html)) == 1


def test_glossary_crosses_the_languages(ficha):
    assert halla("huerta") == []

    fabricas.crear_equivalencia(espanol="huerta, huertas", portugues="horta")

    assert halla("huertas") == [f"ficha-{ficha.pk}"]


def test_a_title_goes_before_a_text(ficha):
    otra = fabricas.crear_ficha(titulo="Escolas", texto="Hortas, hortas e mais hortas", idioma="pt-br")

    assert halla("hortas") == [f"ficha-{ficha.pk}", f"ficha-{otra.pk}"]


SALEN = {
    "withdrawn": lambda: Ficha.objects.update(publicacion="retirada"),
    "consent taken back": lambda: Contacto.objects.update(consentimiento_listado_el=None),
    "city not verified": lambda: Ciudad.objects.update(verificada=False),
    "deleted": lambda: Ficha.objects.all().delete(),
}


@pytest.mark.parametrize("que", SALEN)
def test_what_the_public_may_no_longer_see_is_not_found(ficha, que):
    SALEN[que]()

    assert IndiceTablero.objects.count() == 0


def test_consent_given_later_shows_what_was_published():
    contacto = fabricas.crear_contacto()
    ficha = fabricas.crear_ficha(contacto=contacto, titulo="Secretísima")
    assert (halla("secretisima"), Palabra.objects.filter(palabra="secretisima").exists()) == ([], False)

    Contacto.objects.update(consentimiento_listado_el=timezone.now())

    assert halla("secretisima") == [f"ficha-{ficha.pk}"]


CAMBIOS = {
    "a text": (lambda: Ficha.objects.update(texto="Compostagem"), "compostagem", "ficha"),
    "a unit's name": (lambda: UnidadTematica.objects.update(nombre_es="Alimentación"), "alimentacion", "ficha"),
    "a goal's name": (lambda: Ods.objects.update(nombre_pt_br="Fome zero"), "fome", "ficha"),
    "a city's name": (lambda: Ciudad.objects.update(nombre="Azul"), "azul", "ficha"),
    "a programme's text": (lambda: Programa.objects.update(descripcion_es="Movilidad"), "movilidad", "programa"),
    "an institution's name": (lambda: Institucion.objects.update(nombre="Banco"), "banco", "programa"),
}


@pytest.mark.parametrize("que", CAMBIOS)
def test_what_changes_by_any_write_is_found_at_once(ficha, programa, que):
    cambiar, palabra, clase = CAMBIOS[que]
    assert halla(palabra) == []

    cambiar()

    assert clase in {clave.split("-")[0] for clave in halla(palabra)}


def test_facets_follow_themes_and_seats(ficha, programa):
    ficha.ods.clear()
    programa.unidades.clear()
    programa.ods.add(fabricas.crear_ods(9))
    Institucion.objects.update(pais="")

    por_clave = {fila.clave: set(fila.facetas) for fila in IndiceTablero.objects.all()}
    assert por_clave == {
        f"ficha-{ficha.pk}": {"tipo:saber", "pais:AR", "unidad:x"},
        f"programa-{programa.pk}": {"tipo:programa", "ods:9"},
    }


def test_each_facet_is_a_link_that_finds_so_many(client, ficha, programa):
    for _n in range(3):
        fabricas.crear_ficha(tipo="idea", ciudad=fabricas.crear_ciudad(pais="UY"))

    html = client.get("/intercambio/").content.decode()

    enlaces = re.findall(r'href="/intercambio/(\?[^"]+)" rel="nofollow">([^<]+)<span class="suave">\((\d+)\)', html)
    assert ("?tipo=idea", "Idea de proyecto ", "3") in enlaces
    assert ("?pais=UY", "Uruguay ", "4") in enlaces
    for consulta, texto, cuenta in enlaces:
        pagina = client.get(f"/intercambio/{consulta.replace('&amp;', '&')}").content.decode()
        assert f'role="status">{cuenta} ficha' in pagina, texto


def test_what_was_found_is_marked_and_harmless(client):
    fabricas.crear_ficha(titulo="Huertas <b>", texto="Las huertas\n<script>alert(1)</script>")

    html = client.get("/intercambio/", {"q": "huerta"}).content.decode()

    assert "<mark>Huertas</mark> &lt;b&gt;" in html
    assert "<p>Las <mark>huertas</mark><br>&lt;script&gt;" in html


def test_what_was_found_is_marked_in_a_programme_and_in_the_names_of_places(client):
    rivera = fabricas.crear_ciudad(nombre="Rivera", slug="rivera-uy", pais="UY")
    fabricas.crear_ficha(ciudad=rivera, titulo="Plazas", texto="Sin más")
    fabricas.crear_programa(
        institucion=fabricas.crear_institucion(nombre="Agencia <b>", sigla="AUCI", pais="UY", slug="auci"),
        titulo_es="Becas",
        descripcion_es="Becas & viajes\n\nCon <script> huertas",
    )

    def marcas(q):
        return re.findall(r"<article.*</article>", client.get("/intercambio/", {"q": q}).content.decode(), re.DOTALL)[0]

    assert "<p>Becas &amp; viajes</p>\n\n<p>Con &lt;script&gt; <mark>huertas</mark></p>" in marcas("huerta")
    assert '<a href="/ciudades/rivera-uy/"><mark>Rivera</mark></a> (Uruguay)' in marcas("rivera")
    assert '<a href="/ciudades/rivera-uy/">Rivera</a> (<mark>Uruguay</mark>)' in marcas("uruguay")
    assert '<a href="/instituciones/auci/"><mark>Agencia</mark> &lt;b&gt;</a> (AUCI)' in marcas("agencia")
    assert '<a href="/instituciones/auci/">Agencia &lt;b&gt;</a> (<mark>AUCI</mark>)' in marcas("auci")


# --- Two who write one card ---------------------------------------------------------------------

CANDADO = "PERFORM 1 FROM public.intercambio_ficha WHERE id IN (SELECT unnest(claves)) ORDER BY id FOR NO KEY UPDATE;"


@pytest.fixture
def sin_candado(transactional_db):
    """The function that indexes cards, without its lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_functiondef('intercambio_indexar_fichas'::regproc)")
        (funcion,) = cursor.fetchone()
        assert funcion.count(CANDADO) == 1
        cursor.execute(funcion.replace(CANDADO, ""))
    yield
    with connection.cursor() as cursor:
        cursor.execute(funcion)


def escribir_a_la_vez():
    """One changes a title and commits while another one, who added a goal, waits for it; return what became of both."""
    ficha, ods = fabricas.crear_ficha(titulo="Antes"), fabricas.crear_ods(2)
    escrito, seguir = threading.Event(), threading.Event()

    def cambiar_titulo():
        with transaction.atomic():
            Ficha.objects.filter(pk=ficha.pk).update(titulo="Despues")
            escrito.set()
            assert seguir.wait(10)

    def sumar_ods():
        assert escrito.wait(10)
        threading.Timer(0.3, seguir.set).start()
        ficha.ods.add(ods)

    return a_la_vez(cambiar_titulo, sumar_ods)


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_on_the_card_one_of_two_writers_fails(sin_candado):
    """The second one does not see the row that the first one made, and makes it again."""
    _titulo, ods = escribir_a_la_vez()
    assert isinstance(ods, IntegrityError)


@pytest.mark.django_db(transaction=True)
def test_two_people_who_change_one_card_at_once_are_both_indexed():
    assert errores(escribir_a_la_vez()) == []
    (fila,) = IndiceTablero.objects.all()
    assert halla("despues") == [fila.clave]
    assert "ods:2" in fila.facetas

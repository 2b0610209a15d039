"""The pages of a city and of an institution: with whom it cooperates, in which role, and what covers what it needs."""

import datetime
import gzip
import re

import pytest
from django.utils import timezone
from pytest_django.asserts import assertInHTML

from agenda.models import Pregunta
from intercambio.coberturas import Motivo, programas_para
from intercambio.models import Ficha
from tests import fabricas
from tests.lint_html import Pagina, texto

pytestmark = pytest.mark.django_db


def _html(client, actor, idioma=""):
    response = client.get(f"{idioma}{actor.get_absolute_url()}")
    assert response.status_code == 200
    return response.content.decode()


def _seccion(html, titulo):
    """Return what follows a heading up to the next one of its level."""
    return html.partition(f"<h2>{titulo}</h2>")[2].partition("<h2>")[0]


def _proyecto(*actores, **campos):
    proyecto = fabricas.crear_proyecto(**campos)
    for actor in actores:
        fabricas.crear_participacion(proyecto, actor)
    return proyecto


# --- With whom it cooperates ---------------------------------------------------------------------


@pytest.fixture
def rosario():
    return fabricas.crear_ciudad(nombre="Rosario", slug="rosario-ar", latitud=-32.9, longitud=-60.6)


@pytest.fixture
def salto():
    return fabricas.crear_ciudad(nombre="Salto", slug="salto-uy", pais="UY", latitud=-31.4, longitud=-57.9)


def test_city_tells_with_whom_and_in_how_many_projects(client, rosario, salto):
    recife = fabricas.crear_ciudad(nombre="Recife", slug="recife-br", pais="BR")
    _proyecto(rosario, salto, recife)
    _proyecto(rosario, salto)
    _proyecto(salto, recife)

    seccion = _seccion(_html(client, rosario), "Con quién coopera")

    con = '<span class="solo-lectores">con {}</span>'
    assertInHTML(
        f"""<ul class="enlaces-altos"><li><a href="/ciudades/salto-uy/">Salto</a> (Uruguay) ·
        <a href="/proyectos/?ciudad=rosario-ar&amp;ciudad=salto-uy">2 proyectos {con.format("Salto")}</a></li>
        <li><a href="/ciudades/recife-br/">Recife</a> (Brasil) ·
        <a href="/proyectos/?ciudad=rosario-ar&amp;ciudad=recife-br">1 proyecto {con.format("Recife")}</a></li></ul>""",
        seccion,
    )


def test_the_catalogue_of_both_has_as_many(client, rosario, salto):
    for _n in range(3):
        _proyecto(rosario, salto)
    _proyecto(rosario)

    (cuantos,) = re.findall(r"salto-uy\">(\d+) proyectos", _seccion(_html(client, rosario), "Con quién coopera"))
    catalogo = client.get("/proyectos/?ciudad=rosario-ar&ciudad=salto-uy").content.decode()

    assert (cuantos, "3 proyectos" in catalogo) == ("3", True)


def test_hidden_cities_and_projects_are_no_cooperation(client, rosario, salto):
    oculta = fabricas.crear_ciudad(nombre="Oculta", verificada=False)
    unida = fabricas.crear_ciudad(nombre="Oculta dos", fusionada_en=fabricas.crear_ciudad())
    _proyecto(rosario, oculta, unida)
    _proyecto(rosario, salto, publicacion="borrador")

    seccion = _seccion(_html(client, rosario), "Con quién coopera")

    assert "Las ciudades con las que coopere se publicarán aquí." in seccion
    assert "Oculta" not in seccion
    assert "Salto" not in seccion


def test_map_shows_the_city_and_its_arcs(client, rosario, salto):
    sin_lugar = fabricas.crear_ciudad(nombre="Sin lugar")
    _proyecto(rosario, salto, sin_lugar)

    html = _html(client, rosario)

    mapa = html.partition('<svg class="mapa-sur"')[2].partition("</svg>")[0]
    assert "Dónde está Rosario, en el mapa con el sur arriba" in mapa
    assert len(re.findall(r'class="mapa-arco"', mapa)) == 1
    assert re.search(r'class="mapa-ciudad" d="([^"]+)"', mapa)[1].count("M") == 2
    assert re.search(r'class="mapa-aqui" d="([^"]+)"', mapa)[1].count("M") == 1
    assert len(gzip.compress(mapa.encode())) <= 6 * 1024
    assert '<svg class="mapa-sur"' not in _html(client, sin_lugar)


def test_institution_tells_with_which_cities_it_worked(client, rosario, salto):
    agencia = fabricas.crear_institucion(nombre="Agencia")
    _proyecto(agencia, rosario, salto)
    _proyecto(agencia, salto)
    _proyecto(rosario, fabricas.crear_ciudad(nombre="Ajena"))

    seccion = _seccion(_html(client, agencia), "Ciudades con las que trabajó")

    assertInHTML(
        """<ul><li><a href="/ciudades/salto-uy/">Salto</a> (Uruguay) · 2 proyectos</li>
        <li><a href="/ciudades/rosario-ar/">Rosario</a> (Argentina) · 1 proyecto</li></ul>""",
        seccion,
    )


# --- In which role -------------------------------------------------------------------------------


def test_projects_tell_the_role_of_whose_page_it_is(client, rosario, salto):
    agencia = fabricas.crear_institucion()
    proyecto = fabricas.crear_proyecto(titulo_es="Huertas")
    for actor, rol in ((rosario, "coordinadora"), (salto, "socia"), (agencia, "aliada")):
        fabricas.crear_participacion(proyecto, actor, rol)

    papeles = [re.findall(r"Su papel: (\w+)", _html(client, actor)) for actor in (rosario, salto, agencia)]

    assert papeles == [["coordinadora"], ["socia"], ["aliada"]]
    assert re.findall(r">Seu papel: (\w+)</p>", _html(client, rosario, "/pt-br")) == ["coordenadora"]


def test_beyond_twenty_the_catalogue_shows_the_rest(client, rosario):
    agencia = fabricas.crear_institucion(nombre="Agencia & Cía", sigla="A&C")
    for _n in range(21):
        _proyecto(rosario, agencia, fabricas.crear_ciudad())

    de_ciudad, de_agencia = _html(client, rosario), _html(client, agencia)

    for html in (de_ciudad, de_agencia):
        assert _seccion(html, "Proyectos").count("<h3>") == 20
    assert _seccion(de_ciudad, "Con quién coopera").count("<li>") == 20
    assert _seccion(de_agencia, "Ciudades con las que trabajó").count("<li>") == 20
    assert '<a href="/proyectos/?ciudad=rosario-ar">Ver todos sus proyectos en el catálogo</a>' in de_ciudad
    assert '<a href="/proyectos/?ciudad=rosario-ar">Ver en el catálogo con quiénes más coopera</a>' in de_ciudad
    assert '<a href="/proyectos/?q=A%26C">Ver todos sus proyectos en el catálogo</a>' in de_agencia


def test_with_twenty_nothing_is_left_for_the_catalogue(client, rosario):
    for _n in range(20):
        _proyecto(rosario, fabricas.crear_ciudad())

    html = _html(client, rosario)

    assert _seccion(html, "Proyectos").count("<h3>") == 20
    assert "en el catálogo" not in html


# --- What covers what it needs -------------------------------------------------------------------


@pytest.fixture
def movilidad():
    return fabricas.crear_unidad(nombre_es="Movilidad", nombre_pt_br="Mobilidade", slug="movilidad")


def _necesita(ciudad, titulo, unidad=None, *ods, **campos):
    ficha = fabricas.crear_ficha(ciudad=ciudad, tipo="necesidad", titulo=titulo, unidad=unidad, **campos)
    ficha.ods.set(ods)
    return ficha


def test_programmes_for_what_it_needs_come_with_the_reason(client, rosario, movilidad):
    once, trece = fabricas.crear_ods(11), fabricas.crear_ods(13)
    _necesita(rosario, "Bicisendas", movilidad, once, trece)
    _necesita(rosario, "Sombra", None, trece, idioma="pt-br")
    agencia = fabricas.crear_institucion(nombre="Agencia", sigla="AG", slug="agencia")
    programa = fabricas.crear_programa(institucion=agencia, titulo_es="Fondo de calles")
    programa.unidades.add(movilidad)
    programa.ods.add(trece)

    seccion = _seccion(_html(client, rosario), "Programas para lo que necesita")

    assertInHTML(f'<h3><a href="/instituciones/agencia/#programa-{programa.codigo}">Fondo de calles</a></h3>', seccion)
    assertInHTML('<p><a href="/instituciones/agencia/">Agencia</a> (AG)</p>', seccion)
    motivos = [texto(e) for e in Pagina(f"<ul>{seccion}").todos("li") if "necesidad" in texto(e) and e.text]
    assert [" ".join(motivo.split()) for motivo in motivos] == [
        "Por la necesidad « Sombra »: mismo ODS 13",
        "Por la necesidad « Bicisendas »: misma unidad, Movilidad; mismo ODS 13",
    ]
    assert '«<span lang="pt-BR">Sombra</span>»' in seccion


def test_what_covers_most_comes_first_and_what_covers_nothing_is_left_out(rosario, movilidad):
    once, trece = fabricas.crear_ods(11), fabricas.crear_ods(13)
    necesidad = _necesita(rosario, "Bicisendas", movilidad, once)
    otra = _necesita(rosario, "Sombra", None, trece)
    temas = {"nada": ([fabricas.crear_unidad()], []), "ods": ([], [once]), "todo": ([movilidad], [once, trece])}
    for titulo, (unidades, ods) in temas.items():
        programa = fabricas.crear_programa(titulo_es=titulo)
        programa.unidades.set(unidades)
        programa.ods.set(ods)

    coberturas = programas_para(list(Ficha.objects.con_actores().order_by("pk")))

    assert [(c.programa.titulo_es, c.motivos) for c in coberturas] == [
        ("todo", (Motivo(necesidad, movilidad, (once,)), Motivo(otra, None, (trece,)))),
        ("ods", (Motivo(necesidad, None, (once,)),)),
    ]


def test_only_published_programmes_still_open_cover_published_needs(client, rosario, movilidad):
    hoy = timezone.localdate()
    _necesita(rosario, "Bicisendas", movilidad)
    fechas = {"Cierra hoy": hoy, "Cerrado": hoy - datetime.timedelta(days=1), "Sin cierre": None}
    programas = [fabricas.crear_programa(titulo_es=titulo, cierre=cierre) for titulo, cierre in fechas.items()]
    programas += [
        fabricas.crear_programa(titulo_es="Pendiente", publicacion="pendiente"),
        fabricas.crear_programa(titulo_es="De nadie", institucion=fabricas.crear_institucion(verificada=False)),
    ]
    for programa in programas:
        programa.unidades.add(movilidad)
    otra = fabricas.crear_ciudad()
    _necesita(otra, "Todavía no", movilidad, publicacion="pendiente")
    fabricas.crear_ficha(ciudad=otra, tipo="saber", unidad=movilidad)

    seccion = _seccion(_html(client, rosario), "Programas para lo que necesita")

    assert sorted(re.findall(r"<h3><a [^>]+>(.+?)</a>", seccion)) == ["Cierra hoy", "Sin cierre"]
    assert "Programas para lo que necesita" not in _html(client, otra)


def test_every_reason_is_true(rosario):
    """Whatever the themes, what a programme is said to share with a need both have."""
    unidades = [fabricas.crear_unidad() for _n in range(3)]
    ods = [fabricas.crear_ods(numero) for numero in range(1, 6)]
    for n in range(12):
        _necesita(rosario, f"N{n}", unidades[n % 3] if n % 4 else None, *ods[n % 5 : n % 5 + n % 3])
        programa = fabricas.crear_programa()
        programa.unidades.set(unidades[n % 3 : n % 3 + n % 2])
        programa.ods.set(ods[n % 4 : n % 4 + n % 3])

    coberturas = programas_para(list(Ficha.objects.con_actores()))

    assert len(coberturas) == 6
    for cobertura in coberturas:
        for motivo in cobertura.motivos:
            suyos = set(cobertura.programa.ods.all()) & set(motivo.necesidad.ods.all())
            misma = motivo.necesidad.unidad in cobertura.programa.unidades.all()
            assert (set(motivo.ods), motivo.unidad is not None) == (suyos, misma)
            assert motivo.peso > 0


def test_the_board_of_its_country_is_a_click_away(client, rosario):
    html = _html(client, rosario)

    enlace = (
        '<a href="/intercambio/?pais=AR">Ver en el intercambio lo que saben, necesitan y proponen las ciudades de '
        "Argentina</a>"
    )
    assert enlace in html


# --- Budgets -------------------------------------------------------------------------------------


def _llenar(filas):
    """Return a city and an institution with so many of everything that their pages show."""
    ciudad = fabricas.crear_ciudad(miembro=True, latitud=-32.9, longitud=-60.6)
    institucion = fabricas.crear_institucion()
    seminario = fabricas.crear_seminario()
    bloques = fabricas.crear_bloque(seminario, 1), fabricas.crear_bloque(seminario, 2)
    unidad, ods = fabricas.crear_unidad(), fabricas.crear_ods(6)
    for n in range(1, filas + 1):
        otra = fabricas.crear_ciudad(latitud=-30 + n, longitud=-55 - n)
        _proyecto(ciudad, institucion, otra).ods.add(ods)
        for tipo in ("saber", "necesidad", "idea"):
            fabricas.crear_ficha(ciudad=ciudad, tipo=tipo, unidad=unidad).ods.add(ods)
        programa = fabricas.crear_programa(institucion=institucion)
        programa.ods.add(ods)
        programa.unidades.add(unidad)
        fabricas.crear_mirada(institucion=institucion)
        fabricas.crear_pregunta(bloques[0], institucion=institucion, estado="publicada")
        fabricas.crear_intervencion(bloques[0], n, ciudad=ciudad)
        fabricas.crear_intervencion(bloques[1], n, institucion=institucion)
    return ciudad, institucion


@pytest.mark.parametrize("filas", [1, 30])
def test_pages_ask_the_same_queries_whatever_the_rows(client, django_assert_num_queries, filas):
    ciudad, institucion = _llenar(filas)

    with django_assert_num_queries(15):
        client.get(ciudad.get_absolute_url())
    with django_assert_num_queries(18):
        client.get(institucion.get_absolute_url())
    assert Pregunta.objects.publicadas().count() == filas


def test_full_pages_weigh_little(client):
    for actor in _llenar(30):
        response = client.get(actor.get_absolute_url(), headers={"Accept-Encoding": "gzip"})

        assert len(gzip.decompress(response.content)) > 30_000
        assert len(response.content) <= 14 * 1024

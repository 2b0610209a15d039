"""Related projects: what says most comes first, every reason is true, and only what is published is a neighbour."""

import random

import pytest
from django.db import connection
from django.utils.translation import override

from actores.models import Ods
from proyectos import vecinos
from proyectos.models import Convocatoria, Proyecto
from proyectos.vecinos import Motivo, vecinos_de
from tests import fabricas

pytestmark = pytest.mark.django_db


def crear(titulo="", *, ciudades=(), unidades=(), ods=(), principal=None, anio=2019, **campos):
    convocatoria = Convocatoria.objects.filter(anio=anio).first() or fabricas.crear_convocatoria(anio)
    proyecto = fabricas.crear_proyecto(
        titulo_es=titulo, convocatoria=convocatoria, ods_principal=principal and _ods(principal), **campos
    )
    for ciudad in ciudades:
        fabricas.crear_participacion(proyecto, ciudad)
    proyecto.unidades.set(unidades)
    proyecto.ods.set([_ods(numero) for numero in ods])
    return proyecto


def _ods(numero):
    return Ods.objects.filter(numero=numero).first() or fabricas.crear_ods(numero)


def de(proyecto):
    return vecinos_de(Proyecto.objects.con_hoja().get(pk=proyecto.pk))


def _slugs(lista):
    return [uno.slug for uno in lista]


@pytest.fixture
def rosario():
    return fabricas.crear_ciudad(nombre="Rosario", slug="rosario-ar")


@pytest.fixture
def salto():
    return fabricas.crear_ciudad(nombre="Salto", slug="salto-uy", pais="UY")


@pytest.fixture
def genero():
    return fabricas.crear_unidad(nombre_es="Género", nombre_pt_br="Gênero", slug="genero")


# --- Order and reasons ---------------------------------------------------------------------------


def test_what_says_most_comes_first(rosario, salto, genero):
    proyecto = crear("Huertas", ciudades=[rosario, salto], unidades=[genero], ods=[2, 11, 13], principal=5)
    crear("Seis", ods=[11], slug="otro-ods")
    crear("Cinco", principal=5, slug="ods-principal")
    crear("Cuatro", unidades=[genero], ods=[11], slug="unidad-y-ods")
    crear("Tres", ciudades=[salto], slug="una-ciudad")
    crear("Dos", ciudades=[salto, rosario], slug="dos-ciudades")
    crear("Nada que ver", slug="nada")

    lista = de(proyecto)

    assert _slugs(lista) == ["dos-ciudades", "una-ciudad", "unidad-y-ods", "ods-principal"]
    assert [uno.motivos for uno in lista] == [
        (Motivo("ciudad", ("rosario-ar", "salto-uy"), "Rosario y Salto"),),
        (Motivo("ciudad", ("salto-uy",), "Salto"),),
        (Motivo("unidad", ("genero",), "Género"), Motivo("ods", ("11",), "11")),
        (Motivo("ods", ("5",), "5"),),
    ]


def test_two_shared_cities_say_more_than_a_city_and_all_the_rest(rosario, salto, genero):
    proyecto = crear(ciudades=[rosario, salto], unidades=[genero], ods=[2], principal=5)
    crear(ciudades=[rosario], ods=[5], slug="una")
    crear(ciudades=[rosario, salto], slug="dos")

    assert _slugs(de(proyecto)) == ["dos", "una"]


def test_as_related_the_last_one_comes_first_and_then_by_address(rosario):
    proyecto = crear(ciudades=[rosario])
    for slug, anio in (("b", 2018), ("a", 2018), ("d", 2020), ("c", 2020), ("e", 2017)):
        crear(ciudades=[rosario], anio=anio, slug=slug)

    assert _slugs(de(proyecto)) == ["c", "d", "a", "b"]


def test_rare_words_of_the_title_relate(rosario):
    proyecto = crear("Vivienda y reciclado en Rosario", ciudades=[rosario])
    crear("Reciclar la vivienda", slug="las-dos")
    crear("", slug="en-el-resumen", resumen_es="Planes de viviendas para Salto.")
    crear("", slug="en-la-otra-lengua", resumen_pt_br="Reciclado de resíduos.")
    crear("", slug="en-los-resultados", resultados_es="Más vivienda.")
    crear("Rosario", slug="solo-el-nombre")

    lista = de(proyecto)

    assert [(uno.slug, uno.motivos) for uno in lista] == [
        ("las-dos", (Motivo("q", ("vivienda", "reciclado"), "vivienda, reciclado"),)),
        ("en-el-resumen", (Motivo("q", ("vivienda",), "vivienda"),)),
        ("en-la-otra-lengua", (Motivo("q", ("reciclado",), "reciclado"),)),
    ]


def test_what_every_title_says_relates_nothing():
    proyecto = crear("Cooperación para el agua")
    for n in range(6):
        crear(f"Cooperación {n}")
    crear("El agua de todos", slug="agua")

    assert _slugs(de(proyecto)) == ["agua"]


def test_words_say_their_language_where_the_title_is_in_the_other_one():
    proyecto = crear("Huertas barriales")
    crear("Huertas en flor")

    with override("pt-br"):
        ((motivo,),) = (uno.motivos for uno in de(proyecto))

    assert motivo == Motivo("q", ("huertas",), "huertas", "es")


# --- Who is nobody's neighbour -------------------------------------------------------------------


def test_neither_itself_nor_what_is_not_published(rosario, genero):
    proyecto = crear("Huertas", ciudades=[rosario], unidades=[genero], principal=5)
    for publicacion in ("borrador", "enviada", "devuelta", "archivada"):
        crear(
            "Huertas",
            ciudades=[rosario],
            unidades=[genero],
            principal=5,
            publicacion=publicacion,
            comentarios="Falta algo",
        )

    assert de(proyecto) == []


def test_a_city_that_the_public_may_not_see_is_no_reason():
    oculta = fabricas.crear_ciudad(nombre="Oculta", verificada=False)
    proyecto = crear(ciudades=[oculta])
    crear(ciudades=[oculta])

    assert de(proyecto) == []


def test_institutions_are_no_reason():
    agencia = fabricas.crear_institucion()
    proyecto = crear(ciudades=[agencia])
    crear(ciudades=[agencia])

    assert de(proyecto) == []


# --- Bounds --------------------------------------------------------------------------------------


def test_what_many_have_is_looked_for_in_the_last_ones_and_what_few_have_in_all(monkeypatch, rosario, salto, genero):
    monkeypatch.setattr(vecinos, "RECIENTES", 5)
    monkeypatch.setattr(vecinos, "RARO", 3)
    proyecto = crear("Huertas", ciudades=[rosario, salto], unidades=[genero], principal=5)
    crear(unidades=[genero], principal=5, anio=2010, slug="unidad-vieja")
    crear(ciudades=[rosario], anio=2010, slug="rosario-vieja")
    crear(ciudades=[rosario, salto], anio=2010, slug="pareja-vieja")
    crear("Más huertas", anio=2010, slug="palabra-vieja")
    for _n in range(5):
        crear(ciudades=[salto], anio=2020)

    assert _slugs(de(proyecto))[:1] == ["pareja-vieja"]
    assert set(_slugs(de(proyecto))).isdisjoint({"unidad-vieja", "palabra-vieja"})
    Proyecto.objects.filter(convocatoria__anio=2020).update(publicacion="archivada")
    assert _slugs(de(proyecto)) == ["pareja-vieja", "rosario-vieja", "unidad-vieja", "palabra-vieja"]


@pytest.mark.parametrize("filas", [1, 30])
def test_one_query_whatever_there_is(django_assert_num_queries, rosario, salto, filas):
    proyecto = crear("Huertas", ciudades=[rosario, salto, *(fabricas.crear_ciudad() for _n in range(filas))])
    for _n in range(filas):
        crear("Huertas", ciudades=[rosario, salto])
    con_hoja = Proyecto.objects.con_hoja().get(pk=proyecto.pk)

    with django_assert_num_queries(1):
        lista = vecinos_de(con_hoja)

    assert len(lista) == min(filas, 4)


@pytest.mark.parametrize(
    "titulo", ["' OR 1=1 --", "\\ % _ & | ! ( ) : * <->", "a'b''c huertas\\", "漢字 😀 huertas", "de la y"]
)
def test_any_title_is_taken(titulo):
    proyecto = crear(titulo)
    crear("Huertas", slug="huertas")

    assert _slugs(de(proyecto)) == (["huertas"] if "huertas" in titulo else [])


# --- Every reason is true ------------------------------------------------------------------------

PALABRAS = ("huertas", "vivienda", "agua", "reciclado", "museos", "puertos", "bicicletas", "salud", "plazas", "ferias")


def _al_azar(semilla, palabras=PALABRAS):
    azar = random.Random(semilla)
    ciudades = [fabricas.crear_ciudad(verificada=n % 6 > 0) for n in range(12)]
    unidades = [fabricas.crear_unidad() for _n in range(5)]

    def algunas(de_estas, hasta):
        return azar.sample(de_estas, azar.randint(0, min(hasta, len(de_estas))))

    return [
        crear(
            " ".join(algunas(palabras, 2)),
            ciudades=algunas(ciudades, 4),
            unidades=algunas(unidades, 2),
            ods=algunas(range(1, 18), 3),
            principal=azar.choice([None, azar.randint(1, 17)]),
            resumen_es=" ".join(algunas(palabras, 2)),
            anio=azar.choice([2017, 2018, 2019]),
            publicacion=azar.choice(["publicada", "publicada", "publicada", "borrador"]),
        )
        for _n in range(25)
    ]


def _comparten(uno, otro):
    """Return ``{kind: values}`` of what two projects share, by the rows themselves."""

    def rasgos(p):
        ciudades = p.participaciones.filter(ciudad__verificada=True, ciudad__fusionada_en=None)
        ods = {*p.ods.values_list("numero", flat=True), p.ods_principal and p.ods_principal.numero} - {None}
        return {
            "ciudad": set(ciudades.values_list("ciudad__slug", flat=True)),
            "unidad": set(p.unidades.values_list("slug", flat=True)),
            "ods": {str(numero) for numero in ods},
        }

    suyos, ajenos = rasgos(uno), rasgos(otro)
    comunes = {clase: suyos[clase] & ajenos[clase] for clase in suyos}
    comunes["q"] = set(uno.titulo_es.split()) & set(f"{otro.titulo_es} {otro.resumen_es}".split())
    return {clase: valores for clase, valores in comunes.items() if valores}


@pytest.mark.parametrize("semilla", range(3))
def test_every_reason_is_true_and_none_is_left_out(semilla):
    proyectos = {p.slug: p for p in _al_azar(semilla)}
    vistos = 0
    for proyecto in proyectos.values():
        for vecino in de(proyecto):
            otro = proyectos[vecino.slug]
            dichos = {motivo.clase: set(motivo.valores) for motivo in vecino.motivos}
            ciertos = _comparten(proyecto, otro)
            assert (otro.publicacion, otro != proyecto) == ("publicada", True)
            assert dichos.pop("q", set()) <= ciertos.pop("q", set())
            assert dichos == ciertos
            vistos += 1
    assert vistos > 50


def _puntaje(uno, otro):
    comunes = {clase: len(valores) for clase, valores in _comparten(uno, otro).items()}
    ciudades, ods = comunes.get("ciudad", 0), comunes.get("ods", 0)
    principal = uno.ods_principal is not None and str(uno.ods_principal.numero) in _comparten(uno, otro).get("ods", ())
    suma = 8 * ciudades + 8 * (ciudades > 1) + 4 * comunes.get("unidad", 0)
    return suma + 4 * principal + 2 * min(ods - principal, 2)


def test_the_four_are_those_that_weighing_every_pair_gives():
    proyectos = [p for p in _al_azar(7, palabras=()) if p.publicacion == "publicada"]
    for uno in proyectos:
        pesados = [(-_puntaje(uno, otro), -otro.convocatoria.anio, otro.slug) for otro in proyectos if otro != uno]

        assert _slugs(de(uno)) == [slug for puntaje, _anio, slug in sorted(pesados)[:4] if puntaje]


# --- On the sheet --------------------------------------------------------------------------------


def test_sheet_shows_them_with_links_to_all_that_share_it(client, rosario, salto, genero):
    proyecto = crear("Huertas de barrio", ciudades=[rosario, salto], unidades=[genero], ods=[2])
    crear("Más huertas", ciudades=[rosario, salto], unidades=[genero], ods=[2], slug="otro")

    html = client.get(proyecto.get_absolute_url()).content.decode()
    seccion = html.partition('id="vecinos"')[2].partition("</section>")[0]

    for enlace in (
        '<h3><a href="/proyectos/otro/">Más huertas</a></h3>',
        '<a href="/proyectos/?ciudad=rosario-ar&amp;ciudad=salto-uy">Comparten a Rosario y Salto</a>',
        '<a href="/proyectos/?unidad=genero">Misma unidad: Género</a>',
        '<a href="/proyectos/?ods=2">Mismo ODS 2</a>',
        '<a href="/proyectos/?q=huertas">Palabras en común: huertas</a>',
    ):
        assert enlace in " ".join(seccion.replace("\n", "").split()), enlace
    assert "Rosario · Salto · 2019" in seccion


def test_the_catalogue_behind_each_reason_has_both(client, rosario, salto, genero):
    proyecto = crear("Huertas de barrio", ciudades=[rosario, salto], unidades=[genero], ods=[2], slug="uno")
    crear("Más huertas", ciudades=[rosario, salto], unidades=[genero], ods=[2], slug="otro")
    crear("Otra cosa")

    (vecino,) = de(proyecto)

    for motivo in vecino.motivos:
        html = client.get(motivo.url).content.decode()
        assert ('href="/proyectos/uno/"' in html, 'href="/proyectos/otro/"' in html) == (True, True), motivo.url
        assert "2 proyectos" in html


def test_a_neighbour_without_title_is_called_by_its_cities(client, rosario, salto):
    proyecto = crear("Huertas", ciudades=[rosario])
    crear("", ciudades=[rosario, salto])

    html = client.get(proyecto.get_absolute_url()).content.decode()

    assert "Cooperación entre Rosario y Salto (título sin dato)" in html


def test_the_index_is_what_is_asked(rosario):
    """Without its row in the index, which the triggers keep, a published project would be nobody's neighbour."""
    proyecto, otro = crear(ciudades=[rosario]), crear(ciudades=[rosario])
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM proyectos_indiceproyecto WHERE proyecto_id = %s", [otro.pk])

    assert de(proyecto) == []

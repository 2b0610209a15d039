"""The index of the catalogue says what the rows say, whoever writes them and whenever."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone

from actores.models import Ciudad, Institucion, Ods, UnidadTematica
from actores.services import fusionar
from comun.busqueda import olvidar_palabras
from comun.models import Palabra
from proyectos.curaduria import publicar
from proyectos.models import Convocatoria, IndiceProyecto, Participacion, Proyecto
from proyectos.reindexado import corregir_indice
from tests import fabricas
from tests.inscripciones.hilos import a_la_vez, errores


def facetas(proyecto):
    return set(IndiceProyecto.objects.get(pk=proyecto.pk).facetas)


def halla(texto):
    from comun.busqueda import entender

    consulta = entender(texto, IndiceProyecto)
    return IndiceProyecto.objects.all().hallar(consulta, ["slug"], por_puntaje=True).claves


@pytest.fixture
def proyecto(db):
    """A published project with a bit of everything."""
    proyecto = fabricas.crear_proyecto(
        titulo_es="Aguas limpias",
        convocatoria=fabricas.crear_convocatoria(2019),
        modalidad="bilateral",
        estado="finalizado",
    )
    proyecto.unidades.add(fabricas.crear_unidad(slug="ambiente", nombre_es="Ambiente"))
    proyecto.ods.add(fabricas.crear_ods(6))
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre="Tandil", slug="tandil-ar"))
    fabricas.crear_participacion(proyecto, fabricas.crear_institucion(nombre="Agencia", sigla="AUCI"))
    return proyecto


COMPLETAS = {
    "pais:AR",
    "ciudad:tandil-ar",
    "unidad:ambiente",
    "ods:6",
    "convocatoria:2019",
    "modalidad:bilateral",
    "estado:finalizado",
}


def test_a_published_project_is_indexed_whole(proyecto):
    assert facetas(proyecto) == COMPLETAS
    for texto in ("agua", "tandil", "auci", "agencia", "argentina", "ambiente", "objetivo", "sostenibles"):
        assert halla(texto) == [proyecto.pk], texto


def test_units_and_goals_are_written_in_one_order_whatever_that_of_their_rows(db):
    """Else the same sheet, indexed again, would be another one, and count as changed in the feed."""
    proyecto = fabricas.crear_proyecto()
    for slug in ("vivienda", "ambiente", "cultura"):
        proyecto.unidades.add(fabricas.crear_unidad(slug=slug, nombre_es=slug))
    for numero in (11, 5):
        proyecto.ods.add(fabricas.crear_ods(numero))

    marcas = IndiceProyecto.objects.get().facetas

    assert marcas[:5] == ["unidad:ambiente", "unidad:cultura", "unidad:vivienda", "ods:5", "ods:11"]


@pytest.mark.parametrize("publicacion", ["borrador", "enviada", "archivada"])
def test_what_is_not_published_is_not_in_it_nor_its_words(db, publicacion):
    proyecto = fabricas.crear_proyecto(titulo_es="Acueductos", publicacion=publicacion)
    fabricas.crear_participacion(proyecto, fabricas.crear_ciudad(nombre="Ocultandia"))

    assert IndiceProyecto.objects.count() == 0
    assert not Palabra.objects.filter(palabra__in=["acueductos", "ocultandia"]).exists()


def test_a_project_leaves_and_comes_back_with_its_publication(proyecto):
    Proyecto.objects.update(publicacion="archivada")
    assert halla("agua") == []

    Proyecto.objects.update(publicacion="publicada")
    assert facetas(proyecto) == COMPLETAS


def test_what_is_never_published_is_not_searched(proyecto):
    Proyecto.objects.update(notas_internas="Secretaria", comentarios="Secretaria")

    assert halla("secretaria") == []


CAMBIOS = {
    "a title": (lambda p: Proyecto.objects.update(titulo_es="Ríos"), "rio"),
    "a summary": (lambda p: Proyecto.objects.update(resumen_pt_br="Enchentes"), "enchente"),
    "results": (lambda p: Proyecto.objects.update(resultados_es="Compostaje"), "compostaje"),
    "a city's name": (lambda p: Ciudad.objects.update(nombre="Azul"), "azul"),
    "an institution's name": (lambda p: Institucion.objects.update(sigla="PNUD"), "pnud"),
    "a unit's name": (lambda p: UnidadTematica.objects.update(nombre_pt_br="Meio ambiente"), "meio"),
    "a goal's name": (lambda p: Ods.objects.update(nombre_es="Saneamiento"), "saneamiento"),
    "a call's theme": (lambda p: Convocatoria.objects.update(tema_es="Resiliencia"), "resiliencia"),
    "a participant more": (lambda p: fabricas.crear_participacion(p, fabricas.crear_ciudad(nombre="Junín")), "junin"),
    "the main goal": (
        lambda p: Proyecto.objects.update(ods_principal=fabricas.crear_ods(7, nombre_es="Energía")),
        "energia",
    ),
}


@pytest.mark.parametrize("que", CAMBIOS)
def test_what_changes_by_any_write_is_found_at_once(proyecto, que):
    cambiar, palabra = CAMBIOS[que]
    assert halla(palabra) == []

    cambiar(proyecto)

    assert halla(palabra) == [proyecto.pk]


FACETAS = {
    "a state taken away": (lambda p: Proyecto.objects.update(estado=""), {"estado:finalizado"}, set()),
    "another call": (
        lambda p: Convocatoria.objects.update(anio=2020),
        {"convocatoria:2019"},
        {"convocatoria:2020"},
    ),
    "a city moved to another country": (lambda p: Ciudad.objects.update(pais="UY"), {"pais:AR"}, {"pais:UY"}),
    "a city not verified": (lambda p: Ciudad.objects.update(verificada=False), {"ciudad:tandil-ar"}, set()),
    "a unit taken away": (lambda p: p.unidades.clear(), {"unidad:ambiente"}, set()),
    "a goal taken away": (lambda p: p.ods.clear(), {"ods:6"}, set()),
    "another main goal": (
        lambda p: Proyecto.objects.update(ods_principal=fabricas.crear_ods(7)),
        set(),
        {"ods:7"},
    ),
    "who took part": (lambda p: p.participaciones.all().delete(), {"pais:AR", "ciudad:tandil-ar"}, set()),
}


@pytest.mark.parametrize("que", FACETAS)
def test_facets_follow_any_write(proyecto, que):
    cambiar, salen, entran = FACETAS[que]

    cambiar(proyecto)

    assert facetas(proyecto) == COMPLETAS - salen | entran


def test_a_participation_moved_to_another_project_changes_both(proyecto):
    otro = fabricas.crear_proyecto(titulo_es="Otro")

    Participacion.objects.filter(ciudad__isnull=False).update(proyecto=otro)

    assert facetas(otro) == {"pais:AR", "ciudad:tandil-ar"}
    assert facetas(proyecto) == COMPLETAS - {"pais:AR", "ciudad:tandil-ar"}


def test_merged_cities_are_one_in_it(proyecto):
    destino = fabricas.crear_ciudad(nombre="Tandil", slug="tandil-de-verdad-ar")

    fusionar(origen=Ciudad.objects.get(slug="tandil-ar"), destino=destino)

    assert facetas(proyecto) == COMPLETAS - {"ciudad:tandil-ar"} | {"ciudad:tandil-de-verdad-ar"}


def test_a_deleted_project_leaves_it(proyecto):
    proyecto.delete()

    assert IndiceProyecto.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "texto",
    [
        "l'eau ʼ ’ '",
        "a\\b 'c' & | ! ( ) :* <->",
        "raza/etnia",
        "x" * 3000,
        "😀 中文 ру́сский",
        "http://a.org/b?c=d e@f.org",
    ],
)
def test_any_text_can_be_indexed_and_looked_for(texto):
    proyecto = fabricas.crear_proyecto(titulo_es=texto[:300], resumen_es=f"{texto} ancla")

    assert halla(f"ancla {texto}"[:100]) in ([proyecto.pk], [])
    assert halla("ancla") == [proyecto.pk]


@pytest.mark.django_db(transaction=True)
def test_two_people_who_change_one_project_at_once_are_both_indexed():
    """Without the lock on the project the second one would index what it saw before the first one's commit."""
    proyecto, ciudad = fabricas.crear_proyecto(titulo_es="Antes"), fabricas.crear_ciudad(slug="azul-ar")
    escrito, seguir = threading.Event(), threading.Event()

    def cambiar_titulo():
        with transaction.atomic():
            Proyecto.objects.filter(pk=proyecto.pk).update(titulo_es="Después")
            escrito.set()
            assert seguir.wait(10)

    def sumar_ciudad():
        assert escrito.wait(10)
        threading.Timer(0.3, seguir.set).start()  # The other one commits while this one waits for it.
        fabricas.crear_participacion(proyecto, ciudad)

    resultados = a_la_vez(cambiar_titulo, sumar_ciudad)

    assert errores(resultados) == []
    assert halla("después") == [proyecto.pk]
    assert "ciudad:azul-ar" in facetas(proyecto)


@pytest.mark.django_db(transaction=True)
def test_new_words_written_at_once_wait_for_nobody_for_ever():
    def crear(n):
        palabras = ["zanja", "adoquin", "medianera", "bicisenda"]
        with transaction.atomic():
            for vez in range(3):
                fabricas.crear_proyecto(titulo_es=" ".join(palabras[:: -1 if n % 2 else 1]), slug=f"p-{n}-{vez}")

    resultados = a_la_vez(*[lambda n=n: crear(n) for n in range(4)])

    assert errores(resultados) == []
    assert IndiceProyecto.objects.count() == 12


@pytest.mark.django_db
def test_the_index_can_be_made_again(proyecto):
    antes = list(IndiceProyecto.objects.values_list("doc", "titular", "facetas", "orden_es"))
    IndiceProyecto.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute("SELECT proyectos_indexar(array_agg(id)) FROM proyectos_proyecto")

    assert list(IndiceProyecto.objects.values_list("doc", "titular", "facetas", "orden_es")) == antes


@pytest.mark.django_db
@pytest.mark.parametrize("texto", ["١٢٣", "१२३", "²²²", "①②"])
def test_what_has_no_stems_finds_nothing_and_breaks_nothing(client, texto):
    fabricas.crear_proyecto(titulo_es="Ancla")

    for ruta in ("/proyectos/", "/proyectos.csv", "/proyectos/mapa/", "/proyectos/cifras/", "/intercambio/"):
        respuesta = client.get(ruta, {"q": texto})
        assert (respuesta.status_code, respuesta.getvalue() != b"") == (200, True)
    assert halla(texto) == []


@pytest.mark.django_db
def test_words_of_what_is_no_longer_public_are_not_told_nor_stand_in_the_way(client):
    fabricas.crear_proyecto(titulo_es="Viviendas")
    retirado = fabricas.crear_proyecto(titulo_es="Vivindas de Wasserstein")
    Proyecto.objects.filter(pk=retirado.pk).update(publicacion="archivada")

    assert "wasserstein" not in client.get("/proyectos/", {"q": "wassersten"}).content.decode()
    assert "se buscó: viviendas" in client.get("/proyectos/", {"q": "vivindas"}).content.decode()


@pytest.mark.django_db
def test_the_purge_forgets_words_that_nothing_has(proyecto):
    retirado = fabricas.crear_proyecto(titulo_es="Wasserstein")
    Proyecto.objects.filter(pk=retirado.pk).update(publicacion="archivada")
    Palabra.objects.create(palabra="aguas", escrita="aguas", raices=["agu"])

    cuentas = olvidar_palabras(timezone.now())

    assert cuentas == {"palabras de la búsqueda que nada dice": 2}
    assert not Palabra.objects.filter(palabra="wasserstein").exists()
    assert Palabra.objects.filter(palabra="aguas").count() == 1


INTERNOS = {
    "notas_internas": "x",
    "comentarios": "x",
    "carta": "proyectos/cartas/x.pdf",
    "guardado_el": timezone.now(),
}


@pytest.mark.parametrize("campo", INTERNOS)
def test_a_change_of_what_nobody_outside_sees_is_none(proyecto, campo):
    antes = IndiceProyecto.objects.get().actualizado

    Proyecto.objects.update(**{campo: INTERNOS[campo]})
    Ods.objects.get().save()
    Convocatoria.objects.update(monto_maximo_usd=1)

    assert IndiceProyecto.objects.get().actualizado == antes


def test_a_change_of_what_the_sheet_shows_is_one(proyecto):
    for cambiar in (
        lambda: Proyecto.objects.update(monto_usd=5),
        lambda: fabricas.crear_enlace(proyecto),
        lambda: proyecto.enlaces.all().delete(),
        lambda: Ciudad.objects.update(latitud=1, longitud=2),
        lambda: proyecto.participaciones.update(rol="aliada"),
    ):
        antes = IndiceProyecto.objects.get().actualizado
        cambiar()
        assert IndiceProyecto.objects.get().actualizado > antes


@pytest.mark.django_db(transaction=True)
def test_new_words_in_opposite_order_wait_for_nobody():
    listas = [["zanja", "adoquin"], ["adoquin", "zanja"]]
    barrera = threading.Barrier(2, timeout=10)

    def crear(palabras):
        with transaction.atomic():
            for palabra in palabras:
                fabricas.crear_proyecto(titulo_es=palabra)
                barrera.wait()

    assert errores(a_la_vez(*[lambda p=p: crear(p) for p in listas])) == []


@pytest.mark.django_db(transaction=True)
def test_publishing_beside_a_saved_call_waits_for_it_at_most():
    convocatoria = fabricas.crear_convocatoria(2019)
    proyecto = fabricas.crear_proyecto(convocatoria=convocatoria, publicacion="borrador", titulo_es="Algo")
    publicado = fabricas.crear_proyecto(convocatoria=convocatoria, titulo_es="Ya")

    resultados = a_la_vez(
        *[lambda: publicar([proyecto], usuario=None)] * 2,
        *[lambda n=n: Convocatoria.objects.filter(pk=convocatoria.pk).update(tema_es=f"Tema {n}") for n in range(4)],
    )

    assert errores(resultados) == []
    assert {proyecto.pk, publicado.pk} == set(halla("tema"))


@pytest.mark.django_db
def test_the_nightly_look_puts_right_what_was_left_behind(proyecto):
    IndiceProyecto.objects.update(facetas=["ciudad:otra-ar"])

    cuentas = corregir_indice(timezone.now())

    assert (cuentas, facetas(proyecto)) == ({"proyectos mal indexados": 1}, COMPLETAS)
    assert corregir_indice(timezone.now()) == {"proyectos mal indexados": 0}

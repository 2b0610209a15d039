"""Queries whose SQL is written once: what they ask and what they return is what the queryset says."""

import pytest
from django.utils import translation

from agenda.models import Actividad, Intervencion
from comun.consultas import Preparada
from comun.models import Mensaje
from tests import fabricas

pytestmark = pytest.mark.django_db


@pytest.fixture
def cumbre(db):
    return fabricas.crear_cumbre()


@pytest.fixture
def con_actores():
    return Preparada(lambda *bloques: Intervencion.objects.de_bloques(*bloques).con_actores())


@pytest.fixture
def charlas(cumbre):
    """A talk in each of three blocks: of a city, of an institution, of nobody."""
    quienes = [{"ciudad": fabricas.crear_ciudad()}, {"institucion": fabricas.crear_institucion()}, {}]
    bloques = [fabricas.crear_bloque(fabricas.crear_actividad(cumbre), 1) for _ in quienes]
    return [
        fabricas.crear_intervencion(b, n, **quien) for n, (b, quien) in enumerate(zip(bloques, quienes, strict=True), 1)
    ]


@pytest.mark.parametrize("cuantas", [1, 2, 3])
def test_returns_the_rows_of_the_keys_that_it_is_called_with(con_actores, charlas, cuantas):
    for pedidas in (charlas[:cuantas], charlas[-cuantas:]):
        assert con_actores(*(charla.bloque_id for charla in pedidas)) == pedidas


def test_instances_are_whole_and_what_comes_with_them_asks_nothing(con_actores, charlas, django_assert_num_queries):
    claves = [charla.bloque_id for charla in charlas]
    with django_assert_num_queries(1):
        leidas = con_actores(*claves)
        actores = [charla.actor for charla in leidas]

    assert actores == [charlas[0].ciudad, charlas[1].institucion, None]
    for leida, charla in zip(leidas, Intervencion.objects.order_by("pk"), strict=True):
        campos = [campo.attname for campo in Intervencion._meta.concrete_fields]
        assert [getattr(leida, campo) for campo in campos] == [getattr(charla, campo) for campo in campos]
    assert not leidas[0]._state.adding
    leidas[0].titulo = "Otro título"
    leidas[0].save()
    assert Intervencion.objects.get(pk=leidas[0].pk).titulo_es == "Otro título"


def test_columns_that_must_be_converted_are_refused():
    with pytest.raises(TypeError, match="converted"):
        Preparada(Mensaje.objects.all)()


def test_reads_what_there_is_each_time(con_actores, charlas):
    clave = charlas[0].bloque_id
    assert con_actores(clave) == [charlas[0]]

    Intervencion.objects.filter(pk=charlas[0].pk).update(estado="borrador")

    assert con_actores(clave) == []


def test_writes_the_query_once_and_gives_both_languages(cumbre):
    escritas = []

    def consulta(cumbre):
        escritas.append(cumbre)
        return Actividad.objects.filter(cumbre=cumbre)

    de_la_cumbre = Preparada(consulta)
    fabricas.crear_actividad(cumbre, titulo_es="Taller", titulo_pt_br="Oficina")

    titulos = []
    for idioma in ("es", "pt-br"):
        with translation.override(idioma):
            titulos += [actividad.titulo for actividad in de_la_cumbre(cumbre.pk)]

    assert titulos == ["Taller", "Oficina"]
    assert escritas == [-1]

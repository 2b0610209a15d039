"""Several members of staff at the same instant: one of them wins, the others read why, nobody gets an error."""

import datetime
from collections import Counter
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from agenda.models import Bloque, Intervencion
from tests import fabricas
from tests.admin.test_orden import enviado, orden
from tests.admin.test_programa import BLOQUES, CHARLAS, vacios
from tests.inscripciones.hilos import a_la_vez, errores

EQUIPO = 4


@pytest.fixture
def equipo(transactional_db):
    usuaria = get_user_model().objects.create_superuser("coordinacion", "coordinacion@ejemplo.gob", "x" * 16)
    clientes = [Client() for _n in range(EQUIPO)]
    for cliente in clientes:
        cliente.force_login(usuaria)
    return clientes


@pytest.fixture
def seminario(equipo):
    return fabricas.crear_seminario()


def test_one_hour_is_given_to_one_block(equipo, seminario):
    local = seminario.inicio.astimezone(fabricas.ZONA)
    datos = {"actividad": seminario.pk, "tipo": "experiencias", "titulo_es": "Escrito", **vacios("video")}
    datos |= {"inicio_0": f"{local:%Y-%m-%d}", "inicio_1": "17:15", "fin_0": f"{local:%Y-%m-%d}", "fin_1": "17:45"}

    respuestas = a_la_vez(*[partial(cliente.post, f"{BLOQUES}add/", datos) for cliente in equipo])

    assert errores(respuestas) == []
    assert Counter(r.status_code for r in respuestas) == {302: 1, 200: EQUIPO - 1}
    for respuesta in (r for r in respuestas if r.status_code == 200):
        form = respuesta.context["adminform"].form
        assert list(form.errors) == ["inicio"]
        assert form["titulo_es"].value() == "Escrito"
    assert Bloque.objects.count() == 1


def test_two_that_want_to_be_the_last_are_both_taken(equipo, seminario):
    bloque = fabricas.crear_bloque(seminario)
    datos = {"bloque": bloque.pk, "titulo_es": "T", **vacios("ponentes", "materiales")}

    respuestas = a_la_vez(
        *[partial(c.post, f"{CHARLAS}add/", {**datos, "slug": f"t-{n}"}) for n, c in enumerate(equipo[:2])]
    )

    assert errores(respuestas) == []
    assert [r.status_code for r in respuestas] == [302, 302]
    assert sorted(Intervencion.objects.values_list("orden", flat=True)) == [1, 2]


def test_moves_at_the_same_instant_leave_one_order(equipo, seminario):
    fin = seminario.inicio + datetime.timedelta(minutes=60)
    bloque = fabricas.crear_bloque(seminario, inicio=seminario.inicio, fin=fin)
    charlas = [fabricas.crear_intervencion(bloque, n, minutos=10) for n in range(1, 5)]

    movidas = [enviado(charlas, f"subir-{charla.pk}") for charla in charlas]
    respuestas = a_la_vez(*[partial(c.post, orden(bloque), m) for c, m in zip(equipo, movidas, strict=True)])

    assert errores(respuestas) == []
    assert {r.status_code for r in respuestas} == {302}
    assert sorted(Intervencion.objects.values_list("orden", flat=True)) == [1, 2, 3, 4]

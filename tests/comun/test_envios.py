"""``una_vez``: what a repeated, changed, failed or simultaneous submission does."""

import threading
import time
from contextlib import nullcontext

import pytest
from django.db import connection
from django.http import QueryDict

from comun import envios, turnos
from comun.envios import huella, nueva_clave, una_vez, una_vez_a_tramos
from comun.models import Envio
from tests.candados import retenida
from tests.inscripciones.hilos import a_la_vez, errores


class Accion:
    """Counts how often it ran; every result is another one."""

    def __init__(self, tarda=0.0):
        self.veces, self.tarda, self.candado = 0, tarda, threading.Lock()

    def __call__(self):
        time.sleep(self.tarda)
        with self.candado:
            self.veces += 1
            return f"/resultado/{self.veces}/"


def datos(**campos):
    consulta = QueryDict(mutable=True)
    for campo, valores in campos.items():
        consulta.setlist(campo, valores if isinstance(valores, list) else [valores])
    return consulta


def test_huella_no_depende_del_orden_ni_del_sello_de_la_pagina():
    una, otra = QueryDict("a=1&b=2&b=3&csrfmiddlewaretoken=x"), QueryDict("csrfmiddlewaretoken=y&b=2&b=3&a=1")

    assert huella(una) == huella(otra)
    assert huella(una) != huella(QueryDict("a=1&b=3&b=2"))


@pytest.mark.django_db
def test_mismo_envio_corre_una_vez_y_devuelve_lo_mismo():
    accion = Accion()

    resultados = [una_vez(clave="k", ambito="a", datos=datos(x="1"), accion=accion) for _i in range(3)]

    assert (resultados, accion.veces) == (["/resultado/1/"] * 3, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "otro", [{"clave": "k2"}, {"ambito": "otro"}, {"datos": datos(x="2")}], ids=["clave", "ambito", "contenido"]
)
def test_otra_clave_otro_ambito_u_otro_contenido_corre_de_nuevo(otro):
    accion = Accion()
    envio = {"clave": "k", "ambito": "a", "datos": datos(x="1"), "accion": accion}
    una_vez(**envio)

    assert una_vez(**{**envio, **otro}) == "/resultado/2/"


@pytest.mark.django_db
def test_accion_que_falla_no_deja_nada_y_la_clave_sigue_sirviendo():
    def falla():
        raise ValueError("no")

    with pytest.raises(ValueError):
        una_vez(clave="k", ambito="a", datos=datos(x="1"), accion=falla)

    assert Envio.objects.count() == 0
    assert una_vez(clave="k", ambito="a", datos=datos(x="1"), accion=Accion()) == "/resultado/1/"


@pytest.mark.django_db
@pytest.mark.parametrize("clave", ["", "x" * 65, "a\x00b", "\x1b", "\u202e"])
def test_clave_que_no_sirve_corre_con_una_propia(clave):
    accion = Accion()

    for _i in range(2):
        una_vez(clave=clave, ambito="a", datos=datos(x="1"), accion=accion)

    assert accion.veces == 2
    assert {len(e.clave) for e in Envio.objects.all()} == {32}


def test_nueva_clave_no_se_repite():
    assert len({nueva_clave() for _i in range(100)}) == 100


@pytest.mark.django_db(transaction=True)
def test_envios_iguales_a_la_vez_corren_una_vez():
    accion = Accion(tarda=0.1)

    resultados = a_la_vez(*[lambda: una_vez(clave="k", ambito="a", datos=datos(x="1"), accion=accion)] * 6)

    assert errores(resultados) == []
    assert (set(resultados), accion.veces) == ({"/resultado/1/"}, 1)


@pytest.mark.django_db(transaction=True)
def test_envio_que_espera_a_uno_que_falla_corre_el_mismo():
    falla = threading.Event()
    accion = Accion()

    def primera_falla():
        if not falla.is_set():
            falla.set()
            time.sleep(0.1)
            raise ValueError("no")
        return accion()

    resultados = a_la_vez(*[lambda: una_vez(clave="k", ambito="a", datos=datos(x="1"), accion=primera_falla)] * 3)

    assert sorted(map(str, resultados)) == ["/resultado/1/", "/resultado/1/", "no"]
    assert accion.veces == 1


# --- An action that commits as it goes ----------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_lo_que_guarda_a_tramos_corre_una_vez_sin_una_transaccion_que_lo_encierre():
    accion, adentro = Accion(), []

    def correr():
        adentro.append(connection.in_atomic_block)
        return accion()

    envio = {"clave": "k", "ambito": "a", "datos": datos(x="1"), "accion": correr}
    resultados = [una_vez_a_tramos(**envio) for _vez in range(2)]
    otra = una_vez_a_tramos(**{**envio, "datos": datos(x="2")})

    assert (resultados, otra, adentro) == (["/resultado/1/"] * 2, "/resultado/2/", [False, False])


@pytest.mark.django_db
@pytest.mark.parametrize("clave", ["", "x" * 65, "a\x00b"])
def test_sin_una_clave_que_sirva_lo_que_guarda_a_tramos_corre_y_no_se_recuerda(clave):
    accion = Accion()

    for _vez in range(2):
        una_vez_a_tramos(clave=clave, ambito="a", datos=datos(x="1"), accion=accion)

    assert (accion.veces, Envio.objects.count()) == (2, 0)


@pytest.mark.django_db(transaction=True)
def test_lo_que_guarda_a_tramos_y_falla_deja_la_clave_y_el_turno():
    def falla():
        raise ValueError("no")

    envio = {"clave": "k", "ambito": "a", "datos": datos(x="1")}
    resultados = [*a_la_vez(*[lambda: una_vez_a_tramos(**envio, accion=falla)] * 2)]

    assert [str(r) for r in resultados] == ["no", "no"]
    assert una_vez_a_tramos(**envio, accion=Accion()) == "/resultado/1/"


def test_quien_espera_mas_de_lo_que_se_espera_un_candado_sabe_que_sigue_en_curso(espera_breve):
    envio = {"clave": "k", "ambito": "a", "datos": datos(x="1"), "accion": Accion()}
    lugar = [turnos.clave_de("envios"), turnos.clave_de("a k")]

    with retenida("SELECT pg_advisory_xact_lock(%s, %s)", *lugar), pytest.raises(envios.EnCurso):
        una_vez_a_tramos(**envio)

    assert (envio["accion"].veces, una_vez_a_tramos(**envio)) == (0, "/resultado/1/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("con_turno", [True, False])
def test_a_la_vez_lo_que_guarda_a_tramos_corre_una_vez(monkeypatch, con_turno):
    """The control, without the lock: each of them runs it."""
    if not con_turno:
        monkeypatch.setattr(envios, "_de_a_uno", lambda nombre: nullcontext())
    accion = Accion(tarda=0.3)
    envio = {"clave": "k", "ambito": "a", "datos": datos(x="1"), "accion": accion}

    resultados = a_la_vez(*[lambda: una_vez_a_tramos(**envio)] * 2)

    assert (accion.veces, set(resultados) == {"/resultado/1/"}) == ((1, True) if con_turno else (2, False))

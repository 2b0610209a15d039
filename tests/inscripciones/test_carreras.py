"""N places and any number of requests at once: exactly N, the rest in line, no error. With controls without lock."""

import threading
from functools import partial

import pytest
from django.db import transaction

from actores.services import crear_actor
from agenda.models import Actividad
from agenda.services import cambiar_cupo
from comun.models import Mensaje
from inscripciones import lugares, services
from inscripciones.errores import CupoLleno
from inscripciones.models import Asistencia, Inscripcion
from tests import fabricas
from tests.inscripciones.delegaciones import borrador, confirmada, estados, invariantes, lugares_dados, turnos
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores

pytestmark = pytest.mark.django_db(transaction=True)

LUGARES, PEDIDOS = 5, 20


def confirmar_todas(inscripciones):
    return a_la_vez(*[partial(services.confirmar, inscripcion=i) for i in inscripciones])


def test_veinte_confirmaciones_a_la_vez_dan_los_cinco_lugares_y_quince_turnos_en_orden(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=LUGARES)
    inscripciones = [borrador(actividad, espera=True) for _i in range(PEDIDOS)]

    resultados = confirmar_todas(inscripciones)

    assert errores(resultados) == []
    assert sorted(estados(actividad)) == ["confirmada"] * 5 + ["en_espera"] * 15
    assert turnos(actividad) == list(range(1, 16))
    assert Inscripcion.objects.confirmadas().count() == PEDIDOS
    assert Mensaje.objects.filter(tipo="inscripcion_confirmada").count() == PEDIDOS


def test_delegaciones_de_tres_personas_a_la_vez_llenan_justo_los_lugares(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=LUGARES)
    inscripciones = [borrador(actividad, personas=3, espera=True) for _i in range(8)]

    resultados = confirmar_todas(inscripciones)

    assert errores(resultados) == []
    assert sorted(estados(actividad)) == ["confirmada"] * 5 + ["en_espera"] * 19
    assert turnos(actividad) == list(range(1, 20))


def test_quienes_no_aceptan_esperar_reciben_la_pagina_de_lleno_y_nada_queda_escrito(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=LUGARES)
    inscripciones = [borrador(actividad) for _i in range(PEDIDOS)]

    resultados = confirmar_todas(inscripciones)

    assert sorted(type(r).__name__ for r in resultados) == ["CupoLleno"] * 15 + ["Inscripcion"] * 5
    assert {tuple(r.actividades) for r in resultados if isinstance(r, CupoLleno)} == {(actividad,)}
    assert sorted(estados(actividad)) == ["confirmada"] * 5 + ["elegida"] * 15
    assert sorted(Inscripcion.objects.values_list("estado", flat=True)) == ["borrador"] * 15 + ["confirmada"] * 5
    assert Mensaje.objects.count() == 5


def test_control_sin_bloqueo_la_misma_carrera_vende_de_mas(cumbre, monkeypatch):
    """Without the lock, transactions that count at the same time all see free places: the race above is a real one."""
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=LUGARES)
    inscripciones = [borrador(actividad, espera=True) for _i in range(PEDIDOS)]
    ya_contaron = threading.Barrier(PEDIDOS, timeout=PLAZO)
    contar = lugares.libres

    def contar_y_esperar(actividad):
        quedan = contar(actividad)
        ya_contaron.wait()
        return quedan

    monkeypatch.setattr(lugares, "bloquear", lambda claves: Actividad.objects.in_bulk(set(claves)))
    monkeypatch.setattr(lugares, "libres", contar_y_esperar)
    resultados = confirmar_todas(inscripciones)

    assert errores(resultados) == []
    assert lugares_dados(actividad) == PEDIDOS


def test_control_sin_bloqueo_los_turnos_se_repiten(cumbre, monkeypatch):
    """The turn too is counted under the lock; without it the database refuses the repeated ones."""
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=0)
    inscripciones = [borrador(actividad, espera=True) for _i in range(4)]
    ya_contaron = threading.Barrier(4, timeout=PLAZO)
    ultimo = lugares.ultimo_turno

    def leer_y_esperar(actividad):
        turno = ultimo(actividad)
        ya_contaron.wait()
        return turno

    monkeypatch.setattr(lugares, "bloquear", lambda claves: Actividad.objects.in_bulk(set(claves)))
    monkeypatch.setattr(lugares, "ultimo_turno", leer_y_esperar)
    resultados = confirmar_todas(inscripciones)

    assert sorted(type(r).__name__ for r in resultados) == ["Inscripcion"] + ["IntegrityError"] * 3
    assert turnos(actividad) == [1]


def test_retiros_altas_concesiones_y_cupo_a_la_vez_terminan_sin_trabarse_y_sin_huecos(cumbre):
    """Everything that gives or takes places, at once, over activities taken in opposite orders."""
    una = fabricas.crear_actividad(cumbre, cupo_presencial=3)
    otra = fabricas.crear_actividad(cumbre, cupo_presencial=3)
    reservada = fabricas.crear_actividad(cumbre, cupo_presencial=2, reservada=True)
    con_lugar = [confirmada(una, otra, reservada) for _i in range(3)]
    en_espera = [confirmada(otra, una, reservada) for _i in range(3)]
    nuevas = [borrador(otra, reservada, una, personas=2, espera=True) for _i in range(3)]
    solicitudes = list(Asistencia.objects.solicitadas().filter(actividad=reservada).order_by("pk"))
    pedidas = [s for s in solicitudes if s.participante.inscripcion not in con_lugar]
    mudada, elegido = con_lugar[2], {otra: "virtual", una: "presencial"}
    de_una = en_espera[1].participantes.get()

    resultados = a_la_vez(
        *[partial(services.retirar, inscripcion=i) for i in con_lugar[:2]],
        *[partial(services.confirmar, inscripcion=i) for i in nuevas],
        partial(services.guardar_actividades, inscripcion=mudada, elecciones=elegido),
        partial(services.agregar_participante, inscripcion=en_espera[0], nombre="Otra", email="", cargo=""),
        partial(services.guardar_actividades_de, participante=de_una, elecciones={otra: "presencial"}),
        partial(services.retirar, inscripcion=en_espera[2]),
        partial(lugares.conceder, asistencias=pedidas[:1]),
        partial(lugares.rechazar, asistencias=pedidas[1:2]),
        partial(cambiar_cupo, actividad=una, cupo=4),
        partial(cambiar_cupo, actividad=otra, cupo=5),
    )  # fmt: skip

    # A grant or a refusal may find that the request was withdrawn meanwhile; nothing else may fail.
    assert {type(r).__name__ for r in resultados if isinstance(r, Exception)} <= {"TransicionIlegal"}
    invariantes(una, otra, reservada)
    assert lugares_dados(una) == 4
    for actividad in (una, otra):
        assert len(set(turnos(actividad))) == len(turnos(actividad))
    for clave in Mensaje.objects.filter(tipo="lugar_liberado").values_list("parametros__asistencia", flat=True):
        assert Mensaje.objects.filter(tipo="lugar_liberado", parametros__asistencia=clave).count() == 1


def test_decir_que_no_va_espera_a_quien_concede_lo_que_se_habia_negado(cumbre):
    """A refused request is none that declining takes back, but it may be granted at that moment."""
    reservada = fabricas.crear_actividad(cumbre, cupo_presencial=1, reservada=True)
    inscripcion = confirmada(reservada)
    negada = Asistencia.objects.get(actividad=reservada)
    lugares.rechazar(asistencias=[negada])
    resultado, dicho = [], threading.Event()

    def declinar():
        resultado.extend(a_la_vez(partial(services.declinar, participante=inscripcion.participantes.get())))
        dicho.set()

    hilo = threading.Thread(target=declinar)
    with transaction.atomic():
        lugares.conceder(asistencias=[negada])
        hilo.start()
        assert not dicho.wait(0.5)
    hilo.join(PLAZO)

    assert errores(resultado) == []
    assert (inscripcion.participantes.get().declino, estados(reservada)) == (True, ["retirada"])


def test_dos_retiros_a_la_vez_promueven_a_los_dos_primeros_una_sola_vez(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=2)
    con_lugar = [confirmada(actividad) for _i in range(2)]
    esperan = [confirmada(actividad) for _i in range(3)]

    resultados = a_la_vez(*[partial(services.retirar, inscripcion=i) for i in con_lugar])

    assert errores(resultados) == []
    assert [estados(i) for i in esperan] == [["confirmada"], ["confirmada"], ["en_espera"]]
    avisos = Mensaje.objects.filter(tipo="lugar_liberado").order_by("sobre_id")
    assert [m.sobre_id for m in avisos] == [i.pk for i in esperan[:2]]


def test_la_misma_inscripcion_confirmada_dos_veces_a_la_vez_toma_un_lugar_y_manda_un_correo(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=5)
    inscripcion = borrador(actividad)

    resultados = a_la_vez(*[partial(services.confirmar, inscripcion=inscripcion)] * 4)

    assert errores(resultados) == []
    assert estados(actividad) == ["confirmada"]
    assert [m.tipo for m in Mensaje.objects.all()] == ["inscripcion_confirmada"]


def test_dos_personas_escriben_la_misma_ciudad_a_la_vez_y_la_comparten(db):
    resultados = a_la_vez(
        *[partial(crear_actor, tipo="ciudad", nombre="Villa Nueva", pais="AR")] * 6,
    )

    assert errores(resultados) == []
    assert {(c.pk, c.slug, c.verificada) for c in resultados} == {(resultados[0].pk, "villa-nueva-ar", False)}

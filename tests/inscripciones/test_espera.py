"""Staff reorders a waiting list with a reason that is kept; places still go to whoever is first."""

import threading
from functools import partial

import pytest
from django.contrib.auth import get_user_model

from agenda.services import cambiar_cupo
from comun.models import Mensaje
from inscripciones import en_espera, lugares, services
from inscripciones.errores import ErrorInscripcion, ListaCambiada, TransicionIlegal
from inscripciones.models import Asistencia, CambioInscripcion, Inscripcion
from inscripciones.relato import relatar
from tests import fabricas
from tests.inscripciones import escritos
from tests.inscripciones.delegaciones import confirmada, estados, invariantes, turnos
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores

MOTIVO = "Viene desde más lejos."


@pytest.fixture
def equipo(db):
    return get_user_model().objects.create_user("coordinacion")


def lista(cumbre, n=4, cupo=0):
    """An activity and the attendances of those who wait, in order of arrival."""
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=cupo)
    for _n in range(n + cupo):
        confirmada(actividad)
    return actividad, en_espera.lista_de_espera(actividad)


def mover(asistencia, puesto, usuario=None, motivo=MOTIVO, **opciones):
    return en_espera.reordenar(asistencia=asistencia, puesto=puesto, motivo=motivo, usuario=usuario, **opciones)


def orden(actividad):
    return [a.pk for a in en_espera.lista_de_espera(actividad)]


@pytest.mark.parametrize(
    ("de", "a", "queda"),
    [(4, 1, [4, 1, 2, 3]), (1, 4, [2, 3, 4, 1]), (2, 3, [1, 3, 2, 4]), (3, 2, [1, 3, 2, 4])],
)
def test_mover_a_alguien_corre_a_los_de_en_medio_y_conserva_los_turnos(cumbre, equipo, de, a, queda):
    actividad, espera = lista(cumbre)
    antes = turnos(actividad)

    mover(espera[de - 1], a, equipo)

    assert orden(actividad) == [espera[n - 1].pk for n in queda]
    assert turnos(actividad) == antes == [1, 2, 3, 4]


def test_mover_con_huecos_en_los_turnos(cumbre, equipo):
    actividad, espera = lista(cumbre)
    services.retirar(inscripcion=espera[1].participante.inscripcion)

    mover(espera[3], 1, equipo)

    assert orden(actividad) == [espera[n].pk for n in (3, 0, 2)]
    assert turnos(actividad) == [1, 3, 4]


def test_se_promueve_en_el_orden_nuevo(cumbre, equipo):
    actividad, espera = lista(cumbre)
    mover(espera[3], 1, equipo)

    cambiar_cupo(actividad=actividad, cupo=2)

    con_lugar = Asistencia.objects.con_lugar().filter(actividad=actividad)
    assert {a.pk for a in con_lugar} == {espera[3].pk, espera[0].pk}
    assert orden(actividad) == [espera[1].pk, espera[2].pk]
    invariantes(actividad)


def test_queda_quien_lo_movio_de_donde_a_donde_y_por_que_y_a_nadie_se_escribe(cumbre, equipo):
    _actividad, espera = lista(cumbre)
    Mensaje.objects.all().delete()

    mover(espera[2], 1, equipo)

    cambio = CambioInscripcion.objects.get()
    persona = espera[2].participante
    assert (cambio.inscripcion, cambio.quien, cambio.usuario) == (persona.inscripcion, "equipo", equipo)
    assert cambio.motivo == MOTIVO
    titulo = espera[2].actividad.titulo
    assert relatar(cambio.diferencias) == [
        f"{persona.nombre} pasa del puesto 3 al 1 en la lista de espera de «{titulo}»."
    ]
    assert Mensaje.objects.count() == 0


def test_mover_a_donde_ya_esta_no_hace_nada(cumbre, equipo):
    _actividad, espera = lista(cumbre)
    sello = en_espera.sello_de_espera(espera)
    mover(espera[3], 2, equipo, sello=sello)
    antes = escritos.hoja()

    mover(espera[3], 2, equipo, sello=sello)

    assert escritos.hoja() == antes


@pytest.mark.parametrize(
    ("puesto", "motivo", "campo", "dice"),
    [
        (0, MOTIVO, "puesto", "Escriba un puesto de 1 a 4."),
        (5, MOTIVO, "puesto", "Escriba un puesto de 1 a 4."),
        (1, "", "motivo", "Escriba el motivo: queda guardado con el cambio."),
    ],
)
def test_un_puesto_que_no_hay_o_sin_motivo_no_mueve_a_nadie(cumbre, equipo, puesto, motivo, campo, dice):
    _actividad, espera = lista(cumbre)
    antes = escritos.hoja()

    with pytest.raises(ErrorInscripcion) as error:
        mover(espera[3], puesto, equipo, motivo)

    assert (error.value.campo, str(error.value.mensaje)) == (campo, dice)
    assert escritos.hoja() == antes


@pytest.mark.parametrize("que", ["se_fue", "movieron", "llego"])
def test_una_lista_que_cambio_desde_que_se_leyo_no_se_mueve(cumbre, equipo, que):
    actividad, espera = lista(cumbre)
    sello = en_espera.sello_de_espera(espera)
    if que == "se_fue":
        services.retirar(inscripcion=espera[0].participante.inscripcion)
    elif que == "movieron":
        mover(espera[1], 1, equipo)
    else:
        confirmada(actividad)
    antes = escritos.hoja()

    with pytest.raises(ListaCambiada):
        mover(espera[3], 1, equipo, sello=sello)

    assert escritos.hoja() == antes


def test_quien_ya_tiene_lugar_no_se_mueve(cumbre, equipo):
    actividad, espera = lista(cumbre)
    cambiar_cupo(actividad=actividad, cupo=1)

    with pytest.raises(TransicionIlegal):
        mover(espera[0], 3, equipo)


# --- At the same instant ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_reordenar_y_promover_a_la_vez_no_pierde_a_nadie_ni_se_traba(cumbre):
    for _vez in range(3):
        actividad, espera = lista(cumbre, n=6, cupo=2)
        con_lugar = list(
            Inscripcion.objects.filter(
                participantes__asistencias__actividad=actividad, participantes__asistencias__estado="confirmada"
            )
        )

        resultados = a_la_vez(
            *[partial(services.retirar, inscripcion=i) for i in con_lugar],
            partial(mover, espera[5], 1),
            partial(mover, espera[4], 2),
            partial(mover, espera[0], 6),
            partial(services.retirar, inscripcion=espera[2].participante.inscripcion),
        )

        ajenos = [r for r in errores(resultados) if "TransicionIlegal" not in r and "ErrorInscripcion" not in r]
        assert ajenos == []
        invariantes(actividad)
        assert sorted(estados(actividad)) == ["confirmada"] * 2 + ["en_espera"] * 3 + ["retirada"] * 3
        assert len(set(turnos(actividad))) == 3


@pytest.mark.django_db(transaction=True)
def test_control_sin_bloqueo_reordenar_devuelve_un_turno_a_quien_ya_tiene_lugar(cumbre, monkeypatch):
    """Without the lock, the list that was read is written over the promotion; the database refuses the row."""
    actividad, espera = lista(cumbre, n=3, cupo=1)
    primera = Inscripcion.objects.get(participantes__asistencias__estado="confirmada")
    leida, promovida = threading.Event(), threading.Event()
    leer = en_espera.lista_de_espera

    def leer_y_esperar(actividad):
        filas = leer(actividad)
        leida.set()
        promovida.wait(PLAZO)
        return filas

    def retirar():
        leida.wait(PLAZO)
        try:
            return services.retirar(inscripcion=primera)
        finally:
            promovida.set()

    monkeypatch.setattr(lugares, "bloquear", lambda claves: type(actividad).objects.in_bulk(set(claves)))
    monkeypatch.setattr(en_espera, "lista_de_espera", leer_y_esperar)
    movida, _retirada = a_la_vez(partial(mover, espera[2], 1), retirar)

    assert "turno_si_espera" in repr(movida)

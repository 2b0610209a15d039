"""Two drafts of one city sent to one call at once: only one passes. With a control without the lock."""

import threading
from functools import partial

import pytest

from proyectos import curaduria, propuestas, reglas
from proyectos.errores import ErrorProyecto
from proyectos.models import Proyecto
from tests import fabricas
from tests.inscripciones.hilos import PLAZO, a_la_vez
from tests.proyectos.propuestas import completa

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("medios")]


@pytest.fixture
def borradores(contacto, convocatoria):
    """Two drafts of Riobamba for the same call, each with a partner of its own."""
    return [completa(contacto, convocatoria=convocatoria) for _n in range(2)]


def enviar(proyectos):
    return a_la_vez(*[partial(curaduria.enviar, proyecto=proyecto) for proyecto in proyectos])


def enviadas():
    return sorted(Proyecto.objects.values_list("publicacion", flat=True))


def test_control_without_the_lock_of_the_call_both_pass(borradores, monkeypatch):
    """Each looks for the other before either is written: the race below is a real one."""
    ya_miraron = threading.Barrier(2, timeout=PLAZO)
    mirar = reglas.incumplidas

    def mirar_y_esperar(proyecto, *como_seria):
        dichas = mirar(proyecto, *como_seria)
        ya_miraron.wait()
        return dichas

    monkeypatch.setattr(curaduria, "bloquear_convocatorias", lambda proyectos: None)
    monkeypatch.setattr(reglas, "incumplidas", mirar_y_esperar)

    enviar(borradores)

    assert enviadas() == ["enviada", "enviada"]


def test_of_two_drafts_of_one_city_sent_at_once_one_passes(borradores):
    resultados = enviar(borradores)

    (error,) = [r for r in resultados if isinstance(r, Exception)]
    assert isinstance(error, ErrorProyecto)
    assert (error.codigo, error.campo) == ("coordina_uno", "convocatoria")
    assert enviadas() == ["borrador", "enviada"]


def test_of_two_projects_with_one_partner_sent_at_once_one_passes(convocatoria):
    socia = fabricas.crear_ciudad()
    proyectos = [completa(fabricas.crear_contacto(), socia, convocatoria=convocatoria) for _n in range(2)]

    resultados = enviar(proyectos)

    assert [r.codigo for r in resultados if isinstance(r, ErrorProyecto)] == ["socia_en_uno"]
    assert enviadas() == ["borrador", "enviada"]


def test_projects_of_other_cities_or_calls_all_pass(contacto, convocatoria):
    otra = fabricas.crear_convocatoria(2020)
    proyectos = [
        completa(contacto, convocatoria=convocatoria),
        completa(contacto, convocatoria=otra),
        completa(contacto),
        completa(fabricas.crear_contacto(), convocatoria=convocatoria),
    ]

    enviar(proyectos)

    assert enviadas() == ["enviada"] * 4


def test_sending_and_saving_at_once_lose_nothing(borradores):
    """A save that comes late is refused; one that comes first is sent with the rest."""
    proyecto, _otro = borradores

    resultados = a_la_vez(
        partial(curaduria.enviar, proyecto=proyecto),
        partial(propuestas.guardar, proyecto=proyecto, objetivos="Comer mejor."),
    )

    proyecto.refresh_from_db()
    rechazada = [r.codigo for r in resultados if isinstance(r, ErrorProyecto)]
    assert proyecto.publicacion == "enviada"
    assert rechazada == ([] if proyecto.objetivos_es else ["no_se_escribe"])

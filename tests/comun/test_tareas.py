"""The steps in the background: each at its turn, and none of them ends the others or the mail."""

import logging
import re

import pytest
from django.core.exceptions import FieldError
from django.db import OperationalError

from comun import tareas
from comun.models import Mensaje
from comun.registro import lugar


class Reloj:
    """A monotonic clock that tests move; ``comun.tareas`` reads it as its ``time``."""

    def __init__(self):
        self.ahora = 0.0

    def monotonic(self):
        return self.ahora


@pytest.fixture
def reloj(monkeypatch):
    reloj = Reloj()
    monkeypatch.setattr("comun.tareas.time", reloj)
    return reloj


@pytest.fixture
def sin_tareas(monkeypatch):
    monkeypatch.setattr(tareas, "_tareas", {})


def test_every_task_takes_a_step_and_any_that_did_something_counts(sin_tareas):
    dados = []
    for cual, hizo in [("a", False), ("b", True)]:
        tareas.registrar(lambda cual=cual, hizo=hizo: dados.append(cual) or hizo)

    assert (tareas.dar_un_paso(), dados) == (True, ["a", "b"])


def test_one_that_fails_is_told_by_its_name_and_place_alone_and_the_others_go_on(sin_tareas, caplog):
    def rota():
        raise ValueError("ana@x.org")

    tareas.registrar(rota)
    tareas.registrar(lambda: True)

    with caplog.at_level(logging.ERROR):
        assert tareas.dar_un_paso() is True

    (linea,) = caplog.messages
    assert re.search(r"rota failed: ValueError, tests/comun/test_tareas\.py:\d+$", linea)
    assert "ana@x.org" not in linea


def test_the_place_of_an_error_is_our_own_line_and_not_that_of_a_package():
    with pytest.raises(FieldError) as dicho:
        Mensaje.objects.filter(nada=1)

    assert re.fullmatch(r"tests/comun/test_tareas\.py:\d+", lugar(dicho.value))


def test_one_that_fails_is_tried_again_a_minute_later_and_told_as_often(sin_tareas, reloj, caplog):
    llamadas, falla = [], [True]

    def rota():
        llamadas.append(reloj.ahora)
        if falla:
            raise ValueError
        return False

    tareas.registrar(rota)
    tareas.registrar(lambda: True)
    for ahora in (0, 1, 59, 60, 61, 119):
        reloj.ahora = ahora
        assert tareas.dar_un_paso() is True
    falla.clear()
    for ahora in (120, 121):
        reloj.ahora = ahora
        tareas.dar_un_paso()

    assert (llamadas, len(caplog.messages)) == ([0, 60, 120, 121], 2)


def test_a_database_that_is_away_is_for_the_worker_to_wait_for(sin_tareas):
    def sin_base():
        raise OperationalError

    tareas.registrar(sin_base)

    with pytest.raises(OperationalError):
        tareas.dar_un_paso()

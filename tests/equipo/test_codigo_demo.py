"""The code of the demo's staff user: printed for the account and the key that the demo made, and for no other."""

import time

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from seminario import segundo_factor
from seminario.entorno_demo import STAFF_USER, second_factor_file
from seminario.management.commands.preparar_demo import give_second_factor
from seminario.models import Autenticador
from tests.entrada import a_medias, telefono_de
from tests.equipo.ayudas import PASO, adentro
from tests.equipo.conftest import CLAVE, crear_usuaria


@pytest.fixture
def demo(db, settings, tmp_path):
    """The demo's account, with what ``./portal demo`` keeps of it."""
    settings.VAR_DIR = tmp_path
    usuaria = crear_usuaria(STAFF_USER, is_superuser=True)
    give_second_factor(usuaria)
    return usuaria


def codigo(capsys):
    call_command("codigo_demo")
    return capsys.readouterr().out


def entra(usuaria, escrito):
    cliente = Client()
    a_medias(cliente, usuaria, CLAVE)
    cliente.post(PASO, {"codigo": escrito})
    return adentro(cliente)


def test_the_code_enters_and_so_does_the_next_in_the_same_half_minute(demo, capsys):
    primero = codigo(capsys)
    assert (len(primero), primero[:6].isdecimal()) == (7, True)
    assert entra(demo, primero)

    segundo = codigo(capsys)

    assert segundo != primero
    assert entra(demo, segundo)


def test_when_both_were_used_it_waits_for_another(demo, capsys, monkeypatch):
    ahora = time.time() // 30 * 30 + 5  # well inside its half minute
    Autenticador.objects.update(last_t=ahora // 30 + 1)
    dormidos = []
    monkeypatch.setattr(time, "sleep", dormidos.append)
    monkeypatch.setattr(time, "time", lambda: ahora + 30 * bool(dormidos))

    assert codigo(capsys) == f"{segundo_factor.codigo_de(Autenticador.objects.get().key, pasos=1)}\n"
    assert dormidos == [1]


def test_preparing_again_keeps_the_phone(demo, settings):
    suyo = telefono_de(demo)

    give_second_factor(demo)

    assert list(Autenticador.objects.all()) == [suyo]
    assert second_factor_file(settings.VAR_DIR).stat().st_mode & 0o077 == 0


def test_there_is_no_code_outside_the_demo(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    telefono_de(crear_usuaria(STAFF_USER))

    with pytest.raises(CommandError, match="Este portal no es una demostración"):
        call_command("codigo_demo")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("que", ["otro-telefono", "otra-cuenta", "sin-confirmar"])
def test_there_is_no_code_for_a_phone_that_the_demo_did_not_make(demo, que):
    suyo = Autenticador.objects.filter(user=demo)
    if que == "otro-telefono":
        suyo.update(key=segundo_factor.semilla_nueva())
    elif que == "otra-cuenta":
        suyo.update(user=crear_usuaria("eva"))
    else:
        suyo.update(confirmed=False)

    with pytest.raises(CommandError, match="ya no usa el segundo paso que hizo la demostración"):
        call_command("codigo_demo")

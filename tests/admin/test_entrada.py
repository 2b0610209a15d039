"""Entering the staff's pages: too many tries are turned away before the password is looked at."""

import pytest
from django.contrib.auth import get_user_model

from seminario import intentos

ENTRADA = "/admin/login/"


@pytest.fixture
def limites(settings):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1


@pytest.fixture
def equipo(db):
    return {
        nombre: get_user_model().objects.create_user(nombre, password="la buena", is_staff=True)
        for nombre in ("coordinacion", "acreditacion")
    }


def probar(client, cuenta, clave, **mas):
    return client.post(ENTRADA, {"username": cuenta, "password": clave, "next": "/admin/"}, **mas)


@pytest.mark.parametrize("cuenta", ["coordinacion", "no-existe"])
def test_too_many_tries_at_one_account_wait(client, equipo, limites, cuenta):
    estados = [probar(client, cuenta, "mala").status_code for _n in range(intentos.POR_CUENTA)]
    respuesta = probar(client, cuenta.upper(), "la buena")

    assert estados == [200] * intentos.POR_CUENTA
    assert (respuesta.status_code, respuesta["Retry-After"]) == (429, "900")
    assert "Espere 15 minutos" in respuesta.content.decode()
    assert cuenta not in respuesta.content.decode()
    assert "_auth_user_id" not in client.session


def test_others_enter_while_one_account_waits(client, equipo, limites):
    for _n in range(intentos.POR_CUENTA + 1):
        probar(client, "coordinacion", "mala")
    assert probar(client, "acreditacion", "la buena").status_code == 302


def test_too_many_tries_from_one_address_wait_and_another_address_does_not(client, equipo, limites, monkeypatch):
    monkeypatch.setattr(intentos, "POR_DIRECCION", 3)
    estados = [probar(client, f"cuenta{n}", "mala").status_code for n in range(4)]
    desde_otra = probar(client, "coordinacion", "la buena", REMOTE_ADDR="198.51.100.7")

    assert estados == [200, 200, 200, 429]
    assert desde_otra.status_code == 302


def test_the_page_that_turns_away_is_in_portuguese_too(client, equipo, limites, monkeypatch):
    monkeypatch.setattr(intentos, "POR_DIRECCION", 0)
    respuesta = client.post("/pt-br/admin/login/", {"username": "x", "password": "x"})
    assert respuesta.status_code == 429
    assert "Aguarde 15 minutos" in respuesta.content.decode()


def test_looking_at_the_page_is_no_try(client, equipo, limites, monkeypatch):
    monkeypatch.setattr(intentos, "POR_DIRECCION", 0)
    assert client.get(ENTRADA).status_code == 200

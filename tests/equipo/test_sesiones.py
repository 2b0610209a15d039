"""What ends a session of the team at the next request; and what coordination does for who lost the phone."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command
from django.test import Client
from django_otp.plugins.otp_static.models import StaticDevice

from seminario import roles, segundo_factor
from seminario.models import Autenticador
from tests.entrada import a_medias, codigo_de, telefono_de
from tests.equipo.ayudas import PREPARAR, adentro, dichos, texto_de
from tests.equipo.conftest import CLAVE, crear_usuaria

OTRA = "otra-clave-bien-larga"
LISTA = "/admin/auth/user/"


@pytest.fixture
def de_ana(ana):
    cliente = Client()
    cliente.force_login(ana)
    assert adentro(cliente)
    return cliente


@pytest.mark.parametrize("que", ["inactiva", "fuera-del-equipo", "otra-clave"])
def test_a_session_ends_with_what_let_it_begin(de_ana, ana, que):
    ana.is_active, ana.is_staff = que != "inactiva", que != "fuera-del-equipo"
    if que == "otra-clave":
        ana.set_password(OTRA)
    ana.save()

    assert de_ana.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert not adentro(de_ana)


def test_coordination_ends_a_session_by_making_the_account_inactive(coordinacion, de_ana, ana):
    datos = {"username": "ana", "date_joined_0": "2026-01-01", "date_joined_1": "10:00", "is_staff": "on"}

    respuesta = coordinacion.post(f"{LISTA}{ana.pk}/change/", datos)

    assert respuesta.status_code == 302
    assert not adentro(de_ana)
    assert dichos()[-1][:2] == (roles.COORDINACION, "ana")


def test_coordination_ends_a_session_with_another_password(coordinacion, de_ana, ana):
    datos = {"usable_password": "true", "password1": OTRA, "password2": OTRA, "set-password": ""}

    coordinacion.post(f"{LISTA}{ana.pk}/password/", datos)

    ana.refresh_from_db()
    assert ana.check_password(OTRA)
    assert not adentro(de_ana)


def test_ones_own_new_password_ends_the_other_sessions_only(de_ana, ana):
    otra = Client()
    otra.force_login(ana)

    de_ana.post("/admin/password_change/", {"old_password": CLAVE, "new_password1": OTRA, "new_password2": OTRA})

    assert (adentro(de_ana), adentro(otra)) == (True, False)


def test_who_leaves_is_out(de_ana):
    respuesta = de_ana.post("/admin/logout/")

    assert respuesta.status_code == 200
    assert not adentro(de_ana)
    assert de_ana.session.items() == {}.items()


# --- Who lost the phone -------------------------------------------------------------------------


def reiniciar(cliente, *usuarias):
    datos = {"action": "reiniciar_segundo_paso", "_selected_action": [u.pk for u in usuarias], "confirmado": "si"}
    return cliente.post(LISTA, datos, follow=True)


def test_coordination_is_asked_before_it_resets(coordinacion, de_ana, ana):
    datos = {"action": "reiniciar_segundo_paso", "_selected_action": ana.pk}

    pregunta = coordinacion.post(LISTA, datos)

    assert "Para quien perdió el teléfono y los códigos" in texto_de(pregunta)
    assert "Reiniciar el segundo paso" in texto_de(coordinacion.get(f"{LISTA}{ana.pk}/change/"))
    assert adentro(de_ana)


def test_a_reset_ends_the_sessions_and_lets_another_phone_be_set_up(coordinacion, de_ana, ana):
    segundo_factor.codigos_nuevos(usuario=ana)
    LogEntry.objects.all().delete()

    respuesta = reiniciar(coordinacion, ana)

    assert "Se reinició el segundo paso de 1 cuenta." in texto_de(respuesta)
    assert dichos() == [(roles.COORDINACION, "ana", "Reiniciar el segundo paso")]
    assert not adentro(de_ana)
    assert (StaticDevice.objects.count(), Autenticador.objects.filter(user=ana).count()) == (0, 0)
    assert a_medias(Client(), ana, CLAVE)["Location"] == PREPARAR


def test_a_session_that_a_reset_ended_does_not_come_back_with_the_new_phone(coordinacion, de_ana, ana):
    reiniciar(coordinacion, ana)
    telefono_de(ana)

    assert not adentro(de_ana)


def test_what_was_not_set_up_is_not_reset(coordinacion, ana):
    respuesta = reiniciar(coordinacion, ana)

    assert "1 no cambió: no lo había preparado" in texto_de(respuesta)
    assert dichos() == []


def test_coordination_reaches_no_superuser(coordinacion):
    jefa = crear_usuaria("jefa", is_superuser=True)
    suya = telefono_de(jefa)
    datos = {"usable_password": "true", "password1": OTRA, "password2": OTRA, "set-password": ""}

    estados = [coordinacion.post(f"{LISTA}{jefa.pk}/{pagina}/", datos).status_code for pagina in ("change", "password")]
    reiniciar(coordinacion, jefa)

    jefa.refresh_from_db()
    assert estados == [403, 403]
    assert jefa.check_password(CLAVE)
    assert list(Autenticador.objects.filter(user=jefa)) == [suya]


def test_coordination_makes_nobody_a_superuser(coordinacion, ana):
    datos = {
        "username": "ana", "date_joined_0": "2026-01-01", "date_joined_1": "10:00", "is_active": "on",
        "is_staff": "on", "is_superuser": "on",
        "user_permissions": [Permission.objects.get(codename="view_necesidaddeacceso").pk],
    }  # fmt: skip

    for quien in (ana, coordinacion.usuaria):
        respuesta = coordinacion.post(f"{LISTA}{quien.pk}/change/", {**datos, "username": quien.username})
        assert respuesta.status_code == 302

    assert not get_user_model().objects.filter(is_superuser=True).exists()
    assert not get_user_model().objects.filter(user_permissions__isnull=False).exists()
    assert "is_superuser" not in texto_de(coordinacion.get(f"{LISTA}{ana.pk}/change/"))


def test_nobody_deletes_a_user_whose_log_would_go_too(client, ana):
    client.force_login(crear_usuaria("jefa", is_superuser=True))

    assert client.post(f"{LISTA}{ana.pk}/delete/", {"post": "yes"}).status_code == 403
    assert get_user_model().objects.filter(pk=ana.pk).exists()


def test_the_command_resets_the_last_of_coordination(de_ana, ana, capsys):
    call_command("reiniciar_segundo_paso", "ana")

    assert "«ana» entra con su contraseña y prepara otro teléfono" in capsys.readouterr().out
    assert dichos() == [("ana", "ana", "Reinició el segundo paso")]
    assert not adentro(de_ana)
    with pytest.raises(CommandError, match="no tiene teléfono ni códigos: nada cambió"):
        call_command("reiniciar_segundo_paso", "ana")
    with pytest.raises(CommandError, match="No hay una cuenta «eva»"):
        call_command("reiniciar_segundo_paso", "eva")


# --- Throttles that others cannot turn against somebody -----------------------------------------


def test_who_knows_no_password_makes_nobodys_code_wait(client, ana):
    telefono_de(ana)
    for _n in range(3):
        client.post("/admin/entrada/", {"codigo": "000000"})
    a_medias(client, ana, CLAVE)

    client.post("/admin/entrada/", {"codigo": codigo_de(ana)})

    assert adentro(client)

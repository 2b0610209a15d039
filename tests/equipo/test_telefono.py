"""The phone and the codes of an account: set up once, told once, changed by who knows the password."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from seminario import a_medias as entrada_a_medias
from seminario import segundo_factor
from seminario.models import Autenticador
from tests.entrada import a_medias, telefono_de
from tests.equipo.ayudas import PASO, PREPARAR, adentro, clave_dicha, codigo_del_telefono, dichos, texto_de
from tests.equipo.conftest import CLAVE, crear_usuaria

# --- The first entry ----------------------------------------------------------------------------


def test_who_enters_first_sets_up_a_phone_and_reads_ten_codes_once(client, ana):
    respuesta = a_medias(client, ana, CLAVE)
    assert respuesta["Location"] == PREPARAR
    pagina = client.get(PREPARAR)
    assert client.get(PASO)["Location"] == PREPARAR

    final = client.post(PREPARAR, {"codigo": codigo_del_telefono(clave_dicha(pagina))})

    codigos = re.findall(r"<li><code>([a-z0-9]{5}-[a-z0-9]{5})</code>", texto_de(final))
    assert len(set(codigos)) == 10
    assert adentro(client)
    assert "no-store" in final["Cache-Control"]
    assert client.post(PREPARAR, {"codigo": "123456"})["Location"] == "/admin/"
    assert dichos() == [("ana", "ana", "Preparó el segundo paso en un teléfono")]


def test_the_page_says_the_same_key_until_it_is_confirmed(client, ana):
    a_medias(client, ana, CLAVE)
    clave = clave_dicha(client.get(PREPARAR))

    equivocada = client.post(PREPARAR, {"codigo": f"{(int(codigo_del_telefono(clave)) + 1) % 10**6:06}"})

    assert "Ese no es el código que corresponde" in texto_de(equivocada)
    assert clave_dicha(equivocada) == clave
    assert not Autenticador.objects.exists()
    assert not adentro(client)


def test_the_code_that_confirmed_the_phone_enters_no_more(client, ana):
    a_medias(client, ana, CLAVE)
    codigo = codigo_del_telefono(clave_dicha(client.get(PREPARAR)))
    client.post(PREPARAR, {"codigo": codigo})
    otra = Client()
    a_medias(otra, ana, CLAVE)

    otra.post(PASO, {"codigo": codigo})

    assert not adentro(otra)


def test_who_has_a_phone_and_gave_only_the_password_sets_up_no_other(medias, ana):
    suyo = telefono_de(ana)
    semilla = medias.session[entrada_a_medias.CLAVE]["semilla"]

    respuesta = medias.post(PREPARAR, {"codigo": segundo_factor.codigo_de(semilla)})

    assert respuesta["Location"] == PASO
    assert list(Autenticador.objects.all()) == [suyo]
    with pytest.raises(segundo_factor.ErrorDeEntrada, match="ya tiene un teléfono"):
        segundo_factor.preparar(usuario=ana, semilla=semilla, codigo=segundo_factor.codigo_de(semilla))


def test_the_database_yields_neither_the_key_nor_the_codes(ana):
    semilla = segundo_factor.semilla_nueva()

    telefono, codigos = segundo_factor.preparar(usuario=ana, semilla=semilla, codigo=segundo_factor.codigo_de(semilla))

    guardado = TOTPDevice.objects.get()
    assert guardado.bin_key != telefono.bin_key
    assert f"{totp(guardado.bin_key):06}" != segundo_factor.codigo_de(semilla)
    fichas = set(StaticToken.objects.values_list("token", flat=True))
    assert len(fichas) == 10
    assert fichas.isdisjoint(codigo.replace("-", "") for codigo in codigos)


# --- The codes on paper -------------------------------------------------------------------------


@pytest.fixture
def codigos(ana):
    telefono_de(ana)
    return segundo_factor.codigos_nuevos(usuario=ana)


@pytest.mark.parametrize("escribir", [str, str.upper, lambda c: c.replace("-", " "), lambda c: c.replace("-", "")])
def test_a_recovery_code_enters_once_and_is_written_down(client, ana, codigos, escribir):
    LogEntry.objects.all().delete()
    a_medias(client, ana, CLAVE)
    respuesta = client.post(PASO, {"codigo": escribir(codigos[3])}, follow=True)
    otra = Client()
    a_medias(otra, ana, CLAVE)
    repetida = otra.post(PASO, {"codigo": codigos[3]})

    assert "Le quedan 9 códigos de recuperación" in texto_de(respuesta)
    assert adentro(client)
    assert "Ese código de recuperación ya se usó o es de otra lista" in texto_de(repetida)
    assert not adentro(otra)
    assert dichos() == [("ana", "ana", "Entró con un código de recuperación")]


def test_a_recovery_code_is_of_one_account(client, codigos):
    eva = crear_usuaria("eva")
    telefono_de(eva)
    segundo_factor.codigos_nuevos(usuario=eva)
    a_medias(client, eva, CLAVE)

    client.post(PASO, {"codigo": codigos[0]})

    assert not adentro(client)
    assert StaticToken.objects.count() == 20


# --- One's own access ---------------------------------------------------------------------------


@pytest.fixture
def dentro(client, ana):
    client.force_login(ana)
    segundo_factor.codigos_nuevos(usuario=ana)
    LogEntry.objects.all().delete()
    return client


def test_my_access_says_how_the_account_enters(dentro):
    pagina = texto_de(dentro.get("/admin/mi-acceso/"))

    assert "<dd>10</dd>" in pagina
    assert 'href="/admin/mi-acceso/"' in texto_de(dentro.get("/admin/"))
    assert not LogEntry.objects.exists()


def test_my_access_changes_nothing_without_the_password(dentro, ana):
    for clave in ("", "otra"):
        for accion in ("codigos", "telefono"):
            respuesta = dentro.post("/admin/mi-acceso/", {"contrasena": clave, "accion": accion})
            assert "<title>Error: Mi acceso" in texto_de(respuesta)

    assert segundo_factor.codigos_que_quedan(ana) == 10
    assert dentro.get("/admin/mi-acceso/telefono/")["Location"] == "/admin/mi-acceso/"
    assert not LogEntry.objects.exists()


def test_new_recovery_codes_replace_those_before(dentro, ana):
    antes = set(StaticToken.objects.values_list("token", flat=True))

    respuesta = dentro.post("/admin/mi-acceso/", {"contrasena": CLAVE, "accion": "codigos"})

    assert len(re.findall(r"<li><code>", texto_de(respuesta))) == 10
    ahora = set(StaticToken.objects.values_list("token", flat=True))
    assert (len(ahora), antes & ahora) == (10, set())
    assert dichos() == [("ana", "ana", "Hizo códigos de recuperación nuevos")]


def test_another_phone_replaces_the_one_before_and_ends_the_other_sessions(dentro, ana):
    otra, viejo = Client(), telefono_de(ana)
    otra.force_login(ana)
    dentro.post("/admin/mi-acceso/", {"contrasena": CLAVE, "accion": "telefono"})
    pagina = dentro.get("/admin/mi-acceso/telefono/")

    final = dentro.post("/admin/mi-acceso/telefono/", {"codigo": codigo_del_telefono(clave_dicha(pagina))})

    assert len(re.findall(r"<li><code>", texto_de(final))) == 10
    assert telefono_de(ana).pk != viejo.pk
    assert (adentro(dentro), adentro(otra)) == (True, False)
    assert dichos() == [("ana", "ana", "Preparó el segundo paso en un teléfono")]
    assert dentro.get("/admin/mi-acceso/telefono/")["Location"] == "/admin/mi-acceso/"


def test_a_session_of_a_recovery_code_ends_with_the_phone_that_it_stood_for(client, ana, codigos):
    a_medias(client, ana, CLAVE)
    client.post(PASO, {"codigo": codigos[0]})
    assert adentro(client)

    telefono_de(ana).delete()

    assert not adentro(client)

"""The second step of staff's entry: nothing without it, each code once, and what to do without the phone."""

import re
import threading
from contextlib import suppress
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client
from django_otp.plugins.otp_totp.models import TOTPDevice

from comun import medios
from seminario import a_medias as entrada_a_medias
from seminario import autenticacion, intentos, segundo_factor
from seminario.models import Autenticador
from tests.entrada import a_medias, codigo_de, telefono_de
from tests.equipo.ayudas import PASO, PREPARAR, adentro, texto_de
from tests.equipo.conftest import CLAVE, crear_usuaria
from tests.inscripciones.hilos import a_la_vez

# --- The password alone -------------------------------------------------------------------------


def test_the_password_alone_leads_to_the_second_step_and_opens_no_session(client, ana):
    telefono_de(ana)

    respuesta = a_medias(client, ana, CLAVE)

    assert (respuesta.status_code, respuesta["Location"]) == (302, PASO)
    assert "_auth_user_id" not in client.session
    assert client.get(PASO).status_code == 200


@pytest.mark.parametrize(
    "ruta",
    [
        "/admin/", "/admin/mi-acceso/", "/admin/mi-acceso/telefono/", "/admin/password_change/", "/admin/jsi18n/",
        "/admin/autocomplete/", "/admin/logout/", "/admin/actores/ciudad/", "/admin/agenda/actividad/1/vista-previa/",
        "/admin/inscripciones/inscripcion/importar/", "/admin/nada/",
    ],
)  # fmt: skip
@pytest.mark.parametrize("metodo", ["get", "post"])
def test_the_password_alone_reaches_no_page(medias, ruta, metodo):
    respuesta = getattr(medias, metodo)(ruta)

    # Django answers a logout of who is not in by leading to the index.
    assert respuesta.status_code == 302
    assert respuesta["Location"] in (f"/admin/login/?next={ruta}", "/admin/")


def test_the_password_alone_opens_no_hidden_file(medias, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setitem(medios._carpetas, "sala", medios.Carpeta(lambda nombre: False, str, ""))
    ruta = f"sala/{'a' * 32}.pdf"
    default_storage.save(ruta, SimpleUploadedFile("x.pdf", b"%PDF-"))
    dentro = Client()
    dentro.force_login(get_user_model().objects.get())

    assert medias.get(f"/media/{ruta}").status_code == 404
    assert dentro.get(f"/media/{ruta}").status_code == 200


def test_a_session_that_was_logged_in_without_the_second_step_is_out(client, ana):
    telefono_de(ana)

    assert client.login(username="ana", password=CLAVE)

    assert client.get("/admin/")["Location"] == "/admin/login/?next=/admin/"
    assert client.get("/admin/login/").status_code == 200


@pytest.mark.parametrize("de_quien", ["ajeno", "sin-confirmar", "borrado", "otro", "ninguno"])
def test_a_session_that_names_a_phone_that_does_not_count_is_out(client, ana, de_quien):
    client.force_login(ana)
    suyo, ajeno = telefono_de(ana), telefono_de(crear_usuaria("eva"))
    assert adentro(client)

    if de_quien == "sin-confirmar":
        Autenticador.objects.filter(pk=suyo.pk).update(confirmed=False)
    elif de_quien in ("borrado", "otro"):
        suyo.delete()
        if de_quien == "otro":
            telefono_de(ana)
    else:
        sesion = client.session
        sesion[autenticacion.CLAVE] = ajeno.pk if de_quien == "ajeno" else None
        sesion.save()

    assert not adentro(client)


def test_who_is_no_staff_reads_the_same_as_who_knows_no_password(client, ana):
    ajena = crear_usuaria("eva", is_staff=False)

    sin_equipo, sin_clave = a_medias(client, ajena, CLAVE), a_medias(client, ana, "otra")

    assert sin_equipo.status_code == sin_clave.status_code == 200
    assert "Ese usuario y esa contraseña no van juntos" in texto_de(sin_equipo)
    assert texto_de(sin_equipo).replace("eva", "ana").split("<form")[0] == texto_de(sin_clave).split("<form")[0]
    assert entrada_a_medias.CLAVE not in client.session


# --- The code of the phone ----------------------------------------------------------------------


def test_the_code_of_the_phone_enters_under_a_new_session_key(client, ana):
    client.get("/admin/login/")
    a_medias(client, ana, CLAVE)
    antes = client.session.session_key
    telefono_de(ana)

    respuesta = client.post(PASO, {"codigo": codigo_de(ana)})

    assert (respuesta.status_code, respuesta["Location"]) == (302, "/admin/")
    assert client.session.session_key != antes
    assert entrada_a_medias.CLAVE not in client.session
    assert adentro(client)


@pytest.mark.parametrize("escrito", ["{0} {1}", " {0}-{1} "])
def test_the_code_may_be_typed_with_spaces(medias, ana, escrito):
    codigo = codigo_de(ana)

    medias.post(PASO, {"codigo": escrito.format(codigo[:3], codigo[3:])})

    assert adentro(medias)


def test_a_code_enters_once(medias, ana):
    codigo = codigo_de(ana)
    otra = Client()
    a_medias(otra, ana, CLAVE)

    medias.post(PASO, {"codigo": codigo})
    respuesta = otra.post(PASO, {"codigo": codigo})

    assert adentro(medias)
    assert "Ese código ya cambió, ya se usó o es de otra cuenta" in texto_de(respuesta)
    assert not adentro(otra)


def test_a_wrong_code_does_not_enter_and_the_next_one_waits(medias, ana):
    bueno = codigo_de(ana)
    malo = f"{(int(bueno) + 1) % 10**6:06}"

    primera = medias.post(PASO, {"codigo": malo})
    segunda = medias.post(PASO, {"codigo": bueno})

    assert "<title>Error: Segundo paso" in texto_de(primera)
    assert "Ese código ya cambió" in texto_de(primera)
    assert "Espere 1 segundo y escriba el que el teléfono muestre entonces" in texto_de(segunda)
    assert not adentro(medias)


@pytest.mark.parametrize("codigo", ["", "12345", "1234567", "１２３４５６", "abc", "x" * 41, "\0" * 6])
def test_what_is_no_code_is_told_what_one_is_and_counts_for_nothing(medias, ana, codigo):
    respuesta = medias.post(PASO, {"codigo": codigo})

    assert respuesta.status_code == 200
    assert re.search(r"Escriba (el código|solo el código|las seis cifras)|nulos", texto_de(respuesta))
    assert telefono_de(ana).throttling_failure_count == 0


def test_too_many_codes_wait_whoever_tries_them(medias, ana, settings, monkeypatch):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    monkeypatch.setattr(intentos, "POR_CUENTA", 2)

    estados = [medias.post(PASO, {"codigo": "nada"}).status_code for _n in range(3)]

    assert estados == [200, 200, 429]
    assert medias.post(PASO, {"codigo": codigo_de(ana)}).status_code == 429
    assert not adentro(medias)


@pytest.mark.parametrize("con_candado", [True, False])
def test_a_code_that_two_send_at_once_enters_one_of_them(transactional_db, monkeypatch, con_candado):
    """The control, without the lock, lets both in: both read the phone before either says that the code is used."""
    usuaria = crear_usuaria("eva")
    codigo = codigo_de(usuaria)
    encuentro, de_verdad = threading.Barrier(2), TOTPDevice.verify_token

    def juntas(self, token):
        with suppress(threading.BrokenBarrierError):
            encuentro.wait(timeout=1)
        return de_verdad(self, token)

    monkeypatch.setattr(Autenticador, "verify_token", juntas)
    if not con_candado:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_opciones: self)

    hechas = a_la_vez(*[partial(segundo_factor.comprobar, usuario=usuaria, codigo=codigo)] * 2)

    entraron = [hecha for hecha in hechas if isinstance(hecha, segundo_factor.Comprobado)]
    assert len(entraron) == (1 if con_candado else 2)


# --- Where they were going ----------------------------------------------------------------------


def test_who_enters_goes_where_they_were_going(client, ana):
    telefono_de(ana)

    client.post("/pt-br/admin/login/", {"username": "ana", "password": CLAVE, "next": "/pt-br/admin/mi-acceso/"})
    respuesta = client.post("/pt-br/admin/entrada/", {"codigo": codigo_de(ana)})

    assert respuesta["Location"] == "/pt-br/admin/mi-acceso/"


@pytest.mark.parametrize("fuera", ["https://ejemplo.org/", "//ejemplo.org/", "/\\ejemplo.org", "javascript:alert(1)"])
def test_no_address_leads_out_of_the_portal(client, ana, fuera):
    telefono_de(ana)

    client.post(f"/admin/login/?next={fuera}", {"username": "ana", "password": CLAVE, "next": fuera})
    respuesta = client.post(f"{PASO}?next={fuera}", {"codigo": codigo_de(ana), "next": fuera})

    assert respuesta["Location"] == "/admin/"


def test_who_is_in_is_not_asked_again(client, ana):
    client.force_login(ana)

    assert client.get("/admin/login/")["Location"] == "/admin/"
    assert client.get(PASO)["Location"] == "/admin/"
    assert client.get(PREPARAR)["Location"] == "/admin/"


# --- What ends an entry by half -----------------------------------------------------------------


def test_an_entry_by_half_ends_after_ten_minutes(medias, ana, monkeypatch):
    monkeypatch.setattr(entrada_a_medias.time, "time", lambda ahora=entrada_a_medias.time.time: ahora() + 601)

    respuesta = medias.post(PASO, {"codigo": codigo_de(ana)}, follow=True)

    assert "la entrada quedó sin terminar" in texto_de(respuesta)
    assert not adentro(medias)


@pytest.mark.parametrize("que", ["inactiva", "fuera-del-equipo", "otra-clave", "borrada"])
def test_an_entry_by_half_ends_with_what_let_it_begin(medias, ana, que):
    codigo = codigo_de(ana)
    if que == "borrada":
        ana.delete()
    else:
        ana.is_active, ana.is_staff = que != "inactiva", que != "fuera-del-equipo"
        if que == "otra-clave":
            ana.set_password("otra-clave-bien-larga")
        ana.save()

    respuesta = medias.post(PASO, {"codigo": codigo})

    assert respuesta["Location"] == "/admin/"
    assert not adentro(medias)


def test_nobody_is_asked_for_a_code_without_a_password(client, ana):
    for ruta in (PASO, PREPARAR):
        assert client.get(ruta)["Location"] == client.post(ruta, {"codigo": codigo_de(ana)})["Location"] == "/admin/"

"""How long a session of the team lives, and that the session of a contact in the same browser is another matter."""

import re
import threading
import time
from contextlib import suppress
from functools import partial

import pytest
from django.db.models import QuerySet
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken

from actores import sesion
from seminario import segundo_factor
from seminario.models import Autenticador
from tests import fabricas
from tests.entorno import ROOT
from tests.entrada import a_medias, codigo_de, telefono_de
from tests.equipo.ayudas import PASO, adentro, dichos, texto_de
from tests.equipo.conftest import CLAVE, crear_usuaria
from tests.inscripciones.hilos import a_la_vez, errores

HORA = 3600


@pytest.fixture
def reloj(monkeypatch):
    """Return what moves the clock of the portal by some seconds."""
    de_verdad, corrido = time.time, [0]
    monkeypatch.setattr(time, "time", lambda: de_verdad() + corrido[0])

    def adelantar(segundos):
        corrido[0] += segundos

    return adelantar


@pytest.fixture
def de_ana(ana):
    telefono_de(ana)
    cliente = Client()
    a_medias(cliente, ana, CLAVE)
    cliente.post(PASO, {"codigo": codigo_de(ana)})
    assert adentro(cliente)
    return cliente


def test_a_session_ends_after_two_hours_that_nobody_uses_it(de_ana, reloj):
    reloj(2 * HORA - 60)
    assert adentro(de_ana)

    reloj(2 * HORA + 1)

    assert not adentro(de_ana)


def test_a_session_that_is_used_ends_twelve_hours_after_it_began(de_ana, reloj):
    for _hora in range(11):
        reloj(HORA)
        assert adentro(de_ana)

    reloj(HORA + 1)

    assert not adentro(de_ana)


@pytest.mark.parametrize(("metodo", "sigue"), [("get", False), ("post", True)])
def test_a_screen_that_renews_itself_is_no_use_and_what_is_sent_is(de_ana, reloj, metodo, sigue):
    """Only reading may go uncounted."""
    for _hora in range(2):
        reloj(HORA - 60)
        assert getattr(de_ana, metodo)("/admin/mi-acceso/", headers={"Solo-Mirar": "si"}).status_code == 200

    reloj(180)

    assert adentro(de_ana) is sigue


def test_every_script_that_reads_its_page_again_says_that_it_only_looks():
    guiones = [ruta.read_text() for ruta in (ROOT / "static" / "js").rglob("*.js")]
    lecturas = [linea for texto in guiones for linea in re.findall(r"fetch\(location\.href.*", texto)]

    assert len(lecturas) == 3
    assert [linea for linea in lecturas if '"Solo-Mirar": "si"' not in linea] == []


def test_who_comes_back_is_told_why_and_enters_where_they_were(de_ana, ana, reloj):
    reloj(3 * HORA)

    respuesta = de_ana.get("/admin/actores/ciudad/", follow=True)
    de_ana.post("/admin/login/", {"username": "ana", "password": CLAVE, "next": "/admin/mi-acceso/"})
    vuelta = de_ana.post(PASO, {"codigo": segundo_factor.codigo_de(telefono_de(ana).key, pasos=3 * HORA // 30)})

    assert "Su sesión terminó: pasaron más de 2 horas sin usarla, o 12 desde que entró" in texto_de(respuesta)
    assert vuelta["Location"] == "/admin/mi-acceso/"
    assert adentro(de_ana)


def test_a_session_that_ended_writes_nothing_and_opens_no_form(de_ana, reloj):
    reloj(3 * HORA)

    respuesta = de_ana.post("/admin/mi-acceso/", {"contrasena": CLAVE, "accion": "codigos"})

    assert respuesta["Location"] == "/admin/login/?next=/admin/mi-acceso/"


def test_a_page_seen_again_within_minutes_writes_nothing(de_ana, reloj):
    reloj(60)
    antes = dict(de_ana.session)

    adentro(de_ana)

    assert dict(de_ana.session) == antes


def test_the_session_of_a_contact_in_the_same_browser_outlives_that_of_the_team(de_ana, reloj):
    contacto = fabricas.crear_contacto()
    guardada = de_ana.session
    guardada[sesion.CLAVE] = {"codigo": str(contacto.codigo), "generacion": contacto.generacion}
    guardada.save()

    reloj(13 * HORA)

    assert not adentro(de_ana)
    assert de_ana.get("/mi-espacio/").status_code == 200


# --- Ending the others --------------------------------------------------------------------------


def test_who_gives_the_password_ends_every_other_session_and_keeps_this_one_and_the_phone(de_ana, ana):
    otra = Client()
    otra.force_login(ana)
    clave = telefono_de(ana).key

    respuesta = de_ana.post("/admin/mi-acceso/", {"contrasena": CLAVE, "accion": "sesiones"}, follow=True)

    assert "Las demás sesiones de su cuenta quedaron cerradas" in texto_de(respuesta)
    assert (adentro(de_ana), adentro(otra)) == (True, False)
    assert telefono_de(ana).key == clave
    assert dichos()[-1] == ("ana", "ana", "Cerró sus otras sesiones")


def test_a_code_that_was_used_is_not_good_again_for_sessions_were_closed(client, ana):
    usado = codigo_de(ana)
    a_medias(client, ana, CLAVE)
    client.post(PASO, {"codigo": usado})
    client.post("/admin/mi-acceso/", {"contrasena": CLAVE, "accion": "sesiones"})
    otra = Client()
    a_medias(otra, ana, CLAVE)

    otra.post(PASO, {"codigo": usado})

    assert not adentro(otra)


def test_closing_the_others_makes_no_session_live_longer(de_ana, reloj):
    for _hora in range(11):
        reloj(HORA)
        adentro(de_ana)
    de_ana.post("/admin/mi-acceso/", {"contrasena": CLAVE, "accion": "sesiones"})

    reloj(HORA + 1)

    assert not adentro(de_ana)


def test_who_loses_the_phone_while_closing_the_others_is_led_to_the_entry(de_ana, ana, monkeypatch):
    de_verdad = segundo_factor.cerrar_sesiones

    def reiniciada_antes(*, usuario):
        segundo_factor.reiniciar(usuario=usuario)
        return de_verdad(usuario=usuario)

    monkeypatch.setattr(segundo_factor, "cerrar_sesiones", reiniciada_antes)

    respuesta = de_ana.post("/admin/mi-acceso/", {"contrasena": CLAVE, "accion": "sesiones"}, follow=True)

    assert respuesta.redirect_chain[0][0] == "/admin/login/"
    assert "El segundo paso de su cuenta acaba de reiniciarse" in texto_de(respuesta)
    assert not adentro(de_ana)


# --- Two at once --------------------------------------------------------------------------------


@pytest.fixture
def eva(transactional_db):
    usuaria = crear_usuaria("eva")
    telefono_de(usuaria)
    return usuaria


@pytest.mark.parametrize("con_candado", [True, False])
def test_who_closes_the_others_twice_at_once_keeps_one_phone(eva, monkeypatch, con_candado):
    """The control, without the lock, leaves two: both read the same row before either replaces it."""
    encuentro, de_verdad = threading.Barrier(2), Autenticador.save

    def juntos(self, **opciones):
        with suppress(threading.BrokenBarrierError):
            encuentro.wait(timeout=1)
        return de_verdad(self, **opciones)

    monkeypatch.setattr(Autenticador, "save", juntos)
    if not con_candado:
        monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **_opciones: self)

    hechas = a_la_vez(*[partial(segundo_factor.cerrar_sesiones, usuario=eva)] * 2)

    assert errores(hechas) == []
    assert Autenticador.objects.filter(user=eva).count() == (1 if con_candado else 2)


@pytest.fixture
def a_mitad(monkeypatch):
    """Return what runs something while another one is about to write a sentence in the log, all else done."""

    def juntar(una, frase, otra):
        de_verdad, llego = segundo_factor.anotar, threading.Event()

        def despacio(usuario, *, quien, que):
            if que == frase:
                llego.set()
                time.sleep(0.5)
            de_verdad(usuario, quien=quien, que=que)

        def despues():
            assert llego.wait(10)
            return otra()

        monkeypatch.setattr(segundo_factor, "anotar", despacio)
        return a_la_vez(una, despues)

    return juntar


def test_a_reset_while_the_others_are_closed_leaves_no_phone(eva, a_mitad):
    cerrar = partial(segundo_factor.cerrar_sesiones, usuario=eva)

    hechas = a_mitad(cerrar, "Cerró sus otras sesiones", partial(segundo_factor.reiniciar, usuario=eva))

    assert errores(hechas) == []
    assert hechas[1] is True
    assert not Autenticador.objects.filter(user=eva).exists()


def test_codes_asked_for_twice_at_once_are_ten(eva, a_mitad):
    hacer = partial(segundo_factor.codigos_nuevos, usuario=eva)
    hacer()

    hechas = a_mitad(hacer, "Hizo códigos de recuperación nuevos", hacer)

    assert errores(hechas) == []
    assert StaticToken.objects.filter(device__user=eva).count() == 10


def test_who_enters_with_a_code_on_paper_and_who_closes_sessions_do_not_block_each_other(eva, a_mitad):
    """The first one holds the phone and then writes in the log, which refers to the account that the other holds."""
    codigos = segundo_factor.codigos_nuevos(usuario=eva)
    entrar = partial(segundo_factor.comprobar, usuario=eva, codigo=codigos[0])

    hechas = a_mitad(
        entrar, "Entró con un código de recuperación", partial(segundo_factor.cerrar_sesiones, usuario=eva)
    )

    assert errores(hechas) == []

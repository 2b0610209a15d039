"""The worker against a real mail server, and as the process that production runs."""

import email
import email.policy
import os
import signal
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.utils import timezone

from comun import correo, enviador
from comun.models import Mensaje
from inscripciones import services
from tests.correo import smtp
from tests.entorno import ROOT
from tests.fabricas import crear_contacto, crear_seminario
from tests.inscripciones import delegaciones


@pytest.fixture
def servidor(settings):
    with smtp.encendido() as servidor:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", servidor.puerto
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield servidor


def leer(contenido):
    return email.message_from_bytes(contenido, policy=email.policy.default)


def encolar(cuantos=1):
    contacto = crear_contacto()
    return [
        correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma="es", sobre=contacto) for _n in range(cuantos)
    ]


def vencer():
    Mensaje.objects.update(proximo_intento=timezone.now())


# --- In this process ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_batch_goes_over_one_connection_and_arrives_readable(servidor):
    mensajes = encolar(3)

    assert enviador.enviar_pendientes() == 3

    recibidos = [leer(contenido) for contenido in servidor.recibidos]
    assert servidor.conexiones == 1
    assert [m["Message-ID"] for m in recibidos] == [m.message_id for m in mensajes]
    assert recibidos[0].get_body(("plain",)).get_content().startswith("Hola, Persona ")
    assert recibidos[0].get_body(("html",)).get_content().startswith("<!doctype html>")


@pytest.mark.django_db
def test_a_refused_recipient_does_not_touch_the_others(servidor):
    primero, malo, ultimo = encolar(3)
    Mensaje.objects.filter(pk=malo.pk).update(a="nadie@ejemplo.org")
    malo.sobre.email = "nadie@ejemplo.org"
    malo.sobre.save()
    Mensaje.objects.exclude(pk=malo.pk).update(tipo="correo_cambiado")
    servidor.a_quien = lambda direccion: "550 no existe" if direccion.startswith("nadie") else "250 ok"

    enviador.enviar_pendientes()

    assert dict(Mensaje.objects.values_list("pk", "estado")) == {
        primero.pk: "enviado",
        malo.pk: "fallido",
        ultimo.pk: "enviado",
    }


@pytest.mark.django_db
def test_a_registration_succeeds_without_a_mail_server_and_its_mail_goes_out_later_once(servidor, settings):
    settings.EMAIL_PORT = 1  # nobody listens there
    inscripcion = delegaciones.borrador(crear_seminario(), personas=2)

    services.confirmar(inscripcion=inscripcion)

    for _vez in range(3):
        enviador.enviar_pendientes()
        vencer()
    inscripcion.refresh_from_db()
    mensaje = Mensaje.objects.get()
    assert inscripcion.estado == "confirmada"
    assert (mensaje.tipo, mensaje.estado, mensaje.intentos) == ("inscripcion_confirmada", "en_espera", 3)
    assert mensaje.error == "ConnectionRefusedError: [Errno 111] Connection refused"

    settings.EMAIL_PORT = servidor.puerto
    for _vez in range(3):
        enviador.enviar_pendientes()
        vencer()
    (recibido,) = servidor.recibidos
    assert leer(recibido)["Subject"].strip().startswith("Inscripción confirmada: ")
    assert Mensaje.objects.get().estado == "enviado"


# --- As a process -------------------------------------------------------------------------------


def arrancar(email_url, *opciones):
    """Start ``manage.py enviar_correo`` on the database of the tests."""
    base = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    entorno = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "seminario.settings",
        "DATABASE_URL": base.geturl(),
        "EMAIL_URL": email_url,
        "LOG_LEVEL": "INFO",
    }
    orden = [sys.executable, "manage.py", "enviar_correo", *opciones]
    return subprocess.Popen(orden, cwd=ROOT, env=entorno, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def esperar(condicion, proceso, segundos=120):
    """Wait until ``condicion()`` holds; a process that ends before shows what it said."""
    limite = time.monotonic() + segundos
    while not condicion():
        assert proceso.poll() is None, proceso.stderr.read()
        assert time.monotonic() < limite, "nothing happened in time"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_the_command_sends_what_is_due_and_ends_when_asked(tmp_path):
    contacto = encolar()[0].sobre
    proceso = arrancar(f"eml://{tmp_path}")
    try:
        esperar(lambda: Mensaje.objects.filter(estado="enviado").count() == 1, proceso)
        encolar()
        esperar(lambda: Mensaje.objects.filter(estado="enviado").count() == 2, proceso)
        proceso.send_signal(signal.SIGTERM)
        _salida, registro = proceso.communicate(timeout=60)
    finally:
        proceso.kill()

    assert proceso.returncode == 0
    assert len(list(tmp_path.glob("*-recuperar_enlace-*.eml"))) == 2
    assert registro.count(" sent at try 1") == 2
    assert contacto.email not in registro
    assert "/acceso/" not in registro


@pytest.mark.django_db(transaction=True)
def test_the_command_can_run_once(tmp_path):
    encolar(2)

    salida, _registro = arrancar(f"eml://{tmp_path}", "--una-vez").communicate(timeout=120)

    assert salida == "2 mensajes procesados\n"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.largo
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("momento", ["antes", "despues"])
def test_a_kill_around_the_acceptance_repeats_at_most_the_mail_in_hand(momento):
    """Killed before or after the server's 250: every mail arrives, one of them perhaps twice under one Message-ID."""
    mensajes = encolar(4)
    with smtp.encendido() as servidor:
        muertes = []

        def matar():
            if len(servidor.recibidos) == 1 + (momento == "despues") and not muertes:
                muertes.append(True)
                proceso.kill()
                proceso.wait()

        setattr(servidor, momento, matar)
        proceso = arrancar(f"smtp://127.0.0.1:{servidor.puerto}")
        proceso.wait(timeout=120)
        assert muertes
        assert Mensaje.objects.exclude(estado="enviado").count() >= 2

        Mensaje.objects.filter(estado="enviando").update(tomado_el=timezone.now() - enviador.ATASCADO)
        arrancar(f"smtp://127.0.0.1:{servidor.puerto}", "--una-vez").communicate(timeout=120)

        llegaron = [leer(contenido)["Message-ID"] for contenido in servidor.recibidos]
    assert set(llegaron) == {m.message_id for m in mensajes}
    assert len(llegaron) <= len(mensajes) + 1
    assert set(Mensaje.objects.values_list("estado", flat=True)) == {"enviado"}


@pytest.mark.largo
@pytest.mark.django_db(transaction=True)
def test_several_processes_send_each_mail_once():
    mensajes = encolar(60)
    with smtp.encendido() as servidor:
        procesos = [arrancar(f"smtp://127.0.0.1:{servidor.puerto}", "--una-vez") for _n in range(3)]
        for proceso in procesos:
            proceso.communicate(timeout=60)
        llegaron = sorted(leer(contenido)["Message-ID"] for contenido in servidor.recibidos)

    assert llegaron == sorted(m.message_id for m in mensajes)

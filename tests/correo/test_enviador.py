"""The mail worker: exactly once, never lost, whatever the mail server does."""

import smtplib
import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as EnMemoria
from django.db import connection
from django.utils import timezone

from comun import correo, enviador
from comun.models import Mensaje
from tests.fabricas import crear_contacto

BACKEND = "tests.correo.test_enviador.Servidor"


class Servidor(EnMemoria):
    """A mail server whose answers the test decides."""

    apagado = False
    fallas = []
    aceptados = []

    def open(self):
        if Servidor.apagado:
            raise ConnectionRefusedError(111, "Connection refused")
        return True

    def send_messages(self, messages):
        if Servidor.fallas:
            raise Servidor.fallas.pop(0)
        Servidor.aceptados += [m.extra_headers["Message-ID"] for m in messages]
        return super().send_messages(messages)


@pytest.fixture(autouse=True)
def servidor(settings):
    settings.EMAIL_BACKEND = BACKEND
    Servidor.apagado, Servidor.fallas, Servidor.aceptados = False, [], []
    return Servidor


@pytest.fixture
def contacto(db):
    return crear_contacto(nombre="Ana", email="ana@riobamba.gob.ec")


def encolar(contacto, tipo="recuperar_enlace", **campos):
    mensaje = correo.encolar(tipo=tipo, a=contacto.email, idioma=contacto.idioma, sobre=contacto)
    if campos:
        Mensaje.objects.filter(pk=mensaje.pk).update(**campos)
        mensaje.refresh_from_db()
    return mensaje


def hacer_vencer(mensaje):
    Mensaje.objects.filter(pk=mensaje.pk).update(proximo_intento=timezone.now())


# --- One message --------------------------------------------------------------------------------


def test_a_queued_message_is_sent_once_and_closed(contacto):
    mensaje = encolar(contacto)

    assert enviador.enviar_pendientes() == 1
    assert enviador.enviar_pendientes() == 0

    mensaje.refresh_from_db()
    (enviado,) = mail.outbox
    assert (mensaje.estado, mensaje.intentos, mensaje.error) == ("enviado", 1, "")
    assert mensaje.enviado_el is not None
    assert enviado.to == ["ana@riobamba.gob.ec"]
    assert enviado.message()["Message-ID"] == mensaje.message_id
    assert enviado.message()["Auto-Submitted"] == "auto-generated"
    assert enviado.message()["Reply-To"] == "contacto@example.org"
    assert enviado.from_email == "Seminario Sur-Sur <seminario@example.org>"


def test_the_message_id_carries_the_host_of_the_portal(settings):
    settings.SITE_URL = "https://seminario.mercociudades.org"

    assert correo.nuevo_message_id().endswith("@seminario.mercociudades.org>")


def test_each_message_is_rendered_in_its_language(contacto):
    Mensaje.objects.all().delete()
    correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma="pt-br", sobre=contacto)
    correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma="es", sobre=contacto)

    enviador.enviar_pendientes()

    portugues, espanol = mail.outbox
    assert [portugues.subject, espanol.subject] == ["Seu link para entrar", "Su enlace para entrar"]
    assert f"http://testserver/pt-br/acceso/{contacto.token()}/" in portugues.body.splitlines()
    assert f"http://testserver/acceso/{contacto.token()}/" in espanol.body.splitlines()
    assert portugues.message()["Content-Language"] == "pt-BR"
    assert '<html lang="pt-BR">' in portugues.alternatives[0].content


def test_an_unknown_language_falls_back_to_spanish(contacto):
    encolar(contacto, idioma="xx")

    enviador.enviar_pendientes()

    assert mail.outbox[0].subject == "Su enlace para entrar"


def test_a_message_whose_object_is_gone_is_annulled(contacto):
    mensaje = encolar(contacto)
    contacto.delete()

    assert enviador.enviar_pendientes() == 1

    mensaje.refresh_from_db()
    assert mensaje.estado == "anulado"
    assert mail.outbox == []


def test_the_constraint_of_states_knows_each_of_them(contacto):
    for estado in Mensaje.Estado.values:
        encolar(contacto, estado=estado)


# --- Failures -----------------------------------------------------------------------------------


def test_the_waits_grow_from_ten_seconds_to_half_an_hour_for_two_days():
    esperas = [enviador.espera(n) for n in range(1, enviador.INTENTOS)]

    assert esperas[:9] == [10, 20, 40, 80, 160, 320, 640, 1280, 1800]
    assert set(esperas[9:]) == {1800}
    assert timedelta(hours=47) < timedelta(seconds=sum(esperas)) < timedelta(hours=49)


def test_a_temporary_refusal_waits_and_then_goes_out_with_the_same_message_id(contacto, servidor):
    mensaje = encolar(contacto)
    servidor.fallas = [smtplib.SMTPRecipientsRefused({contacto.email: (450, b"greylisted")})]

    enviador.enviar_pendientes()
    mensaje.refresh_from_db()
    assert (mensaje.estado, mensaje.intentos) == ("en_espera", 1)
    assert timedelta(seconds=8) < mensaje.proximo_intento - timezone.now() < timedelta(seconds=11)
    assert mensaje.error == "SMTPRecipientsRefused: 450 greylisted"
    assert enviador.enviar_pendientes() == 0

    hacer_vencer(mensaje)
    enviador.enviar_pendientes()
    mensaje.refresh_from_db()
    assert mensaje.estado == "enviado"
    assert servidor.aceptados == [mensaje.message_id]


def test_a_permanent_refusal_of_the_recipient_fails_at_once(contacto, servidor):
    mensaje = encolar(contacto)
    servidor.fallas = [smtplib.SMTPRecipientsRefused({contacto.email: (550, b"no such user ana@riobamba.gob.ec")})]

    enviador.enviar_pendientes()

    mensaje.refresh_from_db()
    assert (mensaje.estado, mensaje.intentos) == ("fallido", 1)
    assert mensaje.error == "SMTPRecipientsRefused: 550 no such user […]"


def test_a_message_that_keeps_failing_is_given_up_after_the_last_try(contacto, servidor):
    mensaje = encolar(contacto, intentos=enviador.INTENTOS - 1)
    servidor.fallas = [smtplib.SMTPDataError(451, b"try later")]

    enviador.enviar_pendientes()

    mensaje.refresh_from_db()
    assert mensaje.estado == "fallido"


def test_without_a_server_a_message_is_never_given_up(contacto, servidor):
    mensaje = encolar(contacto, intentos=500)
    servidor.apagado = True

    enviador.enviar_pendientes()
    mensaje.refresh_from_db()
    assert mensaje.estado == "en_espera"
    assert mensaje.error == "ConnectionRefusedError: [Errno 111] Connection refused"

    servidor.apagado = False
    hacer_vencer(mensaje)
    enviador.enviar_pendientes()
    mensaje.refresh_from_db()
    assert mensaje.estado == "enviado"
    assert len(mail.outbox) == 1


def test_after_a_long_time_without_a_server_its_first_refusals_have_two_days_left(contacto, servidor):
    mensaje = encolar(contacto)
    servidor.apagado = True
    for _n in range(20):
        hacer_vencer(mensaje)
        enviador.enviar_pendientes()
    servidor.apagado = False
    refusal = smtplib.SMTPRecipientsRefused({contacto.email: (450, b"greylisted")})
    servidor.fallas = [refusal] * 95

    estados = []
    for _n in range(95):
        hacer_vencer(mensaje)
        enviador.enviar_pendientes()
        mensaje.refresh_from_db()
        estados.append(mensaje.estado)

    assert estados == ["en_espera"] * 94 + ["fallido"]
    assert 94 * timedelta(seconds=enviador.ESPERA_MAXIMA) == timedelta(hours=47)


def test_a_server_that_is_away_once_does_not_forget_what_it_refused_before(contacto, servidor):
    mensaje = encolar(contacto, intentos=enviador.INTENTOS - 2)
    refusal = smtplib.SMTPRecipientsRefused({contacto.email: (450, b"mailbox full")})

    estados = []
    for servidor.apagado in (False, True, True, False):
        hacer_vencer(mensaje)
        servidor.fallas = [] if servidor.apagado else [refusal]
        enviador.enviar_pendientes()
        mensaje.refresh_from_db()
        estados.append(mensaje.estado)

    assert estados == ["en_espera"] * 3 + ["fallido"]


def test_a_mail_that_cannot_be_rendered_does_not_stop_the_others(contacto, monkeypatch, caplog):
    def romper(mensaje):
        raise LookupError(f"ana@riobamba.gob.ec {contacto.token()}")

    monkeypatch.setitem(correo._tipos, "correo_cambiado", {**correo._tipos["correo_cambiado"], "contexto": romper})
    rota, desconocida, buena = encolar(contacto, "correo_cambiado"), encolar(contacto), encolar(contacto)
    Mensaje.objects.filter(pk=desconocida.pk).update(tipo="inexistente")

    assert enviador.enviar_pendientes() == 3

    for mensaje in (rota, desconocida, buena):
        mensaje.refresh_from_db()
    assert [rota.estado, desconocida.estado, buena.estado] == ["en_espera", "en_espera", "enviado"]
    assert rota.error.startswith("LookupError, tests/correo/test_enviador.py:")
    assert "ana@riobamba.gob.ec" not in rota.error + caplog.text
    assert contacto.token() not in rota.error + caplog.text


def test_what_the_server_says_is_kept_without_links_and_addresses(contacto, servidor):
    mensaje = encolar(contacto)
    palabras = f"5.7.1 spam: http://testserver/acceso/{contacto.token()}/ from <ana@riobamba.gob.ec> {contacto.token()}"
    servidor.fallas = [smtplib.SMTPDataError(554, palabras.encode())]

    enviador.enviar_pendientes()

    mensaje.refresh_from_db()
    assert mensaje.error == "SMTPDataError: 554 5.7.1 spam: […] from […] […]"


def test_a_backend_that_takes_nothing_is_a_failure(contacto, monkeypatch):
    mensaje = encolar(contacto)
    monkeypatch.setattr(Servidor, "send_messages", lambda self, messages: 0)

    enviador.enviar_pendientes()

    mensaje.refresh_from_db()
    assert mensaje.estado == "en_espera"


def test_logs_carry_neither_addresses_nor_links(contacto, servidor, caplog):
    caplog.set_level("DEBUG")
    encolar(contacto)
    encolar(contacto)
    servidor.fallas = [smtplib.SMTPRecipientsRefused({contacto.email: (550, b"unknown ana@riobamba.gob.ec")})]

    enviador.enviar_pendientes()

    assert "failed for good" in caplog.text
    assert "sent at try 1" in caplog.text
    assert contacto.email not in caplog.text
    assert contacto.codigo not in caplog.text


# --- Stuck messages, several workers, ending ----------------------------------------------------


def test_a_message_left_by_a_killed_worker_is_taken_up_after_ten_minutes(contacto):
    hace = timezone.now() - timedelta(minutes=11)
    viejo = encolar(contacto, estado="enviando", tomado_el=hace, intentos=1)
    reciente = encolar(contacto, estado="enviando", tomado_el=timezone.now() - timedelta(minutes=9), intentos=1)

    assert enviador.enviar_pendientes() == 1

    viejo.refresh_from_db()
    reciente.refresh_from_db()
    assert (viejo.estado, viejo.intentos) == ("enviado", 2)
    assert reciente.estado == "enviando"
    assert mail.outbox[0].message()["Message-ID"] == viejo.message_id


def test_a_slow_worker_does_not_overwrite_who_took_the_message_over(contacto):
    encolar(contacto)
    lento = enviador.tomar()
    Mensaje.objects.filter(pk=lento.pk).update(tomado_el=timezone.now() + timedelta(seconds=1))

    enviador._cerrar(lento, estado="fallido", error="late")

    lento.refresh_from_db()
    assert (lento.estado, lento.error) == ("enviando", "")


@pytest.mark.django_db(transaction=True)
def test_the_worker_stops_after_the_message_in_hand(monkeypatch):
    contacto = crear_contacto()
    parar = threading.Event()
    primero, segundo = encolar(contacto), encolar(contacto)
    original = enviador.procesar

    def procesar(mensaje, salida):
        parar.set()
        original(mensaje, salida)

    monkeypatch.setattr(enviador, "procesar", procesar)
    enviador.trabajar(parar)

    primero.refresh_from_db()
    segundo.refresh_from_db()
    assert [primero.estado, segundo.estado] == ["enviado", "en_cola"]


def enviar_entre_varios(cuantos):
    """Run several workers at the same moment, each with its own connection; return what each one took."""
    salida, tomados, errores = threading.Barrier(cuantos), [], []

    def trabajador():
        try:
            salida.wait(10)
            tomados.append(enviador.enviar_pendientes())
        except Exception as error:
            errores.append(error)
        finally:
            connection.close()

    hilos = [threading.Thread(target=trabajador) for _n in range(cuantos)]
    for hilo in hilos:
        hilo.start()
    for hilo in hilos:
        hilo.join(60)
    assert errores == []
    return tomados


@pytest.mark.django_db(transaction=True)
def test_several_workers_send_each_message_once(servidor):
    contacto = crear_contacto()
    encolados = {encolar(contacto).message_id for _n in range(24)}

    tomados = enviar_entre_varios(4)

    assert sum(tomados) == 24
    assert sorted(servidor.aceptados) == sorted(encolados)
    assert set(Mensaje.objects.values_list("estado", "intentos")) == {("enviado", 1)}


def sin_candado(consulta):
    """Read what the worker would lock, and leave the others the time to read it too."""
    primero = consulta.first()
    time.sleep(0.02)
    return SimpleNamespace(first=lambda: primero)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_several_workers_would_send_twice(servidor, monkeypatch):
    """The control: the same race without FOR UPDATE SKIP LOCKED repeats messages."""
    contacto = crear_contacto()
    encolados = [encolar(contacto).message_id for _n in range(24)]
    monkeypatch.setattr(enviador, "bloqueados", sin_candado)

    enviar_entre_varios(4)

    assert set(servidor.aceptados) == set(encolados)
    assert len(servidor.aceptados) > len(encolados)


@pytest.mark.django_db(transaction=True)
def test_a_mail_is_queued_only_if_what_it_announces_is_written():
    from django.db import transaction

    contacto = crear_contacto()
    with pytest.raises(RuntimeError), transaction.atomic():
        encolar(contacto)
        raise RuntimeError

    assert Mensaje.objects.count() == 0

"""One reminder to who did not answer, then silence."""

import datetime
import threading
import time

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from comun import enviador, recordatorios
from comun.models import Mensaje
from inscripciones import avisos, edicion, services
from inscripciones import recordatorios as de_personas
from inscripciones.models import Participante
from inscripciones.services import enlaces as de_enlaces
from tests import fabricas
from tests.inscripciones.delegaciones import borrador, confirmada
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores
from tests.mi_lugar.conftest import entrar

QUE = "personas que no respondieron"


def recordar(**cuando):
    """Run the reminders some time from now; return how many people."""
    return recordatorios.recordar(ahora=timezone.now() + datetime.timedelta(**cuando))[QUE]


def recordados():
    return sorted(Mensaje.objects.filter(tipo="recordatorio_personal").values_list("a", flat=True))


def test_who_did_not_answer_in_three_days_is_reminded_once(inscripcion, luis):
    services.confirmar_que_va(participante=luis)

    assert recordar(days=2, hours=23) == 0
    assert recordar(days=3, minutes=1) == 1
    assert recordar(days=5) == 0

    assert recordados() == ["ana@riobamba.gob.ec"]


@pytest.mark.parametrize("como", ["declinada", "sin_correo", "retirada", "sin_avisar", "terminada"])
def test_who_answered_or_cannot_be_asked_is_left_alone(inscripcion, luis, ana, cumbre, como):
    personas = Participante.objects.all()
    if como == "declinada":
        for persona in (luis, ana):
            services.declinar(participante=persona)
    elif como == "sin_correo":
        personas.update(email="")
    elif como == "retirada":
        services.retirar(inscripcion=inscripcion)
    elif como == "sin_avisar":
        personas.update(avisado_el=None)
    else:
        cumbre.inicio = cumbre.fin = timezone.localdate() + datetime.timedelta(days=3)
        cumbre.save()

    assert recordar(days=4) == 0
    assert recordados() == []


def test_a_new_address_may_be_reminded_again(luis):
    recordar(days=4)
    services.editar_participante(participante=luis, nombre="Luis", email="otro@x.org", cargo="")

    assert recordar(days=5) == 1
    assert "otro@x.org" in recordados()


def test_a_rehearsal_counts_and_sends_nothing(inscripcion, capsys):
    Participante.objects.update(avisado_el=timezone.now() - datetime.timedelta(days=4))

    call_command("recordar", "--dry-run")

    assert f"- 2 {QUE}" in capsys.readouterr().out
    assert recordados() == []
    assert recordar(days=0) == 2


def test_the_mail_has_the_link_and_is_silent_once_they_answered(luis, ana):
    recordar(days=4)
    services.confirmar_que_va(participante=ana)
    Mensaje.objects.exclude(tipo="recordatorio_personal").delete()

    enviador.enviar_pendientes()

    (enviado,) = mail.outbox
    assert enviado.subject == "Você vai à XXVI Cúpula de Mercocidades? Falta sua resposta"
    assert "Este é o único lembrete" in enviado.body
    assert f"http://testserver/pt-br/acceso/{luis.token()}/" in enviado.body.splitlines()


@pytest.fixture
def muchas(transactional_db):
    """Six people who were told four days ago, each of a delegation of their own."""
    actividad = fabricas.crear_actividad(fabricas.crear_cumbre())
    for n in range(6):
        confirmada(actividad)
        Participante.objects.filter(email="").update(email=f"p{n}@x.org")
    Participante.objects.update(avisado_el=timezone.now() - datetime.timedelta(days=4))
    return [f"p{n}@x.org" for n in range(6)]


def test_two_commands_at_once_remind_each_person_once(muchas, monkeypatch):
    monkeypatch.setattr(de_personas, "TANDA", 2)

    cuentas = a_la_vez(*[lambda: recordar(days=0)] * 3)

    assert errores(cuentas) == []
    assert sum(cuentas) == 6
    assert recordados() == muchas


def test_control_without_the_lock_the_same_commands_remind_twice(muchas, monkeypatch):
    """Both read before either marks: that is what the lock prevents."""
    leyeron = threading.Barrier(2, timeout=PLAZO)

    def sin_bloqueo(consulta):
        filas = list(consulta.all())
        if filas:
            leyeron.wait()
        return filas

    monkeypatch.setattr(de_personas, "bloqueadas", sin_bloqueo)

    cuentas = a_la_vez(*[lambda: recordar(days=0)] * 2)

    assert errores(cuentas) == []
    assert sum(cuentas) == 12
    assert recordados() == sorted(muchas * 2)


@pytest.mark.parametrize("en_orden", [True, False])
def test_reminding_by_hand_does_not_lock_itself_with_who_changes_several_people(muchas, monkeypatch, en_orden):
    """They hold the registration and touch its people in any order. The control, without that lock: a deadlock."""
    inscripcion = Participante.objects.earliest("pk").inscripcion
    Participante.objects.update(inscripcion=inscripcion)
    primera, *_otras, ultima = Participante.objects.order_by("pk")
    tiene = threading.Event()
    if not en_orden:
        monkeypatch.setattr(de_personas, "bloquear_inscripciones", lambda claves, **fuerza: set())

    @transaction.atomic
    def cambiar():
        edicion.bloquear(inscripcion, tambien_cerrada=True)
        Participante.objects.filter(pk=ultima.pk).update(idioma="pt-br")
        tiene.set()
        time.sleep(0.5)  # reminding waits by now, for the registration or, in the control, for the last row
        Participante.objects.filter(pk=primera.pk).update(idioma="pt-br")

    def a_mano():
        assert tiene.wait(PLAZO)
        return de_personas.recordar_ahora([primera, ultima], timezone.now())

    resultados = a_la_vez(cambiar, a_mano)

    assert (errores(resultados) == []) is en_orden


# --- Links that the limits of a day did not let out ---------------------------------------------


def enlaces():
    return list(Mensaje.objects.filter(tipo="enlace_personal").order_by("pk").values_list("a", flat=True))


@pytest.fixture
def un_dia_despues(monkeypatch):
    """Let it be tomorrow for the limits of a day, however few hours have passed: the reminders run early."""

    def pasar():
        hoy = datetime.date.fromisoformat(de_enlaces._hoy())
        monkeypatch.setattr(de_enlaces, "_hoy", (hoy + datetime.timedelta(days=1)).isoformat)

    return pasar


@pytest.fixture
def de_una_oficina(cumbre, settings):
    """A delegation of twelve with the one address of the town hall, confirmed today."""
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    inscripcion = borrador(fabricas.crear_actividad(cumbre), personas=12)
    inscripcion.participantes.update(email="mesa@municipio.gob")
    return services.confirmar(inscripcion=inscripcion)


def test_links_over_the_limit_go_out_with_the_next_days_reminders_and_once(de_una_oficina, un_dia_despues, capsys):
    call_command("recordar")
    assert enlaces() == ["mesa@municipio.gob"] * 10

    un_dia_despues()
    call_command("recordar", "--dry-run")
    assert "- 2 enlaces personales que esperaban" in capsys.readouterr().out
    assert len(enlaces()) == 10
    call_command("recordar")
    assert len(enlaces()) == 12

    un_dia_despues()
    call_command("recordar")
    assert len(enlaces()) == 12
    assert not de_una_oficina.participantes.filter(avisado_el=None).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("en_orden", [True, False])
def test_a_trial_does_not_lock_itself_with_who_answers(de_una_oficina, un_dia_despues, monkeypatch, en_orden):
    """One transaction for all: registrations first. The control, people first: a deadlock."""
    primera = de_una_oficina.participantes.exclude(avisado_el=None).earliest("pk")
    de_una_oficina.participantes.filter(pk=primera.pk).update(avisado_el=timezone.now() - datetime.timedelta(days=4))
    un_dia_despues()
    tiene, avisar = threading.Event(), avisos.a_la_persona
    partes = [de_personas.enviar_aplazados, de_personas.recordar_a_personas]
    monkeypatch.setattr(recordatorios, "_partes", partes if en_orden else partes[::-1])

    def con_pausa(tipo, persona, **mas):
        if tipo == "recordatorio_personal" and not tiene.is_set():
            tiene.set()
            time.sleep(0.5)  # who answers waits by now: for the registration or, in the control, for the person
        return avisar(tipo, persona, **mas)

    monkeypatch.setattr(avisos, "a_la_persona", con_pausa)

    def responder():
        assert tiene.wait(PLAZO)
        return services.confirmar_que_va(participante=primera)

    resultados = a_la_vez(lambda: recordatorios.recordar(ahora=timezone.now(), ensayo=True), responder)

    assert (errores(resultados) == []) is en_orden


def test_a_trial_takes_registrations_before_people():
    partes = [parte for parte in recordatorios._partes if parte.__module__.startswith("inscripciones.")]
    assert partes.index(de_personas.enviar_aplazados) < partes.index(de_personas.recordar_a_personas)


def test_a_changed_address_over_the_limit_gets_its_link_the_next_day(inscripcion, luis, de_una_oficina, un_dia_despues):
    services.editar_participante(participante=luis, nombre="Luis", email="mesa@municipio.gob", cargo="")
    luis.refresh_from_db()
    assert (luis.avisado_el, luis.enlace_aplazado) == (None, True)

    un_dia_despues()
    call_command("recordar")

    luis.refresh_from_db()
    assert (luis.avisado_el is None, luis.enlace_aplazado) == (False, False)
    assert Mensaje.objects.filter(tipo="enlace_personal", sobre_id=luis.pk).count() == 2


@pytest.mark.parametrize("como", ["sin_decirlo", "retirada", "sin_correo", "terminada", "a_mano"])
def test_who_does_not_wait_for_a_link_is_sent_none(de_una_oficina, un_dia_despues, cumbre, como):
    esperan = de_una_oficina.participantes.filter(avisado_el=None)
    if como == "sin_decirlo":  # as who came with a table that was imported without telling anybody
        esperan.update(enlace_aplazado=False)
    elif como == "retirada":
        services.retirar(inscripcion=de_una_oficina)
    elif como == "sin_correo":
        esperan.update(email="")
    elif como == "a_mano":
        for persona in list(esperan):
            services.enviar_enlace(participante=persona)
    else:
        cumbre.inicio = cumbre.fin = timezone.localdate() - datetime.timedelta(days=1)
        cumbre.save()
    antes = enlaces()
    un_dia_despues()

    call_command("recordar")

    assert enlaces() == antes


def test_who_registered_them_reads_who_has_no_link_yet(de_una_oficina):
    oficial = entrar(de_una_oficina.contacto)

    for ruta, frase in [("/mi-espacio/", "sin enlace todavía"), ("/pt-br/mi-espacio/", "ainda sem link")]:
        assert oficial.get(ruta).content.decode().count(f'<span class="etiqueta">{frase}</span>') == 2

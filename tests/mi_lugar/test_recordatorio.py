"""One reminder to who did not answer, then silence."""

import datetime
import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from comun import enviador, recordatorios
from comun.models import Mensaje
from inscripciones import recordatorios as de_personas
from inscripciones import services
from inscripciones.models import Participante
from tests import fabricas
from tests.inscripciones.delegaciones import confirmada
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores

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

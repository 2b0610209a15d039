"""What messages hold of people: told whole, taken away when asked, forgotten with the mail log."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from comun import enviador, personas, purga
from comun.models import Mensaje
from inscripciones import services, uniones
from seminario.comunicados import cola
from seminario.models import Comunicado, Destinatario
from tests import fabricas
from tests.comunicados.mensajes import A_PERSONAS, A_TODOS, comunicado, delegacion, lanzar, trabajar

pytestmark = pytest.mark.django_db


def hace(dias):
    return timezone.now() - datetime.timedelta(days=dias)


@pytest.fixture
def inscripcion(cumbre):
    """A delegation that was sent a message: its contact and one person."""
    una = delegacion("ana@x.org", personas=["beto@x.org"])
    lanzar(comunicado(A_TODOS, texto_es="Gracias, {nombre}."))
    trabajar()
    return una


def test_the_export_of_a_person_tells_which_messages_they_got(inscripcion):
    delegacion("ajena@x.org")
    for dueno, email in [(inscripcion.contacto, "ana@x.org"), (inscripcion.participantes.get(), "beto@x.org")]:
        (dicho,) = personas.datos_de([dueno])[0]["comunicados"]

        assert (dicho["a"], dicho["asunto"], dicho["texto"]) == (email, "Novedades", "Gracias, {nombre}.")
        assert dicho["enviado"].startswith(str(timezone.now().year))


def test_erasing_somebody_takes_them_out_and_leaves_the_others(inscripcion):
    cuenta = personas.borrar([inscripcion.participantes.get()])

    assert cuenta["comunicados de los que era destinatario"] == 1
    assert [d.email for d in Destinatario.objects.all()] == ["ana@x.org"]
    assert Comunicado.objects.get().total == 2


@pytest.mark.parametrize(
    ("fin", "lanzado", "quedan"),
    [(89, 100, 2), (91, 100, 0), (91, 1, 0), (200, 100, 0), (200, 89, 2)],
)
def test_who_it_went_to_is_forgotten_with_the_mail_log(inscripcion, fin, lanzado, quedan):
    """90 days after the Cumbre; of what was launched later, 90 days after that."""
    cumbre = inscripcion.cumbre
    cumbre.inicio = cumbre.fin = hace(fin).date()
    cumbre.inscripcion_desde, cumbre.inscripcion_hasta = hace(fin + 20), hace(fin + 10)
    cumbre.save()
    Comunicado.objects.update(lanzado_el=hace(lanzado))

    cuentas = purga.purgar(ahora=timezone.now())

    assert Destinatario.objects.count() == quedan
    assert cuentas["destinatarios de comunicados"] == 2 - quedan
    assert (Comunicado.objects.get().total, Comunicado.objects.get().texto_es) == (2, "Gracias, {nombre}.")


def test_what_is_being_sent_is_not_forgotten_halfway(inscripcion):
    cumbre = inscripcion.cumbre
    cumbre.inicio = cumbre.fin = hace(200).date()
    cumbre.save()
    Comunicado.objects.update(lanzado_el=hace(150), estado="en_curso", terminado_el=None)

    purga.purgar(ahora=timezone.now())

    assert Destinatario.objects.count() == 2


def test_who_has_no_address_any_more_is_forgotten_at_once(inscripcion):
    ajena = fabricas.crear_destinatario(Comunicado.objects.get(), delegacion("ajena@x.org"))
    type(inscripcion.contacto).objects.filter(pk=inscripcion.contacto_id).update(email="")
    inscripcion.participantes.update(email="")

    purga.purgar(ahora=timezone.now())

    assert list(Destinatario.objects.all()) == [ajena]


def test_the_purge_of_the_mail_log_brings_nobody_back_to_the_queue(inscripcion):
    Mensaje.objects.all().delete()
    Comunicado.objects.update(estado="en_curso", terminado_el=None)
    trabajar()

    assert Mensaje.objects.count() == 0
    assert Comunicado.objects.get().estado == "terminado"


# --- When rows of people come and go ------------------------------------------------------------


@pytest.fixture
def en_dos(cumbre):
    """One person in two delegations of a city: the rows of the first and of the second, which joins it."""
    primera = delegacion("ana@x.org", personas=["eva@x.org"])
    segunda = delegacion("luis@x.org", personas=["eva@x.org"], actor=primera.ciudad, posible_duplicada_de=primera)
    for inscripcion in (primera, segunda):
        inscripcion.participantes.update(nombre="Eva Paz")
    return primera.participantes.get(), segunda.participantes.get()


def test_who_was_two_rows_still_gets_what_was_queued_for_the_one_that_goes(en_dos):
    propia, repetida = en_dos
    lanzar(comunicado(A_PERSONAS))
    suyo = Destinatario.objects.get()
    assert suyo.participante == repetida  # of two registrations, that of the last one
    cola.dar_un_paso()

    uniones.unir(inscripcion=repetida.inscripcion, usuario=None)
    Mensaje.objects.exclude(tipo="comunicado").delete()
    enviador.enviar_pendientes()

    suyo.refresh_from_db()
    assert (suyo.participante, suyo.mensaje.estado) == (propia, "enviado")
    assert [m.to for m in mail.outbox] == [["eva@x.org"]]


def test_a_union_keeps_who_a_message_went_to(en_dos):
    propia, repetida = en_dos
    uno = lanzar(comunicado(A_PERSONAS))
    trabajar()

    uniones.unir(inscripcion=repetida.inscripcion, usuario=None)

    assert [(d.participante, d.mensaje.estado) for d in uno.destinatarios.all()] == [(propia, "enviado")]
    assert len(personas.datos_de([propia])[0]["comunicados"]) == 1


def test_what_went_to_who_had_the_place_is_nothing_of_who_takes_it(inscripcion):
    persona = inscripcion.participantes.get()

    services.sustituir_participante(participante=persona, nombre="Otra", email="otra@x.org", cargo="")

    assert [d.email for d in Destinatario.objects.all()] == ["ana@x.org"]


def test_a_new_address_is_not_told_what_went_to_the_earlier_one_which_is_forgotten_with_them(inscripcion):
    persona = inscripcion.participantes.get()
    services.editar_participante(participante=persona, nombre=persona.nombre, email="nueva@x.org", cargo="")
    persona.refresh_from_db()
    assert personas.datos_de([persona])[0]["comunicados"] == []

    personas.borrar([persona])

    assert [d.email for d in Destinatario.objects.all()] == ["ana@x.org"]


def test_erasing_an_address_takes_out_whom_nobody_is_any_more_and_leaves_who_shares_it(inscripcion):
    """Somebody changed their address; another person has it now, and asks that every trace of it goes."""
    fabricas.crear_destinatario(Comunicado.objects.get(), inscripcion, email="VIEJA@x.org")
    otro = comunicado(A_PERSONAS, asunto_es="Otro")
    inscripcion.participantes.update(email="vieja@x.org")
    suyo = fabricas.crear_destinatario(
        otro, inscripcion, participante=inscripcion.participantes.get(), email="vieja@x.org"
    )

    cuenta = personas.borrar([], email="vieja@x.org")

    assert cuenta["comunicados de los que era destinatario"] == 1
    assert set(Destinatario.objects.filter(email__iexact="vieja@x.org")) == {suyo}


def test_the_night_that_takes_a_name_takes_the_address_of_its_messages(inscripcion):
    services.retirar(inscripcion=inscripcion)
    type(inscripcion).objects.update(retirada_el=hace(31))

    purga.purgar(ahora=timezone.now())

    inscripcion.contacto.refresh_from_db()
    assert (inscripcion.contacto.email, Destinatario.objects.count()) == ("", 0)


# --- A link is no introduction ------------------------------------------------------------------


def test_a_link_in_a_message_leaves_the_introduction_to_be_told(cumbre):
    """``avisado_el`` says that somebody was told what they are registered in and asked whether they come."""
    persona = delegacion("ana@x.org", personas=["eva@x.org"]).participantes.get()
    lanzar(comunicado(A_PERSONAS, texto_es="Entrar:\n{enlace}"))
    trabajar()
    persona.refresh_from_db()
    assert (persona.token() in mail.outbox[0].body, persona.avisado_el) == (True, None)

    services.agregar_participante(inscripcion=persona.inscripcion, nombre="Otra", email="", cargo="")

    assert Mensaje.objects.filter(tipo="enlace_personal").get().a == "eva@x.org"

"""A message on its way: launched once, queued once each, stopped, gone on with, and to whom it goes in the end."""

import datetime
import threading

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from actores import contactos
from comun import correo, enviador, personas, tareas
from comun.correo_leido import leer
from comun.models import Mensaje
from comun.publicacion import ContenidoCambiado
from inscripciones import services as inscripciones
from inscripciones.models import Inscripcion, Participante
from seminario.comunicados import cola, services
from seminario.comunicados.errores import ErrorComunicado, Repetido, YaLanzado
from seminario.comunicados.progreso import progreso_de
from seminario.models import Comunicado, Destinatario
from tests import fabricas
from tests.comunicados.mensajes import (
    A_PERSONAS,
    A_TODOS,
    comunicado,
    coordinadora,
    delegacion,
    estados,
    lanzar,
    trabajar,
)
from tests.inscripciones.hilos import a_la_vez

pytestmark = pytest.mark.django_db

TEXTO = (
    "Estimada/o {nombre}:\n\n- {delegacion}\n- {referencia}\n\nAbrir mi espacio:\n{enlace}\n\nLa {cumbre}, el {fecha}."
)


def enviados():
    return sorted(m.to[0] for m in mail.outbox)


# --- What is read -------------------------------------------------------------------------------


def test_each_reads_their_language_their_names_and_their_own_link(cumbre):
    ana = delegacion("ana@x.org", actor=fabricas.crear_ciudad(nombre="Rosario"), personas=["beto@x.org"])
    bia = delegacion("bia@x.org", actor=fabricas.crear_ciudad(nombre="Niterói", pais="BR"), idioma="pt-br")
    lanzar(
        comunicado(A_TODOS, asunto_es="Hola {nombre}", asunto_pt_br="Oi {nombre}", texto_es=TEXTO, texto_pt_br=TEXTO)
    )

    trabajar()

    por_quien = {m.to[0]: m for m in mail.outbox}
    beto = Participante.objects.get()
    esperado = {
        "ana@x.org": ("Hola", ana.contacto, "Rosario", f"http://testserver/acceso/{ana.contacto.token()}/"),
        "beto@x.org": ("Hola", beto, "Rosario", f"http://testserver/acceso/{beto.token()}/"),
        "bia@x.org": ("Oi", bia.contacto, "Niterói", f"http://testserver/pt-br/acceso/{bia.contacto.token()}/"),
    }
    assert set(por_quien) == set(esperado)
    for email, (saludo, dueno, ciudad, enlace) in esperado.items():
        enviado = por_quien[email]
        assert enviado.subject == f"{saludo} {dueno.nombre}"
        assert f"\n- {ciudad}\n" in enviado.body
        assert [linea for linea in enviado.body.splitlines() if "://" in linea] == [enlace]
        assert f'<a href="{enlace}"' in enviado.alternatives[0].content
        assert enviado.reply_to == ["cumbre@ejemplo.gob"]
    assert "quien inscribió a su delegación dio esta dirección" in por_quien["beto@x.org"].body
    assert "figura como contacto" in por_quien["ana@x.org"].body
    assert "{" not in "".join(m.body + m.subject for m in mail.outbox)


def test_a_message_without_a_link_has_none(cumbre):
    delegacion("ana@x.org")
    lanzar(comunicado(texto_es="Gracias, {nombre}."))

    trabajar()

    assert "://" not in mail.outbox[0].body
    assert "<a " not in mail.outbox[0].alternatives[0].content


def test_no_link_lies_in_the_database(cumbre):
    inscripcion = delegacion("ana@x.org")
    lanzar(comunicado(texto_es=TEXTO))
    tareas.dar_un_paso()

    mensaje = Mensaje.objects.get()
    assert mensaje.parametros == {"destinatario": Destinatario.objects.get().pk}
    assert inscripcion.contacto.token() not in repr(Mensaje.objects.values().get())


def test_what_people_are_called_stays_text(cumbre):
    nombre = "<b>Ana</b> {enlace}\r\nBcc: otra@x.org"
    inscripcion = delegacion("ana@x.org", actor=fabricas.crear_ciudad(nombre="- https://malo.example/ [x](y)"))
    type(inscripcion.contacto).objects.update(nombre=nombre)
    lanzar(comunicado(asunto_es="Para {nombre}", texto_es="{delegacion}\n{nombre}"))

    trabajar()

    (enviado,) = mail.outbox
    assert enviado.subject == "Para <b>Ana</b> {enlace} Bcc: otra@x.org"
    assert enviado.message()["Bcc"] is None
    assert enviado.recipients() == ["ana@x.org"]
    html = enviado.alternatives[0].content
    assert "&lt;b&gt;Ana&lt;/b&gt; {enlace} Bcc: otra@x.org" in html
    assert "https://malo.example/ [x](y)<br>" in html
    assert "<a " not in html
    assert "<li" not in html


# --- Launching ----------------------------------------------------------------------------------


def test_launch_fixes_the_recipients_and_queues_nothing_yet(cumbre):
    delegacion("ana@x.org")
    uno, quien = comunicado(), coordinadora()

    lanzado = services.lanzar(comunicado=uno, sello_leido=services.sello(uno), usuario=quien)
    delegacion("tarde@x.org")

    assert (lanzado.estado, lanzado.total, lanzado.lanzado_por) == ("en_curso", 1, quien)
    assert [d.email for d in lanzado.destinatarios.all()] == ["ana@x.org"]
    assert Mensaje.objects.count() == 0


def test_launch_twice_is_once(cumbre):
    delegacion("ana@x.org")
    uno = comunicado()
    lanzar(uno)

    with pytest.raises(YaLanzado):
        lanzar(uno)
    trabajar()

    assert (enviados(), Destinatario.objects.count()) == (["ana@x.org"], 1)


@pytest.mark.parametrize("cambio", [{"texto_pt_br": "Outra coisa."}, {"segmento": A_PERSONAS}, {"asunto_es": "Otro"}])
def test_what_was_not_read_is_not_launched(cumbre, cambio):
    delegacion("ana@x.org", personas=["ana@x.org"])
    uno = comunicado()
    leido = services.sello(uno)
    Comunicado.objects.update(**cambio)

    with pytest.raises(ContenidoCambiado):
        services.lanzar(comunicado=uno, sello_leido=leido, usuario=None)

    assert (Comunicado.objects.get().estado, Destinatario.objects.count()) == ("borrador", 0)


def test_launch_to_nobody_is_refused(cumbre):
    uno = comunicado()

    with pytest.raises(ErrorComunicado) as error:
        lanzar(uno)

    assert str(error.value) == "Ahora no hay nadie a quien enviarlo: cambie a quiénes va y vuelva a revisarlo."
    assert Comunicado.objects.get().estado == "borrador"


def test_launch_of_an_unreadable_segment_is_refused(cumbre):
    with pytest.raises(ErrorComunicado):
        lanzar(comunicado({}))


def test_the_same_to_the_same_within_the_hour_is_asked_once_more(cumbre):
    delegacion("ana@x.org")
    lanzar(comunicado())
    igual, distinto, a_otros = comunicado(), comunicado(texto_es="Otra cosa."), comunicado(A_TODOS)

    lanzar(distinto)
    lanzar(a_otros)
    with pytest.raises(Repetido):
        lanzar(igual)
    assert lanzar(igual, otra_vez=True).total == 1


def test_the_same_to_the_same_after_the_hour_is_not_asked(cumbre):
    delegacion("ana@x.org")
    lanzar(comunicado())
    Comunicado.objects.update(lanzado_el=timezone.now() - datetime.timedelta(minutes=61))

    assert lanzar(comunicado()).total == 1


def test_what_was_launched_is_not_saved_over(cumbre):
    delegacion("ana@x.org")
    uno = comunicado()
    lanzar(uno)  # somebody else's; this one still reads "borrador"
    uno.texto_es = "Cambiado."

    with pytest.raises(YaLanzado):
        services.guardar(comunicado=uno)

    assert Comunicado.objects.get().texto_es == "Hola."


@pytest.mark.django_db(transaction=True)
def test_two_launch_at_once_and_it_is_one():
    fabricas.crear_cumbre()
    for n in range(20):
        delegacion(f"c{n}@x.org")
    uno = comunicado()

    hechos = a_la_vez(*[lambda: lanzar(uno)] * 4)

    assert [type(hecho) for hecho in hechos if isinstance(hecho, Exception)] == [YaLanzado] * 3
    assert Destinatario.objects.count() == 20


# --- The queue ----------------------------------------------------------------------------------


def test_each_is_queued_once_and_the_message_ends(cumbre, monkeypatch):
    monkeypatch.setattr(cola, "TANDA", 2)
    for n in range(5):
        delegacion(f"c{n}@x.org")
    uno = lanzar(comunicado())

    trabajar()

    uno.refresh_from_db()
    assert enviados() == [f"c{n}@x.org" for n in range(5)]
    assert (uno.estado, uno.terminado_el is not None, estados()) == ("terminado", True, {"enviado": 5})


def test_a_mail_that_somebody_waits_for_has_few_of_these_before_it(cumbre, monkeypatch):
    monkeypatch.setattr(cola, "TANDA", 2)
    for n in range(5):
        delegacion(f"c{n}@x.org")
    lanzar(comunicado())
    tareas.dar_un_paso()
    espera = delegacion("espera@x.org", estado="borrador")
    correo.encolar(tipo="enlace_borrador", a="espera@x.org", idioma="es", sobre=espera)

    trabajar()

    assert [m.to[0] for m in mail.outbox].index("espera@x.org") == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("con_candado", [True, False])
def test_two_workers_queue_each_once(monkeypatch, con_candado):
    """The control: without the lock, both take the same ones."""
    fabricas.crear_cumbre()
    for n in range(12):
        delegacion(f"c{n}@x.org")
    lanzar(comunicado())
    juntos = threading.Barrier(2)
    encolar = cola.encolar
    if not con_candado:
        monkeypatch.setattr(cola, "bloqueados", lambda consulta, **como: consulta)

    def esperar_y_encolar(tanda):
        if not con_candado:
            juntos.wait(10)
        encolar(tanda)

    monkeypatch.setattr(cola, "encolar", esperar_y_encolar)

    a_la_vez(*[cola.dar_un_paso] * 2)

    assert Mensaje.objects.filter(tipo="comunicado").count() == (12 if con_candado else 24)


def test_a_step_that_fails_leaves_nothing_half_done(cumbre, monkeypatch):
    delegacion("ana@x.org")
    lanzar(comunicado())
    monkeypatch.setattr(Destinatario.objects, "bulk_update", lambda *args: 1 / 0)

    with pytest.raises(ZeroDivisionError), transaction.atomic():
        cola.dar_un_paso()

    assert Mensaje.objects.count() == 0


def test_the_language_is_the_one_they_read_when_queued(cumbre):
    inscripcion = delegacion("ana@x.org")
    lanzar(comunicado())
    type(inscripcion.contacto).objects.update(idioma="pt-br")

    trabajar()

    assert (mail.outbox[0].subject, Destinatario.objects.get().idioma) == ("Novidades", "pt-br")


# --- Stopping -----------------------------------------------------------------------------------


def test_a_stop_takes_what_waits_out_of_the_queue_and_going_on_sends_the_rest_once(cumbre, monkeypatch):
    monkeypatch.setattr(cola, "TANDA", 2)
    for n in range(5):
        delegacion(f"c{n}@x.org")
    uno = lanzar(comunicado())
    tareas.dar_un_paso()
    antes = set(Mensaje.objects.values_list("message_id", flat=True))

    assert services.detener(comunicado=uno) == 2
    trabajar()
    assert (enviados(), estados()) == ([], {"anulado": 2})
    services.continuar(comunicado=uno)
    trabajar()

    assert (enviados(), estados()) == ([f"c{n}@x.org" for n in range(5)], {"enviado": 5})
    assert antes < set(Mensaje.objects.values_list("message_id", flat=True))
    assert Comunicado.objects.get().estado == "terminado"


def test_a_stop_leaves_what_is_being_sent_and_a_later_try_of_it_is_not_sent(cumbre):
    for n in range(2):
        delegacion(f"c{n}@x.org")
    uno = lanzar(comunicado())
    tareas.dar_un_paso()
    en_mano = enviador.tomar()

    assert services.detener(comunicado=uno) == 1
    assert Mensaje.objects.get(pk=en_mano.pk).estado == "enviando"
    Mensaje.objects.filter(pk=en_mano.pk).update(estado="en_espera")  # the server was away
    trabajar()

    assert (enviados(), estados()) == ([], {"anulado": 2})
    services.continuar(comunicado=uno)
    trabajar()
    assert enviados() == ["c0@x.org", "c1@x.org"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("con_candado", [True, False])
def test_a_stop_waits_for_the_step_that_is_being_taken(monkeypatch, con_candado):
    """The control: without the lock the step ends after the stop, which did not see its mails. Even so none is sent."""
    fabricas.crear_cumbre()
    delegacion("ana@x.org")
    uno, encolar = lanzar(comunicado()), cola.encolar
    escribiendo, sigue = threading.Event(), threading.Event()
    if not con_candado:
        monkeypatch.setattr(cola, "bloqueados", lambda consulta, **como: consulta)

    def encolar_despacio(tanda):
        escribiendo.set()
        assert sigue.wait(10)
        encolar(tanda)

    monkeypatch.setattr(cola, "encolar", encolar_despacio)

    def detener():
        assert escribiendo.wait(10)
        threading.Timer(0.5, sigue.set).start()  # a stop that does not wait is over by then
        return services.detener(comunicado=uno)

    _paso, detenidos = a_la_vez(cola.dar_un_paso, detener)

    assert (detenidos, estados()) == ((1, {"anulado": 1}) if con_candado else (0, {"en_cola": 1}))
    trabajar()
    assert (enviados(), estados()) == ([], {"anulado": 1})


def test_stop_go_on_and_retry_ask_for_their_state(cumbre):
    delegacion("ana@x.org")
    borrador = comunicado(asunto_es="Otro")
    uno = lanzar(comunicado())

    for accion, cual in [
        (services.continuar, uno),
        (services.detener, borrador),
        (services.continuar, borrador),
        (services.reintentar, borrador),
    ]:
        with pytest.raises(ErrorComunicado):
            accion(comunicado=cual)
    services.detener(comunicado=uno)
    for accion in (services.detener, services.reintentar):
        with pytest.raises(ErrorComunicado):
            accion(comunicado=uno)


def test_failures_are_tried_once_more_pressed_twice_or_not(cumbre):
    for n in range(3):
        delegacion(f"c{n}@x.org")
    uno = lanzar(comunicado())
    tareas.dar_un_paso()
    Mensaje.objects.filter(a__in=["c0@x.org", "c1@x.org"]).update(estado="fallido", error="550", intentos=3)
    trabajar()
    assert (estados(), Comunicado.objects.get().estado) == ({"fallido": 2, "enviado": 1}, "terminado")

    assert [services.reintentar(comunicado=uno) for _vez in range(2)] == [2, 0]
    trabajar()

    assert (enviados(), estados()) == (["c0@x.org", "c1@x.org", "c2@x.org"], {"enviado": 3})
    assert Comunicado.objects.get().estado == "terminado"


def test_one_that_staff_queued_again_by_itself_is_the_one_that_counts(cumbre):
    delegacion("ana@x.org")
    uno = lanzar(comunicado())
    tareas.dar_un_paso()
    Mensaje.objects.update(estado="fallido")

    correo.reenviar(Mensaje.objects.get())

    assert services.reintentar(comunicado=uno) == 0
    trabajar()
    assert (enviados(), progreso_de(uno).enviados, progreso_de(uno).fallidos) == (["ana@x.org"], 1, 0)


@pytest.mark.parametrize("estado", ["enviado", "fallido"])
def test_one_that_staff_queued_again_is_still_read_as_it_was(cumbre, estado):
    delegacion("ana@x.org")
    lanzar(comunicado(texto_es="Nos vemos a las 16:30."))
    trabajar()
    Mensaje.objects.update(estado=estado)

    correo.reenviar(Mensaje.objects.get())

    assert [("16:30" in leer(m).texto) for m in Mensaje.objects.order_by("pk")] == [True, True]


def test_nobody_gets_one_twice_whatever_is_tried_again(cumbre):
    delegacion("ana@x.org")
    uno = lanzar(comunicado())
    tareas.dar_un_paso()
    primero = Mensaje.objects.get()
    with pytest.raises(correo.NoSeReenvia):
        correo.reenviar(primero)
    Mensaje.objects.update(estado="fallido")

    correo.reenviar(primero)
    services.reintentar(comunicado=uno)
    with pytest.raises(correo.NoSeReenvia):
        correo.reenviar(primero)
    Mensaje.objects.filter(pk=primero.pk).update(estado="en_cola")  # queued by who read it before it was replaced
    trabajar()

    assert enviados() == ["ana@x.org"]
    assert [m.estado for m in Mensaje.objects.order_by("pk")] == ["anulado", "enviado"]


# --- Whom it is not for any more ----------------------------------------------------------------


def retirar(inscripcion):
    inscripciones.retirar(inscripcion=inscripcion)


def otra_direccion(inscripcion):
    contacto = inscripcion.contacto
    datos = {c: getattr(contacto, c) for c in ("nombre", "telefono", "cargo", "idioma")}
    contactos.corregir(contacto=contacto, usuario=None, email="nueva@x.org", **datos)


def borrar(inscripcion):
    personas.borrar([inscripcion.contacto])


@pytest.mark.parametrize("que", [retirar, otra_direccion, borrar])
@pytest.mark.parametrize("cuando", ["sin encolar", "encolado"])
def test_who_went_away_after_the_launch_gets_nothing(cumbre, que, cuando):
    seguira, se_va = delegacion("sigue@x.org"), delegacion("ana@x.org")
    fabricas.crear_participante(se_va, nombre="Ana", email="ana@x.org", es_contacto=True)
    lanzar(comunicado(asunto_es="Aviso"))
    if cuando == "encolado":
        tareas.dar_un_paso()

    que(Inscripcion.objects.get(pk=se_va.pk))
    trabajar()

    assert [m.to[0] for m in mail.outbox if m.subject == "Aviso"] == [seguira.contacto.email]
    assert Comunicado.objects.get().estado == "terminado"


@pytest.mark.parametrize("segmento", [A_PERSONAS, {**A_PERSONAS, "respuesta": "declinada"}])
def test_who_declined_after_the_launch_gets_nothing_unless_it_is_for_them(cumbre, segmento):
    delegacion("contacto@x.org", personas=["ana@x.org"])
    declina = {"respuesta": "declinada", "respondio_el": timezone.now()}
    if "respuesta" in segmento:
        Participante.objects.update(**declina)
    lanzar(comunicado(segmento))
    Participante.objects.update(**declina)

    trabajar()

    assert enviados() == (["ana@x.org"] if "respuesta" in segmento else [])


def test_a_person_who_was_removed_gets_nothing_and_holds_nothing_up(cumbre):
    delegacion("contacto@x.org", personas=["ana@x.org", "beto@x.org"])
    uno = lanzar(comunicado(A_PERSONAS))
    tareas.dar_un_paso()
    Participante.objects.filter(email="ana@x.org").delete()

    trabajar()

    assert enviados() == ["beto@x.org"]
    assert progreso_de(uno)._asdict() == {
        "total": 2, "por_encolar": 0, "en_cola": 0, "en_espera": 0, "enviados": 1, "fallidos": 0, "anulados": 0,
        "quitados": 1,
    }  # fmt: skip


# --- The test to oneself ------------------------------------------------------------------------


def test_a_test_is_marked_in_both_languages_and_carries_nobodys_data(cumbre):
    inscripcion = delegacion("ana@x.org", actor=fabricas.crear_ciudad(nombre="Rosario"))
    uno = comunicado(texto_es=TEXTO, texto_pt_br=TEXTO)

    services.probar(comunicado=uno, usuario=coordinadora())
    trabajar()

    assert [(m.to, m.subject) for m in mail.outbox] == [
        (["coordinacion@ejemplo.gob"], "[Prueba] Novedades"),
        (["coordinacion@ejemplo.gob"], "[Teste] Novidades"),
    ]
    for enviado, pagina in zip(mail.outbox, ["/acceso/", "/pt-br/acceso/"], strict=True):
        assert f"http://testserver{pagina}\n" in enviado.body
        assert not {"Rosario", inscripcion.referencia, inscripcion.contacto.nombre} & set(enviado.body.split())
    assert Comunicado.objects.get().estado == "borrador"


def test_a_test_needs_an_address(cumbre):
    with pytest.raises(ErrorComunicado):
        services.probar(comunicado=comunicado(), usuario=coordinadora(email=""))
    assert Mensaje.objects.count() == 0


def test_an_idle_worker_asks_little(cumbre, django_assert_num_queries):
    comunicado()
    with django_assert_num_queries(1):
        assert cola.dar_un_paso() is False

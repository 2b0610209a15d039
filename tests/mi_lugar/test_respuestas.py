"""Coming or not: what is freed, who gets it, what comes back."""

import datetime
from functools import partial

import pytest
from django.core import mail
from django.utils import timezone

from actores.models import Contacto
from agenda.models import Actividad
from comun import enviador
from comun.models import Mensaje
from inscripciones import services
from inscripciones.errores import ActividadCerrada, ErrorInscripcion, InscripcionCerrada, YaNoSePuedeCambiar
from inscripciones.models import Asistencia, Participante
from tests import fabricas
from tests.inscripciones.delegaciones import confirmada, invariantes
from tests.inscripciones.hilos import a_la_vez, errores
from tests.mi_lugar.conftest import entrar


def estados_de(persona):
    """States of a person's attendances by slug."""
    return dict(persona.asistencias.values_list("actividad__slug", "estado"))


def cerrar(cumbre):
    cumbre.inscripcion_hasta = timezone.now() - datetime.timedelta(hours=1)
    cumbre.save()


def cupo(actividad, n):
    type(actividad).objects.filter(pk=actividad.pk).update(cupo_presencial=n)


def persona_de(inscripcion, email="espera@x.org"):
    persona = inscripcion.participantes.get()
    type(persona).objects.filter(pk=persona.pk).update(email=email, idioma="pt-br")
    return persona


# --- Not coming ---------------------------------------------------------------------------------


def test_declining_frees_every_place_promotes_who_waits_and_keeps_the_person(inscripcion, luis, seminario, clima):
    cupo(clima, 2)
    cupo(seminario, 2)
    persona = persona_de(confirmada(clima, seminario))
    assert estados_de(persona) == {"clima": "en_espera", "seminario": "en_espera"}
    Mensaje.objects.all().delete()

    services.declinar(participante=luis)

    luis.refresh_from_db()
    assert (luis.respuesta, luis.respondio_el is not None) == ("declinada", True)
    assert estados_de(luis) == {"clima": "retirada", "seminario": "retirada"}
    assert estados_de(persona) == {"clima": "confirmada", "seminario": "confirmada"}
    assert inscripcion.participantes.filter(pk=luis.pk).exists()
    contacto = Contacto.objects.get(inscripcion__participantes=persona)
    assert sorted(Mensaje.objects.values_list("tipo", "a", "idioma")) == [
        ("inscripcion_cambiada", inscripcion.contacto.email, "es"),
        *[("lugar_liberado", contacto.email, "es")] * 2,
        *[("lugar_liberado_persona", "espera@x.org", "pt-br")] * 2,
    ]
    invariantes(seminario, clima)


def test_declining_twice_is_once_and_works_after_the_closing(luis, cumbre):
    cerrar(cumbre)
    primera = services.declinar(participante=luis).respondio_el

    assert services.declinar(participante=luis).respondio_el == primera


def test_what_the_officer_changes_gives_no_place_to_who_declined(inscripcion, luis, seminario, clima, cumbre):
    otra = fabricas.crear_actividad(cumbre, slug="otra")
    services.declinar(participante=luis)

    services.guardar_actividades(inscripcion=inscripcion, elecciones={seminario: "virtual", otra: "presencial"})

    assert estados_de(luis) == {"clima": "retirada", "seminario": "retirada"}
    with pytest.raises(ErrorInscripcion, match="Luis Cando avisó que no va"):
        services.guardar_actividades_de(participante=luis, elecciones={otra: "presencial"})

    services.confirmar_que_va(participante=luis)

    assert sorted(luis.asistencias.values_list("actividad__slug", "modalidad", "estado")) == [
        ("otra", "presencial", "confirmada"),
        ("seminario", "virtual", "confirmada"),
    ]


def test_taking_it_back_places_again_with_a_turn_where_the_room_filled_up(luis, seminario, clima):
    services.declinar(participante=luis)
    cupo(clima, 1)

    services.confirmar_que_va(participante=luis)

    luis.refresh_from_db()
    assert luis.respuesta == "confirmada"
    assert estados_de(luis) == {"clima": "en_espera", "seminario": "confirmada"}
    invariantes(seminario, clima)


def test_taking_it_back_asks_again_for_what_is_reserved_and_leaves_out_what_closed(cumbre, clima):
    asamblea = fabricas.crear_actividad(cumbre, slug="asamblea", reservada=True)
    cerrada = fabricas.crear_actividad(cumbre, slug="cerrada")
    persona = persona_de(confirmada(clima, asamblea, cerrada))
    services.declinar(participante=persona)
    type(cerrada).objects.filter(pk=cerrada.pk).update(cerrada=True)

    services.confirmar_que_va(participante=persona)

    assert estados_de(persona) == {"asamblea": "solicitada", "cerrada": "retirada", "clima": "confirmada"}


def test_taking_it_back_keeps_a_choice_of_ones_own(luis, clima):
    services.guardar_actividades_de(participante=luis, elecciones={clima: "virtual"})
    services.declinar(participante=luis)

    services.confirmar_que_va(participante=luis)

    assert estados_de(luis) == {"clima": "confirmada"}


@pytest.fixture
def vuelve(luis, clima):
    """Luis, who came back after declining while one of his activities was closed."""
    services.declinar(participante=luis)
    type(clima).objects.filter(pk=clima.pk).update(cerrada=True)
    luis = services.confirmar_que_va(participante=luis)
    assert estados_de(luis) == {"seminario": "confirmada", "clima": "retirada"}
    return luis


def elegir(persona, por_su_cuenta):
    """Choose both activities, the closed one online: for the whole delegation, or for one person."""
    seminario, clima = Actividad.objects.order_by("slug").reverse()
    elecciones = {seminario: "presencial", clima: "virtual"}
    if por_su_cuenta:
        services.guardar_actividades_de(participante=persona, elecciones=elecciones)
    else:
        services.guardar_actividades(inscripcion=persona.inscripcion, elecciones=elecciones)


@pytest.mark.parametrize("por_su_cuenta", [False, True])
def test_what_was_closed_when_they_came_back_is_chosen_again_once_it_is_open(vuelve, clima, por_su_cuenta):
    type(clima).objects.filter(pk=clima.pk).update(cerrada=False)

    elegir(vuelve, por_su_cuenta)

    assert sorted(vuelve.asistencias.values_list("actividad__slug", "modalidad", "estado")) == [
        ("clima", "virtual", "confirmada"),
        ("seminario", "presencial", "confirmada"),
    ]


def test_what_they_left_is_not_chosen_again_while_it_is_closed(vuelve):
    elegir(vuelve, por_su_cuenta=False)
    with pytest.raises(ActividadCerrada):
        elegir(vuelve, por_su_cuenta=True)

    assert estados_de(vuelve) == {"seminario": "confirmada", "clima": "retirada"}


def test_taking_it_back_needs_the_open_window_but_answering_does_not(luis, ana, cumbre):
    services.declinar(participante=luis)
    cerrar(cumbre)

    with pytest.raises(InscripcionCerrada, match="El plazo para volver a sumarse terminó"):
        services.confirmar_que_va(participante=luis)
    assert services.confirmar_que_va(participante=ana).respuesta == "confirmada"


@pytest.mark.parametrize(
    "accion",
    [
        partial(services.guardar_permisos, imagen=True, listado=True),
        partial(services.elegir_idioma, idioma="es"),
        services.anular_enlaces,
    ],
)
def test_who_was_removed_a_moment_ago_is_told_so(luis, accion):
    Participante.objects.filter(pk=luis.pk).delete()

    with pytest.raises(YaNoSePuedeCambiar) as error:
        accion(participante=luis)

    assert error.value.mensaje == "Ya no figura en la delegación: escriba a quien la inscribió."


def test_nothing_is_answered_once_withdrawn_or_removed(inscripcion, luis, ana):
    services.quitar_participante(participante=luis)
    luis.pk = luis.pk or 0
    with pytest.raises(YaNoSePuedeCambiar):
        services.declinar(participante=luis)

    services.retirar(inscripcion=inscripcion)
    for servicio in (services.declinar, services.confirmar_que_va):
        with pytest.raises(YaNoSePuedeCambiar):
            servicio(participante=ana)


@pytest.mark.django_db(transaction=True)
def test_declining_and_coming_at_once_oversell_nothing():
    cumbre = fabricas.crear_cumbre()
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=3)
    con_lugar = [persona_de(confirmada(actividad), f"p{n}@x.org") for n in range(3)]
    for _n in range(4):
        confirmada(actividad)
    afuera = [persona_de(confirmada(actividad), f"q{n}@x.org") for n in range(2)]
    for persona in afuera:
        services.declinar(participante=persona)

    resultados = a_la_vez(
        *[lambda p=p: services.declinar(participante=p) for p in con_lugar],
        *[lambda p=p: services.confirmar_que_va(participante=p) for p in afuera],
    )

    assert errores(resultados) == []
    invariantes(actividad)
    assert Asistencia.objects.con_lugar().filter(actividad=actividad).count() == 3


# --- One activity -------------------------------------------------------------------------------


def test_leaving_one_activity_promotes_and_stops_following_the_delegation(inscripcion, luis, seminario, clima):
    cupo(clima, 2)
    persona = persona_de(confirmada(clima))
    assert estados_de(persona) == {"clima": "en_espera"}

    services.declinar_actividad(participante=luis, actividad=clima)
    services.guardar_actividades(inscripcion=inscripcion, elecciones={clima: "presencial", seminario: "virtual"})

    luis.refresh_from_db()
    assert luis.actividades_propias is True
    assert estados_de(luis) == {"seminario": "confirmada"}
    assert estados_de(persona) == {"clima": "confirmada"}


def test_the_only_one_left_is_left_by_not_coming(luis, seminario, clima):
    services.declinar_actividad(participante=luis, actividad=clima)

    with pytest.raises(ErrorInscripcion, match="Es la única actividad que le queda"):
        services.declinar_actividad(participante=luis, actividad=seminario)
    services.declinar_actividad(participante=luis, actividad=clima)

    assert estados_de(luis) == {"seminario": "confirmada"}


def test_who_waited_reads_that_the_place_is_theirs_and_may_leave_it(luis, clima, seminario):
    cupo(clima, 2)
    persona = persona_de(confirmada(clima, seminario))
    services.declinar_actividad(participante=luis, actividad=clima)
    Mensaje.objects.exclude(tipo="lugar_liberado_persona").delete()

    enviador.enviar_pendientes()

    (enviado,) = mail.outbox
    assert (enviado.to, enviado.subject) == (["espera@x.org"], "Uma vaga foi liberada e é sua")
    assert "presencial, vaga confirmada" in enviado.body
    assert "pode deixá-la pelo seu link pessoal" in enviado.body
    (enlace,) = [linea for linea in enviado.body.splitlines() if "://" in linea]
    assert enlace == f"http://testserver/pt-br/acceso/{persona.token()}/"
    services.declinar_actividad(participante=persona, actividad=clima)
    assert estados_de(persona) == {"seminario": "confirmada"}


def test_the_mailbox_of_the_contact_reads_it_once(luis, clima):
    cupo(clima, 2)
    otra = confirmada(clima)
    persona_de(otra, otra.contacto.email.upper())
    Mensaje.objects.all().delete()

    services.declinar(participante=luis)

    assert sorted(Mensaje.objects.values_list("tipo", "a")) == [
        ("inscripcion_cambiada", luis.inscripcion.contacto.email),
        ("lugar_liberado", otra.contacto.email),
    ]


# --- By the page --------------------------------------------------------------------------------


def test_the_page_asks_confirms_declines_and_takes_it_back(de_luis, luis):
    assert "¿Va a participar?" in de_luis.get("/mi-lugar/").content.decode()

    de_luis.post("/mi-lugar/voy/", {"clave_envio": "a"})
    assert "Confirmó que va" in de_luis.get("/mi-lugar/").content.decode()
    assert "Todos sus lugares se liberan" in de_luis.get("/mi-lugar/no-voy/").content.decode()

    de_luis.post("/mi-lugar/no-voy/", {"clave_envio": "b"})
    pagina = de_luis.get("/mi-lugar/").content.decode()
    assert "Avisó que no va" in pagina
    assert "Al final, voy a participar" in pagina
    assert "/mi-lugar/entrada/" not in pagina

    de_luis.post("/mi-lugar/voy/", {"clave_envio": "c"})
    luis.refresh_from_db()
    assert luis.respuesta == "confirmada"


def test_the_page_leaves_one_activity_and_the_last_one_stays(de_luis, luis):
    ruta = "/mi-lugar/actividades/clima/dejar/"
    assert "¿Dejar «Clima»?" in de_luis.get(ruta).content.decode()

    de_luis.post(ruta, {"clave_envio": "a"})
    pagina = de_luis.get("/mi-lugar/").content.decode()
    assert "Dejó «Clima»." in pagina
    assert "/dejar/" not in pagina
    de_luis.post("/mi-lugar/actividades/seminario/dejar/", {"clave_envio": "b"})

    assert "Es la única actividad que le queda" in de_luis.get("/mi-lugar/").content.decode()
    assert estados_de(luis) == {"seminario": "confirmada"}


def test_after_the_closing_the_page_offers_no_way_back(de_luis, luis, cumbre):
    services.declinar(participante=luis)
    cerrar(cumbre)

    pagina = de_luis.get("/mi-lugar/").content.decode()
    assert "El plazo para volver a sumarse terminó" in pagina
    assert "/mi-lugar/voy/" not in pagina
    de_luis.post("/mi-lugar/voy/", {"clave_envio": "a"})

    luis.refresh_from_db()
    assert luis.respuesta == "declinada"


def test_the_same_answer_sent_twice_is_one(luis):
    navegador = entrar(luis)
    for _n in range(2):
        navegador.post("/mi-lugar/no-voy/", {"clave_envio": "a"})

    luis.refresh_from_db()
    assert luis.respuesta == "declinada"

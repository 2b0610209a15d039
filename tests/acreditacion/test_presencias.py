"""Who is seen at the door: once, by whom, with a place or by decision; and what becomes of it afterwards."""

import threading
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.db import IntegrityError, connection, transaction

from acreditacion import presencias
from acreditacion.busqueda import buscar, por_codigo
from acreditacion.models import Presencia
from acreditacion.presencias import Situacion
from actores.services import fusionar
from agenda.models import Actividad
from comun.models import Mensaje
from inscripciones import lugares, puerta, services, uniones
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Asistencia, CambioInscripcion, Inscripcion, Participante
from inscripciones.puerta import YaInscrita
from inscripciones.services import comunes
from tests import fabricas
from tests.inscripciones.delegaciones import borrador, confirmada, estados, invariantes
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores

pytestmark = pytest.mark.django_db


@pytest.fixture
def equipo():
    return get_user_model().objects.create_user("puerta-1", password="x" * 16, is_staff=True)


@pytest.fixture
def sala():
    """An activity with two places."""
    return fabricas.crear_actividad(titulo_es="Seminario", slug="seminario", cupo_presencial=2)


def persona_de(inscripcion):
    return inscripcion.participantes.select_related("inscripcion").get()


def registrar(persona, actividad, **mas):
    return presencias.registrar(participante=persona, actividad=actividad, medio="qr", **mas)


def dejar_pasar(persona, actividad, **mas):
    return presencias.dejar_pasar(participante=persona, actividad=actividad, medio="nombre", **mas)


def inscribir(actividad, actor, **mas):
    datos = {"nombre": "Ana Paz", "email": "", "idioma": "es", **mas}
    return presencias.inscribir_y_registrar(actividad=actividad, actor=actor, **datos)


def ocupacion(actividad):
    fila = presencias.con_ocupacion(type(actividad).objects.filter(pk=actividad.pk)).get()
    return tuple(presencias.ocupacion(fila))


# --- Entering -----------------------------------------------------------------------------------


def test_who_has_a_place_enters(sala, equipo):
    persona = persona_de(confirmada(sala))

    presencia = registrar(persona, sala, puesto="Puerta 1", usuario=equipo)

    fila = Presencia.objects.get()
    assert (fila, fila.participante, fila.medio, fila.puesto) == (presencia, persona, "qr", "Puerta 1")
    assert (fila.registrada_por, fila.modalidad, fila.ingreso) == (equipo, "presencial", "directo")
    assert ocupacion(sala) == (1, 1, 2)


def test_a_second_entry_is_told_of_the_first(sala, equipo):
    persona = persona_de(confirmada(sala))
    primera = registrar(persona, sala, puesto="Puerta 1", usuario=equipo)

    with pytest.raises(presencias.YaEntro) as dicho:
        registrar(persona, sala, puesto="Puerta 2")

    assert (dicho.value.presencia, dicho.value.presencia.puesto) == (primera, "Puerta 1")
    assert Presencia.objects.count() == 1


def test_one_person_enters_each_activity_once(sala):
    otra = fabricas.crear_actividad()
    persona = persona_de(confirmada(sala, otra))

    registrar(persona, sala)
    registrar(persona, otra)

    assert [ocupacion(sala)[0], ocupacion(otra)[0]] == [1, 1]


def _virtual(sala):
    return persona_de(confirmada(sala, modalidad="virtual"))


def _en_espera(sala):
    confirmada(sala)
    confirmada(sala)
    return persona_de(confirmada(sala))


def _sin_elegir(sala):
    return persona_de(confirmada(fabricas.crear_actividad()))


def _no_venia(sala):
    persona = persona_de(confirmada(sala))
    return services.declinar(participante=persona)


def _retirada(sala):
    return persona_de(services.retirar(inscripcion=confirmada(sala)))


def _borrador(sala):
    return persona_de(borrador(sala))


def _solicitada(sala):
    sala.reservada = True
    sala.save()
    return persona_de(confirmada(sala))


def _no_concedida(sala):
    persona = _solicitada(sala)
    lugares.rechazar(asistencias=list(persona.asistencias.all()))
    return persona


@pytest.mark.parametrize(
    ("preparar", "esperada"),
    [
        (_virtual, Situacion.VIRTUAL),
        (_en_espera, Situacion.EN_ESPERA),
        (_sin_elegir, Situacion.NO_ELIGIO),
        (_no_venia, Situacion.NO_VENIA),
        (_retirada, Situacion.RETIRADA),
        (_borrador, Situacion.NO_CONFIRMADA),
        (_solicitada, Situacion.SOLICITADA),
        (_no_concedida, Situacion.NO_CONCEDIDA),
    ],
)
def test_who_has_no_place_does_not_enter_by_a_scan(sala, preparar, esperada):
    persona = Participante.objects.select_related("inscripcion").get(pk=preparar(sala).pk)

    with pytest.raises(presencias.NoTieneLugar) as dicho:
        registrar(persona, sala)

    assert dicho.value.situacion == esperada
    assert Presencia.objects.count() == 0


# --- By decision --------------------------------------------------------------------------------


@pytest.mark.parametrize("preparar", [_virtual, _sin_elegir, _no_venia])
def test_who_is_let_in_gets_a_free_place(sala, equipo, preparar):
    persona = preparar(sala)
    Mensaje.objects.all().delete()

    presencia = dejar_pasar(persona, sala, usuario=equipo)

    asistencia = persona.asistencias.get(actividad=sala)
    persona.refresh_from_db()
    assert presencia.ingreso == "con_lugar"
    assert (asistencia.modalidad, asistencia.estado) == ("presencial", "confirmada")
    assert (persona.declino, persona.actividades_propias) == (False, True)
    cambio = CambioInscripcion.objects.filter(quien="equipo").get()
    assert (cambio.usuario, cambio.motivo) == (equipo, "Se le dejó pasar en la puerta.")
    assert Mensaje.objects.count() == 0


def test_nobody_gets_a_place_of_a_full_room_unless_it_is_said_and_then_no_place(sala):
    persona = _en_espera(sala)

    with pytest.raises(presencias.SinLugar):
        dejar_pasar(persona, sala)
    sin_nada = Presencia.objects.count()
    presencia = dejar_pasar(persona, sala, sin_lugar=True)

    assert (sin_nada, presencia.ingreso) == (0, "sin_lugar")
    assert persona.asistencias.get().estado == "en_espera"
    invariantes(sala)


def test_a_room_with_as_many_inside_as_its_quota_is_full_whoever_holds_a_place(sala):
    """Two hold a place and do not come, two were let in without one: the two that leave free theirs, not the room."""
    esperadas = [confirmada(sala), confirmada(sala)]
    for _n in range(2):
        dejar_pasar(_sin_elegir(sala), sala, sin_lugar=True)
    for inscripcion in esperadas:
        services.retirar(inscripcion=inscripcion)

    with pytest.raises(presencias.SinLugar):
        dejar_pasar(_sin_elegir(sala), sala)

    assert ocupacion(sala) == (2, 0, 2)


@pytest.mark.parametrize("preparar", [_solicitada, _no_concedida])
def test_a_reserved_activity_gives_no_place_at_the_door(sala, preparar):
    persona = preparar(sala)
    antes = persona.asistencias.get().estado

    with pytest.raises(presencias.SinLugar):
        dejar_pasar(persona, sala)
    presencia = dejar_pasar(persona, sala, sin_lugar=True)

    assert (presencia.ingreso, persona.asistencias.get().estado) == ("sin_lugar", antes)


@pytest.mark.parametrize("preparar", [_retirada, _borrador])
def test_nobody_lets_in_who_is_in_no_confirmed_registration(sala, preparar):
    with pytest.raises(presencias.ErrorPresencia, match=r"cambió mientras tanto|ya no admite cambios"):
        dejar_pasar(preparar(sala), sala, sin_lugar=True)
    assert Presencia.objects.count() == 0


def test_letting_in_who_got_a_place_meanwhile_is_an_entry_like_any_other(sala):
    persona = persona_de(confirmada(sala))

    assert dejar_pasar(persona, sala).ingreso == "directo"


# --- Taking back --------------------------------------------------------------------------------


def test_what_is_taken_back_stays_with_who_did_it_and_the_person_may_enter_again(sala, equipo):
    persona = persona_de(confirmada(sala))
    presencia = registrar(persona, sala)

    presencias.deshacer(presencia=presencia, usuario=equipo)
    momento = Presencia.objects.get().anulada_el
    assert presencias.deshacer(presencia=presencia) is None  # the row at hand says that it is in force
    otra = registrar(persona, sala)

    presencia.refresh_from_db()
    assert (presencia.anulada_el, presencia.anulada_por) == (momento, equipo)
    assert list(Presencia.objects.vigentes()) == [otra]
    assert ocupacion(sala) == (1, 1, 2)


# --- Walk-ins -----------------------------------------------------------------------------------


def test_a_walk_in_joins_the_only_registration_of_their_city(sala, equipo):
    inscripcion = confirmada(sala)
    Mensaje.objects.all().delete()

    presencia = inscribir(sala, inscripcion.ciudad, email="ana@ejemplo.gob", usuario=equipo, puesto="Puerta 1")

    persona = presencia.participante
    assert (persona.inscripcion, persona.es_contacto, persona.actividades_propias) == (inscripcion, False, True)
    assert (presencia.medio, presencia.ingreso, presencia.puesto) == ("puerta", "con_lugar", "Puerta 1")
    assert estados(sala) == ["confirmada", "confirmada"]
    assert sorted(Mensaje.objects.values_list("tipo", "a")) == [
        ("enlace_personal", "ana@ejemplo.gob"),
        ("inscripcion_cambiada", inscripcion.contacto.email),
    ]
    assert CambioInscripcion.objects.get().motivo == "Inscripción en la puerta."


@pytest.mark.parametrize("modelo", ["ciudad", "institucion"])
def test_a_walk_in_of_nobody_registered_begins_a_registration(sala, equipo, modelo):
    actor = fabricas.crear_ciudad() if modelo == "ciudad" else fabricas.crear_institucion()

    presencia = inscribir(sala, actor, email="ana@ejemplo.gob", idioma="pt-br", usuario=equipo)

    inscripcion = presencia.participante.inscripcion
    assert (inscripcion.estado, inscripcion.origen, inscripcion.actor) == ("confirmada", "puerta", actor)
    assert inscripcion.consentimiento_datos_el is not None
    assert (inscripcion.contacto.nombre, inscripcion.contacto.idioma) == ("Ana Paz", "pt-br")
    assert (presencia.participante.es_contacto, inscripcion.contacto_participa) == (True, True)
    assert sorted(Mensaje.objects.values_list("tipo", "a", "idioma")) == [
        ("enlace_personal", "ana@ejemplo.gob", "pt-br"),
        ("inscripcion_confirmada", "ana@ejemplo.gob", "pt-br"),
    ]


def test_a_walk_in_without_an_address_is_written_nothing(sala):
    presencia = inscribir(sala, fabricas.crear_ciudad())
    services.retirar(inscripcion=presencia.participante.inscripcion)

    assert Mensaje.objects.count() == 0


def test_a_walk_in_of_a_city_with_two_registrations_begins_another_that_staff_sees_as_a_duplicate(sala):
    ciudad = fabricas.crear_ciudad()
    dos = [confirmada(sala, contacto=fabricas.crear_contacto(ciudad=ciudad)) for _i in range(2)]
    Mensaje.objects.all().delete()
    sala.cupo_presencial = 3
    sala.save()

    inscripcion = inscribir(sala, ciudad).participante.inscripcion

    assert inscripcion not in dos
    assert inscripcion.posible_duplicada_de == dos[0]
    assert Mensaje.objects.count() == 0


def test_a_walk_in_who_was_registered_is_not_registered_again(sala):
    inscripcion = confirmada(sala)
    Participante.objects.update(nombre="Ána  PAZ")

    with pytest.raises(YaInscrita) as dicho:
        inscribir(sala, inscripcion.ciudad)

    assert dicho.value.participante == persona_de(inscripcion)


def test_a_walk_in_finds_a_full_room_and_nothing_is_kept(sala):
    confirmada(sala)
    confirmada(sala)
    ciudad = fabricas.crear_ciudad()

    with pytest.raises(presencias.SinLugar):
        inscribir(sala, ciudad)
    antes = Inscripcion.objects.count()
    presencia = inscribir(sala, ciudad, sin_lugar=True)

    assert (antes, presencia.ingreso) == (2, "sin_lugar")
    assert presencia.participante.asistencias.count() == 0
    invariantes(sala)


def test_a_walk_in_enters_a_closed_activity_after_the_window_closed(sala):
    sala.cerrada = True
    sala.save()
    type(sala.cumbre).objects.update(inscripcion_hasta="2020-02-01T00:00Z", inscripcion_desde="2020-01-01T00:00Z")

    assert inscribir(sala, fabricas.crear_ciudad()).ingreso == "con_lugar"


# --- At the same time ---------------------------------------------------------------------------

POR_LA_BASE = pytest.mark.django_db(transaction=True)


def _contando_a_la_vez(monkeypatch, cuantos):
    """Make everybody read that nobody entered before anybody writes."""
    ya_leyeron = threading.Barrier(cuantos, timeout=PLAZO)
    leer = presencias.situacion_en

    def leer_y_esperar(*args):
        leido = leer(*args)
        ya_leyeron.wait()
        return leido

    monkeypatch.setattr(presencias, "situacion_en", leer_y_esperar)
    monkeypatch.setattr(presencias, "bloquear", lambda persona: persona)  # the row's lock would let them by one by one


@POR_LA_BASE
def test_two_devices_that_scan_one_code_at_once_make_one_entry_and_the_second_is_told(sala, monkeypatch):
    persona = persona_de(confirmada(sala))
    _contando_a_la_vez(monkeypatch, 4)

    resultados = a_la_vez(*[partial(registrar, persona, sala, puesto=f"Puerta {n}") for n in range(4)])

    entradas = [r for r in resultados if isinstance(r, Presencia)]
    dichas = [r for r in resultados if isinstance(r, presencias.YaEntro)]
    assert (len(entradas), len(dichas), Presencia.objects.count()) == (1, 3, 1)
    assert {d.presencia.puesto for d in dichas} == {entradas[0].puesto}


@POR_LA_BASE
def test_control_without_the_constraint_the_same_scan_makes_four_entries(sala, monkeypatch):
    persona = persona_de(confirmada(sala))
    _contando_a_la_vez(monkeypatch, 4)
    unica = next(r for r in Presencia._meta.constraints if r.name == "acreditacion_presencia_unica")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Presencia, unica)
    try:
        resultados = a_la_vez(*[partial(registrar, persona, sala) for _n in range(4)])
        assert errores(resultados) == []
        assert Presencia.objects.count() == 4
    finally:
        Presencia.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Presencia, unica)


@POR_LA_BASE
def test_the_last_places_at_the_door_and_on_the_portal_at_once_are_never_sold_twice(sala):
    """Decisions, walk-ins, withdrawals and confirmations, over one room and another in the opposite order."""
    otra = fabricas.crear_actividad(cupo_presencial=2)
    confirmada(otra, sala)
    sin_elegir = [persona_de(confirmada(otra)) for _i in range(3)]
    nuevas = [borrador(sala, otra, espera=True) for _i in range(3)]
    ciudad = fabricas.crear_ciudad()
    con_lugar = confirmada(otra, sala)

    resultados = a_la_vez(
        *[partial(dejar_pasar, persona, sala) for persona in sin_elegir],
        *[partial(services.confirmar, inscripcion=i) for i in nuevas],
        *[partial(inscribir, sala, ciudad, nombre=f"Ana {n}") for n in range(3)],
        partial(services.retirar, inscripcion=con_lugar),
    )

    assert {type(r).__name__ for r in resultados if isinstance(r, Exception)} <= {"SinLugar"}
    invariantes(sala, otra)
    con_su_lugar = Presencia.objects.filter(ingreso="con_lugar")
    assert all(p.participante.asistencias.get(actividad=sala).estado == "confirmada" for p in con_su_lugar)


def _quitar(persona):
    services.quitar_participante(participante=persona)


def _sustituir(persona):
    services.sustituir_participante(participante=persona, nombre="Otra", email="", cargo="")


def _unir(persona):
    """Join its delegation, where the same person has another row, to that one: this row goes."""
    uniones.unir(inscripcion=persona.inscripcion, usuario=None)


@POR_LA_BASE
@pytest.mark.parametrize("con_candado", [True, False])
@pytest.mark.parametrize("hacer", [_quitar, _sustituir, _unir])
def test_who_enters_while_their_row_goes_is_seen_or_told_to_be_looked_for_again(sala, monkeypatch, hacer, con_candado):
    """The control, without the locks of the row: who was told to pass is nowhere, or somebody else entered."""
    primera = confirmada(sala)
    segunda = confirmada(sala, personas=2, contacto=fabricas.crear_contacto(ciudad=primera.ciudad))
    persona = segunda.participantes.select_related("inscripcion").first()
    Participante.objects.filter(pk__in=[persona.pk, persona_de(primera).pk]).update(nombre="Ana", email="ana@x.org")
    persona.refresh_from_db()
    Asistencia.objects.update(estado="confirmada", turno=None)
    miro, entro = threading.Event(), threading.Event()
    if not con_candado:
        monkeypatch.setattr(presencias, "bloquear", lambda persona: persona)
        monkeypatch.setattr(presencias, "retener", lambda *personas: None)
    _parar_entre(monkeypatch, hacer, miro, entro)

    def entrar():
        assert miro.wait(PLAZO)
        try:
            return registrar(persona, sala)
        finally:
            entro.set()

    entrada, _hecho = a_la_vez(entrar, partial(hacer, persona))

    de_ana = Presencia.objects.vigentes().filter(participante__nombre="Ana")
    assert (isinstance(entrada, Presencia) and not de_ana.exists()) is not con_candado
    assert type(entrada) in ([presencias.ErrorPresencia] if con_candado else [Presencia])


def _parar_entre(monkeypatch, hacer, miro, entro):
    """Hold who takes a row away right after it was looked whether somebody was seen, until somebody enters or waits."""
    sala, nombre = (uniones, "al_hacer_una") if hacer is _unir else (comunes, "al_quitar")

    def esperar(*_args):
        miro.set()
        entro.wait(1)

    monkeypatch.setattr(sala, nombre, [*getattr(sala, nombre), esperar])


# --- The people they are about ------------------------------------------------------------------


@pytest.mark.parametrize("hacer", ["quitar", "sustituir"])
def test_who_was_seen_stays_in_the_delegation_with_their_name(sala, hacer):
    inscripcion = confirmada(sala, personas=2)
    persona = inscripcion.participantes.first()
    presencia = registrar(persona, sala)
    otra = {"nombre": "Otra", "email": "", "cargo": ""}
    acciones = {
        "quitar": partial(services.quitar_participante, participante=persona),
        "sustituir": partial(services.sustituir_participante, participante=persona, **otra),
    }

    with pytest.raises(ErrorInscripcion, match="ya entró a una actividad"):
        acciones[hacer]()
    presencias.deshacer(presencia=presencia)
    acciones[hacer]()

    assert Presencia.objects.count() == 0


def test_a_correction_of_who_was_seen_is_no_other_person_and_another_person_is_refused(sala):
    persona = persona_de(confirmada(sala))
    Participante.objects.update(nombre="Ana Peres", email="ana@x.org")
    presencia = registrar(persona, sala)
    editar = partial(services.editar_participante, participante=persona, cargo="")

    editar(nombre="Ana Pérez", email="ana@x.org")
    editar(nombre="ANA PEREZ", email="ana@y.org")
    with pytest.raises(ErrorInscripcion, match="poner a otra persona en su lugar"):
        editar(nombre="Luis Gil", email="luis@x.org")
    presencias.deshacer(presencia=presencia)
    certificado = fabricas.crear_certificado(persona, sala)
    editar(nombre="Luis Gil", email="luis@x.org")

    certificado.refresh_from_db()
    assert (certificado.participante, certificado.es_valido, Presencia.objects.count()) == (None, True, 0)


def test_a_union_of_delegations_keeps_where_each_was_seen(sala):
    primera = confirmada(sala)
    segunda = confirmada(sala, contacto=fabricas.crear_contacto(ciudad=primera.ciudad))
    persona = persona_de(segunda)
    presencia = registrar(persona, sala)

    uniones.unir(inscripcion=segunda, usuario=None)

    presencia.refresh_from_db()
    assert (presencia.participante, presencia.participante.inscripcion) == (persona, primera)


def test_who_was_in_two_delegations_that_join_was_seen_once_the_first_time(sala):
    primera = confirmada(sala)
    segunda = confirmada(sala, contacto=fabricas.crear_contacto(ciudad=primera.ciudad))
    Participante.objects.update(nombre="Ana Paz", email="ana@ejemplo.gob")
    antes, despues = registrar(persona_de(segunda), sala), registrar(persona_de(primera), sala)

    uniones.unir(inscripcion=segunda, usuario=None)

    una = persona_de(primera)
    assert list(Presencia.objects.vigentes()) == [antes]
    assert {p.participante for p in Presencia.objects.all()} == {una}
    assert Presencia.objects.get(pk=despues.pk).anulada_el is not None


def test_merging_two_cities_keeps_where_their_people_were_seen(sala):
    inscripcion = confirmada(sala)
    presencia = registrar(persona_de(inscripcion), sala)

    fusionar(origen=inscripcion.ciudad, destino=fabricas.crear_ciudad(nombre="Destino"))

    presencia.refresh_from_db()
    assert presencia.participante.inscripcion.ciudad.nombre == "Destino"


def test_a_withdrawn_registration_keeps_where_its_people_were_seen(sala):
    inscripcion = confirmada(sala)
    registrar(persona_de(inscripcion), sala)

    services.retirar(inscripcion=inscripcion)

    assert ocupacion(sala) == (1, 0, 2)


def test_constraints_hold_in_the_database(sala):
    persona = persona_de(confirmada(sala))
    for campos in ({"modalidad": "otra"}, {"medio": "otro"}, {"ingreso": "otro"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            fabricas.crear_presencia(persona, sala, **campos)
    fabricas.crear_presencia(persona, sala)
    with pytest.raises(IntegrityError), transaction.atomic():
        fabricas.crear_presencia(persona, sala)


# --- Looking for somebody -----------------------------------------------------------------------


@pytest.fixture
def ana(sala):
    ciudad = fabricas.crear_ciudad(nombre="Niterói", pais="BR")
    persona = persona_de(confirmada(sala, contacto=fabricas.crear_contacto(ciudad=ciudad)))
    persona.nombre, persona.entrada = "Ana María Muñoz", "7K3M9QXW"
    persona.save()
    return persona


@pytest.mark.parametrize(
    "escrito", ["7K3M9QXW", " 7k3m 9qxw ", "7k3m-9qxw", "7K3M.9QXW", "7K3M90XW", "7K3M9oXW", "7K3N90XW", "7K3M9QXW\n"]
)
def test_a_code_is_understood_however_it_is_typed(sala, ana, escrito):
    assert por_codigo(escrito, sala) == ana


def test_a_look_alike_is_mended_only_where_one_person_could_be_meant(sala, ana):
    otra = fabricas.crear_participante(ana.inscripcion, entrada="7K3M9DXW")

    assert (por_codigo("7K3M9OXW", sala), por_codigo("7K3M9DXW", sala)) == (None, otra)


@pytest.mark.parametrize("escrito", ["", "7K3M9QX", "7K3M9QXWW", "7K3M9Qñ0", "ZZZZZZZZ", "0" * 8])
def test_what_is_nobodys_code_is_nobody(sala, ana, escrito):
    assert por_codigo(escrito, sala) is None


def test_a_code_of_another_cumbre_is_nobodys_here(ana):
    otra = fabricas.crear_actividad(fabricas.crear_cumbre(publicada=False))
    assert por_codigo("7K3M9QXW", otra) is None


@pytest.mark.parametrize("texto", ["munoz", "MUÑOZ ana", "niteroi", "maría niteroi", "7k3m9qxw"])
def test_people_are_found_by_name_city_or_code_without_accents(sala, ana, texto):
    fabricas.crear_participante(confirmada(sala), nombre="Otra Persona")
    hallados, hay_mas = buscar(texto, sala)
    assert ([p.pk for p in hallados], hay_mas) == ([ana.pk], False)
    assert hallados[0].ante_la_puerta == Situacion.PUEDE_PASAR


def test_people_are_found_by_reference_and_institution(sala):
    institucion = fabricas.crear_institucion(nombre="Secretaría General", sigla="SEGIB")
    persona = persona_de(confirmada(sala, contacto=fabricas.crear_contacto(institucion=institucion)))
    for texto in (persona.inscripcion.referencia.lower(), "segib", "secretaria"):
        assert [p.pk for p in buscar(texto, sala)[0]] == [persona.pk]


def test_only_people_of_confirmed_registrations_are_looked_for(sala):
    for preparar in (_retirada, _borrador):
        Participante.objects.filter(pk=preparar(sala).pk).update(nombre="Perdida")
    assert buscar("perdida", sala) == ([], False)


def test_twenty_are_shown_and_the_rest_is_told(sala):
    inscripcion = confirmada(sala)
    for _n in range(21):
        fabricas.crear_participante(inscripcion, nombre="Repetidas")
    hallados, hay_mas = buscar("repetidas", sala)
    assert (len(hallados), hay_mas) == (20, True)


def test_a_search_costs_the_same_for_one_as_for_many(sala, django_assert_num_queries):
    inscripcion = confirmada(sala)
    fabricas.crear_participante(inscripcion, nombre="Repetidas")
    with django_assert_num_queries(3):
        buscar("repetidas", sala)
    for _n in range(19):
        fabricas.crear_asistencia(fabricas.crear_participante(inscripcion, nombre="Repetidas"), sala)
    with django_assert_num_queries(3):
        buscar("repetidas", sala)
    assert Asistencia.objects.count() == 20


# --- Two devices register at once ---------------------------------------------------------------


def _a_un_tiempo(monkeypatch, con_candado):
    """Let two devices look for registrations before either makes one; without the locks, look again too."""
    buscaron, miraron, pasaron = *(threading.Barrier(2, timeout=PLAZO) for _n in range(2)), set()
    bloquear = puerta.duplicadas.bloquear_parecidas

    def bloquear_y_esperar(*inscripciones):
        bloquear(*inscripciones)
        if threading.get_ident() not in pasaron:
            pasaron.add(threading.get_ident())
            buscaron.wait()

    def sin_bloquear(actor):
        miraron.wait()
        return actor.vigente

    monkeypatch.setattr(puerta.duplicadas, "bloquear_parecidas", bloquear_y_esperar)
    if not con_candado:
        monkeypatch.setattr(lugares, "bloquear", lambda claves: Actividad.objects.in_bulk(set(claves)))
        monkeypatch.setattr(puerta, "vigente_bajo_candado", sin_bloquear)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("puertas", [1, 2])
@pytest.mark.parametrize("con_candado", [True, False])
def test_two_devices_at_once_make_one_registration_of_a_city(sala, monkeypatch, puertas, con_candado):
    """Also at the doors of two rooms. The control, without the locks: one registration each."""
    riobamba = fabricas.crear_ciudad()
    salas = [sala, fabricas.crear_actividad(sala.cumbre, titulo_es="Otra", slug="otra") if puertas == 2 else sala]
    _a_un_tiempo(monkeypatch, con_candado)

    resultados = a_la_vez(*[partial(inscribir, s, riobamba, nombre=f"Ana {n}") for n, s in enumerate(salas)])

    assert errores(resultados) == []
    assert Participante.objects.count() == 2
    assert Inscripcion.objects.count() == (1 if con_candado else 2)


@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_do_not_register_somebody_twice(sala, monkeypatch):
    riobamba = fabricas.crear_ciudad()
    _a_un_tiempo(monkeypatch, con_candado=True)

    resultados = a_la_vez(*[partial(inscribir, sala, riobamba, nombre=nombre) for nombre in ("Ana Paz", "ANA PAZ")])

    assert sorted(type(r).__name__ for r in resultados) == ["Presencia", "YaInscrita"]
    assert (Inscripcion.objects.count(), Participante.objects.count()) == (1, 1)

"""Who followed an activity online: marked on a list, or by the table of a video platform, once whatever is repeated."""

import io
import threading
import time
from functools import partial

import openpyxl
import pytest
from django.db import transaction

from acreditacion import listas, presencias
from acreditacion.models import Presencia
from comun.importacion import PlanCambiado, YaAplicada
from comun.models import Importacion, Mensaje
from comun.tablas_leer import TablaIlegible
from inscripciones import edicion, services
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Participante
from tests import fabricas
from tests.acreditacion.despues import seminario_pasado
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores

pytestmark = pytest.mark.django_db

ZOOM = """Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants
812 3456,Seminario,12/01/2026 05:10,12/01/2026 06:40,equipo@merco.org,90,4

Name (Original Name),User Email,Total Duration (Minutes),Guest
Ana Pérez (Riobamba),ANA@riobamba.gob.ec,85,Yes
LUIS CANDO,,12,Yes
iPhone de Marta,,80,Yes
"""
TEAMS = "Name\tFirst Join\tIn-Meeting Duration\tEmail\tRole\nAna Perez\t1/12/26 17:10\t1h 15m 3s\t\tAttendee\n"
ESPANOL = "Nombre;Apellido;Correo electrónico;Duración\nJosé;Núñez;;01:15:00\n"

QUITAR = partial(services.quitar_participante, tambien_cerrada=True)
SUSTITUIR = partial(services.sustituir_participante, nombre="Otra", email="", cargo="", tambien_cerrada=True)


@pytest.fixture
def inscripcion(seminario):
    return fabricas.crear_inscripcion("confirmada", cumbre=seminario.cumbre)


@pytest.fixture
def persona(inscripcion, seminario):
    """Makes somebody with a virtual place at the seminar."""

    def crear(nombre, email="", **campos):
        quien = fabricas.crear_participante(inscripcion, nombre=nombre, email=email)
        valores = {"modalidad": "virtual", "estado": "confirmada", **campos}
        fabricas.crear_asistencia(quien, seminario, **valores)
        return quien

    return crear


def traida(seminario, contenido, **ajustes):
    datos = contenido if isinstance(contenido, bytes) else contenido.encode()
    ajustes = {"actividad": seminario.pk, "minimo": None, **ajustes}
    return Importacion.objects.create(que=listas.QUE, nombre="zoom.csv", contenido=datos, ajustes=ajustes)


def suertes(plan):
    return [(fila.nombre, fila.suerte.value, fila.persona) for fila in plan.filas]


def presentes():
    return list(Presencia.objects.order_by("pk").values_list("participante__nombre", "modalidad", "medio"))


# --- By hand ------------------------------------------------------------------------------------


def test_marking_twice_is_once_and_who_was_in_the_room_stays_there(seminario, persona):
    ana, luis = persona("Ana"), persona("Luis")
    fabricas.crear_presencia(luis, seminario)

    primera = presencias.marcar_en_linea(actividad=seminario, participantes=[ana, luis])
    segunda = presencias.marcar_en_linea(actividad=seminario, participantes=[ana, luis])

    assert ([p.participante for p in primera.nuevas], segunda) == ([ana], ([], 0))
    assert presentes() == [("Luis", "presencial", "qr"), ("Ana", "virtual", "lista")]


def test_who_was_undone_may_be_marked_again(seminario, persona):
    ana = persona("Ana")
    fabricas.crear_presencia(ana, seminario, anulada_el=seminario.inicio)

    assert len(presencias.marcar_en_linea(actividad=seminario, participantes=[ana]).nuevas) == 1


@pytest.mark.parametrize("hacer", [QUITAR, SUSTITUIR], ids=["quitar", "sustituir"])
def test_who_is_gone_or_replaced_is_not_marked_and_is_counted(seminario, persona, hacer):
    ana, luis = persona("Ana"), persona("Luis")
    hacer(participante=Participante.objects.get(pk=ana.pk))

    marcadas = presencias.marcar_en_linea(actividad=seminario, participantes=[ana, luis])

    assert ([p.participante for p in marcadas.nuevas], marcadas.cambiaron) == ([luis], 1)
    assert presentes() == [("Luis", "virtual", "lista")]


def test_the_list_is_of_those_with_a_virtual_place_in_force(seminario, persona):
    ana = persona("Ana")
    persona("Espera", estado="en_espera", modalidad="presencial", turno=1)
    persona("En la sala", modalidad="presencial")
    persona("Se fue", estado="retirada")
    retirada = fabricas.crear_inscripcion("retirada", cumbre=seminario.cumbre)
    fabricas.crear_asistencia(fabricas.crear_participante(retirada), seminario, "virtual", estado="confirmada")

    assert list(listas.con_lugar_virtual(seminario)) == [ana]


@pytest.mark.django_db(transaction=True)
def test_two_of_staff_marking_the_same_people_at_once_mark_each_once():
    seminario = seminario_pasado()
    inscripcion = fabricas.crear_inscripcion("confirmada", cumbre=seminario.cumbre)
    personas = [fabricas.crear_participante(inscripcion) for _n in range(20)]
    marcar = partial(presencias.marcar_en_linea, actividad=seminario)

    resultados = a_la_vez(*[partial(marcar, participantes=ps) for ps in (personas, personas[::-1], personas)])

    assert errores(resultados) == []
    assert (sum(len(r.nuevas) for r in resultados), Presencia.objects.count()) == (20, 20)


@pytest.fixture
def dos():
    """A seminar and two people of one delegation; for tests with several connections."""
    seminario = seminario_pasado()
    inscripcion = fabricas.crear_inscripcion("confirmada", cumbre=seminario.cumbre)
    return seminario, [fabricas.crear_participante(inscripcion, nombre=nombre) for nombre in ("Ana", "Luis")]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("con_candado", [True, False])
@pytest.mark.parametrize("hacer", [QUITAR, SUSTITUIR], ids=["quitar", "sustituir"])
def test_who_goes_while_being_marked_is_waited_for(dos, monkeypatch, hacer, con_candado):
    """The control, without the locks: the row goes under the mark (an error), or somebody else was online."""
    seminario, (ana, _luis) = dos
    marcada, hecho = threading.Event(), threading.Event()
    if not con_candado:
        monkeypatch.setattr(presencias, "bloquear_varias", list)

    @transaction.atomic
    def marcar():
        presencias.marcar_en_linea(actividad=seminario, participantes=[ana])
        marcada.set()
        hecho.wait(1)

    def hacer_mientras():
        assert marcada.wait(PLAZO)
        try:
            hacer(participante=ana)
        finally:
            hecho.set()

    resultados = a_la_vez(marcar, hacer_mientras)

    assert ([type(r) for r in resultados] == [type(None), ErrorInscripcion]) is con_candado
    assert (presentes() == [("Ana", "virtual", "lista")]) is con_candado


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("en_orden", [True, False])
def test_marking_does_not_lock_itself_with_who_changes_several_people_of_a_delegation(dos, monkeypatch, en_orden):
    """They hold its registration and touch its people in any order. The control, without that lock: a deadlock."""
    seminario, (ana, luis) = dos
    tiene = threading.Event()
    if not en_orden:
        monkeypatch.setattr(presencias, "bloquear_inscripciones", lambda claves, **fuerza: set())

    @transaction.atomic
    def cambiar():
        edicion.bloquear(ana.inscripcion, tambien_cerrada=True)
        Participante.objects.filter(pk=luis.pk).update(idioma="pt-br")
        tiene.set()
        time.sleep(0.5)  # marking waits by now, for the registration or, in the control, for the second row
        Participante.objects.filter(pk=ana.pk).update(idioma="pt-br")

    def marcar():
        assert tiene.wait(PLAZO)
        return presencias.marcar_en_linea(actividad=seminario, participantes=[ana, luis])

    resultados = a_la_vez(cambiar, marcar)

    assert (errores(resultados) == []) is en_orden


# --- By a table ---------------------------------------------------------------------------------


def test_the_table_of_zoom_is_read_below_its_own_lines(seminario, persona):
    ana, luis = persona("Ana Pérez", "ana@riobamba.gob.ec"), persona("Luis Cando", "luis@x.org")

    plan = listas.planear(traida(seminario, ZOOM))

    assert suertes(plan) == [
        ("Ana Pérez", "marca", ana),
        ("LUIS CANDO", "marca", luis),
        ("iPhone de Marta", "error", None),
    ]
    assert [f.minutos for f in plan.filas] == [85, 12, 80]


@pytest.mark.parametrize(
    ("contenido", "nombre", "minutos"),
    [(TEAMS.encode("utf-16"), "Ana Pérez", 75.05), (ESPANOL.encode("cp1252"), "José Núñez", 75)],
    ids=["teams", "cp1252"],
)
def test_other_platforms_and_encodings_are_read_too(seminario, persona, contenido, nombre, minutos):
    quien = persona(nombre)

    (fila,) = listas.planear(traida(seminario, contenido)).filas

    assert (fila.persona, fila.suerte.value, fila.minutos) == (quien, "marca", minutos)


def test_a_workbook_is_read_too(seminario, persona):
    quien, libro, archivo = persona("Ana", "ana@x.org"), openpyxl.Workbook(), io.BytesIO()
    for fila in (["Nome", "E-mail", "Duração (minutos)"], ["Outra", "ana@x.org", 40]):
        libro.active.append(fila)
    libro.save(archivo)

    (fila,) = listas.planear(traida(seminario, archivo.getvalue())).filas

    assert (fila.persona, fila.minutos) == (quien, 40.0)


@pytest.mark.parametrize(
    ("celda", "minutos"),
    [
        ("75", 75), (75, 75), ("1 h 15 min", 75), ("1 hr 5 min", 65), ("90 min", 90), ("01:15:30", 75.5), ("30 s", 0.5),
        ("12,5", 12.5), ("", None), ("mucho", None), (None, None),
    ],
)  # fmt: skip
def test_minutes_are_read_as_platforms_write_them(celda, minutos):
    assert listas.como_minutos(celda) == minutos


def test_a_shared_mailbox_is_told_apart_by_the_name_and_else_is_nobody(seminario, persona):
    ana, _luis = persona("Ana Pérez", "delegacion@x.org"), persona("Luis Cando", "delegacion@x.org")

    plan = listas.planear(traida(seminario, "nombre,correo\nana perez,delegacion@x.org\nSala 2,Delegacion@x.org\n"))

    assert [(f.suerte.value, f.persona) for f in plan.filas] == [("marca", ana), ("error", None)]
    assert "Hay 2 personas" in plan.filas[1].motivos[0]


def test_a_mailbox_of_one_and_the_name_of_another_are_nobody(seminario, persona, inscripcion):
    ana, luis = persona("Ana Pérez", "oficina@x.org"), fabricas.crear_participante(inscripcion, nombre="Luis Cando")
    contenido = "nombre,correo\nLuis Cando,oficina@x.org\nSala 2,oficina@x.org\nLuis Cando,de.la.casa@x.org\n"

    plan = listas.planear(traida(seminario, contenido))

    assert [f.persona for f in plan.filas] == [None, ana, luis]
    assert plan.filas[0].motivos == [
        "El correo es de una persona y el nombre es de otra: vea quién fue y márquela a mano."
    ]


def test_of_two_of_one_name_the_one_with_the_activity_is_meant(seminario, persona, inscripcion):
    ana = persona("Ana Pérez")
    fabricas.crear_participante(inscripcion, nombre="Ana Perez")

    (fila,) = listas.planear(traida(seminario, "nombre\nANA PÉREZ\n")).filas

    assert fila.persona == ana


def test_of_two_of_one_name_with_the_activity_nobody_is(seminario, persona):
    persona("Ana Pérez")
    persona("Ana Perez")

    (fila,) = listas.planear(traida(seminario, "nombre\nAna Pérez\n")).filas

    assert (fila.persona, fila.suerte.value) == (None, "error")


def test_nobody_of_another_cumbre_or_of_a_withdrawn_registration_is_meant(seminario):
    ajena = fabricas.crear_cumbre(nombre_es="Otra", publicada=False)
    for estado, cumbre in (("confirmada", ajena), ("retirada", seminario.cumbre)):
        fabricas.crear_participante(fabricas.crear_inscripcion(estado, cumbre=cumbre), nombre="Ana Pérez")

    (fila,) = listas.planear(traida(seminario, "nombre\nAna Pérez\n")).filas

    assert fila.suerte.value == "error"


def test_who_came_and_went_is_one_person_and_the_minutes_add_up(seminario, persona):
    persona("Ana")
    persona("Luis")
    contenido = "nombre,minutos\nAna,20\nLuis,10\nAna,25\n"

    plan = listas.planear(traida(seminario, contenido, minimo=40))

    assert [(f.nombre, f.suerte.value) for f in plan.filas] == [("Ana", "marca"), ("Luis", "breve"), ("Ana", "ya")]


def test_a_table_without_name_nor_mail_is_none():
    with pytest.raises(TablaIlegible, match="columna con el nombre"):
        listas.leer(b"minutos,otra\n5,x\n")


def test_applying_marks_writes_to_nobody_and_keeps_no_names(seminario, persona):
    persona("Ana Pérez", "ana@riobamba.gob.ec")
    tabla = traida(seminario, ZOOM)

    nuevas = listas.aplicar(importacion=tabla, sello=listas.planear(tabla).sello)

    tabla.refresh_from_db()
    assert presentes() == [("Ana Pérez", "virtual", "importada")]
    assert (len(nuevas), Mensaje.objects.count()) == (1, 0)
    assert [tabla.cuentas[s] for s in ("marca", "ya", "breve", "error")] == [1, 0, 0, 2]
    assert "Ana" not in str(tabla.cuentas)
    with pytest.raises(YaAplicada):
        listas.aplicar(importacion=tabla)
    assert [f.suerte.value for f in listas.planear(traida(seminario, ZOOM)).filas] == ["ya", "error", "error"]


def test_who_is_replaced_while_a_table_is_applied_makes_it_be_read_again(seminario, persona, monkeypatch):
    ana, tabla = persona("Ana Pérez", "ana@riobamba.gob.ec"), traida(seminario, ZOOM)
    persona("Luis Cando", "luis@x.org")
    planear = listas.planear

    def planear_y_sustituir(tabla):
        plan = planear(tabla)
        SUSTITUIR(participante=ana)
        return plan

    monkeypatch.setattr(listas, "planear", planear_y_sustituir)
    with pytest.raises(PlanCambiado):
        listas.aplicar(importacion=tabla)

    tabla.refresh_from_db()
    assert (presentes(), tabla.aplicada_el) == ([], None)


def test_another_person_in_the_row_of_who_was_read_is_another_plan(seminario, persona):
    ana, tabla = persona("Ana Pérez"), traida(seminario, ZOOM)
    leido = listas.planear(tabla)
    SUSTITUIR(participante=ana, nombre="Ana Pérez")

    ahora = listas.planear(tabla)

    assert (ahora.cuentas == leido.cuentas, ahora.sello == leido.sello) == (True, False)


def test_what_changed_since_it_was_read_is_read_again(seminario, persona):
    ana, tabla = persona("Ana Pérez", "ana@riobamba.gob.ec"), traida(seminario, ZOOM)
    sello = listas.planear(tabla).sello
    fabricas.crear_presencia(ana, seminario)

    with pytest.raises(PlanCambiado):
        listas.aplicar(importacion=tabla, sello=sello)
    assert presentes() == [("Ana Pérez", "presencial", "qr")]


@pytest.mark.parametrize("cuantas", [1, 30])
def test_a_plan_takes_the_same_queries_for_one_row_and_for_thirty(
    seminario, persona, cuantas, django_assert_num_queries
):
    for n in range(cuantas):
        persona(f"Persona {n}", f"p{n}@x.org")
    tabla = traida(seminario, "correo\n" + "".join(f"p{n}@x.org\n" for n in range(cuantas)))

    with django_assert_num_queries(4):  # activity, people, attendances, presences
        plan = listas.planear(tabla)
    assert plan.cuentas["marca"] == cuantas

"""What is forgotten on time, and what stays."""

import datetime

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from actores.models import Ciudad, Contacto, Institucion, Programa
from agenda.models import Propuesta
from comun import correo, purga
from comun.models import Envio, Importacion, Limite, Mensaje
from inscripciones.models import Asistencia, Eleccion, Inscripcion, Participante
from intercambio.models import Ficha, Mirada
from tests.fabricas import (
    crear_asistencia,
    crear_ciudad,
    crear_contacto,
    crear_cumbre,
    crear_eleccion,
    crear_ficha,
    crear_inscripcion,
    crear_institucion,
    crear_mirada,
    crear_participante,
    crear_programa,
    crear_propuesta,
    crear_seminario,
)

pytestmark = pytest.mark.django_db
BORRADOR, CONFIRMADA, RETIRADA = Inscripcion.Estado.BORRADOR, Inscripcion.Estado.CONFIRMADA, Inscripcion.Estado.RETIRADA


def hace(**cuanto):
    return timezone.now() - datetime.timedelta(**cuanto)


def purgar(**opciones):
    """Run the purge and return only what it found."""
    return {que: n for que, n in purga.purgar(ahora=timezone.now(), **opciones).items() if n}


def guardada(inscripcion, cuando):
    Inscripcion.objects.filter(pk=inscripcion.pk).update(guardada=cuando)
    return inscripcion


def completa(estado, cumbre, **campos):
    """A registration with something in every table that hangs from it."""
    inscripcion = crear_inscripcion(estado, cumbre=cumbre, contacto=crear_contacto(**campos))
    contacto, seminario = inscripcion.contacto, cumbre.actividades.first() or crear_seminario(cumbre)
    persona = crear_participante(inscripcion, nombre="Ana Pérez", email="ana@riobamba.gob.ec")
    crear_eleccion(inscripcion, seminario)
    crear_asistencia(persona, seminario)
    crear_propuesta(contacto, cumbre=cumbre)
    if contacto.ciudad:
        crear_ficha(contacto=contacto, publicacion="borrador")
    else:
        crear_mirada(institucion=contacto.institucion, contacto=contacto, publicacion="borrador")
        crear_programa(institucion=contacto.institucion, contacto=contacto, publicacion="borrador")
    correo.encolar(tipo="enlace_borrador", a=contacto.email, idioma="es", sobre=inscripcion)
    correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma="es", sobre=contacto)
    return inscripcion


def cuentas():
    modelos = [Inscripcion, Contacto, Participante, Eleccion, Asistencia, Ficha, Propuesta, Mirada, Programa, Mensaje]
    return [modelo.objects.count() for modelo in modelos]


# --- Drafts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["ciudad", "institucion"])
def test_a_draft_that_nobody_touched_for_thirty_days_is_gone_with_all_of_it(actor):
    cumbre = crear_cumbre()
    suya = {"ciudad": crear_ciudad(verificada=False)} if actor == "ciudad" else {"institucion": crear_institucion()}
    guardada(completa(BORRADOR, cumbre, **suya), hace(days=31))
    assert sum(cuentas()) > 8

    assert purgar()["inscripciones sin terminar"] == 1

    assert cuentas() == [0] * 10


@pytest.mark.parametrize(
    ("estado", "dias", "queda"),
    [(BORRADOR, 29, True), (BORRADOR, 31, False), (CONFIRMADA, 31, True), (RETIRADA, 31, False)],
)
def test_only_what_was_never_confirmed_goes_after_thirty_days(estado, dias, queda):
    guardada(crear_inscripcion(estado), hace(days=dias))

    purgar()

    assert Inscripcion.objects.exists() is queda
    assert Contacto.objects.exists() is queda


def test_what_was_confirmed_and_withdrawn_stays_for_a_year():
    guardada(crear_inscripcion(RETIRADA, confirmada_el=hace(days=60)), hace(days=59))

    assert purgar() == {}


def test_another_draft_loses_nothing():
    cumbre = crear_cumbre()
    completa(BORRADOR, cumbre)
    antes = cuentas()
    guardada(completa(BORRADOR, cumbre), hace(days=40))

    purgar()

    assert cuentas() == antes


def test_more_drafts_than_one_batch_go_all(monkeypatch):
    monkeypatch.setattr("inscripciones.purga.TANDA", 2)
    cumbre = crear_cumbre()
    for _n in range(5):
        guardada(crear_inscripcion(cumbre=cumbre), hace(days=31))

    assert purgar() == {"inscripciones sin terminar": 5}
    assert Inscripcion.objects.count() == 0


def test_staffs_log_keeps_what_was_done_and_forgets_the_name():
    inscripcion = guardada(crear_inscripcion(contacto=crear_contacto(nombre="Ana Pérez")), hace(days=31))
    equipo = get_user_model().objects.create_user("equipo")
    LogEntry.objects.log_actions(equipo.pk, [inscripcion.contacto], CHANGE, "Cambió Ana Pérez", single_object=True)

    purgar()

    assert list(LogEntry.objects.values_list("user", "action_flag", "object_repr", "change_message")) == [
        (equipo.pk, CHANGE, "—", "")
    ]


# --- Cities and institutions that were written in -----------------------------------------------


def test_a_city_written_in_for_a_draft_goes_with_it_and_the_others_stay():
    escrita, usada, tocada = [crear_ciudad(nombre=n, verificada=False) for n in ("Escrita", "Usada", "Tocada")]
    crear_ciudad(nombre="Verificada")
    crear_institucion(nombre="Del equipo")
    crear_institucion(nombre="De nadie", verificada=False)
    guardada(crear_inscripcion(contacto=crear_contacto(ciudad=escrita)), hace(days=31))
    crear_inscripcion(contacto=crear_contacto(ciudad=usada))
    equipo = get_user_model().objects.create_user("equipo")
    LogEntry.objects.log_actions(equipo.pk, [tocada], CHANGE, "", single_object=True)

    assert purgar() == {
        "inscripciones sin terminar": 1,
        "ciudades escritas sin uso": 1,
        "instituciones escritas sin uso": 1,
    }
    assert set(Ciudad.objects.values_list("nombre", flat=True)) == {"Usada", "Tocada", "Verificada"}
    assert list(Institucion.objects.values_list("nombre", flat=True)) == ["Del equipo"]


def test_a_city_that_another_was_merged_into_stays():
    destino = crear_ciudad(nombre="Destino", verificada=False)
    crear_ciudad(nombre="Origen", verificada=False, fusionada_en=destino)

    assert purgar() == {}


# --- After the Cumbre ---------------------------------------------------------------------------


def terminada(dias):
    """A Cumbre that ended so many days ago."""
    fin = timezone.localdate() - datetime.timedelta(days=dias)
    return crear_cumbre(inicio=fin - datetime.timedelta(days=2), fin=fin)


def mensaje(cuando, estado=Mensaje.Estado.ENVIADO):
    fila = correo.encolar(tipo="recuperar_enlace", a="ana@riobamba.gob.ec", idioma="es", sobre=crear_contacto())
    Mensaje.objects.filter(pk=fila.pk).update(creado=cuando, estado=estado)


@pytest.mark.parametrize(("dias", "queda"), [(90, True), (91, False)])
def test_the_mail_log_goes_ninety_days_after_the_cumbre(dias, queda):
    terminada(dias)
    mensaje(hace(days=100))

    purgar()

    assert Mensaje.objects.exists() is queda


def test_mails_of_the_next_cumbre_and_those_to_send_stay():
    terminada(400)
    crear_cumbre()
    mensaje(hace(days=300))
    mensaje(hace(days=320), estado=Mensaje.Estado.EN_COLA)
    mensaje(hace(days=320), estado=Mensaje.Estado.FALLIDO)

    assert purgar() == {"correos del registro": 1}
    assert sorted(Mensaje.objects.values_list("estado", flat=True)) == ["en_cola", "enviado"]


def test_a_year_after_the_cumbre_nobody_has_a_name_and_the_counts_stay():
    cumbre = terminada(366)
    inscripcion = completa(CONFIRMADA, cumbre, nombre="Ana Pérez", email="ana@riobamba.gob.ec", telefono="099")
    Inscripcion.objects.update(consentimiento_imagen_el=timezone.now())
    Ficha.objects.update(publicacion="publicada")
    enlace = f"/acceso/{inscripcion.contacto.token()}/"
    antes = cuentas()

    assert purgar()["inscripciones ya sin nombres"] == 1

    contacto = Contacto.objects.get()
    datos = (contacto.nombre, contacto.email, contacto.telefono, contacto.cargo, contacto.email_pendiente)
    assert datos == ("—", "", "", "", "")
    assert list(Participante.objects.values_list("nombre", "email", "cargo")) == [("—", "", "")]
    assert Inscripcion.objects.get().consentimiento_imagen_el is None
    assert cuentas()[:-1] == antes[:-1]
    assert Mensaje.objects.count() == 0
    assert Contacto.por_token(enlace.split("/")[2]) is None
    assert _donde_esta("Pérez") + _donde_esta("ana@riobamba") == []
    assert purgar() == {}


def test_before_a_year_everybody_keeps_their_name():
    crear_participante(crear_inscripcion(CONFIRMADA, cumbre=terminada(365)), nombre="Ana Pérez")

    assert purgar() == {}


def _donde_esta(texto):
    """Return the tables that still hold a text, among those of the registrations, actors and mails."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tablas = [fila[0] for fila in cursor.fetchall()]
        halladas = []
        for tabla in tablas:
            cursor.execute(f'SELECT count(*) FROM "{tabla}" t WHERE t::text LIKE %s', [f"%{texto}%"])
            halladas += [tabla] * bool(cursor.fetchone()[0])
    return halladas


# --- The technical tables -----------------------------------------------------------------------


def test_results_counters_and_sessions_go_when_they_serve_nothing():
    for clave, dias in [("vieja", 31), ("nueva", 29)]:
        Envio.objects.create(clave=clave, ambito="x", huella="x", resultado="/")
        Envio.objects.filter(clave=clave).update(creado=hace(days=dias))
    Limite.objects.create(clave="viejo", desde=hace(hours=49), cuenta=1)
    Limite.objects.create(clave="nuevo", desde=hace(hours=47), cuenta=1)
    Session.objects.create(session_key="vieja", session_data="", expire_date=hace(seconds=1))
    Session.objects.create(session_key="nueva", session_data="", expire_date=hace(seconds=-60))

    assert purgar() == {"resultados de envíos": 1, "contadores de límites": 1, "sesiones vencidas": 1}

    assert Envio.objects.get().clave == "nueva"
    assert Limite.objects.get().clave == "nuevo"
    assert Session.objects.get().session_key == "nueva"


@pytest.mark.parametrize(("dias", "quedan"), [(6, {"sin.csv": b"x", "con.csv": b"x"}), (8, {"con.csv": b""})])
def test_tables_that_staff_brought_are_kept_for_a_week(dias, quedan):
    Importacion.objects.create(que="proyectos", nombre="sin.csv", contenido=b"x")
    Importacion.objects.create(
        que="proyectos", nombre="con.csv", contenido=b"x", aplicada_el=timezone.now(), cuentas={"nuevo": 1}
    )
    Importacion.objects.update(creada=hace(days=dias))

    cuenta = purgar()

    borra = {"tablas sin aplicar": 1, "tablas aplicadas, ya sin contenido": 1}
    assert cuenta == (borra if dias > 7 else {})
    assert {i.nombre: bytes(i.contenido) for i in Importacion.objects.all()} == quedan
    assert Importacion.objects.get(nombre="con.csv").cuentas == {"nuevo": 1}
    assert purgar() == {}


# --- The command --------------------------------------------------------------------------------


def test_the_command_counts_first_and_deletes_then(capsys):
    guardada(completa(BORRADOR, crear_cumbre(), ciudad=crear_ciudad(verificada=False)), hace(days=31))
    antes = cuentas()

    call_command("purgar", "--dry-run")
    ensayo = capsys.readouterr().out
    assert cuentas() == antes
    call_command("purgar")
    de_verdad = capsys.readouterr().out

    assert ensayo.splitlines()[0] == "Se borraría:"
    assert ensayo.splitlines()[1:] == de_verdad.splitlines()[1:]
    assert "- 1 inscripciones sin terminar" in ensayo
    assert "- 1 ciudades escritas sin uso" in ensayo
    assert (Inscripcion.objects.count(), Ciudad.objects.count()) == (0, 0)


def test_what_somebody_is_writing_at_this_moment_waits(transactional_db):
    import threading

    from django.db import transaction

    inscripcion = guardada(crear_inscripcion(), hace(days=31))
    resultado = []

    def correr():
        resultado.append(purgar())
        connection.close()

    with transaction.atomic():
        Inscripcion.objects.select_for_update(of=("self",)).get(pk=inscripcion.pk)
        hilo = threading.Thread(target=correr)
        hilo.start()
        hilo.join(10)

    assert resultado == [{}]
    assert Inscripcion.objects.count() == 1

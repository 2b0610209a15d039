"""What is forgotten on time, and what stays."""

import datetime

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from actores.models import Ciudad, Contacto, Institucion, Programa
from agenda.models import Propuesta
from comun import correo, purga
from comun.exportar import EXPORTACION
from comun.models import Envio, Importacion, Limite, Mensaje
from inscripciones.importacion.purga import olvidar_importadas
from inscripciones.models import (
    Asistencia,
    CambioInscripcion,
    Eleccion,
    Inscripcion,
    NecesidadDeAcceso,
    Participante,
    PedidoDeUnion,
    PersonaImportada,
    SolicitudDeCambio,
)
from intercambio.models import Ficha, Mirada
from tests.fabricas import (
    crear_asistencia,
    crear_cambio_de_inscripcion,
    crear_ciudad,
    crear_contacto,
    crear_cumbre,
    crear_eleccion,
    crear_ficha,
    crear_inscripcion,
    crear_institucion,
    crear_mirada,
    crear_necesidad,
    crear_participacion,
    crear_participante,
    crear_pedido_de_union,
    crear_persona_importada,
    crear_programa,
    crear_propuesta,
    crear_proyecto,
    crear_seminario,
    crear_solicitud,
)

pytestmark = pytest.mark.django_db
BORRADOR, CONFIRMADA, RETIRADA = Inscripcion.Estado.BORRADOR, Inscripcion.Estado.CONFIRMADA, Inscripcion.Estado.RETIRADA
RECHAZADA = Inscripcion.Estado.RECHAZADA


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
    contacto, seminario = (
        inscripcion.contacto,
        cumbre.actividades.first() or crear_seminario(cumbre, slug=f"s-{cumbre.pk}"),
    )
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


def cuentas_sin_nombre():
    """Return how many people there are by activity, city, modality and answer: what must never change."""
    filas = Participante.objects.order_by().values_list(
        "asistencias__actividad", "inscripcion__ciudad", "asistencias__modalidad", "asistencias__estado", "respuesta"
    )
    return sorted(map(str, filas))


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


@pytest.mark.parametrize(("estado", "fecha"), [(RETIRADA, "retirada_el"), (RECHAZADA, "rechazada_el")])
@pytest.mark.parametrize(("dias", "queda"), [(29, True), (31, False)])
def test_who_withdrew_or_was_refused_has_no_name_thirty_days_later(estado, fecha, dias, queda):
    inscripcion = completa(estado, crear_cumbre(), nombre="Ana Pérez", email="ana@riobamba.gob.ec")
    Inscripcion.objects.update(confirmada_el=hace(days=60), **{fecha: hace(days=dias)})
    antes = cuentas_sin_nombre()

    cuenta = purgar()

    assert cuenta == ({} if queda else {"inscripciones retiradas ya sin nombres": 1})
    assert bool(_donde_esta("Ana Pérez")) is queda
    assert Ficha.objects.filter(contacto=inscripcion.contacto).exists() is queda
    assert cuentas_sin_nombre() == antes
    assert purgar() == {}


def test_who_withdrew_and_waits_for_staffs_word_on_a_project_keeps_the_link_to_it():
    inscripcion = completa(RETIRADA, crear_cumbre())
    Inscripcion.objects.update(confirmada_el=hace(days=60), retirada_el=hace(days=40))
    crear_proyecto(contacto=inscripcion.contacto, publicacion="enviada", guardado_el=hace(days=40), historico=False)

    assert purgar() == {}


@pytest.mark.parametrize(("dias", "queda"), [(29, True), (31, False)])
def test_a_draft_that_lapsed_goes_thirty_days_later(dias, queda):
    guardada(completa(Inscripcion.Estado.VENCIDA, crear_cumbre()), hace(days=dias))

    purgar()

    assert Inscripcion.objects.exists() is queda


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


def con_historia(cumbre):
    """A confirmed registration with a need, a change, requests and an answer, and what staff's log says of them."""
    inscripcion = completa(CONFIRMADA, cumbre, nombre="Ana Pérez", email="ana@riobamba.gob.ec")
    persona = inscripcion.participantes.get()
    Participante.objects.update(
        respuesta="confirmada", respondio_el=hace(days=1), avisado_el=hace(days=2), recordado_el=hace(days=1),
        consentimiento_imagen_el=hace(days=1), consentimiento_listado_el=hace(days=1),
    )  # fmt: skip
    Inscripcion.objects.update(motivo="Por Ana Pérez", clave_externa="fila-7")
    hechos = [
        inscripcion,
        persona,
        persona.asistencias.get(),
        crear_necesidad(persona, otra="Avisar a Ana Pérez"),
        crear_cambio_de_inscripcion(inscripcion, diferencias=[{"que": "nombre", "despues": "Ana Pérez"}]),
        crear_solicitud(inscripcion, participante=persona, datos={"nombre": "Ana Pérez"}),
        crear_pedido_de_union(inscripcion, crear_inscripcion(cumbre=cumbre)),
        crear_pedido_de_union(crear_inscripcion(cumbre=cumbre), inscripcion),
    ]
    equipo, _nueva = get_user_model().objects.get_or_create(username="equipo")
    for hecho in hechos:
        LogEntry.objects.log_actions(equipo.pk, [hecho], CHANGE, "Por Ana Pérez", single_object=True)
        correo.encolar(tipo="recuperar_enlace", a="ana@riobamba.gob.ec", idioma="es", sobre=hecho)
    return inscripcion


@pytest.mark.parametrize(("dias", "queda"), [(365, True), (366, False)])
def test_history_and_what_was_asked_go_a_year_after_the_cumbre(dias, queda):
    inscripcion = con_historia(terminada(dias))
    token = inscripcion.participantes.get().token()
    antes = cuentas_sin_nombre()

    purgar()

    historia = [CambioInscripcion, SolicitudDeCambio, PedidoDeUnion]
    assert [modelo.objects.exists() for modelo in historia] == [queda] * 3
    persona = Participante.objects.get()
    assert (persona.respuesta, persona.email != "", persona.consentimiento_imagen_el is not None) == (
        "confirmada", queda, queda,
    )  # fmt: skip
    assert (Participante.por_token(token) is not None) is queda
    inscripcion.refresh_from_db()
    assert (inscripcion.clave_externa != "") is queda
    assert bool(_donde_esta("Ana Pérez")) is queda
    assert bool(_donde_esta("ana@riobamba")) is queda
    assert LogEntry.objects.count() == 8
    assert cuentas_sin_nombre() == antes


def test_people_of_a_delegation_whose_contact_was_erased_lose_their_names_in_time_too():
    inscripcion = completa(CONFIRMADA, terminada(366))
    Contacto.objects.update(nombre="—", email="")

    assert purgar()["inscripciones ya sin nombres"] == 1
    assert inscripcion.participantes.get().nombre == "—"


@pytest.mark.parametrize(
    "historia",
    [
        lambda i: crear_cambio_de_inscripcion(i, diferencias=[{"que": "persona_quitada", "de": "Rosa Lema"}]),
        lambda i: crear_solicitud(i, datos={"de": "Rosa Lema"}),
    ],
    ids=["cambio", "solicitud"],
)
@pytest.mark.parametrize(("dias", "queda"), [(365, True), (366, False)])
def test_the_history_of_who_was_removed_goes_in_time_although_nobody_is_left_with_a_name(historia, dias, queda):
    inscripcion = completa(CONFIRMADA, terminada(dias))
    historia(inscripcion)
    Contacto.objects.update(nombre="—", email="")
    Participante.objects.update(nombre="—", email="")

    cuenta = purgar()

    assert cuenta.get("inscripciones ya sin nombres", 0) == (not queda)
    assert bool(_donde_esta("Rosa Lema")) is queda
    assert "inscripciones ya sin nombres" not in purgar()


@pytest.mark.parametrize(("dias", "queda"), [(30, True), (31, False)])
def test_access_needs_and_diet_go_thirty_days_after_the_cumbre(dias, queda):
    cumbre = terminada(dias)
    con_historia(cumbre)
    crear_necesidad(crear_participante(crear_inscripcion(CONFIRMADA, cumbre=crear_cumbre())))
    tipo = ContentType.objects.get_for_model(NecesidadDeAcceso)
    equipo = get_user_model().objects.get()
    de_personas = ContentType.objects.get_for_model(Participante)
    for modelo, dice in [(tipo, "Consultó la lista: q=Ana."), (de_personas, "Se importó: Ana")]:
        LogEntry.objects.create(
            user=equipo, content_type=modelo, action_flag=CHANGE, object_repr="—", change_message=dice
        )
    for modelo, dice in [(tipo, "Dieta: vegana"), (de_personas, "Búsqueda: Ana")]:
        LogEntry.objects.create(
            user=equipo, content_type=modelo, action_flag=EXPORTACION, object_repr="Exportación", change_message=dice
        )
    LogEntry.objects.update(action_time=hace(days=dias))

    purgar()

    assert NecesidadDeAcceso.objects.count() == 1 + queda
    del_modelo = LogEntry.objects.filter(content_type=tipo).order_by("action_flag", "pk")
    dichos = list(del_modelo.values_list("object_repr", "change_message"))
    assert dichos == (
        [("Ana Pérez", "Por Ana Pérez"), ("—", "Consultó la lista: q=Ana."), ("Exportación", "Dieta: vegana")]
        if queda
        else [("—", ""), ("—", ""), ("Exportación", "")]
    )
    assert LogEntry.objects.filter(change_message__in=["Búsqueda: Ana", "Se importó: Ana"]).count() == 2
    assert Participante.objects.filter(nombre="Ana Pérez").exists()


@pytest.mark.parametrize(("dias", "queda"), [(364, True), (366, False)])
def test_what_an_exported_list_was_searched_for_goes_a_year_later(dias, queda):
    equipo = get_user_model().objects.create_user("equipo")
    LogEntry.objects.create(
        user=equipo, action_flag=EXPORTACION, object_repr="Participantes: 1 fila", change_message="Búsqueda: «Ana»"
    )
    LogEntry.objects.update(action_time=hace(days=dias))

    assert purgar() == ({} if queda else {"filtros de exportaciones": 1})

    assert list(LogEntry.objects.values_list("object_repr", "change_message")) == [
        ("Participantes: 1 fila", "Búsqueda: «Ana»" if queda else "")
    ]


def test_staffs_log_forgets_who_was_removed_from_a_delegation_the_same_night():
    inscripcion = con_historia(crear_cumbre())
    persona = inscripcion.participantes.get()
    clave = persona.pk
    persona.delete()
    equipo = get_user_model().objects.get()
    LogEntry.objects.create(
        user=equipo, action_flag=EXPORTACION, object_id="1", object_repr="—", change_message="Hecho"
    )

    assert purgar() == {"líneas del registro del equipo sobre lo borrado": 3}

    assert LogEntry.objects.get(object_id=str(clave), content_type__model="participante").object_repr == "—"
    assert LogEntry.objects.filter(change_message="Hecho").exists()


def test_the_institutional_record_of_the_catalogue_is_kept():
    cumbre = terminada(800)
    inscripcion = completa(CONFIRMADA, cumbre)
    publicado = crear_proyecto(contacto=inscripcion.contacto, titulo_es="Compostaje", carta="proyectos/cartas/a.pdf")
    crear_participacion(publicado, inscripcion.ciudad)

    purgar()

    publicado.refresh_from_db()
    assert (publicado.titulo_es, publicado.contacto.nombre, publicado.participaciones.count()) == ("Compostaje", "—", 1)


def test_a_trial_of_everything_counts_exactly_what_is_deleted_and_writes_nothing():
    con_historia(terminada(400))
    guardada(completa(BORRADOR, crear_cumbre(), ciudad=crear_ciudad(verificada=False)), hace(days=31))
    retirada = completa(RETIRADA, crear_cumbre())
    Inscripcion.objects.filter(pk=retirada.pk).update(confirmada_el=hace(days=60), retirada_el=hace(days=31))
    crear_necesidad(crear_participante(crear_inscripcion(CONFIRMADA, cumbre=terminada(40))))
    mensaje(hace(days=500))
    Envio.objects.create(clave="vieja", ambito="x", huella="x", resultado="/")
    Envio.objects.update(creado=hace(days=31))
    Limite.objects.create(clave="viejo", desde=hace(hours=49), cuenta=1)
    antes = _todo()

    ensayo = purgar(ensayo=True)

    assert _todo() == antes
    assert len(ensayo) >= 8
    assert purgar() == ensayo
    assert purgar() == {}


def _todo():
    """Return every row of every table, as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        filas = {}
        for (tabla,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{tabla}" t ORDER BY 1')
            filas[tabla] = cursor.fetchall()
        return filas


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


def test_what_was_told_of_each_row_of_a_form_is_kept_for_a_week():
    cuentas = {"nueva": 1, "filas": [{"fila": 2, "motivos": ["«ana@x» no es un correo"]}]}
    for que, nombre in (("inscripciones", "vieja"), ("inscripciones", "nueva"), ("proyectos", "otra")):
        Importacion.objects.create(que=que, nombre=nombre, contenido=b"", aplicada_el=timezone.now(), cuentas=cuentas)
    Importacion.objects.exclude(nombre="nueva").update(creada=hace(days=8))

    assert purgar() == {"formularios de la Cumbre, ya sin sus filas": 1}

    quedan = dict(Importacion.objects.values_list("nombre", "cuentas"))
    assert quedan == {"vieja": {"nueva": 1}, "nueva": cuentas, "otra": cuentas}
    assert purgar() == {}


def test_digests_of_people_of_a_form_go_with_their_names():
    hoy = timezone.localdate()
    for n, dias in enumerate((370, 360)):
        cumbre = crear_cumbre(inicio=hoy - datetime.timedelta(days=dias + 2), fin=hoy - datetime.timedelta(days=dias))
        crear_persona_importada(crear_inscripcion("confirmada", cumbre=cumbre), correo=f"{n:032}")

    purgado = purgar()

    assert purgado["huellas de personas importadas"] == 1
    assert [p.correo for p in PersonaImportada.objects.all()] == [f"{1:032}"]


def test_digests_of_people_of_a_form_go_by_the_day_of_the_portal():
    """At one in the morning in Greenwich it is still the evening before."""
    dia = datetime.date(2025, 6, 9)
    crear_persona_importada(crear_inscripcion("confirmada", cumbre=crear_cumbre(inicio=dia, fin=dia)))
    un_ano_despues = datetime.datetime(2026, 6, 10, 1, tzinfo=datetime.UTC)

    borradas = [olvidar_importadas(un_ano_despues + datetime.timedelta(hours=horas)) for horas in (0, 3)]

    assert borradas == [{"huellas de personas importadas": n} for n in (0, 1)]


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

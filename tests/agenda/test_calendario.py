"""The calendars, read by two parsers that are not related: the seminar begins at 20:15 UTC in both."""

import datetime

import icalendar
import pytest
import vobject

from agenda import programa
from agenda.calendario import calendario_de_actividades
from tests import fabricas

pytestmark = pytest.mark.django_db
LAS_20_15 = datetime.datetime(2026, 12, 1, 20, 15, tzinfo=datetime.UTC)


@pytest.fixture
def seminario():
    cumbre = fabricas.crear_cumbre(
        inicio=datetime.date(2026, 11, 30),
        fin=datetime.date(2026, 12, 3),
        direccion="Calle 1",
        sede="Esteban Echeverría",
    )
    return fabricas.crear_seminario(
        cumbre, dia=datetime.date(2026, 12, 1), descripcion_es="Coma, punto y coma; barra \\ y\nsalto: ñandú 🌎"
    )


def _eventos(contenido):
    return icalendar.Calendar.from_ical(contenido).walk("VEVENT")


def test_seminar_begins_at_the_right_instant_in_two_parsers(client, seminario):
    response = client.get("/agenda.ics")

    (evento,) = _eventos(response.content)
    otro = vobject.readOne(response.content.decode()).vevent
    assert response.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert evento.start.astimezone(datetime.UTC) == LAS_20_15
    assert otro.dtstart.value.astimezone(datetime.UTC) == LAS_20_15
    assert b"DTSTART;TZID=America/Argentina/Buenos_Aires:20261201T171500" in response.content
    assert response.content.count(b"BEGIN:VTIMEZONE") == 1
    assert b"TZID:America/Argentina/Buenos_Aires" in response.content


def test_approximate_duration_is_a_duration_and_a_known_end_an_end(client, seminario):
    (evento,) = _eventos(client.get("/agenda.ics").content)
    assert evento["duration"].dt == datetime.timedelta(minutes=90)
    assert "dtend" not in evento
    assert "Duración aproximada: 90 minutos." in evento["description"]

    seminario.fin = LAS_20_15 + datetime.timedelta(hours=2)
    seminario.save()

    (evento,) = _eventos(client.get("/agenda.ics").content)
    assert evento["dtend"].dt.astimezone(datetime.UTC) == seminario.fin
    assert "duration" not in evento


def test_uid_is_stable_over_languages_and_edits(client, seminario):
    antes = client.get("/agenda.ics").content
    en_portugues = client.get("/pt-br/agenda.ics").content
    seminario.slug = "otro"
    seminario.titulo_es = "Otro título"
    seminario.save()
    despues = client.get("/agenda.ics").content

    uids = {str(_eventos(contenido)[0]["uid"]) for contenido in (antes, en_portugues, despues)}
    assert uids == {f"actividad-{seminario.pk}@testserver"}
    assert str(_eventos(en_portugues)[0]["summary"]) == "Seminário Cooperação Internacional"
    assert str(_eventos(en_portugues)[0]["url"]) == "http://testserver/pt-br/agenda/"


def test_text_survives_escaping_and_folding(client, seminario):
    contenido = client.get("/agenda.ics").content

    assert "Coma, punto y coma; barra \\ y\nsalto: ñandú 🌎" in str(_eventos(contenido)[0]["description"])
    assert max(len(linea) for linea in contenido.split(b"\r\n")) <= 75


def test_block_without_hour_is_told_in_the_seminar_and_one_with_hour_is_an_event(client, seminario):
    fabricas.crear_bloque(seminario, 1, titulo_es="Con hora", inicio=seminario.inicio)
    sin_hora = fabricas.crear_bloque(seminario, 2, titulo_es="Sin hora")
    fabricas.crear_intervencion(sin_hora, titulo_es="Charla")

    seminario_ics, bloque = _eventos(client.get("/agenda.ics").content)

    assert "2. Sin hora (horario a confirmar)\n   · Charla" in seminario_ics["description"]
    assert str(bloque["summary"]) == "Con hora"


def test_intervention_takes_the_hour_of_its_block_or_is_the_seminar(client, seminario):
    con_hora = fabricas.crear_bloque(seminario, 1, inicio=seminario.inicio)
    fabricas.crear_intervencion(con_hora, slug="una", titulo_es="Una")
    fabricas.crear_intervencion(fabricas.crear_bloque(seminario, 2), slug="dos", titulo_es="Dos")

    (una,) = _eventos(client.get("/agenda/una.ics").content)
    (dos,) = _eventos(client.get("/agenda/dos.ics").content)

    assert (str(una["summary"]), una.start.astimezone(datetime.UTC)) == ("Una", LAS_20_15)
    assert str(dos["uid"]) == f"actividad-{seminario.pk}@testserver"


def test_nothing_depends_on_the_clock(client, seminario):
    assert client.get("/agenda.ics").content == client.get("/agenda.ics").content


def test_stamp_is_when_staff_last_changed_what_the_event_tells(client, seminario):
    bloque = fabricas.crear_bloque(seminario)
    charla = fabricas.crear_intervencion(bloque)
    filas = [seminario.cumbre, seminario, bloque, charla]
    for dias, fila in enumerate(filas):
        ayer = LAS_20_15 - datetime.timedelta(days=30 - dias)
        type(fila).objects.filter(pk=fila.pk).update(modificada=ayer)

    (antes,) = _eventos(client.get("/agenda.ics").content)
    programa.cambiar_estado([charla], estado="cancelada")
    seminario.refresh_from_db()
    (despues,) = _eventos(client.get("/agenda.ics").content)

    assert antes["dtstamp"].dt == antes["last-modified"].dt == LAS_20_15 - datetime.timedelta(days=27)
    assert despues["dtstamp"].dt == despues["last-modified"].dt == seminario.modificada.replace(microsecond=0)


def test_saving_moves_the_stamp(seminario):
    antes = seminario.modificada
    seminario.save()
    assert seminario.modificada > antes


def test_activities_without_hour_have_no_event(seminario):
    sin_hora = fabricas.crear_actividad(seminario.cumbre, titulo_es="Sin hora")
    apertura = fabricas.crear_actividad(seminario.cumbre, titulo_es="Apertura", inicio=LAS_20_15)

    eventos = _eventos(calendario_de_actividades([seminario, sin_hora, apertura]))

    assert [str(e["summary"]) for e in eventos] == ["Seminario Cooperación Internacional", "Apertura"]
    assert _eventos(calendario_de_actividades([sin_hora])) == []


def test_room_for_those_registered_is_in_no_calendar(client, seminario):
    seminario.sala_url = "https://sala.example/secreta"
    seminario.transmision_url = "https://video.example/en-vivo"
    seminario.save()

    contenido = client.get("/agenda.ics").content.replace(b"\r\n ", b"")

    assert b"https://video.example/en-vivo" in contenido
    assert b"sala.example" not in contenido
    assert b"sala.example" not in calendario_de_actividades([seminario])

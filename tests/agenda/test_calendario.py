"""The calendars, read by two parsers that have nothing to do with the one that writes: they say what the database says.

``icalendar`` makes the time zones and the escaping of what is read here, so ``vobject`` and ``ics`` do the reading.
"""

import datetime
from zoneinfo import ZoneInfo

import icalendar
import ics
import pytest
import vobject
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda import horario, programa
from agenda.calendario import calendario, calendario_de_actividades, evento_de_actividad
from agenda.models import Actividad, Cumbre, EstadoPrograma
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


# --- What two parsers read is what the database says ---------------------------------------------


def _por_vobject(contenido):
    filas = {}
    for evento in vobject.readOne(contenido.decode()).vevent_list:
        inicio = evento.dtstart.value
        fin = evento.dtend.value if hasattr(evento, "dtend") else None
        if hasattr(evento, "duration"):
            fin = inicio + evento.duration.value
        filas[evento.uid.value] = (
            _utc(inicio), fin and _utc(fin), evento.summary.value, evento.status.value, int(evento.sequence.value)
        )  # fmt: skip
    return filas


def _por_ics(contenido):
    filas = {}
    for evento in ics.Calendar(contenido.decode()).events:
        fin = evento.end if evento.has_end() else None
        (secuencia,) = [int(linea.value) for linea in evento.extra if linea.name == "SEQUENCE"]
        filas[evento.uid] = (
            _utc(evento.begin.datetime), fin and _utc(fin.datetime), evento.name, evento.status, secuencia
        )  # fmt: skip
    return filas


def _utc(instante):
    return instante.astimezone(datetime.UTC)


def _leer(client, ruta):
    """Return ``{uid: (start, end, title, status, sequence)}`` of a calendar, on which both parsers must agree."""
    contenido = client.get(ruta).content
    filas = _por_vobject(contenido)
    assert _por_ics(contenido) == filas
    return filas


def _minutos(cuantos):
    return LAS_20_15 + datetime.timedelta(minutes=cuantos)


@pytest.fixture
def programado(seminario):
    """Blocks in every state, planned one after the other, and two talks with their minutes in the second."""
    seminario.fin = _minutos(90)
    seminario.secuencia = 4
    seminario.save()
    ayer = timezone.now() - datetime.timedelta(days=1)
    uno = fabricas.crear_bloque(
        seminario, 1, titulo_es="Video", titulo_pt_br="Vídeo", inicio=LAS_20_15, fin=_minutos(15)
    )
    dos = fabricas.crear_bloque(
        seminario, 2, titulo_es="Ciudades", titulo_pt_br="Cidades", inicio=_minutos(15), publicada_el=ayer
    )
    fabricas.crear_bloque(seminario, 3, titulo_es="Mesas", titulo_pt_br="Mesas", inicio=_minutos(60), publicada_el=ayer)
    fabricas.crear_bloque(seminario, 4, titulo_es="Sin hora")
    fabricas.crear_bloque(seminario, 5, titulo_es="En borrador", inicio=_minutos(70), estado="borrador")
    fabricas.crear_bloque(seminario, 6, titulo_es="Nunca se supo", inicio=_minutos(80), estado="cancelada")
    for orden, slug in enumerate(("una", "otra"), start=1):
        fabricas.crear_intervencion(dos, orden, slug=slug, titulo_es=slug.title(), minutos=20, publicada_el=ayer)
    fabricas.crear_intervencion(uno, slug="en-borrador", titulo_es="Charla en borrador", estado="borrador")
    return seminario


def _bloque(seminario, orden):
    return seminario.bloques.get(orden=orden)


def _esperados(seminario, *, demora=0, titulos=("Seminario Cooperación Internacional", "Video", "Ciudades", "Mesas")):
    """Return what calendars say of ``programado``, the last two blocks ``demora`` minutes late.

    When the last one ends nobody knows: one without an hour follows.
    """
    revision = Actividad.objects.get(pk=seminario.pk).secuencia
    horas = [(0, 90 + demora), (0, 15), (15 + demora, 60 + demora), (60 + demora, None)]
    claves = [f"actividad-{seminario.pk}", *(f"bloque-{_bloque(seminario, orden).pk}" for orden in (1, 2, 3))]
    return {
        f"{clave}@testserver": (_minutos(desde), hasta and _minutos(hasta), titulo, "CONFIRMED", revision)
        for clave, (desde, hasta), titulo in zip(claves, horas, titulos, strict=True)
    }


def test_calendar_says_what_the_database_says_in_both_languages(client, programado):
    en_portugues = ("Seminário Cooperação Internacional", "Vídeo", "Cidades", "Mesas")

    assert _leer(client, "/agenda.ics") == _esperados(programado)
    assert _leer(client, "/pt-br/agenda.ics") == _esperados(programado, titulos=en_portugues)
    assert {fila[4] for fila in _leer(client, "/agenda.ics").values()} == {4}


def test_blocks_keep_the_time_busy_and_the_seminar_around_them_leaves_it_free(client, programado):
    def ocupan(contenido):
        por_ics = {e.uid: e.transparent for e in ics.Calendar(contenido.decode()).events}
        de_vobject = vobject.readOne(contenido.decode()).vevent_list
        assert por_ics == {e.uid.value: e.transp.value == "TRANSPARENT" for e in de_vobject}
        return {clave.partition("@")[0] for clave, libre in por_ics.items() if not libre}

    assert ocupan(client.get("/agenda.ics").content) == {f"bloque-{_bloque(programado, n).pk}" for n in (1, 2, 3)}
    programado.refresh_from_db()
    assert ocupan(calendario_de_actividades([programado])) == {f"actividad-{programado.pk}"}
    programado.bloques.update(inicio=None, fin=None)
    assert ocupan(client.get("/agenda.ics").content) == {f"actividad-{programado.pk}"}


def test_block_tells_its_talks_with_hour_who_and_language(client, programado):
    una, otra = _bloque(programado, 2).intervenciones.order_by("orden")
    una.idioma, una.ciudad = "pt-br", fabricas.crear_ciudad(nombre="Santos")
    una.save()
    otra.idioma = ""
    otra.save()

    (_seminario, uno, dos, _tres) = _eventos(client.get("/agenda.ics").content)

    lineas = str(dos["description"]).split("\n")
    desde = lineas.index("Intervenciones (hora de Argentina, GMT-3):")
    assert lineas[desde + 1 : desde + 3] == ["17:30 Una (Santos) · Se habla en portugués", "17:50 Otra"]
    assert "Presencial y virtual." in lineas
    assert "Intervenciones (" not in uno["description"]


def test_delay_moves_what_follows_and_is_a_new_revision(client, programado):
    programa.demorar(bloque=_bloque(programado, 2), minutos=25)

    filas = _leer(client, "/agenda.ics")
    assert filas == _esperados(programado, demora=25)
    assert {fila[4] for fila in filas.values()} == {5}
    (_seminario, _uno, dos, _tres) = _eventos(client.get("/agenda.ics").content)
    assert "Demora de 25 minutos: estaba previsto a las 17:30 (hora de Argentina, GMT-3)." in dos["description"]


def test_delay_moves_the_talks_too(client, programado):
    assert _leer(client, "/agenda/otra.ics").popitem()[1] == (_minutos(35), _minutos(55), "Otra", "CONFIRMED", 4)

    programa.demorar(bloque=_bloque(programado, 2), minutos=10)

    assert _leer(client, "/agenda/otra.ics").popitem()[1] == (_minutos(45), _minutos(65), "Otra", "CONFIRMED", 5)


def test_moved_block_and_new_title_keep_their_uid(client, programado):
    antes = _leer(client, "/agenda.ics")
    bloque = _bloque(programado, 3)
    bloque.inicio, bloque.titulo_es = _minutos(65), "Las mesas"
    programa.guardar(bloque)

    clave = f"bloque-{bloque.pk}@testserver"
    despues = _leer(client, "/agenda.ics")
    assert despues.keys() == antes.keys()
    assert despues[clave] == (_minutos(65), None, "Las mesas", "CONFIRMED", 5)


@pytest.mark.parametrize(
    ("zona", "hora"),
    [
        ("America/Santiago", "2026-09-06T03:00:00+00:00"),  # an hour before clocks go forward
        ("America/Santiago", "2026-04-05T02:00:00+00:00"),  # an hour before they go back
        ("America/Asuncion", "2024-10-06T03:00:00+00:00"),
        ("America/Asuncion", "2024-03-24T02:00:00+00:00"),
        ("America/Argentina/Buenos_Aires", "2026-12-31T02:00:00+00:00"),  # no change, and a night into the next year
    ],
)
def test_hours_hold_across_a_change_of_clocks_and_of_year(client, zona, hora):
    desde = datetime.datetime.fromisoformat(hora)
    cada = datetime.timedelta(minutes=30)
    dia = desde.astimezone(ZoneInfo(zona)).date()
    cumbre = fabricas.crear_cumbre(inicio=dia, fin=dia + datetime.timedelta(days=1), zona_horaria=zona)
    seminario = fabricas.crear_seminario(cumbre, dia=dia, inicio=desde, fin=desde + 60 * cada)
    for orden in range(1, 11):
        inicio = desde + (orden - 1) * cada
        fabricas.crear_bloque(seminario, orden, titulo_es=f"Bloque {orden}", inicio=inicio, fin=inicio + cada)

    filas = _leer(client, "/agenda.ics")

    for bloque in seminario.bloques.all():
        assert filas[f"bloque-{bloque.pk}@testserver"][:2] == (bloque.inicio, bloque.fin)
    for bloque, evento in zip(seminario.bloques.all(), _eventos(client.get("/agenda.ics").content)[1:], strict=True):
        escrita = evento["dtstart"].dt
        assert _utc(escrita) == bloque.inicio
        if not bloque.inicio.astimezone(ZoneInfo(zona)).fold:
            assert escrita.replace(tzinfo=None) == bloque.inicio.astimezone(ZoneInfo(zona)).replace(tzinfo=None)


def test_cancelled_block_stays_with_its_uid(client, programado):
    bloque = _bloque(programado, 2)
    esperados = _esperados(programado)
    programa.cambiar_estado([bloque], estado=EstadoPrograma.CANCELADA)

    filas = _leer(client, "/agenda.ics")

    clave = f"bloque-{bloque.pk}@testserver"
    assert filas.keys() == esperados.keys()
    assert filas[clave] == (_minutos(15), None, "Ciudades", "CANCELLED", 5)
    assert {clave: fila[3] for clave, fila in filas.items() if fila[3] != "CONFIRMED"} == {clave: "CANCELLED"}
    assert b"Una" not in client.get("/agenda.ics").content


def test_cancelled_talk_is_told_at_its_address(client, programado):
    una, otra = _bloque(programado, 2).intervenciones.order_by("orden")
    clave = f"intervencion-{una.pk}@testserver"
    assert _leer(client, "/agenda/una.ics") == {clave: (_minutos(15), _minutos(35), "Una", "CONFIRMED", 4)}

    programa.cambiar_estado([una], estado=EstadoPrograma.CANCELADA)
    (filas,) = [_leer(client, "/agenda/una.ics")]

    assert {c: (inicio, titulo, estado, n) for c, (inicio, _fin, titulo, estado, n) in filas.items()} == {
        clave: (_minutos(15), "Una", "CANCELLED", 5)
    }
    assert _leer(client, "/agenda/otra.ics").popitem()[1][3] == "CONFIRMED"

    programa.cambiar_estado([otra.bloque], estado=EstadoPrograma.CANCELADA)

    assert _leer(client, "/agenda/otra.ics").popitem()[1][2:] == ("Otra", "CANCELLED", 6)


def test_cancelled_talk_of_a_block_without_hour_is_told_at_the_hour_of_the_seminar(client, programado):
    bloque = _bloque(programado, 4)
    charla = fabricas.crear_intervencion(bloque, slug="sin-hora", titulo_es="Sin hora", publicada_el=timezone.now())
    type(bloque).objects.filter(pk=bloque.pk).update(publicada_el=timezone.now())
    programa.cambiar_estado([charla], estado=EstadoPrograma.CANCELADA)

    filas = _leer(client, "/agenda/sin-hora.ics")

    assert filas == {
        f"intervencion-{charla.pk}@testserver": (LAS_20_15, _minutos(90), "Sin hora", "CANCELLED", 5),
    }


@pytest.mark.parametrize(
    ("de_la_charla", "del_bloque"),
    [
        ({"estado": "borrador"}, {}),
        ({"estado": "borrador", "publicada_el": LAS_20_15}, {"publicada_el": LAS_20_15}),
        ({"estado": "cancelada"}, {"publicada_el": LAS_20_15}),
        ({"estado": "cancelada", "publicada_el": LAS_20_15}, {}),
        ({"publicada_el": LAS_20_15}, {"estado": "borrador", "publicada_el": LAS_20_15}),
        ({"publicada_el": LAS_20_15}, {"estado": "cancelada"}),
    ],
)
def test_what_was_never_public_is_told_to_nobody(client, seminario, de_la_charla, del_bloque):
    bloque = fabricas.crear_bloque(seminario, titulo_es="Bloque oculto", inicio=LAS_20_15, **del_bloque)
    fabricas.crear_intervencion(bloque, slug="oculta", titulo_es="Charla oculta", **de_la_charla)

    assert client.get("/agenda/oculta.ics").status_code == 404
    assert b"Charla oculta" not in client.get("/agenda.ics").content
    if del_bloque.get("estado"):
        assert b"Bloque oculto" not in client.get("/agenda.ics").content


def test_what_was_cancelled_while_it_was_prepared_is_told_to_nobody(client, seminario):
    bloque = fabricas.crear_bloque(seminario, inicio=LAS_20_15, estado="borrador")
    charla = fabricas.crear_intervencion(bloque, slug="oculta", titulo_es="Oculta", estado="borrador")
    otro = fabricas.crear_bloque(seminario, 2, inicio=_minutos(30), titulo_es="Otro oculto", estado="borrador")
    Cumbre.objects.update(publicada=False)
    programa.cambiar_estado([otro], estado=EstadoPrograma.PUBLICADA)
    programa.cambiar_estado([otro], estado=EstadoPrograma.CANCELADA)
    Cumbre.objects.update(publicada=True)

    programa.cambiar_estado([charla], estado=EstadoPrograma.PUBLICADA)
    programa.cambiar_estado([charla], estado=EstadoPrograma.CANCELADA)
    programa.publicar_bloque(bloque=bloque)

    assert client.get("/agenda/oculta.ics").status_code == 404
    assert [fila[2] for fila in _leer(client, "/agenda.ics").values()] == [seminario.titulo, bloque.titulo]


def test_talk_cancelled_after_its_block_is_still_told(client, programado):
    bloque = _bloque(programado, 2)
    programa.cambiar_estado([bloque], estado=EstadoPrograma.CANCELADA)
    programa.cambiar_estado(bloque.intervenciones.filter(slug="una"), estado=EstadoPrograma.CANCELADA)

    assert _leer(client, "/agenda/una.ics").popitem()[1][2:] == ("Una", "CANCELLED", 5)


def test_nothing_of_a_cumbre_in_preparation_is_told(client, programado):
    Cumbre.objects.update(publicada=False)

    assert client.get("/agenda/una.ics").status_code == 404
    assert _eventos(client.get("/agenda.ics").content) == []


def test_end_that_nobody_fixed_is_a_duration(client, seminario):
    bloque = fabricas.crear_bloque(seminario, 1, inicio=LAS_20_15)
    fabricas.crear_bloque(seminario, 2, inicio=_minutos(40))
    fabricas.crear_intervencion(bloque, slug="sola", titulo_es="Sola")

    (_seminario, uno, dos) = _eventos(client.get("/agenda.ics").content)
    (sola,) = _eventos(client.get("/agenda/sola.ics").content)

    assert [e["duration"].dt for e in (uno, dos, sola)] == [datetime.timedelta(minutes=m) for m in (40, 50, 40)]
    assert not [e for e in (uno, dos, sola) if "dtend" in e]


def test_language_is_that_of_the_words(client, seminario):
    fabricas.crear_bloque(seminario, inicio=LAS_20_15, titulo_es="", titulo_pt_br="Só em português")

    del_seminario, bloque = vobject.readOne(client.get("/agenda.ics").content.decode()).vevent_list

    assert del_seminario.summary.params["LANGUAGE"] == ["es"]
    assert bloque.summary.params["LANGUAGE"] == ["pt-BR"]
    assert bloque.description.params["LANGUAGE"] == ["es"]


@pytest.mark.parametrize(
    ("ruta", "nombre"),
    [
        ("/agenda.ics", "Seminario Cooperación Internacional"),
        ("/pt-br/agenda.ics", "Seminário Cooperação Internacional"),
        ("/agenda/una.ics", "Una"),
    ],
)
def test_calendar_can_be_subscribed_to_and_read_by_other_sites(client, programado, ruta, nombre):
    response = client.get(ruta)
    cabecera = icalendar.Calendar.from_ical(response.content)

    assert cabecera["name"] == cabecera["x-wr-calname"] == nombre
    assert cabecera["refresh-interval"].dt == datetime.timedelta(minutes=30)
    assert cabecera["source"] == f"http://testserver{ruta}"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("charlas", [1, 30, 300])
def test_as_many_queries_for_any_number_of_talks(client, django_assert_num_queries, seminario, charlas):
    bloque = fabricas.crear_bloque(seminario, inicio=LAS_20_15)
    for orden in range(charlas):
        fabricas.crear_intervencion(bloque, orden, slug=f"charla-{orden}", ciudad=fabricas.crear_ciudad())

    with django_assert_num_queries(3):
        client.get("/agenda.ics")
    with django_assert_num_queries(3):
        client.get("/agenda/charla-0.ics")


# --- Text ---------------------------------------------------------------------------------------

# What people may type but the parsers read in their own way: a backslash before n is a break to some of them.
_letras = st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"], exclude_characters="\\")


@settings(max_examples=150, deadline=None)
@given(titulo=st.text(_letras, min_size=1, max_size=200), descripcion=st.text(_letras | st.just("\n"), max_size=400))
def test_any_text_survives(titulo, descripcion):
    cumbre = Cumbre(pk=1, nombre_es="Cumbre", sede="Sede", zona_horaria="America/Lima", modificada=LAS_20_15)
    actividad = Actividad(pk=1, cumbre=cumbre, inicio=LAS_20_15, modificada=LAS_20_15, es_seminario=True)
    actividad.titulo_es, actividad.descripcion_es = titulo, descripcion
    horario.poner_horas(actividad, [])

    contenido = calendario([evento_de_actividad(actividad)])

    (por_ics,) = ics.Calendar(contenido.decode()).events
    por_vobject = vobject.readOne(contenido.decode()).vevent
    assert por_ics.name == por_vobject.summary.value == titulo
    assert por_ics.description == por_vobject.description.value
    partes = [descripcion, "Presencial y virtual.", "http://testserver/agenda/"]
    assert por_vobject.description.value == "\n\n".join(filter(None, partes))
    assert max(map(len, contenido.split(b"\r\n"))) <= 75


def test_control_characters_break_no_line(client, seminario):
    seminario.titulo_es = "Uno\x0bdos\x85tres\u2028cuatro\\ cinco"
    seminario.save()

    (fila,) = _leer(client, "/agenda.ics").values()

    assert fila[2] == "Uno dos tres cuatro\\ cinco"


# --- When it changed, and what it leaves out ----------------------------------------------------


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


def test_calendar_of_a_delegation_has_the_public_events(client, django_assert_num_queries, programado):
    apertura = fabricas.crear_actividad(programado.cumbre, titulo_es="Apertura", inicio=LAS_20_15)
    programa.demorar(bloque=_bloque(programado, 1), minutos=20)
    actividades = list(Actividad.objects.filter(pk__in=[programado.pk, apertura.pk]).select_related("cumbre"))

    with django_assert_num_queries(2):
        contenido = calendario_de_actividades(actividades)

    suyos, publicos = _por_ics(contenido), _leer(client, "/agenda.ics")
    clave = f"actividad-{programado.pk}@testserver"
    assert suyos.keys() == {clave, f"actividad-{apertura.pk}@testserver"}
    assert suyos[clave] == publicos[clave] == (_minutos(20), _minutos(110), publicos[clave][2], "CONFIRMED", 5)


def test_room_for_those_registered_is_in_no_calendar(client, seminario):
    seminario.sala_url = "https://sala.example/secreta"
    seminario.transmision_url = "https://video.example/en-vivo"
    seminario.save()

    contenido = client.get("/agenda.ics").content.replace(b"\r\n ", b"")

    assert b"https://video.example/en-vivo" in contenido
    assert b"sala.example" not in contenido
    assert b"sala.example" not in calendario_de_actividades([seminario])

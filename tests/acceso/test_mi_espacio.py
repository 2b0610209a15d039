"""*Mi espacio*: what its owner sees and changes, and what nobody else does."""

import datetime
import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import mail
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from comun import enviador
from comun.models import Envio, Mensaje
from inscripciones.models import Asistencia, Inscripcion
from seminario.views import mi_espacio
from tests.fabricas import (
    crear_actividad,
    crear_asistencia,
    crear_bloque,
    crear_ciudad,
    crear_contacto,
    crear_eleccion,
    crear_ficha,
    crear_inscripcion,
    crear_institucion,
    crear_intervencion,
    crear_mirada,
    crear_participante,
    crear_programa,
    crear_propuesta,
    crear_seminario,
)

pytestmark = pytest.mark.django_db
PAGINAS = [
    "/mi-espacio/",
    "/mi-espacio/datos/",
    "/mi-espacio/enlaces/",
    "/mi-espacio/mis-datos/",
    "/mi-espacio/mis-datos/borrar/",
    "/mi-espacio/retirar/",
]
DATOS = {"nombre": "Ana Pérez", "email": "ana@riobamba.gob.ec", "telefono": "", "cargo": "Directora", "idioma": "es"}


@pytest.fixture
def seminario():
    return crear_seminario(sala_url="https://sala.example.org/seminario")


@pytest.fixture
def inscripcion(seminario):
    contacto = crear_contacto(
        nombre="Ana Pérez", email="ana@riobamba.gob.ec", ciudad=crear_ciudad(nombre="Riobamba", pais="EC")
    )
    inscripcion = crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto, cumbre=seminario.cumbre)
    crear_eleccion(inscripcion, seminario)
    persona = crear_participante(
        inscripcion, nombre="Ana Pérez", email=contacto.email, cargo=contacto.cargo, es_contacto=True
    )
    crear_asistencia(persona, seminario, estado=Asistencia.Estado.CONFIRMADA)
    return inscripcion


@pytest.fixture
def duenia(inscripcion):
    """A browser that entered by the link of ``inscripcion``."""
    return entrar(inscripcion)


def entrar(inscripcion):
    navegador = Client()
    navegador.post(f"/acceso/{inscripcion.contacto.token()}/")
    return navegador


def texto_de(response):
    """Return the words of a page, as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# --- Who may see it -----------------------------------------------------------------------------


@pytest.mark.parametrize("direccion", [*PAGINAS, "/mi-espacio/salir/"])
@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_a_stranger_is_sent_to_ask_for_the_link(client, inscripcion, direccion, prefijo):
    for metodo in (client.get, client.post):
        response = metodo(prefijo + direccion)
        assert (response.status_code, response["Location"]) == (302, f"{prefijo}/acceso/")

    inscripcion.refresh_from_db()
    assert inscripcion.estado == "confirmada"
    assert Mensaje.objects.count() == 0
    aviso = "abra o link que recebeu por e-mail" if prefijo else "abra el enlace que recibió por correo"
    assert aviso in texto_de(client.get("/acceso/"))


@pytest.mark.parametrize("guardado", ["x", 7, None, [], {"codigo": "no"}, {"codigo": None, "generacion": None}])
def test_a_broken_session_is_nobody(client, inscripcion, guardado):
    sesion = client.session
    sesion["quien"] = guardado
    sesion.save()

    assert client.get("/mi-espacio/").status_code == 302


def test_each_contact_sees_only_their_own(inscripcion, duenia):
    ajena = crear_inscripcion(
        Inscripcion.Estado.CONFIRMADA,
        contacto=crear_contacto(nombre="Persona Ajena", ciudad=crear_ciudad(nombre="Niterói")),
    )
    crear_participante(ajena, nombre="Otra Ajena")

    propia = texto_de(duenia.get("/mi-espacio/"))
    de_ajena = texto_de(entrar(ajena).get("/mi-espacio/"))

    assert "Otra Ajena" in de_ajena
    assert "Ajena" not in propia
    assert "Riobamba" not in de_ajena


def test_a_get_writes_nothing(duenia):
    for direccion in PAGINAS:
        with CaptureQueriesContext(
            connection,
        ) as consultas:
            assert duenia.get(direccion).status_code == 200
        assert {c["sql"].split()[0] for c in consultas.captured_queries} == {"SELECT"}


# --- What it shows ------------------------------------------------------------------------------


def test_a_city_sees_its_registration_people_places_and_contributions(inscripcion, duenia, seminario):
    contacto = inscripcion.contacto
    plenario = crear_actividad(seminario.cumbre, titulo_es="Plenario", cupo_presencial=0)
    otra = crear_participante(crear_inscripcion(Inscripcion.Estado.CONFIRMADA, cumbre=seminario.cumbre))
    crear_asistencia(otra, plenario, estado=Asistencia.Estado.EN_ESPERA, turno=1)
    luis = crear_participante(inscripcion, nombre="Luis Gómez")
    crear_asistencia(luis, plenario, estado=Asistencia.Estado.EN_ESPERA, turno=4)
    crear_ficha(contacto=contacto, titulo="Gestión del agua", publicacion="pendiente")
    crear_propuesta(contacto, titulo="Huertas en los barrios", publicacion="publicada")

    texto = texto_de(duenia.get("/mi-espacio/"))

    assert f"Referencia {inscripcion.referencia}" in texto
    assert "Estado confirmada" in texto
    assert "17:15 (hora de Argentina, GMT-3): presencial, lugar confirmado" in texto
    assert "horario a confirmar: presencial, en lista de espera: puesto 2" in texto
    assert "saber Gestión del agua pendiente de revisión" in texto
    assert "Huertas en los barrios aceptada: el equipo le dará un lugar" in texto
    assert "Uso de los datos para la inscripción Aceptado el" in texto
    assert "Fotos y videos en los que usted aparezca Sin aceptar" in texto


@pytest.mark.parametrize("de", ["ciudad", "institucion"])
@pytest.mark.parametrize(
    ("charla", "bloque", "antes", "dice"),
    [
        ("borrador", {}, 12, "En el programa: bloque 3, 10:27 (hora de Argentina, GMT-3) La agenda la mostrará cuando"),
        ("publicada", {}, 12, "En el programa: bloque 3, 10:27 (hora de Argentina, GMT-3) Ver la intervención"),
        ("publicada", {"demora_minutos": 20}, 12, "bloque 3, 10:47 (hora de Argentina, GMT-3) Ver la intervención"),
        ("publicada", {}, None, "bloque 3, que empieza a las 10:15 (hora de Argentina, GMT-3) Ver la intervención"),
        ("publicada", {"inicio": None}, 12, "bloque 3, horario a confirmar Ver la intervención"),
        ("publicada", {"estado": "borrador"}, 12, "bloque 3, 10:27 (hora de Argentina, GMT-3) La agenda la mostrará"),
        ("cancelada", {}, 12, "aceptada En el programa, la intervención está cancelada."),
        ("publicada", {"estado": "cancelada"}, 12, "aceptada En el programa, la intervención está cancelada."),
    ],
)
def test_a_proposal_in_the_programme_says_where_and_when(seminario, de, charla, bloque, antes, dice):
    actor = {de: crear_ciudad() if de == "ciudad" else crear_institucion()}
    contacto = crear_contacto(**actor)
    inscripcion = crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto, cumbre=seminario.cumbre)
    crear_eleccion(inscripcion, seminario)
    inicio = seminario.inicio.astimezone(seminario.cumbre.zona).replace(hour=10, minute=15)
    tercero = crear_bloque(seminario, 3, **{"inicio": inicio, **bloque})
    crear_intervencion(tercero, 1, minutos=antes)
    suya = crear_intervencion(tercero, 2, estado=charla, slug="la-suya", **actor)
    crear_propuesta(contacto, publicacion="publicada", intervencion=suya)

    response = entrar(inscripcion).get("/mi-espacio/")

    assert dice in texto_de(response)
    assert ('<a href="/agenda/la-suya/">' in response.content.decode()) is ("Ver la" in dice)


def test_a_public_talk_has_the_hour_of_the_agenda_and_a_draft_the_one_it_would_have(inscripcion, duenia, seminario):
    bloque = crear_bloque(seminario, 3, inicio=seminario.inicio)
    crear_intervencion(bloque, 1, minutos=10, estado="borrador")
    suya = crear_intervencion(bloque, 2, estado="borrador")
    crear_propuesta(inscripcion.contacto, publicacion="publicada", intervencion=suya)

    assert "bloque 3, 17:25 (hora" in texto_de(duenia.get("/mi-espacio/"))

    suya.estado = "publicada"
    suya.save()
    assert "bloque 3, 17:15 (hora" in texto_de(duenia.get("/mi-espacio/"))
    assert "No programa: bloco 3, 17:15 (horário da Argentina, GMT-3) Ver a apresentação" in texto_de(
        duenia.get("/pt-br/mi-espacio/")
    )


def test_an_institution_sees_its_view_and_programmes(seminario):
    contacto = crear_contacto(institucion=crear_institucion(nombre="Banco del Sur", verificada=False))
    inscripcion = crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto, cumbre=seminario.cumbre)
    crear_eleccion(inscripcion, seminario)
    crear_mirada(institucion=contacto.institucion, contacto=contacto, publicacion="rechazada")
    crear_programa(
        institucion=contacto.institucion, contacto=contacto, titulo_es="Fondo de agua", publicacion="publicada"
    )

    texto = texto_de(entrar(inscripcion).get("/mi-espacio/"))

    assert "La cooperación entre pares. no publicada" in texto
    assert "Fondo de agua publicada" in texto
    assert "El equipo está revisando el nombre que escribió" in texto


@pytest.mark.parametrize(
    ("modalidad", "estado", "se_ve"),
    [
        ("virtual", "confirmada", True),
        ("presencial", "confirmada", True),
        ("presencial", "en_espera", False),
        ("virtual", "solicitada", False),
        ("virtual", "rechazada", False),
    ],
)
def test_the_room_is_only_for_confirmed_attendances(inscripcion, duenia, seminario, modalidad, estado, se_ve):
    Asistencia.objects.update(modalidad=modalidad, estado=estado, turno=1 if estado == "en_espera" else None)

    contenido = duenia.get("/mi-espacio/").content.decode()

    assert ("https://sala.example.org/seminario" in contenido) is se_ve


def test_the_room_is_not_shown_once_withdrawn(inscripcion, duenia):
    Inscripcion.objects.update(estado="retirada", retirada_el=timezone.now())

    assert "sala.example.org" not in duenia.get("/mi-espacio/").content.decode()


# --- On the day ---------------------------------------------------------------------------------


@pytest.fixture
def dia(seminario, monkeypatch):
    """Set the clock to an hour of the seminar's day in its zone (``"17:20"``), or days apart (``"-1 17:20"``)."""
    inicio = seminario.inicio.astimezone(seminario.cumbre.zona)

    def poner(momento):
        dias, _, hora = f"0 {momento}".rpartition(" ")
        hora = datetime.time.fromisoformat(hora)
        dias = int(dias.split()[-1])
        ahora = datetime.datetime.combine(inicio.date() + datetime.timedelta(days=dias), hora, tzinfo=inicio.tzinfo)
        monkeypatch.setattr("seminario.salas.timezone.now", lambda: ahora)

    return poner


def secciones(response):
    """Return the sections of the page in order, and the words of the one with the rooms."""
    contenido = response.content.decode()
    ids = re.findall(r'<section aria-labelledby="([a-z]+)"', contenido)
    salas = contenido.partition('<section aria-labelledby="salas">')[2].partition("</section>")[0]
    return ids, " ".join(re.sub(r"<[^>]+>", " ", salas).split())


@pytest.mark.parametrize(
    ("momento", "primero", "dice"),
    [
        ("-1 23:59", False, "17:15 (hora de Argentina, GMT-3) Entrar"),
        ("00:00", True, "Empieza a las 17:15 (hora de Argentina, GMT-3) Entrar"),
        ("17:14:59", True, "Empieza a las 17:15 (hora de Argentina, GMT-3) Entrar"),
        ("17:15", True, "Ahora Entrar"),
        ("18:44:59", True, "Ahora Entrar"),
        ("18:45", False, "Terminó Entrar"),
        ("1 00:00", False, "Terminó Entrar"),
    ],
)
def test_on_the_day_the_room_comes_first_with_its_hour_and_state(inscripcion, duenia, dia, momento, primero, dice):
    dia(momento)

    ids, salas = secciones(duenia.get("/mi-espacio/"))

    assert ids[:2] == (["salas", "inscripcion"] if primero else ["inscripcion", "salas"])
    assert ids.count("salas") == 1
    assert dice in salas


def test_the_room_tells_the_hour_with_the_delay_of_the_day(inscripcion, duenia, seminario, dia):
    crear_bloque(seminario, 1, inicio=seminario.inicio, demora_minutos=20)
    dia("17:20")

    response = duenia.get("/mi-espacio/")
    _ids, salas = secciones(response)
    assert "Empieza a las 17:35 (hora de Argentina, GMT-3) 20 minutos más tarde de lo previsto" in salas
    assert "17:35 (hora de Argentina, GMT-3): presencial, lugar confirmado" in texto_de(response)
    assert "estaba a las 17:15" in salas
    assert texto_de(response).count("17:15") == 1

    _ids, salas = secciones(duenia.get("/pt-br/mi-espacio/"))
    assert "Começa às 17:35 (horário da Argentina, GMT-3) 20 minutos mais tarde do que o previsto" in salas

    dia("17:35")
    _ids, salas = secciones(duenia.get("/mi-espacio/"))
    assert "Ahora Entrar a la sala" in salas
    assert "más tarde" not in salas


def test_the_room_of_an_unknown_hour_comes_first_on_its_day(inscripcion, duenia, seminario, dia):
    dia("12:00")
    seminario.inicio = seminario.duracion_aproximada = None
    seminario.save()

    ids, salas = secciones(duenia.get("/mi-espacio/"))

    assert ids[:2] == ["salas", "inscripcion"]
    assert "horario a confirmar Entrar" in salas


def test_on_the_day_the_room_is_still_only_for_confirmed_attendances(inscripcion, duenia, dia):
    dia("17:20")
    Asistencia.objects.update(estado="en_espera", turno=1)

    contenido = duenia.get("/mi-espacio/").content.decode()

    assert 'id="salas"' not in contenido
    assert "sala.example.org" not in contenido


def test_rooms_of_today_come_before_those_of_other_days(inscripcion, duenia, seminario, dia):
    otra = crear_actividad(
        seminario.cumbre, titulo_es="Foro", dia=seminario.cumbre.inicio, sala_url="https://sala.example.org/foro"
    )
    crear_asistencia(inscripcion.participantes.get(), otra, estado=Asistencia.Estado.CONFIRMADA)
    dia("12:00")

    _ids, salas = secciones(duenia.get("/mi-espacio/"))

    assert salas.index("Seminario Cooperación Internacional") < salas.index("Foro")


def test_every_part_has_its_link_while_changes_are_possible(inscripcion, duenia):
    enlaces = re.findall(r'href="(/inscripcion/[^"]+)"', duenia.get("/mi-espacio/").content.decode())

    assert enlaces == [
        "/inscripcion/personas/",
        "/inscripcion/actividades/",
        "/inscripcion/lista/calendario.ics",
        "/inscripcion/aportes/",
        "/inscripcion/experiencia/",
        "/inscripcion/consentimientos/",
    ]
    for direccion in enlaces:
        assert duenia.get(direccion).status_code == 200, direccion


def test_after_the_closing_changes_are_asked_for_and_consents_and_withdrawing_are_left(inscripcion, duenia):
    cumbre = inscripcion.cumbre
    cumbre.inscripcion_hasta = timezone.now()
    cumbre.save()

    response = duenia.get("/mi-espacio/")

    assert "El plazo para hacer cambios terminó." in texto_de(response)
    assert re.findall(r'href="(/inscripcion/[^"]+)"', response.content.decode()) == [
        "/inscripcion/personas/",
        "/inscripcion/actividades/",
        "/inscripcion/lista/calendario.ics",
        "/inscripcion/consentimientos/",
    ]
    assert "/mi-espacio/retirar/" in response.content.decode()


@pytest.mark.parametrize(
    ("estado", "se_ofrece"),
    [("confirmada", True), ("solicitada", True), ("en_espera", True), ("rechazada", False), ("retirada", False)],
)
def test_the_calendar_is_offered_if_there_is_something_to_put_in_it(inscripcion, duenia, estado, se_ofrece):
    Asistencia.objects.update(estado=estado, turno=1 if estado == "en_espera" else None)

    assert ("calendario.ics" in duenia.get("/mi-espacio/").content.decode()) is se_ofrece


def test_the_calendar_is_not_offered_without_a_known_hour(inscripcion, duenia, seminario):
    type(seminario).objects.update(inicio=None)

    assert "calendario.ics" not in duenia.get("/mi-espacio/").content.decode()


def test_what_was_brought_is_shown_without_the_seminar_too(inscripcion, duenia):
    inscripcion.elecciones.all().delete()
    Asistencia.objects.all().delete()
    assert "Lo que aporta al seminario" not in texto_de(duenia.get("/mi-espacio/"))
    crear_ficha(contacto=inscripcion.contacto, titulo="Gestión del agua", publicacion="pendiente")

    texto = texto_de(duenia.get("/mi-espacio/"))

    assert "Lo que aporta al seminario" in texto
    assert "Gestión del agua" in texto


def test_a_draft_shows_how_to_go_on(seminario):
    borrador = crear_inscripcion(cumbre=seminario.cumbre, pasos=["contacto"])

    response = entrar(borrador).get("/mi-espacio/")

    assert "mientras sea un borrador no reserva lugares" in texto_de(response)
    assert 'href="/inscripcion/personas/"' in response.content.decode()


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_thirty_people(inscripcion, duenia, seminario):
    with CaptureQueriesContext(connection) as de_una:
        duenia.get("/mi-espacio/")
    for _n in range(29):
        crear_asistencia(crear_participante(inscripcion), seminario, estado=Asistencia.Estado.CONFIRMADA)
    with CaptureQueriesContext(connection) as de_treinta:
        duenia.get("/mi-espacio/")

    assert len(de_treinta) == len(de_una)


def test_the_page_asks_the_same_number_of_queries_for_one_and_for_thirty_talks(inscripcion, duenia, seminario):
    bloque = crear_bloque(seminario, 1, inicio=seminario.inicio)
    suya = crear_intervencion(bloque, 99)
    crear_propuesta(inscripcion.contacto, publicacion="publicada", intervencion=suya)
    with CaptureQueriesContext(connection) as de_una:
        duenia.get("/mi-espacio/")
    for orden in range(29):
        crear_intervencion(bloque, orden, ciudad=crear_ciudad())
    with CaptureQueriesContext(connection) as de_treinta:
        duenia.get("/mi-espacio/")

    assert len(de_treinta) == len(de_una)


@pytest.mark.parametrize("hostil", ["<script>alert(1)</script>", "{{ settings.SECRET_KEY }}", "%(x)s", "{% debug %}"])
def test_what_people_wrote_is_shown_as_text(inscripcion, hostil):
    contacto = inscripcion.contacto
    contacto.nombre = contacto.cargo = hostil
    contacto.save()
    crear_participante(inscripcion, nombre=hostil, cargo=hostil)
    crear_ficha(contacto=contacto, titulo=hostil)

    # Not through the test client: it takes such texts for a template's leftovers.
    request = RequestFactory().get("/mi-espacio/")
    request._quienes = {type(contacto): contacto}
    request.user, request._messages = AnonymousUser(), CookieStorage(request)
    contenido = mi_espacio.mi_espacio(request).content.decode()

    assert contenido.count(escape(hostil)) == 5
    assert "<script>alert" not in contenido


# --- What it changes ----------------------------------------------------------------------------


def test_name_phone_role_and_language_change_at_once_also_among_the_people(inscripcion, duenia):
    nuevos = {**DATOS, "nombre": "Ana María Pérez", "telefono": "+593 99 123", "cargo": "Alcaldía", "idioma": "pt-br"}

    response = duenia.post("/mi-espacio/datos/", {**nuevos, "clave_envio": "c1"})

    contacto = type(inscripcion.contacto).objects.get(pk=inscripcion.contacto_id)
    assert response["Location"] == "/mi-espacio/"
    assert (contacto.nombre, contacto.telefono, contacto.cargo) == ("Ana María Pérez", "+593 99 123", "Alcaldía")
    assert (contacto.idioma, contacto.email, contacto.email_pendiente) == ("pt-br", "ana@riobamba.gob.ec", "")
    assert inscripcion.participantes.get(es_contacto=True).nombre == "Ana María Pérez"
    assert [(m.tipo, m.idioma) for m in Mensaje.objects.all()] == [("inscripcion_cambiada", "pt-br")]
    assert "Datos guardados." in texto_de(duenia.get("/mi-espacio/"))


def test_a_new_email_waits_for_its_proof(inscripcion, duenia):
    duenia.post("/mi-espacio/datos/", {**DATOS, "email": "nueva@riobamba.gob.ec", "clave_envio": "c1"})
    enviador.enviar_pendientes()

    contacto = type(inscripcion.contacto).objects.get(pk=inscripcion.contacto_id)
    assert (contacto.email, contacto.email_pendiente) == ("ana@riobamba.gob.ec", "nueva@riobamba.gob.ec")
    assert [m.to for m in mail.outbox] == [["nueva@riobamba.gob.ec"]]
    assert "Falta confirmar nueva@riobamba.gob.ec." in texto_de(duenia.get("/mi-espacio/"))

    (enlace,) = [linea for linea in mail.outbox[0].body.splitlines() if "://" in linea]
    otro = Client()
    otro.post(enlace.removeprefix("http://testserver"), {"clave_envio": "c2"})
    assert "nueva@riobamba.gob.ec" in texto_de(otro.get("/mi-espacio/"))
    assert inscripcion.participantes.get(es_contacto=True).email == "nueva@riobamba.gob.ec"
    assert duenia.get("/mi-espacio/").status_code == 302


def test_the_same_change_sent_twice_queues_one_mail(inscripcion, duenia):
    for _vez in range(2):
        duenia.post("/mi-espacio/datos/", {**DATOS, "email": "nueva@riobamba.gob.ec", "clave_envio": "c1"})

    assert Mensaje.objects.count() == 1


def test_changes_of_address_have_a_limit_and_what_was_typed_stays(inscripcion, duenia, settings):
    settings.PUBLIC_LIMITS = True
    for n in range(10):
        duenia.post("/mi-espacio/datos/", {**DATOS, "email": f"nueva{n}@x.org", "clave_envio": f"c{n}"})

    response = duenia.post("/mi-espacio/datos/", {**DATOS, "email": "nueva10@x.org", "clave_envio": "c10"})

    assert response.status_code == 200
    assert "Hoy ya se pidieron varios cambios de dirección" in texto_de(response)
    assert 'value="nueva10@x.org"' in response.content.decode()
    assert Mensaje.objects.count() == 10


def test_wrong_data_is_explained_and_kept(inscripcion, duenia):
    response = duenia.post("/mi-espacio/datos/", {**DATOS, "nombre": "", "email": "ana arroba", "clave_envio": "c1"})

    assert "Falta «Nombre y apellido»: escriba una respuesta." in texto_de(response)
    assert 'value="ana arroba"' in response.content.decode()
    assert Envio.objects.count() == 0


@pytest.mark.parametrize("valor", ["x" * 10_000, "a\x00b\x1b", "\u202eabc", "🙂", "=HYPERLINK(1)", "<script>"])
@pytest.mark.parametrize("campo", ["nombre", "email", "telefono", "cargo", "idioma", "clave_envio"])
def test_odd_data_is_never_an_error_of_the_server(inscripcion, duenia, campo, valor):
    response = duenia.post("/mi-espacio/datos/", {**DATOS, "clave_envio": "c1", campo: valor})

    assert response.status_code in {200, 302}


def test_withdrawing_asks_first_and_frees_the_places(inscripcion, duenia):
    assert f"¿Retirar la inscripción {inscripcion.referencia}?" in texto_de(duenia.get("/mi-espacio/retirar/"))
    inscripcion.refresh_from_db()
    assert inscripcion.estado == "confirmada"

    for _vez in range(2):
        response = duenia.post("/mi-espacio/retirar/", {"clave_envio": "c1"})
        assert response["Location"] == "/mi-espacio/"

    inscripcion.refresh_from_db()
    assert inscripcion.estado == "retirada"
    assert set(Asistencia.objects.values_list("estado", flat=True)) == {"retirada"}
    enviador.enviar_pendientes()
    assert [m.subject for m in mail.outbox] == [f"Inscripción retirada: Riobamba ({inscripcion.referencia})"]
    assert "Estado retirada" in texto_de(duenia.get("/mi-espacio/"))


def test_a_registration_that_no_longer_admits_it_is_not_withdrawn(inscripcion, duenia):
    Inscripcion.objects.update(estado="rechazada")

    response = duenia.post("/mi-espacio/retirar/", {"clave_envio": "c1"}, follow=True)

    assert "ya no admite cambios" in texto_de(response)
    inscripcion.refresh_from_db()
    assert inscripcion.estado == "rechazada"


def test_ending_the_links_ends_the_sessions_and_mails_a_new_one(inscripcion, duenia):
    otro_dispositivo = entrar(inscripcion)
    anterior = f"/acceso/{inscripcion.contacto.token()}/"

    response = duenia.post("/mi-espacio/enlaces/", {"clave_envio": "c1"})
    enviador.enviar_pendientes()

    assert response["Location"] == "/acceso/"
    assert "Los enlaces anteriores dejaron de servir." in texto_de(duenia.get("/acceso/"))
    for navegador in (duenia, otro_dispositivo):
        assert navegador.get("/mi-espacio/").status_code == 302
    assert Client().get(anterior).status_code == 404
    (enlace,) = [linea for linea in mail.outbox[0].body.splitlines() if "://" in linea]
    assert Client().get(enlace.removeprefix("http://testserver")).status_code == 200


def test_leaving_ends_the_session_and_needs_a_post(inscripcion, duenia):
    assert duenia.get("/mi-espacio/salir/").status_code == 405
    assert duenia.get("/mi-espacio/").status_code == 200

    assert duenia.post("/mi-espacio/salir/")["Location"] == "/"

    assert duenia.get("/mi-espacio/").status_code == 302


def test_leaving_keeps_a_staff_login_of_the_same_browser(inscripcion, duenia):
    duenia.force_login(get_user_model().objects.create_user("equipo"))
    duenia.post(f"/acceso/{inscripcion.contacto.token()}/")

    duenia.post("/mi-espacio/salir/")

    assert duenia.get("/mi-espacio/").status_code == 302
    assert "_auth_user_id" in duenia.session


# --- Until when ---------------------------------------------------------------------------------


def test_it_says_until_when_changes_are_possible_and_then_that_they_are_not(duenia, inscripcion):
    abierta = texto_de(duenia.get("/mi-espacio/"))
    inscripcion.cumbre.inscripcion_hasta = timezone.now()
    inscripcion.cumbre.save()
    cerrada = texto_de(duenia.get("/mi-espacio/"))

    assert re.search(
        r"Puede hacer cambios hasta el \d+ de \w+ de \d{4}, \d\d:\d\d \(hora de Argentina, GMT-3 ?\)", abierta
    )
    assert "Puede hacer cambios hasta" not in cerrada
    assert "El plazo para hacer cambios terminó." in cerrada

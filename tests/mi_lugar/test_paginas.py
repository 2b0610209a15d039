"""*Mi lugar* page by page: for its person only, inert to look at, in both languages."""

import datetime

import icalendar
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from comun.models import Envio, Mensaje
from inscripciones import services
from inscripciones.models import NecesidadDeAcceso, Participante
from tests import fabricas
from tests.formularios import datos_de, enviar, formulario
from tests.inscripciones.escritos import hoja
from tests.mi_lugar.conftest import entrar

PAGINAS = [
    "/mi-lugar/",
    "/mi-lugar/no-voy/",
    "/mi-lugar/actividades/clima/dejar/",
    "/mi-lugar/necesidades/",
    "/mi-lugar/permisos/",
    "/mi-lugar/idioma/",
    "/mi-lugar/enlaces/",
    "/mi-lugar/calendario.ics",
    "/mi-lugar/entrada/",
    "/mi-lugar/entrada.pdf",
]
ENVIOS = {
    "/mi-lugar/voy/": {},
    "/mi-lugar/no-voy/": {},
    "/mi-lugar/actividades/clima/dejar/": {},
    "/mi-lugar/necesidades/": {"subtitulos": "on"},
    "/mi-lugar/permisos/": {"imagen": "on"},
    "/mi-lugar/idioma/": {"idioma": "es"},
    "/mi-lugar/enlaces/": {},
    "/mi-lugar/salir/": {},
}


# --- Who may see it -----------------------------------------------------------------------------


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
@pytest.mark.parametrize("quien", ["extrania", "contacto", "equipo"])
def test_who_has_no_personal_link_is_sent_to_ask_for_it_and_changes_nothing(
    client, admin_client, inscripcion, luis, quien, prefijo
):
    navegador = {"extrania": client, "equipo": admin_client}.get(quien) or entrar(inscripcion.contacto)
    antes = hoja()

    for ruta in PAGINAS:
        response = navegador.get(prefijo + ruta)
        assert (response.status_code, response["Location"]) == (302, f"{prefijo}/acceso/"), ruta
    for ruta, datos in ENVIOS.items():
        response = navegador.post(prefijo + ruta, {**datos, "clave_envio": ruta})
        assert (response.status_code, response["Location"]) == (302, f"{prefijo}/acceso/"), ruta

    with override("es"):  # columns in two languages read as the active one
        assert hoja() == antes


def test_what_one_person_does_is_their_own_only(luis, ana):
    services.guardar_necesidades(participante=ana, otra="Un atril bajo")
    navegador = entrar(luis)

    textos = [navegador.get(ruta).content.decode(errors="ignore") for ruta in PAGINAS]
    for ruta, datos in ENVIOS.items():
        if ruta not in {"/mi-lugar/salir/", "/mi-lugar/enlaces/", "/mi-lugar/no-voy/"}:
            navegador.post(ruta, {**datos, "clave_envio": ruta})
    navegador.post("/mi-lugar/no-voy/", {"clave_envio": "z"})

    assert "Luis Cando" in textos[0]
    assert not [t for t in textos if "atril" in t or "Ana Pérez" in t or ana.entrada in t]
    otra = Participante.objects.get(pk=ana.pk)
    assert (otra.respuesta, otra.consentimiento_imagen_el, otra.asistencias.vigentes().count()) == (
        "pendiente",
        None,
        2,
    )
    assert NecesidadDeAcceso.objects.get(participante=ana).subtitulos is False


def test_raising_the_generation_ends_the_open_session(luis, de_luis):
    assert de_luis.get("/mi-lugar/").status_code == 200

    luis.renovar_enlace()

    assert [de_luis.get(ruta)["Location"] for ruta in PAGINAS] == ["/acceso/"] * len(PAGINAS)


def test_a_get_writes_nothing(luis, de_luis):
    services.guardar_necesidades(participante=luis, subtitulos=True)

    for ruta in PAGINAS:
        with CaptureQueriesContext(connection) as consultas:
            assert de_luis.get(ruta).status_code == 200
        assert {c["sql"].split()[0] for c in consultas.captured_queries} == {"SELECT"}, ruta


def test_writes_take_posts_only(de_luis, luis):
    for ruta in ("/mi-lugar/voy/", "/mi-lugar/salir/"):
        assert de_luis.get(ruta).status_code == 405
    assert [de_luis.post(ruta).status_code for ruta in ("/mi-lugar/", "/mi-lugar/entrada/")] == [405, 405]
    assert Envio.objects.filter(ambito__startswith="lugar:").count() == 0


def test_every_page_is_neither_stored_nor_compressed(de_luis):
    for ruta in PAGINAS:
        response = de_luis.get(ruta, headers={"accept-encoding": "gzip"})
        assert "no-store" in response["Cache-Control"], ruta
        assert response["Referrer-Policy"] == "strict-origin"
        assert "Content-Encoding" not in response


def test_the_post_needs_the_csrf_token(luis):
    estricto = Client(enforce_csrf_checks=True)
    sesion = entrar(luis).cookies["sesion"].value
    estricto.cookies["sesion"] = sesion

    assert [estricto.post(ruta, datos).status_code for ruta, datos in ENVIOS.items()] == [403] * len(ENVIOS)
    luis.refresh_from_db()
    assert luis.respuesta == "pendiente"


@pytest.mark.parametrize("guardado", ["x", 7, [], {"codigo": "no"}, {"codigo": None, "generacion": None}])
def test_a_broken_session_is_nobody(client, db, guardado):
    sesion = client.session
    sesion["quien"] = guardado
    sesion.save()

    assert client.get("/mi-lugar/").status_code == 302
    assert Session.objects.count() == 1


# --- What it shows ------------------------------------------------------------------------------


@pytest.mark.parametrize("cuantas", [1, 30])
def test_the_page_takes_the_same_queries_for_one_and_for_thirty_activities(
    cumbre, luis, de_luis, cuantas, django_assert_num_queries
):
    for _n in range(cuantas - 1):
        fabricas.crear_asistencia(luis, fabricas.crear_actividad(cumbre), estado="confirmada")

    with django_assert_num_queries(6):  # session, person, attendances, blocks, need, certificates
        assert de_luis.get("/mi-lugar/").status_code == 200
    with django_assert_num_queries(5):  # session, person, attendances, blocks, footer
        assert de_luis.get("/mi-lugar/entrada/").status_code == 200


@pytest.mark.parametrize(
    ("prefijo", "dichos"),
    [
        (
            "",
            [
                "Luis Cando", "Riobamba", "Av. Central 100, Esteban Echeverría", "XXVI Cumbre de Mercociudades",
                "17:15 (hora de Argentina, GMT-3)", "presencial, lugar confirmado", "https://sala.example.org/seminario",
            ],
        ),
        (
            "/pt-br",
            [
                "Luis Cando", "Riobamba", "XXVI Cúpula de Mercocidades", "17:15 (horário da Argentina, GMT-3)",
                "presencial, vaga confirmada", "Você vai participar?",
            ],
        ),
    ],
)  # fmt: skip
def test_the_page_says_who_where_when_and_how(de_luis, luis, prefijo, dichos):
    texto = de_luis.get(f"{prefijo}/mi-lugar/").content.decode()

    assert [d for d in [*dichos, luis.entrada] if d not in texto] == []


def test_the_room_is_only_for_a_confirmed_attendance(de_luis, luis, seminario):
    luis.asistencias.filter(actividad=seminario).update(estado="solicitada")

    assert "sala.example.org" not in de_luis.get("/mi-lugar/").content.decode()


def test_a_withdrawn_delegation_leaves_the_consents_only(inscripcion, luis, de_luis):
    services.guardar_permisos(participante=luis, imagen=True, listado=False)
    services.retirar(inscripcion=inscripcion)

    pagina = de_luis.get("/mi-lugar/").content.decode()

    assert "ya no está activa" in pagina
    assert [ruta for ruta in ("voy/", "necesidades/", "entrada/", "entrada.pdf") if f"/mi-lugar/{ruta}" in pagina] == []
    assert de_luis.get("/mi-lugar/entrada/").status_code == de_luis.get("/mi-lugar/entrada.pdf").status_code == 404
    de_luis.post("/mi-lugar/permisos/", {"clave_envio": "a"})
    luis.refresh_from_db()
    assert luis.consentimiento_imagen_el is None


def test_the_calendar_is_of_what_the_person_attends(de_luis, luis, seminario, cumbre):
    ajena = fabricas.crear_actividad(cumbre, inicio=seminario.inicio)
    calendario = icalendar.Calendar.from_ical(de_luis.get("/mi-lugar/calendario.ics").content)

    resumenes = [str(e["SUMMARY"]) for e in calendario.walk("VEVENT")]
    assert resumenes == [seminario.titulo_pt_br]
    assert ajena.titulo_pt_br not in resumenes

    services.declinar(participante=luis)
    vacio = icalendar.Calendar.from_ical(de_luis.get("/mi-lugar/calendario.ics").content)
    assert list(vacio.walk("VEVENT")) == []


# --- What it changes ----------------------------------------------------------------------------


def test_consents_are_unticked_separate_dated_and_withdrawn_at_any_time(luis, de_luis, cumbre):
    pagina = de_luis.get("/mi-lugar/permisos/")
    assert "checked" not in pagina.content.decode()

    enviar(de_luis, pagina, "imagen", imagen="on")
    luis.refresh_from_db()
    fecha = luis.consentimiento_imagen_el
    assert fecha is not None
    assert luis.consentimiento_listado_el is None

    cumbre.inscripcion_hasta = timezone.now() - datetime.timedelta(days=1)
    cumbre.save()
    pagina = enviar(de_luis, de_luis.get("/mi-lugar/permisos/"), "imagen", listado="on")
    luis.refresh_from_db()
    assert luis.consentimiento_imagen_el == fecha
    enviar(de_luis, de_luis.get("/mi-lugar/permisos/"), "imagen", imagen=None, listado=None)

    luis.refresh_from_db()
    assert (luis.consentimiento_imagen_el, luis.consentimiento_listado_el) == (None, None)


def test_the_contacts_consent_for_pictures_is_one_wherever_it_is_changed(inscripcion, ana):
    services.guardar_permisos(participante=ana, imagen=True, listado=False)
    inscripcion.refresh_from_db()
    assert inscripcion.consentimiento_imagen_el is not None

    services.guardar_consentimientos(inscripcion=inscripcion, datos=True, imagen=False, listado=False)

    ana.refresh_from_db()
    assert ana.consentimiento_imagen_el is None


def test_the_language_of_the_mails_is_the_persons(luis, de_luis):
    enviar(de_luis, de_luis.get("/mi-lugar/idioma/"), "idioma", idioma="es")

    luis.refresh_from_db()
    assert luis.idioma == "es"


def test_a_language_that_does_not_exist_is_explained(luis, de_luis):
    response = de_luis.post("/mi-lugar/idioma/", {"idioma": "fr", "clave_envio": "a"})

    assert "<title>Error: " in response.content.decode()
    luis.refresh_from_db()
    assert luis.idioma == "pt-br"


# --- By who registers them ----------------------------------------------------------------------


def test_the_officer_chooses_the_language_of_a_person_and_the_delegations_comes_first(oficial, inscripcion):
    Mensaje.objects.all().delete()
    pagina = oficial.get("/inscripcion/personas/")
    assert '<option value="es" selected>' in pagina.content.decode()

    pagina = enviar(oficial, pagina, "nombre", nombre="Joana", email="joana@x.org", idioma="pt-br")
    joana = inscripcion.participantes.get(nombre="Joana")
    assert joana.idioma == "pt-br"
    pagina = enviar(oficial, oficial.get(f"/inscripcion/personas/{joana.codigo}/"), "nombre", idioma="es")

    joana.refresh_from_db()
    assert joana.idioma == "es"
    assert sorted(Mensaje.objects.values_list("tipo", "a", "idioma")) == [
        ("enlace_personal", "joana@x.org", "pt-br"),
        ("inscripcion_cambiada", inscripcion.contacto.email, "es"),
    ]


def test_who_adds_nobody_and_goes_on_is_not_asked_for_a_name(oficial):
    pagina = oficial.get("/inscripcion/personas/")

    response = oficial.post("/inscripcion/personas/listas/", datos_de(formulario(pagina, "nombre")))

    assert (response.status_code, response["Location"]) == (302, "/mi-espacio/")

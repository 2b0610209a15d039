"""Needs, food and consents: for the person and accreditation, and nobody else."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core import mail
from django.test import Client
from django.utils import timezone

from comun import enviador, recordatorios
from comun.models import Mensaje
from inscripciones import lugares, services
from inscripciones.models import Asistencia, NecesidadDeAcceso
from tests import fabricas
from tests.formularios import enviar, formulario
from tests.inscripciones.delegaciones import confirmada
from tests.mi_lugar.conftest import entrar

LISTA = "/admin/inscripciones/necesidaddeacceso/"
TODO = {
    "lengua_de_senas": "libras",
    "subtitulos": True,
    "movilidad": True,
    "acompanante": True,
    "interpretacion": True,
    "otra": "Un atril bajo",
    "dieta": "sin_tacc",
    "dieta_detalle": "Alergia al maní",
}
# In words, as any page or mail could say them, in either language.
SECRETOS = [
    "Libras", "libras", "atril", "maní", "gluten", "sin_tacc", "ubtítulos en vivo", "egendas ao vivo",
    "persona de apoyo", "pessoa de apoio", "ovilidad reducida", "obilidade reduzida",
    "igurar en la lista de participantes",
]  # fmt: skip


@pytest.fixture
def con_necesidades(luis):
    """Everything that Luis may say, said."""
    services.guardar_necesidades(participante=luis, **TODO)
    services.guardar_permisos(participante=luis, imagen=True, listado=True)
    return luis


def persona_del_equipo(*permisos):
    usuaria = get_user_model().objects.create_user(f"equipo{len(permisos)}", is_staff=True)
    usuaria.user_permissions.set(Permission.objects.filter(codename__in=permisos))
    navegador = Client()
    navegador.force_login(usuaria)
    return navegador


def la_de(persona):
    return NecesidadDeAcceso.objects.filter(participante=persona).first()


# --- By the page --------------------------------------------------------------------------------


def test_the_form_says_what_for_and_who_sees_it_and_keeps_what_was_said(luis, de_luis):
    pagina = de_luis.get("/mi-lugar/necesidades/")
    texto = pagina.content.decode()
    assert "Sirve para que participe en igualdad" in texto
    assert "Lo ve solo el equipo de acreditación. Quien inscribió a su delegación no lo ve" in texto
    assert "checked" not in texto

    marcadas = dict.fromkeys(("subtitulos", "movilidad", "acompanante", "interpretacion"), "on")
    enviar(de_luis, pagina, "subtitulos", **{**TODO, **marcadas})

    suya = la_de(luis)
    assert {campo: getattr(suya, campo) for campo in TODO} == TODO
    de_vuelta = de_luis.get("/mi-lugar/necesidades/").content.decode()
    assert "Un atril bajo" in de_vuelta
    assert de_vuelta.count(" checked") == 4


def test_nothing_needed_leaves_no_row(con_necesidades):
    services.guardar_necesidades(participante=con_necesidades, **dict.fromkeys(TODO, ""))

    assert NecesidadDeAcceso.objects.count() == 0


def test_food_is_asked_and_kept_only_of_who_comes_in_person(luis, de_luis):
    luis.asistencias.update(modalidad="virtual")
    pagina = de_luis.get("/mi-lugar/necesidades/")
    assert "dieta" not in dict(formulario(pagina, "subtitulos")["campos"])

    de_luis.post("/mi-lugar/necesidades/", {"subtitulos": "on", "dieta": "vegana", "clave_envio": "a"})
    assert (la_de(luis).subtitulos, la_de(luis).dieta) == (True, "")
    services.guardar_necesidades(participante=luis, **TODO)

    assert (la_de(luis).otra, la_de(luis).dieta, la_de(luis).dieta_detalle) == ("Un atril bajo", "", "")


def test_a_language_of_signs_that_is_not_offered_is_explained(de_luis, luis):
    response = de_luis.post("/mi-lugar/necesidades/", {"lengua_de_senas": "asl", "otra": "x", "clave_envio": "a"})

    assert "<title>Error: " in response.content.decode()
    assert la_de(luis) is None


def test_who_declined_is_not_asked(luis, de_luis):
    services.declinar(participante=luis)

    assert de_luis.get("/mi-lugar/necesidades/")["Location"] == "/mi-lugar/"


# --- Food goes with the last place in person ----------------------------------------------------


@pytest.mark.parametrize("como", ["declina", "deja", "delegacion", "propias", "equipo"])
def test_food_is_forgotten_when_the_person_comes_to_no_room_any_more(
    con_necesidades, inscripcion, seminario, clima, cumbre, como
):
    luis = con_necesidades
    if como == "declina":
        services.declinar(participante=luis)
    elif como == "deja":
        services.guardar_actividades_de(participante=luis, elecciones={seminario: "virtual", clima: "presencial"})
        assert la_de(luis).dieta == "sin_tacc"
        services.declinar_actividad(participante=luis, actividad=clima)
    elif como == "delegacion":
        services.guardar_actividades(inscripcion=inscripcion, elecciones={seminario: "virtual", clima: "virtual"})
    elif como == "propias":
        services.guardar_actividades_de(participante=luis, elecciones={clima: "virtual"})
    else:
        services.guardar_actividades_de(participante=luis, elecciones={clima: "presencial"})
        type(clima).objects.filter(pk=clima.pk).update(reservada=True)
        lugares.rechazar(asistencias=list(luis.asistencias.all()))

    assert (la_de(luis).dieta, la_de(luis).dieta_detalle) == ("", "")
    assert la_de(luis).otra == "Un atril bajo"


def test_food_stays_while_one_place_in_person_is_held_or_awaited(con_necesidades, inscripcion, seminario, clima):
    services.guardar_actividades(inscripcion=inscripcion, elecciones={seminario: "virtual", clima: "presencial"})
    Asistencia.objects.filter(actividad=clima, participante=con_necesidades).update(estado="en_espera", turno=1)
    services.guardar_actividades(inscripcion=inscripcion, elecciones={clima: "presencial"})

    assert la_de(con_necesidades).dieta == "sin_tacc"


def test_withdrawing_the_delegation_forgets_all_needs_and_only_its_own(con_necesidades, inscripcion, clima):
    ajena = confirmada(clima).participantes.get()
    services.guardar_necesidades(participante=ajena, subtitulos=True)

    services.retirar(inscripcion=inscripcion)

    assert list(NecesidadDeAcceso.objects.values_list("participante", flat=True)) == [ajena.pk]


# --- Who does not see it ------------------------------------------------------------------------


def test_the_officer_sees_states_and_nothing_else(con_necesidades, oficial, inscripcion, clima):
    for nombre, email in (("Sin Correo", ""), ("Con Enlace", "e@x.org"), ("No Va", "n@x.org")):
        services.agregar_participante(inscripcion=inscripcion, nombre=nombre, email=email, cargo="")
    services.confirmar_que_va(participante=con_necesidades)
    services.declinar(participante=inscripcion.participantes.get(nombre="No Va"))
    codigos = list(inscripcion.participantes.values_list("codigo", flat=True))
    rutas = [
        "/mi-espacio/", "/mi-espacio/datos/", "/mi-espacio/retirar/", "/mi-espacio/enlaces/", "/inscripcion/personas/",
        "/inscripcion/actividades/", "/inscripcion/consentimientos/", "/inscripcion/lista/", "/inscripcion/aportes/",
        "/inscripcion/lista/calendario.ics", "/inscripcion/experiencia/",
        *[f"/inscripcion/personas/{codigo}/{fin}" for codigo in codigos for fin in ("", "quitar/", "actividades/")],
    ]  # fmt: skip

    paginas = {p + r: oficial.get(p + r) for r in rutas for p in ("", "/pt-br")}

    assert {r: p.status_code for r, p in paginas.items() if p.status_code != 200} == {}
    textos = {ruta: pagina.content.decode() for ruta, pagina in paginas.items()}
    dichos = [(ruta, s) for ruta, texto in textos.items() for s in SECRETOS if s in texto]
    assert dichos == []
    for ruta in ("/mi-espacio/", "/inscripcion/personas/"):
        etiquetas = ["sin correo", "enlace enviado", "confirmó", "no va"]
        assert [e for e in etiquetas if f'<span class="etiqueta">{e}</span>' not in textos[ruta]] == []
    assert '<span class="etiqueta">não vai</span>' in textos["/pt-br/mi-espacio/"]


def test_no_mail_says_what_a_person_needs(con_necesidades, inscripcion, clima):
    luis = con_necesidades
    services.editar_participante(participante=luis, nombre="Luis", email="otro@x.org", cargo="")
    services.guardar_necesidades(participante=luis, **TODO)
    services.guardar_permisos(participante=luis, imagen=True, listado=True)
    recordatorios.recordar(ahora=timezone.now() + datetime.timedelta(days=4))
    luis.asistencias.filter(actividad=clima).update(estado="en_espera", turno=1)
    lugares.promover(clima)
    enviador.enviar_pendientes()
    services.retirar(inscripcion=inscripcion)

    enviador.enviar_pendientes()

    enviados = Mensaje.objects.filter(estado="enviado").values_list("tipo", flat=True)
    assert set(enviados) == {
        "enlace_personal", "enlace_personal_terminado", "inscripcion_confirmada", "inscripcion_retirada",
        "inscripcion_cambiada", "lugar_liberado", "lugar_liberado_persona", "recordatorio_personal",
        "delegacion_terminada",
    }  # fmt: skip
    textos = [m.message().as_string() + m.subject + m.body for m in mail.outbox]
    assert [(n, s) for n, texto in enumerate(textos) for s in SECRETOS if s in texto] == []


def test_staffs_pages_of_a_delegation_and_its_people_say_none_of_it(con_necesidades, inscripcion, admin_client, luis):
    rutas = [
        f"/admin/inscripciones/inscripcion/{inscripcion.pk}/change/",
        f"/admin/inscripciones/participante/{luis.pk}/change/",
        "/admin/inscripciones/participante/",
        f"/admin/actores/contacto/{inscripcion.contacto_id}/change/",
    ]

    textos = {ruta: admin_client.get(ruta).content.decode() for ruta in rutas}

    assert "Luis Cando" in textos[rutas[0]]
    assert [(ruta, s) for ruta, texto in textos.items() for s in SECRETOS if s in texto] == []


# --- Who does -----------------------------------------------------------------------------------


def test_staff_sees_needs_with_the_permission_to_view_them_and_not_without(con_necesidades):
    ficha = f"{LISTA}{la_de(con_necesidades).pk}/change/"
    con = persona_del_equipo("view_necesidaddeacceso")
    sin = persona_del_equipo("view_participante", "change_necesidaddeacceso", "view_inscripcion")

    for ruta in (LISTA, ficha):
        assert "Un atril bajo" in con.get(ruta).content.decode()
        assert sin.get(ruta).status_code == 403
    assert "necesidaddeacceso" not in sin.get("/admin/").content.decode()
    assert con.post(ficha, {"otra": "x"}).status_code == 403
    assert [con.get(f"{LISTA}{fin}").status_code for fin in ("add/",)] == [403]


def test_every_look_is_written_down_with_who_and_what_filter(con_necesidades, admin_client, admin_user):
    suya = la_de(con_necesidades)
    admin_client.get(f"{LISTA}?dieta__exact=sin_tacc")
    admin_client.get(f"{LISTA}{suya.pk}/change/")
    admin_client.get(f"{LISTA}999999/change/")

    assert list(LogEntry.objects.order_by("pk").values_list("user", "object_id", "object_repr", "change_message")) == [
        (admin_user.pk, None, "—", "Consultó la lista: dieta__exact=sin_tacc."),
        (admin_user.pk, str(suya.pk), "—", "Consultó la ficha."),
    ]
    assert admin_client.get("/admin/").status_code == 200


@pytest.mark.parametrize("cuantas", [1, 30])
def test_the_list_takes_the_same_queries_for_one_and_for_thirty(
    inscripcion, admin_client, cuantas, django_assert_num_queries
):
    for n in range(cuantas):
        fabricas.crear_necesidad(fabricas.crear_participante(inscripcion), otra=f"Algo {n}")
    ContentType.objects.get_for_model(NecesidadDeAcceso)

    with django_assert_num_queries(
        6
    ):  # session, account, activities of a filter, count, rows, the look that is written down
        response = admin_client.get(LISTA)

    assert response.content.decode().count("Algo ") == cuantas


def test_staff_mends_an_address_as_the_delegation_would_and_not_the_contacts(luis, ana, admin_client):
    ruta = f"/admin/inscripciones/participante/{luis.pk}/change/"
    pagina = admin_client.get(ruta)
    enviar(admin_client, pagina, "email", email="corregida@x.org")

    navegador = entrar(luis)
    luis.refresh_from_db()
    assert (luis.email, luis.generacion) == ("corregida@x.org", 2)
    assert navegador.get("/mi-lugar/").status_code == 302
    del_contacto = admin_client.get(f"/admin/inscripciones/participante/{ana.pk}/change/").content.decode()
    assert 'name="email"' not in del_contacto

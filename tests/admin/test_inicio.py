"""The first screen: what awaits staff, each number equal to its list; the literal cost of the pages."""

import re

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comun.models import Mensaje
from tests import fabricas
from tests.admin.elenco import crear_elenco, crear_mensaje
from tests.admin.poblacion import OBJETIVOS, poblar


@pytest.fixture
def pendientes(db):
    """Some of everything that awaits staff, and near misses that do not."""
    con = fabricas.crear_contacto(consentimiento_listado_el=timezone.now())
    sin = fabricas.crear_contacto()
    institucional = fabricas.crear_contacto(
        institucion=fabricas.crear_institucion(verificada=False), consentimiento_listado_el=timezone.now()
    )
    fabricas.crear_ciudad(verificada=False)
    fabricas.crear_ciudad(verificada=False)
    fabricas.crear_ciudad(verificada=False, fusionada_en=con.ciudad)
    fabricas.crear_ficha(contacto=con, publicacion="pendiente")
    fabricas.crear_ficha(publicacion="pendiente")
    fabricas.crear_ficha(contacto=con, lugar=2, publicacion="borrador")
    fabricas.crear_ficha(contacto=sin, publicacion="pendiente")
    fabricas.crear_programa(institucion=institucional.institucion, contacto=institucional, publicacion="pendiente")
    fabricas.crear_mirada(institucion=institucional.institucion, contacto=institucional, publicacion="pendiente")
    fabricas.crear_propuesta(con, publicacion="pendiente")
    fabricas.crear_proyecto(contacto=con, publicacion="enviada")
    fabricas.crear_proyecto(contacto=con, publicacion="devuelta", comentarios="Falta algo")
    inscripcion = fabricas.crear_inscripcion("confirmada", contacto=con)
    participante = fabricas.crear_participante(inscripcion)
    fabricas.crear_inscripcion("confirmada", posible_duplicada_de=inscripcion)
    fabricas.crear_inscripcion("retirada", posible_duplicada_de=inscripcion)
    fabricas.crear_inscripcion("confirmada", posible_duplicada_de=inscripcion, duplicada_resuelta_el=timezone.now())
    fabricas.crear_inscripcion("confirmada", posible_duplicada_de=fabricas.crear_inscripcion("retirada"))
    for n in range(3):
        resuelta = {"estado": "concedida", "resuelta_el": timezone.now()} if n == 0 else {}
        fabricas.crear_solicitud(inscripcion, **resuelta)
    fabricas.crear_asistencia(participante, fabricas.crear_actividad(reservada=True), estado="solicitada")
    fabricas.crear_asistencia(participante, fabricas.crear_actividad(), estado="confirmada")
    bloque = fabricas.crear_bloque(fabricas.crear_seminario())
    fabricas.crear_pregunta(bloque)
    fabricas.crear_pregunta(bloque, estado="aceptada")
    fabricas.crear_pregunta(bloque, estado="rechazada")
    crear_mensaje(con, estado="fallido")
    crear_mensaje(sin, estado="fallido")
    crear_mensaje(sin, estado="enviado")


def test_the_programme_comes_before_who_may_enter(coordinacion):
    apps = [app["app_label"] for app in coordinacion.get("/admin/").context["app_list"]]
    assert apps == [
        "agenda", "inscripciones", "acreditacion", "seminario", "intercambio", "actores", "proyectos", "comun",
        "admin", "auth",
    ]  # fmt: skip


def test_index_says_what_awaits_staff(coordinacion, pendientes):
    filas = coordinacion.get("/admin/").context["pendientes"]
    assert [(str(f["texto"]), f["n"]) for f in filas] == [
        ("Ciudades por verificar", 2),
        ("Instituciones por verificar", 1),
        ("Solicitudes de actividades reservadas", 1),
        ("Solicitudes de cambio", 2),
        ("Inscripciones posiblemente duplicadas", 1),
        ("Fichas por publicar", 2),
        ("Líneas y programas por publicar", 1),
        ("Miradas por publicar", 1),
        ("Propuestas de presentación por revisar", 1),
        ("Proyectos enviados, por revisar", 1),
        ("Preguntas a las mesas por revisar", 1),
        ("Correos fallidos sin reenviar", 1),
    ]


def test_each_number_is_its_list(coordinacion, pendientes):
    for fila in coordinacion.get("/admin/").context["pendientes"]:
        lista = coordinacion.get(fila["url"])
        assert (lista.status_code, lista.context["cl"].result_count) == (200, fila["n"])


def test_index_shows_what_the_person_may_see(client, pendientes):
    lectora = get_user_model().objects.create_user("lectora", password="x" * 16, is_staff=True)
    lectora.user_permissions.add(Permission.objects.get(codename="view_ciudad"))
    client.force_login(lectora)
    assert [f["url"] for f in client.get("/admin/").context["pendientes"]] == [
        "/admin/actores/ciudad/?situacion=por_verificar"
    ]


# --- Cost ---------------------------------------------------------------------------------------

LISTAS = {
    "/admin/": 9,
    "/admin/agenda/cumbre/": 6,
    "/admin/agenda/actividad/": 7,
    "/admin/agenda/bloque/": 5,
    "/admin/agenda/intervencion/": 6,
    "/admin/agenda/ponente/": 4,
    "/admin/agenda/material/": 4,
    "/admin/agenda/video/": 4,
    "/admin/agenda/cambio/": 7,
    "/admin/agenda/pregunta/": 8,
    "/admin/agenda/pregunta/mesa/": 4,
    "/admin/agenda/propuesta/": 7,
    "/admin/inscripciones/inscripcion/": 9,
    "/admin/inscripciones/participante/": 9,
    "/admin/inscripciones/asistencia/": 8,
    "/admin/inscripciones/eleccion/": 5,
    "/admin/inscripciones/necesidaddeacceso/": 6,
    "/admin/inscripciones/notainterna/": 6,
    "/admin/inscripciones/personaimportada/": 4,
    "/admin/inscripciones/solicituddecambio/": 8,
    "/admin/inscripciones/cambioinscripcion/": 6,
    "/admin/inscripciones/pedidodeunion/": 6,
    "/admin/acreditacion/presencia/": 8,
    "/admin/acreditacion/certificado/": 7,
    "/admin/seminario/comunicado/": 6,
    "/admin/seminario/destinatario/": 4,
    "/admin/intercambio/ficha/": 7,
    "/admin/intercambio/mirada/": 6,
    "/admin/actores/ciudad/": 4,
    "/admin/actores/institucion/": 4,
    "/admin/actores/contacto/": 6,
    "/admin/actores/programa/": 8,
    "/admin/actores/unidadtematica/": 4,
    "/admin/actores/ods/": 4,
    "/admin/proyectos/proyecto/": 9,
    "/admin/proyectos/convocatoria/": 4,
    "/admin/proyectos/participacion/": 6,
    "/admin/proyectos/imagen/": 6,
    "/admin/proyectos/documento/": 6,
    "/admin/proyectos/enlace/": 6,
    "/admin/proyectos/fuente/": 6,
    "/admin/proyectos/version/": 6,
    "/admin/comun/mensaje/": 7,
    "/admin/comun/importacion/": 7,
    "/admin/comun/equivalencia/": 4,
    "/admin/comun/envio/": 6,
    "/admin/comun/limite/": 4,
    "/admin/admin/logentry/": 8,
    "/admin/auth/user/": 6,
    "/admin/auth/group/": 5,
}


def test_every_list_is_counted():
    listas = {reverse(f"admin:{m._meta.app_label}_{m._meta.model_name}_changelist") for m in admin.site._registry}

    assert listas - LISTAS.keys() == set()


def consultas(client, pagina):
    ContentType.objects.get_for_models(*apps.get_models())  # into its cache
    with CaptureQueriesContext(connection) as capturadas:
        assert client.get(pagina).status_code == 200
    return len(capturadas)


@pytest.mark.parametrize("filas", [1, 30])
def test_lists_cost_the_same_for_any_number_of_rows(coordinacion, filas):
    poblar(filas)
    assert [m for m in admin.site._registry if m._default_manager.count() < min(filas, OBJETIVOS)] == []

    assert {pagina: consultas(coordinacion, pagina) for pagina in LISTAS} == LISTAS


@pytest.mark.parametrize("personas", [1, 8])
def test_one_delegation_costs_the_same_for_any_size(coordinacion, personas):
    seminario, otra = fabricas.crear_seminario(), fabricas.crear_actividad()
    contacto = fabricas.crear_contacto()
    inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto)
    for n in range(personas):
        participante = fabricas.crear_participante(inscripcion)
        fabricas.crear_asistencia(participante, seminario)
        fabricas.crear_asistencia(participante, otra)
        crear_mensaje(inscripcion)
        crear_mensaje(participante)
        cambio = {"que": "actividad", "de": "Ana", "antes": None, "despues": ["virtual", "confirmada"]}
        fabricas.crear_cambio_de_inscripcion(inscripcion, diferencias=[{**cambio, "actividad": seminario.pk}])
        elegidas = {"elecciones": {str(otra.pk): "virtual"}}
        fabricas.crear_solicitud(inscripcion, accion="actividades", datos=elegidas)
        if n < 3:
            fabricas.crear_ficha(contacto=contacto, lugar=n + 1, unidad=fabricas.crear_unidad())
    fabricas.crear_eleccion(inscripcion, seminario)
    fabricas.crear_propuesta(contacto)
    pagina = f"/admin/inscripciones/inscripcion/{inscripcion.pk}/change/"
    assert consultas(coordinacion, pagina) == 19


# --- One delegation on one screen ---------------------------------------------------------------


def test_delegation_shows_answers_people_cards_and_mails_on_one_screen(coordinacion):
    elenco = crear_elenco("Texto propio")
    inscripcion = elenco["inscripcion"]
    mensaje = Mensaje.objects.get()
    pagina = coordinacion.get(f"/admin/inscripciones/inscripcion/{inscripcion.pk}/change/")
    html = pagina.content.decode()

    enlaces = set(re.findall(r'href="(/admin/[a-z]+/[a-z]+/\d+/change/)"', html))
    assert enlaces >= {
        f"/admin/actores/contacto/{inscripcion.contacto_id}/change/",
        f"/admin/inscripciones/participante/{elenco['participante'].pk}/change/",
        f"/admin/inscripciones/asistencia/{elenco['asistencia'].pk}/change/",
        f"/admin/intercambio/ficha/{elenco['ficha'].pk}/change/",
        f"/admin/agenda/propuesta/{elenco['propuesta'].pk}/change/",
        f"/admin/comun/mensaje/{mensaje.pk}/change/",
    }
    botones = re.findall(r'class="accion-de-objeto">([^<]+)<', html)
    assert botones == ["Enviar el enlace otra vez", "Recordar ahora", "Retirar la inscripción", "Rechazar"]


def test_delegation_shows_the_mail_that_answers_its_proposal(coordinacion):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    mensaje = crear_mensaje(fabricas.crear_propuesta(inscripcion.contacto), tipo="propuesta_aceptada")

    html = coordinacion.get(f"/admin/inscripciones/inscripcion/{inscripcion.pk}/change/").content.decode()

    assert f"/admin/comun/mensaje/{mensaje.pk}/change/" in html


@pytest.mark.parametrize("comprobado", [False, True])
def test_delegation_shows_whether_its_address_was_proved(coordinacion, comprobado):
    contacto = fabricas.crear_contacto(comprobado_el=timezone.now() if comprobado else None)
    inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto)

    html = coordinacion.get(f"/admin/inscripciones/inscripcion/{inscripcion.pk}/change/").content.decode()

    assert "Correo comprobado" in html
    assert ("todavía no" in html) is not comprobado


def test_tables_that_staff_need_not_see_are_off_the_index(coordinacion):
    indice = coordinacion.get("/admin/").content.decode()
    assert [m for m in ("comun/limite", "comun/envio", "inscripciones/eleccion") if f"/admin/{m}/" in indice] == []


def test_delegation_shows_the_steps_sent_in_words(coordinacion):
    inscripcion = fabricas.crear_inscripcion(pasos=["actividades", "contacto", "aportes"])
    pagina = f"/admin/inscripciones/inscripcion/{inscripcion.pk}/change/"
    assert "contacto, actividades, ideas, necesidades y saberes" in coordinacion.get(pagina).content.decode()
    assert "contato, atividades, ideias, necessidades e saberes" in coordinacion.get(f"/pt-br{pagina}").content.decode()


def test_no_access_link_lies_on_any_screen(coordinacion):
    elenco = crear_elenco()
    contacto = elenco["inscripcion"].contacto
    secretos = [contacto.token(), contacto.token().partition(".")[2], elenco["participante"].codigo]
    paginas = [
        f"/admin/inscripciones/inscripcion/{elenco['inscripcion'].pk}/change/",
        f"/admin/actores/contacto/{contacto.pk}/change/",
        f"/admin/comun/mensaje/{elenco['mensaje'].pk}/change/",
        f"/admin/comun/envio/{elenco['envio'].pk}/change/",
    ]
    for pagina in paginas:
        html = coordinacion.get(pagina).content.decode()
        assert [s for s in [*secretos, "/inscripcion/x/"] if s in html] == []


def test_list_of_registrations_filters(coordinacion):
    seminario = fabricas.crear_seminario()
    de_brasil = fabricas.crear_inscripcion(
        "confirmada", contacto=fabricas.crear_contacto(ciudad=fabricas.crear_ciudad(pais="BR", nombre="Niterói"))
    )
    fabricas.crear_eleccion(de_brasil, seminario)
    fabricas.crear_inscripcion("confirmada")
    lista = "/admin/inscripciones/inscripcion/"
    for consulta in [
        "pais=BR",
        "seminario=si",
        "actividad=seminario",
        "q=niteroi",
        f"q={de_brasil.referencia.lower()}",
    ]:
        resultado = coordinacion.get(f"{lista}?{consulta}").context["cl"].result_list
        assert [i.pk for i in resultado] == [de_brasil.pk], consulta

"""Every address of the admin for every role, and for who is not in: what the table of roles says and no more."""

import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.template.base import Template
from django.test import Client
from django.utils import timezone

from acreditacion.models import Certificado
from agenda.models import Actividad, Bloque, Propuesta
from comun.models import Importacion
from inscripciones.models import Inscripcion, Participante
from proyectos.models import Proyecto, Version
from seminario import roles
from tests.admin.elenco import crear_elenco
from tests.entrada import a_medias, telefono_de
from tests.equipo.acciones import ACCIONES
from tests.equipo.conftest import CLAVE, crear_usuaria
from tests.equipo.matriz import DE_LA_ENTRADA, DE_TODO_EL_EQUIPO, lo_que_pide, modelo_de, paginas

SOLO_CON_BOTON = ("_exportar", "_prueba", "_detener", "_continuar", "_reintentar")
TABLAS = {
    Proyecto: ("proyectos", b"titulo\nRiego"),
    Inscripcion: ("inscripciones", b"nombre,ciudad\nAna,Rosario"),
    Certificado: ("presencias", b"Nombre,Correo\nAna,ana@ejemplo.gob"),
}
# What shows no page: it does what its button says, and leads on.
LLEVAN_A_OTRA = {
    "acreditacion_presencia_registrar", "acreditacion_presencia_deshacer_entrada", "seminario_comunicado_prueba",
    "seminario_comunicado_detener", "seminario_comunicado_continuar", "seminario_comunicado_reintentar",
}  # fmt: skip
LIBRES = DE_TODO_EL_EQUIPO | DE_LA_ENTRADA


@pytest.fixture
def mundo(los_roles):
    """One row of everything, by model, with what the pages of the admin want beside it."""
    usuaria = crear_usuaria("objeto")
    LogEntry.objects.log_actions(usuaria.pk, [usuaria], CHANGE, "Algo", single_object=True)
    filas = [*crear_elenco().values(), usuaria, Group.objects.first(), LogEntry.objects.get()]
    Propuesta.objects.update(publicacion="pendiente")  # so that it may become a talk
    return {type(fila): fila for fila in filas}


@pytest.fixture
def direcciones(mundo):
    """``[(address, name)]`` of every page, with the rows of the world in the place of its parameters."""
    return [(_llena(ruta, nombre, mundo), nombre) for ruta, nombre in paginas()]


def _llena(ruta, nombre, mundo):
    modelo = modelo_de(nombre)
    propio = mundo[modelo].pk if modelo else 1
    valores = {
        "object_id": propio, "id": propio, "bloque_id": mundo[Bloque].pk, "propuesta_id": mundo[Propuesta].pk,
        "actividad_id": mundo[Actividad].pk, "numero": mundo[Version].numero, "nombre": "publicar",
        "app_label": "agenda", "content_type_id": 1, "url": "no-hay/", "clave": propio, "pk": propio,
        "certificado_id": propio, "slug": mundo[Actividad].slug, "entrada": mundo[Participante].entrada,
    }  # fmt: skip
    if "importacion_id" in ruta:
        valores["importacion_id"] = _traida(modelo, mundo, aplicada=nombre.endswith("_rechazadas")).pk
    sin_grupos = re.sub(r"\^?\(\?P<(\w+)>[^)]*\)", r"<\1>", ruta).replace("$", "")
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda hallado: str(valores[hallado[1]]), sin_grupos)


def _traida(modelo, mundo, *, aplicada):
    """Return a table that was brought to the pages of a model: rejected rows are given of one that was applied."""
    que, contenido = TABLAS[modelo]
    hecha = {"aplicada_el": timezone.now(), "cuentas": {"error": 0, "filas": []}} if aplicada else {}
    valores = {"contenido": contenido, "ajustes": {"actividad": mundo[Actividad].pk}, **hecha}
    return Importacion.objects.get_or_create(que=que, nombre=f"{aplicada}.csv", defaults=valores)[0]


@pytest.fixture
def sin_dibujar(monkeypatch):
    """Answer without drawing the pages, where thousands are asked for to see who is turned away."""
    monkeypatch.setattr(Template, "render", lambda self, context: "")
    monkeypatch.setattr("tests.lint_html.faltas_de_respuesta", lambda *pedido: [])


@pytest.fixture
def equipo(los_roles):
    """Return the client of somebody of a role, or of none."""

    def entrar(rol="sin-rol", **campos):
        cliente = Client()
        cliente.force_login(crear_usuaria(rol, rol, **campos))
        return cliente

    return entrar


@pytest.fixture
def jefa(equipo):
    return equipo("jefa", is_superuser=True)


def pedir(cliente, ruta, nombre):
    """Ask for a page as its own buttons do; return the status, or the way to the login."""
    de_boton = nombre and nombre.endswith(SOLO_CON_BOTON)
    respuesta = cliente.post(ruta, {"formato": "csv"}) if de_boton else cliente.get(ruta)
    a_la_entrada = respuesta.status_code == 302 and respuesta["Location"].startswith("/admin/login/")
    return "entrada" if a_la_entrada else respuesta.status_code


def test_the_portal_knows_what_each_page_asks_for(direcciones):
    for _ruta, nombre in direcciones:
        assert nombre in LIBRES or lo_que_pide(nombre, modelo_de(nombre)), nombre


@pytest.mark.usefixtures("sin_dibujar")
@pytest.mark.parametrize("rol", roles.ROLES)
def test_a_role_sees_what_the_table_says_and_no_more(equipo, jefa, direcciones, rol):
    cliente, tiene = equipo(rol), roles.permisos_de(rol)

    vistas = {ruta: pedir(cliente, ruta, nombre) for ruta, nombre in direcciones}

    de_mas = {r: (n, vistas[r]) for r, n in direcciones if not _puede(n, tiene) and vistas[r] != 403}
    de_menos = {r: n for r, n in direcciones if _puede(n, tiene) and vistas[r] in (403, 500, "entrada")}
    perdidas = {n for r, n in direcciones if n not in LIBRES and vistas[r] == 404}
    assert de_mas == {}
    assert {r: n for r, n in de_menos.items() if pedir(jefa, r, n) != 403} == {}  # what the portal lets nobody do
    assert perdidas == set()


@pytest.mark.largo
@pytest.mark.parametrize("rol", roles.ROLES)
def test_what_a_role_sees_is_really_drawn_for_it(equipo, jefa, direcciones, rol):
    """Not only let in: a template may still fail, or lead nowhere, where a permission is missing."""
    cliente, tiene = equipo(rol), roles.permisos_de(rol)
    suyas = {nombre: ruta for ruta, nombre in direcciones if nombre not in LIBRES and _puede(nombre, tiene)}

    vistas = {nombre: pedir(cliente, ruta, nombre) for nombre, ruta in suyas.items()}

    otras = {n: estado for n, estado in vistas.items() if estado != (302 if n in LLEVAN_A_OTRA else 200)}
    assert len(vistas) - len(otras) > 50
    assert {n: e for n, e in otras.items() if (e, pedir(jefa, suyas[n], n)) != (403, 403)} == {}


def test_a_role_is_offered_these_actions_and_no_more(los_roles, rf):
    ofrecidas = {}
    for rol in [*roles.ROLES, "sin-rol"]:
        pedido = rf.get("/")
        pedido.user = crear_usuaria(rol, rol)
        for modelo, suyo in admin.site._registry.items():
            for accion in suyo.get_actions(pedido):
                ofrecidas.setdefault(modelo._meta.label_lower, {}).setdefault(accion, set()).add(rol)

    assert ofrecidas == ACCIONES


def _puede(nombre, tiene):
    return nombre in LIBRES or lo_que_pide(nombre, modelo_de(nombre)) <= tiene


# --- Who is not in ------------------------------------------------------------------------------


def sin_entrar(quien):
    """Return the client of somebody who is not in, for each way of not being."""
    cliente = Client()
    if quien == "de-afuera-con-cuenta":
        cliente.force_login(crear_usuaria("ajena", is_staff=False))
    elif quien == "con-permisos-y-sin-equipo":
        cliente.force_login(crear_usuaria("ajena", is_staff=False, is_superuser=True))
    elif quien == "solo-con-clave":
        telefono_de(jefa := crear_usuaria("jefa", is_superuser=True))
        assert a_medias(cliente, jefa, CLAVE).status_code == 302
    elif quien == "sin-segundo-paso":
        crear_usuaria("jefa", is_superuser=True)
        assert cliente.login(username="jefa", password=CLAVE)
    return cliente


DE_AFUERA = ["nadie", "de-afuera-con-cuenta", "con-permisos-y-sin-equipo", "sin-segundo-paso", "solo-con-clave"]


@pytest.mark.usefixtures("sin_dibujar")
@pytest.mark.parametrize(("quien", "metodo"), [*((q, "get") for q in DE_AFUERA), ("solo-con-clave", "post")])
def test_who_is_not_in_is_led_to_the_entry_from_every_page(direcciones, quien, metodo):
    cliente = sin_entrar(quien)
    antes = LogEntry.objects.count()

    respuestas = {r: getattr(cliente, metodo)(r) for r, nombre in direcciones if nombre not in DE_LA_ENTRADA}

    vistas = {ruta: (r.status_code, r.get("Location", "")[:13]) for ruta, r in respuestas.items()}
    # Django leads who asks to leave, and is not in, to the first page.
    assert vistas.pop("/admin/logout/") == (302, "/admin/")
    assert {ruta: vista for ruta, vista in vistas.items() if vista != (302, "/admin/login/")} == {}
    assert LogEntry.objects.count() == antes


# --- What matters most, said word by word -------------------------------------------------------

COORDINACION, CONTENIDOS, ACREDITACION, LECTURA = roles.ROLES
DE_LAS_PERSONAS = {COORDINACION, ACREDITACION, LECTURA}
VER = {
    "inscripciones/necesidaddeacceso/": {ACREDITACION},
    "inscripciones/necesidaddeacceso/{necesidaddeacceso}/change/": {ACREDITACION},
    "inscripciones/notainterna/": {COORDINACION, ACREDITACION},
    "inscripciones/inscripcion/": DE_LAS_PERSONAS,
    "inscripciones/inscripcion/importar/": {COORDINACION},
    "inscripciones/participante/": DE_LAS_PERSONAS,
    "actores/contacto/": DE_LAS_PERSONAS,
    "acreditacion/presencia/": DE_LAS_PERSONAS,
    "acreditacion/presencia/puerta/": {COORDINACION, ACREDITACION},
    "acreditacion/certificado/": DE_LAS_PERSONAS,
    "comun/mensaje/{mensaje}/leer/": {COORDINACION, ACREDITACION},
    "seminario/comunicado/{comunicado}/previa/": {COORDINACION},
    "actores/ciudad/{ciudad}/invitar/": {COORDINACION},
    "seminario/comunicado/": {COORDINACION, LECTURA},
    "seminario/comunicado/add/": {COORDINACION},
    "comun/mensaje/": {COORDINACION, ACREDITACION},
    "auth/user/": {COORDINACION},
    "auth/user/add/": {COORDINACION},
    "auth/user/{user}/change/": {COORDINACION},
    "auth/user/{user}/password/": {COORDINACION},
    "auth/user/{user}/delete/": set(),
    "auth/group/": {COORDINACION},
    "auth/group/add/": set(),
    "admin/logentry/": {COORDINACION},
    "admin/logentry/{logentry}/change/": {COORDINACION},
    "proyectos/proyecto/importar/": {COORDINACION, CONTENIDOS},
    "actores/ciudad/{ciudad}/unir/": {COORDINACION, CONTENIDOS},
}
ESCRIBIR = {
    "inscripciones/necesidaddeacceso/exportar/": {ACREDITACION},
    "inscripciones/necesidaddeacceso/{necesidaddeacceso}/change/": set(),
    "inscripciones/participante/exportar/": DE_LAS_PERSONAS,
    "inscripciones/participante/{participante}/change/": {COORDINACION, ACREDITACION},
    "inscripciones/inscripcion/exportar/": DE_LAS_PERSONAS,
    "inscripciones/inscripcion/{inscripcion}/nota/": {COORDINACION, ACREDITACION},
    "acreditacion/presencia/exportar/": DE_LAS_PERSONAS,
    "acreditacion/certificado/exportar/": DE_LAS_PERSONAS,
    "seminario/comunicado/{comunicado}/continuar/": {COORDINACION},
    "inscripciones/asistencia/exportar/": DE_LAS_PERSONAS,
    "actores/contacto/{contacto}/change/": {COORDINACION},
    "auth/user/add/": {COORDINACION},
    "auth/user/{user}/change/": {COORDINACION},
    "auth/user/{user}/password/": {COORDINACION},
    "auth/user/{user}/delete/": set(),
    "auth/group/{group}/change/": set(),
    "admin/logentry/{logentry}/change/": set(),
    "admin/logentry/{logentry}/delete/": set(),
    "actores/ciudad/{ciudad}/unir/": {COORDINACION, CONTENIDOS},
    "agenda/bloque/{bloque}/change/": {COORDINACION, CONTENIDOS},
    "agenda/cumbre/{cumbre}/change/": {COORDINACION},
}


@pytest.mark.usefixtures("sin_dibujar")
@pytest.mark.parametrize(("metodo", "para"), [("get", VER), ("post", ESCRIBIR)], ids=["ver", "escribir"])
def test_what_matters_most_is_for_these_roles_word_by_word(mundo, equipo, metodo, para):
    filas = {modelo._meta.model_name: fila.pk for modelo, fila in mundo.items()}
    datos = {"formato": "csv"} if metodo == "post" else {}

    vistas = {ruta: set() for ruta in para}
    for rol in roles.ROLES:
        cliente = equipo(rol)
        for ruta in para:
            respuesta = getattr(cliente, metodo)(f"/admin/{ruta.format(**filas)}", datos)
            assert respuesta.status_code in (200, 302, 403), (rol, ruta)
            assert not respuesta.get("Location", "").startswith("/admin/login/"), (rol, ruta)
            vistas[ruta] |= {rol} if respuesta.status_code != 403 else set()

    assert vistas == para

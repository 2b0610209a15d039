"""The page of a delegation for each role: what its role may see, and no way to a page that it may not open."""

import re

import pytest
from django.utils import timezone

from seminario import roles
from tests import fabricas
from tests.admin.elenco import crear_mensaje
from tests.admin.test_delegacion import con_permisos
from tests.equipo.ayudas import texto_de

LOS_QUE_VEN_DELEGACIONES = [rol for rol in roles.ROLES if "inscripciones.view_inscripcion" in roles.permisos_de(rol)]
CORREO, ERROR = "otra-direccion@ejemplo.gob", "Buzón lleno"
NO_VE_CORREOS, NO_VE_APORTES = "Su rol no ve los correos.", "Su rol no ve lo que aportan las delegaciones."


@pytest.fixture
def delegaciones(db):
    """One of a city and one of an institution, with all that they may bring, mails that failed and what else it has."""
    ciudad, de_afuera = fabricas.crear_contacto(), fabricas.crear_contacto(institucion=fabricas.crear_institucion())
    fabricas.crear_ficha(contacto=ciudad, titulo="Compostaje", texto="Con lombrices", publicacion="pendiente")
    fabricas.crear_proyecto(contacto=ciudad, titulo_es="Corredor verde")
    fabricas.crear_mirada(contacto=de_afuera, institucion=de_afuera.institucion)
    fabricas.crear_programa(contacto=de_afuera, institucion=de_afuera.institucion, titulo_es="Fondo semilla")
    filas = []
    for contacto in (ciudad, de_afuera):
        fabricas.crear_propuesta(contacto, titulo="Riego urbano")
        inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto)
        persona = fabricas.crear_participante(inscripcion, avisado_el=timezone.now())
        actividad = fabricas.crear_actividad(inscripcion.cumbre, reservada=True)
        fabricas.crear_asistencia(persona, actividad, estado="solicitada")
        fabricas.crear_presencia(persona, actividad)
        fabricas.crear_solicitud(inscripcion, datos={"nombre": "Eva", "email": "", "cargo": ""})
        fabricas.crear_nota(inscripcion)
        fabricas.crear_pedido_de_union(
            fabricas.crear_inscripcion("confirmada", posible_duplicada_de=inscripcion), inscripcion
        )
        crear_mensaje(inscripcion, a=CORREO, estado="fallido", error=ERROR)
        filas.append(inscripcion)
    return filas


def paginas(cliente, delegaciones):
    rutas = [f"/admin/inscripciones/inscripcion/{inscripcion.pk}/change/" for inscripcion in delegaciones]
    return [texto_de(cliente.get(ruta)) for ruta in rutas]


@pytest.mark.parametrize("rol", LOS_QUE_VEN_DELEGACIONES)
def test_a_role_is_led_from_a_delegation_to_no_page_that_it_may_not_open(de_rol, delegaciones, rol):
    cliente = de_rol(rol)

    enlaces = {e for html in paginas(cliente, delegaciones) for e in re.findall(r'href="(/admin/[^"#]+)', html)}

    estados = {enlace: cliente.get(enlace).status_code for enlace in enlaces - {"/admin/logout/"}}
    assert len(estados) > 10
    assert {enlace: estado for enlace, estado in estados.items() if estado != 200} == {}


@pytest.mark.parametrize("rol", LOS_QUE_VEN_DELEGACIONES)
def test_a_role_that_sees_no_mails_is_told_so_and_reads_none(de_rol, delegaciones, rol):
    ve = "comun.view_mensaje" in roles.permisos_de(rol)

    for html in paginas(de_rol(rol), delegaciones):
        assert [dicho in html for dicho in (CORREO, ERROR, "1 correo fallido sin reenviar.")] == [ve] * 3
        assert (NO_VE_CORREOS in html) is not ve


@pytest.mark.parametrize(
    ("rol", "ve"), [(roles.COORDINACION, True), (roles.ACREDITACION, False), (roles.LECTURA, True)]
)
def test_a_role_that_sees_no_cards_is_told_so_and_reads_none(de_rol, delegaciones, rol, ve):
    de_ciudad, de_afuera = paginas(de_rol(rol), delegaciones)

    dichos = ("Compostaje", "Con lombrices", "Corredor verde", "Riego urbano", "1 aporte por publicar.")
    assert [dicho in de_ciudad for dicho in dichos] == [ve] * 5
    assert [dicho in de_afuera for dicho in ("Mirada de la institución", "Fondo semilla")] == [ve] * 2
    assert [NO_VE_APORTES in html for html in (de_ciudad, de_afuera)] == [not ve] * 2


def test_of_what_a_delegation_brings_each_kind_asks_for_its_own_permission(client, delegaciones):
    lectora = con_permisos(client, "view_inscripcion", "view_ficha")

    html = paginas(lectora, delegaciones)[0]

    assert [dicho in html for dicho in ("Compostaje", "Corredor verde", "Riego urbano")] == [True, False, False]

"""What a role would learn, or do to others, beside the pages that the matrix of roles walks."""

import json

import pytest

from acreditacion import presencias
from actores.models import Contacto
from comun import personas
from comun.correo_leido import leer
from comun.models import Mensaje
from seminario.comunicados import services
from tests import fabricas
from tests.equipo.conftest import crear_usuaria, de_rol, los_roles  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("rol", "lista", "filtro"),
    [
        ("lectura", "inscripciones/inscripcion", "notas__isnull=False"),
        ("lectura", "inscripciones/inscripcion", "notas=1"),
        ("lectura", "inscripciones/participante", "necesidad_de_acceso__isnull=False"),
        ("contenidos", "actores/ciudad", "inscripcion__isnull=False"),
        ("contenidos", "actores/ciudad", "contacto__isnull=False"),
        ("contenidos", "agenda/actividad", "asistencias__isnull=False"),
    ],
)
def test_no_filter_tells_what_refers_to_a_row(de_rol, rol, lista, filtro):  # noqa: F811
    respuesta = de_rol(rol).get(f"/admin/{lista}/?{filtro}")

    assert respuesta.status_code == 400


def test_tests_of_a_message_are_no_way_to_flood_an_address(settings):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    fabricas.crear_cumbre()
    comunicado, usuaria = fabricas.crear_comunicado(), crear_usuaria("ana", email="alguien@ejemplo.org")
    for _n in range(20):
        services.probar(comunicado=comunicado, usuario=usuaria)

    with pytest.raises(services.ErrorComunicado, match="muchas pruebas en la última hora"):
        services.probar(comunicado=comunicado, usuario=usuaria)

    assert Mensaje.objects.count() == 40


@pytest.mark.parametrize("campo", ["contacto", "inscripcion"])
def test_what_refers_to_a_row_is_no_field_to_choose_from(de_rol, campo):  # noqa: F811
    pedido = {"app_label": "actores", "model_name": "ciudad", "field_name": campo, "term": "a"}

    assert de_rol("coordinación").get("/admin/autocomplete/", pedido).status_code == 403


# --- Who is registered at a door with the address of somebody else -------------------------------


@pytest.mark.parametrize("misma_ciudad", [True, False])
def test_a_walk_in_with_the_address_of_a_contact_gets_nothing_of_theirs_and_tells_nothing(misma_ciudad):
    contacto = fabricas.crear_contacto(nombre="Zulma Contactada", email="zulma@marca.ec", telefono="+593 77 777 7777")
    suya = fabricas.crear_inscripcion("confirmada", contacto=contacto)
    actividad = fabricas.crear_actividad(suya.cumbre)
    antes = [list(consulta.values()) for consulta in (Contacto.objects.all(), suya.participantes.all())]

    presencia = presencias.inscribir_y_registrar(
        actividad=actividad,
        actor=suya.actor if misma_ciudad else fabricas.crear_ciudad(),
        nombre="Otra Persona",
        email="ZULMA@marca.ec",
        idioma="es",
        puesto="",
        usuario=None,
        sin_lugar=False,
    )

    nueva = presencia.participante
    dicho = json.dumps(personas.datos_de([nueva]), ensure_ascii=False)
    assert ("Zulma" in dicho, contacto.telefono in dicho) == (False, False)
    assert contacto not in personas.todos([nueva])
    assert list(Contacto.objects.filter(pk=contacto.pk).values()) == antes[0]
    assert list(suya.participantes.exclude(pk=nueva.pk).values()) == antes[1]
    contacto.refresh_from_db()
    de_la_puerta = [leer(mensaje).texto for mensaje in Mensaje.objects.sobre_alguno([nueva])]
    assert [texto for texto in de_la_puerta if "Zulma" in texto] == []

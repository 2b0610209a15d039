"""Staff's log: what was missing in it, and who may read it."""

import pytest
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from actores.models import Ciudad
from comun import personas
from comun.exportar import EXPORTACION
from seminario import roles
from tests import fabricas
from tests.equipo.ayudas import texto_de
from tests.equipo.conftest import CLAVE, crear_usuaria

LISTA = "/admin/admin/logentry/"


def anotadas():
    return list(LogEntry.objects.order_by("pk").values_list("user__username", "action_flag", "change_message"))


# --- What is written down -----------------------------------------------------------------------


def test_a_merge_is_written_down(coordinacion):
    origen, destino = fabricas.crear_ciudad(nombre="Rosarío"), fabricas.crear_ciudad(nombre="Rosario")

    coordinacion.post(f"/admin/actores/ciudad/{origen.pk}/unir/", {"destino": destino.pk, "confirmado": "si"})

    assert Ciudad.objects.get(pk=origen.pk).fusionada_en == destino
    assert anotadas() == [
        (roles.COORDINACION, CHANGE, "Unida a «Rosario (Argentina)»"),
        (roles.COORDINACION, CHANGE, "Se le unió «Rosarío (Argentina)»"),
    ]
    assert [fila.object_id for fila in LogEntry.objects.order_by("pk")] == [str(origen.pk), str(destino.pk)]


def test_rejected_rows_that_are_taken_away_are_written_down(coordinacion):
    cuentas = {"error": 1, "filas": [{"fila": 2, "suerte": "error", "motivos": ["x"]}]}
    traida = fabricas.crear_importacion(nombre="p.csv", aplicada_el=timezone.now(), cuentas=cuentas)

    respuesta = coordinacion.get(f"/admin/proyectos/proyecto/importar/{traida.pk}/rechazadas/")

    assert respuesta.status_code == 200
    assert anotadas() == [(roles.COORDINACION, EXPORTACION, "Filas rechazadas, descargadas")]
    assert LogEntry.objects.get().object_id == str(traida.pk)


def test_ones_own_new_password_is_written_down_and_a_refused_one_is_not(coordinacion):
    nueva = "otra-clave-bien-larga"
    datos = {"old_password": CLAVE, "new_password1": nueva, "new_password2": nueva}

    coordinacion.post("/admin/password_change/", {**datos, "old_password": "no"})
    assert anotadas() == []
    coordinacion.post("/admin/password_change/", datos)

    assert anotadas() == [(roles.COORDINACION, CHANGE, "Cambió su contraseña")]


def test_a_look_at_access_needs_is_written_down_and_a_refused_one_is_not(de_rol):
    seminario = fabricas.crear_seminario()
    persona = fabricas.crear_participante(fabricas.crear_inscripcion("confirmada", cumbre=seminario.cumbre))
    necesidad = fabricas.crear_necesidad(persona, otra="Un atril bajo")
    ficha = f"/admin/inscripciones/necesidaddeacceso/{necesidad.pk}/change/"

    assert de_rol(roles.COORDINACION).get(ficha).status_code == 403
    assert "Un atril bajo" in texto_de(de_rol(roles.ACREDITACION).get(ficha))

    assert anotadas() == [(roles.ACREDITACION, CHANGE, "Consultó la ficha.")]


def guardar_cuenta(cliente, usuaria, *nombres_de_rol, **campos):
    """Save the page of an account as its form sends it."""
    datos = {"username": usuaria.username, "first_name": "", "last_name": "", "email": "", **campos}
    datos["groups"] = list(Group.objects.filter(name__in=nombres_de_rol).values_list("pk", flat=True))
    return cliente.post(f"/admin/auth/user/{usuaria.pk}/change/", datos)


ENTRA = {"is_active": "on", "is_staff": "on"}


@pytest.mark.parametrize(
    ("roles_de_ahora", "campos", "dicho"),
    [
        ([roles.CONTENIDOS, roles.LECTURA], ENTRA, "Modificado rol dado: contenidos."),
        ([], ENTRA, "Modificado rol quitado: lectura."),
        ([roles.ACREDITACION], ENTRA, "Modificado rol quitado: lectura y rol dado: acreditación."),
        ([roles.LECTURA], {"is_staff": "on"}, "Modificado cuenta activa: no."),
        ([roles.LECTURA], {"is_active": "on"}, "Modificado puede entrar: no."),
        ([roles.LECTURA], {**ENTRA, "first_name": "Eva"}, "Modificado nombre."),
        ([roles.LECTURA], ENTRA, "Guardó sin cambiar nada."),
    ],
)
def test_the_roles_given_and_taken_and_what_was_switched_are_written_down(coordinacion, roles_de_ahora, campos, dicho):
    eva = crear_usuaria("eva", roles.LECTURA)

    guardar_cuenta(coordinacion, eva, *roles_de_ahora, **campos)

    linea = LogEntry.objects.get()
    assert (linea.user, linea.object_id, linea.get_change_message()) == (coordinacion.usuaria, str(eva.pk), dicho)


def test_an_account_that_is_switched_on_again_is_written_down(coordinacion):
    eva = crear_usuaria("eva", is_active=False, is_staff=False)

    guardar_cuenta(coordinacion, eva, **ENTRA)

    assert LogEntry.objects.get().get_change_message() == "Modificado cuenta activa: sí y puede entrar: sí."


def test_a_role_of_a_house_s_own_is_written_down_by_its_name(client, los_roles):
    client.force_login(crear_usuaria("jefa", is_superuser=True))
    eva = crear_usuaria("eva")
    Group.objects.create(name="prensa")

    guardar_cuenta(client, eva, "prensa", is_superuser="on", **ENTRA)

    assert LogEntry.objects.get().get_change_message() == "Modificado puede todo: sí y rol dado: prensa."


@pytest.mark.parametrize("pagina", ["/pt-br/admin/auth/user/{eva}/history/", "/pt-br/admin/admin/logentry/"])
def test_what_changed_of_an_account_is_read_in_the_language_of_the_page(coordinacion, pagina):
    eva = crear_usuaria("eva", roles.LECTURA)
    guardar_cuenta(coordinacion, eva, roles.ACREDITACION, is_staff="on")

    html = texto_de(coordinacion.get(pagina.format(eva=eva.pk)))

    assert "Alterado conta ativa: não, papel retirado: leitura e papel dado: credenciamento." in html


# --- Who reads it -------------------------------------------------------------------------------


@pytest.fixture
def escrito(los_roles):
    """Three lines of two people."""
    ana, eva = crear_usuaria("ana"), crear_usuaria("eva")
    ciudad, ficha = fabricas.crear_ciudad(nombre="Montevideo"), fabricas.crear_ficha(titulo="Compostaje")
    LogEntry.objects.log_actions(ana.pk, [ciudad], ADDITION, [{"added": {}}], single_object=True)
    LogEntry.objects.log_actions(eva.pk, [ficha], CHANGE, "Publicar", single_object=True)
    LogEntry.objects.create(
        user=eva, content_type=ContentType.objects.get_for_model(Ciudad), action_flag=EXPORTACION,
        object_repr="Ciudades: exportación en CSV de 2 filas", change_message="Búsqueda: «Paraná»\n?q=Paran%C3%A1",
    )  # fmt: skip
    return {"ana": ana, "eva": eva}


@pytest.mark.parametrize(
    ("consulta", "filas"),
    [
        ("", ["Ciudades: exportación en CSV de 2 filas", "saber: Compostaje", "Montevideo (Argentina)"]),
        ("?user__id__exact={ana}", ["Montevideo (Argentina)"]),
        (f"?hecho={EXPORTACION}", ["Ciudades: exportación en CSV de 2 filas"]),
        ("?sobre={ciudad}", ["Ciudades: exportación en CSV de 2 filas", "Montevideo (Argentina)"]),
        ("?q=parana", ["Ciudades: exportación en CSV de 2 filas"]),
        ("?q=eva+compostaje", ["saber: Compostaje"]),
        (
            "?hecho=nada&sobre=x",
            ["Ciudades: exportación en CSV de 2 filas", "saber: Compostaje", "Montevideo (Argentina)"],
        ),
    ],
)
def test_coordination_finds_who_did_what_to_what(coordinacion, escrito, consulta, filas):
    claves = {"ana": escrito["ana"].pk, "ciudad": ContentType.objects.get_for_model(Ciudad).pk}

    respuesta = coordinacion.get(LISTA + consulta.format(**claves))

    assert [str(fila.object_repr) for fila in respuesta.context["cl"].result_list] == filas


def test_a_line_is_read_in_words(coordinacion, escrito):
    pagina = texto_de(coordinacion.get(f"{LISTA}{LogEntry.objects.get(user=escrito['ana']).pk}/change/"))

    for dicho in ("ana", "Ciudades", "Montevideo", "Agregado"):
        assert dicho in pagina
    assert "Exportación o descarga" in texto_de(coordinacion.get(LISTA))


def test_nobody_writes_in_the_log_by_hand(client, escrito):
    client.force_login(crear_usuaria("jefa", is_superuser=True))
    linea = LogEntry.objects.first()

    estados = [
        client.post(f"{LISTA}{ruta}", {"action_flag": 3, "post": "yes"}).status_code
        for ruta in ("add/", f"{linea.pk}/change/", f"{linea.pk}/delete/")
    ]
    client.post(LISTA, {"action": "delete_selected", "_selected_action": [linea.pk], "post": "yes"})

    assert estados == [403, 403, 403]
    assert LogEntry.objects.count() == 3


@pytest.mark.parametrize("filas", [1, 30])
def test_the_log_costs_the_same_for_any_number_of_lines(coordinacion, django_assert_num_queries, filas):
    for n in range(filas):
        LogEntry.objects.log_actions(
            crear_usuaria(f"u{n}").pk, [fabricas.crear_ciudad()], CHANGE, "Algo", single_object=True
        )
    coordinacion.get(LISTA)

    with django_assert_num_queries(10):
        assert coordinacion.get(LISTA).status_code == 200


def test_who_was_forgotten_is_not_named_in_it(coordinacion):
    contacto = fabricas.crear_contacto(nombre="Ana Pérez", email="ana@ejemplo.gob")
    LogEntry.objects.log_actions(coordinacion.usuaria.pk, [contacto], CHANGE, "Cambió a Ana Pérez", single_object=True)
    assert "Ana Pérez" in texto_de(coordinacion.get(LISTA))

    personas.borrar([contacto])

    pagina = texto_de(coordinacion.get(LISTA))
    assert "Ana Pérez" not in pagina
    assert "—" in pagina

"""The roles are groups that say exactly what the table says, whenever they are made."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone

from seminario import roles
from seminario.models import Autenticador
from tests import fabricas
from tests.entrada import a_medias
from tests.equipo.ayudas import PREPARAR, texto_de
from tests.equipo.conftest import CLAVE, crear_usuaria

NOMBRES = ["acreditación", "contenidos", "coordinación", "lectura"]


def de_grupo(nombre):
    permisos = Permission.objects.filter(group__name=nombre).select_related("content_type")
    return {f"{p.content_type.app_label}.{p.codename}" for p in permisos}


def test_the_migration_makes_the_four_roles(db):
    Group.objects.all().delete()
    migracion = import_module("seminario.migrations.0003_roles")

    migracion.poner(apps, None)

    assert sorted(Group.objects.values_list("name", flat=True)) == NOMBRES
    assert {nombre: de_grupo(nombre) for nombre in NOMBRES} == {n: roles.permisos_de(n) for n in NOMBRES}


def test_making_them_again_changes_nothing_and_mends_what_was_changed(los_roles):
    lectora = crear_usuaria("lectora", roles.LECTURA)
    antes = set(Group.permissions.through.objects.values_list("pk", flat=True))
    roles.poner_al_dia()
    assert set(Group.permissions.through.objects.values_list("pk", flat=True)) == antes

    Group.objects.get(name=roles.LECTURA).permissions.add(Permission.objects.get(codename="change_ficha"))
    Group.objects.get(name=roles.LECTURA).permissions.remove(Permission.objects.get(codename="view_ficha"))
    roles.poner_al_dia()

    assert de_grupo(roles.LECTURA) == roles.permisos_de(roles.LECTURA)
    assert list(lectora.groups.values_list("name", flat=True)) == [roles.LECTURA]


def test_permissions_that_django_has_not_made_yet_are_made(los_roles):
    Permission.objects.filter(content_type__app_label="acreditacion").delete()

    roles.poner_al_dia()

    assert de_grupo(roles.ACREDITACION) == roles.permisos_de(roles.ACREDITACION)


def test_going_back_keeps_the_roles_that_somebody_has(los_roles):
    crear_usuaria("lectora", roles.LECTURA)
    Group.objects.create(name="Ajeno")

    import_module("seminario.migrations.0003_roles").quitar(apps, None)

    assert sorted(Group.objects.values_list("name", flat=True)) == ["Ajeno", roles.LECTURA]


def test_the_table_names_models_that_there_are():
    conocidos = {modelo._meta.label_lower for modelo in apps.get_models()}
    assert {nombre for tabla in roles.ROLES.values() for nombre in tabla} - conocidos == set()


def test_coordination_has_some_say_in_every_model_that_the_admin_shows():
    """Or in none on purpose: access needs are for accreditation alone."""
    mostrados = {f"{m._meta.app_label}.{m._meta.model_name}" for m in admin.site._registry}

    assert mostrados - set(roles.ROLES[roles.COORDINACION]) == {"inscripciones.necesidaddeacceso"}
    assert Autenticador not in admin.site._registry


@pytest.mark.parametrize(
    ("permiso", "quienes"),
    [
        ("inscripciones.view_necesidaddeacceso", ["acreditación"]),
        ("inscripciones.change_necesidaddeacceso", []),
        ("auth.view_user", ["coordinación"]),
        ("auth.change_user", ["coordinación"]),
        ("auth.delete_user", []),
        ("auth.change_group", []),
        ("admin.view_logentry", ["coordinación"]),
        ("admin.change_logentry", []),
        ("admin.delete_logentry", []),
        ("seminario.view_comunicado", ["coordinación", "lectura"]),
        ("seminario.add_comunicado", ["coordinación"]),
        ("seminario.change_comunicado", ["coordinación"]),
        ("seminario.view_destinatario", ["coordinación", "lectura"]),
        ("acreditacion.view_presencia", ["acreditación", "coordinación", "lectura"]),
        ("acreditacion.add_presencia", ["acreditación", "coordinación"]),
        ("acreditacion.view_certificado", ["acreditación", "coordinación", "lectura"]),
        ("acreditacion.change_certificado", ["acreditación", "coordinación"]),
        ("acreditacion.delete_certificado", ["coordinación"]),
        ("inscripciones.view_notainterna", ["acreditación", "coordinación"]),
        ("inscripciones.add_notainterna", ["acreditación", "coordinación"]),
        ("inscripciones.view_inscripcion", ["acreditación", "coordinación", "lectura"]),
        ("inscripciones.change_inscripcion", ["coordinación"]),
        ("inscripciones.change_participante", ["acreditación", "coordinación"]),
        ("inscripciones.delete_participante", ["coordinación"]),
        ("inscripciones.change_asistencia", ["coordinación"]),
        ("actores.view_contacto", ["acreditación", "coordinación", "lectura"]),
        ("actores.change_contacto", ["coordinación"]),
        ("comun.view_mensaje", ["acreditación", "coordinación"]),
        ("agenda.change_bloque", ["contenidos", "coordinación"]),
        ("agenda.change_cumbre", ["coordinación"]),
        ("proyectos.change_proyecto", ["contenidos", "coordinación"]),
        ("proyectos.delete_proyecto", ["coordinación"]),
        ("intercambio.change_ficha", ["contenidos", "coordinación"]),
    ],
)
def test_who_may_do_what_matters_most(permiso, quienes):
    assert sorted(rol for rol in roles.ROLES if permiso in roles.permisos_de(rol)) == quienes


def test_reading_only_changes_nothing():
    assert {permiso.split(".")[1].split("_")[0] for permiso in roles.permisos_de(roles.LECTURA)} == {"view"}


@pytest.mark.parametrize("rol", roles.ROLES)
def test_the_first_page_speaks_only_of_what_a_role_may_see(de_rol, rol):
    """Neither in the list of models, nor in what awaits the team."""
    visibles = {nombre for nombre, permisos in roles.ROLES[rol].items() if "view" in permisos}

    pagina = de_rol(rol).get("/admin/")

    apps = pagina.context["app_list"]
    nombrados = {f"{m['model']._meta.app_label}.{m['model']._meta.model_name}" for app in apps for m in app["models"]}
    assert nombrados != set()
    assert nombrados <= visibles
    enlazados = set(re.findall(r'href="/admin/(\w+)/(\w+)/', pagina.content.decode()))
    assert {f"{sala}.{modelo}" for sala, modelo in enlazados} <= visibles


def test_who_asks_for_more_than_a_role_may_do_reads_whom_to_ask(de_rol):
    respuesta = de_rol(roles.CONTENIDOS).get("/admin/inscripciones/inscripcion/")

    assert respuesta.status_code == 403
    assert "Su rol no alcanza para esta página" in respuesta.content.decode()
    assert "pida ese rol a la coordinación" in respuesta.content.decode()


@pytest.mark.parametrize(("rol", "elige"), [(roles.CONTENIDOS, False), (roles.COORDINACION, True)])
def test_who_may_see_no_contacts_is_offered_none(de_rol, rol, elige):
    respuesta = de_rol(rol).get("/admin/intercambio/ficha/add/")

    assert ("contacto" in respuesta.context["adminform"].form.fields) is elige


def test_contents_publishes_a_card_without_seeing_contacts(de_rol):
    contacto = fabricas.crear_contacto(consentimiento_listado_el=timezone.now(), telefono="099 123 456")
    ficha = fabricas.crear_ficha(contacto=contacto, publicacion="pendiente")
    cliente = de_rol(roles.CONTENIDOS)
    datos = {"action": "publicar", "_selected_action": ficha.pk}

    pregunta = cliente.post("/admin/intercambio/ficha/", datos)
    sello = pregunta.context["sello"]
    cliente.post("/admin/intercambio/ficha/", {**datos, "confirmado": "si", "sello": sello})

    ficha.refresh_from_db()
    assert ficha.publicacion == "publicada"
    pagina = cliente.get(f"/admin/intercambio/ficha/{ficha.pk}/change/").content.decode()
    assert contacto.email not in pagina
    assert contacto.telefono not in pagina


def test_accreditation_mends_a_name_and_moves_nobody(de_rol):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    persona = fabricas.crear_participante(inscripcion, nombre="Ana Peres", email="ana@ejemplo.gob")
    cliente, ruta = de_rol(roles.ACREDITACION), "/admin/inscripciones/"
    datos = {"nombre": "Ana Pérez", "email": "ana@ejemplo.gob", "cargo": "", "idioma": "es"}

    cliente.post(f"{ruta}participante/{persona.pk}/change/", datos)
    cliente.post(f"{ruta}inscripcion/", {"action": "retirar", "_selected_action": inscripcion.pk, "confirmado": "si"})

    persona.refresh_from_db()
    inscripcion.refresh_from_db()
    assert (persona.nombre, inscripcion.estado) == ("Ana Pérez", "confirmada")


@pytest.mark.parametrize("lista", ["group", "user"])
@pytest.mark.parametrize(
    ("idioma", "nombres"),
    [("", NOMBRES), ("/pt-br", ["conteúdos", "coordenação", "credenciamento", "leitura"])],
    ids=["es", "pt-br"],
)
def test_a_list_says_the_roles_in_the_language_of_the_page(de_rol, lista, idioma, nombres):
    """Each role once: as a row, or as a filter of the accounts."""
    pagina = de_rol(roles.COORDINACION).get(f"{idioma}/admin/auth/{lista}/").content.decode()

    enlaces = [
        texto.strip() for texto in re.findall(r"<a [^>]*>([^<]+)</a>", pagina.split('id="changelist-filter"')[-1])
    ]
    assert sorted(texto for texto in enlaces if texto in {*NOMBRES, *nombres}) == nombres


def test_accounts_are_narrowed_by_role(de_rol):
    cliente = de_rol(roles.COORDINACION)
    lectora = crear_usuaria("lectora", roles.LECTURA)
    lectura = Group.objects.get(name=roles.LECTURA)

    respuesta = cliente.get("/admin/auth/user/", {"groups__id__exact": lectura.pk})

    assert list(respuesta.context["cl"].result_list) == [lectora]


def test_an_account_that_coordination_makes_may_enter_and_do_nothing_until_it_has_a_role(de_rol):
    datos = {"username": "eva", "password1": CLAVE, "password2": CLAVE, "usable_password": "true"}

    de_rol(roles.COORDINACION).post("/admin/auth/user/add/", datos)

    eva, cliente = get_user_model().objects.get(username="eva"), Client()
    assert (eva.is_active, eva.is_staff, eva.is_superuser, eva.groups.count()) == (True, True, False, 0)
    assert a_medias(cliente, eva, CLAVE)["Location"] == PREPARAR
    cliente.force_login(eva)
    assert "Su cuenta todavía no tiene ningún rol" in texto_de(cliente.get("/admin/"))


def test_the_page_of_an_account_may_still_take_the_entry_away(de_rol):
    eva = crear_usuaria("eva")

    de_rol(roles.COORDINACION).post(f"/admin/auth/user/{eva.pk}/change/", {"username": "eva", "is_active": "on"})

    eva.refresh_from_db()
    assert (eva.is_active, eva.is_staff) == (True, False)

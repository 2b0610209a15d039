"""What an own link must not reach: the needs of others, their history, staff's log, and mailboxes without end."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from actores import contactos
from comun import personas
from comun.exportar import EXPORTACION
from comun.models import Mensaje
from inscripciones import services, uniones
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Inscripcion, Participante
from tests import fabricas
from tests.formularios import enviar
from tests.inscripciones.delegaciones import confirmada
from tests.mi_lugar.conftest import ana, clima, cumbre, entrar, inscripcion, luis, oficial, seminario  # noqa: F401

pytestmark = pytest.mark.django_db


def test_officer_cannot_make_the_contacts_own_row_somebody_else(oficial, ana):  # noqa: F811
    """Their needs would then be among "my data" of the contact."""
    pagina = oficial.get(f"/inscripcion/personas/{ana.codigo}/")

    respuesta = enviar(oficial, pagina, "nombre", nombre="Eva Otra", email="eva@x.org", cargo="")

    ana.refresh_from_db()
    assert (ana.nombre, ana.email) == ("Ana Pérez", "ana@riobamba.gob.ec")
    assert "Los datos del contacto se cambian en «Sus datos de contacto»" in respuesta.content.decode()
    with pytest.raises(ErrorInscripcion):
        services.editar_participante(participante=ana, nombre="Eva", email="eva@x.org", cargo="")


def test_a_row_with_another_mailbox_is_not_the_contact(ana):  # noqa: F811
    Participante.objects.filter(pk=ana.pk).update(email="eva@x.org")
    fabricas.crear_necesidad(ana, otra="Rampa")

    datos = personas.datos_de([ana.inscripcion.contacto])

    assert "Rampa" not in str(datos)


def test_ending_the_links_of_a_contact_ends_the_personal_one_of_the_same_mailbox(ana):  # noqa: F811
    token, dentro = ana.token(), entrar(ana)
    assert dentro.get("/mi-lugar/").status_code == 200

    contactos.anular_enlaces(contacto=ana.inscripcion.contacto)

    assert Participante.por_token(token) is None
    assert dentro.get("/mi-lugar/").status_code == 302


@pytest.mark.parametrize("campo", ["telefono", "email_pendiente"])
def test_erasing_oneself_takes_no_words_of_others_out_of_the_log(campo):
    """A phone may be any text and a pending address anybody's."""
    palabra = {"telefono": "Rechazar", "email_pendiente": "victima@x.org"}[campo]
    contacto = fabricas.crear_contacto(**{campo: palabra})
    staff = get_user_model().objects.create(username="equipo")
    LogEntry.objects.create(user=staff, action_flag=2, object_repr="Una fila", change_message=f"Hizo: {palabra}")
    ajeno = fabricas.crear_contacto(email="victima@x.org", email_pendiente="victima@x.org")

    personas.borrar([contacto])

    ajeno.refresh_from_db()
    assert LogEntry.objects.get().change_message == f"Hizo: {palabra}"
    assert ajeno.email_pendiente == "victima@x.org"


def test_a_name_of_our_own_words_takes_none_out_of_the_log():
    contacto = fabricas.crear_contacto(nombre="Sin filtros")
    staff = get_user_model().objects.create(username="equipo")
    dicho = "Sin filtros\nBúsqueda: «{}»\n?q={}"
    LogEntry.objects.create(
        user=staff, action_flag=EXPORTACION, object_repr="Sin filtros", change_message=dicho.format("Sin filtros", "x")
    )

    personas.borrar([contacto])

    fila = LogEntry.objects.get()
    assert (fila.object_repr, fila.change_message) == ("Sin filtros", dicho.format("—", "x"))


@pytest.mark.parametrize("permisos", [["view_participante"], ["view_participante", "delete_participante"]])
def test_who_may_see_people_and_not_contacts_gets_no_contact_by_its_person(ana, permisos):  # noqa: F811
    usuaria = get_user_model().objects.create_user("lectura", password="x", is_staff=True)
    usuaria.user_permissions.set(Permission.objects.filter(codename__in=permisos))
    dentro = Client()
    dentro.force_login(usuaria)

    ruta = f"/admin/inscripciones/participante/{ana.pk}/datos/"
    respuestas = [dentro.post(ruta, {"accion": accion}).status_code for accion in ("descargar", "borrar")]

    assert respuestas == [403, 403]
    assert Inscripcion.objects.get(pk=ana.inscripcion_id).es_confirmada


@pytest.mark.largo
def test_answers_without_end_mail_nobody_without_end(luis, settings):  # noqa: F811
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    dentro = entrar(luis)
    Mensaje.objects.all().delete()

    for n in range(70):
        dentro.post("/mi-lugar/no-voy/" if n % 2 == 0 else "/mi-lugar/voy/", {"clave_envio": f"clave-{n}"})

    assert Mensaje.objects.filter(tipo="inscripcion_cambiada").count() == 60
    assert "Hizo muchos cambios en poco tiempo" in dentro.get("/mi-lugar/").content.decode()


def test_who_used_up_the_changes_of_an_hour_cannot_keep_the_owner_from_ending_the_links(luis, settings):  # noqa: F811
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    intruso, duenia = entrar(luis), entrar(luis)
    for n in range(61):
        intruso.post("/mi-lugar/idioma/", {"idioma": "es", "clave_envio": f"clave-{n}"})

    respuesta = duenia.post("/mi-lugar/enlaces/", {"clave_envio": "fin"}, follow=True)

    assert "Los enlaces anteriores dejaron de servir." in respuesta.content.decode()
    assert intruso.get("/mi-lugar/").status_code == 302


def test_links_that_could_not_be_ended_are_not_told_as_ended(luis, monkeypatch):  # noqa: F811
    dentro = entrar(luis)

    def rechazar(**_datos):
        raise ErrorInscripcion("No se pudo.")

    monkeypatch.setattr(services, "anular_enlaces", rechazar)
    pagina = dentro.post("/mi-lugar/enlaces/", {"clave_envio": "fin"}, follow=True)

    assert pagina.redirect_chain == [("/mi-lugar/", 302)]
    assert "No se pudo." in pagina.content.decode()


def test_a_delegation_hears_of_others_of_its_city_three_times_a_day(inscripcion, clima, settings):  # noqa: F811
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    for n in range(5):
        contacto = fabricas.crear_contacto(email=f"otra{n}@x.org", ciudad=inscripcion.ciudad)
        confirmada(clima, contacto=contacto)

    assert Mensaje.objects.filter(tipo="otra_delegacion", a="ana@riobamba.gob.ec").count() == 3
    assert Inscripcion.objects.confirmadas().count() == 6


def test_asking_to_join_does_not_tell_how_many_the_first_one_has(inscripcion, clima):  # noqa: F811
    segunda = confirmada(clima, personas=60, contacto=fabricas.crear_contacto(ciudad=inscripcion.ciudad))

    pedido = uniones.pedir(inscripcion=Inscripcion.objects.get(pk=segunda.pk))

    with pytest.raises(ErrorInscripcion) as error:
        uniones.aceptar(pedido=pedido)
    assert "Juntas serían 62 personas" in str(error.value.mensaje)


def test_what_a_joined_delegation_brought_stays_after_the_purge(inscripcion, clima):  # noqa: F811
    segunda = confirmada(clima, contacto=fabricas.crear_contacto(ciudad=inscripcion.ciudad))
    fabricas.crear_ficha(contacto=segunda.contacto)
    uniones.aceptar(pedido=uniones.pedir(inscripcion=Inscripcion.objects.get(pk=segunda.pk)))
    Inscripcion.objects.filter(pk=segunda.pk).update(retirada_el=timezone.now() - datetime.timedelta(days=40))

    call_command("purgar")

    segunda.contacto.refresh_from_db()
    assert (segunda.contacto.nombre != "—", segunda.contacto.fichas.count()) == (True, 1)

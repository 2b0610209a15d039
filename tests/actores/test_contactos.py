"""What changes of a contact reaches its registration, whoever changes it."""

import threading

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction

from actores import contactos
from comun.models import Mensaje
from inscripciones.models import Inscripcion, Participante
from tests.fabricas import crear_contacto, crear_inscripcion, crear_participante

pytestmark = pytest.mark.django_db


@pytest.fixture
def inscripcion():
    contacto = crear_contacto(nombre="Ana Peres", email="ana@riobamba.gob.ec", cargo="Directora")
    inscripcion = crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto)
    crear_participante(inscripcion, nombre="Ana Peres", email=contacto.email, cargo="Directora", es_contacto=True)
    crear_participante(inscripcion, nombre="Luis Gómez", email="luis@riobamba.gob.ec")
    return inscripcion


def personas():
    return list(Participante.objects.values_list("nombre", "email", "cargo"))


def test_a_correction_by_staff_reaches_the_person_and_the_registration(client, inscripcion):
    contacto = inscripcion.contacto
    client.force_login(get_user_model().objects.create_superuser("equipo"))

    client.post(
        f"/admin/actores/contacto/{contacto.pk}/change/",
        {
            "nombre": "Ana Pérez",
            "email": "nueva@riobamba.gob.ec",
            "telefono": "",
            "cargo": "Jefa de Gabinete",
            "idioma": "pt-br",
        },
    )

    inscripcion.refresh_from_db()
    contacto.refresh_from_db()
    assert (contacto.nombre, contacto.email, contacto.idioma) == ("Ana Pérez", "nueva@riobamba.gob.ec", "pt-br")
    assert inscripcion.idioma == "pt-br"
    assert personas() == [
        ("Ana Pérez", "nueva@riobamba.gob.ec", "Jefa de Gabinete"),
        ("Luis Gómez", "luis@riobamba.gob.ec", ""),
    ]


def test_a_proved_address_reaches_the_person(inscripcion):
    contacto = contactos.pedir_cambio_de_correo(contacto=inscripcion.contacto, email="nueva@riobamba.gob.ec")
    assert personas()[0][1] == "ana@riobamba.gob.ec"

    contactos.comprobar_correo(token=contacto.token(contactos.proposito_de_correo(contacto)))

    assert personas()[0] == ("Ana Peres", "nueva@riobamba.gob.ec", "Directora")


@pytest.mark.parametrize("email", [None, "ana@riobamba.gob.ec", "Ana@Riobamba.gob.ec"])
def test_the_same_address_again_changes_only_the_data(inscripcion, email):
    contacto, equipo = inscripcion.contacto, get_user_model().objects.create_superuser("equipo")
    datos = {"nombre": "Ana Pérez", "telefono": "", "cargo": "Directora", "idioma": "es"}
    token = contacto.token()

    contactos.corregir(contacto=contacto, email=email, **datos, usuario=equipo)

    assert personas()[0] == ("Ana Pérez", email or "ana@riobamba.gob.ec", "Directora")
    assert type(contacto).por_token(token) == contacto
    assert not Mensaje.objects.filter(tipo__in=["correo_cambiado", "recuperar_enlace"]).exists()


@pytest.mark.django_db(transaction=True)
def test_who_changes_a_contact_waits_for_who_changes_its_registration(inscripcion):
    """Both write both rows: locked in one order, neither is killed by a deadlock."""
    contacto, cambiado = inscripcion.contacto, threading.Event()

    def cambiar():
        datos = {"nombre": "Ana Pérez", "telefono": "", "cargo": "", "idioma": "pt-br"}
        contactos.cambiar_datos(contacto=contacto, **datos)
        cambiado.set()
        connection.close()

    hilo = threading.Thread(target=cambiar)
    with transaction.atomic():
        Inscripcion.objects.select_for_update(of=("self",)).get(pk=inscripcion.pk)
        hilo.start()
        assert not cambiado.wait(0.5)
        contacto.telefono = "099"
        contacto.save(update_fields=["telefono"])
    hilo.join(10)

    assert cambiado.is_set()
    contacto.refresh_from_db()
    assert (contacto.nombre, contacto.telefono) == ("Ana Pérez", "")

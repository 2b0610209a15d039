"""The copy of one's own data tells nobody else's: a row may have been of another person before."""

import json

import pytest
from django.contrib.auth import get_user_model

from actores import contactos
from comun import personas
from inscripciones import services
from seminario.models import Destinatario
from tests import fabricas
from tests.inscripciones.delegaciones import borrador

pytestmark = pytest.mark.django_db
ANA = {"nombre": "Ana Anterior Paz", "telefono": "+593 99 111 2222", "cargo": "Directora de Ana", "idioma": "es"}
EVA = {"nombre": "Eva Entrante Sol", "telefono": "+593 98 333 4444", "cargo": "Asesora", "idioma": "es"}
DE_ANA, DE_EVA = "ana@anterior.ec", "eva@entrante.ec"


@pytest.fixture
def delegacion(db):
    """A delegation whose contact was Ana, who changed her own phone, and of whom staff wrote down something."""
    contacto = fabricas.crear_contacto(email=DE_ANA, **{**ANA, "telefono": "+593 99 000 0000"})
    taller = fabricas.crear_actividad(fabricas.crear_cumbre())
    inscripcion = services.confirmar(inscripcion=borrador(taller, contacto=contacto))
    contactos.cambiar_datos(contacto=contacto, **ANA)
    contactos.cambiar_datos(contacto=contacto, **{**ANA, "cargo": "Jefa de Ana"})
    fabricas.crear_destinatario(fabricas.crear_comunicado(), inscripcion, email=DE_ANA)
    fabricas.crear_nota(inscripcion, texto=f"Llamó {ANA['nombre']} desde {ANA['telefono']}.")
    return inscripcion


def reemplazar(delegacion, **otros):
    equipo = get_user_model().objects.create_user("equipo", is_staff=True)
    return contactos.corregir(contacto=delegacion.contacto, usuario=equipo, **{**EVA, "email": DE_EVA, **otros})


def copia_de(dueno):
    return json.dumps(personas.datos_de([dueno]), ensure_ascii=False)


def delatoras(texto):
    dichas = (ANA["nombre"], ANA["telefono"], "+593 99 000 0000", DE_ANA, "Directora de Ana", "Jefa de Ana")
    return {palabra for palabra in dichas if palabra in texto}


@pytest.mark.parametrize("email", [DE_EVA, DE_ANA], ids=["otro-correo", "el-correo-de-la-oficina"])
def test_who_took_the_place_of_the_contact_is_not_told_who_it_was(delegacion, email):
    eva = reemplazar(delegacion, email=email)

    dicho = copia_de(eva)

    assert delatoras(dicho) == ({DE_ANA} if email == DE_ANA else set())
    assert "contacto_telefono" in dicho  # that something changed, and when


def test_who_goes_on_being_the_contact_is_told_all_that_they_changed(delegacion):
    delegacion.contacto.refresh_from_db()

    dicho = copia_de(delegacion.contacto)

    assert delatoras(dicho) == {
        ANA["nombre"], ANA["telefono"], "+593 99 000 0000", DE_ANA, "Directora de Ana", "Jefa de Ana",
    }  # fmt: skip


def test_what_changed_after_the_place_was_taken_is_told_whole(delegacion):
    eva = reemplazar(delegacion)
    contactos.cambiar_datos(contacto=eva, **{**EVA, "telefono": "+593 98 555 6666"})
    eva.refresh_from_db()

    assert EVA["telefono"] in copia_de(eva)


def test_who_took_the_place_of_a_person_is_not_told_what_was_sent_to_that_one(delegacion):
    (persona,) = delegacion.participantes.all()
    services.editar_participante(participante=persona, nombre="Ana", email=DE_ANA, cargo="")
    fabricas.crear_destinatario(fabricas.crear_comunicado(), delegacion, participante=persona, email=DE_ANA)
    otra = services.sustituir_participante(participante=persona, nombre="Eva", email=DE_EVA, cargo="")

    assert DE_ANA not in copia_de(otra)


def test_erasing_an_address_reaches_the_messages_that_went_to_it_before(delegacion):
    reemplazar(delegacion)
    ajeno = fabricas.crear_destinatario(fabricas.crear_comunicado(), delegacion, email=DE_EVA)

    cuentas = personas.borrar([], email=DE_ANA.upper())

    assert cuentas["comunicados de los que era destinatario"] == 1
    assert list(Destinatario.objects.all()) == [ajeno]

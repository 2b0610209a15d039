"""Who was removed from a delegation, or gave their place to another: only its history still tells who they were."""

import json

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from comun import enviador, personas
from comun.models import Mensaje
from inscripciones import services
from inscripciones.models import CambioInscripcion, SolicitudDeCambio
from tests import fabricas
from tests.inscripciones.delegaciones import confirmada
from tests.personas.llena import donde_esta

pytestmark = pytest.mark.django_db
ROSA = {"nombre": "Rosa Lema", "email": "rosa@lema.ec", "cargo": "Directora de Aguas"}
LUIS = {"nombre": "Luis Quispe", "email": "luis@quispe.ec", "cargo": "Asesor"}


@pytest.fixture
def taller(db):
    return fabricas.crear_actividad(fabricas.crear_cumbre(), titulo_es="Taller", cupo_presencial=50)


@pytest.fixture
def delegacion(taller):
    contacto = fabricas.crear_contacto(nombre="Ana Paz", email="ana@paz.ec", cargo="Intendenta")
    return confirmada(taller, contacto=contacto)


def agregar_y_quitar(delegacion):
    rosa = services.agregar_participante(inscripcion=delegacion, **ROSA)
    services.quitar_participante(participante=rosa)


def sustituir(delegacion):
    rosa = services.agregar_participante(inscripcion=delegacion, **ROSA)
    services.sustituir_participante(participante=rosa, **LUIS)


def pedir_sumarla(delegacion):
    fabricas.crear_solicitud(delegacion, datos=ROSA)


def borrar_por_direccion(capsys, email=ROSA["email"]):
    call_command("datos_de_persona", email, "--borrar")
    capsys.readouterr()


def copia_de(capsys, email=ROSA["email"]):
    call_command("datos_de_persona", email)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize("como", [agregar_y_quitar, sustituir, pedir_sumarla])
def test_who_is_no_longer_in_a_delegation_is_erased_whole_by_their_address(delegacion, capsys, como):
    como(delegacion)
    fabricas.crear_nota(delegacion, texto="Rosa Lema llamó.")
    assert len(donde_esta("Rosa Lema", "Directora de Aguas")) >= 2

    borrar_por_direccion(capsys, "ROSA@lema.ec")
    enviador.enviar_pendientes()

    assert donde_esta("Rosa Lema", "rosa@lema.ec", "Directora de Aguas") == set()
    assert [m for m in mail.outbox if "Rosa" in m.body or "Directora" in m.body] == []
    with pytest.raises(CommandError, match="No hay datos"):
        copia_de(capsys)


def test_who_took_the_place_and_the_others_keep_what_is_told_of_them(delegacion, capsys):
    sustituir(delegacion)

    borrar_por_direccion(capsys)

    sustitucion = CambioInscripcion.objects.filter(inscripcion=delegacion).first().diferencias[0]
    quedan = (sustitucion["antes"], sustitucion["despues"])
    assert quedan == ({"nombre": "—", "email": "", "cargo": ""}, LUIS)
    assert delegacion.participantes.filter(nombre="Luis Quispe", email="luis@quispe.ec").count() == 1


def test_a_pending_request_to_add_who_was_erased_is_gone_and_an_answered_one_stays_without_a_name(delegacion, capsys):
    pedir_sumarla(delegacion)
    respondida = fabricas.crear_solicitud(
        delegacion, datos=ROSA, estado="rechazada", resuelta_el=delegacion.confirmada_el
    )

    borrar_por_direccion(capsys)

    assert list(SolicitudDeCambio.objects.values_list("pk", "datos")) == [
        (respondida.pk, {"nombre": "—", "email": "", "cargo": ""})
    ]


def test_a_copy_by_their_address_names_what_the_history_holds(delegacion, capsys):
    agregar_y_quitar(delegacion)
    pedir_sumarla(delegacion)
    Mensaje.objects.all().delete()

    ((parte,)) = copia_de(capsys)

    assert list(parte) == ["historia"]
    dichos = [{k: v for k, v in dicho.items() if k != "momento"} for dicho in parte["historia"]]
    de_ella = {"referencia": delegacion.referencia, **ROSA}
    assert dichos == [
        {"que": "persona_quitada", **de_ella},
        {"que": "persona_agregada", **de_ella},
        {"que": "agregar", **de_ella},
    ]


def test_another_person_of_the_office_address_keeps_name_and_role_when_one_erases_their_own(delegacion, taller):
    """By the own link it is known who asks: an address alone tells of an office, not of a person."""
    oficina = "cultura@ciudad.ec"
    rosa = services.agregar_participante(inscripcion=delegacion, **ROSA | {"email": oficina})
    luis = services.agregar_participante(inscripcion=delegacion, **LUIS | {"email": oficina})
    services.quitar_participante(participante=luis)
    de_otra = confirmada(taller)
    services.quitar_participante(
        participante=services.agregar_participante(inscripcion=de_otra, **LUIS | {"email": oficina})
    )

    personas.borrar([rosa])

    assert donde_esta("Rosa Lema", "Directora de Aguas") == set()
    assert donde_esta("Luis Quispe") == {"inscripciones_cambioinscripcion.diferencias"}
    fichas = [
        d[lado]
        for cambio in CambioInscripcion.objects.all()
        for d in cambio.diferencias
        if d["que"].startswith("persona_")
        for lado in ("antes", "despues")
        if d[lado] and d[lado]["nombre"] != "—"
    ]
    assert fichas == [LUIS | {"email": "—"}] * 4


def test_who_was_in_another_delegation_before_leaves_it_too_by_the_own_link(delegacion, taller):
    agregar_y_quitar(delegacion)
    rosa = services.agregar_participante(inscripcion=confirmada(taller), **ROSA)

    personas.borrar([rosa])

    assert donde_esta("Rosa Lema", "Directora de Aguas") == set()


def test_a_namesake_in_another_delegation_stays(delegacion, taller, capsys):
    agregar_y_quitar(delegacion)
    otra = services.agregar_participante(inscripcion=confirmada(taller), **ROSA | {"email": "otra@lema.ec"})

    borrar_por_direccion(capsys)

    (cambio,) = otra.inscripcion.cambios.all()
    assert cambio.diferencias[0]["despues"] == ROSA | {"email": "otra@lema.ec"}


def test_a_namesake_in_the_same_delegation_stays_with_what_is_told_and_asked_of_her(delegacion):
    otra = ROSA | {"email": "otra@lema.ec", "cargo": "Concejala"}
    rosa = services.agregar_participante(inscripcion=delegacion, **ROSA)
    services.agregar_participante(inscripcion=delegacion, **otra)
    pedido = fabricas.crear_solicitud(delegacion, datos=otra)
    nota = fabricas.crear_nota(delegacion, texto="Escribir a otra@lema.ec, no a rosa@lema.ec.")

    personas.borrar([rosa])
    enviador.enviar_pendientes()

    assert donde_esta("rosa@lema.ec", "Directora de Aguas") == set()
    nota.refresh_from_db()
    assert nota.texto == "Escribir a otra@lema.ec, no a —."
    assert SolicitudDeCambio.objects.get(pk=pedido.pk).datos == otra
    quedan = [d["despues"] for cambio in delegacion.cambios.all() for d in cambio.diferencias]
    assert otra in quedan


def test_a_contact_of_before_is_erased_by_their_address_and_the_one_of_now_stays(delegacion, capsys):
    fabricas.crear_cambio_de_inscripcion(
        delegacion,
        diferencias=[
            {"que": "contacto_nombre", "de": "", "antes": "Rosa Lema", "despues": "Ana Paz"},
            {"que": "contacto_email", "de": "", "antes": "rosa@lema.ec", "despues": "ana@paz.ec"},
            {"que": "contacto_cargo", "de": "", "antes": "Directora de Aguas", "despues": "Intendenta"},
        ],
    )
    nota = fabricas.crear_nota(delegacion, texto="Ana Paz reemplaza a Rosa Lema.")

    borrar_por_direccion(capsys)

    assert donde_esta("Rosa Lema", "Directora de Aguas") == set()
    nota.refresh_from_db()
    assert nota.texto == "Ana Paz reemplaza a —."
    delegacion.contacto.refresh_from_db()
    assert (delegacion.contacto.nombre, delegacion.contacto.cargo) == ("Ana Paz", "Intendenta")

"""Staff mends a name or an address of somebody: what is refused is neither saved nor told as saved, nor logged."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.test import Client

from acreditacion import certificados
from acreditacion.models import Certificado, Presencia
from actores.models import Contacto
from comun.models import Mensaje
from inscripciones import services
from inscripciones.models import Participante
from tests.acreditacion.despues import presentes, seminario_pasado

OTRA = {"nombre": "Luis Nuevo", "email": "luis@ejemplo.gob"}


@pytest.fixture
def seminario(db):
    return seminario_pasado()


@pytest.fixture
def ana(seminario):
    """She was seen, and has her certificate."""
    persona = presentes(seminario, nombre="Ana Peres", email="ana@ejemplo.gob")[0]
    certificados.emitir(actividad=seminario)
    return persona


def ficha(persona):
    return f"/admin/inscripciones/participante/{persona.pk}/change/"


def guardar(client, persona, **cambia):
    """Save the page of a person with some answers changed; return the messages that follow and where one is."""
    datos = {campo: getattr(persona, campo) for campo in ("nombre", "email", "cargo", "idioma")}
    respuesta = client.post(ficha(persona), datos | cambia, follow=True)
    return [str(m) for m in respuesta.context["messages"]], respuesta.request["PATH_INFO"]


def test_what_a_rule_refuses_is_told_and_neither_saved_nor_logged(coordinacion, ana):
    mensajes, donde = guardar(coordinacion, ana, **OTRA)

    assert mensajes == [
        "Ana Peres ya entró a una actividad: no se puede quitar, ni poner a otra persona en su lugar. Si fue un error, "
        "el equipo puede deshacer esa entrada."
    ]
    assert (donde, LogEntry.objects.count()) == (ficha(ana), 0)
    assert Participante.objects.get().nombre == "Ana Peres"


@pytest.mark.parametrize("fin", ["retirada", "rechazada", "vencida"])
def test_nobody_takes_the_place_of_another_in_a_registration_that_is_over(coordinacion, ana, fin):
    _terminar(ana, fin)
    token = ana.token()

    mensajes, donde = guardar(coordinacion, ana, **OTRA)

    assert mensajes == [
        "Esta inscripción ya no sigue: nadie toma el lugar de otra persona. Si corrige el nombre y el correo de la "
        "misma, guárdelos de a uno."
    ]
    assert (donde, LogEntry.objects.count()) == (ficha(ana), 0)
    certificado = Certificado.objects.get()
    assert (certificado.participante.nombre, Presencia.objects.get().participante.nombre) == ("Ana Peres", "Ana Peres")
    assert Participante.por_token(token).nombre == "Ana Peres"


def _terminar(persona, fin):
    if fin == "retirada":
        services.retirar(inscripcion=persona.inscripcion)
    else:
        type(persona.inscripcion).objects.update(estado=fin)


def test_a_name_is_mended_for_a_certificate_in_a_registration_that_is_over(coordinacion, seminario, ana):
    _terminar(ana, "retirada")

    mensajes, _donde = guardar(coordinacion, ana, nombre="Ana Pérez")

    assert ["Se guardó" in mensaje for mensaje in mensajes] == [True]
    assert LogEntry.objects.count() == 1
    certificados.revocar(certificado=Certificado.objects.get(), motivo="x")
    certificados.volver_a_emitir(certificado=Certificado.objects.get())
    assert Certificado.objects.validos().get().nombre == "Ana Pérez"


def test_an_address_is_mended_in_a_registration_that_is_over_and_the_earlier_one_opens_nothing(coordinacion, ana):
    token = ana.token()
    ana.avisado_el = ana.creado
    ana.save()
    _terminar(ana, "retirada")

    guardar(coordinacion, ana, email="ana.peres@ejemplo.gob")

    assert Participante.objects.get().email == "ana.peres@ejemplo.gob"
    assert Participante.por_token(token) is None
    assert Mensaje.objects.get(tipo="enlace_personal_terminado").a == "ana@ejemplo.gob"
    respuesta = Client().post(f"/acceso/{token}/")
    assert "Ana Peres" not in respuesta.content.decode()


# --- The name, as public forms keep it ----------------------------------------------------------


@pytest.mark.parametrize("de_quien", ["la persona", "el contacto"])
def test_a_name_is_kept_without_signs_that_nobody_sees(coordinacion, seminario, de_quien):
    """So that a certificate, which says it as it is, does not look as if it said another one."""
    persona = presentes(seminario, nombre="Ana", email="ana@ejemplo.gob")[0]
    sucio, contacto = "Ana \u202etxt.exe\u202c\u200b  Paz\u0301", persona.inscripcion.contacto
    if de_quien == "la persona":
        guardar(coordinacion, persona, nombre=sucio)
    else:
        datos = {c: getattr(contacto, c) for c in ("email", "telefono", "cargo", "idioma")}
        coordinacion.post(f"/admin/actores/contacto/{contacto.pk}/change/", {**datos, "nombre": sucio})
        persona.nombre = Contacto.objects.get(pk=contacto.pk).nombre
        persona.save()
    certificados.emitir(actividad=seminario)

    certificado = Certificado.objects.get()
    assert certificado.nombre == certificado.participante.nombre == "Ana txt.exe Paź"
    assert list(certificados.con_otro_nombre(Certificado.objects.all())) == []


def test_a_name_where_nothing_is_seen_is_asked_for(coordinacion, ana):
    respuesta = coordinacion.post(ficha(ana), {"nombre": "\u202e\u200b", "email": ana.email, "idioma": "es"})

    assert list(respuesta.context["adminform"].form.errors) == ["nombre"]
    assert Participante.objects.get().nombre == "Ana Peres"


def test_names_that_were_kept_before_are_cleaned_once(seminario):
    sucios = ["Ana\u202e  Pérez", "Luís Souza", "\u202e", "\u0958" * 120]
    personas = [presentes(seminario, nombre=nombre)[0] for nombre in sucios]
    Contacto.objects.filter(pk=personas[0].inscripcion.contacto_id).update(nombre="Eva\u200b Sol")

    for _vez in range(2):
        import_module("inscripciones.migrations.0009_nombres_limpios").limpiar(apps, None)

    assert [Participante.objects.get(pk=p.pk).nombre for p in personas] == ["Ana Pérez", *sucios[1:]]
    assert Contacto.objects.get(pk=personas[0].inscripcion.contacto_id).nombre == "Eva Sol"

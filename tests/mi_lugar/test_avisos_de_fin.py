"""Who was sent a link is told, once, that their delegation does not go on or that they are not of it any more."""

import pytest
from django.core import mail

from comun import enviador, personas
from comun.models import Mensaje
from inscripciones import services, solicitudes
from inscripciones.models import Participante
from tests import fabricas

FINES = {"delegacion_terminada", "persona_quitada"}


@pytest.fixture
def eva(inscripcion):
    """Of the delegation too, in Spanish; every mail of before is forgotten."""
    eva = services.agregar_participante(inscripcion=inscripcion, nombre="Eva Paz", email="eva@x.org", cargo="")
    Mensaje.objects.all().delete()
    return eva


def encolados():
    return sorted(Mensaje.objects.filter(tipo__in=FINES).values_list("tipo", "a", "idioma"))


def enviados():
    """Return ``{address: (subject, text)}`` of what goes out to people."""
    enviador.enviar_pendientes()
    return {m.to[0]: (m.subject, m.body) for m in mail.outbox if m.to != ["ana@riobamba.gob.ec"]}


A_LOS_DOS = [("delegacion_terminada", "eva@x.org", "es"), ("delegacion_terminada", "luis@riobamba.gob.ec", "pt-br")]


def test_retirar_avisa_una_vez_a_cada_persona_que_tenia_su_enlace(inscripcion, eva):
    services.agregar_participante(inscripcion=inscripcion, nombre="Sin correo", email="", cargo="")
    services.retirar(inscripcion=inscripcion)
    services.retirar(inscripcion=inscripcion)

    assert encolados() == A_LOS_DOS
    escritos = enviados()
    assert escritos["eva@x.org"][0] == "La delegación de Riobamba ya no participa en la XXVI Cumbre de Mercociudades"
    assert escritos["eva@x.org"][1].startswith(
        "Hola, Eva Paz:\n\nQuien inscribió a la delegación de Riobamba en la XXVI Cumbre de Mercociudades retiró la "
        "inscripción, en la que usted figuraba.\n\nSu lugar quedó libre"
    )
    assert "Quem inscreveu a delegação de Riobamba" in escritos["luis@riobamba.gob.ec"][1]
    assert [texto for _asunto, texto in escritos.values() if "://" in texto] == []


def test_rechazar_avisa_a_cada_persona_con_el_motivo_que_lee_el_contacto(inscripcion, eva, admin_user):
    services.rechazar_inscripcion(inscripcion=inscripcion, motivo="No es del municipio.", usuario=admin_user)

    assert encolados() == A_LOS_DOS
    for _asunto, texto in enviados().values():
        assert "\n\nNo es del municipio.\n\n" in texto
        assert "://" not in texto


def test_retirar_el_equipo_lo_dice(inscripcion, eva, admin_user):
    services.retirar(inscripcion=inscripcion, quien="equipo", usuario=admin_user)

    assert "El equipo retiró la inscripción de la delegación de Riobamba" in enviados()["eva@x.org"][1]


def test_quitar_avisa_a_quien_se_quito_y_a_nadie_mas(inscripcion, luis, eva):
    services.quitar_participante(participante=luis)

    assert encolados() == [("persona_quitada", "luis@riobamba.gob.ec", "pt-br")]
    ((asunto, texto),) = enviados().values()
    assert asunto == "Você já não está na delegação de Riobamba"
    assert texto.startswith("Olá, Luis Cando,\n")
    assert "://" not in texto


def test_quitar_a_quien_no_recibio_enlace_no_le_escribe(inscripcion, eva):
    Participante.objects.filter(pk=eva.pk).update(avisado_el=None)

    services.quitar_participante(participante=eva)

    assert encolados() == []


def test_quien_dijo_que_no_va_no_se_entera_otra_vez(inscripcion, luis, eva):
    services.declinar(participante=eva)
    services.declinar(participante=luis)

    services.quitar_participante(participante=luis)
    services.retirar(inscripcion=inscripcion)

    assert encolados() == []


def test_el_correo_del_contacto_lo_lee_una_vez(inscripcion, eva, ana):
    Participante.objects.filter(pk=eva.pk).update(email="ANA@riobamba.gob.ec")

    services.quitar_participante(participante=eva)
    services.retirar(inscripcion=inscripcion)

    assert encolados() == [("delegacion_terminada", "luis@riobamba.gob.ec", "pt-br")]


def test_unirse_a_otra_delegacion_no_es_un_fin(inscripcion, eva):
    services.retirar(inscripcion=inscripcion, unida=True)

    assert encolados() == []


def test_quien_borra_sus_datos_y_era_la_ultima_persona_no_recibe_el_aviso(inscripcion, ana, luis):
    services.quitar_participante(participante=ana)
    Mensaje.objects.all().delete()

    personas.borrar([luis])

    inscripcion.refresh_from_db()
    assert inscripcion.estado == "retirada"
    assert encolados() == []


def test_quien_borra_sus_datos_no_deja_el_correo_que_le_decia_que_se_le_quito(inscripcion, eva):
    services.quitar_participante(participante=eva)
    assert encolados() == [("persona_quitada", "eva@x.org", "es")]

    personas.borrar([], email="eva@x.org")

    assert encolados() == []


def test_el_contacto_que_borra_sus_datos_no_borra_el_aviso_a_quien_habia_quitado(inscripcion, eva):
    services.quitar_participante(participante=eva)

    personas.borrar([inscripcion.contacto])

    assert ("persona_quitada", "eva@x.org", "es") in encolados()
    assert enviados()["eva@x.org"][1].startswith("Hola, Eva Paz:\n")


@pytest.mark.parametrize(("email", "avisa"), [("eva@x.org", True), ("ANA@riobamba.gob.ec", False), ("", False)])
def test_la_pagina_que_pregunta_si_quitarla_promete_el_aviso_que_sale(inscripcion, eva, oficial, email, avisa):
    Participante.objects.filter(pk=eva.pk).update(email=email)
    url = f"/inscripcion/personas/{eva.codigo}/quitar/"

    promete = "se le avisa por correo" in oficial.get(url).content.decode()
    oficial.post(url, {"clave_envio": "k"})

    assert not inscripcion.participantes.filter(pk=eva.pk).exists()
    assert (promete, len(encolados())) == (avisa, int(avisa))


def test_el_contacto_que_borra_sus_datos_retira_la_delegacion_y_las_demas_personas_se_enteran(inscripcion, eva):
    personas.borrar([inscripcion.contacto])

    assert encolados() == A_LOS_DOS
    texto = enviados()["eva@x.org"][1]
    assert "Quien inscribió a la delegación de Riobamba" in texto
    assert "Ana" not in texto


def test_el_nombre_no_queda_en_el_correo_en_cola(inscripcion, eva):
    """It is read at sending from the history, which an erasure blanks."""
    clave = eva.pk
    services.quitar_participante(participante=eva)

    (mensaje,) = Mensaje.objects.filter(tipo="persona_quitada")
    assert mensaje.parametros == {"persona": clave}
    inscripcion.cambios.all().delete()
    assert enviados()["eva@x.org"][1].startswith("Hola:\n")


def test_el_aviso_se_anula_si_la_direccion_ya_es_de_otra_persona(inscripcion, eva):
    services.retirar(inscripcion=inscripcion)
    Participante.objects.filter(pk=eva.pk).update(email="otra@x.org")

    assert list(enviados()) == ["luis@riobamba.gob.ec"]


def test_una_solicitud_de_quitar_que_se_concede_avisa_una_vez(inscripcion, eva, admin_user):
    solicitud = fabricas.crear_solicitud(inscripcion, participante=eva, accion="quitar", datos={})

    solicitudes.conceder(solicitud=solicitud, usuario=admin_user)

    assert encolados() == [("persona_quitada", "eva@x.org", "es")]

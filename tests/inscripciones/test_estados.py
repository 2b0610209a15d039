"""The states of a registration: each function from each state, and what a rejection and an expiry do."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.utils import timezone

from comun import enviador
from comun.models import Mensaje
from inscripciones import services
from inscripciones.errores import ErrorInscripcion, YaNoSePuedeCambiar
from inscripciones.models import CambioInscripcion, Inscripcion
from inscripciones.relato import relatar
from intercambio.models import Ficha
from tests import fabricas
from tests.inscripciones import escritos
from tests.inscripciones.delegaciones import borrador, confirmada, estados, invariantes

Estado = Inscripcion.Estado
MOTIVO = "Es una inscripción de prueba."
HACIA = {
    Estado.CONFIRMADA: services.confirmar,
    Estado.RETIRADA: services.retirar,
    Estado.RECHAZADA: lambda inscripcion: services.rechazar_inscripcion(
        inscripcion=inscripcion, motivo=MOTIVO, usuario=None
    ),
    Estado.VENCIDA: services.vencer,
}
FECHAS = {
    Estado.CONFIRMADA: "confirmada_el",
    Estado.RETIRADA: "retirada_el",
    Estado.RECHAZADA: "rechazada_el",
    Estado.VENCIDA: "vencida_el",
}


def en(estado, actividad):
    """A registration in that state, reached by its own function."""
    inscripcion = borrador(actividad)
    if estado != Estado.BORRADOR:
        HACIA[estado](inscripcion=inscripcion)
    return Inscripcion.objects.get(pk=inscripcion.pk)


@pytest.fixture
def equipo(db):
    return get_user_model().objects.create_user("coordinacion")


def test_a_cada_estado_lleva_una_funcion():
    assert set(services.TRANSICIONES) == set(HACIA) == set(FECHAS) == set(Estado) - {Estado.BORRADOR}


@pytest.mark.parametrize("desde", Estado)
@pytest.mark.parametrize("hacia", HACIA)
def test_solo_las_transiciones_de_la_tabla_pasan(cumbre, clima, desde, hacia):
    inscripcion = en(desde, clima)
    antes = escritos.hoja()

    if desde in services.TRANSICIONES[hacia]:
        HACIA[hacia](inscripcion=inscripcion)
        inscripcion.refresh_from_db()
        assert inscripcion.estado == hacia
        assert getattr(inscripcion, FECHAS[hacia]) is not None
    elif desde == hacia:
        assert HACIA[hacia](inscripcion=inscripcion) == inscripcion
        assert escritos.hoja() == antes
    else:
        with pytest.raises(YaNoSePuedeCambiar):
            HACIA[hacia](inscripcion=inscripcion)
        assert escritos.hoja() == antes


@pytest.mark.parametrize("estado", [Estado.RETIRADA, Estado.RECHAZADA, Estado.VENCIDA])
def test_lo_que_termino_dice_que_termino_en_la_pagina_de_su_enlace(ciudad_en_curso, estado):
    oficial, inscripcion = ciudad_en_curso
    HACIA[estado](inscripcion=inscripcion)

    pagina = oficial.get("/inscripcion/personas/")

    dice = {
        Estado.RETIRADA: "Fue retirada y sus lugares quedaron libres.",
        Estado.RECHAZADA: "El equipo la cerró.",
        Estado.VENCIDA: "El borrador venció por falta de actividad.",
    }
    # A draft that this browser began and never came back by the mailed link is asked for it.
    oficial.post(f"/acceso/{inscripcion.contacto.token()}/")
    pagina = oficial.get("/inscripcion/personas/")
    assert pagina.templates[0].name == "inscripciones/terminada.html"
    assert dice[estado] in pagina.content.decode()


# --- Rejected by staff --------------------------------------------------------------------------


def test_rechazar_libera_los_lugares_y_quita_lo_que_aporto(cumbre, equipo):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    rechazada, espera = confirmada(actividad), confirmada(actividad)
    fabricas.crear_ficha(contacto=rechazada.contacto)
    assert Ficha.objects.filter(publicacion="publicada").count() == 1

    services.rechazar_inscripcion(inscripcion=rechazada, motivo=MOTIVO, usuario=equipo)

    assert [estados(i) for i in (rechazada, espera)] == [["retirada"], ["confirmada"]]
    invariantes(actividad)
    assert Ficha.objects.get().publicacion == "retirada"
    assert [m.sobre for m in Mensaje.objects.filter(tipo="lugar_liberado")] == [espera]


def test_rechazar_guarda_quien_y_por_que_una_vez(cumbre, clima, equipo):
    inscripcion = confirmada(clima)

    services.rechazar_inscripcion(inscripcion=inscripcion, motivo=MOTIVO, usuario=equipo)
    services.rechazar_inscripcion(inscripcion=inscripcion, motivo="Otro motivo.", usuario=equipo)

    inscripcion.refresh_from_db()
    assert inscripcion.motivo == MOTIVO
    cambio = CambioInscripcion.objects.get()
    assert (cambio.inscripcion, cambio.quien, cambio.usuario, cambio.motivo) == (inscripcion, "equipo", equipo, MOTIVO)
    assert relatar(cambio.diferencias) == ["La inscripción pasó de «confirmada» a «rechazada»."]
    assert Mensaje.objects.filter(tipo="inscripcion_rechazada").count() == 1


def test_rechazar_sin_motivo_no_cambia_nada(cumbre, clima, equipo):
    inscripcion = confirmada(clima)
    antes = escritos.hoja()

    with pytest.raises(ErrorInscripcion) as error:
        services.rechazar_inscripcion(inscripcion=inscripcion, motivo="", usuario=equipo)

    assert (error.value.campo, str(error.value.mensaje)) == (
        "motivo",
        "Escriba el motivo: va en el correo que recibe el contacto.",
    )
    assert escritos.hoja() == antes


@pytest.mark.parametrize(
    ("idioma", "asunto"), [("es", "El equipo cerró la inscripción de"), ("pt-br", "A equipe encerrou a inscrição de")]
)
def test_el_correo_del_rechazo_dice_el_motivo(cumbre, clima, equipo, idioma, asunto):
    inscripcion = confirmada(clima, contacto=fabricas.crear_contacto(idioma=idioma))
    Mensaje.objects.all().delete()

    services.rechazar_inscripcion(inscripcion=inscripcion, motivo=MOTIVO, usuario=equipo)
    enviador.enviar_pendientes()

    (correo,) = mail.outbox
    assert correo.to == [inscripcion.contacto.email]
    assert correo.subject == f"{asunto} {inscripcion.actor.nombre} ({inscripcion.referencia})"
    assert MOTIVO in correo.body.splitlines()


def test_vencer_no_cuenta_como_un_cambio_del_borrador(cumbre, clima):
    inscripcion = borrador(clima)
    Inscripcion.objects.filter(pk=inscripcion.pk).update(guardada=timezone.now() - timedelta(days=24))
    guardada = Inscripcion.objects.get(pk=inscripcion.pk).guardada

    services.vencer(inscripcion=inscripcion)

    assert Inscripcion.objects.get(pk=inscripcion.pk).guardada == guardada
    assert Mensaje.objects.count() == 0

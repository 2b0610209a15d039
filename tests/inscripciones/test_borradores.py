"""Drafts that nobody goes on with: one reminder, then they lapse, then the purge deletes them."""

from datetime import timedelta
from functools import partial

import pytest
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from agenda.models import Cumbre
from comun import enviador, purga, recordatorios
from comun.models import Mensaje
from inscripciones import services
from inscripciones.borradores import RECORDAR, VENCEN, recordar_borradores, vencer_borradores
from inscripciones.models import Inscripcion
from inscripciones.purga import BORRADORES
from tests import fabricas
from tests.inscripciones.delegaciones import borrador
from tests.inscripciones.hilos import a_la_vez, errores

MINUTO = timedelta(minutes=1)


def dejado(hace, estado="borrador", **campos):
    """A registration that nobody touched for so long."""
    inscripcion = fabricas.crear_inscripcion(estado, **campos)
    Inscripcion.objects.filter(pk=inscripcion.pk).update(guardada=timezone.now() - hace)
    return inscripcion


def recordados():
    return list(Mensaje.objects.filter(tipo="recordatorio_borrador").order_by("pk").values_list("a", "idioma"))


def correr():
    """Return what the reminders of drafts did."""
    cuentas = recordatorios.recordar(ahora=timezone.now())
    return cuentas["borradores recordados"], cuentas["borradores vencidos"]


def test_un_borrador_se_recuerda_una_sola_vez_en_su_idioma(db):
    inscripcion = dejado(RECORDAR + MINUTO, contacto=fabricas.crear_contacto(email="ana@x.org", idioma="pt-br"))

    assert [correr(), correr()] == [(1, 0), (0, 0)]

    assert recordados() == [("ana@x.org", "pt-br")]
    Inscripcion.objects.filter(pk=inscripcion.pk).update(guardada=timezone.now() - RECORDAR * 2)
    assert correr() == (0, 0)


@pytest.mark.parametrize(
    ("hace", "estado"),
    [(RECORDAR - MINUTO, "borrador"), (RECORDAR * 2, "confirmada"), (RECORDAR * 2, "retirada")],
)
def test_lo_reciente_y_lo_que_no_es_borrador_no_se_recuerda(db, hace, estado):
    dejado(hace, estado)

    assert (correr(), recordados()) == ((0, 0), [])


def test_a_quien_ya_confirmo_otra_con_ese_correo_no_se_le_recuerda(db):
    dejado(RECORDAR * 2, contacto=fabricas.crear_contacto(email="ana@x.org"))
    dejado(RECORDAR * 2, contacto=fabricas.crear_contacto(email="luis@x.org"))
    fabricas.crear_inscripcion("confirmada", contacto=fabricas.crear_contacto(email="Ana@X.org"))

    assert (correr(), recordados()) == ((1, 0), [("luis@x.org", "es")])


@pytest.mark.parametrize("ventana", ["proxima", "cerrada"])
def test_con_la_inscripcion_cerrada_no_se_recuerda(db, ventana):
    dejado(RECORDAR * 2)
    ahora = timezone.now()
    desde, hasta = (
        (ahora + MINUTO, ahora + 2 * MINUTO) if ventana == "proxima" else (ahora - 2 * MINUTO, ahora - MINUTO)
    )
    Cumbre.objects.update(inscripcion_desde=desde, inscripcion_hasta=hasta)

    assert (correr(), recordados()) == ((0, 0), [])


@pytest.mark.parametrize(
    ("idioma", "asunto", "dice"),
    [
        ("es", "Falta poco para inscribir a Riobamba", "no le recordaremos de nuevo"),
        ("pt-br", "Falta pouco para inscrever Riobamba", "não enviaremos outro lembrete"),
    ],
)
def test_el_recordatorio_trae_el_enlace_y_hasta_cuando_sirve(db, idioma, asunto, dice):
    ciudad = fabricas.crear_ciudad(nombre="Riobamba")
    fabricas.crear_cumbre(inscripcion_hasta=timezone.now() + VENCEN)
    inscripcion = dejado(RECORDAR * 2, contacto=fabricas.crear_contacto(ciudad=ciudad, idioma=idioma))
    correr()

    enviador.enviar_pendientes()

    (correo,) = mail.outbox
    vence = (timezone.now() - RECORDAR * 2 + VENCEN).astimezone(inscripcion.cumbre.zona)
    assert correo.subject == asunto
    assert f"/acceso/{inscripcion.contacto.token()}/" in correo.body
    assert dice in correo.body
    assert f" {vence.day} de " in correo.body


@pytest.mark.parametrize("que", ["confirmada", "otro_correo", "cerrada"])
def test_un_recordatorio_que_ya_no_corresponde_no_sale(db, que):
    inscripcion = dejado(RECORDAR * 2)
    correr()
    if que == "confirmada":
        ahora = timezone.now()
        Inscripcion.objects.update(estado="confirmada", confirmada_el=ahora, consentimiento_datos_el=ahora)
    elif que == "otro_correo":
        type(inscripcion.contacto).objects.update(email="otro@x.org")
    else:
        Cumbre.objects.update(inscripcion_hasta=timezone.now() - MINUTO)

    enviador.enviar_pendientes()

    assert (mail.outbox, Mensaje.objects.get().estado) == ([], "anulado")


def test_un_borrador_vence_a_los_veintitres_dias_sin_correo_y_se_borra_a_los_treinta(db):
    vivo, vencido = dejado(VENCEN - MINUTO, recordada_el=timezone.now()), dejado(VENCEN + MINUTO)

    assert correr() == (0, 1)

    assert list(Inscripcion.objects.order_by("pk").values_list("estado", flat=True)) == ["borrador", "vencida"]
    assert Mensaje.objects.count() == 0
    ahora = timezone.now()
    assert purga.purgar(ahora=ahora + BORRADORES - VENCEN - 2 * MINUTO)["inscripciones sin terminar"] == 0
    assert purga.purgar(ahora=ahora + BORRADORES - VENCEN)["inscripciones sin terminar"] == 1
    assert list(Inscripcion.objects.all()) == [vivo]
    assert (VENCEN.days, BORRADORES.days, vencido.pk != vivo.pk) == (23, 30, True)


def test_lo_que_vence_no_se_recuerda(db):
    dejado(VENCEN * 2)

    assert (correr(), recordados()) == ((0, 1), [])


def test_la_orden_en_seco_cuenta_y_no_escribe(db, capsys):
    dejado(RECORDAR * 2)
    dejado(VENCEN * 2)

    call_command("recordar", "--dry-run")

    assert {"- 1 borradores vencidos", "- 1 borradores recordados"} <= set(capsys.readouterr().out.splitlines())
    assert (Mensaje.objects.count(), Inscripcion.objects.borradores().count()) == (0, 2)


@pytest.mark.django_db(transaction=True)
def test_dos_ordenes_a_la_vez_mandan_un_correo_a_cada_uno():
    fabricas.crear_cumbre()
    for _n in range(10):
        dejado(RECORDAR * 2)
        dejado(VENCEN * 2)
    ahora = timezone.now()

    resultados = a_la_vez(*[partial(recordatorios.recordar, ahora=ahora) for _n in range(4)])

    assert errores(resultados) == []
    assert len(recordados()) == len(set(recordados())) == 10
    assert sum(r["borradores recordados"] for r in resultados) == 10
    assert sum(r["borradores vencidos"] for r in resultados) == 10


@pytest.mark.django_db(transaction=True)
def test_quien_confirma_mientras_tanto_ni_vence_ni_recibe_un_recordatorio():
    cumbre = fabricas.crear_cumbre()
    for hace, parte in ((VENCEN * 2, vencer_borradores), (RECORDAR * 2, recordar_borradores)):
        inscripcion = borrador(fabricas.crear_actividad(cumbre))
        Inscripcion.objects.filter(pk=inscripcion.pk).update(guardada=timezone.now() - hace)
        ahora = timezone.now()

        confirmada, _cuentas = a_la_vez(partial(services.confirmar, inscripcion=inscripcion), partial(parte, ahora))

        inscripcion.refresh_from_db()
        if isinstance(confirmada, Exception):
            assert (type(confirmada).__name__, inscripcion.estado) == ("YaNoSePuedeCambiar", "vencida")
        else:
            assert inscripcion.estado == "confirmada"

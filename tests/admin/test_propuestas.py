"""Proposals to present: staff answers every one, whatever its author agreed to be listed, and a mail tells."""

import pytest
from django.core import mail
from django.utils import timezone

from agenda import services
from agenda.models import Bloque, Propuesta
from comun import enviador
from comun.models import Mensaje
from tests import fabricas
from tests.admin.test_acciones import actuar

PROPUESTAS = "/admin/agenda/propuesta/"


def test_a_proposal_without_consent_awaits_staff_and_is_answered(coordinacion):
    contacto = fabricas.crear_contacto(consentimiento_listado_el=None)
    propuesta = fabricas.crear_propuesta(contacto, publicacion="pendiente")
    fabricas.crear_propuesta(fabricas.crear_contacto(), publicacion="borrador")

    (fila,) = [f for f in coordinacion.get("/admin/").context["pendientes"] if "Propuestas" in str(f["texto"])]
    lista = coordinacion.get(fila["url"]).context["cl"].result_list
    mensajes = actuar(coordinacion, PROPUESTAS, "aceptar", propuesta)

    assert (fila["n"], list(lista)) == (1, [propuesta])
    assert mensajes == ["Se aceptó 1 y se avisa por correo."]
    propuesta.refresh_from_db()
    assert propuesta.get_publicacion_display() == "aceptada"
    assert list(Mensaje.objects.values_list("tipo", "a")) == [("propuesta_aceptada", contacto.email)]


@pytest.mark.parametrize(
    ("estado", "aceptada", "no_aceptada"),
    [
        ("borrador", "borrador", "borrador"),
        ("pendiente", "publicada", "rechazada"),
        ("publicada", "publicada", "rechazada"),
        ("rechazada", "publicada", "rechazada"),
        ("retirada", "retirada", "retirada"),
    ],
)
def test_only_what_awaits_or_was_answered_otherwise_changes_and_is_told(db, estado, aceptada, no_aceptada):
    for acepta, esperado in [(True, aceptada), (False, no_aceptada)]:
        Mensaje.objects.all().delete()
        propuesta = fabricas.crear_propuesta(fabricas.crear_contacto(), publicacion=estado)

        services.responder_propuestas([propuesta], acepta=acepta)

        propuesta.refresh_from_db()
        assert propuesta.publicacion == esperado
        assert Mensaje.objects.count() == (1 if esperado != estado else 0)


def test_an_answer_that_is_not_the_answer_any_more_is_annulled(db):
    propuesta = fabricas.crear_propuesta(fabricas.crear_contacto(), publicacion="pendiente")
    services.responder_propuestas([propuesta], acepta=True)
    Propuesta.objects.update(publicacion="retirada")

    enviador.enviar_pendientes()

    assert (Mensaje.objects.get().estado, mail.outbox) == ("anulado", [])


def test_staff_writes_no_proposal_and_deletes_none(coordinacion):
    propuesta = fabricas.crear_propuesta(fabricas.crear_contacto(), publicacion="pendiente")
    rutas = [f"{PROPUESTAS}add/", f"{PROPUESTAS}{propuesta.pk}/delete/"]
    assert [coordinacion.get(ruta).status_code for ruta in rutas] == [403, 403]


def test_confirmation_says_that_nothing_is_published_and_a_mail_goes(coordinacion):
    propuesta = fabricas.crear_propuesta(
        fabricas.crear_contacto(consentimiento_listado_el=timezone.now()), publicacion="pendiente", resumen="Huertas."
    )
    pagina = coordinacion.post(PROPUESTAS, {"action": "aceptar", "_selected_action": propuesta.pk})
    html = pagina.content.decode()
    assert "Nada se publica" in html
    assert "Se avisa por correo" in html
    assert "Huertas." in html


def bloques_de_la_cumbre():
    seminario = fabricas.crear_seminario()
    tipos = ["experiencias", "instituciones", "experiencias", "experiencias"]
    bloques = [fabricas.crear_bloque(seminario, n, tipo=tipo) for n, tipo in enumerate(tipos, start=1)]
    Bloque.objects.filter(pk=bloques[3].pk).update(estado="cancelada")
    return bloques


def candidatas(bloque):
    return f"/admin/agenda/bloque/{bloque.pk}/orden/#candidatas"


@pytest.mark.parametrize("de_institucion", [True, False])
def test_a_proposal_leads_to_the_blocks_where_it_could_have_a_place(coordinacion, de_institucion):
    bloques = bloques_de_la_cumbre()
    actor = {"institucion": fabricas.crear_institucion()} if de_institucion else {}
    propuesta = fabricas.crear_propuesta(fabricas.crear_contacto(**actor), publicacion="publicada")

    lista = coordinacion.get(PROPUESTAS).content.decode()
    enlaces = coordinacion.get(f"{PROPUESTAS}{propuesta.pk}/change/").context["enlaces_de_objeto"]

    suyos = [bloques[1]] if de_institucion else [bloques[0], bloques[2]]
    assert [e["url"] for e in enlaces] == [candidatas(b) for b in suyos]
    assert [e["texto"] for e in enlaces] == (
        ["Darle lugar en un bloque…"]
        if de_institucion
        else ["Darle lugar en «Bloque 1»…", "Darle lugar en «Bloque 3»…"]
    )
    assert f'<a href="{candidatas(suyos[0])}">Darle lugar en un bloque…' in lista


def test_only_a_candidate_leads_to_the_programme(coordinacion):
    bloque = bloques_de_la_cumbre()[0]
    puesta = fabricas.crear_propuesta(
        fabricas.crear_contacto(), publicacion="publicada", intervencion=fabricas.crear_intervencion(bloque)
    )
    borrador = fabricas.crear_propuesta(fabricas.crear_contacto(), publicacion="borrador")
    lista = coordinacion.get(PROPUESTAS).content.decode()
    hojas = [coordinacion.get(f"{PROPUESTAS}{p.pk}/change/").context["enlaces_de_objeto"] for p in (puesta, borrador)]
    assert "Darle lugar" not in lista
    assert "ya está en el programa" in lista
    assert hojas == [[], []]

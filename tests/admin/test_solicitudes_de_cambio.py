"""What delegations ask for once the window closed, as staff answers it; and what changed, on a delegation's page."""

import datetime
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.utils import timezone

from comun.models import Mensaje
from inscripciones.models import CambioInscripcion, SolicitudDeCambio
from tests import fabricas
from tests.admin.test_acciones import actuar
from tests.inscripciones.delegaciones import confirmada

SOLICITUDES = "/admin/inscripciones/solicituddecambio/"


@pytest.fixture
def delegacion(db):
    """A confirmed delegation of one person, Luis, whose window closed; no mail waits."""
    taller = fabricas.crear_actividad(titulo_es="Taller", titulo_pt_br="Oficina", cupo_presencial=1)
    inscripcion = confirmada(taller)
    inscripcion.participantes.update(nombre="Luis Cando")
    cumbre = inscripcion.cumbre
    cumbre.inscripcion_hasta = timezone.now() - datetime.timedelta(days=1)
    cumbre.save()
    Mensaje.objects.all().delete()
    return inscripcion


def pagina_de(objeto):
    return f"/admin/inscripciones/{objeto._meta.model_name}/{objeto.pk}/change/"


def test_grant_does_each_change_and_tells_which_stay_open_and_why(coordinacion, delegacion):
    agregar, ya = fabricas.crear_solicitud(delegacion), fabricas.crear_solicitud(delegacion)
    SolicitudDeCambio.objects.filter(pk=ya.pk).update(estado="rechazada", resuelta_el=timezone.now())
    sin_persona = fabricas.crear_solicitud(delegacion, accion="quitar", datos={"de": "Eva Paz"})

    mensajes = actuar(coordinacion, SOLICITUDES, "conceder", agregar, ya, sin_persona)

    assert mensajes == [
        "«Quitar a Eva Paz» queda pendiente: Esa persona ya no está en la delegación: agréguela de nuevo si va a "
        "participar.",
        "1 ya estaba respondida.",
        "Se concedió 1 solicitud.",
    ]
    assert dict(SolicitudDeCambio.objects.values_list("pk", "estado")) == {
        agregar.pk: "concedida",
        ya.pk: "rechazada",
        sin_persona.pk: "pendiente",
    }
    assert [c.usuario for c in CambioInscripcion.objects.all()] == [coordinacion.usuaria]
    assert [m.tipo for m in Mensaje.objects.all()] == ["solicitud_de_cambio_resuelta"]
    assert [(e.object_id, e.user) for e in LogEntry.objects.all()] == [(str(agregar.pk), coordinacion.usuaria)]


def test_refusing_asks_for_a_reason_that_the_contact_reads(coordinacion, delegacion):
    solicitud = fabricas.crear_solicitud(delegacion)

    datos = {"action": "rechazar", "_selected_action": solicitud.pk, "confirmado": "si"}
    sin_razon = coordinacion.post(SOLICITUDES, datos).content.decode()
    assert "Escriba por qué no se concede: el contacto lo lee en el correo." in sin_razon
    mensajes = actuar(coordinacion, SOLICITUDES, "rechazar", solicitud, respuesta="La sala está lista.")

    solicitud.refresh_from_db()
    assert mensajes == ["No se concedió 1 solicitud."]
    assert (solicitud.estado, solicitud.respuesta, solicitud.usuario) == (
        "rechazada",
        "La sala está lista.",
        coordinacion.usuaria,
    )
    assert (CambioInscripcion.objects.count(), Mensaje.objects.count()) == (0, 1)


def test_asking_says_what_would_be_done(coordinacion, delegacion):
    taller = delegacion.elecciones.get().actividad
    datos = {"elecciones": {str(taller.pk): "virtual"}}
    solicitud = fabricas.crear_solicitud(delegacion, accion="actividades", datos=datos)

    pregunta = coordinacion.post(SOLICITUDES, {"action": "conceder", "_selected_action": solicitud.pk})
    ficha = coordinacion.get(pagina_de(solicitud)).content.decode()
    en_portugues = coordinacion.get(f"/pt-br{pagina_de(solicitud)}").content.decode()

    assert "Cambiar las actividades de la delegación: Taller (virtual)." in pregunta.content.decode()
    assert "Cambiar las actividades de la delegación: Taller (virtual)." in ficha
    assert "Alterar as atividades da delegação: Oficina (virtual)." in en_portugues
    assert re.findall(r'class="accion-de-objeto">([^<]+)<', ficha) == ["Conceder", "No conceder"]


def test_what_was_answered_offers_no_answer(coordinacion, delegacion):
    solicitud = fabricas.crear_solicitud(delegacion, estado="concedida", resuelta_el=timezone.now())

    assert "accion-de-objeto" not in coordinacion.get(pagina_de(solicitud)).content.decode()


def test_who_may_only_look_answers_nothing(client, delegacion):
    lectora = get_user_model().objects.create_user("lectora", password="x" * 16, is_staff=True)
    lectora.user_permissions.add(Permission.objects.get(codename="view_solicituddecambio"))
    client.force_login(lectora)
    solicitud = fabricas.crear_solicitud(delegacion)

    client.post(SOLICITUDES, {"action": "conceder", "_selected_action": solicitud.pk, "confirmado": "si"})

    solicitud.refresh_from_db()
    assert (client.get(SOLICITUDES).status_code, solicitud.estado) == (200, "pendiente")


def test_the_page_of_a_delegation_tells_its_changes_newest_first_and_what_it_asks(coordinacion, delegacion):
    persona = delegacion.participantes.get()
    solicitud = fabricas.crear_solicitud(delegacion, accion="quitar", participante=persona, datos={"de": "Luis Cando"})
    otra = fabricas.crear_solicitud(delegacion, estado="concedida", resuelta_el=timezone.now())
    for n in range(51):
        cambio = {"que": "cargo", "de": "Luis", "antes": f"{n}", "despues": f"{n + 1}"}
        fabricas.crear_cambio_de_inscripcion(delegacion, diferencias=[cambio])
    fabricas.crear_cambio_de_inscripcion(delegacion, quien="equipo", usuario=coordinacion.usuaria, motivo="Duplicada")

    html = coordinacion.get(pagina_de(delegacion)).content.decode()

    frases = re.findall(r"<li>Luis, cargo o área: antes «(\d+)»", html)
    assert frases == [str(n) for n in range(50, 1, -1)]
    assert html.count("el equipo (coordinacion): Duplicada") == 1
    assert re.findall(r'<a href="(/admin/inscripciones/solicituddecambio/\d+/change/)">([^<]+)<', html) == [
        (pagina_de(solicitud), "Quitar a Luis Cando."),
        (pagina_de(otra), "Agregar a Ana Paz."),
    ]


def test_a_name_that_staff_mends_is_a_change_of_theirs(coordinacion, delegacion):
    persona = delegacion.participantes.get()

    coordinacion.post(pagina_de(persona), {"nombre": "Luis Mora", "email": "", "cargo": "", "idioma": "es"})

    cambio = CambioInscripcion.objects.get()
    assert delegacion.participantes.get().nombre == "Luis Mora"
    assert (cambio.quien, cambio.usuario) == ("equipo", coordinacion.usuaria)
    assert [m.tipo for m in Mensaje.objects.all()] == ["inscripcion_cambiada"]


def test_a_name_of_a_registration_that_is_over_is_mended_in_silence(coordinacion, delegacion):
    type(delegacion).objects.update(estado="retirada", retirada_el=timezone.now())
    persona = delegacion.participantes.get()

    coordinacion.post(pagina_de(persona), {"nombre": "Luis Mora", "email": "", "cargo": "", "idioma": "es"})

    assert delegacion.participantes.get().nombre == "Luis Mora"
    assert (CambioInscripcion.objects.count(), Mensaje.objects.count()) == (0, 0)


def test_a_withdrawal_by_staff_is_a_change_of_theirs(coordinacion, delegacion):
    actuar(coordinacion, "/admin/inscripciones/inscripcion/", "retirar", delegacion)

    cambio = CambioInscripcion.objects.get()
    assert (cambio.quien, cambio.usuario) == ("equipo", coordinacion.usuaria)

"""Transitions of the admin: a page asks first, a service acts, the answer has numbers."""

import re
from functools import partial

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from actores.models import Ciudad
from agenda.models import Bloque
from comun import personas
from comun.correo import NoSeReenvia, reenviar
from comun.models import Mensaje
from inscripciones.models import Asistencia, Inscripcion
from intercambio.models import Ficha
from tests import fabricas
from tests.admin.elenco import crear_mensaje
from tests.inscripciones.hilos import a_la_vez, errores

FICHAS = "/admin/intercambio/ficha/"
CIUDADES = "/admin/actores/ciudad/"
ASISTENCIAS = "/admin/inscripciones/asistencia/"
INSCRIPCIONES = "/admin/inscripciones/inscripcion/"
MENSAJES = "/admin/comun/mensaje/"


def actuar(client, lista, accion, *objetos, **mas):
    """Ask for an action and confirm it; return the sentences that staff reads."""
    datos = {"action": accion, "_selected_action": [o.pk for o in objetos], **mas}
    pregunta = client.post(lista, datos)
    assert pregunta.templates[0].name == "admin/confirmar_accion.html"
    respuesta = client.post(lista, {**datos, "confirmado": "si", "sello": pregunta.context["sello"]}, follow=True)
    return [str(m) for m in respuesta.context["messages"]]


def crear_solicitud(actividad, contacto=None, estado="solicitada", **campos):
    inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto)
    participante = fabricas.crear_participante(inscripcion)
    return fabricas.crear_asistencia(participante, actividad, estado=estado, **campos)


def test_action_asks_before_it_acts(coordinacion):
    ficha = fabricas.crear_ficha(publicacion="pendiente")

    respuesta = coordinacion.post(FICHAS, {"action": "publicar", "_selected_action": ficha.pk})

    ficha.refresh_from_db()
    assert ficha.publicacion == "pendiente"
    assert [fila["pk"] for fila in respuesta.context["filas"]] == [ficha.pk]
    assert LogEntry.objects.count() == 0


def test_publish_reports_each_fate_and_logs_what_changed(coordinacion):
    con = fabricas.crear_contacto(consentimiento_listado_el=timezone.now())
    sin = fabricas.crear_contacto()
    pendiente = fabricas.crear_ficha(contacto=con, publicacion="pendiente")
    sin_permiso = fabricas.crear_ficha(contacto=sin, publicacion="pendiente")
    retirada = fabricas.crear_ficha(contacto=con, lugar=2, publicacion="retirada")
    borrador = fabricas.crear_ficha(contacto=con, lugar=3, publicacion="borrador")

    mensajes = actuar(coordinacion, FICHAS, "publicar", pendiente, sin_permiso, retirada, borrador)

    assert mensajes == [
        "Se publicó 1.",
        "1 sigue sin publicar: su contacto no aceptó la publicación.",
        "2 no cambiaron: su estado no lo permite.",
    ]
    estados = {f.pk: f.publicacion for f in Ficha.objects.all()}
    assert estados == {
        pendiente.pk: "publicada",
        sin_permiso.pk: "pendiente",
        retirada.pk: "retirada",
        borrador.pk: "borrador",
    }
    assert list(LogEntry.objects.values_list("object_id", "change_message")) == [(str(pendiente.pk), "Publicar")]


def test_refuse_takes_published_off_and_keeps_the_text(coordinacion):
    ficha = fabricas.crear_ficha(titulo="Compostaje barrial")
    assert actuar(coordinacion, FICHAS, "no_publicar", ficha) == ["1 queda sin publicar."]
    ficha.refresh_from_db()
    assert (ficha.publicacion, ficha.titulo) == ("rechazada", "Compostaje barrial")


def test_action_from_the_page_of_one_row_returns_there(coordinacion):
    ficha = fabricas.crear_ficha(publicacion="pendiente")
    datos = {"action": "no_publicar", "_selected_action": ficha.pk, "volver": "objeto", "confirmado": "si"}
    assert coordinacion.post(FICHAS, datos)["Location"] == f"{FICHAS}{ficha.pk}/change/"


def test_actions_need_the_permission_to_change(client, db):
    lectora = get_user_model().objects.create_user("lectora", password="x" * 16, is_staff=True)
    lectora.user_permissions.add(Permission.objects.get(codename="view_ficha"))
    client.force_login(lectora)
    ficha = fabricas.crear_ficha(publicacion="pendiente")

    client.post(FICHAS, {"action": "publicar", "_selected_action": ficha.pk, "confirmado": "si"})

    ficha.refresh_from_db()
    assert ficha.publicacion == "pendiente"


def test_state_cannot_be_edited_in_the_form(coordinacion):
    ficha = fabricas.crear_ficha(publicacion="pendiente", titulo="Antes")
    datos = {"tipo": "saber", "idioma": "es", "titulo": "Después", "ciudad": ficha.ciudad_id, "lugar": 1}

    respuesta = coordinacion.post(f"{FICHAS}{ficha.pk}/change/", {**datos, "publicacion": "publicada"})

    ficha.refresh_from_db()
    assert (respuesta.status_code, ficha.titulo, ficha.publicacion) == (302, "Después", "pendiente")


def test_verify_new_cities(coordinacion):
    nueva = fabricas.crear_ciudad(verificada=False)
    unida = fabricas.crear_ciudad(verificada=False, fusionada_en=fabricas.crear_ciudad())

    assert actuar(coordinacion, CIUDADES, "verificar", nueva, unida) == [
        "Se verificó 1.",
        "1 no cambió: ya estaba verificada o unida a otra.",
    ]
    assert list(Ciudad.objects.verificadas().filter(pk__in=[nueva.pk, unida.pk])) == [nueva]


def test_grant_gives_places_in_order_then_turns(coordinacion):
    reservada = fabricas.crear_actividad(reservada=True, cupo_presencial=1)
    primera, segunda = crear_solicitud(reservada), crear_solicitud(reservada)
    ajena = crear_solicitud(fabricas.crear_actividad(), estado="confirmada")

    mensajes = actuar(coordinacion, ASISTENCIAS, "conceder", primera, segunda, ajena)

    assert mensajes == [
        "Se concedió 1 solicitud.",
        "1 pasa a la lista de espera: la sala está llena.",
        "1 no cambió: no es una solicitud de una actividad reservada.",
    ]
    estados = list(Asistencia.objects.filter(actividad=reservada).values_list("estado", flat=True).order_by("estado"))
    assert estados == ["confirmada", "en_espera"]
    assert Mensaje.objects.filter(tipo="solicitud_concedida").count() == 2


def test_grant_leaves_out_who_does_not_come_and_not_the_rest_of_the_delegation(coordinacion):
    reservada = fabricas.crear_actividad(reservada=True)
    pedida = crear_solicitud(reservada)
    ausente = fabricas.crear_participante(
        pedida.participante.inscripcion, respuesta="declinada", respondio_el=timezone.now()
    )
    negada = fabricas.crear_asistencia(ausente, reservada, estado="rechazada")

    mensajes = actuar(coordinacion, ASISTENCIAS, "conceder", pedida, negada)

    assert mensajes == [
        "Se concedió 1 solicitud.",
        "1 no cambió: la persona avisó que no va.",
    ]
    assert [Asistencia.objects.get(pk=a.pk).estado for a in (pedida, negada)] == ["confirmada", "rechazada"]


def test_refuse_frees_the_place_for_who_waits(coordinacion):
    reservada = fabricas.crear_actividad(reservada=True, cupo_presencial=1)
    concedida = crear_solicitud(reservada, estado="confirmada")
    espera = crear_solicitud(reservada, estado="en_espera", turno=1)

    mensajes = actuar(coordinacion, ASISTENCIAS, "rechazar", concedida, motivo="La sala es chica.")

    assert mensajes == ["No se concedió 1 solicitud."]

    concedida.refresh_from_db()
    espera.refresh_from_db()
    assert (concedida.estado, espera.estado) == ("rechazada", "confirmada")


def test_withdraw_a_registration(coordinacion):
    viva = fabricas.crear_inscripcion("confirmada")
    retirada = fabricas.crear_inscripcion("retirada")
    vencida = fabricas.crear_inscripcion("vencida")

    assert actuar(coordinacion, INSCRIPCIONES, "retirar", viva, retirada, vencida) == [
        "Se retiró 1 inscripción.",
        "1 ya estaba retirada.",
        "1 no cambió: su estado no lo permite.",
    ]
    assert Inscripcion.objects.get(pk=viva.pk).estado == "retirada"


def test_link_is_queued_to_the_contact_again(coordinacion):
    inscripcion = fabricas.crear_inscripcion("confirmada")

    assert actuar(coordinacion, INSCRIPCIONES, "enviar_enlace", inscripcion) == ["Se envía el enlace a 1 contacto."]

    mensaje = Mensaje.objects.get()
    assert (mensaje.tipo, mensaje.a, mensaje.sobre) == (
        "recuperar_enlace",
        inscripcion.contacto.email,
        inscripcion.contacto,
    )


def test_failed_mail_is_queued_again_as_a_new_row(coordinacion):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    fallido = crear_mensaje(inscripcion, tipo="lugar_liberado", estado="fallido", parametros={"asistencia": 7})
    assert list(Mensaje.objects.sin_resolver()) == [fallido]

    assert actuar(coordinacion, MENSAJES, "volver_a_enviar", fallido) == ["1 mensaje vuelve a la cola."]

    nuevo = Mensaje.objects.exclude(pk=fallido.pk).get()
    assert (nuevo.estado, nuevo.tipo, nuevo.sobre, nuevo.parametros) == (
        "en_cola",
        "lugar_liberado",
        inscripcion,
        {"asistencia": 7},
    )
    assert nuevo.message_id != fallido.message_id
    assert list(Mensaje.objects.sin_resolver()) == []


def test_mail_about_nothing_any_more_is_counted_not_broken(coordinacion):
    olvidado = crear_mensaje(fabricas.crear_contacto(), tipo="ya_no_existe", estado="fallido")
    ficha = fabricas.crear_ficha()
    huerfano = crear_mensaje(ficha, estado="fallido")
    ficha.delete()
    assert actuar(coordinacion, MENSAJES, "volver_a_enviar", olvidado, huerfano) == [
        "2 no cambiaron: ya no existe lo que anunciaba.",
    ]


def test_failed_mail_waits_for_somebody_until_that_very_notice_goes_out_again(coordinacion):
    inscripcion, otra = fabricas.crear_inscripcion("confirmada"), fabricas.crear_inscripcion("confirmada")
    aviso = {"tipo": "lugar_liberado", "estado": "fallido"}
    de_siete = crear_mensaje(inscripcion, **aviso, parametros={"asistencia": 7})
    de_ocho = crear_mensaje(inscripcion, **aviso, parametros={"asistencia": 8})
    enlace = crear_mensaje(inscripcion.contacto, a="mal@escrita.gob", estado="fallido")
    comunicado = crear_mensaje(inscripcion, tipo="comunicado", estado="fallido", parametros={"destinatario": 1})

    crear_mensaje(inscripcion, tipo="lugar_liberado", estado="enviado", parametros={"asistencia": 8})
    crear_mensaje(otra, tipo="lugar_liberado", estado="enviado", parametros={"asistencia": 7})
    crear_mensaje(inscripcion.contacto, a="bien@escrita.gob", estado="enviado")
    crear_mensaje(inscripcion, tipo="comunicado", estado="enviado", parametros={"destinatario": 2})

    assert set(Mensaje.objects.sin_resolver()) == {de_siete, comunicado}
    lista = coordinacion.get(f"{MENSAJES}?atencion=sin_resolver").context["cl"]
    assert set(lista.result_list) == {de_siete, comunicado}
    assert {enlace, de_ocho} <= set(Mensaje.objects.fallidos())


@pytest.mark.parametrize("estado", ["en_cola", "enviando", "en_espera", "anulado"])
def test_a_mail_that_did_not_end_in_the_post_is_not_queued_again(coordinacion, estado):
    razon = "no correspondía enviarlo" if estado == "anulado" else "todavía está por salir"
    mensaje = crear_mensaje(fabricas.crear_contacto(), estado=estado)
    fallido = crear_mensaje(fabricas.crear_contacto(), estado="fallido")

    pregunta = coordinacion.post(MENSAJES, {"action": "volver_a_enviar", "_selected_action": [mensaje.pk, fallido.pk]})
    dichos = actuar(coordinacion, MENSAJES, "volver_a_enviar", mensaje, fallido)

    assert {fila["pk"]: fila["avisos"] for fila in pregunta.context["filas"]} == {
        mensaje.pk: [f"No cambia: {razon}."],
        fallido.pk: ["Vuelve a la cola."],
    }
    assert dichos == ["1 mensaje vuelve a la cola.", f"1 no cambió: {razon}."]
    with pytest.raises(NoSeReenvia, match=razon):
        reenviar(mensaje)
    assert Mensaje.objects.filter(estado="en_cola").exclude(pk=mensaje.pk).get().a == fallido.a


def test_of_equal_mails_the_newest_alone_is_queued_again(coordinacion):
    """Somebody asks for all the failed ones again next day: the rows that were sent again still say "fallido"."""
    contacto = fabricas.crear_contacto()
    fallido = crear_mensaje(contacto, estado="fallido")
    actuar(coordinacion, MENSAJES, "volver_a_enviar", fallido)
    nuevo = Mensaje.objects.exclude(pk=fallido.pk)
    nuevo.update(estado="enviado")

    dichos = actuar(coordinacion, MENSAJES, "volver_a_enviar", fallido, nuevo.get())

    assert dichos == ["1 mensaje vuelve a la cola.", "1 no cambió: después se puso en cola otro igual."]
    assert Mensaje.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_of_staff_who_send_the_same_mail_again_at_once_send_one():
    fallido = crear_mensaje(fabricas.crear_contacto(), estado="fallido")

    resultados = a_la_vez(*[partial(reenviar, Mensaje.objects.get(pk=fallido.pk)) for _quien in range(2)])

    assert errores(resultados) == ["NoSeReenvia('después se puso en cola otro igual')"]
    assert Mensaje.objects.filter(estado="en_cola").count() == 1


# --- Confirmed twice ----------------------------------------------------------------------------


def pedido(client, lista, accion, *objetos):
    """Ask for an action; return what its page sends when it is confirmed."""
    datos = {"action": accion, "_selected_action": [o.pk for o in objetos]}
    html = client.post(lista, datos).content.decode()
    return {**datos, "confirmado": "si", **dict(re.findall(r'name="(clave_envio)" value="(\w+)"', html))}


def crear_reservada():
    return crear_solicitud(fabricas.crear_actividad(reservada=True))


def confirmar(client, lista, datos):
    respuesta = client.post(lista, datos, follow=True)
    return [str(m) for m in respuesta.context["messages"]], respuesta.redirect_chain[-1][0]


@pytest.mark.parametrize(
    ("lista", "accion", "crear"),
    [
        (INSCRIPCIONES, "enviar_enlace", lambda: fabricas.crear_inscripcion("confirmada")),
        (MENSAJES, "volver_a_enviar", lambda: crear_mensaje(fabricas.crear_contacto(), estado="enviado")),
        (f"{ASISTENCIAS}?estado__exact=solicitada", "conceder", crear_reservada),
    ],
)
def test_the_same_confirmation_twice_acts_once_and_is_told_the_same(coordinacion, lista, accion, crear):
    datos = pedido(coordinacion, lista, accion, crear())
    habia = Mensaje.objects.count()

    primera, segunda = (confirmar(coordinacion, lista, datos) for _vez in range(2))

    assert (segunda, Mensaje.objects.count()) == (primera, habia + 1)
    assert LogEntry.objects.count() == 1
    confirmar(coordinacion, lista, {**datos, "clave_envio": "otra"})  # asked for anew, it is something else
    assert (Mensaje.objects.count() > habia + 1) is (accion == "enviar_enlace")


def test_a_repeated_confirmation_is_told_that_it_was_done_once_somebody_was_erased(coordinacion):
    datos = pedido(coordinacion, INSCRIPCIONES, "enviar_enlace", fabricas.crear_inscripcion("confirmada"))
    confirmar(coordinacion, INSCRIPCIONES, datos)

    personas.borrar([fabricas.crear_contacto(nombre="Otra Persona")])

    assert confirmar(coordinacion, INSCRIPCIONES, datos)[0] == ["Esto ya se había hecho: no se repitió."]
    assert Mensaje.objects.filter(tipo="recuperar_enlace").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_a_confirmation_queues_one_mail():
    usuaria = get_user_model().objects.create_superuser("coordinacion", password="x" * 16)
    clientes = [Client(), Client()]
    for cliente in clientes:
        cliente.force_login(usuaria)
    datos = pedido(clientes[0], INSCRIPCIONES, "enviar_enlace", fabricas.crear_inscripcion("confirmada"))

    resultados = a_la_vez(*[partial(confirmar, cliente, INSCRIPCIONES, datos) for cliente in clientes])

    assert errores(resultados) == []
    assert resultados == [(["Se envía el enlace a 1 contacto."], INSCRIPCIONES)] * 2
    assert Mensaje.objects.count() == 1


@pytest.mark.parametrize(("accion", "estado"), [("publicar", "publicada"), ("cancelar", "cancelada")])
def test_programme_changes_state_by_action(coordinacion, accion, estado):
    bloque = fabricas.crear_bloque(fabricas.crear_seminario(), estado="borrador")
    actuar(coordinacion, "/admin/agenda/bloque/", accion, bloque)
    assert Bloque.objects.get(pk=bloque.pk).estado == estado


def test_too_many_rows_change_nothing(coordinacion, monkeypatch):
    monkeypatch.setattr("comun.acciones.FILAS_POR_ACCION", 1)
    fichas = [fabricas.crear_ficha(publicacion="pendiente") for _n in range(2)]
    datos = {"action": "publicar", "_selected_action": [f.pk for f in fichas], "confirmado": "si"}

    respuesta = coordinacion.post(FICHAS, datos, follow=True)

    assert [str(m) for m in respuesta.context["messages"]] == [
        "Eligió más de 1 filas, y por vez se atienden hasta esas: nada cambió. Acorte la lista con los filtros o el "
        "calendario y repita la acción con cada parte."
    ]
    assert Ficha.objects.pendientes().count() == 2


def test_nothing_that_outsiders_wrote_is_deleted(coordinacion):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    ficha = fabricas.crear_ficha(contacto=inscripcion.contacto)
    rutas = [f"{FICHAS}{ficha.pk}/delete/", f"{INSCRIPCIONES}{inscripcion.pk}/delete/"]
    rutas += [f"/admin/actores/contacto/{inscripcion.contacto_id}/delete/"]
    assert [coordinacion.post(r, {"post": "yes"}).status_code for r in rutas] == [403, 403, 403]


def test_staff_change_of_address_ends_links_and_tells_both(coordinacion):
    contacto = fabricas.crear_contacto(email="vieja@ejemplo.gob")
    token = contacto.token()
    datos = {"nombre": "Otra", "email": "nueva@ejemplo.gob", "telefono": "", "cargo": "", "idioma": "es"}

    coordinacion.post(f"/admin/actores/contacto/{contacto.pk}/change/", datos)

    contacto.refresh_from_db()
    assert (contacto.nombre, contacto.email, type(contacto).por_token(token)) == ("Otra", "nueva@ejemplo.gob", None)
    assert sorted(Mensaje.objects.values_list("tipo", "a")) == [
        ("correo_cambiado", "vieja@ejemplo.gob"),
        ("recuperar_enlace", "nueva@ejemplo.gob"),
    ]


def test_the_history_of_a_row_says_what_was_done(coordinacion):
    """Django reads a list as the fields of a form, and of ours it would say that none changed."""
    ficha = fabricas.crear_ficha()
    actuar(coordinacion, FICHAS, "no_publicar", ficha)
    html = coordinacion.get(f"{FICHAS}{ficha.pk}/history/").content.decode()
    assert "No publicar" in html
    assert "No ha cambiado" not in html

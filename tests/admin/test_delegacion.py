"""A delegation on one screen: what it tells, what it offers, to whom, and what it costs."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comun.models import Mensaje
from comun.secciones import Secciones
from inscripciones import secciones
from inscripciones.models import Asistencia, NotaInterna
from tests import fabricas
from tests.admin.elenco import crear_mensaje

LISTA = "/admin/inscripciones/inscripcion/"
SCRIPT = "<script>alert(1)</script>"


def pagina(inscripcion, prefijo=""):
    return f"{prefijo}{LISTA}{inscripcion.pk}/change/"


def con_permisos(client, *codigos, nombre="lectora"):
    """Log in somebody of staff with these permissions and no other."""
    usuaria = get_user_model().objects.create_user(nombre, password="x" * 16, is_staff=True)
    usuaria.user_permissions.set(Permission.objects.filter(codename__in=codigos))
    client.force_login(usuaria)
    client.usuaria = usuaria
    return client


def delegacion(personas=2, texto="Ana"):
    """A confirmed delegation with one of everything that its page tells, and so many people at two activities."""
    contacto = fabricas.crear_contacto(
        nombre=texto, telefono="+593 3 296-6000", consentimiento_listado_el=timezone.now()
    )
    inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto, origen="importada")
    abierta = fabricas.crear_actividad(inscripcion.cumbre, titulo_es=texto, cupo_presencial=0)
    reservada = fabricas.crear_actividad(inscripcion.cumbre, reservada=True)
    for n in range(personas):
        persona = fabricas.crear_participante(
            inscripcion, nombre=f"{texto} {n}", email=f"p{n}@ejemplo.gob", avisado_el=timezone.now()
        )
        fabricas.crear_asistencia(persona, abierta, estado="en_espera", turno=n + 1)
        fabricas.crear_asistencia(persona, reservada, estado="solicitada")
        fabricas.crear_persona_importada(inscripcion, participante=persona)
        crear_mensaje(persona, tipo="enlace_personal", estado="enviado")
        lugar = {"que": "actividad", "actividad": abierta.pk, "de": persona.nombre, "antes": None}
        diferencias = [{**lugar, "despues": ["presencial", "en_espera"]}]
        fabricas.crear_cambio_de_inscripcion(inscripcion, motivo=texto, diferencias=diferencias)
        fabricas.crear_solicitud(inscripcion, datos={"nombre": texto, "email": "", "cargo": ""})
        fabricas.crear_nota(inscripcion, texto=f"{texto} llamó {n}")
    for lugar in range(1, min(personas, 3) + 1):
        fabricas.crear_ficha(contacto=contacto, titulo=texto, lugar=lugar, publicacion="pendiente")
    fabricas.crear_propuesta(contacto, titulo=texto)
    segunda = fabricas.crear_inscripcion("confirmada", posible_duplicada_de=inscripcion)
    fabricas.crear_pedido_de_union(segunda, inscripcion)
    crear_mensaje(inscripcion, tipo="inscripcion_confirmada", estado="fallido", error=texto)
    return inscripcion


# --- What it tells ------------------------------------------------------------------------------


def test_the_page_begins_with_who_it_is_and_what_needs_somebody(coordinacion):
    inscripcion = delegacion(personas=2)
    fabricas.crear_participante(inscripcion, nombre="Sin Correo")

    respuesta = coordinacion.get(pagina(inscripcion))

    html = respuesta.content.decode()
    assert f'href="mailto:{inscripcion.contacto.email}"' in html
    assert 'href="tel:+5933296-6000"' in html
    assert [p.frase for p in respuesta.context["pendientes"]] == [
        f"{inscripcion.posibles_duplicadas.get()} puede ser duplicada de esta.",
        "1 pedido de unión sin responder.",
        "2 solicitudes de cambio por responder.",
        "2 lugares de actividades reservadas por responder.",
        "1 correo fallido sin reenviar.",
        "2 personas no respondieron si van.",
        "1 persona sin correo: no recibe su enlace.",
        "2 personas en lista de espera.",
        "2 aportes por publicar.",
        "El contacto todavía no entró por su enlace: hasta entonces nada suyo es público.",
    ]
    anclas = {p.url for p in respuesta.context["pendientes"]}
    assert [ancla for ancla in anclas if f'id="{ancla[1:]}"' not in html] == []


def test_a_delegation_in_order_says_that_nothing_waits(coordinacion):
    contacto = fabricas.crear_contacto(comprobado_el=timezone.now())
    inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto)
    dijo = {"respuesta": "confirmada", "respondio_el": timezone.now()}
    fabricas.crear_participante(inscripcion, email="a@b.gob", avisado_el=timezone.now(), **dijo)
    html = coordinacion.get(pagina(inscripcion)).content.decode()
    assert "Nada: esta delegación no espera ninguna respuesta." in html


def test_who_has_an_address_and_no_link_is_named(coordinacion):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    fabricas.crear_participante(inscripcion, nombre="Con Enlace", email="a@b.gob", avisado_el=timezone.now())
    fabricas.crear_participante(inscripcion, nombre="En Espera", email="b@b.gob", enlace_aplazado=True)
    fabricas.crear_participante(inscripcion, nombre="Importada", email="c@b.gob")

    respuesta = coordinacion.get(pagina(inscripcion))

    html = respuesta.content.decode()
    assert "2 personas con correo y sin su enlace." in [p.frase for p in respuesta.context["pendientes"]]
    assert html.count("sin enlace: pasó el límite del día y sale con los próximos recordatorios</span>") == 1
    assert html.count('<span class="dato">sin enlace</span>') == 1


def test_each_person_has_a_cell_for_each_activity_with_the_place_in_line(coordinacion):
    inscripcion = delegacion(personas=2)
    virtual = fabricas.crear_participante(inscripcion, nombre="Zoe")
    fabricas.crear_asistencia(virtual, Asistencia.objects.first().actividad, "virtual", estado="confirmada")

    tabla = coordinacion.get(pagina(inscripcion)).context["tabla"]

    assert [[celda and celda.frase for celda in fila["celdas"]] for fila in tabla["filas"]] == [
        ["presencial, en lista de espera: puesto 1", "presencial, solicitada"],
        ["presencial, en lista de espera: puesto 2", "presencial, solicitada"],
        ["virtual, confirmada", None],
    ]


def test_a_failed_mail_needs_nobody_once_that_very_one_was_queued_again(coordinacion):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    aviso = {"tipo": "lugar_liberado", "parametros": {"asistencia": 7}}
    crear_mensaje(inscripcion, **aviso, estado="fallido")
    crear_mensaje(inscripcion, tipo="lugar_liberado", parametros={"asistencia": 8}, estado="fallido")
    crear_mensaje(inscripcion, **aviso, estado="enviado")
    crear_mensaje(inscripcion, tipo="inscripcion_confirmada", estado="fallido")
    crear_mensaje(inscripcion, tipo="inscripcion_cambiada", estado="en_espera")

    respuesta = coordinacion.get(pagina(inscripcion))

    correos = [(c["fila"].tipo, c["fila"].estado, c["sin_resolver"]) for c in respuesta.context["correos"]]
    assert correos == [
        ("inscripcion_cambiada", "en_espera", False),
        ("inscripcion_confirmada", "fallido", True),
        ("lugar_liberado", "enviado", False),
        ("lugar_liberado", "fallido", True),
        ("lugar_liberado", "fallido", False),
    ]
    html = respuesta.content.decode()
    ofrecidos = re.findall(
        r'"_selected_action" value="(\d+)">\s*<input [^>]*volver_a_enviar', html[html.index('id="correos"') :]
    )
    assert ofrecidos == [str(respuesta.context["correos"][n]["fila"].pk) for n in (1, 2, 3)]


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_the_page_escapes_what_people_wrote_and_never_tells_needs(coordinacion, prefijo):
    inscripcion = delegacion(texto=SCRIPT)
    fabricas.crear_necesidad(inscripcion.participantes.first(), otra="Silla de ruedas", dieta_detalle="Sin maní")

    html = coordinacion.get(pagina(inscripcion, prefijo)).content.decode()

    assert SCRIPT not in html
    assert html.count("&lt;script&gt;alert(1)&lt;/script&gt;") > 10
    assert [dicho for dicho in ("Silla", "maní") if dicho in html] == []


@pytest.mark.parametrize("personas", [1, 30])
def test_the_page_costs_the_same_for_any_number_of_people(coordinacion, personas):
    inscripcion = delegacion(personas=personas)
    coordinacion.get(pagina(inscripcion))

    with CaptureQueriesContext(connection) as consultas:
        coordinacion.get(pagina(inscripcion))

    assert len(consultas) == 19


def test_rooms_above_add_sections_of_theirs(coordinacion, monkeypatch):
    monkeypatch.setattr(secciones, "delegacion", Secciones())
    inscripcion = delegacion(personas=1)
    secciones.delegacion.registrar(
        plantilla="admin/inscripciones/filas_aplicadas.html", datos=lambda request, inscripcion, personas: personas
    )
    secciones.delegacion.registrar(plantilla="no/hay.html", datos=lambda request, inscripcion, personas: [])

    respuesta = coordinacion.get(pagina(inscripcion))

    assert [(s.plantilla, len(s.datos)) for s in respuesta.context["secciones"]] == [
        ("admin/inscripciones/filas_aplicadas.html", 1)
    ]
    with pytest.raises(ValueError, match="twice"):
        secciones.delegacion.registrar(plantilla="no/hay.html", datos=lambda *_a: [])


# --- What it offers, and to whom ----------------------------------------------------------------


def botones(html):
    """Return the actions that the page offers in its own sections, with where each comes back to."""
    propios = html[html.index('id="resumen"') :]
    return re.findall(r'name="action" value="(\w+)">\s*<input type="hidden" name="volver" value="([^"]+)"', propios)


def test_buttons_need_the_permission_of_their_action(client, db):
    inscripcion = delegacion(personas=1)
    lectora = con_permisos(client, "view_inscripcion")

    html = lectora.get(pagina(inscripcion)).content.decode()

    assert botones(html) == []
    assert [ancla for ancla in ('id="notas"', "/leer/", "nota/") if ancla in html] == []


def test_a_mail_is_sent_again_from_the_page_and_comes_back_there(client, db):
    inscripcion = delegacion(personas=1)
    equipo = con_permisos(client, "view_inscripcion", "view_mensaje", "change_mensaje")
    fallido = Mensaje.objects.get(estado="fallido")
    volver = f"{pagina(inscripcion)}#correos"
    assert set(botones(equipo.get(pagina(inscripcion)).content.decode())) == {("volver_a_enviar", volver)}

    datos = {"action": "volver_a_enviar", "_selected_action": fallido.pk, "volver": volver}
    pregunta = equipo.post("/admin/comun/mensaje/", datos)
    respuesta = equipo.post("/admin/comun/mensaje/", {**datos, "confirmado": "si"})

    assert (pregunta.context["volver"], pregunta.context["vuelta"]) == (volver, volver)
    assert respuesta.headers["Location"] == volver
    mensajes = equipo.get(pagina(inscripcion)).context["messages"]
    assert [str(m) for m in mensajes] == ["1 mensaje vuelve a la cola."]
    assert Mensaje.objects.filter(tipo="inscripcion_confirmada", estado="en_cola").count() == 1


@pytest.mark.parametrize(
    "volver",
    [
        "https://malo.example/",
        "//malo.example/admin/",
        "/proyectos/",
        "/admin/../proyectos/",
        "javascript:x",
        "/\\malo",
    ],
)
def test_an_action_leads_back_to_no_page_but_the_team_s(coordinacion, volver):
    fallido = crear_mensaje(fabricas.crear_inscripcion("confirmada"), estado="fallido")
    datos = {"action": "volver_a_enviar", "_selected_action": fallido.pk, "volver": volver}

    pregunta = coordinacion.post("/admin/comun/mensaje/", datos)
    respuesta = coordinacion.post("/admin/comun/mensaje/", {**datos, "confirmado": "si"})

    assert (pregunta.context["volver"], pregunta.context["vuelta"]) == (None, "/admin/comun/mensaje/")
    assert respuesta.headers["Location"] == "/admin/comun/mensaje/"


def test_all_that_is_asked_of_reserved_activities_is_granted_from_the_page(coordinacion):
    inscripcion = delegacion(personas=2)
    html = coordinacion.get(pagina(inscripcion)).content.decode()
    pedidas = list(Asistencia.objects.solicitadas().values_list("pk", flat=True))
    assert re.findall(r'name="_selected_action" value="(\d+)"', html[html.index('id="reservadas"') :])[:2] == [
        str(clave) for clave in pedidas
    ]

    volver = f"{pagina(inscripcion)}#personas"
    datos = {"action": "conceder", "_selected_action": pedidas, "volver": volver, "confirmado": "si"}
    respuesta = coordinacion.post("/admin/inscripciones/asistencia/", datos)

    assert respuesta.headers["Location"] == volver
    assert Asistencia.objects.solicitadas().count() == 0


# --- Notes --------------------------------------------------------------------------------------


def escribir(client, inscripcion, texto="Viene con traductora.", clave="c1"):
    return client.post(f"{LISTA}{inscripcion.pk}/nota/", {"texto": texto, "clave_envio": clave})


def test_a_note_is_kept_once_with_who_wrote_it_and_logged_without_what_it_says(client, db):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    equipo = con_permisos(client, "view_inscripcion", "view_notainterna", "add_notainterna")

    respuestas = [escribir(equipo, inscripcion) for _vez in range(2)]

    assert {r.headers["Location"] for r in respuestas} == {f"{pagina(inscripcion)}#notas"}
    nota = NotaInterna.objects.get()
    assert (nota.inscripcion, nota.texto, nota.usuario) == (inscripcion, "Viene con traductora.", equipo.usuaria)
    assert list(LogEntry.objects.values_list("object_id", "change_message")) == [
        (str(inscripcion.pk), "Escribió una nota interna.")
    ]
    assert "Viene con traductora." in equipo.get(pagina(inscripcion)).content.decode()


@pytest.mark.parametrize(
    ("texto", "error"),
    [
        ("  ", "Escriba la nota."),
        ("x" * 2001, "Acorte la nota a 2000 caracteres: ahora tiene 2001."),
    ],
)
def test_a_note_that_is_not_kept_says_why_and_stays_in_the_form(coordinacion, texto, error):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    respuesta = escribir(coordinacion, inscripcion, texto)
    assert respuesta.context["form"].errors == {"texto": [error]}
    assert "<title>Error: " in respuesta.content.decode()
    assert texto.strip() in respuesta.content.decode()
    assert NotaInterna.objects.count() == 0


def test_notes_are_written_and_read_with_their_permissions_only(client, db):
    inscripcion = delegacion(personas=1)
    lectora = con_permisos(client, "view_inscripcion", "view_notainterna")
    assert "Ana llamó 0" in lectora.get(pagina(inscripcion)).content.decode()
    assert escribir(lectora, inscripcion).status_code == 403
    otra = con_permisos(client, "add_notainterna", nombre="otra")
    assert escribir(otra, inscripcion).status_code == 403
    assert NotaInterna.objects.count() == 1


def test_a_note_is_taken_back_by_who_wrote_it_or_by_who_may_delete_any(client, db):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    permisos = ["view_inscripcion", "view_notainterna", "add_notainterna"]
    autora = con_permisos(client, *permisos)
    escribir(autora, inscripcion)
    nota = NotaInterna.objects.get()
    borrar = f"/admin/inscripciones/notainterna/{nota.pk}/delete/"
    con_permisos(client, *permisos, nombre="otra")
    assert (client.get(borrar).status_code, client.post(borrar, {"post": "yes"}).status_code) == (403, 403)
    assert borrar not in client.get(pagina(inscripcion)).content.decode()

    client.force_login(get_user_model().objects.get(username="lectora"))
    assert borrar in client.get(pagina(inscripcion)).content.decode()
    respuesta = client.post(borrar, {"post": "yes"})

    assert respuesta.headers["Location"] == f"{pagina(inscripcion)}#notas"
    assert NotaInterna.objects.count() == 0
    ajena = fabricas.crear_nota(inscripcion)
    con_permisos(client, *permisos, "delete_notainterna", nombre="coordina")
    client.post(f"/admin/inscripciones/notainterna/{ajena.pk}/delete/", {"post": "yes"})
    assert NotaInterna.objects.count() == 0


def test_a_note_is_never_edited(coordinacion):
    nota = fabricas.crear_nota(fabricas.crear_inscripcion("confirmada"), texto="Antes")
    datos = {"texto": "Después", "inscripcion": nota.inscripcion_id}
    assert coordinacion.post(f"/admin/inscripciones/notainterna/{nota.pk}/change/", datos).status_code == 403
    nota.refresh_from_db()
    assert nota.texto == "Antes"


# --- A person's own link ------------------------------------------------------------------------


def test_a_link_is_sent_again_to_one_person_and_says_why_not_to_others(coordinacion):
    inscripcion = fabricas.crear_inscripcion("confirmada")
    con_correo = fabricas.crear_participante(inscripcion, email="luis@ejemplo.gob", idioma="pt-br")
    sin_correo = fabricas.crear_participante(inscripcion)
    de_borrador = fabricas.crear_participante(fabricas.crear_inscripcion(), email="eva@ejemplo.gob")
    datos = {"action": "enviar_enlace", "_selected_action": [con_correo.pk, sin_correo.pk, de_borrador.pk]}

    pregunta = coordinacion.post("/admin/inscripciones/participante/", datos)
    respuesta = coordinacion.post("/admin/inscripciones/participante/", {**datos, "confirmado": "si"}, follow=True)

    assert {fila["pk"]: fila["avisos"] for fila in pregunta.context["filas"]} == {
        con_correo.pk: ["Se le envía por primera vez."],
        sin_correo.pk: ["No cambia: no tiene correo."],
        de_borrador.pk: ["No cambia: su inscripción no está confirmada."],
    }
    assert sorted(str(m) for m in respuesta.context["messages"]) == [
        "1 no cambió: no tiene correo.",
        "1 no cambió: su inscripción no está confirmada.",
        "Se envía su enlace a 1 persona.",
    ]
    assert list(Mensaje.objects.values_list("tipo", "a", "idioma")) == [
        ("enlace_personal", "luis@ejemplo.gob", "pt-br")
    ]
    con_correo.refresh_from_db()
    assert con_correo.avisado_el is not None

"""Every mail, in both languages: what it says, and that nobody's text can do harm in it."""

from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.conf import settings as ajustes
from django.core import mail
from django.utils import timezone

from actores.models import Contacto
from agenda.models import Actividad, Bloque
from comun import correo, enviador
from comun.models import Mensaje
from comun.tiempo import fecha_larga
from inscripciones.models import Asistencia, Inscripcion, Participante
from tests.fabricas import (
    crear_actividad,
    crear_asistencia,
    crear_bloque,
    crear_cambio_de_inscripcion,
    crear_certificado,
    crear_ciudad,
    crear_comunicado,
    crear_contacto,
    crear_cumbre,
    crear_destinatario,
    crear_inscripcion,
    crear_intervencion,
    crear_participante,
    crear_pedido_de_union,
    crear_propuesta,
    crear_proyecto,
    crear_seminario,
    crear_solicitud,
)

TIPOS = [
    "enlace_borrador",
    "inscripcion_confirmada",
    "lugar_liberado",
    "solicitud_concedida",
    "solicitud_rechazada",
    "inscripcion_retirada",
    "inscripcion_cambiada",
    "solicitud_de_cambio_resuelta",
    "inscripcion_rechazada",
    "recordatorio_borrador",
    "otra_delegacion",
    "ya_hay_delegacion",
    "dos_inscripciones",
    "pedido_de_union",
    "union_aceptada",
    "delegacion_unida",
    "union_declinada",
    "propuesta_aceptada",
    "propuesta_no_aceptada",
    "propuesta_programada",
    "proyecto_recibido",
    "proyecto_devuelto",
    "proyecto_publicado",
    "proyecto_archivado",
    "recuperar_enlace",
    "correo_por_comprobar",
    "correo_cambiado",
    "enlace_personal",
    "recordatorio_personal",
    "lugar_liberado_persona",
    "enlace_personal_terminado",
    "delegacion_terminada",
    "persona_quitada",
    "datos_borrados",
    "invitacion",
    "comunicado",
    "comunicado_prueba",
    "certificado_emitido",
    "certificado_anulado",
]
DE_UN_CAMBIO = ("inscripcion_cambiada", "solicitud_de_cambio_resuelta")
A_PERSONA = {"lugar_liberado_persona", "delegacion_terminada"}
DE_PERSONA = [t for t in TIPOS if "personal" in t or t in A_PERSONA or t.startswith("certificado")]
DE_PROYECTO = {
    "proyecto_recibido": "enviada",
    "proyecto_devuelto": "devuelta",
    "proyecto_publicado": "publicada",
    "proyecto_archivado": "archivada",
}
# Mails about two registrations, each with the answer to a request to join that it tells; to the first or the second.
DE_DOS = {
    "otra_delegacion": None,
    "ya_hay_delegacion": None,
    "dos_inscripciones": None,
    "pedido_de_union": "pedida",
    "union_aceptada": "aceptada",
    "delegacion_unida": "aceptada",
    "union_declinada": "declinada",
}
COMUNICADO = {
    "asunto_es": "Aviso para {nombre}",
    "asunto_pt_br": "Comunicado a {nombre}",
    "texto_es": "De {delegacion}, para {nombre}.\n\nEntrar:\n{enlace}",
    "texto_pt_br": "Para {nombre}, de {delegacion}.\n\nEntre:\n{enlace}",
    "segmento": {"a_quien": "contactos", "situacion": "confirmada"},
    "estado": "en_curso",
}
A_LA_PRIMERA = {"otra_delegacion", "pedido_de_union", "delegacion_unida"}
SIN_LLAVE = {
    "correo_cambiado", "enlace_personal_terminado", "delegacion_terminada", "persona_quitada", "datos_borrados",
    "certificado_anulado",
}  # fmt: skip
CON_LLAVE = [t for t in TIPOS if t not in SIN_LLAVE]
CON_TEXTO_AJENO = [t for t in TIPOS if t not in {"enlace_personal_terminado", "datos_borrados", "comunicado_prueba"}]
HOSTIL = "<script>alert(1)</script> {{ settings.SECRET_KEY }} {% now 'Y' %} %(x)s %s\r\nBcc: otra@ejemplo.org\n\n- Ana"


class Lector(HTMLParser):
    """Collect the tags, the links and the visible text of a page."""

    def __init__(self):
        super().__init__()
        self.etiquetas, self.enlaces, self.palabras = [], [], []

    def handle_starttag(self, tag, attrs):
        self.etiquetas.append(tag)
        if tag == "a":
            self.enlaces.append(dict(attrs)["href"])

    def handle_data(self, data):
        self.palabras += data.split()


def leer(html):
    lector = Lector()
    lector.feed(html)
    return lector


def diferencias(persona, actividad):
    """Somebody was added, with a turn at an activity."""
    de = {"de": persona.nombre, "persona": persona.pk, "antes": None}
    ficha = {"nombre": persona.nombre, "email": "", "cargo": ""}
    return [
        {"que": "persona_agregada", "despues": ficha, **de},
        {"que": "actividad", "actividad": actividad.pk, "despues": ["presencial", "en_espera"], **de},
    ]


def preparar(tipo, *, idioma="es", nombre="Ana Pérez", ciudad="Riobamba", titulo="Seminario"):
    """Return the contact and a queued message of this type, with everything in the state that it announces."""
    cumbre = crear_cumbre(direccion="Sala 1")
    contacto = crear_contacto(
        nombre=nombre,
        email="ana@riobamba.gob.ec",
        email_pendiente="nueva@riobamba.gob.ec",
        cargo=nombre,
        idioma=idioma,
        ciudad=crear_ciudad(nombre=ciudad, pais="EC"),
    )
    estado = {
        "enlace_borrador": Inscripcion.Estado.BORRADOR,
        "recordatorio_borrador": Inscripcion.Estado.BORRADOR,
        "inscripcion_retirada": Inscripcion.Estado.RETIRADA,
        "union_aceptada": Inscripcion.Estado.RETIRADA,
        "inscripcion_rechazada": Inscripcion.Estado.RECHAZADA,
        "delegacion_terminada": Inscripcion.Estado.RECHAZADA,
    }.get(tipo, Inscripcion.Estado.CONFIRMADA)
    inscripcion = crear_inscripcion(estado, contacto=contacto, cumbre=cumbre, motivo=titulo[:300])
    persona = crear_participante(inscripcion, nombre=nombre, email=contacto.email)
    seminario = crear_seminario(cumbre, titulo_es=titulo, titulo_pt_br=titulo)
    de_asistencia = "rechazada" if tipo == "solicitud_rechazada" else "confirmada"
    asistencia = crear_asistencia(persona, seminario, estado=de_asistencia)
    parametros = {"asistencia": asistencia.pk, "asistencias": [asistencia.pk]}
    sobre = persona if tipo in DE_PERSONA else inscripcion
    if tipo in DE_UN_CAMBIO:
        cambio = crear_cambio_de_inscripcion(inscripcion, diferencias=diferencias(persona, seminario))
        datos = {"nombre": nombre, "email": "", "cargo": ""}
        solicitud = crear_solicitud(inscripcion, estado="concedida", resuelta_el=timezone.now(), datos=datos)
        parametros = {"cambio": cambio.pk, "solicitud": solicitud.pk}
    if tipo == "persona_quitada":
        quitada = {"que": tipo, "de": nombre, "persona": persona.pk, "antes": {"nombre": nombre}, "despues": None}
        crear_cambio_de_inscripcion(inscripcion, diferencias=[quitada])
        parametros = {"persona": persona.pk}
    if tipo in DE_DOS:
        parametros = de_dos(tipo, inscripcion, nombre)
    if tipo.startswith("propuesta"):
        respuesta = "rechazada" if tipo == "propuesta_no_aceptada" else "publicada"
        sobre = crear_propuesta(contacto, cumbre=cumbre, titulo=titulo[:160], publicacion=respuesta)
    if tipo == "propuesta_programada":
        bloque = crear_bloque(seminario, inicio=seminario.inicio, titulo_es=titulo[:160], titulo_pt_br=titulo[:160])
        sobre.intervencion = crear_intervencion(bloque, ciudad=contacto.ciudad)
        sobre.save()
    if tipo in DE_PROYECTO:
        parametros = {"motivo": titulo}
        sobre = crear_proyecto(
            contacto=contacto,
            titulo_es=titulo,
            titulo_pt_br=titulo,
            slug="huertas",
            publicacion=DE_PROYECTO[tipo],
            comentarios=titulo,
        )
    if tipo == "invitacion":
        sobre = crear_ciudad(nombre=ciudad, pais="EC", miembro=True, slug="loja")
    if tipo.startswith("comunicado"):
        escrito = crear_comunicado(**COMUNICADO)
        parametros = {"destinatario": crear_destinatario(escrito, inscripcion).pk}
        sobre = escrito if tipo == "comunicado_prueba" else inscripcion
    if tipo.startswith("certificado"):
        revocado = timezone.now() if tipo == "certificado_anulado" else None
        sobre = crear_certificado(persona, seminario, idioma=idioma, revocado_el=revocado)
    del_contacto = tipo in {"recuperar_enlace", "correo_por_comprobar", "correo_cambiado"}
    mensaje = correo.encolar(
        tipo=tipo,
        a="nueva@riobamba.gob.ec" if tipo == "correo_por_comprobar" else contacto.email,
        idioma=idioma,
        sobre=None if tipo == "datos_borrados" else contacto if del_contacto else sobre,
        parametros=parametros,
    )
    return contacto, mensaje


def de_dos(tipo, inscripcion, nombre):
    """Make the other registration of the pair; return the parameters of the mail."""
    email = "ANA@riobamba.gob.ec" if tipo == "dos_inscripciones" else "otra@riobamba.gob.ec"
    contacto = crear_contacto(nombre=nombre, email=email, idioma=inscripcion.idioma, ciudad=inscripcion.ciudad)
    otra = crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto, cumbre=inscripcion.cumbre)
    primera, segunda = (inscripcion, otra) if tipo in A_LA_PRIMERA else (otra, inscripcion)
    segunda.posible_duplicada_de = primera
    segunda.save()
    crear_participante(otra, nombre=nombre)
    parametros = {"primera": primera.pk, "segunda": segunda.pk, "personas": [nombre]}
    if estado := DE_DOS[tipo]:
        respondida = None if estado == "pedida" else timezone.now()
        pedido = crear_pedido_de_union(segunda, primera, estado=estado, respondida_el=respondida)
        parametros["pedido"] = pedido.pk
    return parametros


def enviar():
    enviador.enviar_pendientes()
    (mensaje,) = mail.outbox
    return mensaje


def llaves(contacto, tipo, prefijo=""):
    """The links of a mail, in order."""
    if tipo == "dos_inscripciones":
        otra = Inscripcion.objects.get(posible_duplicada_de=None)
        return [f"http://testserver{prefijo}/acceso/{c.token()}/" for c in (contacto, otra.contacto)]
    return [llave(contacto, tipo, prefijo)] if tipo in CON_LLAVE else []


def llave(contacto, tipo, prefijo=""):
    if tipo == "correo_por_comprobar":
        return f"http://testserver{prefijo}/acceso/correo/{contacto.token('correo:nueva@riobamba.gob.ec')}/"
    if tipo == "proyecto_publicado":
        return f"http://testserver{prefijo}/proyectos/huertas/"
    if tipo == "invitacion":
        pedido = "tipo=ciudad&pais=EC&ciudad=loja&actividades=seminario"
        return f"http://testserver{prefijo}/inscripcion/contacto/?{pedido}"
    if tipo == "comunicado_prueba":
        return f"http://testserver{prefijo}/acceso/"
    if tipo in DE_PERSONA:
        contacto = Participante.objects.get(inscripcion__contacto=contacto)
    return f"http://testserver{prefijo}/acceso/{contacto.token()}/"


# --- All of them --------------------------------------------------------------------------------


def test_these_are_the_mails_of_the_portal():
    assert sorted(correo._tipos) == sorted(TIPOS)


@pytest.mark.django_db
@pytest.mark.parametrize("idioma", ["es", "pt-br"])
@pytest.mark.parametrize("tipo", TIPOS)
def test_a_mail_has_one_link_in_text_and_html_and_no_more(tipo, idioma):
    contacto, _mensaje = preparar(tipo, idioma=idioma)

    enviado = enviar()

    prefijo = "/pt-br" if idioma == "pt-br" else ""
    enlaces = llaves(contacto, tipo, prefijo)
    html = leer(enviado.alternatives[0].content)
    assert html.enlaces == enlaces
    assert [linea for linea in enviado.body.splitlines() if "://" in linea] == enlaces
    assert {"img", "script", "style", "link", "iframe", "form"} & set(html.etiquetas) == set()
    assert html.etiquetas.count("h1") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("tipo", TIPOS)
def test_a_mail_says_the_same_in_html_as_in_text(tipo):
    contacto, _mensaje = preparar(tipo)

    enviado = enviar()

    palabras = set(leer(enviado.alternatives[0].content).palabras)
    de_texto = {p for p in enviado.body.replace("\n- ", "\n").split() if p not in llaves(contacto, tipo)}
    assert {p.rstrip(":") for p in de_texto} - {p.rstrip(":") for p in palabras} == set()


@pytest.mark.django_db
@pytest.mark.parametrize("tipo", TIPOS)
def test_the_two_languages_share_no_line(tipo):
    _contacto, espanol = preparar(tipo)
    _contacto.idioma = "pt-br"
    en_espanol = enviador.redactar(espanol)
    espanol.idioma = "pt-br"
    en_portugues = enviador.redactar(espanol)

    assert en_espanol.asunto != en_portugues.asunto or "Riobamba" in en_espanol.asunto
    iguales = set(en_espanol.texto.splitlines()) & set(en_portugues.texto.splitlines()) - {
        "",
        "Ana Pérez",
        "- Ana Pérez",
        "- Seminario",
        "Seminario",
    }
    assert iguales == set()


@pytest.mark.django_db
@pytest.mark.parametrize("idioma", ["es", "pt-br"])
@pytest.mark.parametrize("tipo", CON_TEXTO_AJENO)
def test_what_people_write_stays_text_in_every_mail(tipo, idioma):
    contacto, _mensaje = preparar(tipo, idioma=idioma, nombre=HOSTIL[:120], ciudad=HOSTIL[:120], titulo=HOSTIL)

    enviado = enviar()

    mime = enviado.message()
    assert mime["Bcc"] is None
    assert enviado.recipients() in (["ana@riobamba.gob.ec"], ["nueva@riobamba.gob.ec"])
    assert "\n" not in enviado.subject
    assert not [linea for linea in enviado.body.splitlines() if linea.startswith(("Bcc:", "- Ana"))]
    todo = enviado.subject + enviado.body + enviado.alternatives[0].content
    assert ajustes.SECRET_KEY not in todo
    assert "{{ settings.SECRET_KEY }} {% now 'Y' %} %(x)s %s" in enviado.body
    html = leer(enviado.alternatives[0].content)
    assert "script" not in html.etiquetas
    assert len(html.enlaces) == len(llaves(contacto, tipo))


@pytest.mark.django_db
@pytest.mark.parametrize("comprobado", [False, True])
def test_only_who_has_not_proved_the_address_is_asked_to_open_the_link(comprobado):
    contacto, _mensaje = preparar("inscripcion_confirmada")
    Contacto.objects.filter(pk=contacto.pk).update(comprobado_el=timezone.now() if comprobado else None)

    assert ("Abra su enlace al menos una vez" in enviar().body) is not comprobado


def test_a_context_with_an_object_is_refused():
    with pytest.raises(TypeError):
        enviador.solo_datos({"persona": object()})


def test_a_context_is_made_of_one_line_texts():
    assert enviador.solo_datos({"a": ["uno\r\ndos\u202e", 3, None, True]}) == {"a": ["uno dos", 3, None, True]}


@pytest.mark.django_db
@pytest.mark.parametrize("tipo", TIPOS)
def test_the_host_of_a_request_never_reaches_a_mail(tipo, client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.SITE_URL = "https://seminario.example.org"
    preparar(tipo)
    client.post("/acceso/", {"email": "nadie@ejemplo.org"}, headers={"host": "malo.example"})

    enviado = enviar()

    assert "malo.example" not in enviado.message().as_string()
    carpeta = {"proyecto_publicado": "proyectos", "invitacion": "inscripcion"}.get(tipo, "acceso")
    assert all(enlace.startswith(f"https://seminario.example.org/{carpeta}/") for enlace in _enlaces(enviado))


def _enlaces(enviado):
    return leer(enviado.alternatives[0].content).enlaces


# --- Each of them -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_confirmation_lists_every_person_as_things_stand_at_sending():
    _contacto, mensaje = preparar("inscripcion_confirmada")
    inscripcion = mensaje.sobre
    cumbre = inscripcion.cumbre
    luis = crear_participante(inscripcion, nombre="Luis Gómez")
    plenario = crear_actividad(cumbre, titulo_es="Plenario", cupo_presencial=0)
    otra = crear_participante(crear_inscripcion(Inscripcion.Estado.CONFIRMADA, cumbre=cumbre))
    crear_asistencia(otra, plenario, estado=Asistencia.Estado.EN_ESPERA, turno=3)
    crear_asistencia(luis, plenario, estado=Asistencia.Estado.EN_ESPERA, turno=7)
    asamblea = crear_actividad(cumbre, titulo_es="Asamblea", reservada=True, franja="tarde", orden=9)
    crear_asistencia(luis, asamblea, modalidad="virtual", estado=Asistencia.Estado.SOLICITADA)

    enviado = enviar()

    lineas = enviado.body.splitlines()
    dia = next(linea for linea in lineas if linea.startswith("- Seminario")).split(", ")[1]
    assert f"Su referencia es {inscripcion.referencia}." in enviado.body
    assert lineas[lineas.index("Ana Pérez") : lineas.index("Luis Gómez") + 3] == [
        "Ana Pérez",
        f"- Seminario, {dia}, 17:15 (hora de Argentina, GMT-3): presencial, lugar confirmado",
        "",
        "Luis Gómez",
        f"- Plenario, {dia}, horario a confirmar: presencial, en lista de espera: puesto 2",
        f"- Asamblea, {dia}, por la tarde, horario a confirmar: virtual, solicitada; el equipo responde por correo",
    ]
    assert "- Para lo presencial, el lugar es: Sala 1, Esteban Echeverría." in lineas


@pytest.mark.django_db
def test_the_confirmation_brings_the_calendar_of_the_known_hours():
    _contacto, mensaje = preparar("inscripcion_confirmada")

    (adjunto,) = enviar().attachments

    assert adjunto.filename == f"cumbre-{mensaje.sobre.referencia}.ics"
    assert adjunto.mimetype == "text/calendar"
    assert adjunto.content.count("BEGIN:VEVENT") == 1
    assert "DTSTART;TZID=America/Argentina/Buenos_Aires" in adjunto.content


@pytest.mark.django_db
def test_the_confirmation_without_known_hours_has_no_attachment():
    _contacto, mensaje = preparar("inscripcion_confirmada")
    mensaje.sobre.cumbre.actividades.update(inicio=None)

    enviado = enviar()

    assert enviado.attachments == []
    assert "archivo adjunto" not in enviado.body


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tipo",
    ["enlace_borrador", "inscripcion_confirmada", "lugar_liberado", "solicitud_concedida", "solicitud_rechazada"],
)
def test_news_of_a_withdrawn_registration_is_annulled(tipo):
    _contacto, mensaje = preparar(tipo)
    Inscripcion.objects.filter(pk=mensaje.sobre_id).update(estado="retirada", retirada_el=timezone.now())

    enviador.enviar_pendientes()

    mensaje.refresh_from_db()
    assert (mensaje.estado, mail.outbox) == ("anulado", [])


@pytest.mark.django_db
@pytest.mark.parametrize("tipo", ["lugar_liberado", "solicitud_concedida", "solicitud_rechazada"])
def test_news_of_an_attendance_that_is_gone_is_annulled(tipo):
    _contacto, mensaje = preparar(tipo)
    Asistencia.objects.all().delete()

    enviador.enviar_pendientes()

    mensaje.refresh_from_db()
    assert mensaje.estado == "anulado"


@pytest.mark.django_db
def test_news_about_somebody_elses_attendance_says_nothing():
    _contacto, mensaje = preparar("lugar_liberado")
    ajena = crear_asistencia(
        crear_participante(crear_inscripcion(Inscripcion.Estado.CONFIRMADA), nombre="Ajena"),
        crear_actividad(),
        estado=Asistencia.Estado.CONFIRMADA,
    )
    Mensaje.objects.filter(pk=mensaje.pk).update(parametros={"asistencia": ajena.pk})

    enviador.enviar_pendientes()

    assert mail.outbox == []


@pytest.mark.django_db
@pytest.mark.parametrize("tipo", ["enlace_borrador", "recuperar_enlace", "correo_por_comprobar"])
def test_a_link_is_not_sent_to_an_address_that_changed_meanwhile(tipo):
    contacto, mensaje = preparar(tipo)
    contacto.email, contacto.email_pendiente = "otra@riobamba.gob.ec", "otra2@riobamba.gob.ec"
    contacto.save()

    enviador.enviar_pendientes()

    mensaje.refresh_from_db()
    assert (mensaje.estado, mail.outbox) == ("anulado", [])


@pytest.mark.django_db
@pytest.mark.parametrize("tipo", ["enlace_borrador", "recordatorio_borrador"])
@pytest.mark.parametrize(("dias", "lo_dice"), [(22, False), (24, True)])
def test_a_draft_is_said_to_lapse_only_where_registration_closes_later(tipo, dias, lo_dice):
    _contacto, mensaje = preparar(tipo)
    cumbre = mensaje.sobre.cumbre
    cumbre.inscripcion_hasta = mensaje.sobre.guardada + timedelta(days=dias)
    cumbre.save()

    cuerpo = enviar().body

    assert ("El borrador vence el" in cuerpo, "La inscripción cierra el" in cuerpo) == (lo_dice, True)


@pytest.mark.django_db
@pytest.mark.parametrize(("estado", "se_dice"), [("pendiente", True), ("publicada", False), ("retirada", False)])
def test_a_confirmation_tells_that_a_request_to_present_will_be_answered(estado, se_dice):
    contacto, mensaje = preparar("inscripcion_confirmada")
    Inscripcion.objects.filter(pk=mensaje.sobre.pk).update(quiere_presentar=True)
    crear_propuesta(contacto, titulo="Huertas", publicacion=estado)
    crear_propuesta(crear_contacto(), titulo="Ajena", publicacion="pendiente")

    cuerpo = enviar().body

    assert ("- Pidió presentar «Huertas»: el equipo responde por correo." in cuerpo) is se_dice
    assert cuerpo.count("Pidió presentar") == se_dice


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutos", "demora", "dice"),
    [
        (12, None, "Hora prevista de la intervención: {fecha}, 17:27 (hora de Argentina, GMT-3)"),
        (12, 30, "Hora prevista de la intervención: {fecha}, 17:57 (hora de Argentina, GMT-3)"),
        (None, None, "El bloque empieza: {fecha}, 17:15 (hora de Argentina, GMT-3)"),
        (None, 30, "El bloque empieza: {fecha}, 17:45 (hora de Argentina, GMT-3)"),
    ],
)
def test_a_programmed_proposal_is_told_its_block_and_the_hour_at_which_it_goes(minutos, demora, dice):
    _contacto, mensaje = preparar("propuesta_programada", titulo="Experiencias")
    charla = mensaje.sobre.intervencion
    crear_intervencion(charla.bloque, orden=0, minutos=minutos)
    type(charla).objects.filter(pk=charla.pk).update(estado="borrador")
    Bloque.objects.update(demora_minutos=demora)

    cuerpo = enviar().body

    assert "El equipo reservó un lugar en el programa para la propuesta de Riobamba, «Experiencias»" in cuerpo
    assert "Bloque: Experiencias" in cuerpo
    assert dice.format(fecha=fecha_larga(Actividad.objects.get().dia)) in cuerpo


@pytest.mark.django_db
def test_a_programmed_proposal_without_hours_is_told_so():
    preparar("propuesta_programada")
    Bloque.objects.update(inicio=None)

    assert "El horario del bloque está por confirmarse." in enviar().body


@pytest.mark.django_db
@pytest.mark.parametrize("estado", ["cancelada", None])
def test_a_proposal_that_lost_its_place_is_not_told_of_it(estado):
    _contacto, mensaje = preparar("propuesta_programada")
    charla = mensaje.sobre.intervencion
    if estado:
        type(charla).objects.update(estado=estado)
    else:
        charla.delete()

    enviador.enviar_pendientes()

    mensaje.refresh_from_db()
    assert (mensaje.estado, mail.outbox) == ("anulado", [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "tipo",
    ["inscripcion_confirmada", "lugar_liberado", "inscripcion_retirada", "inscripcion_cambiada", "propuesta_aceptada"],
)
def test_news_to_an_address_that_changed_meanwhile_carry_no_key(tipo):
    contacto, _mensaje = preparar(tipo)
    contacto.email = "otra@riobamba.gob.ec"
    contacto.save()

    enviado = enviar()

    assert _enlaces(enviado) == ["http://testserver/acceso/"]
    assert contacto.codigo not in enviado.message().as_string()

"""Who is told their own link, when, and what ends it."""

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actores import contactos
from comun import enviador
from comun.models import Mensaje
from inscripciones import services
from inscripciones.models import Inscripcion, NecesidadDeAcceso, Participante
from inscripciones.services import enlaces
from tests import fabricas
from tests.inscripciones.delegaciones import borrador
from tests.inscripciones.hilos import a_la_vez, errores
from tests.mi_lugar.conftest import entrar

PERSONALES = {"enlace_personal", "enlace_personal_terminado"}


def encolados(*tipos):
    """Return type, address and language of the queued mails of these types, in order, and forget them."""
    filas = Mensaje.objects.filter(tipo__in=tipos or PERSONALES).order_by("pk")
    dichos = list(filas.values_list("tipo", "a", "idioma"))
    Mensaje.objects.all().delete()
    return dichos


def editar(persona, **cambios):
    datos = {campo: getattr(persona, campo) for campo in ("nombre", "email", "cargo")}
    services.editar_participante(participante=persona, **{**datos, **cambios})
    persona.refresh_from_db()


# --- Telling it ---------------------------------------------------------------------------------


def test_confirming_tells_each_person_with_an_email_once_in_their_language(inscripcion):
    assert encolados() == [
        ("enlace_personal", "ana@riobamba.gob.ec", "es"),
        ("enlace_personal", "luis@riobamba.gob.ec", "pt-br"),
    ]
    assert not inscripcion.participantes.filter(avisado_el=None).exists()

    services.confirmar(inscripcion=inscripcion)
    services.agregar_participante(inscripcion=inscripcion, nombre="Sin correo", email="", cargo="")

    assert encolados() == []


def test_a_draft_tells_nobody(cumbre):
    inscripcion = borrador(fabricas.crear_actividad(cumbre))
    services.agregar_participante(inscripcion=inscripcion, nombre="Eva", email="eva@ejemplo.gob", cargo="")

    assert encolados() == []


def test_who_joins_a_confirmed_delegation_is_told_in_the_language_that_was_chosen(inscripcion):
    encolados()

    services.agregar_participante(inscripcion=inscripcion, nombre="Eva", email="eva@x.org", cargo="", idioma="pt-br")
    services.agregar_participante(inscripcion=inscripcion, nombre="Ivo", email="ivo@x.org", cargo="")

    assert encolados() == [("enlace_personal", "eva@x.org", "pt-br"), ("enlace_personal", "ivo@x.org", "es")]


def test_one_address_is_written_to_ten_times_a_day_at_most(inscripcion, settings):
    """Whoever registers may type somebody else's address once and again."""
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    encolados()

    for n in range(12):
        services.agregar_participante(inscripcion=inscripcion, nombre=f"Eva {n}", email="Eva@x.org", cargo="")

    assert encolados() == [("enlace_personal", "Eva@x.org", "es")] * 10
    assert inscripcion.participantes.filter(email="Eva@x.org", avisado_el=None).count() == 2


def test_one_registration_writes_to_so_many_strangers_a_day(inscripcion, luis, settings, monkeypatch):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1
    monkeypatch.setattr(enlaces, "DE_UNA", 3)
    encolados()

    for n in range(5):
        editar(luis, email=f"extrania{n}@x.org")

    assert [a for tipo, a, _idioma in encolados("enlace_personal")] == [f"extrania{n}@x.org" for n in range(3)]


def test_a_contact_who_joins_later_is_told_too(inscripcion, ana):
    services.quitar_participante(participante=ana)
    encolados()

    services.agregar_contacto(inscripcion=inscripcion)

    assert encolados() == [("enlace_personal", "ana@riobamba.gob.ec", "es")]


def test_a_first_email_is_told_and_ends_nothing(inscripcion):
    eva = services.agregar_participante(inscripcion=inscripcion, nombre="Eva", email="", cargo="")
    encolados()

    editar(eva, email="eva@x.org")

    assert encolados() == [("enlace_personal", "eva@x.org", "es")]


def test_two_confirmations_at_once_tell_each_person_once(transactional_db):
    inscripcion = borrador(fabricas.crear_actividad(fabricas.crear_cumbre()))
    Participante.objects.update(email="eva@x.org")

    resultados = a_la_vez(*[lambda: services.confirmar(inscripcion=inscripcion)] * 4)

    assert errores(resultados) == []
    assert encolados() == [("enlace_personal", "eva@x.org", "es")]


def test_the_mail_says_who_registered_what_is_attended_and_has_one_link_in_its_language(luis):
    enviador.enviar_pendientes()

    (suyo,) = [m for m in mail.outbox if m.to == ["luis@riobamba.gob.ec"]]
    assert suyo.subject == "Seu lugar na XXVI Cúpula de Mercocidades, com Riobamba"
    lineas = suyo.body.splitlines()
    assert lineas[0] == "Olá, Luis Cando,"
    assert "- Clima, " in suyo.body
    assert [linea for linea in lineas if "://" in linea] == [f"http://testserver/pt-br/acceso/{luis.token()}/"]
    assert "quem inscreveu sua delegação informou este endereço" in suyo.body


def test_the_mail_says_nothing_once_the_address_or_the_registration_is_another(inscripcion, luis):
    Participante.objects.filter(pk=luis.pk).update(email="otra@x.org")
    services.retirar(inscripcion=inscripcion)

    enviador.enviar_pendientes()

    assert [m.subject for m in mail.outbox] == [
        f"Inscripción retirada: Riobamba ({inscripcion.referencia})",
        "A delegação de Riobamba não participa mais na XXVI Cúpula de Mercocidades",
    ]


# --- Ending it ----------------------------------------------------------------------------------


def test_another_email_ends_link_session_and_what_was_said_and_tells_both(luis):
    services.guardar_necesidades(participante=luis, subtitulos=True)
    services.guardar_permisos(participante=luis, imagen=True, listado=True)
    services.confirmar_que_va(participante=luis)
    navegador, viejo = entrar(luis), f"/acceso/{luis.token()}/"
    assert navegador.get("/mi-lugar/").status_code == 200
    encolados()

    editar(Participante.objects.get(pk=luis.pk), email="nuevo@riobamba.gob.ec")

    assert encolados() == [
        ("enlace_personal_terminado", "luis@riobamba.gob.ec", "pt-br"),
        ("enlace_personal", "nuevo@riobamba.gob.ec", "pt-br"),
    ]
    luis.refresh_from_db()
    assert navegador.get("/mi-lugar/")["Location"] == "/acceso/"
    assert Client().get(viejo).status_code == 404
    assert Client().get(f"/acceso/{luis.token()}/").status_code == 200
    assert not NecesidadDeAcceso.objects.exists()
    assert (luis.consentimiento_imagen_el, luis.consentimiento_listado_el) == (None, None)
    assert luis.respuesta == "confirmada"


def test_the_earlier_address_reads_that_the_link_ended_and_no_data(luis):
    encolados()
    editar(luis, email="nuevo@riobamba.gob.ec")

    enviador.enviar_pendientes()

    aviso = next(m for m in mail.outbox if m.to == ["luis@riobamba.gob.ec"])
    assert aviso.subject == "Um link que você recebeu deixou de funcionar"
    for dato in ("Luis", "Riobamba", "nuevo@", "://", luis.codigo, luis.entrada):
        assert dato not in aviso.body


def test_the_same_email_in_capitals_or_another_name_ends_nothing(luis):
    encolados()
    generacion = luis.generacion

    editar(luis, email="LUIS@riobamba.gob.ec", nombre="Luis Cando Mora", idioma="es")

    assert encolados() == []
    assert (luis.generacion, luis.idioma) == (generacion, "es")


def test_a_removed_email_is_told_that_the_link_ended(luis):
    encolados()

    editar(luis, email="")

    assert encolados() == [("enlace_personal_terminado", "luis@riobamba.gob.ec", "pt-br")]


def test_the_contacts_proved_address_moves_their_personal_link_too(inscripcion, ana):
    services.guardar_necesidades(participante=ana, subtitulos=True)
    viejo, contacto = f"/acceso/{ana.token()}/", inscripcion.contacto
    encolados()
    contacto = contactos.pedir_cambio_de_correo(contacto=contacto, email="nueva@riobamba.gob.ec")
    encolados()

    contactos.comprobar_correo(token=contacto.token("correo:nueva@riobamba.gob.ec"))

    assert encolados("enlace_personal", "enlace_personal_terminado", "correo_cambiado") == [
        ("enlace_personal", "nueva@riobamba.gob.ec", "es"),
        ("correo_cambiado", "ana@riobamba.gob.ec", "es"),
    ]
    assert Client().get(viejo).status_code == 404
    assert not NecesidadDeAcceso.objects.exists()


def test_the_contacts_other_data_keep_the_language_that_their_person_chose(inscripcion, ana):
    services.elegir_idioma(participante=ana, idioma="pt-br")
    datos = {"contacto": inscripcion.contacto, "telefono": "", "cargo": ""}

    contactos.cambiar_datos(**datos, nombre="Ana P.", idioma="es")
    ana.refresh_from_db()
    assert (ana.nombre, ana.idioma) == ("Ana P.", "pt-br")

    contactos.cambiar_datos(**datos, nombre="Ana P.", idioma="pt-br")
    contactos.cambiar_datos(**datos, nombre="Ana P.", idioma="es")
    ana.refresh_from_db()
    assert ana.idioma == "es"


# --- Entering -----------------------------------------------------------------------------------


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_looking_at_the_link_changes_nothing_and_tells_no_data(client, luis, django_assert_num_queries, prefijo):
    ruta = f"{prefijo}/acceso/{luis.token()}/"

    with django_assert_num_queries(3) as consultas:  # no such contact, the person, the footer
        response = client.get(ruta)

    assert {c["sql"].split()[0] for c in consultas} == {"SELECT"}
    assert client.head(ruta).status_code == 200
    assert set(client.cookies) <= {"csrf"}
    texto = response.content.decode()
    assert ("Entrar no meu lugar" if prefijo else "Entrar a mi lugar") in texto
    for dato in ("Luis", "Riobamba", luis.entrada, luis.inscripcion.referencia):
        assert dato not in texto
    assert client.get("/mi-lugar/").status_code == 302


def test_the_post_opens_the_narrow_session_and_nothing_of_the_delegation(luis):
    navegador = Client()

    response = navegador.post(f"/acceso/{luis.token()}/")

    assert (response.status_code, response["Location"]) == (302, "/mi-lugar/")
    for ruta in ("/mi-espacio/", "/mi-espacio/datos/", "/inscripcion/personas/", "/inscripcion/lista/"):
        assert navegador.get(ruta)["Location"] == "/acceso/"


def test_entering_as_one_replaces_the_other(inscripcion, luis):
    navegador = entrar(inscripcion.contacto)
    assert navegador.get("/mi-espacio/").status_code == 200

    navegador.post(f"/acceso/{luis.token()}/")
    assert navegador.get("/mi-espacio/")["Location"] == "/acceso/"
    assert "Luis Cando" in navegador.get("/mi-lugar/").content.decode()

    navegador.post(f"/acceso/{inscripcion.contacto.token()}/")
    assert navegador.get("/mi-lugar/")["Location"] == "/acceso/"
    assert navegador.get("/mi-espacio/").status_code == 200


def test_leaving_ends_the_session(de_luis):
    de_luis.post("/mi-lugar/salir/")

    assert de_luis.get("/mi-lugar/")["Location"] == "/acceso/"


def test_ending_ones_own_links_ends_this_session_too_and_mails_a_new_one(luis, de_luis):
    encolados()
    otra, viejo = entrar(luis), f"/acceso/{luis.token()}/"

    response = de_luis.post("/mi-lugar/enlaces/", {"clave_envio": "a"})

    assert response["Location"] == "/acceso/"
    assert "Los enlaces anteriores dejaron de servir" in de_luis.get("/acceso/").content.decode()
    assert [n.get("/mi-lugar/").status_code for n in (de_luis, otra)] == [302, 302]
    assert Client().get(viejo).status_code == 404
    enviador.enviar_pendientes()
    (enviado,) = mail.outbox
    luis.refresh_from_db()
    assert [e for _texto, e in enlaces_de(enviado)] == [f"http://testserver/pt-br/acceso/{luis.token()}/"]


# --- Asking for it again ------------------------------------------------------------------------


def pedir(email, clave="c"):
    return Client().post("/acceso/", {"email": email, "clave_envio": f"{clave}-{email}", "sitio_web": ""})


def enlaces_de(mensaje):
    lineas = mensaje.body.splitlines()
    return [(lineas[n - 1], linea) for n, linea in enumerate(lineas) if "://" in linea]


def test_who_lost_a_personal_link_gets_it_and_nobody_elses(luis):
    encolados()

    response = pedir("LUIS@riobamba.gob.ec")
    enviador.enviar_pendientes()

    assert response["Location"] == "/acceso/pedido/"
    (enviado,) = mail.outbox
    assert (enviado.to, enviado.subject) == (["luis@riobamba.gob.ec"], "Seu link para entrar")
    assert enlaces_de(enviado) == [("Abrir meu lugar:", f"http://testserver/pt-br/acceso/{luis.token()}/")]


def test_contact_and_people_of_one_address_share_one_mail_per_language(inscripcion, ana):
    otra = fabricas.crear_inscripcion(Inscripcion.Estado.CONFIRMADA)
    rosa = fabricas.crear_participante(otra, nombre="Rosa", email="ana@riobamba.gob.ec")
    portuguesa = fabricas.crear_participante(otra, nombre="Inês", email="ana@riobamba.gob.ec", idioma="pt-br")
    sin_confirmar = fabricas.crear_inscripcion()
    fabricas.crear_participante(sin_confirmar, nombre="Eva", email="ana@riobamba.gob.ec")
    encolados()

    pedir("ana@riobamba.gob.ec")
    enviador.enviar_pendientes()

    portugues, espanol = sorted(mail.outbox, key=lambda m: m.subject)
    assert [enlace for _texto, enlace in enlaces_de(portugues)] == [
        f"http://testserver/pt-br/acceso/{portuguesa.token()}/"
    ]
    assert enlaces_de(espanol) == [
        (
            f"Abrir la inscripción de Riobamba ({inscripcion.referencia}):",
            f"http://testserver/acceso/{inscripcion.contacto.token()}/",
        ),
        (
            f"Abrir el lugar de Rosa en la delegación de {otra.actor.nombre}:",
            f"http://testserver/acceso/{rosa.token()}/",
        ),
        ("Abrir el lugar de Ana Pérez en la delegación de Riobamba:", f"http://testserver/acceso/{ana.token()}/"),
    ]


def test_known_and_unknown_addresses_take_the_same_statements(luis):
    pedir("antes@riobamba.gob.ec")  # Of what kind a row is, each process asks once.
    encolados()
    sentencias = {}
    for email in ("luis@riobamba.gob.ec", "nadie@riobamba.gob.ec"):
        with CaptureQueriesContext(connection) as consultas:
            assert pedir(email).status_code == 302
        sentencias[email] = [c["sql"].split()[0] for c in consultas.captured_queries]

    conocida, desconocida = sentencias.values()
    assert conocida == desconocida
    assert [(m.tipo, m.a) for m in Mensaje.objects.all()] == [("recuperar_enlace", "luis@riobamba.gob.ec")]


def test_a_person_who_moved_meanwhile_is_left_out_of_the_mail(luis):
    encolados()
    pedir("luis@riobamba.gob.ec")
    editar(luis, email="nuevo@x.org")
    Mensaje.objects.exclude(tipo="recuperar_enlace").delete()

    enviador.enviar_pendientes()

    assert mail.outbox == []
    assert [m.estado for m in Mensaje.objects.all()] == ["anulado"]

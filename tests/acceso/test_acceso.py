"""Asking for the link, and what a link opens."""

import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import connection, models
from django.test import Client

from actores.contactos import pedir_cambio_de_correo
from actores.models import Contacto
from comun import enviador
from comun.models import Limite, Mensaje
from inscripciones.models import Inscripcion
from tests.fabricas import crear_ciudad, crear_contacto, crear_cumbre, crear_inscripcion, crear_institucion

pytestmark = pytest.mark.django_db
VARIABLE = re.compile(r'name="(csrfmiddlewaretoken|clave_envio)" value="[^"]*"')


@pytest.fixture
def contacto():
    return crear_contacto(nombre="Ana Pérez", email="ana@riobamba.gob.ec", ciudad=crear_ciudad(nombre="Riobamba"))


@pytest.fixture
def borrador(contacto):
    return crear_inscripcion(contacto=contacto)


@pytest.fixture
def confirmada(contacto):
    return crear_inscripcion(Inscripcion.Estado.CONFIRMADA, contacto=contacto)


def ruta(contacto):
    return f"/acceso/{contacto.token()}/"


def pagina(response):
    """Return the text of a page without what is different each time."""
    return VARIABLE.sub("", response.content.decode())


def pedir(client, email, **campos):
    return client.post("/acceso/", {"email": email, "clave_envio": f"clave-{email}", "sitio_web": "", **campos})


# --- What a link opens --------------------------------------------------------------------------


@pytest.mark.parametrize("metodo", ["get", "head"])
def test_get_and_head_of_a_link_change_nothing(client, confirmada, django_assert_num_queries, metodo):
    with django_assert_num_queries(3) as consultas:  # the contact, the registration, the footer
        response = getattr(client, metodo)(ruta(confirmada.contacto))

    assert response.status_code == 200
    assert {c["sql"].split()[0] for c in consultas} == {"SELECT"}
    assert Session.objects.count() == 0
    assert set(client.cookies) <= {"csrf"}
    assert client.get("/mi-espacio/").status_code == 302


def test_the_page_of_a_link_shows_the_kind_of_registration_and_no_personal_data(client, confirmada):
    texto = client.get(ruta(confirmada.contacto)).content.decode()

    assert "Este enlace abre la inscripción de un gobierno local." in texto
    assert "Entrar a mi espacio" in texto
    for dato in ("Ana", "Riobamba", "ana@", confirmada.referencia):
        assert dato not in texto


def test_the_page_of_an_institutions_link_says_so(client):
    inscripcion = crear_inscripcion(contacto=crear_contacto(institucion=crear_institucion()))

    texto = client.get(ruta(inscripcion.contacto)).content.decode()

    assert "Este enlace abre la inscripción de una institución." in texto
    assert "Continuar mi inscripción" in texto


def test_personal_pages_are_neither_stored_nor_compressed(client, confirmada):
    for direccion in (ruta(confirmada.contacto), "/acceso/", "/acceso/pedido/", "/mi-espacio/"):
        response = client.get(direccion, headers={"accept-encoding": "gzip"})

        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "strict-origin"
        assert "Content-Encoding" not in response


def test_the_post_enters_and_leads_to_an_address_without_the_token(client, confirmada):
    response = client.post(ruta(confirmada.contacto))

    assert (response.status_code, response["Location"]) == (302, "/mi-espacio/")
    assert "Riobamba" in client.get("/mi-espacio/").content.decode()


def test_the_post_of_a_draft_goes_on_where_it_was_left(client, borrador):
    response = client.post(ruta(borrador.contacto))

    assert response["Location"] == "/inscripcion/contacto/"


def test_a_draft_after_the_closing_leads_to_mi_espacio(client, borrador):
    cumbre = borrador.cumbre
    cumbre.inscripcion_hasta = cumbre.inscripcion_desde.replace(year=cumbre.inscripcion_desde.year - 1)
    cumbre.inscripcion_desde = cumbre.inscripcion_hasta.replace(year=cumbre.inscripcion_hasta.year - 1)
    cumbre.save()

    assert client.post(ruta(borrador.contacto))["Location"] == "/mi-espacio/"


def test_entering_changes_the_key_of_the_session(client, confirmada):
    session = client.session
    session["algo"] = 1
    session.save()
    client.cookies["sesion"] = session.session_key

    client.post(ruta(confirmada.contacto))

    assert client.session.session_key != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_the_post_needs_the_csrf_token(confirmada):
    estricto = Client(enforce_csrf_checks=True)

    assert estricto.post(ruta(confirmada.contacto)).status_code == 403

    pagina_con_clave = estricto.get(ruta(confirmada.contacto)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', pagina_con_clave)[1]
    assert estricto.post(ruta(confirmada.contacto), {"csrfmiddlewaretoken": token}).status_code == 302


def test_a_second_contact_replaces_the_first_in_a_browser(client, confirmada):
    otra = crear_inscripcion(
        Inscripcion.Estado.CONFIRMADA, contacto=crear_contacto(ciudad=crear_ciudad(nombre="Niterói"))
    )
    client.post(ruta(confirmada.contacto))
    client.post(ruta(otra.contacto))

    texto = client.get("/mi-espacio/").content.decode()

    assert "Niterói" in texto
    assert "Riobamba" not in texto


# --- Links that open nothing --------------------------------------------------------------------


def malos(contacto):
    bueno = contacto.token()
    codigo, firma = bueno.split(".")
    contacto.generacion += 1
    nuevo = contacto.token()
    contacto.generacion -= 1
    return {
        "tampered": bueno[:-1] + ("A" if bueno[-1] != "A" else "B"),
        "other_code": f"{'0' * 32}.{firma}",
        "other_purpose": contacto.token("correo"),
        "other_generation": nuevo,
        "without_signature": codigo,
        "empty_signature": f"{codigo}.",
        "uppercase": bueno.upper(),
        "unicode": f"{codigo}.ñandú",
        "unicode_code": "ñ" * 32 + "." + firma,
        "digits_of_another_script": "٣" * 32 + "." + firma,
        "nul": "%00" * 32 + "." + firma,
        "broken_utf8": "%ff%fe" + "." + firma,
        "very_long": bueno + "x" * 20_000,
        "long_code": codigo * 500 + "." + firma,
        "two_points": f"{bueno}.{firma}",
        "sql": "'; DROP TABLE actores_contacto; --",
    }


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
@pytest.mark.parametrize("camino", ["/acceso/", "/acceso/correo/"])
def test_every_bad_token_gets_the_same_answer_and_opens_nothing(client, confirmada, prefijo, camino):
    paginas = set()
    for nombre, token in malos(confirmada.contacto).items():
        for metodo in (client.get, client.post):
            response = metodo(f"{prefijo}{camino}{token}/")
            assert response.status_code == 404, nombre
            paginas.add(pagina(response).replace(token, ""))

    titulo = "Este link não funciona mais" if prefijo else "Este enlace ya no sirve"
    assert all(f"<h1>{titulo}</h1>" in p for p in paginas)
    assert f'href="{prefijo}/acceso/"' in next(iter(paginas))
    assert len({re.sub(r'href="[^"]*"', "", p) for p in paginas}) == 1
    assert client.get("/mi-espacio/").status_code == 302


def test_raising_the_generation_ends_links_and_open_sessions(client, confirmada):
    contacto = confirmada.contacto
    anterior = ruta(contacto)
    client.post(anterior)
    assert client.get("/mi-espacio/").status_code == 200

    contacto.renovar_enlace()

    assert client.get("/mi-espacio/")["Location"] == "/acceso/"
    assert client.get(anterior).status_code == 404
    assert client.post(ruta(contacto)).status_code == 302


def test_nothing_at_rest_yields_a_link(client, confirmada):
    contacto = confirmada.contacto
    pedir(client, contacto.email)
    pedir_cambio_de_correo(contacto=contacto, email="nueva@riobamba.gob.ec")
    contacto.refresh_from_db()
    client.post(ruta(contacto))
    enviador.enviar_pendientes()
    assert len(mail.outbox) == 2
    secretos = [contacto.token().split(".")[1], contacto.token("correo:nueva@riobamba.gob.ec").split(".")[1]]
    assert any(secretos[0] in m.body for m in mail.outbox)

    leidas = 0
    for modelo in apps.get_models(include_auto_created=True):
        for campo in modelo._meta.concrete_fields:
            if isinstance(campo, models.CharField | models.TextField | models.JSONField) or campo.name == "pasos":
                with connection.cursor() as cursor:
                    columna, tabla = connection.ops.quote_name(campo.column), modelo._meta.db_table
                    cursor.execute(f'SELECT {columna}::text FROM "{tabla}" WHERE {columna} IS NOT NULL')
                    textos = " ".join(fila[0] for fila in cursor.fetchall())
                leidas += 1
                assert not [s for s in secretos if s in textos], f"{tabla}.{columna}"
    assert leidas > 100


# --- Asking for the link ------------------------------------------------------------------------


def test_the_owner_gets_one_mail_per_language_with_all_that_is_open(client, confirmada):
    email = confirmada.contacto.email
    borrador = crear_inscripcion(
        contacto=crear_contacto(nombre="Ana P.", email="ANA@riobamba.gob.ec", ciudad=crear_ciudad(nombre="Quito"))
    )
    sin_inscripcion = crear_contacto(email=email, institucion=crear_institucion(nombre="Red del Sur"))
    portuguesa = crear_contacto(email=email, idioma="pt-br", ciudad=crear_ciudad(nombre="Niterói"))
    crear_inscripcion(contacto=portuguesa)
    crear_inscripcion(Inscripcion.Estado.VENCIDA, contacto=crear_contacto(email=email))
    crear_inscripcion(contacto=crear_contacto(email="otra@riobamba.gob.ec"))

    response = pedir(client, email)
    enviador.enviar_pendientes()

    assert (response.status_code, response["Location"]) == (302, "/acceso/pedido/")
    espanol, portugues = sorted(mail.outbox, key=lambda m: m.subject, reverse=True)
    assert (portugues.to, portugues.subject) == ([email], "Seu link para entrar")
    assert f"http://testserver/pt-br{ruta(portuguesa)}" in portugues.body.splitlines()
    assert (espanol.to, espanol.subject) == ([email], "Sus enlaces para entrar")
    lineas = espanol.body.splitlines()
    assert [(lineas[n - 1], linea) for n, linea in enumerate(lineas) if "://" in linea] == [
        ("Abrir el espacio de Red del Sur:", f"http://testserver{ruta(sin_inscripcion)}"),
        (
            f"Continuar la inscripción de Quito ({borrador.referencia}):",
            f"http://testserver{ruta(borrador.contacto)}",
        ),
        (
            f"Abrir la inscripción de Riobamba ({confirmada.referencia}):",
            f"http://testserver{ruta(confirmada.contacto)}",
        ),
    ]
    html = espanol.alternatives[0].content
    assert [ruta(c) in html for c in (sin_inscripcion, borrador.contacto, confirmada.contacto)] == [True] * 3
    assert html.count("<a ") == 3


def test_a_contact_that_changed_its_address_meanwhile_is_left_out_of_the_mail(client, confirmada):
    otra = crear_contacto(email=confirmada.contacto.email, ciudad=crear_ciudad(nombre="Quito"))
    pedir(client, otra.email)
    Contacto.objects.filter(pk=otra.pk).update(email="nueva@quito.gob.ec")

    enviador.enviar_pendientes()

    (enviado,) = mail.outbox
    assert enviado.subject == "Su enlace para entrar"
    assert [linea for linea in enviado.body.splitlines() if "://" in linea] == [
        f"http://testserver{ruta(confirmada.contacto)}"
    ]


def test_one_mail_names_up_to_twenty(client):
    for _n in range(22):
        crear_inscripcion(contacto=crear_contacto(email="ana@riobamba.gob.ec"))

    pedir(client, "ana@riobamba.gob.ec")
    enviador.enviar_pendientes()

    (enviado,) = mail.outbox
    assert enviado.body.count("/acceso/") == 20


def test_known_and_unknown_addresses_get_the_same_answer(client, confirmada):
    respuestas = []
    for email in ("ana@riobamba.gob.ec", "nadie@riobamba.gob.ec"):
        navegador = Client()
        vacia = pagina(navegador.get("/acceso/"))
        response = pedir(navegador, email)
        final = navegador.get(response["Location"])
        respuestas.append((vacia, response.status_code, response["Location"], pagina(final), set(navegador.cookies)))

    assert respuestas[0] == respuestas[1]
    assert Mensaje.objects.count() == 1


def test_the_same_post_twice_queues_one_mail(client, confirmada):
    pedir(client, "ana@riobamba.gob.ec")
    pedir(client, "ana@riobamba.gob.ec")

    assert Mensaje.objects.count() == 1


def test_who_falls_into_the_trap_is_told_the_same_and_nothing_is_sent(client, confirmada):
    response = pedir(client, "ana@riobamba.gob.ec", sitio_web="http://spam.example")

    assert response["Location"] == "/acceso/pedido/"
    assert Mensaje.objects.count() == 0


@pytest.mark.parametrize("email", ["ana@riobamba.gob.ec", "nadie@riobamba.gob.ec"])
def test_an_address_has_a_limit_told_alike_for_all(client, confirmada, settings, email):
    settings.PUBLIC_LIMITS = True
    for n in range(5):
        assert pedir(client, email, clave_envio=f"clave{n}").status_code == 302

    response = pedir(client, email.upper(), clave_envio="otra")

    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "<h1>Hubo muchos pedidos seguidos</h1>" in response.content.decode()
    assert email not in response.content.decode()
    assert Mensaje.objects.count() == (5 if email.startswith("ana") else 0)
    assert not Limite.objects.filter(clave__contains="riobamba").exists()


def test_a_place_has_a_limit_over_all_addresses(client, settings):
    settings.PUBLIC_LIMITS = True
    estados = [pedir(client, f"persona{n}@ejemplo.org").status_code for n in range(41)]

    assert estados == [302] * 40 + [429]


def test_a_wrong_address_is_explained_and_kept(client):
    response = pedir(client, "ana arroba riobamba")

    texto = response.content.decode()
    assert "<title>Error: Recuperar mi enlace" in texto
    assert "escriba una dirección completa" in texto
    assert 'value="ana arroba riobamba"' in texto


@pytest.mark.parametrize(
    "email", ["", "x" * 10_000, "a\x00b@c.org", "=HYPERLINK(1)", "<script>@x.org", "ñ@ñ.ñ", "🙂@x.org"]
)
def test_odd_addresses_are_never_an_error_of_the_server(client, email):
    assert pedir(client, email).status_code in {200, 302}


# --- A new address ------------------------------------------------------------------------------


def pendiente(contacto, email="nueva@riobamba.gob.ec"):
    contacto = pedir_cambio_de_correo(contacto=contacto, email=email)
    return contacto, f"/acceso/correo/{contacto.token(f'correo:{email}')}/"


def test_the_new_address_counts_only_after_its_own_post(client, confirmada):
    contacto, direccion = pendiente(confirmada.contacto)
    viejo = ruta(contacto)

    assert client.get(direccion).status_code == 200
    contacto.refresh_from_db()
    assert contacto.email == "ana@riobamba.gob.ec"

    response = client.post(direccion, {"clave_envio": "c1"})
    contacto.refresh_from_db()
    assert (response.status_code, response["Location"]) == (302, "/mi-espacio/")
    assert (contacto.email, contacto.email_pendiente) == ("nueva@riobamba.gob.ec", "")
    assert client.get("/mi-espacio/").status_code == 200
    assert Client().get(viejo).status_code == 404

    enviador.enviar_pendientes()
    assert [(m.to[0], m.subject) for m in mail.outbox] == [
        ("nueva@riobamba.gob.ec", f"Cambios en la inscripción de Riobamba ({confirmada.referencia})"),
        ("ana@riobamba.gob.ec", "Cambió la dirección de correo de Riobamba"),
        ("nueva@riobamba.gob.ec", "Su enlace para entrar"),
    ]
    assert contacto.codigo not in mail.outbox[1].message().as_string()


def test_the_same_proof_sent_twice_is_one_change(client, confirmada):
    contacto, direccion = pendiente(confirmada.contacto)
    client.post(direccion, {"clave_envio": "c1"})
    generacion = type(contacto).objects.get(pk=contacto.pk).generacion

    assert client.post(direccion, {"clave_envio": "c1"})["Location"] == "/mi-espacio/"

    contacto.refresh_from_db()
    assert contacto.generacion == generacion
    assert client.post(direccion, {"clave_envio": "c2"}).status_code == 404


def test_the_link_to_one_address_does_not_prove_a_later_one(client, confirmada):
    contacto, primera = pendiente(confirmada.contacto, "una@riobamba.gob.ec")
    contacto, segunda = pendiente(contacto, "otra@riobamba.gob.ec")

    assert client.post(primera).status_code == 404
    assert client.post(segunda).status_code == 302
    contacto.refresh_from_db()
    assert contacto.email == "otra@riobamba.gob.ec"


def test_the_return_link_proves_no_address_and_the_proof_opens_no_space(client, confirmada):
    contacto, direccion = pendiente(confirmada.contacto)

    assert client.post(f"/acceso/correo/{contacto.token()}/").status_code == 404
    assert client.post(direccion.replace("/correo/", "/")).status_code == 404


def test_the_windows_of_other_cumbres_do_not_matter_to_a_link(client, confirmada):
    crear_cumbre()

    assert client.get(ruta(confirmada.contacto)).status_code == 200


def test_the_link_of_a_draft_says_that_it_ends_where_it_began_only_until_it_was_entered(client, db):
    inscripcion = crear_inscripcion()
    frase = "Al continuar aquí se cierra en el dispositivo donde la empezó"
    url = f"/acceso/{inscripcion.contacto.token()}/"

    assert frase in client.get(url).content.decode()
    client.post(url)
    assert frase not in client.get(url).content.decode()

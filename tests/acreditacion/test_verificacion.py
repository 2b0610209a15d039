"""What everybody may ask of a code, and what its owner takes along: the name, the activity, whether it is valid."""

import re

import pytest
from django.test import Client

from acreditacion import certificados
from acreditacion.models import Certificado
from inscripciones.codigos import codigo_legible
from tests import fabricas
from tests.acreditacion.despues import leer_pdf, presentes
from tests.mi_lugar.conftest import entrar

pytestmark = pytest.mark.django_db

CODIGO = "7K3M9QXW4TBC"


@pytest.fixture
def certificado(ana, seminario):
    return fabricas.crear_certificado(ana, seminario, codigo=CODIGO, motivo="")


def texto(respuesta):
    return " ".join(re.sub(r"<[^>]+>", " ", respuesta.content.decode().split("<main")[1].split("</main")[0]).split())


@pytest.mark.parametrize(
    ("prefijo", "titulo", "actividad"),
    [
        ("", "Certificado válido", "Seminario Cooperación Internacional"),
        ("/pt-br", "Certificado válido", "Seminário Cooperação Internacional"),
    ],
)
def test_the_page_tells_the_name_the_activity_and_that_it_is_valid(client, certificado, prefijo, titulo, actividad):
    respuesta = client.get(f"{prefijo}/certificados/{CODIGO}/")

    dicho = texto(respuesta)
    assert respuesta.status_code == 200
    assert [d for d in (titulo, "Ana Pérez", actividad, "17:15", "GMT-3", "7K3M-9QXW-4TBC") if d not in dicho] == []


def test_the_page_tells_nothing_else_of_the_person(client, certificado, ana):
    Certificado.objects.update(revocado_el=certificado.emitido_el, motivo="No pagó")

    pagina = client.get(f"/certificados/{CODIGO}/").content.decode()

    ajenos = [ana.email, ana.entrada, ana.codigo, ana.inscripcion.referencia, "No pagó", "presencial"]
    ajenos.append(ana.inscripcion.actor.nombre)
    assert [dicho for dicho in ajenos if dicho in pagina] == []


def test_a_revocation_shows_at_once_and_no_copy_is_kept(client, certificado):
    antes = client.get(f"/certificados/{CODIGO}/")

    certificados.revocar(certificado=certificado, motivo="No estuvo")
    despues = client.get(f"/certificados/{CODIGO}/")

    assert ("Certificado válido" in texto(antes), "Certificado anulado" in texto(despues)) == (True, True)
    assert "Dejó de valer el" in texto(despues)
    for respuesta in (antes, despues):
        assert "no-store" in respuesta.headers["Cache-Control"]
        assert respuesta.cookies == {}
        assert '<meta name="robots" content="noindex, nofollow">' in respuesta.content.decode()


def test_a_corrected_one_says_that_it_was_replaced_and_not_by_which(client, certificado):
    nuevo = certificados.corregir_nombre(certificado=certificado, nombre="Ana María Pérez")

    dicho = texto(client.get(f"/certificados/{CODIGO}/"))

    assert ("Certificado reemplazado" in dicho, nuevo.codigo_en_grupos in dicho, "Ana María" in dicho) == (
        True,
        False,
        False,
    )
    assert "Certificado válido" in texto(client.get(f"/certificados/{nuevo.codigo}/"))


@pytest.mark.parametrize(
    "escrito", ["7k3m9qxw4tbc", "7K3M-9QXW-4TBC", " 7k3m 9qxw 4tbc ", "7K3M\u20119QXW\u20114TBC", "7K3M.9QXW.4TBC"]
)
def test_the_code_is_typed_as_it_comes(client, certificado, escrito):
    respuesta = client.get("/certificados/", {"codigo": escrito})

    assert (respuesta.status_code, respuesta["Location"]) == (302, f"/certificados/{CODIGO}/")


def test_an_address_with_another_way_of_writing_the_code_leads_to_it(client, certificado):
    respuesta = client.get("/certificados/7k3m-9qxw-4tbc/")

    assert (respuesta.status_code, respuesta["Location"]) == (302, f"/certificados/{CODIGO}/")


@pytest.mark.parametrize(
    ("prefijo", "mensaje"), [("", "El código tiene 12 letras"), ("/pt-br", "O código tem 12 letras")]
)
@pytest.mark.parametrize("escrito", ["ABC", "7K3M9QXW4TBCC", "x" * 50])
def test_a_code_of_another_length_is_told_how_to_be_mended(client, prefijo, mensaje, escrito):
    respuesta = client.get(f"{prefijo}/certificados/", {"codigo": escrito})

    pagina = respuesta.content.decode()
    assert respuesta.status_code == 200
    assert (mensaje in pagina, f'value="{escrito}"' in pagina, "<title>Err" in pagina) == (True, True, True)


def test_the_form_is_a_public_page_that_search_engines_leave_alone(client):
    respuesta = client.get("/certificados/")

    assert respuesta.headers["Cache-Control"] == "public, max-age=60, stale-while-revalidate=600"
    assert (respuesta.cookies, '<meta name="robots" content="noindex">' in respuesta.content.decode()) == ({}, True)
    de_nuevo = client.get("/certificados/", headers={"if-none-match": respuesta.headers["ETag"]})
    assert de_nuevo.status_code == 304


@pytest.mark.parametrize("codigo", ["7K3M9QXW4TBD", "-", "no", "a" * 300, "..", "7K3M9QXW4TBC%00", "%F0%9F%98%80"])
def test_an_unknown_code_is_not_found_in_words_of_its_own_with_the_form(client, certificado, codigo):
    respuesta = client.get(f"/certificados/{codigo}/")

    esperados = {404} if codigo != "7K3M9QXW4TBC%00" else {302, 404}
    assert respuesta.status_code in esperados
    if respuesta.status_code == 404 and codigo != "..":
        pagina = respuesta.content.decode()
        assert ("No hay un certificado con ese código" in pagina, 'name="codigo"' in pagina) == (True, True)


def test_one_address_may_not_try_codes_without_end(client, certificado, settings):
    settings.PUBLIC_LIMITS, settings.LIMITES_FACTOR = True, 1

    estados = [client.get(f"/certificados/{codigo_legible(12)}/").status_code for _n in range(120)]
    ultimo = client.get(f"/certificados/{CODIGO}/")

    assert estados == [404] * 120
    assert (ultimo.status_code, ultimo.headers["Retry-After"]) == (429, "600")
    assert "Ana Pérez" not in ultimo.content.decode()
    assert client.get(f"/certificados/{CODIGO}/", REMOTE_ADDR="203.0.113.9").status_code == 200


@pytest.mark.parametrize("metodo", ["post", "put", "delete"])
def test_nothing_is_written_by_asking(client, certificado, metodo):
    assert [getattr(client, metodo)(u).status_code for u in ("/certificados/", f"/certificados/{CODIGO}/")] == [
        405,
        405,
    ]


def test_codes_are_not_guessed():
    codigos = {codigo_legible(12) for _n in range(1000)}

    assert (len(codigos), {len(c) for c in codigos}) == (1000, {12})
    assert not set("".join(codigos)) & set("01ILOU")


def test_sitemap_and_robots_say_nothing_of_certificates(client, certificado):
    assert (
        "certificados" not in client.get("/sitemap.xml").content.decode() + client.get("/robots.txt").content.decode()
    )


@pytest.mark.parametrize("cuantos", [1, 30])
def test_the_page_takes_the_same_queries_whatever_there_is(client, seminario, django_assert_num_queries, cuantos):
    for persona in presentes(seminario, cuantos):
        suyo = fabricas.crear_certificado(persona, seminario)

    with django_assert_num_queries(2):  # certificate with its activity, footer
        assert client.get(f"/certificados/{suyo.codigo}/").status_code == 200


# --- In the personal link -----------------------------------------------------------------------


def test_mi_lugar_gives_the_certificates_of_its_person(certificado, ana):
    dentro = entrar(ana)

    pagina = dentro.get("/mi-lugar/").content.decode()
    respuesta = dentro.get(f"/mi-lugar/certificados/{CODIGO}.pdf")

    assert ("Sus certificados" in pagina, f'href="/mi-lugar/certificados/{CODIGO}.pdf"' in pagina) == (True, True)
    assert respuesta["Content-Disposition"] == f'attachment; filename="certificado-{CODIGO}.pdf"'
    assert ("no-store" in respuesta["Cache-Control"], "Ana Pérez" in leer_pdf(respuesta.content)[1]) == (True, True)


def test_who_has_none_reads_nothing_of_certificates(ana):
    assert "Sus certificados" not in entrar(ana).get("/mi-lugar/").content.decode()


def test_a_certificate_of_somebody_else_is_not_found(certificado, luis):
    assert entrar(luis).get(f"/mi-lugar/certificados/{CODIGO}.pdf").status_code == 404
    assert Client().get(f"/mi-lugar/certificados/{CODIGO}.pdf").status_code == 302


def test_the_officer_of_the_delegation_does_not_get_it_by_the_contacts_link(certificado, ana):
    assert entrar(ana.inscripcion.contacto).get(f"/mi-lugar/certificados/{CODIGO}.pdf").status_code == 302


def test_a_revoked_one_is_not_handed_out_any_more(certificado, ana):
    certificados.revocar(certificado=certificado, motivo="No estuvo")
    dentro = entrar(ana)

    assert dentro.get(f"/mi-lugar/certificados/{CODIGO}.pdf").status_code == 404
    assert CODIGO not in dentro.get("/mi-lugar/").content.decode()

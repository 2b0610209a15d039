"""The rules of publication, and content in two languages."""

import re

import pytest
from django.utils import timezone

from actores.models import Programa
from comun.publicacion import no_publicar, publicar
from tests import fabricas


@pytest.mark.parametrize(
    ("estado", "publicado", "rechazado"),
    [
        ("borrador", "borrador", "borrador"),
        ("pendiente", "publicada", "rechazada"),
        ("publicada", "publicada", "rechazada"),
        ("rechazada", "publicada", "rechazada"),
        ("retirada", "retirada", "retirada"),
    ],
)
def test_staff_moves_what_authors_handed_in(db, estado, publicado, rechazado):
    contacto = fabricas.crear_contacto(consentimiento_listado_el=timezone.now())
    fichas = [fabricas.crear_ficha(contacto=contacto, lugar=n, publicacion=estado) for n in (1, 2)]
    publicar(fichas[:1])
    no_publicar(fichas[1:])
    for ficha in fichas:
        ficha.refresh_from_db()
    assert [f.publicacion for f in fichas] == [publicado, rechazado]


def test_staff_publishes_its_own_drafts(db):
    proyecto = fabricas.crear_proyecto(publicacion="borrador")
    assert publicar([proyecto]).cambiados == [proyecto]


def test_nothing_is_published_without_consent(db):
    ficha = fabricas.crear_ficha(contacto=fabricas.crear_contacto(), publicacion="pendiente")
    resultado = publicar([ficha])
    assert (resultado.cambiados, resultado.sin_consentimiento, resultado.en_otro_estado) == ([], 1, 0)


def test_refusing_needs_no_consent(db):
    ficha = fabricas.crear_ficha(contacto=fabricas.crear_contacto(), publicacion="pendiente")
    assert no_publicar([ficha]).cambiados == [ficha]


def test_publishing_nothing_is_nothing(db):
    assert publicar([]).cambiados == []


# --- Content in two languages -------------------------------------------------------------------

PROGRAMA = "/admin/actores/programa/"


def guardar_programa(client, **datos):
    institucion = fabricas.crear_institucion()
    return client.post(f"{PROGRAMA}add/", {"institucion": institucion.pk, **datos})


@pytest.mark.parametrize(
    "titulos", [{"titulo_es": "Uno"}, {"titulo_pt_br": "Um"}, {"titulo_es": "U", "titulo_pt_br": "U"}]
)
def test_content_needs_one_language_only(coordinacion, titulos):
    assert guardar_programa(coordinacion, **titulos).status_code == 302
    assert Programa.objects.get().publicacion == "borrador"


@pytest.mark.parametrize("titulos", [{}, {"titulo_es": " ", "titulo_pt_br": ""}])
def test_content_needs_some_language(coordinacion, titulos):
    respuesta = guardar_programa(coordinacion, **titulos)
    assert respuesta.context["adminform"].form.errors["titulo_es"] == [
        "Escriba este dato en español, en portugués o en los dos."
    ]


def test_content_only_in_portuguese_can_be_edited(coordinacion):
    programa = fabricas.crear_programa(titulo_es="", titulo_pt_br="Linha de crédito")
    datos = {"institucion": programa.institucion_id, "titulo_pt_br": "Linha verde"}
    assert coordinacion.post(f"{PROGRAMA}{programa.pk}/change/", datos).status_code == 302
    programa.refresh_from_db()
    assert programa.titulo == "Linha verde"


def test_list_of_programmes_says_why_one_of_the_directory_waits(coordinacion):
    fabricas.crear_programa(publicacion="pendiente")
    fabricas.crear_programa()
    fabricas.crear_programa(contacto=fabricas.crear_contacto(), publicacion="pendiente")

    html = coordinacion.get("/admin/actores/programa/").content.decode()

    origenes = re.findall(r'<td class="field-origen">([^<]+)</td>', html)
    assert sorted(origenes) == ["directorio", "directorio: falta comprobar la fuente", "lo presentó su contacto"]

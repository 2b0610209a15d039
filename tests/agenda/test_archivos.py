"""Uploaded files of the programme: served to everybody while what they are of is public, to staff always."""

import secrets

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from agenda import programa
from agenda.models import EstadoPrograma
from comun import medios
from tests import fabricas

pytestmark = pytest.mark.django_db
CARPETAS = {
    "agenda/fotos": "jpg",
    "agenda/materiales": "pdf",
    "agenda/videos": "mp4",
    "agenda/carteles": "jpg",
    "agenda/subtitulos": "vtt",
}


@pytest.fixture(autouse=True)
def raiz(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def equipo():
    cliente = Client()
    cliente.force_login(get_user_model().objects.create_superuser("coordinacion", "c@ejemplo.gob", "x" * 16))
    return cliente


def guardar(carpeta):
    return default_storage.save(f"{carpeta}/{secrets.token_hex(16)}.{CARPETAS[carpeta]}", ContentFile(b"contenido"))


@pytest.fixture
def bloque():
    return fabricas.crear_bloque(fabricas.crear_seminario())


@pytest.fixture
def charla(bloque):
    return fabricas.crear_intervencion(bloque)


@pytest.fixture
def de_charla(charla):
    """The names of a speaker's photo and of a material of a published talk."""
    foto, material = guardar("agenda/fotos"), guardar("agenda/materiales")
    fabricas.crear_ponente(charla, foto=foto)
    fabricas.crear_material(charla, archivo=material, titulo_es="Guía de compras públicas")
    return [foto, material]


@pytest.fixture
def de_bloque(bloque):
    """The names of the four files of the video of a published block."""
    campos = {
        "archivo": guardar("agenda/videos"),
        "cartel": guardar("agenda/carteles"),
        "subtitulos_es": guardar("agenda/subtitulos"),
        "subtitulos_pt_br": guardar("agenda/subtitulos"),
    }
    fabricas.crear_video(bloque, **campos)
    return list(campos.values())


def estados(cliente, nombres):
    return {cliente.get(f"/media/{nombre}").status_code for nombre in nombres}


def test_every_folder_of_the_programme_is_served():
    assert set(CARPETAS) <= medios._carpetas.keys()


def test_files_of_what_is_published_are_for_everybody(client, de_charla, de_bloque):
    for nombre in [*de_charla, *de_bloque]:
        respuesta = client.get(f"/media/{nombre}")
        assert (respuesta.status_code, respuesta.getvalue()) == (200, b"contenido")
        assert respuesta["Cache-Control"] == "public, max-age=300, must-revalidate"


@pytest.mark.parametrize("estado", [EstadoPrograma.BORRADOR, EstadoPrograma.CANCELADA])
def test_taking_the_talk_back_hides_its_files_and_no_others(client, equipo, charla, de_charla, de_bloque, estado):
    programa.cambiar_estado([charla], estado=estado)

    assert estados(client, de_charla) == {404}
    assert estados(client, de_bloque) == {200}
    assert estados(equipo, de_charla) == {200}
    assert equipo.get(f"/media/{de_charla[0]}")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("estado", [EstadoPrograma.BORRADOR, EstadoPrograma.CANCELADA])
def test_taking_the_block_back_hides_all_that_is_in_it(client, equipo, bloque, de_charla, de_bloque, estado):
    programa.cambiar_estado([bloque], estado=estado)

    assert estados(client, [*de_charla, *de_bloque]) == {404}
    assert estados(equipo, [*de_charla, *de_bloque]) == {200}


def test_a_cumbre_in_preparation_hides_its_files(client, equipo, bloque, de_charla, de_bloque):
    cumbre = bloque.actividad.cumbre
    cumbre.publicada = False
    cumbre.save()

    assert estados(client, [*de_charla, *de_bloque]) == {404}
    assert estados(equipo, [*de_charla, *de_bloque]) == {200}


def test_publishing_shows_what_was_a_draft(client, charla, de_charla):
    programa.cambiar_estado([charla], estado=EstadoPrograma.BORRADOR)
    assert estados(client, de_charla) == {404}

    programa.cambiar_estado([charla], estado=EstadoPrograma.PUBLICADA)
    assert estados(client, de_charla) == {200}


def test_a_file_that_no_row_names_is_hidden(client, equipo):
    sueltos = [guardar(carpeta) for carpeta in CARPETAS]

    assert estados(client, sueltos) == {404}
    assert estados(equipo, sueltos) == {200}


def test_a_public_file_asks_one_query(client, de_charla, de_bloque, django_assert_num_queries):
    for nombre in [de_charla[0], *de_bloque]:
        with django_assert_num_queries(1):
            client.get(f"/media/{nombre}")


def test_a_material_is_kept_under_its_title(client, de_charla):
    respuesta = client.get(f"/media/{de_charla[1]}")

    assert respuesta["Content-Disposition"] == 'attachment; filename="guia-de-compras-publicas.pdf"'

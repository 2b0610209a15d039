"""Taking the catalogue away keeps a thread of the server: two at once, and the others are told to come back."""

import pytest
from django.db import connection

from comun.turnos import clave_de
from proyectos.views.datos import A_LA_VEZ
from tests import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lleno():
    """All places taken, as other processes would: from a connection of their own."""
    otra = connection.copy()
    with otra.cursor() as cursor:
        for lugar in range(A_LA_VEZ):
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [clave_de("proyectos.datos"), lugar])
            assert cursor.fetchone() == (True,)
    yield
    otra.close()


def test_a_place_is_free_again_once_the_table_was_read(client):
    fabricas.crear_proyecto(titulo_es="Ferias")

    for _vez in range(A_LA_VEZ + 2):
        assert b"Ferias" in b"".join(client.get("/proyectos.csv").streaming_content)


def test_a_place_is_free_again_if_nobody_reads(client):
    for _vez in range(A_LA_VEZ + 2):
        respuesta = client.get("/proyectos.json")
        respuesta.close()
        assert respuesta.status_code == 200


def test_who_finds_no_place_is_told_when_to_come_back(client, lleno):
    respuesta = client.get("/proyectos.csv")

    assert (respuesta.status_code, respuesta.headers["Retry-After"]) == (503, "10")
    assert respuesta.headers["Cache-Control"] == "no-store"
    assert respuesta.content.decode() == "Hay muchas descargas a la vez: vuelva a pedir esta en unos segundos.\n"


def test_who_has_a_copy_needs_no_place(client, request):
    respuesta = client.get("/proyectos.geojson")
    respuesta.close()
    request.getfixturevalue("lleno")

    assert client.get("/proyectos.geojson", headers={"If-None-Match": respuesta.headers["ETag"]}).status_code == 304
    assert client.head("/proyectos.geojson").status_code == 200

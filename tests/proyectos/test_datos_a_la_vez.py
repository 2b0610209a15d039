"""Taking the catalogue away keeps a thread of the server: two at once, and the others are told to come back."""

import pytest
from django.db import connection

from comun.turnos import clave_de
from proyectos import datos
from proyectos.views import datos as vistas
from proyectos.views.datos import A_LA_VEZ
from tests import fabricas

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tomar():
    """What takes the places that are free, as another process would, and tells how many they were.

    From a connection of its own: to the one that holds a place, PostgreSQL gives it again.
    """
    otra = connection.copy()

    def tomar():
        with otra.cursor() as cursor:
            libres = 0
            for lugar in range(A_LA_VEZ):
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [clave_de("proyectos.datos"), lugar])
                libres += cursor.fetchone()[0]
        return libres

    yield tomar
    otra.close()


@pytest.fixture
def lleno(tomar):
    assert tomar() == A_LA_VEZ


def test_a_table_keeps_its_place_until_it_was_read(client, tomar):
    fabricas.crear_proyecto(titulo_es="Ferias")
    respuesta = client.get("/proyectos.csv")

    assert tomar() == A_LA_VEZ - 1
    assert b"Ferias" in b"".join(respuesta.streaming_content)
    assert tomar() == A_LA_VEZ


def test_a_place_is_free_again_if_nobody_reads(client, tomar):
    respuesta = client.get("/proyectos.json")
    respuesta.close()

    assert (respuesta.status_code, tomar()) == (200, A_LA_VEZ)


def test_a_place_is_free_again_if_the_reading_breaks(client, tomar, monkeypatch):
    fabricas.crear_proyecto(titulo_es="Ferias")
    monkeypatch.setattr(datos, "en_datos", _se_rompe)

    with pytest.raises(ZeroDivisionError):
        client.get("/proyectos.json").getvalue()

    assert tomar() == A_LA_VEZ


def test_no_place_is_kept_if_the_table_cannot_be_prepared(client, tomar, monkeypatch):
    monkeypatch.setattr(vistas, "_filtros", _se_rompe)

    with pytest.raises(ZeroDivisionError):
        client.get("/proyectos.json")

    assert tomar() == A_LA_VEZ


def _se_rompe(_algo):
    raise ZeroDivisionError


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

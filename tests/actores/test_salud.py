"""Health of the process, and what robots are asked to leave alone."""

import datetime

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from comun.models import Mensaje


def _mensaje(minutos, **campos):
    cuando = timezone.now() - datetime.timedelta(minutes=minutos)
    Mensaje.objects.create(tipo="prueba", a="x@ejemplo.gob", idioma="es", proximo_intento=cuando, **campos)


def test_livez_answers_without_database(client):
    # No django_db mark: pytest-django fails any query of this test.
    response = client.get("/livez")

    assert (response.status_code, response.content) == (200, b"ok\n")
    assert not response.cookies
    assert "no-store" in response.headers["Cache-Control"]
    assert client.post("/livez").status_code == 405


@pytest.mark.django_db
def test_readyz_is_ready(client, django_assert_num_queries):
    _mensaje(14)
    _mensaje(60, estado=Mensaje.Estado.ENVIADO)
    _mensaje(60, estado=Mensaje.Estado.FALLIDO)
    client.get("/readyz")

    with django_assert_num_queries(3):
        response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {"lista": True, "base": "ok", "migraciones": "ok", "correo": "ok"}


@pytest.mark.django_db
@pytest.mark.parametrize("estado", [Mensaje.Estado.EN_COLA, Mensaje.Estado.EN_ESPERA])
def test_readyz_tells_that_mail_is_late(client, estado):
    _mensaje(16, estado=estado)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"lista": False, "base": "ok", "migraciones": "ok", "correo": "atrasado 16 minutos"}


@pytest.mark.django_db
def test_readyz_tells_that_a_migration_is_missing(client):
    MigrationRecorder(connection).migration_qs.filter(app="agenda", name="0001_inicial").delete()

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"lista": False, "base": "ok", "migraciones": "faltan 1"}


@pytest.mark.django_db
def test_readyz_tells_that_the_database_is_away(client):
    def sin_base(*_nada):
        raise DatabaseError("away")

    with connection.execute_wrapper(sin_base):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json() == {"lista": False, "base": "no responde"}


def test_robots_stay_out_of_forms_in_both_languages(client, settings):
    settings.SITE_URL = "https://sitio.example"

    texto = client.get("/robots.txt").content.decode()

    assert texto.splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /inscripcion/",
        "Disallow: /acceso/",
        "Disallow: /mi-espacio/",
        "Disallow: /mi-lugar/",
        "Disallow: /proyectos/proponer/",
        "Disallow: /pt-br/admin/",
        "Disallow: /pt-br/inscripcion/",
        "Disallow: /pt-br/acceso/",
        "Disallow: /pt-br/mi-espacio/",
        "Disallow: /pt-br/mi-lugar/",
        "Disallow: /pt-br/proyectos/proponer/",
        "",
        "Sitemap: https://sitio.example/sitemap.xml",
    ]

"""Headers and cookies: the same for every answer, as strict over https as they come."""

import os
import subprocess
import sys

import pytest

from tests.entorno import ROOT

SIN_PERMISOS = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()"


@pytest.mark.parametrize(
    ("ruta", "estado"),
    [
        ("/", 200),
        ("/acceso/", 200),
        ("/nada/", 404),
        ("/admin/login/", 200),
        ("/livez", 200),
    ],
)
def test_every_answer_says_what_browsers_must_not_do_with_it(db, client, ruta, estado):
    response = client.get(ruta)

    assert response.status_code == estado
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == SIN_PERMISOS
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"


def test_static_files_say_it_too(client, settings):
    settings.WHITENOISE_USE_FINDERS = True

    response = client.get("/static/admin/css/base.css")

    assert response.status_code == 200
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Permissions-Policy"] == SIN_PERMISOS


ENTERO = """
import django; django.setup()
from django.conf import settings
from django.test import RequestFactory
from django.core.handlers.wsgi import WSGIHandler
from comun.avisos import AvisosEnCookie
portal, host = WSGIHandler(), {{"host": "testserver"}}
response = portal.get_response(RequestFactory().get("/robots.txt", secure={secure}, headers=host))
print(response.status_code, response.headers.get("Strict-Transport-Security"), AvisosEnCookie.cookie_name,
      settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, sep="|")
print(portal.get_response(RequestFactory().get("/robots.txt", headers=host)).status_code)
"""


@pytest.mark.parametrize(
    ("esquema", "linea", "por_http"),
    [
        (
            "https",
            "200|max-age=31536000; includeSubDomains; preload|__Host-avisos|__Host-sesion|__Host-csrf",
            "301",
        ),
        ("http", "200|None|avisos|sesion|csrf", "200"),
    ],
)
def test_what_depends_on_https_follows_the_address_of_the_site(esquema, linea, por_http):
    entorno = {**os.environ, "SITE_URL": f"{esquema}://testserver", "DJANGO_SETTINGS_MODULE": "seminario.settings"}
    salida = subprocess.run(
        [sys.executable, "-c", ENTERO.format(secure=esquema == "https")],
        cwd=ROOT, env=entorno, capture_output=True, text=True, timeout=60,
    )  # fmt: skip

    assert salida.stdout.splitlines() == [linea, por_http], salida.stderr

"""What the log holds of an access link, of whatever way it fails: never the token."""

import io
import logging
import os
import subprocess
import sys

import pytest
from django.test import Client

from actores.models import Contacto
from comun.registro import SinEnlaces, tapar
from tests.entorno import ROOT
from tests.fabricas import crear_contacto

TOKEN = "0123456789abcdef" * 2 + "." + "aB3-_" * 8 + "xyz"


@pytest.fixture
def escrito():
    """What the handler of the portal writes, as the settings made it."""
    (handler,) = [h for h in logging.getLogger().handlers if any(isinstance(f, SinEnlaces) for f in h.filters)]
    papel = io.StringIO()
    antes = handler.setStream(papel)
    yield papel
    handler.setStream(antes)


@pytest.fixture
def token(db):
    return crear_contacto().token()


def test_a_valid_link_posted_without_cookies_is_not_logged(token, escrito):
    assert Client(enforce_csrf_checks=True).post(f"/acceso/{token}/").status_code == 403

    assert "(CSRF cookie not set.): /acceso/…" in escrito.getvalue()
    assert token.partition(".")[0] not in escrito.getvalue()


def test_a_put_of_a_link_does_not_log_it(client, token, escrito):
    assert client.put(f"/acceso/{token}/").status_code == 405

    assert "Method Not Allowed (PUT): /acceso/…" in escrito.getvalue()
    assert token.partition(".")[0] not in escrito.getvalue()


@pytest.mark.parametrize("pegado", [")", ".", "%3E", "/x", "%20fin"])
def test_a_link_with_something_stuck_at_its_end_is_not_logged(client, token, escrito, pegado):
    assert client.get(f"/acceso/{token}{pegado}").status_code in (404, 301)
    assert client.get(f"/pt-br/acceso/correo/{token}{pegado}/").status_code == 404

    assert "Not Found: /pt-br/acceso/…" in escrito.getvalue()
    assert token[:20] not in escrito.getvalue()
    assert token[-20:] not in escrito.getvalue()


def test_the_traceback_of_a_failure_does_not_hold_the_link(client, token, escrito, monkeypatch):
    def fallar(recibido):
        raise ValueError(f"no anduvo {recibido!r}")

    monkeypatch.setattr(Contacto, "por_token", fallar)
    client.raise_request_exception = False

    assert client.get(f"/acceso/{token}/").status_code == 500
    assert "Traceback" in escrito.getvalue()
    assert "no anduvo '…'" in escrito.getvalue()
    assert token.partition(".")[0] not in escrito.getvalue()


@pytest.mark.parametrize(
    ("linea", "queda"),
    [
        (f"GET /acceso/{TOKEN}/ HTTP/1.1", "GET /acceso/… HTTP/1.1"),
        (f"GET /acceso/correo/{TOKEN} HTTP/1.1", "GET /acceso/… HTTP/1.1"),
        (f"GET /acceso/{TOKEN[:40]}/{TOKEN[40:]}/ HTTP/1.1", "GET /acceso/… HTTP/1.1"),
        (f"/acceso/ {TOKEN}", "/acceso/ …"),
        (f"?siguiente=%2Facceso%2F{TOKEN}", "?siguiente=%2Facceso%2F…"),
        (f"Reverse for 'entrar' with arguments '('{TOKEN}',)'", "Reverse for 'entrar' with arguments '('…',)'"),
        ("Not Found: /acceso/", "Not Found: /acceso/"),
        (
            "Not Found: /agenda/0123456789abcdef0123456789abcdef/",
            "Not Found: /agenda/0123456789abcdef0123456789abcdef/",
        ),
    ],
)
def test_tapar_hides_tokens_and_nothing_else(linea, queda):
    assert tapar(linea) == queda


def test_the_access_log_of_gunicorn_tells_no_link_if_somebody_turns_it_on():
    code = (
        "import logging, sys, seminario.wsgi\n"
        "for name in ('gunicorn.access', 'gunicorn.error'):\n"
        "    logger = logging.getLogger(name)\n"
        "    logger.propagate = False\n"
        "    logger.addHandler(logging.StreamHandler(sys.stdout))\n"
        "    logger.error('%(r)s', {'r': 'GET /acceso/" + TOKEN + "/ HTTP/1.1'})\n"
    )

    salida = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True, timeout=60, check=True
    )

    assert salida.stdout == "GET /acceso/… HTTP/1.1\n" * 2


def test_a_strangers_host_name_is_one_short_line(client, escrito):
    assert client.get("/", headers={"host": "malo.example"}).status_code == 400

    lineas = [linea for linea in escrito.getvalue().splitlines() if "DisallowedHost" in linea]
    assert len(lineas) == 1
    assert " WARNING django.security.DisallowedHost Invalid HTTP_HOST header: 'malo.example'." in lineas[0]
    assert "Traceback" not in escrito.getvalue()


@pytest.mark.parametrize(
    ("clase", "datos"),
    [
        ("RequestDataTooBig", {"email": "a" * 3_000_000}),
        ("TooManyFieldsSent", dict.fromkeys(map(str, range(2000)), "x")),
    ],
)
def test_a_request_too_big_is_refused_with_one_short_line(db, client, escrito, clase, datos):
    response = client.post("/acceso/", datos)

    lineas = [linea for linea in escrito.getvalue().splitlines() if clase in linea]
    assert response.status_code == 400
    assert [" WARNING " in linea for linea in lineas] == [True]
    assert "Traceback" not in escrito.getvalue()

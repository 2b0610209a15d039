"""Settings: each one documented, and a missing or wrong one ends the start with a sentence."""

import os
import re
import subprocess
import sys
from itertools import pairwise

import pytest

from tests.entorno import ROOT

GOOD = {
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJ-éñ",
    "SITE_URL": "https://seminario.example.org",
    "ALLOWED_HOSTS": "seminario.example.org",
    "DATABASE_URL": "postgres://nobody:secreto@localhost:1/nothing",
    "EMAIL_URL": "smtp+tls://nobody:secreto@localhost:587",
    "DEFAULT_FROM_EMAIL": "Seminario <seminario@example.org>",
    "RESPONSABLE_DATOS": "Una municipalidad",
    "CORREO_CONTACTO": "contacto@example.org",
    "TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1",
    "CACHE_URL": "locmemcache://",
    "DEBUG": "False",
    "PUBLIC_LIMITS": "True",
    "LIMITES_FACTOR": "1",
    "LOG_LEVEL": "WARNING",
    "MEDIA_ACCEL": "/interno/",
    "SENTRY_DSN": "",
    "DJANGO_SETTINGS_MODULE": "seminario.settings",
}
REQUIRE = ("-c", "from seminario.checks import require; require()")


def start(*command, **changed):
    environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), **GOOD, **changed}
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def settings_read():
    text = (ROOT / "seminario" / "settings.py").read_text()
    return set(re.findall(r'\benv\.\w+\(\s*"([A-Z_]+)"', text))


def test_every_setting_is_documented_and_nothing_else_is():
    documented = re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert sorted(documented) == sorted(settings_read())


def test_every_setting_is_explained_by_the_comment_above_it():
    lines = (ROOT / ".env.example").read_text().splitlines()

    bare = [line for before, line in pairwise(lines) if re.match(r"#?[A-Z_]+=", line) and before[:2] != "# "]

    assert bare == []


def test_good_settings_start():
    assert start(*REQUIRE).stderr == ""


@pytest.mark.parametrize(
    ("name", "value", "what_to_do"),
    [
        ("SECRET_KEY", "", "Falta SECRET_KEY"),
        ("SECRET_KEY", "corta", "50 caracteres al azar"),
        ("SECRET_KEY", "a" * 60, "50 caracteres al azar"),
        ("SECRET_KEY", "$" + "0123456789" * 6, "SECRET_KEY empieza con «$»"),
        ("SITE_URL", "", "Falta SITE_URL"),
        ("SITE_URL", "seminario.example.org", "https://seminario.example.org"),
        ("SITE_URL", "https://[::1", "SITE_URL"),
        ("ALLOWED_HOSTS", "", "Falta ALLOWED_HOSTS: escribir"),
        ("ALLOWED_HOSTS", "otro.example.org", "agregar seminario.example.org"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS dice «*»"),
        ("DATABASE_URL", "", "Falta DATABASE_URL"),
        ("DATABASE_URL", "foo", "DATABASE_URL no es la dirección de una base PostgreSQL"),
        ("DATABASE_URL", "mysql://x:secreto@y/z", "DATABASE_URL no es la dirección de una base PostgreSQL"),
        ("DATABASE_URL", "postgres://x:secreto@y:port/z", "DATABASE_URL no se entiende"),
        ("EMAIL_URL", "", "Falta EMAIL_URL"),
        ("EMAIL_URL", "localhost", "EMAIL_URL no es un servidor de correo"),
        ("EMAIL_URL", "smtp://", "EMAIL_URL no es un servidor de correo"),
        ("DEFAULT_FROM_EMAIL", "", "Falta DEFAULT_FROM_EMAIL"),
        ("DEFAULT_FROM_EMAIL", "Seminario", "Falta DEFAULT_FROM_EMAIL"),
        ("CORREO_CONTACTO", "", "Falta CORREO_CONTACTO"),
        ("RESPONSABLE_DATOS", " ", "Falta RESPONSABLE_DATOS"),
        ("TRUSTED_PROXIES", "10.0.0.0/8,mi-proxy", "TRUSTED_PROXIES contiene «mi-proxy»"),
        ("CACHE_URL", "foo://x", "CACHE_URL no es una caché"),
        ("DEBUG", "quizás", "DEBUG no dice ni sí ni no"),
        ("PUBLIC_LIMITS", "2", "PUBLIC_LIMITS no dice ni sí ni no"),
        ("LIMITES_FACTOR", "muchos", "LIMITES_FACTOR no es un número entero"),
        ("LIMITES_FACTOR", "0", "LIMITES_FACTOR es menor que 1"),
        ("ESPERA_CANDADO", "-1", "ESPERA_CANDADO es menor que 0"),
        ("ESPERA_OCIOSA", "-1", "ESPERA_OCIOSA es menor que 0"),
        ("MEDIA_ACCEL", "interno", "MEDIA_ACCEL no es una ruta"),
        ("MEDIA_ACCEL", "//otro.example.org/", "MEDIA_ACCEL no es una ruta"),
        ("LOG_LEVEL", "mucho", "LOG_LEVEL no es un nivel"),
    ],
)
def test_a_missing_or_wrong_setting_ends_the_start_with_a_sentence(name, value, what_to_do):
    answer = start(*REQUIRE, **{name: value})

    assert answer.returncode == 1
    assert what_to_do in answer.stderr
    assert answer.stderr.startswith("El portal no puede empezar:\n- ")
    assert "Traceback" not in answer.stderr
    assert "secreto" not in answer.stderr


def test_all_that_is_missing_is_said_at_once():
    answer = start(*REQUIRE, RESPONSABLE_DATOS="", CORREO_CONTACTO="", TRUSTED_PROXIES="x")

    assert answer.stderr.count("\n- ") == 3


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("manage.py", "check"), 1),
        (("manage.py", "enviar_correo"), 1),
        (("-c", "import seminario.wsgi"), 3),
        (("-m", "gunicorn", "seminario.wsgi", "--bind", "127.0.0.1:0", "--no-control-socket"), 3),
    ],
    ids=["manage", "worker", "wsgi", "gunicorn"],
)
def test_every_way_to_start_says_the_sentence(command, code):
    answer = start(*command, SITE_URL="nada")

    assert answer.returncode == code
    assert "- Falta SITE_URL, o no es una dirección" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_tests_say_the_sentence_too():
    answer = start("-m", "pytest", "--collect-only", "tests/repositorio/test_entorno.py", DATABASE_URL="foo")

    assert answer.returncode == pytest.ExitCode.USAGE_ERROR
    assert "DATABASE_URL no es la dirección de una base PostgreSQL" in answer.stdout + answer.stderr
    assert "Traceback" not in answer.stdout + answer.stderr


def test_a_database_that_does_not_answer_is_a_sentence():
    answer = start("manage.py", "migrate")

    assert answer.returncode == 1
    assert "No se puede conectar con la base de datos: revisar DATABASE_URL" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert "secreto" not in answer.stderr


def test_a_site_on_https_never_falls_back_to_the_embedded_database():
    answer = start("manage.py", "migrate", DATABASE_URL="")

    assert answer.returncode == 1
    assert "Falta DATABASE_URL" in answer.stderr


def test_deployment_check_is_clean_over_https():
    answer = start("-W", "error::DeprecationWarning", "manage.py", "check", "--deploy", "--fail-level", "INFO")

    assert answer.stdout.strip() == "System check identified no issues (0 silenced)."
    assert answer.returncode == 0


@pytest.mark.parametrize(("scheme", "name", "secure"), [("https", "__Host-sesion", True), ("http", "sesion", False)])
def test_cookies_follow_the_scheme_of_the_site(scheme, name, secure):
    code = "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.HTTPS)"

    answer = start("-c", code, SITE_URL=f"{scheme}://seminario.example.org")

    assert answer.stdout.split() == [name, str(secure), str(secure)]

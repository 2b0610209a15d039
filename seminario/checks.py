"""What an installation must set: a missing or wrong setting ends the start with a sentence that says what to do.

``require`` is called by ``manage.py``, ``seminario.wsgi`` and the tests before Django is set up, so nobody reads a
traceback; the same problems are system checks too, for ``manage.py check``.
"""

import ipaddress
import logging
import os
import re
import sys
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import EmailValidator

GENERATE_KEY = 'python -c "import secrets; print(secrets.token_urlsafe(50))"'
KEY_LENGTH = 50
GUNICORN_GIVES_UP = 3  # With any other code gunicorn starts a failing worker again and again.


def require(exit_code=1):
    """End the process with the sentences of what is missing or wrong in the settings, if anything is."""
    sentences = problems()
    if sentences:
        sys.stderr.write("El portal no puede empezar:\n" + "".join(f"- {sentence}\n" for sentence in sentences))
        raise SystemExit(exit_code)


def problems():
    """Return a sentence for each setting that is missing or wrong."""
    try:
        settings.DEBUG  # noqa: B018 - the first access reads the settings
    except ImproperlyConfigured as error:
        return [str(error)]
    return [sentence for problem in PROBLEMS for sentence in problem()]


def _secret_key():
    try:
        key = settings.SECRET_KEY
    except ImproperlyConfigured:
        key = ""
    if len(key) < KEY_LENGTH or len(set(key)) < 5:
        yield f"Falta SECRET_KEY, o es corta: escribir {KEY_LENGTH} caracteres al azar o más ({GENERATE_KEY})."


def _addresses():
    try:
        url = urlsplit(settings.SITE_URL)
    except ValueError:
        url = urlsplit("")
    if url.scheme not in {"http", "https"} or not url.hostname or url.path or url.query:
        yield "Falta SITE_URL, o no es una dirección: escribir la del portal, por ejemplo https://seminario.example.org."
    elif not settings.ALLOWED_HOSTS:
        yield f"Falta ALLOWED_HOSTS: escribir los nombres del servidor, por ejemplo {url.hostname}."
    elif not any(_host_matches(url.hostname, host) for host in settings.ALLOWED_HOSTS):
        yield f"ALLOWED_HOSTS no contiene el servidor de SITE_URL: agregar {url.hostname}."
    if "*" in settings.ALLOWED_HOSTS and not settings.DEBUG:
        yield "ALLOWED_HOSTS dice «*»: escribir los nombres del servidor, que el portal no acepte otros."


def _database():
    if not os.environ.get("DATABASE_URL"):
        yield "Falta DATABASE_URL: escribir la dirección de la base, por ejemplo postgres://persona:clave@servidor/base."


def _mail():
    if not os.environ.get("EMAIL_URL"):
        yield "Falta EMAIL_URL: escribir el servidor de correo, por ejemplo smtp+tls://persona:clave@servidor:587."
    for name in ("DEFAULT_FROM_EMAIL", "CORREO_CONTACTO"):
        value = getattr(settings, name)
        address = value.rpartition("<")[2].rstrip("> ") if name == "DEFAULT_FROM_EMAIL" else value
        try:
            EmailValidator()(address)
        except ValidationError:
            yield f"Falta {name}, o no es un correo: escribir una dirección como seminario@example.org."


def _data_controller():
    if not settings.RESPONSABLE_DATOS.strip():
        yield "Falta RESPONSABLE_DATOS: escribir quién responde por los datos personales (nombre y domicilio)."


def _proxies():
    for proxy in settings.TRUSTED_PROXIES:
        try:
            ipaddress.ip_network(proxy, strict=False)
        except ValueError:
            yield f"TRUSTED_PROXIES contiene «{proxy}», que no es una red: escribir direcciones como 10.0.0.0/8."


def _limits():
    if settings.LIMITES_FACTOR < 1:
        yield "LIMITES_FACTOR es menor que 1: escribir 1 o un número mayor; PUBLIC_LIMITS=False quita los límites."


def _waits():
    for name in ("ESPERA_CANDADO", "ESPERA_OCIOSA"):
        if getattr(settings, name) < 0:
            yield f"{name} es menor que 0: escribir cuántos segundos se espera, o 0 para lo que diga el servidor."


def _media():
    if settings.MEDIA_ACCEL and not re.fullmatch(r"(/[A-Za-z0-9_-]+)+/", settings.MEDIA_ACCEL):
        yield "MEDIA_ACCEL no es una ruta: escribir la del proxy entre barras, por ejemplo /interno/, o dejarla vacía."


def _log_level():
    if settings.LOGGING["root"]["level"] not in logging.getLevelNamesMapping():
        yield "LOG_LEVEL no es un nivel: escribir DEBUG, INFO, WARNING o ERROR."


PROBLEMS = (_secret_key, _addresses, _database, _mail, _data_controller, _proxies, _limits, _waits, _media, _log_level)


def _host_matches(hostname, allowed):
    return (
        allowed == "*"
        or hostname == allowed.strip("[]").lower()
        or (allowed.startswith(".") and f".{hostname}".endswith(allowed.lower()))
    )


@checks.register("portal")
def check_settings(app_configs, **kwargs):
    return [checks.Error(sentence, id=f"seminario.E{number:03}") for number, sentence in enumerate(problems(), start=1)]

"""Settings of the demo and of the development, for what the environment does not say.

Pure standard library. ``./portal demo`` uses them, and ``manage.py`` where no ``DATABASE_URL`` is given: who does
not name a database is not in production. An installation gives its own; see ``.env.example``.
"""

import os
import re
import secrets
from pathlib import Path
from urllib.parse import quote

STAFF_USER = "coordinacion"


def prepare(root, port=8000, **fixed):
    """Complete ``os.environ`` with the demo's settings; those in ``fixed`` replace what is there."""
    given = set(os.environ) | _dotenv_names(root)
    settings = demo_settings(root, port)
    os.environ.update({name: value for name, value in settings.items() if name not in given})
    os.environ.update(fixed)


def demo_settings(root, port):
    """Return the demo's settings; generates its secret key at the first call and keeps it in ``var/``."""
    var = Path(root) / "var"
    return {
        "DEBUG": "False",
        "SECRET_KEY": kept_secret(var / "clave_secreta"),
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "EMAIL_URL": f"eml://{quote(str(var / 'correo'))}",
        "DEFAULT_FROM_EMAIL": "Seminario Sur-Sur <seminario@example.org>",
        "LIMITES_FACTOR": "20",
        "RESPONSABLE_DATOS": "Mercociudades (demo)",
        "CORREO_CONTACTO": "seminario@example.org",
    }


def kept_secret(path, length=50):
    """Return the secret of a file that only its owner reads, made at the first call."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        # Letters and digits only: django-environ takes a leading "$" as a reference to another variable.
        secret = "".join(
            secrets.choice("abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789") for _ in range(length)
        )
        file.write(secret + "\n")
    return secret


def second_factor_file(var):
    """Return where the demo keeps what the phone of its staff user would."""
    return Path(var) / f"segundo_paso_{STAFF_USER}"


def second_factor_seed(var):
    """Return the seed of that phone's key (``seminario.models.Autenticador``), made at the first call."""
    return kept_secret(second_factor_file(var), length=20).encode().hex()


def _dotenv_names(root):
    try:
        text = (Path(root) / ".env").read_text()
    except FileNotFoundError:
        return set()
    return set(re.findall(r"^(?:export )?([A-Za-z_0-9]+)=", text, re.MULTILINE))

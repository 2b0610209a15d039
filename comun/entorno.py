"""Reading of the settings from the environment, strict: a value that cannot be meant so ends the start.

``seminario.checks`` turns what is raised here into the sentence that the person reads.
"""

from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

YES = {"true", "1", "yes", "on", "si", "sí"}
NO = {"false", "0", "no", "off"}


class Environment(environ.Env):
    """django-environ that refuses what it would quietly read as something else, and knows the demo's mail folder."""

    EMAIL_SCHEMES = {**environ.Env.EMAIL_SCHEMES, "eml": "comun.correo_eml.ArchivosEml"}

    def get_value(self, var, cast=None, default=environ.Env.NOTSET, parse_default=False):
        if self.ENVIRON.get(var, "").startswith("$"):
            # django-environ would read the name of another variable in it, and print it when that is missing.
            raise ImproperlyConfigured(f"{var} empieza con «$»: escribir un valor que empiece de otra manera.")
        return super().get_value(var, cast=cast, default=default, parse_default=parse_default)

    def bool(self, var, default=environ.Env.NOTSET):
        value = self.str(var, default="").strip().lower()
        if value in YES:
            return True
        if value in NO:
            return False
        if value == "" and default is not self.NOTSET:
            return default
        raise ImproperlyConfigured(f"{var} no dice ni sí ni no: escribir True o False.")

    def int(self, var, default=environ.Env.NOTSET):
        try:
            return super().int(var, default=default)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var} no es un número entero: escribir solo cifras.") from error

    def list(self, var, cast=None, default=environ.Env.NOTSET):
        return [item.strip() for item in super().list(var, cast=cast, default=default) if item.strip()]

    def db_url(self, var="DATABASE_URL", default=environ.Env.NOTSET, engine=None):
        value = self.str(var, default=default)
        url = _parsed(var, value, example="postgres://persona:clave@servidor/base")
        if value and (url.scheme not in {"postgres", "postgresql"} or not url.path.strip("/")):
            raise ImproperlyConfigured(
                f"{var} no es la dirección de una base PostgreSQL: escribir postgres://persona:clave@servidor/base."
            )
        if not value:
            return {"ENGINE": "django.db.backends.postgresql"}  # seminario.checks says that it is missing.
        config = self.db_url_config(value)
        options = config.get("OPTIONS", {})  # A socket's folder is given there, but dbshell looks for HOST.
        return {**config, "HOST": options.pop("host", config["HOST"]), "PORT": options.pop("port", config["PORT"])}

    def cache_url(self, var="CACHE_URL", default=environ.Env.NOTSET, backend=None):
        try:
            return super().cache_url(var, default=default, backend=backend)
        except ImproperlyConfigured as error:
            raise ImproperlyConfigured(
                f"{var} no es una caché conocida: escribir por ejemplo locmemcache://."
            ) from error

    def email_url(self, var="EMAIL_URL", default=environ.Env.NOTSET, backend=None):
        value = self.str(var, default=default) or default
        url = _parsed(var, value, example="smtp+tls://persona:clave@servidor:587")
        if url.scheme not in self.EMAIL_SCHEMES or (url.scheme.startswith("smtp") and not url.hostname):
            raise ImproperlyConfigured(
                f"{var} no es un servidor de correo: escribir smtp+tls://persona:clave@servidor:587, "
                "o eml:///carpeta/absoluta para guardar los mensajes en archivos."
            )
        config = self.email_url_config(value, backend=backend)
        if url.scheme in {"eml", "filemail"}:
            config["EMAIL_FILE_PATH"] = f"/{config['EMAIL_FILE_PATH'].lstrip('/')}"
        return config

    db = db_url
    cache = cache_url
    email = email_url


def _parsed(var, value, example):
    """Parse an address whose password or port may be badly written, without ever repeating it in the message."""
    try:
        url = urlsplit(value)
        _ = url.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{var} no se entiende: escribir una dirección como {example}.") from error
    return url


def con_plazos(config, *, candado, ociosa):
    """Return the settings of a database whose sessions do not wait for ever, in seconds; 0 is what the server says.

    ``candado``: for a lock. ``ociosa``: for a client that began a transaction and sends nothing. What the address of
    the database says in ``options`` comes after, and so counts more.
    """
    plazos = {"lock_timeout": candado, "idle_in_transaction_session_timeout": ociosa}
    dichos = [f"-c {nombre}={segundos}s" for nombre, segundos in plazos.items() if segundos]
    if not dichos:
        return config
    opciones = config.get("OPTIONS", {})
    suyas = [opciones["options"]] if opciones.get("options") else []
    return {**config, "OPTIONS": {**opciones, "options": " ".join([*dichos, *suyas])}}

"""The same, with the places where a test holds the server (``tests.carga.barrera``)."""

from tests.carga.ajustes import *  # noqa: F403
from tests.carga.ajustes import DATABASES, INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "tests.carga.barrera.Barrera"]
MIDDLEWARE = ["tests.carga.barrera.RetenerRespuesta", *MIDDLEWARE]
del DATABASES["default"]["OPTIONS"]["options"]  # What a test holds is waited for as long as a slow machine takes.

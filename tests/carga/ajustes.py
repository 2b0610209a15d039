"""The portal's settings as in production, but for static files, which no test of places looks at."""

from seminario.settings import *  # noqa: F403
from seminario.settings import MIDDLEWARE, STORAGES

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
MIDDLEWARE = [capa for capa in MIDDLEWARE if not capa.startswith("whitenoise.")]

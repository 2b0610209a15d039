"""The portal's settings, in the environment of the tests and as fast as they go."""

import pytest
from django.core.exceptions import ImproperlyConfigured

import tests.entorno  # noqa: F401 - lays the environment that the next line reads

try:
    from seminario.settings import *  # noqa: F403
except ImproperlyConfigured as error:
    raise pytest.UsageError(str(error)) from error

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405 - the threads of the live server leave no connection behind
WHITENOISE_AUTOREFRESH = True

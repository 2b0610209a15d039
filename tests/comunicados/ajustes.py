"""The worker as it is, with a place where a test holds it (``tests.comunicados.barrera``)."""

from seminario.settings import *  # noqa: F403
from seminario.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.comunicados.barrera.Barrera"]

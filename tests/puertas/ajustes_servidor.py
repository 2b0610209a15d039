"""The portal's settings as in production, with the static files of one test run apart."""

from seminario.settings import *  # noqa: F403
from seminario.settings import env

STATIC_ROOT = env.path("STATIC_ROOT")

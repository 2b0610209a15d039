"""The portal's settings, with each answer telling how many statements it took."""

from seminario.settings import *  # noqa: F403
from seminario.settings import MIDDLEWARE

MIDDLEWARE = ["bench.contar.ContarSentencias", *MIDDLEWARE]

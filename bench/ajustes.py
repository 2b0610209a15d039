"""The portal's settings, with the two views that the others are measured against."""

from seminario.settings import *  # noqa: F403
from seminario.settings import BASE_DIR, TEMPLATES

ROOT_URLCONF = "bench.urls"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "bench" / "plantillas")

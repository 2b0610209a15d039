"""Read the files of ``datos/``."""

import csv

from django.conf import settings
from django.utils.text import slugify

LARGO_DE_SLUG = 80


def filas(nombre):
    """Return the rows of ``datos/<nombre>.csv`` as dicts of strings; a blank is unknown."""
    with (settings.BASE_DIR / "datos" / f"{nombre}.csv").open(encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))


def partes(texto, separador):
    """Return the non-blank parts of a cell that holds several values."""
    return [parte.strip() for parte in texto.split(separador) if parte.strip()]


def entero(texto):
    """Return the whole number, or ``None`` where it is unknown."""
    return int(texto) if texto else None


def slug_corto(texto):
    """Return a slug of at most ``LARGO_DE_SLUG`` characters, cut between words."""
    slug = slugify(texto)
    return slug if len(slug) <= LARGO_DE_SLUG else slug[: LARGO_DE_SLUG + 1].rsplit("-", 1)[0]

"""Addresses of pages, remembered: to work one out costs as much as to print a whole row of a list."""

from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language


def direccion(nombre, *args):
    """Return what ``reverse`` does for a named address, in the active language."""
    return _direccion(nombre, args, get_language(), settings.ROOT_URLCONF)


@lru_cache(maxsize=8192)
def _direccion(nombre, args, idioma, urlconf):
    return reverse(nombre, args=args)

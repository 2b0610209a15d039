"""Addresses of pages: ours, remembered, and where one leads.

To work an address out costs as much as to print a whole row of a list.
"""

from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language


def direccion(nombre, *args):
    """Return what ``reverse`` does for a named address, in the active language."""
    return _direccion(nombre, args, get_language(), settings.ROOT_URLCONF)


@lru_cache(maxsize=8192)
def _direccion(nombre, args, idioma, urlconf):
    return reverse(nombre, args=args)


def sitio(url):
    """Return the site that an address leads to, as people call it: ``youtube.com``."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


def otro_sitio(url):
    """Return the site that an address leads to, as people call it; "" if it is this one."""
    return "" if urlsplit(url).netloc == urlsplit(settings.SITE_URL).netloc else sitio(url)

"""The address of a sheet: made of its title, like no other's, and none that a fixed page of the catalogue has."""

import re
import secrets

from django.utils.text import slugify

from proyectos.models import Proyecto

RESERVADAS = {"mapa", "cifras", "datos", "proponer", "novedades"}
LARGO = 80
_PROVISIONAL = re.compile(r"propuesta-[0-9a-f]{16}")


def es_reservada(slug):
    """True for an address that a fixed page of the catalogue has, or may have."""
    return slug in RESERVADAS


def provisional():
    """Return what stands for the address of a proposal until it is published: nobody else's, and of no title."""
    return f"propuesta-{secrets.token_hex(8)}"


def es_provisional(slug):
    return _PROVISIONAL.fullmatch(slug) is not None


def libre(texto, proyecto=None):
    """Return an address made of ``texto``, cut between words, that no sheet but ``proyecto`` has: the next one free.

    Nothing is locked: whoever saves it answers for the race (``proyectos_proyecto_slug_key``).
    """
    base = _corta(slugify(texto)) or "proyecto"
    otros = Proyecto.objects.filter(slug__startswith=base).exclude(pk=getattr(proyecto, "pk", None))
    usadas = RESERVADAS | set(otros.values_list("slug", flat=True))
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, len(usadas) + 3))) if s not in usadas)


def _corta(slug):
    slug = slug.strip("-_")
    return slug if len(slug) <= LARGO else slug[: LARGO + 1].rsplit("-", 1)[0][:LARGO].strip("-_")

"""Sections that rooms above add to a project's sheet (registered in their ``AppConfig.ready``)."""

from dataclasses import dataclass
from typing import Any

_registradas = []


@dataclass(frozen=True)
class Seccion:
    """A template to include, and what it finds under ``seccion.datos``."""

    plantilla: str
    datos: Any


def registrar(*, plantilla, datos):
    """Add a section: ``datos(proyecto)`` returns what ``plantilla`` shows of a project, empty to leave it out.

    Whoever registers answers for showing only what is published.
    """
    if any(p == plantilla for p, _d in _registradas):
        raise ValueError(f"section {plantilla} is registered twice")
    _registradas.append((plantilla, datos))


def secciones_de(proyecto):
    """Return the sections of one project's sheet, in the order of registration."""
    secciones = [Seccion(plantilla, datos(proyecto)) for plantilla, datos in _registradas]
    return [seccion for seccion in secciones if seccion.datos]

"""Sections that rooms above add to a project's sheet (registered in their ``AppConfig.ready``)."""

from dataclasses import dataclass, field
from typing import Any

_registradas = {}


@dataclass(frozen=True)
class Seccion:
    """A template to include, what it finds under ``seccion.datos``, and the same for machines."""

    plantilla: str
    datos: Any
    para_maquinas: list = field(default_factory=list)


def registrar(*, plantilla, datos, para_maquinas=lambda datos: []):
    """Add a section: ``datos(proyecto)`` returns what ``plantilla`` shows of a project, empty to leave it out.

    ``para_maquinas(datos)`` returns what of it is about the project in the words of schema.org (``subjectOf``).
    Whoever registers answers for showing only what is published.
    """
    if plantilla in _registradas:
        raise ValueError(f"section {plantilla} is registered twice")
    _registradas[plantilla] = datos, para_maquinas


def secciones_de(proyecto):
    """Return the sections of one project's sheet, in the order of registration."""
    todos = [(plantilla, datos(proyecto), maquinas) for plantilla, (datos, maquinas) in _registradas.items()]
    return [Seccion(plantilla, datos, maquinas(datos)) for plantilla, datos, maquinas in todos if datos]

"""Sections that rooms above add to a page, registered in their ``AppConfig.ready``."""

from typing import Any, NamedTuple


class Seccion(NamedTuple):
    """A template to include, what it finds under ``seccion.datos``, and the same for machines."""

    plantilla: str
    datos: Any
    para_maquinas: list


class Secciones:
    """The sections of one page, in the order of registration."""

    def __init__(self):
        self._registradas = {}

    def registrar(self, *, plantilla, datos, para_maquinas=lambda datos: []):
        """Add a section: ``datos`` of what the page tells returns what ``plantilla`` shows, empty to leave it out.

        ``para_maquinas(datos)`` returns the same as a list of plain data, where the page has a place for it.
        """
        if plantilla in self._registradas:
            raise ValueError(f"section {plantilla} is registered twice")
        self._registradas[plantilla] = datos, para_maquinas

    def de(self, *sobre):
        """Return the sections of one page, about what its own docstring says."""
        todas = [(plantilla, datos(*sobre), maquinas) for plantilla, (datos, maquinas) in self._registradas.items()]
        return [Seccion(plantilla, datos, maquinas(datos)) for plantilla, datos, maquinas in todas if datos]

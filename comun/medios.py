"""Uploaded files: where they are kept, under names that tell nothing, and who may read them."""

import secrets
from pathlib import PurePosixPath

from django.utils.deconstruct import deconstructible


@deconstructible(path="comun.medios.AlAzar")
class AlAzar:
    """Name an uploaded file (``upload_to``): ``<carpeta>/<32 hex>.<extension>``; nothing else of its own name stays."""

    def __init__(self, carpeta):
        self.carpeta = carpeta

    def __call__(self, fila, nombre):
        return f"{self.carpeta}/{secrets.token_hex(16)}{PurePosixPath(nombre).suffix.lower()}"

    def __eq__(self, otro):
        return isinstance(otro, AlAzar) and otro.carpeta == self.carpeta

    def __hash__(self):
        return hash(self.carpeta)

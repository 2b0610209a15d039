"""The catalogue: South-South cooperation projects and who takes part in them."""

from proyectos.models.convocatoria import Convocatoria
from proyectos.models.indice import IndiceProyecto
from proyectos.models.proyecto import Participacion, Proyecto, Revision
from proyectos.models.recursos import Documento, Enlace, Fuente, Imagen
from proyectos.models.versiones import Version

__all__ = [
    "Convocatoria",
    "Documento",
    "Enlace",
    "Fuente",
    "Imagen",
    "IndiceProyecto",
    "Participacion",
    "Proyecto",
    "Revision",
    "Version",
]

"""The form that the host of the Cumbre runs elsewhere, brought as a table: what each row would do, and doing it.

``columnas`` tells what each header is; ``celdas``, ``actividades`` and ``actores`` read the cells, ``lectura`` the
rows; ``estado`` compares them with what the portal holds, ``plan`` tells the fate of each, ``servicio`` applies it
and ``escritura`` writes.
"""

from comun.importacion import PlanCambiado, YaAplicada
from inscripciones.importacion.estado import CAMPOS, Suerte
from inscripciones.importacion.plan import CON_SEMINARIO, Plan, de_la_cumbre, planear
from inscripciones.importacion.purga import QUE
from inscripciones.importacion.servicio import Aplicado, aplicar

__all__ = [
    "CAMPOS",
    "CON_SEMINARIO",
    "QUE",
    "Aplicado",
    "Plan",
    "PlanCambiado",
    "Suerte",
    "YaAplicada",
    "aplicar",
    "de_la_cumbre",
    "planear",
]

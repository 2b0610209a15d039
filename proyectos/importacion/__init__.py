"""Projects from a table: what each row would do, told before anything is done, and then done all at once.

``columnas`` reads the cells, ``actores`` finds cities and institutions, ``estado`` compares a sheet with what a row
says, ``plan`` tells the fate of each row, ``palabras`` puts what it would change in words, ``servicio`` applies a plan.
"""

from comun.importacion import PlanCambiado, YaAplicada
from proyectos.importacion.palabras import cambios_en_palabras
from proyectos.importacion.plan import Plan, Suerte, planear
from proyectos.importacion.servicio import aplicar

__all__ = ["Plan", "PlanCambiado", "Suerte", "YaAplicada", "aplicar", "cambios_en_palabras", "planear"]

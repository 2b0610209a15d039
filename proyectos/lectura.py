"""What a whole sheet says, for who is about to answer for it: see ``accion_confirmada`` (``leyendo``)."""

from proyectos import versiones
from proyectos.diferencias import Nombres, diferencias

sello = versiones.sello
_SIN_DECIR = {"historico": False, "unidades_propias": False}  # what a sheet is unless somebody says otherwise


def preparar(proyectos):
    """Put in words what sheets say, in a number of queries that does not grow with them."""
    versiones.preparar(proyectos)
    dichos = [versiones.retrato(proyecto) for proyecto in proyectos]
    nombres = Nombres(dichos)
    for proyecto, dicho in zip(proyectos, dichos, strict=True):
        proyecto.en_palabras = [(rotulo, texto) for rotulo, _nada, texto in diferencias(_SIN_DECIR, dicho, nombres)]


def contenido(proyecto):
    """Return ``[(label, text)]`` of what a prepared sheet says, without what is unknown."""
    return proyecto.en_palabras

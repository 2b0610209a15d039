"""What is new in the catalogue, for who subscribes."""

from comun.vistas import abierta, publica
from proyectos.novedades import Novedades


@abierta
@publica()
def novedades(request):
    """Answer the projects published last as Atom, in the language of the address."""
    return Novedades()(request)

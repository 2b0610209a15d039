"""Staff's view of the catalogue."""

from proyectos.admin import convocatoria, proyecto, recursos, versiones

__all__ = ["convocatoria", "proyecto", "recursos", "versiones"]

"""Staff's view of the day, one module for each thing."""

from acreditacion.admin.certificados import CertificadoAdmin
from acreditacion.admin.presencias import PresenciaAdmin

__all__ = ["CertificadoAdmin", "PresenciaAdmin"]

"""Staff's view of registrations: the list, one delegation on one screen, and what reserved activities are asked."""

from inscripciones.admin.asistencias import AsistenciaAdmin
from inscripciones.admin.cambios import CambioInscripcionAdmin, SolicitudDeCambioAdmin
from inscripciones.admin.inscripcion import InscripcionAdmin
from inscripciones.admin.necesidades import NecesidadDeAccesoAdmin
from inscripciones.admin.notas import NotaInternaAdmin
from inscripciones.admin.personas import EleccionAdmin, ParticipanteAdmin
from inscripciones.admin.uniones import PedidoDeUnionAdmin

__all__ = [
    "AsistenciaAdmin",
    "CambioInscripcionAdmin",
    "EleccionAdmin",
    "InscripcionAdmin",
    "NecesidadDeAccesoAdmin",
    "NotaInternaAdmin",
    "ParticipanteAdmin",
    "PedidoDeUnionAdmin",
    "SolicitudDeCambioAdmin",
]

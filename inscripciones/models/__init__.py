"""Registrations: a delegation, its people, what they attend and how, and what changed since."""

from inscripciones.models.asistencia import Asistencia, Modalidad
from inscripciones.models.cambios import CambioInscripcion, PedidoDeUnion, SolicitudDeCambio
from inscripciones.models.importacion import PersonaImportada
from inscripciones.models.inscripcion import Eleccion, Inscripcion, eligieron, nueva_referencia
from inscripciones.models.notas import NotaInterna
from inscripciones.models.persona import NecesidadDeAcceso, Participante, nueva_entrada

__all__ = [
    "Asistencia",
    "CambioInscripcion",
    "Eleccion",
    "Inscripcion",
    "Modalidad",
    "NecesidadDeAcceso",
    "NotaInterna",
    "Participante",
    "PedidoDeUnion",
    "PersonaImportada",
    "SolicitudDeCambio",
    "eligieron",
    "nueva_entrada",
    "nueva_referencia",
]

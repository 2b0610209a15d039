"""The programme: the Cumbre, its activities, the seminar's blocks and their interventions."""

from agenda.models.cumbre import Actividad, Cumbre
from agenda.models.programa import Bloque, EstadoPrograma, Intervencion, Ponente
from agenda.models.propuesta import EstadoPropuesta, Propuesta

__all__ = ["Actividad", "Bloque", "Cumbre", "EstadoPrograma", "EstadoPropuesta", "Intervencion", "Ponente", "Propuesta"]

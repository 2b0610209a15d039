"""The programme: the Cumbre, its activities, the seminar's blocks and their interventions."""

from agenda.models.cambio import Cambio
from agenda.models.cumbre import Actividad, Cumbre
from agenda.models.material import Material, Video
from agenda.models.pregunta import EstadoPregunta, Pregunta
from agenda.models.programa import Bloque, EstadoPrograma, Idioma, Interpretacion, Intervencion, Ponente
from agenda.models.propuesta import EstadoPropuesta, Propuesta

__all__ = [
    "Actividad",
    "Bloque",
    "Cambio",
    "Cumbre",
    "EstadoPregunta",
    "EstadoPrograma",
    "EstadoPropuesta",
    "Idioma",
    "Interpretacion",
    "Intervencion",
    "Material",
    "Ponente",
    "Pregunta",
    "Propuesta",
    "Video",
]

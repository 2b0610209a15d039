"""Staff's view of the programme, by noun."""

from agenda.admin import cambios, cumbre, materiales, preguntas, programa, propuesta

__all__ = ["cambios", "cumbre", "materiales", "preguntas", "programa", "propuesta"]

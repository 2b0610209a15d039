"""What rooms above add to two pages of a registration (``comun.secciones``)."""

from comun.secciones import Secciones

# Of one person's own place: ``datos(participante)``.
mi_lugar = Secciones()

# Of a delegation's page of staff: ``datos(request, inscripcion, personas)``, the people already read. Whoever registers
# looks at what the user may see, and asks the database in a number of queries that does not depend on the people.
delegacion = Secciones()

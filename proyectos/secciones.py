"""What rooms above add to a project's sheet (``comun.secciones``)."""

from comun.secciones import Secciones

# ``datos(proyecto)``, of which ``para_maquinas`` tells what is about the project in the words of schema.org
# (``subjectOf``). Whoever registers answers for showing only what is published.
hoja = Secciones()

"""The network in figures, and the map of one city: everything counted from the database, nothing typed."""

from django.db.models import Count, Min

from actores.models import Institucion
from inscripciones.models import Inscripcion
from proyectos.mapa import datos_del_mapa
from proyectos.models import Proyecto


def mapa_de_ciudad(ciudad, otras):
    """Return the map with an arc from a city to each of ``otras`` (with ``compartidos``), and the path of its own dot.

    Both are ``None`` if it has no place. The names are left to the list beside it: nobody could read them on a map
    this small.
    """
    if ciudad.latitud is None:
        return None, None
    pares = [(ciudad, otra, otra.compartidos) for otra in otras]
    return datos_del_mapa([ciudad, *otras], pares), datos_del_mapa([ciudad], []).puntos


def cifras(red):
    """Return the numbers of the front page; of ``inscritas`` the page tells no small number (tag ``pocas``)."""
    return {
        "ciudades": len(red.ciudades),
        "paises": len({ciudad.pais for ciudad in red.ciudades}),
        "instituciones": Institucion.objects.verificadas().count(),
        **Proyecto.objects.publicados().aggregate(proyectos=Count("pk"), desde=Min("convocatoria__anio")),
        "inscritas": Inscripcion.objects.confirmadas().count(),
    }

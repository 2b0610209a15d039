"""The network in figures and on the map: everything counted from the database, nothing typed."""

from typing import NamedTuple

from django.db.models import Count, Min

from actores.models import Ciudad, Institucion
from inscripciones.models import Inscripcion
from proyectos import conteos
from proyectos.mapa import ARCOS_MAXIMO, ROTULADAS, datos_del_mapa
from proyectos.models import IndiceProyecto, Proyecto


class Red(NamedTuple):
    """The public cities of the published projects and, of each two that share some, those that share most."""

    ciudades: list
    parejas: list

    @property
    def pares(self):
        """The names of the pairs, in order."""
        return sorted({f"{pareja.una.nombre} – {pareja.otra.nombre}" for pareja in self.parejas})


def contar():
    """Return the :class:`Red`, with as many pairs as the map draws arcs, in two queries."""
    indice = IndiceProyecto.objects.all()
    contadas, _total = conteos.ciudades(indice, None)
    parejas, _total = conteos.parejas_de_ciudades(indice, ARCOS_MAXIMO)
    return Red([contada.ciudad for contada in contadas], parejas)


def mapa_de_la_red(red):
    """Return the south-up map: the member cities as points, an arc for each pair that shares a project."""
    miembros = list(
        Ciudad.objects.verificadas()
        .filter(miembro=True, latitud__isnull=False, longitud__isnull=False)
        .only("nombre", "slug", "latitud", "longitud")
    )
    con_nombre = {ciudad.slug: ciudad for ciudad in miembros}
    rotulos = [con_nombre[slug] for slug in ROTULADAS if slug in con_nombre]
    pares = [(pareja.una, pareja.otra, pareja.proyectos) for pareja in red.parejas]
    return datos_del_mapa([*miembros, *red.ciudades], pares, rotulos)


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

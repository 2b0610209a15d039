"""The network on the map: the cities that cooperate and their pairs, counted from the database, nothing typed."""

from typing import NamedTuple

from actores.models import Ciudad
from proyectos import conteos
from proyectos.mapa import ARCOS_MAXIMO, ROTULADAS, datos_del_mapa
from proyectos.models import IndiceProyecto


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

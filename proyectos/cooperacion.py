"""What the page of the map tells: the drawing, and the tables of pairs and of cities that say the same in words."""

from dataclasses import dataclass

from proyectos import conteos, mapa_pesado
from proyectos.enlaces import Enlaces
from proyectos.mapa import ARCOS_MAXIMO

FILAS, FILAS_TODAS = 50, 1000


@dataclass(frozen=True)
class FilaPareja:
    """A pair, the address of the projects that it shares, and the number of its arc; none where it has no arc."""

    pareja: conteos.Pareja
    url: str
    arco: int | None


@dataclass(frozen=True)
class FilaCiudad:
    """A city, the address of its projects, and whether it has a place on the map."""

    contada: conteos.Contada
    url: str
    en_el_mapa: bool


@dataclass(frozen=True)
class Cooperacion:
    """The map, its tables and the facets to narrow them by.

    The totals are of all pairs and cities, in the tables or not; ``enteras``: the tables are as long as they may be.
    """

    mapa: mapa_pesado.MapaPesado
    grupos: list
    proyectos: int
    parejas: list
    total_parejas: int
    ciudades: list
    total_ciudades: int
    enteras: bool

    @property
    def hay_mas(self):
        """True if some pair or city is not in the tables."""
        return len(self.parejas) < self.total_parejas or len(self.ciudades) < self.total_ciudades

    @property
    def arcos_de_menos(self):
        """True if the map draws some of the pairs only, because there are too many."""
        return self.total_parejas > ARCOS_MAXIMO

    @property
    def sin_lugar(self):
        """True if a city of the table has no place on the map."""
        return not all(fila.en_el_mapa for fila in self.ciudades)


def cooperacion(filtro, *, todas, norte_arriba):
    """Return the :class:`Cooperacion` of the projects that match, in five queries; ``todas``: the tables whole."""
    indice, enlaces = filtro.indice(), Enlaces(filtro)
    filas = FILAS_TODAS if todas else FILAS
    ciudades, total_ciudades = conteos.ciudades(indice, max(filas, mapa_pesado.PUNTOS_MAXIMO))
    parejas, total_parejas = conteos.parejas_de_ciudades(indice, max(filas, ARCOS_MAXIMO))
    mapa = mapa_pesado.dibujar(ciudades, parejas, norte_arriba=norte_arriba)
    con_arco = {arco.numero for escalon in mapa.escalones for arco in escalon.arcos}
    return Cooperacion(
        mapa=mapa,
        grupos=filtro.grupos_de(conteos.por_faceta(indice)),
        proyectos=indice.count(),
        parejas=[
            FilaPareja(pareja, _url(enlaces, pareja.una, pareja.otra), numero if numero in con_arco else None)
            for numero, pareja in enumerate(parejas[:filas], start=1)
        ],
        total_parejas=total_parejas,
        ciudades=[
            FilaCiudad(contada, _url(enlaces, contada.ciudad), mapa_pesado.lugar(contada.ciudad) is not None)
            for contada in ciudades[: max(filas, 2 * FILAS)]
        ],
        total_ciudades=total_ciudades,
        enteras=todas,
    )


def _url(enlaces, *ciudades):
    return enlaces.a("catalogo", *(("ciudad", ciudad.slug) for ciudad in ciudades))

"""What the page of the map tells: the drawing, and the tables of pairs and of cities that say the same in words."""

from dataclasses import dataclass

from django.core.paginator import Page

from proyectos import conteos, mapa_pesado
from proyectos.enlaces import Enlaces
from proyectos.mapa import ARCOS_MAXIMO

FILAS_PAREJAS, FILAS_CIUDADES = 25, 30  # beside the map
FILAS_POR_PAGINA, FILAS_TODAS = 150, 1000  # of each table where they are shown whole


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

    The totals are of all pairs and cities, in the tables or not. ``pagina``: that of both tables where they are shown
    whole, without the map, which would make the page too heavy; both are ``None`` where the other one is there.
    """

    mapa: mapa_pesado.MapaPesado | None
    grupos: list
    proyectos: int
    parejas: list
    total_parejas: int
    ciudades: list
    total_ciudades: int
    pagina: Page | None

    @property
    def hay_mas(self):
        """True if some pair or city is not in the tables beside the map."""
        return not self.pagina and (len(self.parejas) < self.total_parejas or len(self.ciudades) < self.total_ciudades)

    @property
    def hay_mas_que_todas(self):
        """True if there are more than the tables hold at their longest."""
        return max(self.total_parejas, self.total_ciudades) > FILAS_TODAS

    @property
    def arcos_de_menos(self):
        """True if the map draws some of the pairs only, because there are too many."""
        return self.total_parejas > ARCOS_MAXIMO

    @property
    def sin_lugar(self):
        """True if a city of the table has no place on the map."""
        return not all(fila.en_el_mapa for fila in self.ciudades)


def cooperacion(filtro, *, todas, norte_arriba):
    """Return the :class:`Cooperacion` of the projects that match, in four queries; ``todas``: the tables, by pages."""
    indice, enlaces = filtro.indice(), Enlaces(filtro)
    ciudades, total_ciudades = conteos.ciudades(indice, FILAS_TODAS if todas else mapa_pesado.PUNTOS_MAXIMO)
    parejas, total_parejas = conteos.parejas_de_ciudades(indice, FILAS_TODAS if todas else ARCOS_MAXIMO)
    mapa = pagina = None
    de_parejas, de_ciudades = slice(FILAS_PAREJAS), slice(FILAS_CIUDADES)
    if todas:
        pagina = filtro.paginar(range(max(len(parejas), len(ciudades))), FILAS_POR_PAGINA)
        de_parejas = de_ciudades = slice(max(pagina.start_index() - 1, 0), pagina.end_index())
    else:
        mapa = mapa_pesado.dibujar(ciudades, parejas, norte_arriba=norte_arriba)
    return Cooperacion(
        mapa=mapa,
        grupos=filtro.grupos_de(conteos.por_faceta(indice)),
        proyectos=indice.count(),
        parejas=_filas_de_parejas(parejas[de_parejas], enlaces, mapa),
        total_parejas=total_parejas,
        ciudades=[
            FilaCiudad(contada, _url(enlaces, contada.ciudad), mapa_pesado.lugar(contada.ciudad) is not None)
            for contada in ciudades[de_ciudades]
        ],
        total_ciudades=total_ciudades,
        pagina=pagina,
    )


def _filas_de_parejas(parejas, enlaces, mapa):
    con_arco = {arco.numero for escalon in mapa.escalones for arco in escalon.arcos} if mapa else ()
    return [
        FilaPareja(pareja, _url(enlaces, pareja.una, pareja.otra), numero if numero in con_arco else None)
        for numero, pareja in enumerate(parejas, start=1)
    ]


def _url(enlaces, *ciudades):
    return enlaces.a("catalogo", *(("ciudad", ciudad.slug) for ciudad in ciudades))

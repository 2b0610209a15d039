"""How many: the counts of the map and of the figures, each worked out by the database over the rows of the index.

All take an :class:`comun.indices.IndiceQuerySet` of the projects that match, without a limit. What counts for the
filters of the catalogue counts here, so a number is that of the list it leads to.
"""

from dataclasses import dataclass

from django.db.models import Count, F, Func, Q, Sum, TextField, Window
from django.db.models.functions import Greatest, Least

from actores.models import Ciudad, Pais
from comun import indices
from proyectos.models import Participacion

_OTRA = "proyecto__participaciones"
_A_LA_VISTA = {"ciudad__verificada": True, "ciudad__fusionada_en": None}
_DATOS = ("slug", "nombre", "pais", "latitud", "longitud")


@dataclass(frozen=True)
class Lugar:
    """A public city: what tables and maps tell of it; the coordinates are ``None`` where they are not known."""

    slug: str
    nombre: str
    pais: str
    latitud: float | None = None
    longitud: float | None = None

    @property
    def nombre_del_pais(self):
        return Pais(self.pais).label

    @property
    def url(self):
        """The address of its page."""
        return Ciudad(slug=self.slug).get_absolute_url()


@dataclass(frozen=True)
class Contada:
    """A city and in how many projects it takes part."""

    ciudad: Lugar
    proyectos: int


@dataclass(frozen=True)
class Pareja:
    """Two cities, in the order of their slugs, and how many projects they share."""

    una: Lugar
    otra: Lugar
    proyectos: int


class _Marcas(Func):
    """The facets of a project, one row for each."""

    function = "unnest"
    output_field = TextField()
    set_returning = True


class _Unidas(Func):
    """The facets of a project as one text."""

    template = "array_to_string(%(expressions)s, ' ')"
    output_field = TextField()


def por_faceta(indice):
    """Return ``{facet: {value: projects}}``; a project with several values counts once in each."""
    marcas = indice.order_by().annotate(marca=_Marcas(F("facetas"))).values_list("marca").annotate(cuantos=Count("pk"))
    return indices.por_faceta(dict(marcas))


def totales(indice):
    """Return ``{proyectos, con_pais, con_unidad, con_ods, con_monto, monto}``; ``monto`` is the sum of known grants.

    ``monto`` is ``None`` where no grant is known.
    """
    con = {
        f"con_{faceta}": Count("pk", filter=Q(marcas__contains=f"{faceta}:")) for faceta in ("pais", "unidad", "ods")
    }
    return (
        indice.order_by()
        .annotate(marcas=_Unidas(F("facetas")))
        .aggregate(
            proyectos=Count("pk"),
            con_monto=Count("proyecto__monto_usd"),
            monto=Sum("proyecto__monto_usd"),
            **con,
        )
    )


def ciudades(indice, cuantas, rol=None):
    """Return ``([Contada], total)``: the public cities with most projects, at most ``cuantas``, and how many there are.

    With ``rol``, those of the projects in which they have that role.
    """
    participaciones = _de(indice).filter(**_A_LA_VISTA)
    if rol:
        participaciones = participaciones.filter(rol=rol)
    filas = (
        participaciones.values_list(*_datos("ciudad"))
        .annotate(proyectos=Count("pk"), total=Window(Count("*")))
        .order_by("-proyectos", "ciudad__busqueda", "ciudad__slug")[:cuantas]
    )
    contadas = [(Contada(Lugar(*datos), proyectos), total) for *datos, proyectos, total in filas]
    return [contada for contada, _total in contadas], contadas[0][1] if contadas else 0


def parejas_de_ciudades(indice, cuantas):
    """Return ``([Pareja], total)``: the pairs of public cities that share most projects, at most ``cuantas``.

    By the number of projects and then by name; ``total`` is how many pairs there are.
    """
    extremos = "ciudad", f"{_OTRA}__ciudad"
    otra = {f"{_OTRA}__{campo}": valor for campo, valor in _A_LA_VISTA.items()}
    filas = (
        _de(indice)
        .filter(ciudad__slug__lt=F(f"{_OTRA}__ciudad__slug"), **_A_LA_VISTA, **otra)
        .values_list(*(dato for ciudad in extremos for dato in _datos(ciudad)))
        .annotate(proyectos=Count("pk"), total=Window(Count("*")))
        .order_by("-proyectos", *(f"{ciudad}__{por}" for por in ("busqueda", "slug") for ciudad in extremos))[:cuantas]
    )
    n = len(_DATOS)
    parejas = [(Pareja(Lugar(*fila[:n]), Lugar(*fila[n : 2 * n]), fila[-2]), fila[-1]) for fila in filas]
    return [pareja for pareja, _total in parejas], parejas[0][1] if parejas else 0


def parejas_de_paises(indice):
    """Return ``{(code, code): projects}``, the codes of each in order.

    A country with itself: the projects in which two or more of its cities take part.
    """
    paises = "ciudad__pais", f"{_OTRA}__ciudad__pais"
    filas = (
        _de(indice)
        .filter(ciudad__lt=F(f"{_OTRA}__ciudad"))
        .annotate(uno=Least(*paises), otro=Greatest(*paises))
        .values_list("uno", "otro")
        .annotate(proyectos=Count("proyecto", distinct=True))
    )
    return {(uno, otro): proyectos for uno, otro, proyectos in filas}


def _de(indice):
    return Participacion.objects.filter(proyecto__in=indice.order_by().values("pk")).order_by()


def _datos(ciudad):
    return [f"{ciudad}__{dato}" for dato in _DATOS]

"""The figures of the catalogue: what is counted, in words, each number with the list that it is the length of."""

from dataclasses import dataclass
from itertools import combinations_with_replacement

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from actores.listas import paises
from proyectos import conteos
from proyectos.enlaces import Enlaces
from proyectos.graficos import barras
from proyectos.models import Participacion

COORDINADORAS, PAREJAS = 20, 15
_CALORES = 4


@dataclass(frozen=True)
class Fila:
    """How many projects, of what, and the address that lists them; none where no filter says it."""

    nombre: str
    cuantos: int
    url: str = ""


@dataclass(frozen=True)
class Figura:
    """A figure: ``columna`` is the heading of what its rows name, ``nota`` what must be known to read it."""

    clave: str
    titulo: str
    columna: str
    filas: list
    nota: str = ""

    @property
    def grafico(self):
        return barras([(fila.nombre, fila.cuantos) for fila in self.filas])


@dataclass(frozen=True)
class Celda:
    """A cell of the table of countries: ``calor`` goes from 0 to 4; no number below the diagonal."""

    cuantos: int | None = None
    url: str = ""
    calor: int = 0


@dataclass(frozen=True)
class Cifras:
    """All figures of the projects that match, and facets to narrow them by; ``totales``: see ``conteos.totales``."""

    totales: dict
    grupos: list
    figuras: list
    pais_con_pais: Figura
    columnas: list
    matriz: list


def cifras(filtro):
    """Return the :class:`Cifras` of the projects that match, in five queries."""
    indice, enlaces = filtro.indice(), Enlaces(filtro)
    cuentas, totales = conteos.por_faceta(indice), conteos.totales(indice)
    contar = _Contador(filtro, enlaces, cuentas, totales["proyectos"])
    parejas = conteos.parejas_de_paises(indice)
    presentes = [(codigo, str(nombre)) for codigo, nombre in paises() if codigo in cuentas.get("pais", {})]
    return Cifras(
        totales=totales,
        grupos=filtro.grupos_de(cuentas),
        figuras=[
            contar.anios(),
            contar.de_varios("pais", _("Por país"), _("País"), _("Sin país conocido"), totales["con_pais"]),
            contar.ods(totales["con_ods"]),
            contar.de_varios(
                "unidad", _("Por unidad temática"), _("Unidad temática"), _("Sin dato"), totales["con_unidad"]
            ),
            contar.de_una("estado", _("Por estado"), _("Estado")),
            contar.de_una("modalidad", _("Por modalidad de cooperación"), _("Modalidad")),
            _coordinadoras(indice),
        ],
        pais_con_pais=_pais_con_pais(parejas),
        columnas=presentes,
        matriz=_matriz(presentes, parejas, enlaces),
    )


class _Contador:
    """Turns what the index counts into figures."""

    def __init__(self, filtro, enlaces, cuentas, total):
        self.filtro, self.enlaces, self.cuentas, self.total = filtro, enlaces, cuentas, total

    def anios(self):
        """By the year of the call."""
        por_anio = self.cuentas.get("convocatoria", {})
        filas = [self._fila("convocatoria", anio, anio) for anio in sorted(por_anio, key=int)]
        filas += _resto(_("Sin convocatoria"), self.total - sum(por_anio.values()))
        return Figura("anio", _("Por año de la convocatoria"), _("Año"), filas)

    def ods(self, con_dato):
        """All goals, those that no project has included."""
        filas = [self._fila("ods", numero, nombre) for numero, nombre in self._nombres("ods")]
        filas += _resto(_("Sin dato"), self.total - con_dato)
        return Figura("ods", _("Por Objetivo de Desarrollo Sostenible"), _("ODS"), filas, _en_varios())

    def de_varios(self, faceta, titulo, columna, sin_dato, con_dato):
        """What a project may have several of, the most frequent first; ``con_dato``: the projects that have any."""
        filas = [self._fila(faceta, valor, nombre) for valor, nombre in self._nombres(faceta)]
        filas = sorted((fila for fila in filas if fila.cuantos), key=lambda fila: -fila.cuantos)
        filas += _resto(sin_dato, self.total - con_dato)
        return Figura(faceta, titulo, columna, filas, _en_varios())

    def de_una(self, faceta, titulo, columna):
        """What a project has one of or none."""
        filas = [self._fila(faceta, valor, capfirst(nombre)) for valor, nombre in self._nombres(faceta)]
        filas += _resto(_("Sin dato"), self.total - sum(self.cuentas.get(faceta, {}).values()))
        return Figura(faceta, titulo, columna, filas)

    def _nombres(self, faceta):
        return [(valor, str(nombre)) for valor, nombre in self.filtro.fields[faceta].choices]

    def _fila(self, faceta, valor, nombre):
        cuantos = self.cuentas.get(faceta, {}).get(valor, 0)
        return Fila(nombre, cuantos, self.enlaces.a("catalogo", (faceta, valor)) if cuantos else "")


def _resto(nombre, cuantos):
    return [Fila(nombre, cuantos)] if cuantos > 0 else []


def _en_varios():
    return _("Un proyecto que está en varias filas cuenta una vez en cada una: la suma puede superar el total.")


def _coordinadoras(indice):
    ciudades, total = conteos.ciudades(indice, COORDINADORAS, rol=Participacion.Rol.COORDINADORA)
    filas = [Fila(f"{c.ciudad.nombre} ({c.ciudad.nombre_del_pais})", c.proyectos, c.ciudad.url) for c in ciudades]
    nota = _("Se muestran %(unas)s de %(todas)s ciudades.") % {"unas": len(filas), "todas": total}
    titulo = _("Ciudades que más proyectos coordinan")
    return Figura("coordinadoras", titulo, _("Ciudad"), filas, nota if total > len(filas) else "")


def _pais_con_pais(parejas):
    nombres = dict(paises())
    filas = [Fila(_pareja(nombres[uno], nombres[otro]), cuantos) for (uno, otro), cuantos in parejas.items()]
    filas.sort(key=lambda fila: (-fila.cuantos, fila.nombre))
    nota = _("Se cuentan los proyectos que comparten dos países, o dos ciudades de un mismo país.")
    if len(filas) > PAREJAS:
        nota += " " + _("Las barras muestran los %(cuantos)s pares con más proyectos; la tabla, todos.") % {
            "cuantos": PAREJAS
        }
    return Figura("paises", _("País con país"), _("Países"), filas[:PAREJAS], nota)


def _pareja(uno, otro):
    return f"{uno} – {otro}" if uno != otro else _("%(pais)s, entre sus ciudades") % {"pais": uno}


def _matriz(presentes, parejas, enlaces):
    """Return ``[(code, name, [Celda])]``: each pair once, above the diagonal, which is each country with itself."""
    mayor = max(parejas.values(), default=1)
    celdas = {}
    for (uno, _nombre), (otro, _otro_nombre) in combinations_with_replacement(presentes, 2):
        cuantos = parejas.get(tuple(sorted((uno, otro))), 0)
        url = enlaces.a("catalogo", ("pais", uno), ("pais", otro)) if cuantos and uno != otro else ""
        celdas[uno, otro] = Celda(cuantos, url, -(-_CALORES * cuantos // mayor))
    return [(uno, nombre, [celdas.get((uno, otro), Celda()) for otro, _n in presentes]) for uno, nombre in presentes]

"""Search with facets over a table made for it: one narrow row for each thing that the public may find.

The rows are written by triggers of the room that owns the index (see ``docs/decisiones/0011``), so nothing that changes
a name, a theme or a publication can leave one behind. What a reader asks is answered by one query of bounded cost: it
looks at ``TOPE`` rows at most, and says so when there are more.
"""

import json
from dataclasses import dataclass, field

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.db import connection, models
from django.db.models import F, FloatField, Func, Value

TOPE = 500
TITULADAS = 200


class Cruda(Func):
    """A ``tsquery`` whose stems are known already, as :func:`comun.busqueda.entender` writes it."""

    template = "%(expressions)s::tsquery"
    output_field = SearchQueryField()

    def __init__(self, tsquery):
        super().__init__(Value(tsquery))


class Responde(Func):
    """Whether an indexed text answers a query."""

    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = models.BooleanField()


class Puntaje(Func):
    """How well a row answers: what its title says comes first, then how often and where the words stand."""

    template = "((titular @@ %(expressions)s)::int + ts_rank(doc, %(expressions)s, 1))"
    output_field = FloatField()

    def as_sql(self, compiler, connection, **extra):
        sql, parametros = super().as_sql(compiler, connection, **extra)
        return sql, [*parametros, *parametros]


@dataclass(frozen=True)
class Hallazgo:
    """What a search found: the keys in order and, of each facet, how many have each value.

    ``exacto``: the numbers are those of everything that answers; otherwise of the first ``TOPE``, so there are more.
    """

    claves: list
    exacto: bool
    facetas: dict = field(default_factory=dict)


class IndiceQuerySet(models.QuerySet):
    def con_facetas(self, valores):
        """Rows that have every one of these values, pairs of facet and value."""
        marcas = [marca(faceta, valor) for faceta, valor in valores]
        return self.filter(facetas__contains=marcas) if marcas else self

    def que_responden(self, consulta):
        """Rows in which every word of a :class:`comun.busqueda.Consulta` is found."""
        return self.filter(Responde(F("doc"), Cruda(consulta.tsquery))) if consulta.tsquery else self

    def hallar(self, consulta, orden, *, por_puntaje):
        """Return the :class:`Hallazgo` of this query set, in one query.

        ``orden``: expressions that an index of the table follows. ``por_puntaje``: the best answers first, rows that
        answer as well in that order. Of a search that more than ``TOPE`` rows answer, the first ``TITULADAS`` that say
        it in their title are looked at besides.
        """
        filas = self.order_by(*orden)
        if not (consulta.tsquery and por_puntaje):
            primeras = filas.que_responden(consulta).annotate(puntaje=Value(0.0, FloatField()))
            return _hallar(primeras, primeras.filter(pk=None))
        tsquery = Cruda(consulta.tsquery)
        filas = filas.annotate(puntaje=Puntaje(tsquery))
        return _hallar(filas.que_responden(consulta), filas.filter(Responde(F("titular"), tsquery)))


class Indice(models.Model):
    """Abstract: the indexed text of something, that of its title, and the facets it is found by (``pais:AR``)."""

    doc = SearchVectorField()
    titular = SearchVectorField()
    facetas = ArrayField(models.TextField())

    objects = IndiceQuerySet.as_manager()

    class Meta:
        abstract = True


def marca(faceta, valor):
    """Return how an index writes one value of a facet."""
    return f"{faceta}:{valor}"


def por_faceta(cuentas):
    """Return ``{facet: {value: count}}`` of counts by how an index writes each value."""
    facetas = {}
    for escrita, cuenta in cuentas.items():
        faceta, _dos_puntos, valor = escrita.partition(":")
        facetas.setdefault(faceta, {})[valor] = cuenta
    return facetas


_FILAS = """
SELECT clave_ AS clave, puntaje_ AS puntaje, facetas_ AS facetas, row_number() OVER () AS puesto FROM (%s) AS parte
"""
# What answers, in order, and a row more if there are more; then, only if there are, what says it in its title.
_HALLAR = """
WITH primeras AS MATERIALIZED (%(primeras)s),
tituladas AS MATERIALIZED (
    SELECT * FROM (%(tituladas)s) AS t
    WHERE (SELECT count(*) FROM primeras) > %(tope)d AND clave NOT IN (SELECT clave FROM primeras)
),
ordenadas AS MATERIALIZED (
    SELECT * FROM (SELECT * FROM primeras UNION ALL SELECT * FROM tituladas) AS todas
    ORDER BY puntaje DESC, puesto LIMIT %(tope)d
),
contadas AS (SELECT faceta, count(*) AS cuantas FROM ordenadas, unnest(facetas) AS faceta GROUP BY faceta)
SELECT ARRAY(SELECT clave FROM ordenadas ORDER BY puntaje DESC, puesto),
       (SELECT count(*) FROM primeras) <= %(tope)d,
       (SELECT jsonb_object_agg(faceta, cuantas) FROM contadas)
"""


def _hallar(primeras, tituladas):
    partes = {"primeras": _sql(primeras, TOPE + 1), "tituladas": _sql(tituladas, TITULADAS)}
    consulta = _HALLAR % {"tope": TOPE, **{nombre: sql for nombre, (sql, _parametros) in partes.items()}}
    with connection.cursor() as cursor:
        cursor.execute(consulta, [p for _sql, parametros in partes.values() for p in parametros])
        claves, exacto, facetas = cursor.fetchone()
    return Hallazgo(claves=claves, exacto=exacto, facetas=por_faceta(json.loads(facetas or "{}")))


def _sql(filas, cuantas):
    """Return the SQL of the first rows and its parameters."""
    columnas = {"clave_": F("pk"), "puntaje_": F("puntaje"), "facetas_": F("facetas")}
    sql, parametros = filas.values(**columnas)[:cuantas].query.sql_with_params()
    return _FILAS % sql, parametros

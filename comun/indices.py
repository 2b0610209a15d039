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

TOPE = 1000


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
        answer as well in that order. Of a search that more than ``TOPE`` rows answer, those that say it in their title
        are looked at before the others.
        """
        filas = self.order_by(*orden)
        partes = [filas.que_responden(consulta)]
        if consulta.tsquery and por_puntaje:
            partes.append(filas.filter(Responde(F("titular"), Cruda(consulta.tsquery))))
            puntaje = Puntaje(Cruda(consulta.tsquery))
        else:
            puntaje = Value(0.0, FloatField())
        return _hallar([parte.annotate(puntaje=puntaje) for parte in partes])


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


# Ranks the rows that each part found (twice, those that both did); the first TOPE of them count.
_PARTE = "(SELECT clave_ AS clave, puntaje_ AS puntaje, row_number() OVER () AS puesto FROM (%(sql)s) AS parte)"
_CONTAR = """
WITH halladas AS MATERIALIZED (%(partes)s),
ordenadas AS (
    SELECT clave, min(puesto) AS puesto, max(puntaje) AS puntaje FROM halladas GROUP BY clave
    ORDER BY max(puntaje) DESC, min(puesto) LIMIT %(tope)d
),
contadas AS (
    SELECT faceta, count(*) AS cuantas
    FROM ordenadas o JOIN %(tabla)s i ON i.%(columna)s = o.clave, unnest(i.facetas) AS faceta
    GROUP BY faceta
)
SELECT ARRAY(SELECT clave FROM ordenadas ORDER BY puntaje DESC, puesto),
       (SELECT count(DISTINCT clave) FROM halladas),
       (SELECT jsonb_object_agg(faceta, cuantas) FROM contadas)
"""


def _hallar(partes):
    opciones = partes[0].model._meta
    sqls, parametros = [], []
    for parte in partes:
        sql, suyos = parte.values(clave_=F("pk"), puntaje_=F("puntaje"))[: TOPE + 1].query.sql_with_params()
        sqls.append(_PARTE % {"sql": sql})
        parametros += suyos
    consulta = _CONTAR % {
        "partes": " UNION ALL ".join(sqls),
        "tope": TOPE,
        "tabla": connection.ops.quote_name(opciones.db_table),
        "columna": connection.ops.quote_name(opciones.pk.column),
    }
    with connection.cursor() as cursor:
        cursor.execute(consulta, parametros)
        claves, cuantas, facetas = cursor.fetchone()
    contadas = {}
    for escrita, cuenta in json.loads(facetas or "{}").items():
        faceta, _dos_puntos, valor = escrita.partition(":")
        contadas.setdefault(faceta, {})[valor] = cuenta
    return Hallazgo(claves=claves, exacto=cuantas <= TOPE, facetas=contadas)

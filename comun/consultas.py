"""Queries of one shape, whose SQL is written once: Django takes longer to write it than PostgreSQL to answer it."""

from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.query import get_related_populators


class Preparada:
    """A query to call with primary keys, which returns a list of instances; with ``select_related``, no prefetches.

    ``consulta`` returns its queryset. It is called once for each number of keys, with -1, -2… in their place, so
    nothing else may change what it asks: neither the clock nor the language.
    """

    def __init__(self, consulta):
        self._escribir = lru_cache(maxsize=32)(lambda cuantas: _escribir(consulta, cuantas))

    def __call__(self, *claves):
        sql, parametros, leer = self._escribir(len(claves))
        with connection.cursor() as cursor:
            cursor.execute(sql, [claves[valor] if es_clave else valor for valor, es_clave in parametros])
            return [leer(fila) for fila in cursor]


def _escribir(consulta, cuantas):
    """Return the SQL, its parameters (a value, or the place of a key) and what makes an instance of a row."""
    huecos = [-1 - lugar for lugar in range(cuantas)]
    compilador = consulta(*huecos).query.get_compiler(using=DEFAULT_DB_ALIAS)
    sql, parametros = compilador.as_sql()
    parametros = [(huecos.index(valor), True) if valor in huecos else (valor, False) for valor in parametros]
    return sql, parametros, _lector(compilador.select, compilador.klass_info)


def _lector(select, clase):
    desde, hasta = clase["select_fields"][0], clase["select_fields"][-1] + 1
    nombres = [columna.target.attname for columna, _sql, _alias in select[desde:hasta]]
    relacionados = get_related_populators(clase, select, DEFAULT_DB_ALIAS)

    def leer(fila):
        instancia = clase["model"].from_db(DEFAULT_DB_ALIAS, nombres, fila[desde:hasta])
        for relacionado in relacionados:
            relacionado.populate(fila, instancia)
        return instancia

    return leer

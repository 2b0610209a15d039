"""Queries of one shape, whose SQL is written once: Django takes longer to write it than PostgreSQL to answer it."""

from functools import lru_cache

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models.base import ModelState


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
    if compilador.get_converters([columna for columna, _sql, _alias in compilador.select]):
        raise TypeError("Preparada reads columns as the driver gives them, and one of these must be converted")
    parametros = [(huecos.index(valor), True) if valor in huecos else (valor, False) for valor in parametros]
    return sql, parametros, _lector(compilador.select, compilador.klass_info)


def _lector(select, clase):
    """Return what makes an instance of a row, or ``None`` where there is none.

    What comes from the database needs nothing of what ``__init__`` does for whoever gives some fields by name, which
    takes longer than all the rest.
    """
    modelo, desde, hasta = clase["model"], clase["select_fields"][0], clase["select_fields"][-1] + 1
    nombres = [columna.target.attname for columna, _sql, _alias in select[desde:hasta]]
    clave = desde + nombres.index(modelo._meta.pk.attname)
    relacionados = [
        (_lector(select, otra), otra["local_setter"], otra["remote_setter"])
        for otra in clase.get("related_klass_infos", ())
    ]

    def leer(fila):
        if fila[clave] is None:
            return None
        instancia = modelo.__new__(modelo)
        instancia._state = ModelState()
        instancia._state.adding, instancia._state.db = False, DEFAULT_DB_ALIAS
        instancia.__dict__.update(zip(nombres, fila[desde:hasta], strict=True))
        for leer_otra, poner, devolver in relacionados:
            otra = leer_otra(fila)
            poner(instancia, otra)
            if otra is not None:
                devolver(otra, instancia)
        return instancia

    return leer

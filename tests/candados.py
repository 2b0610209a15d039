"""Locks that somebody else holds, and a short patience for them."""

from contextlib import contextmanager

from django.db import connection

BREVE = "200ms"


@contextmanager
def otra_conexion():
    """Another client of the same database."""
    otra = connection.copy()
    try:
        yield otra
    finally:
        otra.close()


@contextmanager
def retenida(sql, *parametros):
    """Another client reads rows under a lock and does not end its transaction."""
    with otra_conexion() as otra:
        otra.set_autocommit(False)
        with otra.cursor() as cursor:
            cursor.execute(sql, parametros)
        yield
        otra.rollback()

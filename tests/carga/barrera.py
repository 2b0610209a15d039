"""Where a test holds a server of its own: advisory locks of PostgreSQL, which the test takes first and frees later.

A process that comes to such a place waits there, and the test sees it wait (``pg_locks``): races and kills happen at
a known point and not by luck.
"""

import contextlib
import os

from django.apps import AppConfig
from django.db import connection

CONTADOS, POR_RESPONDER = 7001, 7002
SIN_CANDADO = "PRUEBA_SIN_CANDADO"


def pasar(clave):
    """Wait until nobody holds the key; the others that wait pass too. The name says which process it is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('application_name', %s, false)", [str(os.getpid())])
        cursor.execute("SELECT pg_advisory_lock_shared(%s)", [clave])
        cursor.execute("SELECT pg_advisory_unlock_shared(%s)", [clave])


class Barrera(AppConfig):
    """In the server: whoever counted the free places waits; with ``PRUEBA_SIN_CANDADO`` nobody locks the activity."""

    name = "tests.carga"
    label = "carga_de_prueba"

    def ready(self):
        from agenda.models import Actividad
        from inscripciones import lugares

        contar = lugares.libres

        def contar_y_esperar(actividad):
            quedan = contar(actividad)
            pasar(CONTADOS)
            return quedan

        lugares.libres = contar_y_esperar
        if os.environ.get(SIN_CANDADO):
            lugares.bloquear = lambda claves: Actividad.objects.in_bulk(set(claves))


class RetenerRespuesta:
    """In the server: what a request with ``X-Retener`` did is committed, and its answer waits."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if "X-Retener" in request.headers:
            pasar(POR_RESPONDER)
        return response


# --- In the test --------------------------------------------------------------------------------


@contextlib.contextmanager
def tomada(conexion, clave):
    """Hold the key in a connection of the test's own; whoever comes to that place waits until the end of the block."""
    with conexion.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [clave])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [clave])


def esperan(conexion):
    """Return how many wait at a barrier and how many for the lock of a row."""
    with conexion.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE locktype = 'advisory'), count(*) FILTER (WHERE locktype <> 'advisory')"
            " FROM pg_locks WHERE NOT granted AND pid IN"
            " (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        )
        return cursor.fetchone()


def quien_espera(conexion):
    """Return the pid of the process of the server that waits at a barrier."""
    with conexion.cursor() as cursor:
        cursor.execute(
            "SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)"
            " WHERE NOT granted AND locktype = 'advisory' AND datname = current_database()"
        )
        return int(cursor.fetchone()[0])

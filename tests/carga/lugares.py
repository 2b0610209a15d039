"""How places stand while a race runs and after it."""

import threading
from contextlib import contextmanager

from inscripciones.models import Asistencia
from tests.carga.servidor import hasta, otra_conexion

PAUSA = 0.01  # seconds between two looks

# One statement, one snapshot: what it sees was true at one instant.
_MIRAR = """
SELECT a.id, a.cupo_presencial,
       count(*) FILTER (WHERE s.estado = 'confirmada' AND s.modalidad = 'presencial'),
       count(*) FILTER (WHERE s.estado = 'en_espera')
FROM agenda_actividad a JOIN inscripciones_asistencia s ON s.actividad_id = a.id
WHERE a.cupo_presencial IS NOT NULL GROUP BY a.id
"""


@contextmanager
def vigilados():
    """Look at every room from another connection, over and over, while the block runs.

    Gives what was seen and must never be: more people than places, or somebody in line while a place is free; and how
    often it looked.
    """
    visto = {"miradas": 0, "mal": []}
    parar = threading.Event()

    def mirar():
        conexion = otra_conexion()
        with conexion.cursor() as cursor:
            while not parar.wait(PAUSA):
                cursor.execute(_MIRAR)
                visto["mal"] += [f for f in cursor.fetchall() if f[2] > f[1] or (f[3] and f[2] < f[1])]
                visto["miradas"] += 1
        conexion.close()

    hilo = threading.Thread(target=mirar, daemon=True)
    hilo.start()
    try:
        yield visto
    finally:
        parar.set()
        hilo.join()


def por_llegada(actividad):
    """Return ``[(state, turn)]`` of an activity's attendances in the order in which their registrations confirmed."""
    suyas = Asistencia.objects.filter(actividad=actividad).exclude(estado=Asistencia.Estado.ELEGIDA)
    en_orden = suyas.order_by("participante__inscripcion__confirmada_el", "participante_id")
    return list(en_orden.values_list("estado", "turno"))


def abrazos_mortales(conexion, habia):
    """Return the deadlocks that PostgreSQL has counted in this database, once there are no more connections than
    ``habia`` before the server: each tells its own at its end."""
    hasta(lambda: otras_conexiones(conexion) <= habia)
    with conexion.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        return cursor.fetchone()[0]


def otras_conexiones(conexion):
    """Return how many connections to this database there are beside this one: those of this process, for the most."""
    with conexion.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]

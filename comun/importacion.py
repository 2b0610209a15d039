"""Tables that staff brings, whatever they are about: the fate of each row, the seal of a plan, what is remembered.

A room plans its own rows and writes them (``proyectos.importacion``, ``inscripciones.importacion``); this module holds
what does not depend on what a row says.
"""

from functools import cached_property

from django.db import connection

RECORDADAS = 500  # rows without an error whose fate is kept
LARGO = 300  # of each text that is kept


class YaAplicada(Exception):
    """This table was applied before; nothing was done now."""


class PlanCambiado(Exception):
    """What the portal holds changed since the plan was read: some row would have another fate. Nothing was done."""


class PlanDeTabla:
    """The fate of every row of a table. Subclasses name ``suertes``, a ``TextChoices``; each row has its ``suerte``."""

    suertes = None

    def __init__(self, tabla, filas):
        self.filas = filas
        self.desconocidas = tabla.desconocidas

    def con_suerte(self, suerte):
        return [fila for fila in self.filas if fila.suerte == suerte]

    @cached_property
    def cuentas(self):
        """How many rows have each fate, every fate named."""
        return {suerte.value: len(self.con_suerte(suerte)) for suerte in self.suertes}


def recordables(filas, con_error):
    """Yield the rows whose fate is kept: all those for which ``con_error(fila)``, and the first ``RECORDADAS`` others.

    Each comes with whether it has an error.
    """
    quedan = RECORDADAS
    for fila in filas:
        mal = con_error(fila)
        quedan -= not mal
        if mal or quedan >= 0:
            yield fila, mal


def cortos(textos):
    """Return texts as they are kept: each of bounded length."""
    return [str(texto)[:LARGO] for texto in textos]


def cerrar(cerrojo):
    """Wait until nobody else holds the lock of that number; keep others waiting until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [cerrojo])

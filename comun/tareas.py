"""Work in the background, in small steps that the mail worker takes between two looks at its queue.

A room registers a function; what there is to do lies in its own tables, so a kill loses nothing and repeats nothing.
"""

import logging
import time

from django.db import InterfaceError, OperationalError

from comun.candados import sin_candado
from comun.registro import lugar

registro = logging.getLogger(__name__)

ESPERA = 60  # seconds until a task that failed is tried again

_tareas = {}  # each with the moment before which it is not called again, of the monotonic clock


def registrar(funcion):
    """Add ``funcion()`` from an ``AppConfig.ready``: it does one step in a transaction of its own, a second at most.

    It returns True if it did something, so that it is called again at once; two workers may call it at the same time.
    """
    _tareas[funcion] = 0


def dar_un_paso():
    """Let every task take one step; True if any of them did something.

    One that fails, or does not get a lock in time, is told to the log and tried again a minute later by this process:
    the others and the mail go on. A database that is away raises.
    """
    hicieron = [_intentar(funcion) for funcion, desde in list(_tareas.items()) if time.monotonic() >= desde]
    return any(hicieron)


def _intentar(funcion):
    try:
        return funcion()
    except Exception as error:
        if isinstance(error, OperationalError | InterfaceError) and not sin_candado(error):
            raise
        # Its name and place alone: what an error says may hold an address.
        nombre = f"{funcion.__module__}.{funcion.__qualname__}"
        registro.error("Task %s failed: %s, %s", nombre, type(error).__name__, lugar(error))
        _tareas[funcion] = time.monotonic() + ESPERA
        return False

"""What is done to many rows, each on its own: one that may not change stops none of the others."""

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from comun.candados import sin_candado


class Ocupada(Exception):
    """Why a row did not change: somebody else held it for longer than ``ESPERA_CANDADO``. Nothing of it was written."""

    razon = _("otra persona está guardando algo allí; repítalo en un minuto")
    mensaje = _("Otra persona está guardando algo allí; repítalo en un minuto.")


def cada_una(filas, hacer, error):
    """Do it to each row; return what ``hacer`` gave of those that let it, and ``[(row, why)]`` of the others.

    ``error``: the exception, or exceptions, by which a row says no; each is the ``why`` of its row. That of a row whose
    lock was not had is :class:`Ocupada`. Others stop all. ``hacer`` writes a row whole or not at all.
    """
    hechas, resto = [], []
    for fila in filas:
        try:
            hechas.append(hacer(fila))
        except error as razon:
            resto.append((fila, razon))
        except OperationalError as razon:
            if not sin_candado(razon):
                raise
            resto.append((fila, Ocupada()))
    return hechas, resto

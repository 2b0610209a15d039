"""Reminding once: each room registers whom it reminds and what it lets lapse, the command ``recordar`` runs it all."""

from contextlib import nullcontext

from django.db import transaction

_partes = []


def registrar(funcion):
    """Add ``funcion(ahora)`` to the reminders, from an ``AppConfig.ready``; it returns ``{what in plural: how many}``.

    Nobody is reminded twice of the same, whatever runs at once: the mark is written with the mail that it is for.
    """
    _partes.append(funcion)


def recordar(*, ahora, ensayo=False):
    """Run every part and return ``{what: how many}``.

    It may be cut short and run again at any time. ``ensayo`` does the same in one transaction and undoes it: exact
    counts, nothing written, nothing mailed.
    """
    cuentas = {}
    with transaction.atomic() if ensayo else nullcontext():
        for parte in _partes:
            cuentas |= parte(ahora)
        if ensayo:
            transaction.set_rollback(True)
    return cuentas

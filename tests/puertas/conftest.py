"""The demo data, loaded once for the walks over the whole portal."""

import pytest
from django.db import connection, transaction

from seminario import demo

EJEMPLOS = 40


@pytest.fixture(scope="module")
def demo_cargada(django_db_setup, django_db_blocker):
    """The demo data and some example registrations, undone after the module."""
    with django_db_blocker.unblock():
        bloque = transaction.atomic()
        bloque.__enter__()
        try:
            demo.cargar(cantidad=EJEMPLOS)
            yield
        finally:
            connection.set_rollback(True)
            bloque.__exit__(None, None, None)

"""The demo data, loaded once for the walks over the whole portal, and the portal itself for those in a browser."""

import datetime

import pytest
from django.db import connection, transaction

from seminario import demo
from tests.puertas.navegador import hacer_lenta, nuevo_contexto
from tests.puertas.servidor import Portal

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


@pytest.fixture(scope="session")
def portal(servidor_postgres, tmp_path_factory):
    """The portal on gunicorn with demo data of its own; the Cumbre is next year, so that registration is open."""
    uno = Portal(tmp_path_factory.mktemp("portal"))
    try:
        uno.empezar(datetime.date.today().year + 1)
        yield uno
    finally:
        uno.terminar()


@pytest.fixture
def dispositivo(browser, portal):
    """A function that opens a page in a browser context of its own; the test fails if any of them complains."""
    quejas, contextos = [], []

    def abrir(*, lenta=False, **opciones):
        contextos.append(nuevo_contexto(browser, portal, quejas, **opciones))
        page = contextos[-1].new_page()
        if lenta:
            hacer_lenta(page)
        return page

    abrir.quejas = quejas
    yield abrir
    for contexto in contextos:
        contexto.close()
    assert quejas == []

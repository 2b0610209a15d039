"""Servers that end with the test."""

import pytest

from tests import fabricas
from tests.carga.servidor import Servidor, otra_conexion


@pytest.fixture
def servir(tmp_path):
    """A function that starts a :class:`Servidor`; ``ya=False`` leaves the start to the test."""
    servidores = []

    def servir(*, ya=True, **opciones):
        servidor = Servidor(tmp_path, **opciones)
        servidores.append(servidor)
        if ya:
            servidor.empezar()
            servidor.esperar()
        return servidor

    yield servir
    for servidor in servidores:
        servidor.terminar()


@pytest.fixture
def conexion(transactional_db):
    """A connection that the services of the test do not use."""
    una = otra_conexion()
    yield una
    una.close()


@pytest.fixture
def cumbre(transactional_db):
    return fabricas.crear_cumbre()

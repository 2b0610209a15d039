"""A Cumbre with its seminar, another activity and a reserved one, and the facts that the forms offer."""

import pytest

from tests import fabricas


@pytest.fixture
def cumbre(db):
    return fabricas.crear_cumbre()


@pytest.fixture
def seminario(cumbre):
    return fabricas.crear_seminario(cumbre)


@pytest.fixture
def clima(cumbre):
    return fabricas.crear_actividad(cumbre, titulo_es="La ambición climática", slug="clima")


@pytest.fixture
def asamblea(cumbre):
    return fabricas.crear_actividad(cumbre, titulo_es="Asamblea General", slug="asamblea", reservada=True)


@pytest.fixture
def programa_cumbre(seminario, clima, asamblea):
    """All three activities."""
    return [seminario, clima, asamblea]


@pytest.fixture
def riobamba(db):
    return fabricas.crear_ciudad(nombre="Riobamba", slug="riobamba-ec", pais="EC", miembro=True)


@pytest.fixture
def segib(db):
    return fabricas.crear_institucion(nombre="Secretaría General Iberoamericana", sigla="SEGIB", slug="segib")

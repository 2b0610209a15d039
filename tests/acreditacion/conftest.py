"""A seminar of yesterday, two people who were there, and staff."""

import pytest

from tests.acreditacion.despues import presentes, seminario_pasado
from tests.admin.conftest import coordinacion  # noqa: F401 - the staff's client


@pytest.fixture
def seminario(db):
    return seminario_pasado()


@pytest.fixture
def ana(seminario):
    return presentes(seminario, nombre="Ana Pérez", email="ana@riobamba.gob.ec")[0]


@pytest.fixture
def luis(seminario):
    return presentes(seminario, nombre="Luís Souza", email="luis@recife.gov.br", idioma="pt-br")[0]

"""A Cumbre with its seminar, and two languages."""

import pytest

from tests import fabricas


@pytest.fixture
def cumbre(db):
    return fabricas.crear_cumbre()


@pytest.fixture
def seminario(cumbre):
    return fabricas.crear_seminario(cumbre)

"""Staff, somebody who is not, and one row of everything."""

import pytest
from django.contrib.auth import get_user_model

from tests.admin.elenco import crear_elenco


@pytest.fixture
def coordinacion(client, db):
    """The client of somebody who may do everything."""
    usuaria = get_user_model().objects.create_superuser("coordinacion", "coordinacion@ejemplo.gob", "x" * 16)
    client.force_login(usuaria)
    client.usuaria = usuaria
    return client


@pytest.fixture
def ajena(client, db):
    """The client of a user who is not staff."""
    usuaria = get_user_model().objects.create_user("ajena", "ajena@ejemplo.gob", "x" * 16)
    client.force_login(usuaria)
    return client


@pytest.fixture
def elenco(db):
    """One row of every model of the portal, by model name."""
    return crear_elenco()

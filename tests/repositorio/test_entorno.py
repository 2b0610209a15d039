"""The tests themselves stand on the database and the environment that they should."""

import pytest
from django.conf import settings
from django.db import connection

from tests import entorno


def test_the_settings_are_those_of_the_tests():
    assert settings.SITE_URL == "http://testserver"
    assert settings.PUBLIC_LIMITS is False


def test_the_database_is_postgresql_and_not_durable(db):
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int, current_setting('fsync')")
        version, fsync = cursor.fetchone()
    assert version >= 150000
    assert connection.settings_dict["NAME"].startswith("test_")
    assert entorno.server is None or fsync == "off"


@pytest.mark.xdist_group("entorno")
def test_groups_stay_in_one_process(request):
    """pytest-xdist keeps together what has the same name after an @, which some versions of pytest let it not write."""
    if not request.config.getoption("loadgroup", False):
        pytest.skip("las pruebas no se reparten en grupos")
    assert request.node.nodeid.endswith("@entorno")

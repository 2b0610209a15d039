"""Ground of all tests: the database, the browser, the two speeds."""

import functools
import os
import shutil
import signal

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test import Client
from django.utils import translation
from playwright.sync_api import expect

from comun.postgres_embebido import PostgresError
from seminario import checks
from tests import entorno, entrada
from tests.candados import BREVE
from tests.lint_html import respuestas_revisadas  # noqa: F401 - every HTML answer of the test client is linted

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PACIENCIA = 20_000  # ms until a page shows what is expected: it asks the portal again each few seconds
A_MEDIAS = []  # the answers of this test that may not have been read to their end
NO_BROWSER = "No hay navegador: {count} pruebas NO corrieron. Instalar chromium (apt-get install chromium)."


# --- The two speeds, and what to do without a browser -------------------------------------------


def pytest_addoption(parser):
    parser.addoption("--largo", action="store_true", help="also kills, volume, stateful and the whole browser")


def pytest_configure(config):
    signal.signal(signal.SIGTERM, _interrupt)
    expect.set_options(timeout=PACIENCIA)
    entrada.con_segundo_paso()
    if problems := checks.problems():
        pytest.exit("El portal no puede empezar:\n- " + "\n- ".join(problems), returncode=pytest.ExitCode.USAGE_ERROR)


def _interrupt(number, frame):
    raise KeyboardInterrupt


def pytest_collection_modifyitems(config, items):
    for item in items:
        if "playwright" in item.fixturenames or "browser" in item.fixturenames:
            item.add_marker(pytest.mark.navegador)
    if not config.getoption("--largo"):
        slow = [item for item in items if item.get_closest_marker("largo")]
        slow += _further_ways([item for item in items if not item.get_closest_marker("largo")])
        if slow:
            config.hook.pytest_deselected(items=slow)
            items[:] = [item for item in items if item not in set(slow)]
    if browser_path() is None:
        for item in items:
            if item.get_closest_marker("navegador"):
                item.add_marker(pytest.mark.skip(reason="no hay navegador"))


def _further_ways(items):
    """Return the tests with a browser that go the way of an earlier one in another language, width, manner or part."""
    walked, further = set(), []
    for item in items:
        if item.get_closest_marker("navegador"):
            walk = item.nodeid.partition("[")[0]
            if walk in walked:
                further.append(item)
            walked.add(walk)
    return further


def pytest_terminal_summary(terminalreporter):
    if count := _missed(terminalreporter):
        terminalreporter.section("NAVEGADOR", sep="!", red=True, bold=True)
        terminalreporter.line(NO_BROWSER.format(count=count), red=True, bold=True)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and _missed(reporter) and os.environ.get("CI") == "true":
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def _missed(reporter):
    return sum("no hay navegador" in str(report.longrepr) for report in reporter.stats.get("skipped", []))


# --- Downloads ----------------------------------------------------------------------------------


@pytest.fixture(scope="session", autouse=True)
def _descargas():
    """Know every answer that Django's test client streams: some keep a place of the few until they are closed."""
    pedir = Client.request

    @functools.wraps(pedir)
    def pedir_y_saber(self, **request):
        response = pedir(self, **request)
        if response.streaming:
            A_MEDIAS.append(response)
        return response

    Client.request = pedir_y_saber
    yield
    Client.request = pedir


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    """Close what a test did not read to its end, as a server does, and leave it its connection, as its client does."""
    try:
        return (yield)
    finally:
        request_finished.disconnect(close_old_connections)
        while A_MEDIAS:
            A_MEDIAS.pop().close()
        request_finished.connect(close_old_connections)


# --- Database -----------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def servidor_postgres():
    """The PostgreSQL server of this run, started when the first test needs it."""
    if entorno.server is not None:
        try:
            entorno.server.use()
        except PostgresError as error:
            pytest.exit(str(error), returncode=pytest.ExitCode.USAGE_ERROR)
    return entorno.server


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_keepdb):
    """A server that is deleted after the run needs no database dropped."""
    return django_db_keepdb or entorno.server is not None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, servidor_postgres):
    """Start the server before pytest-django makes its database in it."""


@pytest.fixture
def espera_breve(transactional_db):
    """Wait for a lock a fifth of a second, in this thread's connection."""
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{BREVE}'")
    yield
    connection.close()


@pytest.fixture(autouse=True)
def _idioma_de_partida():
    """Begin every test in Spanish: a request leaves its language active in the thread."""
    with translation.override("es"):
        yield


# --- Browser ------------------------------------------------------------------------------------


def browser_path():
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {**browser_type_launch_args, "executable_path": browser_path(), "args": BROWSER_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server):
    return {**browser_context_args, "base_url": live_server.url, "locale": "es-AR", "timezone_id": "America/Lima"}


@pytest.fixture
def quejas():
    """What the browser complains of: scripts that break and what the security policy blocks."""
    return []


@pytest.fixture
def page(page, live_server, settings, quejas):
    """A page of the live server; the test fails if the browser complains."""
    settings.SITE_URL = live_server.url
    page.on("pageerror", lambda error: quejas.append(str(error)))
    page.on("console", lambda message: quejas.append(message.text) if "Security Policy" in message.text else None)
    yield page
    assert quejas == []

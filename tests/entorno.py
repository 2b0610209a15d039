"""The environment that the tests run in, laid before the settings are read (see ``tests.settings``).

Every run has a PostgreSQL server of its own, deleted at its end, so several can go at once; a ``DATABASE_URL`` that is
given is used instead. The processes of pytest-xdist share the server of the one that started them.
"""

import atexit
import gc
import os
import shutil
import tempfile
from pathlib import Path

from comun import postgres_embebido
from comun.traducciones import compile_messages

ROOT = Path(__file__).resolve().parent.parent
SHARED = "PORTAL_TEST_SERVER"

server = None

os.environ.update(
    DEBUG="False",
    SECRET_KEY="solo-para-las-pruebas-" + "0123456789abcdefghijklmnopqrstuvwxyz",
    SITE_URL="http://testserver",
    ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
    EMAIL_URL="memorymail://",
    DEFAULT_FROM_EMAIL="Seminario Sur-Sur <seminario@example.org>",
    CORREO_CONTACTO="contacto@example.org",
    RESPONSABLE_DATOS="Responsable de las pruebas",
    CACHE_URL="dummycache://",  # No test sees the page of another one; tests/comun/test_copia.py has a real one.
    TRUSTED_PROXIES="",
    PUBLIC_LIMITS="False",
    LIMITES_FACTOR="1",
    LOG_LEVEL="WARNING",
    SENTRY_DSN="",
    DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright keeps an event loop in the thread of the tests.
)

compile_messages(ROOT)

# What a run of tests holds stays to its end: looking so often for what it holds no more takes a tenth of the time.
gc.set_threshold(100_000, 50, 100)

if SHARED in os.environ:
    server = postgres_embebido.Server(os.environ[SHARED], scratch=True)
    server.hold()
    atexit.register(server.leave)
elif not postgres_embebido.configured(ROOT):
    server = postgres_embebido.scratch_server()
    os.environ[SHARED] = str(server.folder)
    os.environ["DATABASE_URL"] = server.url
    atexit.register(server.discard)

# In the server's folder, which the next run removes if this one is killed.
media = tempfile.mkdtemp(prefix="seminario-media-", dir=server and server.folder)
os.environ["MEDIA_ROOT"] = media
atexit.register(shutil.rmtree, media, ignore_errors=True)

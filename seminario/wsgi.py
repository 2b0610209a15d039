"""WSGI entry point of the portal."""

import logging
import os

from django.core.wsgi import get_wsgi_application

from comun.registro import SinEnlaces
from seminario import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminario.settings")
checks.require(exit_code=checks.GUNICORN_GIVES_UP)
application = get_wsgi_application()
for name in ("gunicorn.access", "gunicorn.error"):  # They have handlers of their own.
    logging.getLogger(name).addFilter(SinEnlaces())

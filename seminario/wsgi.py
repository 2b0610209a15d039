"""WSGI entry point of the portal."""

import logging
import os

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest
from django.core.wsgi import get_wsgi_application

from comun.registro import SinEnlaces
from seminario import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminario.settings")
checks.require(exit_code=checks.GUNICORN_GIVES_UP)


class Peticion(WSGIRequest):
    """A request whose ``Content-Type`` may be unreadable, or make the query so, before any middleware is reached."""

    def _set_content_type_params(self, meta):
        try:
            super()._set_content_type_params(meta)
        except (LookupError, ValueError, SuspiciousOperation):
            self.content_type, self.content_params = "", {"charset": "?"}  # comun.middleware.SoloUtf8 refuses it.


application = get_wsgi_application()
application.request_class = Peticion
for name in ("gunicorn.access", "gunicorn.error"):  # They have handlers of their own.
    logging.getLogger(name).addFilter(SinEnlaces())

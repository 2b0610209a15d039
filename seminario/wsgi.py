"""WSGI entry point of the portal."""

import os

from django.core.wsgi import get_wsgi_application

from seminario import checks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminario.settings")
checks.require(exit_code=checks.GUNICORN_GIVES_UP)
application = get_wsgi_application()

#!/usr/bin/env python
"""Django's command line for the portal; without ``DATABASE_URL`` it runs on the embedded database."""

import os
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WITHOUT_DATABASE = {"help", "version", "makemessages", "compilemessages", "collectstatic", "findstatic"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "seminario.settings")
    # An exit by SIGTERM runs the exit handlers too, so that the last user of the database stops it.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    give_database(start=command not in WITHOUT_DATABASE)

    from django.core.management import execute_from_command_line
    from django.db import OperationalError, connection

    from comun.candados import sin_candado
    from seminario import checks

    checks.require()
    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if sin_candado(error):
            sys.exit("Otro proceso retiene lo que esta orden necesita: lo ya hecho queda; repetirla en unos minutos.")
        if connection.connection is not None:
            raise
        sys.exit(f"No se puede conectar con la base de datos: revisar DATABASE_URL ({str(error).splitlines()[0]}).")


def give_database(*, start):
    """Where no database is named, use the embedded one and the demo's settings; never for a site on https."""
    from comun import postgres_embebido
    from seminario import entorno_demo

    if postgres_embebido.configured(ROOT) or os.environ.get("SITE_URL", "").startswith("https:"):
        return
    entorno_demo.prepare(ROOT)
    try:
        postgres_embebido.ensure(ROOT, start=start)
    except postgres_embebido.PostgresError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()

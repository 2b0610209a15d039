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
    from comun import postgres_embebido

    # An exit by SIGTERM runs the exit handlers too, so that the last user of the database stops it.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    if not WITHOUT_DATABASE.intersection([*sys.argv[1:2], *({"help"} if len(sys.argv) == 1 else ())]):
        try:
            postgres_embebido.ensure(ROOT)
        except postgres_embebido.PostgresError as error:
            sys.exit(f"{error}")

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

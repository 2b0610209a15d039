"""Give the server of the browser tests its tables, its data and its static files, in one process."""

import sys

import django
from django.core.management import call_command

django.setup()
call_command("migrate", interactive=False, verbosity=0)
call_command("cargar_demo", anio=int(sys.argv[1]), volumen=int(sys.argv[2]), verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)

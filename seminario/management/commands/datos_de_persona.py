"""What the portal holds of who has an address: told as JSON, or taken away."""

import json

from django.core.management.base import BaseCommand, CommandError

from comun import personas


class Command(BaseCommand):
    help = "Muestra en JSON los datos de quien tiene ese correo; con --borrar los borra; con --dry-run solo los cuenta."

    def add_arguments(self, parser):
        parser.add_argument("correo", help="la dirección, en mayúsculas o minúsculas")
        parser.add_argument("--borrar", action="store_true", help="borrar sus datos y avisarle por correo")
        parser.add_argument("--dry-run", action="store_true", help="con --borrar: contar, sin borrar ni avisar")

    def handle(self, *args, correo, borrar, dry_run, **options):
        if borrar:
            dicho = personas.borrar(personas.hallar(correo), email=correo, ensayo=dry_run)
        else:
            dicho = personas.datos_de_direccion(correo)
        if not dicho:
            raise CommandError(f"No hay datos de {correo}.")
        self.stdout.write(json.dumps(dicho, ensure_ascii=False, indent=2))

"""Forget what its time is over for: once a night."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from comun import purga


class Command(BaseCommand):
    help = "Borra lo que cumplió su plazo, como dice la página de privacidad; con --dry-run solo lo cuenta."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="contar lo que se borraría, sin borrar nada")

    def handle(self, *args, dry_run, **options):
        self.stdout.write("Se borraría:" if dry_run else "Borrado:")
        for que, cuantas in purga.purgar(ahora=timezone.now(), ensayo=dry_run).items():
            self.stdout.write(f"- {cuantas} {que}")

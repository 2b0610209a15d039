"""Remind who left something unfinished, once, and let lapse what its time is over for: once a day."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from comun import recordatorios


class Command(BaseCommand):
    help = "Envía los recordatorios, uno a cada quien, y vence los borradores; con --dry-run solo los cuenta."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="contar, sin enviar ni cambiar nada")

    def handle(self, *args, dry_run, **options):
        self.stdout.write("Se recordaría:" if dry_run else "Recordado:")
        for que, cuantas in recordatorios.recordar(ahora=timezone.now(), ensayo=dry_run).items():
            self.stdout.write(f"- {cuantas} {que}")

"""Django's command of this name needs gettext installed; this one does not."""

from django.conf import settings
from django.core.management.base import BaseCommand

from comun.traducciones import compile_messages


class Command(BaseCommand):
    help = "Compila las traducciones que cambiaron."
    requires_system_checks = []

    def handle(self, *args, **options):
        for path in compile_messages(settings.BASE_DIR):
            self.stdout.write(str(path.relative_to(settings.BASE_DIR)))

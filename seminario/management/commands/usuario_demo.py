"""The staff account of the demo; ``./portal demo`` calls it at each start."""

import sys

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Crea la cuenta de administración de la demostración, con la contraseña que llega por la entrada estándar."

    def add_arguments(self, parser):
        parser.add_argument("usuario")

    def handle(self, *args, usuario, **options):
        password = sys.stdin.readline().strip()
        account, _ = get_user_model().objects.get_or_create(
            username=usuario, defaults={"is_staff": True, "is_superuser": True, "email": "coordinacion@example.org"}
        )
        if not account.check_password(password):
            account.set_password(password)
            account.save(update_fields=["password"])

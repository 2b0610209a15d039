"""All that ``./portal demo`` needs in the database, in one process: starting Django takes longer than the rest."""

import sys

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import BaseCommand

from seminario.entorno_demo import second_factor_seed
from seminario.models import Autenticador


class Command(BaseCommand):
    help = (
        "Migra, carga los datos de demostración y crea la cuenta de administración, cuya contraseña llega por la "
        "entrada estándar, con su segundo paso. Repetirlo no cambia nada."
    )
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("cuenta")

    def handle(self, *args, cuenta, **options):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("cargar_demo", stdout=self.stdout)
        account = give_password(cuenta, sys.stdin.readline().strip())
        give_second_factor(account)


def give_password(username, password):
    account, _ = get_user_model().objects.get_or_create(
        username=username, defaults={"is_staff": True, "is_superuser": True, "email": "coordinacion@example.org"}
    )
    if not account.check_password(password):
        account.set_password(password)
        account.save(update_fields=["password"])
    return account


def give_second_factor(account):
    """Give the account the phone whose key is kept under ``var/``, for ``codigo_demo``, unless it has another one."""
    if not Autenticador.objects.filter(user=account).exists():
        seed = second_factor_seed(settings.VAR_DIR)
        Autenticador.objects.create(user=account, key=seed, name="demo", confirmed=True)

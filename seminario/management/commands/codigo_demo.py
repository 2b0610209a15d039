"""The six figures that a phone of the demo's staff user would show; only there, where the key is kept in ``var/``."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from seminario import segundo_factor
from seminario.entorno_demo import STAFF_USER, second_factor_file, second_factor_seed
from seminario.models import Autenticador

PASO = 30  # seconds


class Command(BaseCommand):
    help = "Muestra el código del segundo paso de la cuenta de la demostración. No sirve para ninguna otra cuenta."

    def handle(self, *args, **options):
        if not second_factor_file(settings.VAR_DIR).exists():
            raise CommandError("Este portal no es una demostración: el código está en el teléfono de cada persona.")
        semilla = second_factor_seed(settings.VAR_DIR)
        aparato = Autenticador.objects.filter(user__username=STAFF_USER, key=semilla, confirmed=True).first()
        if aparato is None:
            raise CommandError(
                f"La cuenta «{STAFF_USER}» ya no usa el segundo paso que hizo la demostración: el código está en el "
                "teléfono que lo reemplazó, o se prepara al entrar."
            )
        self.stdout.write(_por_usar(semilla, aparato.last_t))


def _por_usar(semilla, usado):
    """Return the code of now; if it was used, the next one, which serves already; if that was too, wait for another."""
    while (adelanto := usado + 1 - int(time.time()) // PASO) > 1:
        time.sleep(1)
    return segundo_factor.codigo_de(semilla, pasos=max(adelanto, 0))

"""When nobody of coordination can enter any more: forget the phone and the codes of one account."""

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from seminario import segundo_factor


class Command(BaseCommand):
    help = (
        "Olvida el teléfono y los códigos de recuperación de una cuenta, que prepara otros al entrar; queda registrado."
    )

    def add_arguments(self, parser):
        parser.add_argument("cuenta", help="el nombre de usuario")

    def handle(self, *args, cuenta, **options):
        usuario = get_user_model().objects.filter(username=cuenta).first()
        if usuario is None:
            raise CommandError(f"No hay una cuenta «{cuenta}»: nada cambió.")
        if not segundo_factor.reiniciar(usuario=usuario, quien=usuario):
            raise CommandError(f"«{cuenta}» no tiene teléfono ni códigos: nada cambió. Los prepara al entrar.")
        self.stdout.write(f"Listo: «{cuenta}» entra con su contraseña y prepara otro teléfono.")

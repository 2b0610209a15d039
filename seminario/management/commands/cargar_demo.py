from django.core.management.base import BaseCommand, CommandError

from seminario import demo


class Command(BaseCommand):
    help = "Load the demo data of datos/ (what is there already is left alone)."

    def add_arguments(self, parser):
        parser.add_argument("--anio", type=int, help="year of the Cumbre, instead of the next 1 December")
        parser.add_argument("--volumen", type=int, default=0, metavar="N", help="example registrations and projects")

    def handle(self, *, anio, volumen, **opciones):
        if anio is not None and not 2000 <= anio <= 2100:
            raise CommandError("--anio: escribir un año entre 2000 y 2100.")
        if not 0 <= volumen <= 200_000:
            raise CommandError("--volumen: escribir un número entre 0 y 200000.")
        cuentas = demo.cargar(anio=anio, cantidad=volumen)
        agregado = ", ".join(f"{cantidad} {nombre}" for nombre, cantidad in cuentas.items() if cantidad)
        self.stdout.write(f"Datos de la demostración: {agregado or 'nada nuevo'}.")

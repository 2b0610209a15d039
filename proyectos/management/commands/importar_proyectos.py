"""A table of projects from the command line: the same plan, and the same writes, as in the admin."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from comun.models import Importacion
from comun.tablas_leer import TablaIlegible
from proyectos import importacion


class Command(BaseCommand):
    help = "Muestra qué pasaría con cada fila de una tabla de proyectos (CSV o XLSX); con --aplicar, lo hace."

    def add_arguments(self, parser):
        parser.add_argument("archivo", type=Path)
        parser.add_argument("--aplicar", action="store_true", help="aplicar las filas sin error")

    def handle(self, *args, archivo, aplicar, **options):
        try:
            contenido = archivo.read_bytes()
            plan = importacion.planear(contenido)
        except (OSError, TablaIlegible) as error:
            raise CommandError(str(error)) from error
        for fila in plan.filas:
            detalle = "; ".join(fila.errores or [", ".join(fila.cambios), *fila.avisos])
            self.stdout.write(f"{fila.numero}\t{fila.suerte.label}\t{fila.nombre}\t{detalle}")
        if aplicar:
            traida = Importacion.objects.create(que="proyectos", nombre=archivo.name[-200:], contenido=contenido)
            importacion.aplicar(importacion=traida, sello=plan.sello)
        self.stdout.write(", ".join(f"{suerte}: {n}" for suerte, n in plan.cuentas.items()))

"""The form of the Cumbre from the command line: the same plan, and the same writes, as in the admin."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from comun.models import Importacion
from comun.tablas_leer import TablaIlegible
from inscripciones import importacion
from inscripciones.errores import ErrorInscripcion
from inscripciones.importacion import columnas
from inscripciones.importacion.actividades import plano


class Command(BaseCommand):
    help = "Muestra qué pasaría con cada fila del formulario de la Cumbre (CSV o XLSX); con --aplicar, lo hace."

    def add_arguments(self, parser):
        parser.add_argument("archivo", type=Path)
        parser.add_argument("--aplicar", action="store_true", help="aplicar las filas sin error")
        parser.add_argument(
            "--columna",
            action="append",
            default=[],
            metavar="NUESTRA=TITULO",
            help="qué columna del archivo es cuál, por ejemplo ciudad='Gobierno que representa'; puede repetirse",
        )
        parser.add_argument(
            "--consentimiento", action="store_true", help="el formulario pidió aceptar el uso de los datos"
        )
        parser.add_argument(
            "--avisar",
            action="store_true",
            help="enviar, una vez, a cada contacto la confirmación y a cada persona con correo su enlace; sin esto "
            "solo se escribe a quien recibe un lugar que un cambio liberó",
        )

    def handle(self, *args, archivo, aplicar, columna, consentimiento, avisar, **options):
        traida = None
        try:
            contenido = archivo.read_bytes()
            ajustes = {"columnas": _columnas(contenido, columna)}
            traida = Importacion(que=importacion.QUE, nombre=archivo.name[-200:], contenido=contenido, ajustes=ajustes)
            plan = importacion.planear(traida)
            for fila in plan.filas:
                detalle = "; ".join([*map(str, fila.cambios), *fila.motivos, *fila.avisos])
                quien = fila.quien.nombre if fila.quien else ""
                self.stdout.write(f"{fila.numero}\t{fila.suerte.label}\t{fila.nombre}\t{quien}\t{detalle}")
            cuentas, seminario = plan.cuentas, len(plan.con_seminario)
            if aplicar:
                cuentas = self._aplicar(traida, plan.sello, consentimiento, avisar).cuentas
        except (OSError, TablaIlegible, ErrorInscripcion) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(f"{suerte}: {n}" for suerte, n in cuentas.items()))
        self.stdout.write(f"con el seminario: {seminario}")

    def _aplicar(self, traida, sello, consentimiento, avisar):
        traida.save()
        return importacion.aplicar(
            importacion=traida, sello=sello, consentido=consentimiento, con_aviso=avisar, progreso=self._decir
        )

    def _decir(self, hechas, total):
        self.stdout.write(f"aplicadas {hechas} de {total} filas")
        self.stdout.flush()


def _columnas(contenido, corregidas):
    """Return what each column is, with what the command corrects; refuse a field or a header that is not there."""
    _cumbre, actividades = importacion.de_la_cumbre()
    titulos = columnas.leer(contenido, actividades).titulos
    asignadas, lugares = columnas.reconocer(titulos, actividades), {plano(t): n for n, t in enumerate(titulos)}
    posibles = columnas.opciones(actividades)
    for correccion in corregidas:
        nuestra, _igual, titulo = correccion.partition("=")
        if nuestra not in posibles:
            raise CommandError(f"«{nuestra}» no es una columna nuestra; las hay: {', '.join(posibles)}.")
        if plano(titulo) not in lugares:
            raise CommandError(f"«{titulo}» no es un título del archivo; los hay: {'; '.join(titulos)}.")
        if not nuestra.startswith(columnas.DE_ACTIVIDAD):
            asignadas = ["" if asignada == nuestra else asignada for asignada in asignadas]
        asignadas[lugares[plano(titulo)]] = nuestra
    return asignadas

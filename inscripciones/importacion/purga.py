"""What an import forgets on time: what was told of each row, and by what its people were known again."""

from django.db.models import F, Func, JSONField, Value

from comun.models import Importacion
from comun.purga import TABLAS, borrar, registrar
from inscripciones.models import PersonaImportada
from inscripciones.purga import PERSONAS, dia

QUE = "inscripciones"


def registrar_purga():
    """Add these parts to the purge."""
    registrar(olvidar_filas)
    registrar(olvidar_importadas)


def olvidar_filas(ahora):
    """Keep of the forms applied a week ago only how many rows had each fate: what was told of a row is of a person."""
    viejas = Importacion.objects.filter(que=QUE, creada__lt=ahora - TABLAS, cuentas__has_key="filas")
    sin_filas = Func(
        F("cuentas"), Value("filas"), template="%(expressions)s", arg_joiner=" - ", output_field=JSONField()
    )
    return {"formularios de la Cumbre, ya sin sus filas": viejas.update(cuentas=sin_filas)}


def olvidar_importadas(ahora):
    """Delete, 12 months after the end of a Cumbre, the digests by which people of a form were known again."""
    terminadas = PersonaImportada.objects.filter(inscripcion__cumbre__fin__lt=dia(ahora - PERSONAS))
    return {"huellas de personas importadas": borrar(terminadas)}

"""The demo data, from ``datos/`` (sources and cares in ``datos/LEEME.md``): one module per noun.

A row that is there already is left alone, whatever the staff did with it; only missing ones are added.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from seminario.demo import (
    actores,
    ejemplos_equipo,
    ejemplos_inscripciones,
    ejemplos_proyectos,
    glosario,
    lugares,
    programa,
    proyectos,
)


@transaction.atomic
def cargar(*, anio=None, cantidad=0, ahora=None):
    """Load what is missing and return how many rows of each noun were added, in order.

    ``anio``: the Cumbre's year instead of the next 1 December; an existing Cumbre moves to it, its hours with it.
    ``cantidad``: how many example registrations, and as many example projects, there should be; with them, what the
    team writes: some internal notes and one message in draft.
    All or nothing: one transaction.
    """
    ahora = ahora or timezone.now()
    with override("es"):
        cuentas = {
            "ods": actores.cargar_ods(),
            "unidades": actores.cargar_unidades(),
            "ciudades": lugares.cargar_ciudades(),
            "instituciones": actores.cargar_instituciones(),
            "convocatorias": proyectos.cargar_convocatorias(),
            "proyectos": proyectos.cargar_proyectos(),
            "equivalencias del glosario": glosario.cargar_glosario(),
            "actividades": programa.cargar_cumbre(anio=anio, ahora=ahora),
        }
        if cantidad:
            cuentas["inscripciones de ejemplo"] = ejemplos_inscripciones.completar(cantidad, ahora=ahora)
            cuentas["proyectos de ejemplo"] = ejemplos_proyectos.completar(cantidad)
            cuentas["comunicados de ejemplo"] = ejemplos_equipo.cargar_comunicado()
    return cuentas

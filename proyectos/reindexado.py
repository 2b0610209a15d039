"""The nightly look at the index of the catalogue: what two writers left behind at the same instant is put right."""

from django.db import connection
from django.db.models import Max

from proyectos.models import IndiceProyecto, Proyecto

TANDA = 500


def corregir_indice(ahora):
    """Write again the rows of the index that do not say what their projects do; part of the purge.

    Whoever adds a city to a project in the instant in which another renames it cannot see the other's change.
    """
    antes = IndiceProyecto.objects.aggregate(ultimo=Max("actualizado"))["ultimo"]
    claves = list(Proyecto.objects.publicados().order_by("pk").values_list("pk", flat=True))
    with connection.cursor() as cursor:
        for desde in range(0, len(claves), TANDA):
            cursor.execute("SELECT proyectos_indexar(%s)", [claves[desde : desde + TANDA]])
    corregidas = IndiceProyecto.objects.filter(actualizado__gt=antes) if antes else IndiceProyecto.objects.all()
    return {"proyectos mal indexados": corregidas.count()}

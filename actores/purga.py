"""What actores forgets on time."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast

from actores.models import Ciudad, Institucion
from actores.services import relaciones
from comun.purga import borrar


def borrar_escritas_sin_uso(ahora):
    """Delete cities and institutions that somebody wrote in for a registration that is gone.

    Those that staff verified, merged, added or edited stay, and those that anything refers to.
    """
    return {
        "ciudades escritas sin uso": borrar(_sin_uso(Ciudad)),
        "instituciones escritas sin uso": borrar(_sin_uso(Institucion)),
    }


def _sin_uso(modelo):
    tipo = ContentType.objects.get_for_model(modelo)
    del_equipo = LogEntry.objects.filter(content_type=tipo, object_id=Cast(OuterRef("pk"), CharField()))
    consulta = modelo.objects.por_verificar().exclude(Exists(del_equipo))
    for relacion in relaciones(modelo):
        suyas = relacion.related_model._base_manager.filter(**{relacion.field.name: OuterRef("pk")})
        consulta = consulta.exclude(Exists(suyas))
    return consulta

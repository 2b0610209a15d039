"""Writes of the catalogue that span rows."""

from proyectos.models import Participacion


def unir_participaciones(campo, origen, destino):
    """Settle what merging two actors would duplicate: one participation per project; return how many went.

    The stronger role stays: a merged coordinator still coordinates.
    """
    duplicadas = Participacion.objects.filter(**{campo: origen}, proyecto__participaciones__in=_de(campo, destino))
    quitadas = 0
    for sobrante in duplicadas.select_for_update(of=("self",)):
        rol = sobrante.rol
        sobrante.delete()
        quitadas += 1
        if rol == Participacion.Rol.COORDINADORA:
            _de(campo, destino).filter(proyecto=sobrante.proyecto_id).update(rol=rol)
    return quitadas


def _de(campo, actor):
    return Participacion.objects.filter(**{campo: actor})

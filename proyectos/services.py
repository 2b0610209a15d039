"""Writes of the catalogue that span rows."""

from proyectos.models import Participacion

Rol = Participacion.Rol
DE_MAS_A_MENOS = [
    Rol.COORDINADORA,
    Rol.PRIMER_OFERENTE,
    Rol.SEGUNDO_OFERENTE,
    Rol.RECEPTORA,
    Rol.SOCIA,
    Rol.ALIADA,
]


def unir_participaciones(campo, origen, destino):
    """Settle what merging two actors would duplicate: one participation per project; return how many went.

    The stronger role stays: who coordinates is more than a partner, and a partner more than an ally. Runs under the
    locks of ``actores.services.fusionar``, which hold every row of ``origen``: no role changes once it was read.
    """
    duplicadas = Participacion.objects.filter(**{campo: origen}, proyecto__participaciones__in=_de(campo, destino))
    quitadas = 0
    for sobrante in duplicadas:
        rol = sobrante.rol
        sobrante.delete()
        quitadas += 1
        menores = DE_MAS_A_MENOS[DE_MAS_A_MENOS.index(rol) + 1 :]
        _de(campo, destino).filter(proyecto=sobrante.proyecto_id, rol__in=menores).update(rol=rol)
    return quitadas


def _de(campo, actor):
    return Participacion.objects.filter(**{campo: actor})

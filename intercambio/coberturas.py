"""Programmes that cover what a city needs, each with the reason: the same thematic unit or goal as a need of it."""

from dataclasses import dataclass

from django.db.models import Q

from actores.models import Programa

MIRADOS = 200
CUANTOS = 6


@dataclass(frozen=True)
class Motivo:
    """What a programme and a need have in common: the unit, if it is the same, and the goals."""

    necesidad: object
    unidad: object | None
    ods: tuple

    @property
    def peso(self):
        return 2 * bool(self.unidad) + len(self.ods)


@dataclass(frozen=True)
class Cobertura:
    """A programme and the needs that it covers."""

    programa: Programa
    motivos: tuple


def programas_para(necesidades):
    """Return the published programmes still open that cover some of these cards, those that cover most first.

    The cards come fetched ``con_actores``. Three queries, or none where no card tells a unit or a goal.
    """
    unidades = {n.unidad_id for n in necesidades if n.unidad_id}
    ods = {uno.pk for n in necesidades for uno in n.ods.all()}
    if not (unidades or ods):
        return []
    programas = (
        Programa.objects.publicados()
        .abiertos()
        .filter(Q(unidades__in=unidades) | Q(ods__in=ods))
        .distinct()
        .select_related("institucion")
        .prefetch_related("unidades", "ods")
    )
    coberturas = [Cobertura(programa, tuple(_motivos(programa, necesidades))) for programa in programas[:MIRADOS]]
    return sorted(coberturas, key=lambda c: -sum(motivo.peso for motivo in c.motivos))[:CUANTOS]


def _motivos(programa, necesidades):
    unidades, suyos = set(programa.unidades.all()), set(programa.ods.all())
    for necesidad in necesidades:
        unidad = necesidad.unidad if necesidad.unidad in unidades else None
        ods = tuple(uno for uno in necesidad.ods.all() if uno in suyos)
        if unidad or ods:
            yield Motivo(necesidad, unidad, ods)

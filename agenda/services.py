"""Writes of the programme that lock, span models or have consequences elsewhere."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agenda.models import Actividad, EstadoPrograma

# Rooms above this one add ``funcion(actividad)``, called inside the transaction and under the activity's lock.
al_cambiar_cupo = []


class ErrorAgenda(Exception):
    """A rule of the programme says no; ``mensaje`` says what to do."""

    def __init__(self, mensaje):
        self.mensaje = mensaje
        super().__init__(mensaje)


@transaction.atomic
def cambiar_cupo(*, actividad, cupo):
    """Set the places in the room (``None``: no limit) and return the activity, fresh.

    Nobody loses a place: a quota under the places already given only stops giving more. Side effects: the hooks in
    ``al_cambiar_cupo`` (a raised quota promotes the waiting list). Raises :class:`ErrorAgenda` below zero.
    """
    if cupo is not None and cupo < 0:
        raise ErrorAgenda(_("El cupo va de cero en adelante; en blanco significa sin límite."))
    actividad = Actividad.objects.select_for_update(no_key=True).get(pk=actividad.pk)
    actividad.cupo_presencial = cupo
    actividad.save(update_fields=["cupo_presencial"])
    for funcion in al_cambiar_cupo:
        funcion(actividad)
    return actividad


@transaction.atomic
def cambiar_estado(filas, *, estado):
    """Publish, take back to draft or cancel blocks or interventions (of one model); return those that changed.

    Any state may follow any other: staff edits the programme until the last minute. Side effects: none but the
    public agenda, which shows published interventions of published blocks.
    """
    filas = list(filas)
    if not filas:
        return []
    modelo = type(filas[0])
    bloqueadas = modelo.objects.select_for_update(of=("self",)).filter(pk__in=[f.pk for f in filas]).order_by("pk")
    cambiadas = [f for f in bloqueadas if f.estado != EstadoPrograma(estado)]
    for fila in cambiadas:
        fila.estado = estado
        fila.save(update_fields=["estado"])
    return cambiadas

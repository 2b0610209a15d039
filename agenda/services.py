"""Writes of the programme that lock, span models or have consequences elsewhere."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.models import Actividad, Bloque, Cumbre, EstadoPrograma, EstadoPropuesta
from comun import correo, publicacion

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

    Any state may follow any other: staff edits the programme until the last minute. Side effects: the public agenda,
    which shows published interventions of published blocks, and the activities count as modified for calendars.
    """
    filas = list(filas)
    if not filas:
        return []
    modelo = type(filas[0])
    bloqueadas = modelo.objects.select_for_update(of=("self",)).filter(pk__in=[f.pk for f in filas]).order_by("pk")
    if modelo is not Bloque:
        bloqueadas = bloqueadas.select_related("bloque")
    cambiadas = [f for f in bloqueadas if f.estado != EstadoPrograma(estado)]
    for fila in cambiadas:
        fila.estado = estado
        fila.save(update_fields=["estado", "modificada"])
    actividades = {f.actividad_id if modelo is Bloque else f.bloque.actividad_id for f in cambiadas}
    Actividad.objects.filter(pk__in=actividades).update(modificada=timezone.now())
    return cambiadas


@transaction.atomic
def publicar_cumbres(filas, *, publicada):
    """Publish Cumbres, or take them back to preparation; return those that changed.

    Side effects: the portal is about another Cumbre, or about none, if ``Cumbre.objects.vigente()`` changes. What was
    registered stays.
    """
    cambiadas = list(
        Cumbre.objects.select_for_update(of=("self",))
        .filter(pk__in=[f.pk for f in filas])
        .exclude(publicada=publicada)
        .order_by("pk")
    )
    for cumbre in cambiadas:
        cumbre.publicada = publicada
        cumbre.save(update_fields=["publicada", "modificada"])
    return cambiadas


@transaction.atomic
def responder_propuestas(filas, *, acepta, sello=None):
    """Accept proposals to present, or not, and return those that changed.

    Legal for what awaits an answer or was answered the other way; what its author withdrew or still writes stays. No
    consent is asked: a proposal is never public. Side effects: one mail each, ``propuesta_aceptada`` or
    ``propuesta_no_aceptada``, to the contact. ``sello`` and :class:`comun.publicacion.ContenidoCambiado` as in
    :func:`comun.publicacion.publicar`.
    """
    respondidas = []
    for propuesta in publicacion.bloquear(filas, sello=sello):
        if not (propuesta.admite_aceptar if acepta else propuesta.admite_no_aceptar):
            continue
        propuesta.publicacion = EstadoPropuesta.ACEPTADA if acepta else EstadoPropuesta.NO_ACEPTADA
        propuesta.save(update_fields=["publicacion"])
        contacto = propuesta.contacto
        tipo = "propuesta_aceptada" if acepta else "propuesta_no_aceptada"
        correo.encolar(tipo=tipo, a=contacto.email, idioma=contacto.idioma, sobre=propuesta)
        respondidas.append(propuesta)
    return respondidas

"""What the delegation attends, and each of its people."""

from django.db import transaction

from inscripciones import cambios
from inscripciones.edicion import bloquear, exigir_presente, exigir_que_viene, marcar_paso
from inscripciones.errores import ActividadCerrada
from inscripciones.models import Asistencia, CambioInscripcion, Eleccion, Modalidad
from inscripciones.services.comunes import ajustar, bloquear_lugares, sincronizar
from inscripciones.services.personas import YA_NO_ESTA


@transaction.atomic
def guardar_actividades(*, inscripcion, elecciones, tambien_cerrada=False):
    """Set what the delegation attends and how, once for all: ``{Actividad: modalidad}``.

    People who chose on their own keep their choice. Deselecting the seminar in a draft keeps the cards. Raises
    :class:`ActividadCerrada` for a newly chosen closed one. Side effects once confirmed: places, turns, the change.
    """
    inscripcion = bloquear(inscripcion, tambien_cerrada=tambien_cerrada)
    with cambios.siguiendo(inscripcion, quien=CambioInscripcion.Quien.CONTACTO):
        _elegir(inscripcion, elecciones)
        marcar_paso(inscripcion, "actividades")
        sincronizar(inscripcion)


def _elegir(inscripcion, elecciones):
    previas = {e.actividad_id: e for e in inscripcion.elecciones.all()}
    for actividad, modalidad in elecciones.items():
        previa = previas.pop(actividad.pk, None)
        _exigir_abierta(actividad, previa)
        if previa is None:
            Eleccion.objects.create(inscripcion=inscripcion, actividad=actividad, modalidad=modalidad)
        elif previa.modalidad != modalidad:
            previa.modalidad = modalidad
            previa.save(update_fields=["modalidad"])
    Eleccion.objects.filter(pk__in=[e.pk for e in previas.values()]).delete()


@transaction.atomic
def guardar_actividades_de(*, participante, elecciones, tambien_cerrada=False):
    """Set what one person attends: ``{Actividad: modalidad}``, or ``None`` to follow the delegation again.

    Not of who said that they do not come: they say so themselves if they do after all. Side effects once confirmed:
    places, turns, the change.
    """
    inscripcion = bloquear(participante.inscripcion, tambien_cerrada=tambien_cerrada)
    exigir_presente(participante, YA_NO_ESTA)
    exigir_que_viene(participante)
    with cambios.siguiendo(inscripcion, quien=CambioInscripcion.Quien.CONTACTO):
        suyas = participante.asistencias.exclude(estado=Asistencia.Estado.RETIRADA)
        previas = set(suyas.values_list("actividad_id", flat=True))
        for actividad in elecciones or ():
            _exigir_abierta(actividad, actividad.pk in previas)
        participante.actividades_propias = elecciones is not None
        participante.save(update_fields=["actividades_propias"])
        propias = {actividad.pk: modalidad for actividad, modalidad in (elecciones or {}).items()}
        bloquear_lugares(inscripcion, propias)
        if elecciones is not None:
            ajustar([(participante, propias)])
        inscripcion.save()
        sincronizar(inscripcion)


@transaction.atomic
def resolver_lleno(*, inscripcion, decisiones):
    """Answer the page "no places left" for who chose the room: ``{Actividad: "espera" | "virtual" | "quitar"}``.

    Who attends online stays as they are. Once confirmed there is nothing to answer.
    """
    inscripcion = bloquear(inscripcion)
    if not inscripcion.es_borrador:
        return
    for actividad, decision in decisiones.items():
        eleccion = inscripcion.elecciones.filter(actividad=actividad, modalidad=Modalidad.PRESENCIAL)
        presenciales = Asistencia.objects.presenciales().filter(
            participante__inscripcion=inscripcion, actividad=actividad, estado=Asistencia.Estado.ELEGIDA
        )
        if decision == "espera":
            presenciales.update(acepta_espera=True)
        elif decision == "virtual":
            eleccion.update(modalidad=Modalidad.VIRTUAL)
            presenciales.update(modalidad=Modalidad.VIRTUAL)
        else:
            eleccion.delete()
            presenciales.delete()
    inscripcion.save()


def _exigir_abierta(actividad, ya_estaba):
    if actividad.cerrada and not ya_estaba:
        raise ActividadCerrada(actividad)

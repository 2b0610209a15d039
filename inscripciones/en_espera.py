"""The waiting line of an activity as staff looks at it and orders it; nobody gains or loses a place here.

Locks as in ``inscripciones.lugares``: the registrations, in the order of their keys, then the activity.
"""

import hashlib

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from inscripciones import lugares
from inscripciones.edicion import bloquear_inscripciones
from inscripciones.errores import ErrorInscripcion, ListaCambiada, TransicionIlegal
from inscripciones.models import Asistencia, CambioInscripcion, Inscripcion


def lista_de_espera(actividad):
    """Return who waits for a place at an activity, in order, with what a page tells of them."""
    return list(
        Asistencia.objects.en_espera()
        .filter(actividad=actividad)
        .select_related("participante__inscripcion__ciudad", "participante__inscripcion__institucion")
    )


def sello_de_espera(espera):
    """Return a seal of a waiting list as it was read: who is in it and in which order."""
    return hashlib.sha256(",".join(str(asistencia.pk) for asistencia in espera).encode()).hexdigest()


@transaction.atomic
def reordenar(*, asistencia, puesto, motivo, usuario, sello=None):
    """Move somebody who waits to another place in line (1 is the first), by decision of staff; return the attendance.

    Nobody gains or loses a place in the room. Idempotent: who is there already stays, and nothing is kept. Side
    effects: the turns of those in between move by one; the change is kept with its reason in the history of that
    person's registration. No mail: a place in line moves with every withdrawal, and *mi espacio* tells it. Raises
    :class:`ListaCambiada` if the line is not the one that ``sello``, if given, says was read, :class:`TransicionIlegal`
    if the person no longer waits, :class:`ErrorInscripcion` for a place that the line does not have or without a
    reason.
    """
    inscripcion_id = asistencia.participante.inscripcion_id
    # Before the activity, as everywhere: what is kept refers to it.
    Inscripcion.objects.select_for_update(of=("self",)).get(pk=inscripcion_id)
    lugares.bloquear([asistencia.actividad_id])
    espera = lista_de_espera(asistencia.actividad_id)
    antes = next((n for n, a in enumerate(espera) if a.pk == asistencia.pk), None)
    if antes is None or espera[antes].participante.inscripcion_id != inscripcion_id:
        raise TransicionIlegal
    asistencia = espera[antes]
    if antes + 1 == puesto:
        return asistencia
    if sello is not None and sello_de_espera(espera) != sello:
        raise ListaCambiada
    if not 1 <= puesto <= len(espera):
        raise ErrorInscripcion(_("Escriba un puesto de 1 a %(n)d.") % {"n": len(espera)}, campo="puesto")
    if not motivo:
        raise ErrorInscripcion(_("Escriba el motivo: queda guardado con el cambio."), campo="motivo")
    primero, ultimo = sorted((antes, puesto - 1))
    tramo = espera[primero : ultimo + 1]
    tramo.insert(puesto - 1 - primero, tramo.pop(antes - primero))
    _renumerar(tramo)
    _cambio_de_puesto(asistencia, antes + 1, puesto, motivo, usuario).save()
    return asistencia


@transaction.atomic
def adelantar(*, asistencias, motivo, usuario):
    """Put those of these people who wait at the front of their lines, by decision of staff; return the moved ones.

    Among themselves they keep their order, and so do those behind. Nobody gains or loses a place in the room: there is
    none while somebody waits. Who no longer waits, or stands there already, is left as they are. Side effects: as
    :func:`reordenar`, one change kept for each who moved. Raises :class:`ErrorInscripcion` without a reason.
    """
    if not motivo:
        raise ErrorInscripcion(_("Escriba el motivo: queda guardado con el cambio."), campo="motivo")
    elegidas = Asistencia.objects.filter(pk__in=[a.pk for a in asistencias])
    inscripciones = bloquear_inscripciones(lugares.inscripciones_de(elegidas))
    actividades, claves = lugares.bloquear(elegidas.values_list("actividad_id", flat=True)), {a.pk for a in asistencias}
    cambios = []
    for actividad in actividades.values():
        espera = lista_de_espera(actividad)
        de_aqui = [a.pk in claves and a.participante.inscripcion_id in inscripciones for a in espera]
        delante = [a for a, elegida in zip(espera, de_aqui, strict=True) if elegida]
        orden = delante + [a for a, elegida in zip(espera, de_aqui, strict=True) if not elegida]
        antes = {a.pk: n for n, a in enumerate(espera, 1)}
        movidas = [(a, n) for n, a in enumerate(delante, 1) if antes[a.pk] != n]
        if movidas:
            _renumerar(orden[: max(antes[a.pk] for a, _n in movidas)])
        cambios += [(a, _cambio_de_puesto(a, antes[a.pk], n, motivo, usuario)) for a, n in movidas]
    CambioInscripcion.objects.bulk_create(cambio for _a, cambio in cambios)
    return [asistencia for asistencia, _cambio in cambios]


def _cambio_de_puesto(asistencia, antes, despues, motivo, usuario):
    """Return the change to keep of somebody who was moved in line."""
    de_quien = {"de": asistencia.participante.nombre, "persona": asistencia.participante_id}
    puestos = {"actividad": asistencia.actividad_id, "antes": antes, "despues": despues}
    return lugares.cambio_del_equipo(
        asistencia.participante.inscripcion_id, [{"que": "puesto", **de_quien, **puestos}], motivo, usuario
    )


def _renumerar(tramo):
    """Give a stretch of one line, in its new order, the turns that it has, the first the least; the caller locked."""
    turnos = sorted(asistencia.turno for asistencia in tramo)
    # The database checks each row as it is written: first all out of the way, beyond the last turn of the activity.
    claves = [asistencia.pk for asistencia in tramo]
    Asistencia.objects.filter(pk__in=claves).update(turno=F("turno") + lugares.ultimo_turno(tramo[0].actividad_id))
    for asistencia, turno in zip(tramo, turnos, strict=True):
        asistencia.turno = turno
    Asistencia.objects.bulk_update(tramo, ["turno"])

"""Places in the room: the only module that gives and takes them.

Whoever counts places first locks the activities concerned, always in the order of their keys and always after
the registration (if that is locked too), so that no two transactions wait for each other. Everything is read again
under the lock. Invariant kept by every function: nobody waits while there is a free place.
"""

from django.db import transaction
from django.db.models import Max

from agenda.models import Actividad
from comun import correo
from inscripciones.errores import ActividadCerrada, CupoLleno, TransicionIlegal
from inscripciones.models import Asistencia, Inscripcion, Modalidad

_Estado = Asistencia.Estado
_ADMITIDA = {_Estado.CONFIRMADA, _Estado.EN_ESPERA}


def bloquear(actividades_ids):
    """Lock these activities until the transaction ends and return them by key.

    ``FOR NO KEY UPDATE``: counting excludes counting, but drafts that merely refer to the activity do not wait.
    """
    filas = Actividad.objects.bloqueadas().filter(pk__in=set(actividades_ids)).order_by("pk")
    return {actividad.pk: actividad for actividad in filas}


def libres(actividad):
    """Free places in the room, never below zero, or ``None`` if there is no limit. Exact only under the lock."""
    if actividad.cupo_presencial is None:
        return None
    return max(0, actividad.cupo_presencial - Asistencia.objects.con_lugar().filter(actividad=actividad).count())


def sin_lugar(inscripcion):
    """Return the activities where :func:`colocar` would find no place for somebody of this draft who did not accept to
    wait, as things stand: the lock decides later."""
    elegidas = (
        Asistencia.objects.presenciales()
        .filter(
            participante__inscripcion=inscripcion,
            estado=_Estado.ELEGIDA,
            actividad__reservada=False,
            actividad__cupo_presencial__isnull=False,
        )
        .select_related("actividad")
        .order_by("actividad_id", "participante_id")
    )
    quedan, llenas = {}, {}
    for asistencia in elegidas:
        actividad = asistencia.actividad
        if actividad.pk not in quedan:
            quedan[actividad.pk] = libres(actividad)
        if quedan[actividad.pk] > 0:
            quedan[actividad.pk] -= 1
        elif not asistencia.acepta_espera:
            llenas[actividad.pk] = actividad
    return list(llenas.values())


def llenas(actividades):
    """Return the keys of those whose room is full by now: a notice, the lock decides later."""
    ocupados = Asistencia.objects.cuenta_por_actividad()
    return {a.pk for a in actividades if a.cupo_presencial is not None and ocupados.get(a.pk, 0) >= a.cupo_presencial}


def colocar(*, inscripcion, todas_esperan=False):
    """Give each chosen attendance of ``inscripcion`` its place; the caller holds the registration's lock.

    Reserved activities become requests; virtual ones are confirmed; in-person ones get a place or, for who accepted
    to wait (``acepta_espera``, or everybody with ``todas_esperan``), a turn in the waiting list. Raises
    :class:`CupoLleno` with every full activity where somebody did not, or :class:`ActividadCerrada`; then nothing is
    kept (the transaction rolls back).
    """
    elegidas = list(
        Asistencia.objects.filter(participante__inscripcion=inscripcion, estado=_Estado.ELEGIDA).order_by(
            "actividad_id", "participante_id"
        )
    )
    actividades = bloquear(a.actividad_id for a in elegidas)
    quedan, turnos, llenas = {}, {}, {}
    for asistencia in elegidas:
        actividad = actividades[asistencia.actividad_id]
        if actividad.cerrada:
            raise ActividadCerrada(actividad)
        if actividad.reservada:
            asistencia.estado = _Estado.SOLICITADA
            continue
        if asistencia.modalidad == Modalidad.VIRTUAL:
            asistencia.estado = _Estado.CONFIRMADA
            continue
        if actividad.pk not in quedan:
            quedan[actividad.pk] = libres(actividad)
        if quedan[actividad.pk] is None or quedan[actividad.pk] > 0:
            asistencia.estado = _Estado.CONFIRMADA
            if quedan[actividad.pk]:
                quedan[actividad.pk] -= 1
        elif todas_esperan or asistencia.acepta_espera:
            if actividad.pk not in turnos:
                turnos[actividad.pk] = _ultimo_turno(actividad)
            turnos[actividad.pk] += 1
            asistencia.estado, asistencia.turno = _Estado.EN_ESPERA, turnos[actividad.pk]
        else:
            llenas[actividad.pk] = actividad
    if llenas:
        raise CupoLleno(list(llenas.values()))
    Asistencia.objects.bulk_update(elegidas, ["estado", "turno"])
    return elegidas


def promover(actividad):
    """Give every free place to the first in line and mail each; the caller holds the activity's lock."""
    quedan = libres(actividad)
    en_espera = Asistencia.objects.en_espera().filter(actividad=actividad)
    promovidas = list(
        (en_espera if quedan is None else en_espera[:quedan]).select_related("participante__inscripcion__contacto")
    )
    for asistencia in promovidas:
        asistencia.estado, asistencia.turno = _Estado.CONFIRMADA, None
        asistencia.save(update_fields=["estado", "turno", "cambiada"])
        _avisar("lugar_liberado", asistencia.participante.inscripcion, asistencia=asistencia.pk)
    return promovidas


def soltar(asistencias, *, cambian=()):
    """Delete these attendances, change the modality of others, and promote who was waiting for the places.

    ``cambian``: pairs of attendance and new modality. Who was admitted (a place, a turn or a grant) stays admitted:
    online at once, in the room with a place or a turn, after those who waited already; also where the activity is
    closed or reserved. A request or a refusal stays what it is. Choices of a draft held no place.
    """
    asistencias = list(asistencias)
    tocadas = [*asistencias, *(a for a, _modalidad in cambian)]
    actividades = bloquear(a.actividad_id for a in tocadas if a.estado != _Estado.ELEGIDA)
    Asistencia.objects.filter(pk__in=[a.pk for a in asistencias]).delete()
    a_la_sala = []
    for asistencia, modalidad in cambian:
        if asistencia.estado in _ADMITIDA and modalidad == Modalidad.PRESENCIAL:
            a_la_sala.append(asistencia)
            continue
        if asistencia.estado in _ADMITIDA:
            asistencia.estado, asistencia.turno = _Estado.CONFIRMADA, None
        asistencia.modalidad, asistencia.acepta_espera = modalidad, False
        asistencia.save(update_fields=["modalidad", "acepta_espera", "estado", "turno", "cambiada"])
    for actividad in actividades.values():
        promover(actividad)
    for asistencia in a_la_sala:
        _admitir(asistencia, actividades[asistencia.actividad_id], Modalidad.PRESENCIAL)


def _admitir(asistencia, actividad, modalidad):
    """Give a place, or a turn if the room is full; online there always is one. The caller holds the lock."""
    lugar = modalidad == Modalidad.VIRTUAL or libres(actividad) != 0
    asistencia.modalidad = modalidad
    asistencia.estado = _Estado.CONFIRMADA if lugar else _Estado.EN_ESPERA
    asistencia.turno = None if lugar else _ultimo_turno(actividad) + 1
    asistencia.save(update_fields=["modalidad", "estado", "turno", "cambiada"])


def retirar_todas(inscripcion):
    """Mark every attendance of a withdrawn registration and give its places to who was waiting."""
    suyas = Asistencia.objects.filter(participante__inscripcion=inscripcion)
    actividades = bloquear(suyas.values_list("actividad_id", flat=True))
    suyas.update(estado=_Estado.RETIRADA, turno=None)
    for actividad in actividades.values():
        promover(actividad)


@transaction.atomic
def conceder(*, asistencias):
    """Grant requests for reserved activities; return the attendances, confirmed or waiting if the room is full.

    Side effects: one mail per registration, queued in the same transaction. Raises :class:`TransicionIlegal` if any of
    them is no longer requested (or refused), and then grants none.
    """
    resueltas = _tomar(asistencias, {_Estado.SOLICITADA, _Estado.RECHAZADA})
    for asistencia in resueltas:
        _admitir(asistencia, asistencia.actividad, asistencia.modalidad)
    _avisar_por_inscripcion("solicitud_concedida", resueltas)
    return resueltas


@transaction.atomic
def rechazar(*, asistencias):
    """Refuse requests for reserved activities, or take a grant back; a freed place goes to the first in line.

    Side effects: one mail per registration, queued in the same transaction. Raises :class:`TransicionIlegal` if any of
    them is not a request of a reserved activity any more, and then refuses none.
    """
    resueltas = _tomar(asistencias, {_Estado.SOLICITADA, _Estado.CONFIRMADA, _Estado.EN_ESPERA})
    for asistencia in resueltas:
        asistencia.estado, asistencia.turno = _Estado.RECHAZADA, None
        asistencia.save(update_fields=["estado", "turno", "cambiada"])
    for actividad in {a.actividad_id: a.actividad for a in resueltas}.values():
        promover(actividad)
    _avisar_por_inscripcion("solicitud_rechazada", resueltas)
    return resueltas


def _tomar(asistencias, estados):
    """Lock the activities, read the attendances again and check that each may change."""
    claves = [a.pk for a in asistencias]
    actividades = bloquear(a.actividad_id for a in asistencias)
    frescas = list(
        Asistencia.objects.select_for_update(of=("self",))
        .filter(pk__in=claves)
        .select_related("participante__inscripcion__contacto")
        .order_by("actividad_id", "pk")
    )
    for asistencia in frescas:
        asistencia.actividad = actividades[asistencia.actividad_id]
        confirmada = asistencia.participante.inscripcion.estado == Inscripcion.Estado.CONFIRMADA
        # A request is answered although the activity is no longer reserved; nothing else of an open one is.
        resoluble = asistencia.actividad.reservada or asistencia.estado == _Estado.SOLICITADA
        if asistencia.estado not in estados or not resoluble or not confirmada:
            raise TransicionIlegal
    if len(frescas) != len(set(claves)):
        raise TransicionIlegal
    return frescas


def _ultimo_turno(actividad):
    return Asistencia.objects.filter(actividad=actividad).aggregate(m=Max("turno"))["m"] or 0


def _avisar(tipo, inscripcion, **parametros):
    contacto = inscripcion.contacto
    correo.encolar(tipo=tipo, a=contacto.email, idioma=contacto.idioma, sobre=inscripcion, parametros=parametros)


def _avisar_por_inscripcion(tipo, asistencias):
    por_inscripcion = {}
    for asistencia in asistencias:
        por_inscripcion.setdefault(asistencia.participante.inscripcion, []).append(asistencia.pk)
    for inscripcion, claves in por_inscripcion.items():
        _avisar(tipo, inscripcion, asistencias=claves)

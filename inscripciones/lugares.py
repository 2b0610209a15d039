"""Places in the room: the only module that gives and takes them.

Whoever counts places first locks the activities concerned, always in the order of their keys and always after
the registration (if that is locked too), so that no two transactions wait for each other. Everything is read again
under the lock. Invariant kept by every function: nobody waits while there is a free place.
"""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from agenda.models import Actividad
from inscripciones import avisos, necesidades
from inscripciones.edicion import bloquear_inscripciones
from inscripciones.errores import ActividadCerrada, CupoLleno, TransicionIlegal
from inscripciones.models import Asistencia, CambioInscripcion, Inscripcion, Modalidad

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
    elegidas = Asistencia.objects.filter(participante__inscripcion=inscripcion, estado=_Estado.ELEGIDA)
    return colocar_en_orden(elegidas.order_by("actividad_id", "participante_id"), todas_esperan=todas_esperan)


def colocar_en_orden(elegidas, *, todas_esperan=False):
    """Give these chosen attendances, of one registration or of several, their places, first come, first served.

    As :func:`colocar` does; the caller holds the locks of their registrations. What is not saved yet is created.
    """
    elegidas = list(elegidas)
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
                turnos[actividad.pk] = ultimo_turno(actividad)
            turnos[actividad.pk] += 1
            asistencia.estado, asistencia.turno = _Estado.EN_ESPERA, turnos[actividad.pk]
        else:
            llenas[actividad.pk] = actividad
    if llenas:
        raise CupoLleno(list(llenas.values()))
    guardadas = [a for a in elegidas if a.pk is not None]
    for asistencia in guardadas:
        asistencia.cambiada = timezone.now()  # bulk_update sets no date by itself
    Asistencia.objects.bulk_create([a for a in elegidas if a.pk is None])
    Asistencia.objects.bulk_update(guardadas, ["estado", "turno", "cambiada"])
    return elegidas


def promover(actividad):
    """Give every free place to the first in line and mail each, the contact and the person, who may decline.

    The caller holds the activity's lock.
    """
    quedan = libres(actividad)
    en_espera = Asistencia.objects.en_espera().filter(actividad=actividad)
    promovidas = list(
        (en_espera if quedan is None else en_espera[:quedan]).select_related("participante__inscripcion__contacto")
    )
    for asistencia in promovidas:
        asistencia.estado, asistencia.turno = _Estado.CONFIRMADA, None
        asistencia.save(update_fields=["estado", "turno", "cambiada"])
        avisos.al_contacto("lugar_liberado", asistencia.participante.inscripcion, asistencia=asistencia.pk)
        _avisar_a_la_persona(asistencia)
    return promovidas


def soltar(asistencias, *, retiran=(), cambian=()):
    """Delete these attendances, change the modality of others, and promote who was waiting for the places.

    ``retiran``: attendances that stay, marked as :func:`retirar_de` does. ``cambian``: pairs of attendance and new
    modality. Who was admitted (a place, a turn or a grant) stays admitted: online at once, in the room with a place or
    a turn, after those who waited already; also where the activity is closed or reserved. A request or a refusal stays
    what it is. Choices of a draft held no place.
    """
    asistencias = list(asistencias)
    tocadas = [*asistencias, *retiran, *(a for a, _modalidad in cambian)]
    actividades = bloquear(a.actividad_id for a in tocadas if a.estado != _Estado.ELEGIDA)
    Asistencia.objects.filter(pk__in=[a.pk for a in asistencias]).delete()
    _marcar_retiradas([a.pk for a in retiran])
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
        asistencia.modalidad = Modalidad.PRESENCIAL
        _Sala(actividades[asistencia.actividad_id]).admitir(asistencia)
        asistencia.save(update_fields=["modalidad", "estado", "turno", "cambiada"])
    if actividades:
        necesidades.olvidar_dieta({a.participante_id for a in tocadas})


class _Sala:
    """An activity while places are given under its lock, which the caller holds: counted once, then kept in mind."""

    def __init__(self, actividad):
        self.actividad, self._libres, self._turno = actividad, libres(actividad), None

    def admitir(self, asistencia):
        """Give a place, or a turn if the room is full; online there always is one. It is not saved here."""
        asistencia.estado, asistencia.turno, asistencia.cambiada = _Estado.CONFIRMADA, None, timezone.now()
        if asistencia.modalidad == Modalidad.VIRTUAL or self._libres is None:
            return
        if self._libres > 0:
            self._libres -= 1
            return
        self._turno = (self._turno or ultimo_turno(self.actividad)) + 1
        asistencia.estado, asistencia.turno = _Estado.EN_ESPERA, self._turno


def dar_en_la_puerta(participante, actividad):
    """Give a place in the room to who stands at its door, and return the attendance; ``None`` if there is none to give.

    Also where the activity is closed. A reserved one gives none to who was not granted it. Whoever waits, or follows it
    online, or had not chosen it, has a place from now on, and chooses on their own. The caller holds the registration's
    lock.
    """
    actividad = bloquear([actividad.pk])[actividad.pk]
    asistencia = participante.asistencias.filter(actividad=actividad).first()
    admitida = asistencia is not None and asistencia.estado in _ADMITIDA
    if (actividad.reservada and not admitida) or libres(actividad) == 0:
        return None
    asistencia = asistencia or Asistencia(participante=participante, actividad=actividad)
    asistencia.modalidad, asistencia.estado, asistencia.turno = Modalidad.PRESENCIAL, _Estado.CONFIRMADA, None
    asistencia.save()
    participante.actividades_propias = True
    participante.save(update_fields=["actividades_propias"])
    return asistencia


def retirar_todas(inscripcion):
    """Mark every attendance of a withdrawn registration and give its places to who was waiting.

    Nobody of it comes any more: what its people need is forgotten.
    """
    _retirar(Asistencia.objects.filter(participante__inscripcion=inscripcion))
    necesidades.olvidar(inscripcion.participantes.all())


def retirar_de(participante):
    """Mark all that a person attends, awaits or asked for, who does not come, and give the places to who was waiting.

    The caller holds the registration's lock. The marks stay, so that :func:`reponer` knows what to give back.
    """
    _retirar(Asistencia.objects.vigentes().filter(participante=participante))
    necesidades.olvidar_dieta([participante.pk])


def reponer(participante):
    """Let what :func:`retirar_de` marked be chosen again, where the activity is still open: :func:`colocar` places it.

    The caller holds the registration's lock.
    """
    marcadas = participante.asistencias.filter(estado=_Estado.RETIRADA, actividad__cerrada=False)
    marcadas.update(estado=_Estado.ELEGIDA, cambiada=timezone.now())


def _retirar(asistencias):
    actividades = bloquear(asistencias.values_list("actividad_id", flat=True))
    _marcar_retiradas(list(asistencias.values_list("pk", flat=True)))
    for actividad in actividades.values():
        promover(actividad)


def _marcar_retiradas(claves):
    Asistencia.objects.filter(pk__in=claves).update(estado=_Estado.RETIRADA, turno=None, cambiada=timezone.now())


@transaction.atomic
def conceder(*, asistencias, usuario=None):
    """Grant requests for reserved activities, in the order given; return them, confirmed or, if the room is full,
    waiting.

    Side effects: one mail per registration, queued in the same transaction; in its history, who granted what. Raises
    :class:`TransicionIlegal` if any of them is no longer requested (or refused) or is of somebody who does not come,
    and then grants none.
    """
    resueltas = _tomar(asistencias, {_Estado.SOLICITADA, _Estado.RECHAZADA})
    antes = _como_estan(resueltas)
    salas = {clave: _Sala(actividad) for clave, actividad in {a.actividad_id: a.actividad for a in resueltas}.items()}
    for asistencia in resueltas:
        salas[asistencia.actividad_id].admitir(asistencia)
    Asistencia.objects.bulk_update(resueltas, ["estado", "turno", "cambiada"])
    _conservar(resueltas, antes, usuario=usuario)
    _avisar_por_inscripcion("solicitud_concedida", resueltas)
    return resueltas


@transaction.atomic
def rechazar(*, asistencias, motivo="", usuario=None):
    """Refuse requests for reserved activities, or take a grant back; a freed place goes to the first in line.

    ``motivo``: why, up to 300 characters; the contact reads it as it was written. Side effects: one mail per
    registration, queued in the same transaction; in its history, who refused what and why. Raises
    :class:`TransicionIlegal` if any of them is not a request of a reserved activity any more, and then refuses none.
    """
    resueltas = _tomar(asistencias, {_Estado.SOLICITADA, _Estado.CONFIRMADA, _Estado.EN_ESPERA})
    antes = _como_estan(resueltas)
    for asistencia in resueltas:
        asistencia.estado, asistencia.turno, asistencia.cambiada = _Estado.RECHAZADA, None, timezone.now()
    Asistencia.objects.bulk_update(resueltas, ["estado", "turno", "cambiada"])
    for actividad in {a.actividad_id: a.actividad for a in resueltas}.values():
        promover(actividad)
    necesidades.olvidar_dieta({a.participante_id for a in resueltas})
    _conservar(resueltas, antes, usuario=usuario, motivo=motivo)
    _avisar_por_inscripcion("solicitud_rechazada", resueltas, **({"motivo": motivo} if motivo else {}))
    return resueltas


def _tomar(asistencias, estados):
    """Lock registrations, then activities, read the attendances again and check that each may change."""
    claves = [a.pk for a in asistencias]
    # What is kept in their history refers to the registrations.
    inscripciones = bloquear_inscripciones(inscripciones_de(Asistencia.objects.filter(pk__in=claves)))
    actividades = bloquear(a.actividad_id for a in asistencias)
    frescas = list(
        Asistencia.objects.select_for_update(of=("self",))
        .filter(pk__in=claves)
        .select_related("participante__inscripcion__contacto")
        .order_by("pk")
    )
    lugar = {clave: n for n, clave in enumerate(claves)}
    frescas.sort(key=lambda asistencia: lugar[asistencia.pk])
    for asistencia in frescas:
        asistencia.actividad = actividades[asistencia.actividad_id]
        confirmada = asistencia.participante.inscripcion.estado == Inscripcion.Estado.CONFIRMADA
        # A request is answered although the activity is no longer reserved; nothing else of an open one is.
        resoluble = asistencia.actividad.reservada or asistencia.estado == _Estado.SOLICITADA
        if asistencia.estado not in estados or not resoluble or not confirmada or asistencia.participante.declino:
            raise TransicionIlegal
        if asistencia.participante.inscripcion_id not in inscripciones:  # it joined another delegation meanwhile
            raise TransicionIlegal
    if len(frescas) != len(set(claves)):
        raise TransicionIlegal
    return frescas


def inscripciones_de(asistencias):
    """Return the keys of the registrations of a query of attendances."""
    return asistencias.order_by().values_list("participante__inscripcion_id", flat=True)


def cambio_del_equipo(inscripcion_id, diferencias, motivo, usuario):
    """Return what to keep of a decision of staff in the history of a registration; it is not saved."""
    quien = CambioInscripcion.Quien.EQUIPO
    return CambioInscripcion(
        inscripcion_id=inscripcion_id, quien=quien, usuario=usuario, motivo=motivo, diferencias=diferencias
    )


def _como_estan(asistencias):
    return {a.pk: [a.modalidad, a.estado] for a in asistencias}


def _conservar(asistencias, antes, *, usuario, motivo=""):
    """Keep in the history of each registration what became of these attendances, ``antes`` being how they were."""
    por_inscripcion = {}
    for a in asistencias:
        de_quien = {"de": a.participante.nombre, "persona": a.participante_id, "actividad": a.actividad_id}
        diferencia = {"que": "actividad", **de_quien, "antes": antes[a.pk], "despues": [a.modalidad, a.estado]}
        por_inscripcion.setdefault(a.participante.inscripcion_id, []).append(diferencia)
    CambioInscripcion.objects.bulk_create(
        cambio_del_equipo(clave, diferencias, motivo, usuario) for clave, diferencias in por_inscripcion.items()
    )


def ultimo_turno(actividad):
    """Return the highest turn given at an activity, or 0."""
    return Asistencia.objects.filter(actividad=actividad).aggregate(m=Max("turno"))["m"] or 0


def _avisar_a_la_persona(asistencia):
    """Tell who got a place; the mailbox of the contact reads it once."""
    persona = asistencia.participante
    if not persona.email or persona.email.lower() == persona.inscripcion.contacto.email.lower():
        return
    avisos.a_la_persona("lugar_liberado_persona", persona, asistencia=asistencia.pk)


def _avisar_por_inscripcion(tipo, asistencias, **parametros):
    por_inscripcion = {}
    for asistencia in asistencias:
        por_inscripcion.setdefault(asistencia.participante.inscripcion, []).append(asistencia.pk)
    for inscripcion, claves in por_inscripcion.items():
        avisos.al_contacto(tipo, inscripcion, asistencias=claves, **parametros)

"""Who was seen at an activity: the only module that writes ``Presencia``; ``personas`` and ``purga`` delete.

That one person enters once is decided by PostgreSQL (``acreditacion_presencia_unica``): the second device that reads a
code is told when and where. Who has a place enters under the lock of their own row alone, which keeps the person from
being removed or replaced at that instant; a queue does not wait for another one. A place is given or looked for under
the locks of ``inscripciones.puerta``. Who is marked online is locked after their registration.
"""

from typing import NamedTuple

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acreditacion.models import Presencia
from comun.purga import olvidar
from comun.restricciones import violada
from inscripciones import puerta
from inscripciones.edicion import bloquear_inscripciones
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Asistencia, Inscripcion, Modalidad, Participante

LARGO_PUESTO = Presencia._meta.get_field("puesto").max_length


class ErrorPresencia(Exception):
    """A rule of the door says no; ``mensaje`` tells what happened and what to do."""

    mensaje = _("La inscripción cambió mientras tanto: busque a la persona de nuevo.")

    def __init__(self, mensaje=None):
        self.mensaje = mensaje or self.mensaje
        super().__init__(self.mensaje)


class YaEntro(ErrorPresencia):
    """Somebody was registered before: ``presencia`` tells when and where."""

    mensaje = _("Esa persona ya figura como presente en la actividad.")

    def __init__(self, presencia):
        self.presencia = presencia
        super().__init__()


class NoTieneLugar(ErrorPresencia):
    """Who is at the door has no place there; ``situacion`` says how they stand, and staff may decide."""

    mensaje = _("No tiene un lugar confirmado en la sala: decida si se le deja pasar.")

    def __init__(self, situacion):
        self.situacion = situacion
        super().__init__()


class SinLugar(ErrorPresencia):
    """There is no free place to give: to let somebody in all the same is to be said expressly."""

    mensaje = _("No queda un lugar libre en la sala.")


class Situacion(models.TextChoices):
    """How somebody stands before the door of an activity, in the words that staff reads in large type."""

    PUEDE_PASAR = "puede_pasar", _("Puede pasar")
    YA_ENTRO = "ya_entro", _("Ya había entrado")
    EN_LINEA = "en_linea", _("Ya figura como presente en línea")
    EN_ESPERA = "en_espera", _("Está en lista de espera")
    VIRTUAL = "virtual", _("Tiene lugar virtual, no en la sala")
    SOLICITADA = "solicitada", _("La pidió y el equipo todavía no respondió")
    NO_CONCEDIDA = "no_concedida", _("La pidió y no se le concedió")
    NO_ELIGIO = "no_eligio", _("No eligió esta actividad")
    NO_VENIA = "no_venia", _("Avisó que no venía")
    RETIRADA = "retirada", _("Su inscripción se retiró")
    NO_CONFIRMADA = "no_confirmada", _("Su inscripción no está confirmada")


# From these, staff may let somebody in by decision.
A_DECIDIR = {
    Situacion.EN_ESPERA,
    Situacion.VIRTUAL,
    Situacion.SOLICITADA,
    Situacion.NO_CONCEDIDA,
    Situacion.NO_ELIGIO,
    Situacion.NO_VENIA,
}
_DE_ASISTENCIA = {
    Asistencia.Estado.EN_ESPERA: Situacion.EN_ESPERA,
    Asistencia.Estado.SOLICITADA: Situacion.SOLICITADA,
    Asistencia.Estado.RECHAZADA: Situacion.NO_CONCEDIDA,
}


def situacion(participante, asistencia=None, presencia=None):
    """Return the :class:`Situacion` of somebody, given their attendance at the activity and their standing presence."""
    inscripcion = participante.inscripcion
    if presencia:
        return Situacion.YA_ENTRO if presencia.modalidad == Modalidad.PRESENCIAL else Situacion.EN_LINEA
    if not inscripcion.es_confirmada:
        sin_confirmar = {Inscripcion.Estado.BORRADOR, Inscripcion.Estado.VENCIDA}
        return Situacion.NO_CONFIRMADA if inscripcion.estado in sin_confirmar else Situacion.RETIRADA
    if participante.declino:
        return Situacion.NO_VENIA
    if asistencia and asistencia.estado == Asistencia.Estado.CONFIRMADA:
        return Situacion.PUEDE_PASAR if asistencia.modalidad == Modalidad.PRESENCIAL else Situacion.VIRTUAL
    return _DE_ASISTENCIA.get(asistencia and asistencia.estado, Situacion.NO_ELIGIO)


def presencia_de(participante, actividad):
    """Return the standing presence of somebody at an activity, with who registered it, or ``None``."""
    vigentes = Presencia.objects.vigentes().filter(participante=participante, actividad=actividad)
    return vigentes.select_related("registrada_por").first()


def situacion_en(participante, actividad):
    """Return ``(Situacion, presence or None)`` of somebody at the door of an activity: two queries."""
    presencia = presencia_de(participante, actividad)
    asistencia = participante.asistencias.filter(actividad=actividad).first()
    return situacion(participante, asistencia, presencia), presencia


# --- Entering -----------------------------------------------------------------------------------


@transaction.atomic
def registrar(*, participante, actividad, medio, puesto="", usuario=None):
    """Register that somebody who has a place in the room enters; return the ``Presencia``.

    Raises :class:`YaEntro` with the presence that there is, whoever was first by however little; :class:`NoTieneLugar`
    for whom staff must decide about; :class:`ErrorPresencia` if the row is gone or another person's by now. Then
    nothing is written.
    """
    persona = bloquear(participante)
    asi, presencia = situacion_en(persona, actividad)
    if presencia:
        raise YaEntro(presencia)
    if asi != Situacion.PUEDE_PASAR:
        raise NoTieneLugar(asi)
    return _escribir(participante=persona, actividad=actividad, medio=medio, puesto=puesto, registrada_por=usuario)


def bloquear(participante):
    """Lock the row of who is at the door and return it fresh; by the code that they showed, which one person has."""
    filas = Participante.objects.select_for_update(of=("self",), no_key=True).select_related("inscripcion")
    fresca = filas.filter(pk=participante.pk, entrada=participante.entrada).first()
    if fresca is None:
        raise ErrorPresencia
    return fresca


@transaction.atomic
def dejar_pasar(*, participante, actividad, medio, puesto="", usuario=None, sin_lugar=False):
    """Let somebody in by decision of staff, with a free place of the room; return the ``Presencia``.

    If there is none, or as many people are inside as the quota says, :class:`SinLugar` is raised unless ``sin_lugar``
    says to let them in all the same: then they hold no place, and stay in the waiting list if they are. What was
    decided is kept in ``ingreso``. Side effects: those of ``puerta.dar_lugar``. Raises :class:`YaEntro`, and
    :class:`ErrorPresencia` if the registration is not confirmed any more.
    """
    try:
        _inscripcion, persona, actividad = puerta.bloquear_persona(participante, actividad)
    except ErrorInscripcion as error:
        raise ErrorPresencia(error.mensaje) from error
    asi, presencia = situacion_en(persona, actividad)
    if presencia:
        raise YaEntro(presencia)
    if asi == Situacion.PUEDE_PASAR:
        ingreso = Presencia.Ingreso.DIRECTO
    else:
        asistencia = puerta.dar_lugar(participante=persona, actividad=actividad, usuario=usuario)
        ingreso = _ingreso(actividad, asistencia, sin_lugar)
    return _escribir(
        participante=persona,
        actividad=actividad,
        medio=medio,
        puesto=puesto,
        registrada_por=usuario,
        ingreso=ingreso,
    )


@transaction.atomic
def inscribir_y_registrar(*, actividad, actor, nombre, email, idioma, puesto="", usuario=None, sin_lugar=False):
    """Register somebody who had not, and that they enter, in one transaction; return the ``Presencia``.

    Raises :class:`SinLugar` as :func:`dejar_pasar` does, ``puerta.YaInscrita``, and what its ``inscribir`` raises and
    does besides.
    """
    persona, asistencia = puerta.inscribir(
        actividad=actividad, actor=actor, nombre=nombre, email=email, idioma=idioma, usuario=usuario
    )
    ingreso = _ingreso(actividad, asistencia, sin_lugar)
    return _escribir(
        participante=persona,
        actividad=actividad,
        medio=Presencia.Medio.PUERTA,
        puesto=puesto,
        registrada_por=usuario,
        ingreso=ingreso,
    )


def _ingreso(actividad, asistencia, sin_lugar):
    """Return how somebody who was not expected enters. The caller holds the activity's lock."""
    if not sin_lugar and (asistencia is None or _sala_llena(actividad)):
        raise SinLugar
    return Presencia.Ingreso.SIN_LUGAR if asistencia is None else Presencia.Ingreso.CON_LUGAR


def _sala_llena(actividad):
    """True if as many are inside as the quota says, whoever of them holds a place."""
    if actividad.cupo_presencial is None:
        return False
    adentro = Presencia.objects.en_la_sala().filter(actividad=actividad).count()
    return adentro >= actividad.cupo_presencial


def _escribir(**campos):
    """Insert a presence in the room; who comes second, by however little, is told of the first."""
    presencia = Presencia(modalidad=Modalidad.PRESENCIAL, **campos)
    presencia.puesto = presencia.puesto[:LARGO_PUESTO]
    try:
        with transaction.atomic():
            presencia.save()
    except IntegrityError as error:
        violada(error)
        primera = presencia_de(presencia.participante, presencia.actividad)
        if primera is None:  # taken back this very moment
            return _escribir(**campos)
        raise YaEntro(primera) from error
    return presencia


# --- Online -------------------------------------------------------------------------------------


class Marcadas(NamedTuple):
    """Who was marked: the new presences, and how many people were gone or replaced by then, who are not marked."""

    nuevas: list
    cambiaron: int


@transaction.atomic
def marcar_en_linea(*, actividad, participantes, usuario=None, medio=Presencia.Medio.LISTA):
    """Write that these people followed an activity online; return :class:`Marcadas`.

    Who is present already, in the room or online, stays as they are: twice is once, also at the same instant as a
    check-in at the door. Nobody is marked in the stead of somebody who was read.
    """
    ahora, personas = timezone.now(), bloquear_varias(participantes)
    Presencia.objects.bulk_create(
        [
            Presencia(
                participante=persona,
                actividad=actividad,
                modalidad=Modalidad.VIRTUAL,
                medio=medio,
                registrada_el=ahora,
                registrada_por=usuario,
            )
            for persona in personas
        ],
        ignore_conflicts=True,
    )
    suyas = Presencia.objects.vigentes().filter(actividad=actividad, participante__in=personas, medio=medio)
    suyas = suyas.filter(registrada_el=ahora, registrada_por=usuario).select_related("participante", "actividad")
    return Marcadas(list(suyas), len(participantes) - len(personas))


def bloquear_varias(participantes):
    """Lock the rows of these people, as :func:`bloquear` does of one; return, fresh, those who still have theirs.

    Their registrations first, and all in the order of their keys.
    """
    bloquear_inscripciones((persona.inscripcion_id for persona in participantes), no_key=True)
    suyas = {"pk__in": [p.pk for p in participantes], "entrada__in": [p.entrada for p in participantes]}
    return list(Participante.objects.select_for_update(no_key=True).filter(**suyas).order_by("pk"))


# --- Taking back --------------------------------------------------------------------------------


@transaction.atomic
def deshacer(*, presencia, usuario=None):
    """Take a presence back: the row stays, with who did it and when. Return it, or ``None`` if it was before.

    A place that was given at the door stays given: the delegation's page takes it away.
    """
    fresca = Presencia.objects.select_for_update(of=("self",)).get(pk=presencia.pk)
    if not fresca.es_vigente:
        return None
    fresca.anulada_el, fresca.anulada_por = timezone.now(), usuario
    fresca.save(update_fields=["anulada_el", "anulada_por"])
    return fresca


# --- What happens to people ---------------------------------------------------------------------


def al_quitar(participante):
    """Keep in the delegation, and with their name, who was seen at an activity; what was taken back goes.

    Raises :class:`ErrorInscripcion`: who came is counted, and may be given a certificate. Who is being registered at a
    door this very moment is waited for.
    """
    retener(participante)
    suyas = Presencia.objects.filter(participante=participante)
    if suyas.vigentes().exists():
        frase = gettext(
            "%(nombre)s ya entró a una actividad: no se puede quitar, ni poner a otra persona en su lugar. Si fue un "
            "error, el equipo puede deshacer esa entrada."
        )
        raise ErrorInscripcion(frase % {"nombre": participante.nombre})
    borrar_presencias(suyas)


def al_hacer_una(persona, propia):
    """Give the presences of one row to the other of the same person; of two at one activity the first counts."""
    retener(persona, propia)
    for presencia in Presencia.objects.vigentes().filter(participante=persona):
        otra = Presencia.objects.vigentes().filter(participante=propia, actividad=presencia.actividad_id).first()
        if otra:
            sobra = max(otra, presencia, key=lambda p: (p.registrada_el, p.pk))
            Presencia.objects.filter(pk=sobra.pk).update(anulada_el=timezone.now())
    Presencia.objects.filter(participante=persona).update(participante=propia)


def retener(*personas):
    """Lock these rows against :func:`bloquear`: nobody enters by them until the transaction ends."""
    filas = Participante.objects.filter(pk__in=[persona.pk for persona in personas]).order_by("pk")
    list(filas.select_for_update().values_list("pk"))


def borrar_presencias(presencias):
    """Delete them with the mails about them and their names in staff's log; return how many."""
    filas = list(presencias)
    olvidar(filas)
    Presencia.objects.filter(pk__in=[fila.pk for fila in filas]).delete()
    return len(filas)


# --- Reading ------------------------------------------------------------------------------------


class Ocupacion(NamedTuple):
    """How full a room is: how many are inside, how many hold a place, the quota or ``None``."""

    adentro: int
    esperadas: int
    cupo: int | None

    @property
    def llena(self):
        """True if as many are inside, or hold a place, as the quota says: nobody else has a place."""
        return self.cupo is not None and max(self.adentro, self.esperadas) >= self.cupo


def con_ocupacion(actividades):
    """Return activities with ``adentro`` and ``esperadas``, in the one query that reads them."""
    adentro = Presencia.objects.en_la_sala().filter(actividad=models.OuterRef("pk"))
    esperadas = Asistencia.objects.con_lugar().filter(actividad=models.OuterRef("pk"))
    return actividades.annotate(adentro=_cuantas(adentro), esperadas=_cuantas(esperadas))


def _cuantas(filas):
    cuenta = filas.order_by().values("actividad").annotate(n=models.Count("pk")).values("n")
    return Coalesce(models.Subquery(cuenta), 0)


def ocupacion(actividad):
    """Return the :class:`Ocupacion` of an activity that :func:`con_ocupacion` read."""
    return Ocupacion(actividad.adentro, actividad.esperadas, actividad.cupo_presencial)


def ultimas(actividad, *, cuantas, usuario=None, puesto=None):
    """Return the last people who entered, taken back or not: those of one member of the team at one post, or of all."""
    filas = Presencia.objects.filter(actividad=actividad, medio__in=DE_LA_PUERTA)
    if usuario is not None:
        filas = filas.filter(registrada_por=usuario, puesto=puesto)
    return list(
        filas.select_related(
            "participante__inscripcion__ciudad", "participante__inscripcion__institucion", "registrada_por"
        )[:cuantas]
    )


DE_LA_PUERTA = [Presencia.Medio.QR, Presencia.Medio.CODIGO, Presencia.Medio.NOMBRE, Presencia.Medio.PUERTA]


def para_la_delegacion(request, inscripcion, personas):
    """Return where the people of a delegation were seen, in the order in which they came, in one query.

    Nothing for who may not see presences.
    """
    if not request.user.has_perm("acreditacion.view_presencia"):
        return []
    suyas = Presencia.objects.vigentes().filter(participante__in=personas)
    return list(suyas.select_related("participante", "actividad__cumbre").order_by("registrada_el", "pk"))

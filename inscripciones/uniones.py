"""The second delegation of a city or institution joins the first one, which agrees; staff may join them too.

Its people move with their places, states and turns, and with what was asked of the team for them; what the second
brought stays with its contact.
"""

from contextlib import contextmanager
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inscripciones import avisos, cambios, duplicadas, lugares, necesidades
from inscripciones.errores import ErrorInscripcion, TransicionIlegal
from inscripciones.models import (
    Asistencia,
    CambioInscripcion,
    Inscripcion,
    Modalidad,
    Participante,
    PedidoDeUnion,
    PersonaImportada,
    SolicitudDeCambio,
)
from inscripciones.services import PERSONAS_MAXIMO, retirar
from inscripciones.services.comunes import nombre_llano
from inscripciones.services.enlaces import invitar

# Rooms above add ``funcion(persona, propia)``, from their ``AppConfig.ready``: two rows turn out to be one person, the
# first of them is about to be deleted, and what hangs from it passes to the second. In the union's transaction.
al_hacer_una = []

_Estado = PedidoDeUnion.Estado
_De = Asistencia.Estado
# Of two attendances of one person the first of these is kept; in line, the one that comes first.
_MEJOR = [_De.CONFIRMADA, _De.EN_ESPERA, _De.SOLICITADA, _De.ELEGIDA, _De.RECHAZADA, _De.RETIRADA]


class Uniones(NamedTuple):
    """What *mi espacio* tells of joining: requests to answer; if its own waits, if it may ask, if it joined."""

    por_responder: list
    pedida: bool
    puede_pedir: bool
    unida: bool


def uniones_de(inscripcion):
    """Return the :class:`Uniones` of a registration, in one query; ``posible_duplicada_de`` is read with it."""
    pedidos = list(pedidos_de(inscripcion))
    suyos = {p.estado for p in pedidos if p.inscripcion_id == inscripcion.pk}
    por_responder = [p for p in pedidos if p.a_id == inscripcion.pk and p.estado == _Estado.PEDIDA]
    pedida, unida = _Estado.PEDIDA in suyos, _Estado.ACEPTADA in suyos
    return Uniones(por_responder, pedida, puede_pedir(inscripcion, pedidos), unida)


def pedidos_de(inscripcion):
    """Return the requests to join of a registration and to it, the newest first, in one query."""
    de_ella = Q(inscripcion=inscripcion) | Q(a=inscripcion)
    return PedidoDeUnion.objects.filter(de_ella).select_related(
        "a", "inscripcion__contacto", "inscripcion__ciudad", "inscripcion__institucion"
    )


def puede_pedir(inscripcion, pedidos):
    """True if a registration may ask to join the first one of its city or institution; once declined, no more.

    ``pedidos``: its own, as :func:`pedidos_de` returns them. One person who registered two cities has nothing to join.
    """
    primera = inscripcion.posible_duplicada_de
    return (
        primera is not None
        and inscripcion.duplicada_resuelta_el is None
        and inscripcion.es_confirmada
        and primera.es_confirmada
        and (primera.ciudad_id, primera.institucion_id) == (inscripcion.ciudad_id, inscripcion.institucion_id)
        and not any(p.inscripcion_id == inscripcion.pk and p.a_id == primera.pk for p in pedidos)
    )


@transaction.atomic
def pedir(*, inscripcion):
    """Ask the first delegation to let this one join; return the ``PedidoDeUnion``. Also after the window closed.

    Idempotent: an open request is returned as it is. Side effect: one mail ``pedido_de_union`` to the first, with the
    names of the second, which agreed to it. Raises :class:`TransicionIlegal` if there is nothing to ask for any more.
    """
    inscripcion = _bloquear(inscripcion)
    pedidos = list(pedidos_de(inscripcion))
    abierto = next((p for p in pedidos if p.inscripcion_id == inscripcion.pk and p.estado == _Estado.PEDIDA), None)
    if abierto:
        return abierto
    if not puede_pedir(inscripcion, pedidos):
        raise TransicionIlegal
    # Whether all fit is looked at when the first agrees: told before, it would tell how many, and who, are in it.
    pedido = PedidoDeUnion.objects.create(inscripcion=inscripcion, a=inscripcion.posible_duplicada_de)
    avisos.al_contacto("pedido_de_union", pedido.a, pedido=pedido.pk)
    return pedido


@transaction.atomic
def aceptar(*, pedido, quien=CambioInscripcion.Quien.CONTACTO, usuario=None):
    """Move the people of the registration that asks to the one that agreed; return the ``PedidoDeUnion``.

    One transaction; also after the window closed. Idempotent. Side effects: people move with attendances, states and
    turns untouched; who is in both (same e-mail and name) is one person with the better state and all that both rows
    said, and the other place goes to who waits; of two answers the last one counts: who declined holds no place, and
    who comes after all gets back what the other row had left; whose link of the second had been told is told that of
    the first (``invitar``); open requests about people are the first's; the second ends as ``retirada``, without
    freeing what moved; what it brought stays with its contact; mails ``union_aceptada`` and ``delegacion_unida``; kept
    in the history of both, with ``quien`` and ``usuario``. Raises :class:`TransicionIlegal` if the request was declined
    or one of the two is no longer confirmed, and :class:`ErrorInscripcion` for more people than a delegation may have.
    """
    segunda = _bloquear(pedido.inscripcion, pedido.a)
    pedido = PedidoDeUnion.objects.get(pk=pedido.pk)
    if pedido.estado == _Estado.ACEPTADA:
        return pedido
    primera = Inscripcion.objects.select_related("contacto").get(pk=pedido.a_id)
    if pedido.estado != _Estado.PEDIDA or not (segunda.es_confirmada and primera.es_confirmada):
        raise TransicionIlegal
    with _siguiendo_a_las_dos(segunda, primera, quien, usuario):
        nombres, terminan = _mover(segunda, primera)
        pedido.estado, pedido.respondida_el = _Estado.ACEPTADA, timezone.now()
        pedido.save()
        retirar(inscripcion=segunda, unida=True)
        primera.save(update_fields=["guardada"])
    if terminan:
        invitar(primera)
    avisos.al_contacto("union_aceptada", segunda, pedido=pedido.pk)
    avisos.al_contacto("delegacion_unida", primera, pedido=pedido.pk, personas=nombres)
    return pedido


@transaction.atomic
def unir(*, inscripcion, usuario):
    """Join a registration to the one that it may be a duplicate of, by decision of staff: nobody is asked.

    Idempotent; returns, raises and does what :func:`aceptar` does. An open request to join another one, which was the
    first before two cities were merged, ends without a mail: nobody has to answer it any more.
    """
    segunda = _bloquear(inscripcion)
    primera = segunda.posible_duplicada_de
    pedido = segunda.pedidos_de_union.filter(estado=_Estado.ACEPTADA).first()
    if pedido is None:
        if primera is None:
            raise TransicionIlegal
        abiertos = segunda.pedidos_de_union.filter(estado=_Estado.PEDIDA)
        abiertos.exclude(a=primera).update(estado=_Estado.DECLINADA, respondida_el=timezone.now())
        pedido = abiertos.first() or PedidoDeUnion.objects.create(inscripcion=segunda, a=primera)
    return aceptar(pedido=pedido, quien=CambioInscripcion.Quien.EQUIPO, usuario=usuario)


@transaction.atomic
def declinar(*, pedido):
    """Let the second go on by itself; return the ``PedidoDeUnion``. Nothing moves. Idempotent.

    Side effect: one mail ``union_declinada`` to the second. Raises :class:`TransicionIlegal` if it had been accepted.
    """
    _bloquear(pedido.inscripcion, pedido.a)
    pedido = PedidoDeUnion.objects.select_related("inscripcion__contacto").get(pk=pedido.pk)
    if pedido.estado == _Estado.DECLINADA:
        return pedido
    if pedido.estado != _Estado.PEDIDA:
        raise TransicionIlegal
    pedido.estado, pedido.respondida_el = _Estado.DECLINADA, timezone.now()
    pedido.save()
    avisos.al_contacto("union_declinada", pedido.inscripcion, pedido=pedido.pk)
    return pedido


@transaction.atomic
def no_es_duplicada(*, inscripcion):
    """Let staff say that two registrations are two; return whether it changed. No mail, nothing moves.

    Side effect: an open request to join stays, for its owners to answer.
    """
    inscripcion = _bloquear(inscripcion)
    if not Inscripcion.objects.posibles_duplicadas().filter(pk=inscripcion.pk).exists():
        return False
    inscripcion.duplicada_resuelta_el = timezone.now()
    inscripcion.save(update_fields=["duplicada_resuelta_el"])
    return True


def _bloquear(inscripcion, *otras):
    """Lock the registration, those like it and the one that it would join; return it fresh."""
    primeras = Inscripcion.objects.filter(
        Q(posibles_duplicadas=inscripcion.pk)
        | Q(pedidos_recibidos__inscripcion=inscripcion.pk, pedidos_recibidos__estado=_Estado.PEDIDA)
    )
    duplicadas.bloquear_parecidas(inscripcion, *otras, *primeras.distinct())
    return Inscripcion.objects.select_related(
        "contacto", "cumbre", "ciudad", "institucion", "posible_duplicada_de__contacto"
    ).get(pk=inscripcion.pk)


def _exigir_lugar(segunda, primera):
    """Raise :class:`ErrorInscripcion` if both together are more people than a delegation may have."""
    suyas, propias = list(segunda.participantes.all()), list(primera.participantes.all())
    juntas = len(propias) + len(suyas) - len(_repetidas(suyas, propias))
    if juntas > PERSONAS_MAXIMO:
        raise ErrorInscripcion(
            _(
                "Juntas serían %(n)d personas y una delegación tiene hasta %(maximo)d: no se unieron. Para sumar más, "
                "escriba a %(correo)s."
            )
            % {"n": juntas, "maximo": PERSONAS_MAXIMO, "correo": segunda.cumbre.correo_contacto}
        )


def _mover(segunda, primera):
    """Move everybody; return their names, and whether a link that somebody was told ends. The caller locked both."""
    _exigir_lugar(segunda, primera)
    de_ambas = Asistencia.objects.filter(participante__inscripcion__in=[segunda, primera])
    lugares.bloquear(de_ambas.values_list("actividad_id", flat=True))
    suyas = list(segunda.participantes.prefetch_related("asistencias"))
    pares = _repetidas(suyas, list(primera.participantes.prefetch_related("asistencias")))
    _llevar_solicitudes(segunda, primera, pares)
    # Everybody first: who is promoted by what is left over is told as one of the first delegation.
    segunda.participantes.update(inscripcion=primera, es_contacto=False)
    dichas = {propia.pk: necesidades.juntas([propia, persona]) for persona, propia in pares}  # what is let go forgets
    _soltar_lo_que_sobra(pares)
    for persona, propia in pares:
        _hacer_una(persona, propia)
        necesidades.poner(propia, dichas[propia.pk])
    _conservar_lo_propio(primera, [*suyas, *(propia for _persona, propia in pares)])
    lugares.colocar(inscripcion=primera, todas_esperan=True)
    return [persona.nombre for persona in suyas], any(persona.avisado_el for persona, _propia in pares)


def _repetidas(suyas, propias):
    """Return the pairs of one person in both delegations: of the same e-mail and name, each once."""
    por_quien = {_quien(p): p for p in reversed(propias) if p.email}
    return [(p, por_quien.pop(_quien(p))) for p in suyas if p.email and _quien(p) in por_quien]


def _quien(persona):
    return persona.email.lower(), nombre_llano(persona)


def _llevar_solicitudes(segunda, primera, pares):
    """Let what was asked of the team for the people who move, or to add one, be asked by the first delegation.

    What the second asked for all of its activities at once ends with it.
    """
    for persona, propia in pares:
        persona.solicitudes.pendientes().update(participante=propia)
    de_sus_personas = segunda.solicitudes.pendientes().exclude(accion=SolicitudDeCambio.Accion.ACTIVIDADES)
    de_sus_personas.update(inscripcion=primera)


def _soltar_lo_que_sobra(pares):
    """Let go at once of what one person has twice and of all that they hold who do not come: none of it is promoted."""
    sobran = [asistencia for par in pares for asistencia in _peores(*par)]
    no_vienen = [persona for par in pares if _la_que_respondio(*par).declino for persona in par]
    suyas = Asistencia.objects.vigentes().filter(participante__in=no_vienen)
    lugares.soltar(sobran, retiran=list(suyas.exclude(pk__in=[a.pk for a in sobran])))


def _la_que_respondio(persona, propia):
    """Return which of two rows of one person was answered last; an answer beats none."""
    return max(propia, persona, key=lambda p: (p.respondio_el is not None, p.respondio_el))


def _peores(persona, propia):
    """Return, of each activity that one person has twice, the attendance that is not kept."""
    suyas = {a.actividad_id: a for a in propia.asistencias.all()}
    pares = [(suyas[a.actividad_id], a) for a in persona.asistencias.all() if a.actividad_id in suyas]
    return [max(par, key=_orden) for par in pares]


def _hacer_una(persona, propia):
    """Keep ``propia`` of two rows of one person, with what is left of the other and what only that one answered."""
    Asistencia.objects.filter(participante=persona).update(participante=propia)
    ultima = _la_que_respondio(persona, propia)
    propia.respuesta, propia.respondio_el = ultima.respuesta, ultima.respondio_el
    if not propia.declino:
        lugares.reponer(propia)
    # The contact's consent for pictures is the one of the registration, which stays as it is.
    consentimientos = ["consentimiento_listado_el"] + ["consentimiento_imagen_el"] * (not propia.es_contacto)
    for campo in consentimientos:
        setattr(propia, campo, getattr(propia, campo) or getattr(persona, campo))
    if persona.avisado_el:
        propia.avisado_el = None  # The link that they were told ends with its row: they are told the one that stays.
    propia.save(update_fields=["respuesta", "respondio_el", "avisado_el", *consentimientos])
    if not PersonaImportada.objects.filter(participante=propia).exists():
        PersonaImportada.objects.filter(participante=persona).update(participante=propia)
    for funcion in al_hacer_una:
        funcion(persona, propia)
    Participante.objects.get(pk=persona.pk).delete()


def _orden(asistencia):
    virtual = asistencia.modalidad == Modalidad.VIRTUAL
    return _MEJOR.index(asistencia.estado), virtual, asistencia.turno or 0


def _conservar_lo_propio(primera, personas):
    """Let who attends something else than what the first delegation chose go on choosing on their own."""
    elegidas = dict(primera.elecciones.values_list("actividad_id", "modalidad"))
    suyas = primera.participantes.filter(pk__in=[p.pk for p in personas]).prefetch_related("asistencias")
    otras = [p.pk for p in suyas if {a.actividad_id: a.modalidad for a in p.asistencias.all()} != elegidas]
    Participante.objects.filter(pk__in=otras).update(actividades_propias=True)


@contextmanager
def _siguiendo_a_las_dos(segunda, primera, quien, usuario):
    """Keep the change of both, without its mail: they are told of the union."""
    motivo = _("Unión de %(segunda)s a %(primera)s.") % {"segunda": segunda, "primera": primera}
    de_quien = {"quien": quien, "usuario": usuario, "motivo": motivo, "avisar": False}
    with cambios.siguiendo(primera, **de_quien), cambios.siguiendo(segunda, **de_quien):
        yield

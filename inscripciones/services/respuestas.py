"""What a person of a delegation says for themselves, by their own link.

Who registered them sees only whether they come.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from inscripciones import avisos, cambios, lugares, necesidades
from inscripciones.edicion import bloquear, exigir_que_viene
from inscripciones.errores import ErrorInscripcion, InscripcionCerrada, YaNoSePuedeCambiar
from inscripciones.models import CambioInscripcion, Inscripcion, NecesidadDeAcceso, Participante
from inscripciones.services.comunes import en_la_que_se_unio, sincronizar

Respuesta = Participante.Respuesta
_LA_PERSONA = CambioInscripcion.Quien.PARTICIPANTE


@transaction.atomic
def confirmar_que_va(*, participante):
    """Say that the person comes; return them fresh. The same again changes nothing.

    Who had declined gets back what they attended, with a turn where the room filled up meanwhile; that needs an open
    window (:class:`InscripcionCerrada`) and is a change that the contact is told. Raises :class:`YaNoSePuedeCambiar` if
    the registration is not confirmed.
    """
    inscripcion, persona = _bloquear(participante)
    if persona.confirmo:
        return persona
    vuelve = persona.declino
    if vuelve and inscripcion.cumbre.inscripcion() != "abierta":
        raise InscripcionCerrada(_("El plazo para volver a sumarse terminó: escriba al equipo si igual quiere ir."))
    _responder(persona, Respuesta.CONFIRMADA)
    if vuelve:
        with cambios.siguiendo(inscripcion, quien=_LA_PERSONA):
            lugares.reponer(persona)
            sincronizar(inscripcion)
    return persona


@transaction.atomic
def declinar(*, participante):
    """Say that the person does not come, also after the window closed; return them fresh. The same again does nothing.

    The person stays in the delegation. Side effects: their places go to who was waiting, who is mailed; what they eat
    is forgotten; the change, which the contact is told. Raises :class:`YaNoSePuedeCambiar` if the registration is not
    confirmed.
    """
    inscripcion, persona = _bloquear(participante)
    if not persona.declino:
        with cambios.siguiendo(inscripcion, quien=_LA_PERSONA):
            lugares.retirar_de(persona)
        _responder(persona, Respuesta.DECLINADA)
    return persona


@transaction.atomic
def declinar_actividad(*, participante, actividad):
    """Leave one activity, also after the window closed.

    From then on the person's choice does not follow the delegation's. Of an activity that they do not have, nothing.
    Side effects: the place goes to who was waiting, who is mailed; what the person eats is forgotten if it was the last
    one in person; the change, which the contact is told. Raises :class:`ErrorInscripcion` for the only one that is
    left.
    """
    inscripcion, persona = _bloquear(participante)
    exigir_que_viene(persona)
    suyas = list(persona.asistencias.vigentes().filter(actividad=actividad))
    if not suyas:
        return
    if not persona.asistencias.vigentes().exclude(actividad=actividad).exists():
        raise ErrorInscripcion(
            _("Es la única actividad que le queda: si no va a venir, avise con «No voy a participar».")
        )
    with cambios.siguiendo(inscripcion, quien=_LA_PERSONA):
        persona.actividades_propias = True
        persona.save(update_fields=["actividades_propias"])
        lugares.soltar(suyas)


@transaction.atomic
def guardar_necesidades(*, participante, **datos):
    """Set what the person needs in order to take part; nothing at all leaves no row.

    ``datos``: the fields of ``NecesidadDeAcceso``. What they eat is kept only of who comes in person. Also after the
    window closed.
    """
    _inscripcion, persona = _bloquear(participante)
    if not necesidades.viene_en_persona(persona):
        datos |= dict.fromkeys(necesidades.DE_DIETA, "")
    if not any(datos.values()):
        necesidades.olvidar([persona])
        return
    suya = NecesidadDeAcceso.objects.filter(participante=persona).first() or NecesidadDeAcceso(participante=persona)
    for campo, valor in datos.items():
        setattr(suya, campo, valor)
    suya.full_clean(exclude=["participante"])
    suya.save()


@transaction.atomic
def guardar_permisos(*, participante, imagen, listado):
    """Set the two separate consents of a person, each dated when first given; withdrawing one clears its date at once.

    At any time and in any state (Ley 25.326 art. 5, LGPD art. 8 § 5). The contact's consent for pictures is the one of
    the registration's form: it changes there too, which is a change of a confirmed one.
    """
    inscripcion = Inscripcion.objects.select_for_update(of=("self",)).get(pk=participante.inscripcion_id)
    persona = _fresca(participante)
    ahora = timezone.now()
    persona.consentimiento_imagen_el = (persona.consentimiento_imagen_el or ahora) if imagen else None
    persona.consentimiento_listado_el = (persona.consentimiento_listado_el or ahora) if listado else None
    persona.save(update_fields=["consentimiento_imagen_el", "consentimiento_listado_el"])
    if persona.es_contacto:
        with cambios.siguiendo(inscripcion, quien=CambioInscripcion.Quien.CONTACTO):
            inscripcion.consentimiento_imagen_el = persona.consentimiento_imagen_el
            inscripcion.save(update_fields=["consentimiento_imagen_el"])


@transaction.atomic
def elegir_idioma(*, participante, idioma):
    """Set the language of a person's mails."""
    persona = _fresca(participante)
    persona.idioma = idioma
    persona.full_clean(exclude=["codigo", "inscripcion", "entrada"])
    persona.save(update_fields=["idioma"])


@transaction.atomic
def anular_enlaces(*, participante):
    """End every link and session of a person; mail a new link, if they have an address."""
    persona = _fresca(participante)
    persona.renovar_enlace()
    if persona.email:
        avisos.a_la_persona("recuperar_enlace", persona)


def anular_los_del_contacto(*, contacto):
    """End the links and sessions of the person that a contact is in the delegation, or in the one that theirs joined:
    the same mailbox holds them."""
    for inscripcion in Inscripcion.objects.filter(contacto=contacto).select_related("contacto"):
        for persona in [*inscripcion.participantes.filter(es_contacto=True), *en_la_que_se_unio(inscripcion)]:
            persona.renovar_enlace()


def _bloquear(participante):
    """Lock the confirmed registration of a person, and the person; return both fresh."""
    inscripcion = bloquear(participante.inscripcion, tambien_cerrada=True)
    if not inscripcion.es_confirmada:
        raise YaNoSePuedeCambiar
    return inscripcion, _fresca(participante)


def _fresca(participante):
    """Lock a person and return them fresh. Raises :class:`YaNoSePuedeCambiar` if they were removed meanwhile."""
    persona = Participante.objects.select_for_update().filter(pk=participante.pk).first()
    if persona is None:
        raise YaNoSePuedeCambiar(_("Ya no figura en la delegación: escriba a quien la inscribió."))
    return persona


def _responder(persona, respuesta):
    persona.respuesta, persona.respondio_el = respuesta, timezone.now()
    persona.save(update_fields=["respuesta", "respondio_el"])

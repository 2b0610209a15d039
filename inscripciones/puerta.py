"""What the door of a room changes in registrations: a place for who is let in, and people who had not registered.

Staff is at the door and decides; the window of registration and the closing of an activity do not count there.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.models import Contacto
from actores.services import vigente_bajo_candado
from inscripciones import avisos, cambios, duplicadas, lugares
from inscripciones.edicion import bloquear
from inscripciones.errores import ErrorInscripcion, YaNoSePuedeCambiar
from inscripciones.models import CambioInscripcion, Inscripcion, Participante
from inscripciones.services.comunes import NUESTROS, nombre_llano
from inscripciones.services.enlaces import invitar
from inscripciones.services.personas import PERSONAS_MAXIMO

PASOS = ["contacto", "personas", "actividades", "consentimientos"]
_EL_EQUIPO = CambioInscripcion.Quien.EQUIPO


class YaInscrita(ErrorInscripcion):
    """Somebody of that name is in the delegation already: ``participante``."""

    codigo = "ya_inscrita"
    mensaje = gettext_lazy("Esa persona ya está inscrita en la delegación.")

    def __init__(self, participante):
        self.participante = participante
        super().__init__()


def bloquear_persona(participante, actividad):
    """Lock the confirmed registration of a person, then the activity; return the three fresh.

    Raises :class:`YaNoSePuedeCambiar` if the registration is not confirmed any more, or the person is gone.
    """
    inscripcion = bloquear(participante.inscripcion, tambien_cerrada=True)
    # By the code that they showed: who takes somebody's place has another one.
    suya = {"pk": participante.pk, "entrada": participante.entrada}
    persona = Participante.objects.filter(**suya, inscripcion=inscripcion).first()
    if not inscripcion.es_confirmada or persona is None:
        raise YaNoSePuedeCambiar(_("La inscripción cambió mientras tanto: busque a la persona de nuevo."))
    persona.inscripcion = inscripcion
    return inscripcion, persona, lugares.bloquear([actividad.pk])[actividad.pk]


def dar_lugar(*, participante, actividad, usuario):
    """Give who is let in a free place in the room; return the attendance, or ``None`` if there is none to give.

    Who had said that they do not come does come, with a place or without. The caller holds the locks of
    :func:`bloquear_persona`. Side effect: the change, kept without a mail.
    """
    inscripcion = participante.inscripcion
    motivo = _("Se le dejó pasar en la puerta.")
    with cambios.siguiendo(inscripcion, quien=_EL_EQUIPO, usuario=usuario, motivo=motivo, avisar=False):
        asistencia = lugares.dar_en_la_puerta(participante, actividad)
        if participante.declino:
            participante.respuesta, participante.respondio_el = Participante.Respuesta.CONFIRMADA, timezone.now()
            participante.save(update_fields=["respuesta", "respondio_el"])
    return asistencia


@transaction.atomic
def inscribir(*, actividad, actor, nombre, email, idioma, usuario):
    """Register somebody who is at the door, with a place at the activity if one is free; return who and the attendance.

    In the confirmed registration of the city or institution, if there is exactly one with room for one more; otherwise
    in a new one, confirmed, whose contact the person is. Without a free place the attendance is ``None``: nobody is
    put in the waiting list from here. The consent to the use of the data was given aloud, and is dated now. Raises
    :class:`YaInscrita`. Side effects: a possible duplicate is marked, without its mails; the change of a registration
    that was there, told to its contact; to who has an address, the mails that everybody gets.
    """
    persona = Participante(nombre=nombre, email=email, idioma=idioma)
    persona.full_clean(exclude=NUESTROS)
    actor, confirmadas = _bajo_candado(actividad, actor, email)
    for otra in Participante.objects.filter(inscripcion__in=confirmadas).select_related("inscripcion"):
        if nombre_llano(otra) == nombre_llano(persona):
            raise YaInscrita(otra)
    if len(confirmadas) == 1 and confirmadas[0].participantes.count() < PERSONAS_MAXIMO:
        asistencia = _sumar(confirmadas[0], persona, actividad, usuario)
    else:
        asistencia = _iniciar(persona, actor, actividad)
    invitar(persona.inscripcion)
    return persona, asistencia


def _bajo_candado(actividad, actor, email):
    """Lock what registering somebody touches; return the actor, or whom it was merged into, and its confirmed ones.

    Registrations, then the activity, then the actor, which keeps out whoever registers for it at another door. What
    another device registered meanwhile is not locked yet: then all is let go of, and it begins anew.
    """
    suyas = Inscripcion.objects.filter(cumbre=actividad.cumbre_id)
    while True:
        with transaction.atomic():
            bloqueadas = {*suyas.de(actor), *_del_correo(suyas, email)}
            duplicadas.bloquear_parecidas(*bloqueadas)
            lugares.bloquear([actividad.pk])
            actor = vigente_bajo_candado(actor)
            confirmadas = suyas.confirmadas().de(actor).select_related("contacto", "cumbre").order_by("pk")
            if bloqueadas.issuperset(confirmadas):
                return actor, list(confirmadas)
            transaction.set_rollback(True)


def _del_correo(suyas, email):
    return suyas.filter(contacto__email__iexact=email) if email else ()


def _sumar(inscripcion, persona, actividad, usuario):
    """Add a person to a registration that was there; they choose on their own."""
    persona.inscripcion, persona.actividades_propias = inscripcion, True
    motivo = _("Inscripción en la puerta.")
    with cambios.siguiendo(inscripcion, quien=_EL_EQUIPO, usuario=usuario, motivo=motivo):
        persona.save()
        return lugares.dar_en_la_puerta(persona, actividad)


def _iniciar(persona, actor, actividad):
    """Create the confirmed registration of somebody who came alone: its contact and its only person."""
    tipo, ahora = actor._meta.model_name, timezone.now()
    de_quien = {tipo: actor}
    contacto = Contacto(nombre=persona.nombre, email=persona.email, idioma=persona.idioma, **de_quien)
    contacto.full_clean(exclude=NUESTROS)
    contacto.save()
    inscripcion = Inscripcion.objects.create(
        **de_quien,
        cumbre_id=actividad.cumbre_id,
        tipo=tipo,
        contacto=contacto,
        contacto_participa=True,
        estado=Inscripcion.Estado.CONFIRMADA,
        idioma=persona.idioma,
        pasos=PASOS,
        consentimiento_datos_el=ahora,
        confirmada_el=ahora,
        origen=Inscripcion.Origen.PUERTA,
    )
    persona.inscripcion, persona.es_contacto = inscripcion, True
    persona.save()
    asistencia = lugares.dar_en_la_puerta(persona, actividad)
    duplicadas.marcar(inscripcion)
    avisos.al_contacto("inscripcion_confirmada", inscripcion)
    return asistencia

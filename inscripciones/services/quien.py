"""Who registers, and the contact."""

from contextlib import contextmanager

from django.db import transaction
from django.utils.translation import gettext as _

from actores.models import Contacto
from actores.services import vigente_bajo_candado
from comun import correo
from inscripciones import aportes, avisos, cambios
from inscripciones.edicion import bloquear, marcar_paso
from inscripciones.errores import ErrorInscripcion, InscripcionCerrada, YaNoSePuedeCambiar
from inscripciones.models import CambioInscripcion, Inscripcion
from inscripciones.services.comunes import NUESTROS, sincronizar, sincronizar_contacto
from inscripciones.services.enlaces import invitar, soltar_correo


@transaction.atomic
def crear_borrador(*, cumbre, actor, nombre, email, telefono, cargo, idioma, participa, sugeridas=()):
    """Create the draft with its contact and queue the return link; return the ``Inscripcion``.

    ``participa``: the contact also attends and becomes the first participant; ``sugeridas``: slugs of activities to
    offer ticked. Side effects: a new ``Contacto`` (a known e-mail attaches nothing), one mail ``enlace_borrador``.
    Raises :class:`InscripcionCerrada`.
    """
    if cumbre.inscripcion() != "abierta":
        raise InscripcionCerrada
    actor = vigente_bajo_candado(actor)
    de_quien = {actor._meta.model_name: actor}
    contacto = Contacto(nombre=nombre, email=email, telefono=telefono, cargo=cargo, idioma=idioma, **de_quien)
    contacto.full_clean(exclude=NUESTROS)
    contacto.save()
    inscripcion = Inscripcion(
        cumbre=cumbre, tipo=actor._meta.model_name, contacto=contacto, idioma=idioma, contacto_participa=participa,
        pasos=["contacto"], sugeridas=list(sugeridas), **de_quien,
    )  # fmt: skip
    inscripcion.full_clean(exclude=NUESTROS)
    inscripcion.save()
    sincronizar_contacto(inscripcion)
    avisos.al_contacto("enlace_borrador", inscripcion)
    return inscripcion


@transaction.atomic
def cambiar_actor(*, inscripcion, actor):
    """Register another city (or institution) of the same kind in a draft; what it brings moves along."""
    inscripcion = bloquear(inscripcion)
    if not inscripcion.es_borrador:
        raise YaNoSePuedeCambiar(
            _("Quién se inscribe lo cambia el equipo una vez confirmada: escriba a %(correo)s.")
            % {"correo": inscripcion.cumbre.correo_contacto}
        )
    if actor._meta.model_name != inscripcion.tipo:
        raise ErrorInscripcion(
            _("Esta inscripción es de otro tipo. Para cambiarlo, inicie una nueva; esta queda como borrador.")
        )
    actor = vigente_bajo_candado(actor)
    setattr(inscripcion.contacto, inscripcion.tipo, actor)
    inscripcion.contacto.save(update_fields=[inscripcion.tipo])
    setattr(inscripcion, inscripcion.tipo, actor)
    inscripcion.save()
    aportes.cambiar_actor(contacto=inscripcion.contacto, actor=actor)


@transaction.atomic
def guardar_contacto(*, inscripcion, nombre, email, telefono, cargo, participa):
    """Change the contact of a draft.

    A new e-mail ends the earlier link and gets one of its own; an earlier one that had been proved is told.
    """
    inscripcion = bloquear(inscripcion)
    if not inscripcion.es_borrador:
        raise YaNoSePuedeCambiar(_("Los datos de contacto de una inscripción confirmada se cambian desde su espacio."))
    contacto = inscripcion.contacto
    anterior = contacto.email
    otro_correo = email.lower() != anterior.lower()
    contacto.nombre, contacto.email, contacto.telefono, contacto.cargo = nombre, email, telefono, cargo
    contacto.full_clean()
    contacto.save()
    inscripcion.contacto_participa = participa
    marcar_paso(inscripcion, "contacto")
    sincronizar_contacto(inscripcion)
    sincronizar(inscripcion)
    if otro_correo:
        contacto.renovar_enlace()
        if contacto.comprobado_el:
            _avisar_al_anterior(contacto, anterior)
            Contacto.objects.filter(pk=contacto.pk).update(comprobado_el=None)
        avisos.al_contacto("enlace_borrador", inscripcion)


def _avisar_al_anterior(contacto, anterior):
    """Tell the address that had been proved that it is no longer the contact's."""
    correo.encolar(tipo="correo_cambiado", a=anterior, idioma=contacto.idioma, sobre=contacto)


@contextmanager
def reflejar_contacto(*, contacto, usuario=None):
    """Copy what changes inside of a contact to the person that it is in the delegation, and its language.

    The caller holds the locks of ``actores.contactos.bloquear``. ``usuario``: the member of the team who changes it, or
    ``None`` if the contact does. Side effects: once confirmed, the change; of another e-mail, those of
    ``soltar_correo`` and, once confirmed, of ``invitar``.
    """
    inscripcion = Inscripcion.objects.filter(contacto=contacto).first()
    if inscripcion is None:
        yield
        return
    quien = CambioInscripcion.Quien.EQUIPO if usuario else CambioInscripcion.Quien.CONTACTO
    with cambios.siguiendo(inscripcion, quien=quien, usuario=usuario):
        yield
        _reflejar(contacto, inscripcion)


def _reflejar(contacto, inscripcion):
    otro_idioma = Inscripcion.objects.filter(pk=inscripcion.pk).exclude(idioma=contacto.idioma)
    cambia_de_idioma = otro_idioma.update(idioma=contacto.idioma)
    persona = inscripcion.participantes.select_for_update(of=("self",)).filter(es_contacto=True).first()
    if persona is None:
        return
    anterior = persona.email
    persona.nombre, persona.email, persona.cargo = contacto.nombre, contacto.email, contacto.cargo
    persona.idioma = contacto.idioma if cambia_de_idioma else persona.idioma
    soltar_correo(persona, anterior, avisar=False)  # ``correo_cambiado`` does
    persona.save()
    if persona.email != anterior:
        invitar(inscripcion)

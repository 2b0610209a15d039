"""The people of the delegation."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inscripciones import cambios, lugares
from inscripciones.edicion import bloquear, exigir_presente, marcar_paso
from inscripciones.errores import ErrorInscripcion, FaltaCompletar
from inscripciones.models import CambioInscripcion, NecesidadDeAcceso, Participante, PersonaImportada, nueva_entrada
from inscripciones.services.comunes import (
    NUESTROS,
    exigir_quitable,
    nombre_llano,
    quitar,
    sincronizar,
    sincronizar_contacto,
)
from inscripciones.services.enlaces import avisar_que_se_quita, invitar, soltar_correo

PERSONAS_MAXIMO = 60
YA_NO_ESTA = gettext_lazy("Esa persona ya no está en la delegación: agréguela de nuevo si va a participar.")


_DEL_CONTACTO = gettext_lazy("Los datos del contacto se cambian en «Sus datos de contacto», y aquí se copian solos.")
_NADIE_LO_TOMA = gettext_lazy(
    "Esta inscripción ya no sigue: nadie toma el lugar de otra persona. Si corrige el nombre y el correo de la misma, "
    "guárdelos de a uno."
)
_EL_CONTACTO = CambioInscripcion.Quien.CONTACTO

# Functions that are called with the row of a person which is another person's from now on, in the same transaction.
al_sustituir = []


@transaction.atomic
def agregar_participante(*, inscripcion, nombre, email, cargo, idioma="", tambien_cerrada=False):
    """Add one person; in a confirmed registration with places or turns at once. Return the ``Participante``.

    ``idioma``: that of their mails, or else the delegation's. Side effects once confirmed: the change, and those of
    ``invitar``.
    """
    inscripcion = bloquear(inscripcion, tambien_cerrada=tambien_cerrada)
    if inscripcion.participantes.count() >= PERSONAS_MAXIMO:
        raise ErrorInscripcion(
            _("La delegación ya tiene %(maximo)d personas, el máximo. Para sumar más, escriba a %(correo)s.")
            % {"maximo": PERSONAS_MAXIMO, "correo": inscripcion.cumbre.correo_contacto}
        )
    participante = Participante(
        inscripcion=inscripcion, nombre=nombre, email=email, cargo=cargo, idioma=idioma or inscripcion.idioma
    )
    participante.full_clean(exclude=NUESTROS)
    with cambios.siguiendo(inscripcion, quien=_EL_CONTACTO):
        participante.save()
        marcar_paso(inscripcion, "personas")
        sincronizar(inscripcion)
    invitar(inscripcion)
    return participante


@transaction.atomic
def agregar_contacto(*, inscripcion, tambien_cerrada=False):
    """Add the contact to the people, who had not meant to attend.

    Side effects once confirmed: the change, and those of ``invitar``.
    """
    inscripcion = bloquear(inscripcion, tambien_cerrada=tambien_cerrada)
    with cambios.siguiendo(inscripcion, quien=_EL_CONTACTO):
        inscripcion.contacto_participa = True
        marcar_paso(inscripcion, "personas")
        sincronizar_contacto(inscripcion)
        sincronizar(inscripcion)
    invitar(inscripcion)


@transaction.atomic
def editar_participante(
    *,
    participante,
    nombre,
    email,
    cargo,
    idioma="",
    tambien_cerrada=False,
    tambien_terminada=False,
    quien=_EL_CONTACTO,
    usuario=None,
):
    """Correct who a person is; places stay. ``idioma``: that of their mails, or else as it was.

    Of the contact only the language: the rest follows the contact's own data, whose new address is proved. Another name
    and another address at once are another person: then it is :func:`sustituir_participante`, and where the
    registration is over (``tambien_terminada``) it is refused. Side effects: once confirmed, the change, by ``quien``;
    of another e-mail, those of ``soltar_correo`` and, once confirmed, of ``invitar``.
    """
    inscripcion = bloquear(
        participante.inscripcion, tambien_cerrada=tambien_cerrada, tambien_terminada=tambien_terminada
    )
    fresca = _bajo_candado(inscripcion, participante)
    if fresca.es_contacto and (nombre, email, cargo) != (fresca.nombre, fresca.email, fresca.cargo):
        raise ErrorInscripcion(_DEL_CONTACTO)
    datos = {"nombre": nombre, "email": email, "cargo": cargo, "idioma": idioma}
    if _es_otra(fresca, nombre, email):
        if inscripcion.termino:
            raise ErrorInscripcion(_NADIE_LO_TOMA)
        _poner_a_otra(inscripcion, fresca, **datos, quien=quien, usuario=usuario)
    else:
        _corregir(inscripcion, fresca, **datos, quien=quien, usuario=usuario)


def _bajo_candado(inscripcion, participante):
    """Return a person of a locked registration, locked and fresh; raise if they are not of it any more."""
    fresca = inscripcion.participantes.select_for_update().filter(pk=participante.pk).first()
    if fresca is None:
        raise ErrorInscripcion(YA_NO_ESTA)
    return fresca


def _es_otra(participante, nombre, email):
    """True if neither the name nor the address is that of who has the row: a correction leaves one of them."""
    otro_correo = bool(participante.email) and email.lower() != participante.email.lower()
    return otro_correo and nombre_llano(Participante(nombre=nombre)) != nombre_llano(participante)


def _corregir(inscripcion, fresca, *, nombre, email, cargo, idioma, quien, usuario):
    anterior = fresca.email
    fresca.nombre, fresca.email, fresca.cargo = nombre, email, cargo
    fresca.idioma = idioma or fresca.idioma
    fresca.full_clean(exclude=NUESTROS)
    soltar_correo(fresca, anterior)
    with cambios.siguiendo(inscripcion, quien=quien, usuario=usuario):
        fresca.save()
        if not inscripcion.termino:  # the purge counts the days of what is over since its last change
            inscripcion.save()
    invitar(inscripcion)


@transaction.atomic
def sustituir_participante(*, participante, nombre, email, cargo, idioma="", tambien_cerrada=False):
    """Give the place of one person to another; return the ``Participante``, who keeps the row and nothing else.

    Attendances, states and turns stay as they are: nothing passes through the free places nor the waiting list. Who
    had declined held none: what they attended is chosen again, with a turn where the room filled up meanwhile. Side
    effects: every link of the earlier person ends and the code of entry is another one; their answer, consents and
    access needs are deleted; what was asked about them and the row of a table that brought them are not of the other
    person; it is no longer the contact who attends, if it was; once confirmed, the change, and those of ``invitar``.
    Who left, if a link had been mailed to them, is told that it ended; the hooks in ``al_sustituir``. Raises what
    ``exigir_quitable`` does.
    """
    inscripcion = bloquear(participante.inscripcion, tambien_cerrada=tambien_cerrada)
    fresca = _bajo_candado(inscripcion, participante)
    datos = {"nombre": nombre, "email": email, "cargo": cargo, "idioma": idioma}
    return _poner_a_otra(inscripcion, fresca, **datos, quien=_EL_CONTACTO)


def _poner_a_otra(inscripcion, fresca, *, nombre, email, cargo, idioma, quien, usuario=None):
    """Do what :func:`sustituir_participante` says; the caller holds the locks of both."""
    exigir_quitable(fresca)
    if fresca.es_contacto:
        inscripcion.contacto_participa = False
    anterior, faltaba = fresca.email, fresca.declino
    fresca.nombre, fresca.email, fresca.cargo = nombre, email, cargo
    soltar_correo(fresca, anterior)  # in the language of who leaves
    fresca.idioma = idioma or inscripcion.idioma
    fresca.es_contacto, fresca.entrada, fresca.generacion = False, nueva_entrada(), fresca.generacion + 1
    fresca.respuesta, fresca.respondio_el = Participante.Respuesta.PENDIENTE, None
    fresca.avisado_el = fresca.recordado_el = None
    fresca.consentimiento_imagen_el = fresca.consentimiento_listado_el = None
    fresca.full_clean(exclude=NUESTROS)
    with cambios.siguiendo(inscripcion, quien=quien, usuario=usuario):
        fresca.save()
        _soltar_lo_de_la_anterior(fresca)
        inscripcion.save()
        if faltaba:
            lugares.reponer(fresca)
            sincronizar(inscripcion)
    invitar(inscripcion)
    return fresca


def _soltar_lo_de_la_anterior(fresca):
    """Keep off a row what spoke of who had it: an open request about them cannot be granted any more."""
    NecesidadDeAcceso.objects.filter(participante=fresca).delete()
    fresca.solicitudes.update(participante=None)
    PersonaImportada.objects.filter(participante=fresca).update(participante=None)
    for funcion in al_sustituir:
        funcion(fresca)


@transaction.atomic
def quitar_participante(*, participante, tambien_cerrada=False):
    """Remove one person; freed places go to who waits. The last one of a confirmed registration stays.

    Side effects once confirmed: the change, and that of ``avisar_que_se_quita``. Raises what ``exigir_quitable`` does.
    """
    inscripcion = bloquear(participante.inscripcion, tambien_cerrada=tambien_cerrada)
    exigir_presente(participante, YA_NO_ESTA)
    if inscripcion.es_confirmada and inscripcion.participantes.count() == 1:
        raise ErrorInscripcion(
            _("Es la última persona de la delegación: agregue antes a otra o retire la inscripción completa.")
        )
    with cambios.siguiendo(inscripcion, quien=_EL_CONTACTO):
        if participante.es_contacto:
            inscripcion.contacto_participa = False
        avisar_que_se_quita(participante)
        quitar(participante)
        inscripcion.save()


@transaction.atomic
def terminar_personas(*, inscripcion):
    """Mark the step of people as done: there is at least one. Raises :class:`FaltaCompletar`."""
    inscripcion = bloquear(inscripcion)
    if not inscripcion.participantes.exists():
        raise FaltaCompletar(
            _("Falta agregar al menos una persona: escriba el nombre de quien va a participar."), paso="personas"
        )
    marcar_paso(inscripcion, "personas")

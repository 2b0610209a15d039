"""What the mails about a proposal to present say, as things stand at sending."""

from django.utils.translation import gettext_lazy as _

from agenda.charlas import lugar_de
from agenda.models import EstadoPropuesta
from comun.correo import direccion, registrar
from comun.tiempo import momento


def registrar_correos():
    """Declare the mails about a ``Propuesta``."""
    registrar(
        "propuesta_programada", nombre=_("Propuesta de presentación en el programa"), contexto=propuesta_programada
    )
    registrar("propuesta_aceptada", nombre=_("Propuesta de presentación aceptada"), contexto=propuesta_aceptada)
    registrar(
        "propuesta_no_aceptada", nombre=_("Propuesta de presentación no aceptada"), contexto=propuesta_no_aceptada
    )


def propuesta_aceptada(mensaje):
    """Staff accepted the proposal."""
    return _contexto(mensaje, EstadoPropuesta.ACEPTADA)


def propuesta_programada(mensaje):
    """Staff gave the proposal a place in a block, if it still has it; the hour is as things go at sending."""
    contexto = _contexto(mensaje, EstadoPropuesta.ACEPTADA)
    intervencion = mensaje.sobre.intervencion
    lugar = lugar_de(intervencion) if contexto and intervencion else None
    if lugar is None:
        return None
    zona = mensaje.sobre.cumbre.zona_horaria
    inicio_del_bloque = lugar.bloque.inicio_real
    return contexto | {
        "bloque": lugar.bloque.titulo,
        "hora": momento(lugar.hora, zona) if lugar.hora else "",
        "hora_del_bloque": momento(inicio_del_bloque, zona) if inicio_del_bloque else "",
    }


def propuesta_no_aceptada(mensaje):
    """Staff did not accept the proposal."""
    return _contexto(mensaje, EstadoPropuesta.NO_ACEPTADA)


def _contexto(mensaje, estado):
    """Return the context of an answer, or ``None`` if it is not the answer any more."""
    propuesta = mensaje.sobre
    if propuesta.publicacion != estado:
        return None
    contacto = propuesta.contacto
    es_su_correo = mensaje.a.lower() == contacto.email.lower()
    return {
        "nombre": contacto.nombre,
        "quien": propuesta.actor.nombre,
        "titulo": propuesta.titulo,
        "cumbre": propuesta.cumbre.nombre,
        "correo_contacto": propuesta.cumbre.correo_contacto,
        "enlace": direccion("seminario:entrar", contacto.token()) if es_su_correo else direccion("seminario:acceso"),
    }

"""What the mails to a ``Contacto`` say: how to enter, and a changed address."""

from django.utils.translation import gettext_lazy as _

from actores.contactos import proposito_de_correo
from comun.correo import direccion, registrar
from inscripciones.models import Inscripcion


def registrar_correos():
    """Declare the mails about a ``Contacto``."""
    registrar("recuperar_enlace", nombre=_("Enlace para entrar"), contexto=recuperar_enlace)
    registrar("correo_por_comprobar", nombre=_("Comprobar una dirección nueva"), contexto=correo_por_comprobar)
    registrar("correo_cambiado", nombre=_("Aviso de cambio de dirección"), contexto=correo_cambiado)


def recuperar_enlace(mensaje):
    """The return link, only to the address that is the contact's at sending."""
    contacto = mensaje.sobre
    if mensaje.a.lower() != contacto.email.lower():
        return None
    borrador = Inscripcion.objects.filter(contacto=contacto, estado=Inscripcion.Estado.BORRADOR).exists()
    return {**_comun(contacto), "borrador": borrador, "enlace": direccion("seminario:entrar", contacto.token())}


def correo_por_comprobar(mensaje):
    """To the new address: the link that proves it. Nothing once another one was asked for."""
    contacto = mensaje.sobre
    if mensaje.a.lower() != contacto.email_pendiente.lower():
        return None
    token = contacto.token(proposito_de_correo(contacto))
    return {"quien": contacto.actor.nombre, "enlace": direccion("seminario:comprobar_correo", token)}


def correo_cambiado(mensaje):
    """To the earlier address: the mails go elsewhere now. It names nobody and has no link."""
    return {"quien": mensaje.sobre.actor.nombre}


def _comun(contacto):
    return {"nombre": contacto.nombre, "quien": contacto.actor.nombre}

"""What the mails to a ``Contacto`` say: how to enter, and a changed address; who asks for links gets all of theirs."""

from django.utils.translation import gettext_lazy as _

from actores.contactos import proposito_de_correo
from actores.models import Contacto
from comun.correo import direccion, registrar
from inscripciones.models import Participante


def registrar_correos():
    """Declare the mails about a ``Contacto``."""
    registrar("recuperar_enlace", nombre=_("Enlace para entrar"), contexto=recuperar_enlace)
    registrar("correo_por_comprobar", nombre=_("Comprobar una dirección nueva"), contexto=correo_por_comprobar)
    registrar("correo_cambiado", nombre=_("Aviso de cambio de dirección"), contexto=correo_cambiado)


def recuperar_enlace(mensaje):
    """The return links of this address, each only if the address is still its owner's at sending."""
    contactos = Contacto.objects.de_correo(mensaje.a).filter(pk__in=_claves(mensaje, Contacto, "otros"))
    contactos = contactos.select_related("ciudad", "institucion", "inscripcion").order_by("-creado", "-pk")
    personas = Participante.objects.de_correo(mensaje.a).filter(pk__in=_claves(mensaje, Participante, "personas"))
    personas = personas.select_related("inscripcion__ciudad", "inscripcion__institucion")
    duenios = [*contactos, *personas]
    if not duenios:
        return None
    enlaces = [*map(_enlace_de, contactos), *map(_enlace_de_persona, personas)]
    return {"nombre": duenios[0].nombre, "enlaces": enlaces, "varios": len(enlaces) > 1}


def _claves(mensaje, modelo, parametro):
    """Return the keys of the owners of this model that a mail names: the one it is about, and others."""
    de_quien = [mensaje.sobre_id] if isinstance(mensaje.sobre, modelo) else []
    return [*de_quien, *mensaje.parametros.get(parametro, [])]


def _enlace_de(contacto):
    """Return a return link and what it opens."""
    inscripcion = getattr(contacto, "inscripcion", None)
    return {
        "quien": contacto.actor.nombre,
        "referencia": inscripcion.referencia if inscripcion else "",
        "borrador": inscripcion is not None and inscripcion.es_borrador,
        "enlace": direccion("seminario:entrar", contacto.token()),
    }


def _enlace_de_persona(participante):
    """Return a personal link and whose place it opens."""
    return {
        "quien": participante.inscripcion.actor.nombre,
        "persona": participante.nombre,
        "enlace": direccion("seminario:entrar", participante.token()),
    }


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

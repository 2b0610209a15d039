"""What contacts change of themselves: their data, their address, their links."""

from django.db import transaction

from actores.models import Contacto
from comun import correo


def proposito_de_correo(contacto):
    """Return the purpose of the link that proves the pending address: it proves that address and no later one."""
    return f"correo:{contacto.email_pendiente.lower()}"


@transaction.atomic
def cambiar_datos(*, contacto, nombre, telefono, cargo, idioma):
    """Change name, phone, role and language of a contact at once; return it fresh."""
    contacto = _bloquear(contacto)
    contacto.nombre, contacto.telefono, contacto.cargo, contacto.idioma = nombre, telefono, cargo, idioma
    contacto.full_clean()
    contacto.save(update_fields=["nombre", "telefono", "cargo", "idioma"])
    return contacto


@transaction.atomic
def pedir_cambio_de_correo(*, contacto, email):
    """Keep a new address as pending until it is proved; the present one gives up the change. Return the contact fresh.

    Side effect: one mail ``correo_por_comprobar`` to the new address. The link of an earlier pending one stops working.
    """
    contacto = _bloquear(contacto)
    contacto.email_pendiente = "" if email.lower() == contacto.email.lower() else email
    contacto.full_clean()
    contacto.save(update_fields=["email_pendiente"])
    if contacto.email_pendiente:
        correo.encolar(tipo="correo_por_comprobar", a=email, idioma=contacto.idioma, sobre=contacto)
    return contacto


def contacto_por_comprobar(token):
    """Return whose pending address this token proves, or ``None`` if it is wrong, superseded or already used."""
    codigo = token.partition(".")[0]
    if len(codigo) != 32 or not codigo.isascii() or not codigo.isalnum():
        return None
    contacto = Contacto.objects.filter(codigo=codigo).exclude(email_pendiente="").first()
    return contacto and Contacto.por_token(token, proposito_de_correo(contacto))


@transaction.atomic
def comprobar_correo(*, token):
    """Make the pending address the contact's own; return the contact fresh, or ``None`` if the token does not prove it.

    Side effects: every earlier link and session ends; two mails: the notice to the earlier address and a new return
    link to the new one.
    """
    contacto = contacto_por_comprobar(token)
    if contacto is None:
        return None
    contacto = _bloquear(contacto)
    if not contacto.email_pendiente or contacto_por_comprobar(token) is None:
        return None
    anterior, contacto.email, contacto.email_pendiente = contacto.email, contacto.email_pendiente, ""
    contacto.full_clean()
    contacto.save(update_fields=["email", "email_pendiente"])
    contacto.renovar_enlace()
    correo.encolar(tipo="correo_cambiado", a=anterior, idioma=contacto.idioma, sobre=contacto)
    correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma=contacto.idioma, sobre=contacto)
    return contacto


@transaction.atomic
def anular_enlaces(*, contacto):
    """End every link and session of a contact and mail a new link; return the contact fresh."""
    contacto = _bloquear(contacto)
    contacto.renovar_enlace()
    correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma=contacto.idioma, sobre=contacto)
    return contacto


@transaction.atomic
def pedir_enlace(*, email):
    """Queue the return link of every contact with that address, but of expired drafts; silent where there is none."""
    for contacto in Contacto.objects.de_correo(email).exclude(inscripcion__estado="vencida")[:20]:
        correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma=contacto.idioma, sobre=contacto)


def _bloquear(contacto):
    return Contacto.objects.select_for_update(of=("self",)).select_related("ciudad", "institucion").get(pk=contacto.pk)

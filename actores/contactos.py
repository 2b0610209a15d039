"""What contacts change of themselves: their data, their address, their links."""

from django.db import transaction

from actores.models import Contacto
from comun import correo

ENLACES_POR_CORREO = 20

# Rooms above this one add ``funcion(contacto=…)``, called inside the transaction, under the contact's lock, after
# its data or address changed.
al_cambiar_contacto = []


def proposito_de_correo(contacto):
    """Return the purpose of the link that proves the pending address: it proves that address and no later one."""
    return f"correo:{contacto.email_pendiente.lower()}"


@transaction.atomic
def cambiar_datos(*, contacto, nombre, telefono, cargo, idioma):
    """Change name, phone, role and language of a contact at once; return it fresh.

    Side effects: the hooks in ``al_cambiar_contacto``.
    """
    contacto = bloquear(contacto)
    contacto.nombre, contacto.telefono, contacto.cargo, contacto.idioma = nombre, telefono, cargo, idioma
    contacto.full_clean()
    contacto.save(update_fields=["nombre", "telefono", "cargo", "idioma"])
    _avisar_cambio(contacto)
    return contacto


@transaction.atomic
def pedir_cambio_de_correo(*, contacto, email):
    """Keep a new address as pending until it is proved; the present one gives up the change. Return the contact fresh.

    Side effect: one mail ``correo_por_comprobar`` to the new address. The link of an earlier pending one stops working.
    """
    contacto = bloquear(contacto)
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

    Side effects: those of :func:`poner_correo`.
    """
    contacto = contacto_por_comprobar(token)
    if contacto is None:
        return None
    contacto = bloquear(contacto)
    if not contacto.email_pendiente or contacto_por_comprobar(token) is None:
        return None
    return poner_correo(contacto, contacto.email_pendiente)


def poner_correo(contacto, email):
    """Make ``email`` the address of a contact that the caller locked with :func:`bloquear`; return the contact.

    Side effects: every earlier link and session ends; the hooks in ``al_cambiar_contacto``; two mails: the notice to
    the earlier address and a new return link to the new one.
    """
    anterior, contacto.email, contacto.email_pendiente = contacto.email, email, ""
    contacto.full_clean()
    contacto.save(update_fields=["email", "email_pendiente"])
    contacto.renovar_enlace()
    _avisar_cambio(contacto)
    correo.encolar(tipo="correo_cambiado", a=anterior, idioma=contacto.idioma, sobre=contacto)
    correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma=contacto.idioma, sobre=contacto)
    return contacto


@transaction.atomic
def anular_enlaces(*, contacto):
    """End every link and session of a contact and mail a new link; return the contact fresh."""
    contacto = bloquear(contacto)
    contacto.renovar_enlace()
    correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma=contacto.idioma, sobre=contacto)
    return contacto


@transaction.atomic
def pedir_enlace(*, contactos):
    """Queue the return links of a ``ContactoQuerySet``: one mail for each address and language; silent if it is empty.

    A mail is about the newest contact and names up to ``ENLACES_POR_CORREO`` in all, by key: its links are made at
    sending.
    """
    grupos = {}
    for contacto in contactos.order_by("-creado", "-pk"):
        grupos.setdefault((contacto.email.lower(), contacto.idioma), []).append(contacto)
    for suyos in grupos.values():
        primero, *otros = suyos[:ENLACES_POR_CORREO]
        correo.encolar(
            tipo="recuperar_enlace",
            a=primero.email,
            idioma=primero.idioma,
            sobre=primero,
            parametros={"otros": [contacto.pk for contacto in otros]} if otros else None,
        )


def bloquear(contacto):
    """Lock a contact until the transaction ends and return it fresh.

    What there is one of for each contact is locked before it, upper rooms first: whoever changes a registration locks
    that one before it writes its contact.
    """
    for relacion in reversed(Contacto._meta.get_fields()):
        if relacion.one_to_one and relacion.auto_created:
            suyos = relacion.related_model._base_manager.filter(**{relacion.field.name: contacto})
            list(suyos.select_for_update(of=("self",)).values_list("pk"))
    return Contacto.objects.select_for_update(of=("self",)).select_related("ciudad", "institucion").get(pk=contacto.pk)


def _avisar_cambio(contacto):
    for funcion in al_cambiar_contacto:
        funcion(contacto=contacto)

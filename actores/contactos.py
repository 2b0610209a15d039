"""What contacts change of themselves: their data, their address, their links."""

from contextlib import ExitStack, contextmanager

from django.db import transaction

from actores.models import Contacto
from comun import correo

ENLACES_POR_CORREO = 20

# Rooms above this one add ``funcion(contacto=…, usuario=…)``, which returns a context manager: it is entered inside the
# transaction, under the contact's lock, before its data or address change in place, and left after they did.
al_cambiar_contacto = []

# And ``funcion(contacto=…)``, called under the contact's lock when it ends its links: what else they open ends too.
al_anular_enlaces = []


def proposito_de_correo(contacto):
    """Return the purpose of the link that proves the pending address: it proves that address and no later one."""
    return f"correo:{contacto.email_pendiente.lower()}"


@transaction.atomic
def cambiar_datos(*, contacto, nombre, telefono, cargo, idioma):
    """Let a contact change their name, phone, role and language at once; return it fresh.

    Side effects: the hooks in ``al_cambiar_contacto``.
    """
    contacto = bloquear(contacto)
    with _avisando(contacto, usuario=None):
        _poner_datos(contacto, nombre=nombre, telefono=telefono, cargo=cargo, idioma=idioma)
    return contacto


@transaction.atomic
def corregir(*, contacto, usuario, email=None, **datos):
    """Change the data of a contact and, if given, its address at once, by ``usuario`` of the team; return it fresh.

    ``datos``: those of :func:`cambiar_datos`. Side effects: the hooks in ``al_cambiar_contacto``, once for all of it;
    of another address, the other ones of :func:`comprobar_correo`.
    """
    contacto = bloquear(contacto)
    anterior = contacto.email
    otro_correo = email is not None and email.lower() != anterior.lower()
    with _avisando(contacto, usuario):
        _poner_datos(contacto, **datos)
        if otro_correo:
            _poner_correo(contacto, email)
        elif email is not None:  # In other capitals it is the same mailbox: its links go on.
            contacto.email = email
            contacto.save(update_fields=["email"])
    if otro_correo:
        _encolar_avisos(contacto, anterior)
    return contacto


def _poner_datos(contacto, *, nombre, telefono, cargo, idioma):
    contacto.nombre, contacto.telefono, contacto.cargo, contacto.idioma = nombre, telefono, cargo, idioma
    contacto.full_clean()
    contacto.save(update_fields=["nombre", "telefono", "cargo", "idioma"])


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

    Side effects: every earlier link and session ends; the hooks in ``al_cambiar_contacto``; two mails: the notice to
    the earlier address and a new return link to the new one.
    """
    contacto = contacto_por_comprobar(token)
    if contacto is None:
        return None
    contacto = bloquear(contacto)
    if not contacto.email_pendiente or contacto_por_comprobar(token) is None:
        return None
    anterior = contacto.email
    with _avisando(contacto, usuario=None):
        _poner_correo(contacto, contacto.email_pendiente)
    _encolar_avisos(contacto, anterior)
    return contacto


def _poner_correo(contacto, email):
    contacto.email, contacto.email_pendiente = email, ""
    contacto.full_clean()
    contacto.save(update_fields=["email", "email_pendiente"])
    contacto.renovar_enlace()


def _encolar_avisos(contacto, anterior):
    correo.encolar(tipo="correo_cambiado", a=anterior, idioma=contacto.idioma, sobre=contacto)
    correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma=contacto.idioma, sobre=contacto)


@transaction.atomic
def anular_enlaces(*, contacto):
    """End every link and session of a contact and mail a new link; return the contact fresh.

    Side effects: the hooks in ``al_anular_enlaces``.
    """
    contacto = bloquear(contacto)
    contacto.renovar_enlace()
    for funcion in al_anular_enlaces:
        funcion(contacto=contacto)
    correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma=contacto.idioma, sobre=contacto)
    return contacto


@transaction.atomic
def pedir_enlace(*, contactos, personas=()):
    """Queue the return links of a ``ContactoQuerySet``: one mail for each address and language; silent if it is empty.

    ``personas``: other owners of a link, of an upper room, told in the same mails. A mail is about the newest contact,
    or else the first person, and names up to ``ENLACES_POR_CORREO`` in all, by key: its links are made at sending. Who
    asks cannot tell by the time it takes whether there was any.
    """
    grupos = {}
    for duenio in [*contactos.order_by("-creado", "-pk"), *personas]:
        grupos.setdefault((duenio.email.lower(), duenio.idioma), []).append(duenio)
    mensajes = [_enlaces_de(*suyos[:ENLACES_POR_CORREO]) for suyos in grupos.values()]
    correo.encolar_sin_delatar(tipo="recuperar_enlace", modelo=Contacto, mensajes=mensajes)


def _enlaces_de(primero, *demas):
    otros = [duenio.pk for duenio in demas if isinstance(duenio, Contacto)]
    otras = [duenio.pk for duenio in demas if not isinstance(duenio, Contacto)]
    return {
        "a": primero.email,
        "idioma": primero.idioma,
        "sobre": primero,
        "parametros": ({"otros": otros} if otros else {}) | ({"personas": otras} if otras else {}),
    }


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


@contextmanager
def _avisando(contacto, usuario):
    with ExitStack() as pila:
        for funcion in al_cambiar_contacto:
            pila.enter_context(funcion(contacto=contacto, usuario=usuario))
        yield

"""What actores holds of a person: the contact who acts for a city or an institution."""

from django.db.models import F
from django.db.models.functions import Lower

from actores import contactos
from actores.models import Contacto
from comun.personas import ANONIMA, registrar
from comun.purga import olvidar

_DATOS = ("nombre", "email", "email_pendiente", "telefono", "cargo", "idioma")
_MOMENTOS = ("creado", "comprobado_el", "consentimiento_listado_el")


def registrar_personas():
    """Add this part to what is told and taken away of a person."""
    registrar(datos=datos, borrar=borrar, hallar=hallar, bloquear=bloquear, borrar_rastro=borrar_rastro)


def hallar(email):
    """Return the contacts with that address; one that waits to be proved may be anybody's."""
    return list(Contacto.objects.de_correo(email))


def bloquear(duenos):
    """Lock the contacts among some owners."""
    for contacto in sorted((d for d in duenos if isinstance(d, Contacto)), key=lambda contacto: contacto.pk):
        contactos.bloquear(contacto)


def datos(dueno, puede):
    """Return who the contact is and for whom it acts."""
    if not isinstance(dueno, Contacto):
        return {}
    momentos = {campo: (valor := getattr(dueno, campo)) and valor.isoformat() for campo in _MOMENTOS}
    return {"contacto": {c: getattr(dueno, c) for c in _DATOS} | {"actua_por": dueno.actor.nombre} | momentos}


def borrar(dueno, rastro):
    """Delete the contact, or leave a row without a name where something that stays refers to it."""
    if not isinstance(dueno, Contacto):
        return {}
    olvidar([dueno])
    relaciones = [r for r in Contacto._meta.get_fields(include_hidden=True) if r.auto_created and not r.concrete]
    if any(r.related_model._base_manager.filter(**{r.field.name: dueno}).exists() for r in relaciones):
        anonimar_contactos(Contacto.objects.filter(pk=dueno.pk))
    else:
        Contacto.objects.filter(pk=dueno.pk).delete()
    return {"contactos": 1}


def borrar_rastro(rastro):
    """Take these addresses from who wanted them as theirs and never proved it."""
    correos = [palabra.lower() for palabra in rastro.correos]
    pendientes = Contacto.objects.annotate(pendiente=Lower("email_pendiente")).filter(pendiente__in=correos)
    return {"direcciones sin comprobar": pendientes.update(email_pendiente="")}


def anonimar_contactos(contactos):
    """Take away who the contacts of a ``QuerySet`` were; their links and sessions end."""
    contactos.update(
        nombre=ANONIMA, email="", email_pendiente="", telefono="", cargo="", generacion=F("generacion") + 1
    )

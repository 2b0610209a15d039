"""Publication: what strangers write is born unpublished and staff publishes it."""

from typing import NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from comun import contenido


class Publicacion(models.TextChoices):
    BORRADOR = "borrador", _("borrador")
    PENDIENTE = "pendiente", _("pendiente de revisión")
    PUBLICADA = "publicada", _("publicada")
    RECHAZADA = "rechazada", _("no publicada")
    RETIRADA = "retirada", _("retirada por su autor")


class Publicable(models.Model):
    """Abstract content with a publication state; the constraint names start with app and model."""

    publicacion = models.CharField(
        _("publicación"), max_length=12, choices=Publicacion.choices, default=Publicacion.BORRADOR, db_index=True
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_publicacion_conocida",
                condition=models.Q(publicacion__in=Publicacion.values),
                violation_error_message=_("Elija un estado de publicación de la lista."),
            )
        ]


class Publicados(NamedTuple):
    """What became of the rows that staff wanted to publish, or not to."""

    cambiados: list
    sin_consentimiento: int
    en_otro_estado: int


class ContenidoCambiado(Exception):
    """What staff is answering says something else by now; nothing was changed."""


def publicar(objetos, *, sello=None):
    """Publish rows of one model (a query set or a list) and return :class:`Publicados`.

    ``sello``: what :func:`comun.contenido.sello` gave for the rows that staff read; if they say something else once
    locked, nothing changes and :class:`ContenidoCambiado` is raised.

    Legal for what awaits review or was refused, and for staff's own drafts. Left alone and counted: what its author is
    still writing or withdrew, what is published already, and what belongs to a contact who gave no consent to be
    listed. Side effects: one UPDATE per row, under its lock, in one transaction; no mail. What belongs to a city or
    institution that is not verified yet shows once it is.
    """
    return _cambiar(objetos, a=Publicacion.PUBLICADA, admite=admite_publicar, sello=sello)


def no_publicar(objetos):
    """Refuse rows of one model, or take them off the public pages, and return :class:`Publicados`.

    Legal for what awaits review or is published; the author's text is kept and may be published later. Side effects:
    one UPDATE per row, under its lock, in one transaction; no mail.
    """
    return _cambiar(objetos, a=Publicacion.RECHAZADA, admite=admite_no_publicar)


def admite_publicar(objeto):
    """True if the state of ``objeto`` lets staff publish it; a draft only if it is staff's own."""
    es_borrador_propio = getattr(objeto, "contacto_id", None) is None and objeto.publicacion == Publicacion.BORRADOR
    return es_borrador_propio or objeto.publicacion in {Publicacion.PENDIENTE, Publicacion.RECHAZADA}


def admite_no_publicar(objeto):
    """True if the state of ``objeto`` lets staff refuse it or take it off."""
    return objeto.publicacion in {Publicacion.PENDIENTE, Publicacion.PUBLICADA}


@transaction.atomic
def _cambiar(objetos, *, a, admite, sello=None):
    cambiados, sin_consentimiento, en_otro_estado = [], 0, 0
    for objeto in bloquear(objetos, sello=sello):
        contacto = getattr(objeto, "contacto", None)
        if not admite(objeto):
            en_otro_estado += 1
        elif a == Publicacion.PUBLICADA and contacto and not contacto.consentimiento_listado_el:
            sin_consentimiento += 1
        else:
            objeto.publicacion = a
            objeto.save(update_fields=["publicacion"])
            cambiados.append(objeto)
    return Publicados(cambiados, sin_consentimiento, en_otro_estado)


def bloquear(objetos, *, sello=None):
    """Read rows of one model again, locked in the order of their keys, with their contact if the model has one.

    Raises :class:`ContenidoCambiado` if they no longer say what ``sello`` was made of. Authors write a row, and only
    then its themes, in one transaction: the lock on the row covers both.
    """
    objetos = list(objetos)
    if not objetos:
        return []
    filas = type(objetos[0])._default_manager.filter(pk__in=[o.pk for o in objetos]).order_by("pk")
    if hasattr(type(objetos[0]), "contacto"):
        filas = filas.select_related("contacto")
    filas = list(filas.select_for_update(of=("self",)))
    if sello is not None:
        contenido.preparar(filas)
        if not contenido.vale(sello, filas):
            raise ContenidoCambiado
    return filas

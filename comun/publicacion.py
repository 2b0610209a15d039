"""Publication: what strangers write is born unpublished and staff publishes it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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

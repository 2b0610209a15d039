"""What is remembered of a person who came in a table, so that a newer one changes only what changed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PersonaImportada(models.Model):
    """A row of the form from outside, by keyed digests of what it said last: they tell what changed, and no datum.

    It stays when the person is removed here, so that the next import does not bring back who was taken out.
    """

    inscripcion = models.ForeignKey(
        "inscripciones.Inscripcion",
        on_delete=models.CASCADE,
        related_name="importadas",
        verbose_name=_("inscripción"),
    )
    participante = models.OneToOneField(
        "inscripciones.Participante",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="importada",
        verbose_name=_("participante"),
    )
    correo = models.CharField(_("huella del correo"), max_length=32, blank=True, default="")
    nombre = models.CharField(_("huella del nombre"), max_length=32, db_index=True)
    huellas = models.JSONField(_("huellas de lo que decía la fila"), default=dict)
    importada_el = models.DateTimeField(_("importada"), auto_now=True)

    class Meta:
        verbose_name = _("persona importada")
        verbose_name_plural = _("personas importadas")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="inscripciones_personaimportada_unica",
                fields=["correo", "inscripcion"],
                condition=~Q(correo=""),
                violation_error_message=_("Esa persona ya está importada en esta inscripción."),
            )
        ]

    def __str__(self):
        return f"{self.inscripcion} · {self.pk}"

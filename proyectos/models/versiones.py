"""The history of a sheet: what it said, whole, each time that it was saved."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from proyectos.models.proyecto import Proyecto


class Version(models.Model):
    """A sheet as it was left by one act: its fields, participants, themes, resources; see ``proyectos.versiones``."""

    proyecto = models.ForeignKey(
        Proyecto, on_delete=models.CASCADE, related_name="versiones", verbose_name=_("proyecto")
    )
    numero = models.PositiveIntegerField(_("número"))
    momento = models.DateTimeField(_("momento"), auto_now_add=True)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("quién"),
        help_text=_("En blanco: la ciudad que lo propone, o un comando."),
    )
    motivo = models.CharField(_("qué se hizo"), max_length=200)
    retrato = models.JSONField(_("lo que decía"))

    class Meta:
        verbose_name = _("versión")
        verbose_name_plural = _("versiones")
        ordering = ["-numero"]
        constraints = [
            models.UniqueConstraint(
                name="proyectos_version_numero_unico",
                fields=["proyecto", "numero"],
                violation_error_message=_("Esa versión ya existe."),
            )
        ]

    def __str__(self):
        return f"{self.proyecto_id} · {self.numero}"

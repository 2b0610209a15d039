"""The yearly calls of the PCSSM."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Convocatoria(models.Model):
    """A yearly call of the PCSSM; its ceiling is a ceiling, never a grant."""

    anio = models.PositiveSmallIntegerField(_("año"), unique=True)
    tema = models.CharField(_("tema"), max_length=200)
    monto_maximo_usd = models.PositiveIntegerField(_("monto máximo por proyecto (USD)"), null=True, blank=True)
    cofinanciamiento_maximo_pct = models.PositiveSmallIntegerField(
        _("cofinanciamiento máximo (%)"), null=True, blank=True
    )
    meses_maximo = models.PositiveSmallIntegerField(_("duración máxima (meses)"), null=True, blank=True)
    meses_prorroga = models.PositiveSmallIntegerField(_("prórroga máxima (meses)"), null=True, blank=True)

    class Meta:
        verbose_name = _("convocatoria")
        verbose_name_plural = _("convocatorias")
        ordering = ["-anio"]
        constraints = [
            models.CheckConstraint(
                name="proyectos_convocatoria_porcentaje",
                condition=Q(cofinanciamiento_maximo_pct=None) | Q(cofinanciamiento_maximo_pct__lte=100),
                violation_error_message=_("El cofinanciamiento va de 0 a 100 %%."),
            )
        ]

    def __str__(self):
        return f"{self.anio}: {self.tema}"

"""What staff writes down about a delegation, for staff only."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class NotaInterna(models.Model):
    """A note of staff about a registration; nobody outside reads it, and it goes with the registration's people."""

    inscripcion = models.ForeignKey(
        "inscripciones.Inscripcion", on_delete=models.CASCADE, related_name="notas", verbose_name=_("inscripción")
    )
    texto = models.TextField(_("nota"), max_length=2000)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("quién")
    )
    escrita_el = models.DateTimeField(_("escrita"), auto_now_add=True)

    class Meta:
        verbose_name = _("nota interna")
        verbose_name_plural = _("notas internas")
        ordering = ["-escrita_el", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="inscripciones_notainterna_con_texto",
                condition=~models.Q(texto=""),
                violation_error_message=_("Escriba la nota."),
            ),
        ]

    def __str__(self):
        return f"{self.inscripcion} · {timezone.localtime(self.escrita_el):%d/%m/%Y %H:%M}"

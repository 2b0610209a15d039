"""Questions to the tables: anyone asks, staff moderates, the answered ones are published under the block."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from actores.models import Institucion
from agenda.models.cumbre import ConModificacion
from agenda.models.programa import Bloque, EstadoPrograma


class EstadoPregunta(models.TextChoices):
    PENDIENTE = "pendiente", _("por revisar")
    ACEPTADA = "aceptada", _("para la mesa")
    PUBLICADA = "publicada", _("respondida y publicada")
    RECHAZADA = "rechazada", _("no se publica")


class PreguntaQuerySet(models.QuerySet):
    def por_revisar(self):
        """What awaits staff."""
        return self.filter(estado=EstadoPregunta.PENDIENTE)

    def para_la_mesa(self, cumbre):
        """What staff passed to the tables of a Cumbre and nobody answered yet, in the order of its blocks."""
        return (
            self.filter(estado=EstadoPregunta.ACEPTADA, bloque__actividad__cumbre=cumbre)
            .select_related("bloque", "institucion")
            .order_by("bloque__actividad__dia", "bloque__actividad", "bloque__orden", "creada", "pk")
        )

    def publicadas(self):
        """Answered questions of published blocks: what everybody may read."""
        return self.filter(
            estado=EstadoPregunta.PUBLICADA,
            bloque__estado=EstadoPrograma.PUBLICADA,
            bloque__actividad__cumbre__publicada=True,
        )

    def de_bloques(self, *bloques):
        """The published ones of these blocks, in the order in which they came."""
        publicadas = self.filter(estado=EstadoPregunta.PUBLICADA, bloque__in=bloques)
        return publicadas.select_related("institucion").order_by("creada", "pk")

    def a_institucion(self, institucion):
        """Those that were left to an institution, in the order in which they came."""
        return self.filter(institucion=institucion).select_related("institucion").order_by("creada", "pk")


class Pregunta(ConModificacion):
    """A question to a block, or to an institution that speaks in it; nothing tells who asked but the name given."""

    bloque = models.ForeignKey(Bloque, on_delete=models.PROTECT, related_name="preguntas", verbose_name=_("bloque"))
    institucion = models.ForeignKey(
        Institucion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("institución"),
    )
    texto = models.TextField(_("pregunta"), max_length=600)
    nombre = models.CharField(_("nombre, como se publica"), max_length=120, blank=True, default="")
    idioma = models.CharField(
        _("idioma"), max_length=5, choices=[("es", _("español")), ("pt-br", _("portugués"))], default="es"
    )
    estado = models.CharField(
        _("estado"), max_length=10, choices=EstadoPregunta.choices, default=EstadoPregunta.PENDIENTE, db_index=True
    )
    respuesta = models.TextField(_("respuesta"), max_length=2000, blank=True, default="")
    responde = models.CharField(_("quién responde"), max_length=160, blank=True, default="")
    creada = models.DateTimeField(_("recibida"), auto_now_add=True)

    objects = PreguntaQuerySet.as_manager()

    class Meta:
        verbose_name = _("pregunta")
        verbose_name_plural = _("preguntas")
        ordering = ["-creada", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_pregunta_estado_conocido",
                condition=Q(estado__in=EstadoPregunta.values),
                violation_error_message=_("Elija un estado de la lista."),
            ),
            models.CheckConstraint(
                name="agenda_pregunta_idioma_conocido",
                condition=Q(idioma__in=["es", "pt-br"]),
                violation_error_message=_("Elija español o portugués."),
            ),
            models.CheckConstraint(
                name="agenda_pregunta_publicada_con_respuesta",
                condition=~Q(estado=EstadoPregunta.PUBLICADA)
                | Q(respuesta_es__isnull=False) & ~Q(respuesta_es="")
                | Q(respuesta_pt_br__isnull=False) & ~Q(respuesta_pt_br=""),
                violation_error_message=_("Antes de publicarla escriba la respuesta, en español o en portugués."),
            ),
        ]

    def __str__(self):
        return self.texto if len(self.texto) <= 80 else f"{self.texto[:79]}…"

    @property
    def respondida(self):
        """True if it has an answer, in one language at least."""
        return bool(self.respuesta_es or self.respuesta_pt_br)

"""What delegations ask to present."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from actores.models import Contacto, DeActor, DeActorQuerySet
from agenda.models.cumbre import Cumbre
from agenda.models.programa import Intervencion
from comun.enlaces import codigo_aleatorio
from comun.publicacion import Publicable, Publicacion
from proyectos.models import Proyecto


class EstadoPropuesta(models.TextChoices):
    """The states of :class:`Publicacion` as the words of an answer: a proposal itself is never public."""

    BORRADOR = Publicacion.BORRADOR.value, _("borrador")
    PENDIENTE = Publicacion.PENDIENTE.value, _("a la espera de respuesta")
    ACEPTADA = Publicacion.PUBLICADA.value, _("aceptada")
    NO_ACEPTADA = Publicacion.RECHAZADA.value, _("no aceptada")
    RETIRADA = Publicacion.RETIRADA.value, _("retirada por su autor")


class PropuestaQuerySet(DeActorQuerySet):
    def por_resolver(self):
        """What awaits staff's answer; being internal it needs nobody's consent to be listed."""
        return self.filter(publicacion=EstadoPropuesta.PENDIENTE)

    def candidatas(self):
        """What may still become an intervention: handed in or accepted, and not in the programme yet."""
        admitidas = [EstadoPropuesta.PENDIENTE, EstadoPropuesta.ACEPTADA]
        return self.filter(publicacion__in=admitidas, intervencion=None)


class Propuesta(DeActor, Publicable):
    """A city asks to present an experience, an institution its view: a candidate, for staff to answer."""

    publicacion = models.CharField(
        _("respuesta"),
        max_length=12,
        choices=EstadoPropuesta.choices,
        default=EstadoPropuesta.BORRADOR,
        db_index=True,
    )
    cumbre = models.ForeignKey(Cumbre, on_delete=models.PROTECT, verbose_name=_("Cumbre"))
    contacto = models.ForeignKey(
        Contacto, on_delete=models.PROTECT, related_name="propuestas", verbose_name=_("contacto")
    )
    codigo = models.CharField(max_length=32, unique=True, default=codigo_aleatorio, editable=False)
    titulo = models.CharField(_("título"), max_length=160)
    resumen = models.TextField(_("resumen"), max_length=1200, blank=True, default="")
    proyecto = models.ForeignKey(
        Proyecto, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proyecto")
    )
    intervencion = models.OneToOneField(
        Intervencion,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="propuesta",
        verbose_name=_("intervención"),
    )
    creado = models.DateTimeField(_("creado"), auto_now_add=True)

    objects = PropuestaQuerySet.as_manager()

    class Meta:
        verbose_name = _("propuesta de presentación")
        verbose_name_plural = _("propuestas de presentación")
        ordering = ["-creado"]
        constraints = [
            *DeActor.Meta.constraints,
            *Publicable.Meta.constraints,
            models.UniqueConstraint(
                name="agenda_propuesta_una_por_contacto",
                fields=["cumbre", "contacto"],
                violation_error_message=_("Ya hay una propuesta de esta delegación: edite la que existe."),
            ),
        ]

    def __str__(self):
        return self.titulo

    @property
    def es_candidata(self):
        """True if it may still become an intervention: see :meth:`PropuestaQuerySet.candidatas`."""
        return self.intervencion_id is None and self.publicacion in {
            EstadoPropuesta.PENDIENTE,
            EstadoPropuesta.ACEPTADA,
        }

    @property
    def admite_aceptar(self):
        """True if staff may accept it: handed in, or refused before."""
        return self.publicacion in {EstadoPropuesta.PENDIENTE, EstadoPropuesta.NO_ACEPTADA}

    @property
    def admite_no_aceptar(self):
        """True if staff may refuse it: handed in, or accepted before, and not in the programme."""
        return self.es_candidata

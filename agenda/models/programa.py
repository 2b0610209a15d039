"""What happens in an activity: blocks, interventions and who speaks."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from actores.models import ConActor
from agenda.models.cumbre import Actividad, ConModificacion
from proyectos.models import Proyecto


class EstadoPrograma(models.TextChoices):
    BORRADOR = "borrador", _("borrador")
    PUBLICADA = "publicada", _("publicada")
    CANCELADA = "cancelada", _("cancelada")


class BloqueQuerySet(models.QuerySet):
    def del_programa(self, actividad):
        """The public programme of an activity: published blocks with their published interventions."""
        return (
            self.filter(actividad=actividad, estado=EstadoPrograma.PUBLICADA)
            .order_by("orden")
            .prefetch_related(models.Prefetch("intervenciones", Intervencion.objects.publicadas().con_actores()))
        )


class Bloque(ConModificacion):
    """A part of the seminar; null hours are to be confirmed."""

    class Tipo(models.TextChoices):
        VIDEO = "video", _("video")
        EXPERIENCIAS = "experiencias", _("experiencias de ciudades")
        INSTITUCIONES = "instituciones", _("miradas de instituciones")

    actividad = models.ForeignKey(
        Actividad, on_delete=models.PROTECT, related_name="bloques", verbose_name=_("actividad")
    )
    orden = models.PositiveSmallIntegerField(_("orden"))
    tipo = models.CharField(_("tipo"), max_length=14, choices=Tipo.choices)
    titulo = models.CharField(_("título"), max_length=160)
    descripcion = models.TextField(_("descripción"), max_length=1500, blank=True, default="")
    inicio = models.DateTimeField(_("inicio"), null=True, blank=True)
    fin = models.DateTimeField(_("fin"), null=True, blank=True)
    estado = models.CharField(
        _("estado"), max_length=10, choices=EstadoPrograma.choices, default=EstadoPrograma.BORRADOR
    )

    objects = BloqueQuerySet.as_manager()

    class Meta:
        verbose_name = _("bloque")
        verbose_name_plural = _("bloques")
        ordering = ["actividad", "orden"]
        constraints = [
            models.UniqueConstraint(
                name="agenda_bloque_orden_unico",
                fields=["actividad", "orden"],
                violation_error_message=_("Otro bloque de la actividad ya tiene ese orden."),
            ),
            models.CheckConstraint(
                name="agenda_bloque_tipo_conocido",
                condition=Q(tipo__in=["video", "experiencias", "instituciones"]),
                violation_error_message=_("Elija un tipo de bloque de la lista."),
            ),
            models.CheckConstraint(
                name="agenda_bloque_estado_conocido",
                condition=Q(estado__in=EstadoPrograma.values),
                violation_error_message=_("Elija un estado de la lista."),
            ),
            models.CheckConstraint(
                name="agenda_bloque_horas_en_orden",
                condition=Q(fin=None) | Q(inicio__isnull=False, fin__gt=models.F("inicio")),
                violation_error_message=_("El fin va después del inicio: revise las dos horas."),
            ),
        ]

    def __str__(self):
        return f"{self.orden}. {self.titulo}"


class IntervencionQuerySet(models.QuerySet):
    def publicadas(self):
        """What everybody may see: published, in a published block of a published Cumbre."""
        return self.filter(
            estado=EstadoPrograma.PUBLICADA,
            bloque__estado=EstadoPrograma.PUBLICADA,
            bloque__actividad__cumbre__publicada=True,
        )

    def con_actores(self):
        return self.select_related("ciudad", "institucion", "proyecto").order_by("orden")

    def de_proyecto(self, proyecto):
        """Those about a project, in the order of the programme."""
        return self.filter(proyecto=proyecto).order_by("bloque__orden", "orden")

    def de_actor(self, actor):
        """Those that a city or an institution gives, or about a published project of it, as in the programme."""
        suya = Q(**{actor._meta.model_name: actor})
        de_su_proyecto = Q(proyecto__in=Proyecto.objects.publicados().con_actor(actor))
        return self.filter(suya | de_su_proyecto).order_by("bloque__orden", "orden")


class Intervencion(ConActor, ConModificacion):
    """A talk in a block; with neither city nor institution it is a placeholder by role."""

    bloque = models.ForeignKey(
        Bloque, on_delete=models.PROTECT, related_name="intervenciones", verbose_name=_("bloque")
    )
    orden = models.PositiveSmallIntegerField(_("orden"))
    titulo = models.CharField(_("título"), max_length=200)
    slug = models.SlugField(_("dirección web"), max_length=120, unique=True)
    resumen = models.TextField(_("resumen"), max_length=2000, blank=True, default="")
    proyecto = models.ForeignKey(
        Proyecto,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="intervenciones",
        verbose_name=_("proyecto"),
    )
    estado = models.CharField(
        _("estado"), max_length=10, choices=EstadoPrograma.choices, default=EstadoPrograma.BORRADOR
    )

    objects = IntervencionQuerySet.as_manager()

    class Meta:
        verbose_name = _("intervención")
        verbose_name_plural = _("intervenciones")
        ordering = ["bloque", "orden"]
        constraints = [
            models.CheckConstraint(
                name="agenda_intervencion_un_actor_a_lo_sumo",
                condition=Q(ciudad=None) | Q(institucion=None),
                violation_error_message=_("Elija una ciudad o una institución, no las dos."),
            ),
            models.UniqueConstraint(
                name="agenda_intervencion_orden_unico",
                fields=["bloque", "orden"],
                violation_error_message=_("Otra intervención del bloque ya tiene ese orden."),
            ),
            models.CheckConstraint(
                name="agenda_intervencion_estado_conocido",
                condition=Q(estado__in=EstadoPrograma.values),
                violation_error_message=_("Elija un estado de la lista."),
            ),
            models.CheckConstraint(
                name="agenda_intervencion_direccion_libre",
                condition=~Q(slug__in=["cumbre", "incrustada"]),
                violation_error_message=_("«cumbre» e «incrustada» son direcciones reservadas: elija otra."),
            ),
        ]

    def __str__(self):
        return self.titulo

    def get_absolute_url(self):
        return reverse("agenda:intervencion", args=[self.slug])


class Ponente(models.Model):
    """Who speaks in an intervention."""

    intervencion = models.ForeignKey(
        Intervencion, on_delete=models.CASCADE, related_name="ponentes", verbose_name=_("intervención")
    )
    orden = models.PositiveSmallIntegerField(_("orden"), default=1)
    nombre = models.CharField(_("nombre y apellido"), max_length=120)
    cargo = models.CharField(_("cargo"), max_length=160, blank=True, default="")
    organizacion = models.CharField(_("organización"), max_length=160, blank=True, default="")

    class Meta:
        verbose_name = _("ponente")
        verbose_name_plural = _("ponentes")
        ordering = ["intervencion", "orden", "pk"]

    def __str__(self):
        return self.nombre

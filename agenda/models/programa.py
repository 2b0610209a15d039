"""What happens in an activity: blocks, interventions and who speaks."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import Func, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from actores.models import ConActor
from agenda.models.cumbre import Actividad, ConModificacion, anio_posible, anios_posibles
from comun.direcciones import direccion
from comun.medios import AlAzar
from proyectos.models import Proyecto

DEMORA_MAXIMA = 240  # minutes
DEMORA_IMPOSIBLE = _("La demora va de 0 a 240 minutos: si es mayor, cambie la hora del bloque.")
MINUTOS_MAXIMO = 600
DIRECCIONES_RESERVADAS = ["cumbre", "incrustada", "preguntas"]


class EstadoPrograma(models.TextChoices):
    BORRADOR = "borrador", _("borrador")
    PUBLICADA = "publicada", _("publicada")
    CANCELADA = "cancelada", _("cancelada")


class EnPrograma(ConModificacion):
    """Abstract: what staff prepares, publishes and may cancel."""

    estado = models.CharField(
        _("estado"), max_length=10, choices=EstadoPrograma.choices, default=EstadoPrograma.BORRADOR
    )
    publicada_el = models.DateTimeField(_("publicada por primera vez"), null=True, blank=True, editable=False)
    sintesis = models.TextField(
        _("síntesis"),
        max_length=2000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Lo que se dijo. Se escribe después."),
    )

    class Meta:
        abstract = True


class RangoDeHoras(Func):
    """The time between two columns, its end not included, as a range that constraints can compare."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class SinSolaparse(ExclusionConstraint):
    """What Django validates also where a form leaves the state out: the row's own counts, instead of a FieldError."""

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        super().validate(model, instance, exclude=set(exclude or ()) - {"estado"}, using=using)

    def deconstruct(self):
        """To the database it is an exclusion like any other."""
        _camino, args, kwargs = super().deconstruct()
        return f"{ExclusionConstraint.__module__}.{ExclusionConstraint.__name__}", args, kwargs


class BloqueQuerySet(models.QuerySet):
    def publicados(self):
        """What everybody may see: published, in a published Cumbre."""
        return self.filter(estado=EstadoPrograma.PUBLICADA, actividad__cumbre__publicada=True)

    def del_programa(self, *actividades):
        """The public programme of activities: published blocks with their video and published interventions."""
        publicadas = Intervencion.objects.filter(estado=EstadoPrograma.PUBLICADA)
        return self.filter(estado=EstadoPrograma.PUBLICADA)._con_charlas(actividades, publicadas)

    def en_preparacion(self, actividad):
        """The programme as it would be if all that is not cancelled were published: for staff's eyes."""
        vivas = Intervencion.objects.exclude(estado=EstadoPrograma.CANCELADA).select_related("propuesta")
        return self.exclude(estado=EstadoPrograma.CANCELADA)._con_charlas([actividad], vivas)

    def con_quienes(self):
        """With the speakers of their ``charlas``, which were fetched with them, as the list ``quienes`` of each."""
        return self.prefetch_related(models.Prefetch("charlas__ponentes", to_attr="quienes"))

    def _con_charlas(self, actividades, charlas):
        """In order, with their video, and of their talks those of ``charlas``, as the list ``charlas``.

        A list is five times cheaper than a related manager, which is made for each row at each use.
        """
        return (
            self.filter(actividad__in=actividades)
            .order_by("orden")
            .select_related("video")
            .prefetch_related(models.Prefetch("intervenciones", charlas.con_actores(), "charlas"))
        )

    def para_calendarios(self, *actividades):
        """The public blocks of these activities, and those cancelled after they were public."""
        publicada, cancelada = Q(estado=EstadoPrograma.PUBLICADA), Q(estado=EstadoPrograma.CANCELADA)
        vistas = publicada | cancelada & Q(publicada_el__isnull=False)
        return self.filter(vistas, actividad__in=actividades).order_by("orden")


class Bloque(EnPrograma):
    """A part of the seminar; null hours are to be confirmed.

    ``inicio`` and ``fin`` are as planned; what :mod:`agenda.horario` adds is how it goes, delays included.
    """

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
    inicio = models.DateTimeField(_("inicio"), null=True, blank=True, validators=[anio_posible])
    fin = models.DateTimeField(_("fin"), null=True, blank=True, validators=[anio_posible])
    demora_minutos = models.PositiveSmallIntegerField(
        _("demora (minutos)"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(DEMORA_MAXIMA)],
        help_text=_("De este bloque y de los que siguen. En blanco: la del bloque anterior."),
    )
    grabacion_url = models.URLField(
        _("grabación"),
        blank=True,
        default="",
        db_default="",
        help_text=_("Cada intervención con su minuto enlaza a ese momento."),
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
            models.CheckConstraint(
                name="agenda_bloque_demora_posible",
                condition=Q(demora_minutos=None) | Q(demora_minutos__lte=DEMORA_MAXIMA),
                violation_error_message=DEMORA_IMPOSIBLE,
            ),
            anios_posibles("agenda_bloque_anios_posibles", momentos=["inicio", "fin"]),
            SinSolaparse(
                name="agenda_bloque_sin_solaparse",
                expressions=[
                    ("actividad", RangeOperators.EQUAL),
                    (RangoDeHoras("inicio", "fin"), RangeOperators.OVERLAPS),
                ],
                condition=Q(inicio__isnull=False, fin__isnull=False) & ~Q(estado=EstadoPrograma.CANCELADA),
                violation_error_message=_("A esa hora hay otro bloque de la actividad: revise el inicio y el fin."),
            ),
        ]

    def __str__(self):
        return f"{self.orden}. {self.titulo}"

    @cached_property
    def charlas(self):
        """Its talks, as they were fetched with it; whoever fetches them otherwise says so."""
        return list(self.intervenciones.all())

    @property
    def minutos(self):
        """How long it is planned to last, in minutes, or ``None``."""
        return int((self.fin - self.inicio).total_seconds() // 60) if self.inicio and self.fin else None


class IntervencionQuerySet(models.QuerySet):
    def publicadas(self):
        """What everybody may see: published, in a published block of a published Cumbre."""
        return self.filter(
            estado=EstadoPrograma.PUBLICADA,
            bloque__estado=EstadoPrograma.PUBLICADA,
            bloque__actividad__cumbre__publicada=True,
        )

    def anunciadas(self):
        """Those that calendars may have: public, or cancelled (the talk or its block) after both were published."""
        conocidos = [EstadoPrograma.PUBLICADA, EstadoPrograma.CANCELADA]
        publica = Q(estado=EstadoPrograma.PUBLICADA, bloque__estado=EstadoPrograma.PUBLICADA)
        lo_fue = Q(publicada_el__isnull=False, bloque__publicada_el__isnull=False)
        return self.filter(
            publica | lo_fue & Q(estado__in=conocidos, bloque__estado__in=conocidos),
            bloque__actividad__cumbre__publicada=True,
        )

    def de_bloques(self, *bloques):
        """The published ones of these blocks, which are published themselves."""
        return self.filter(estado=EstadoPrograma.PUBLICADA, bloque__in=bloques)

    def con_actores(self):
        """In the order of their block, with who gives them."""
        return self.select_related("ciudad", "institucion").order_by("orden")

    def sin_ponente(self):
        """Of the Cumbre in force, those not cancelled in a published block, drafts included, in which nobody speaks."""
        return self.exclude(estado=EstadoPrograma.CANCELADA).filter(
            bloque__estado=EstadoPrograma.PUBLICADA,
            bloque__actividad__in=Actividad.objects.vigentes(),
            ponentes=None,
        )

    def de_proyecto(self, proyecto):
        """Those about a project, in the order of the programme."""
        return self.filter(proyecto=proyecto).order_by("bloque__orden", "orden")

    def de_actor(self, actor):
        """Those that a city or an institution gives, or about a published project of it, as in the programme."""
        suya = Q(**{actor._meta.model_name: actor})
        de_su_proyecto = Q(proyecto__in=Proyecto.objects.publicados().con_actor(actor))
        return self.filter(suya | de_su_proyecto).order_by("bloque__orden", "orden")


class Idioma(models.TextChoices):
    """What is spoken in a talk."""

    ES = "es", _("español")
    PT = "pt-br", _("portugués")
    EN = "en", _("inglés")
    FR = "fr", _("francés")


class Interpretacion(models.TextChoices):
    """What a talk is interpreted into."""

    ES = "es", _("español")
    PT = "pt-br", _("portugués")
    EN = "en", _("inglés")
    FR = "fr", _("francés")
    SENIAS = "senias", _("lengua de señas")


class Intervencion(ConActor, EnPrograma):
    """A talk in a block; with neither city nor institution it is a placeholder by role.

    ``minutos`` is what the running order gives it; ``grabacion_desde`` the second of its block's recording where it
    begins.
    """

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
    minutos = models.PositiveSmallIntegerField(
        _("minutos"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(MINUTOS_MAXIMO)]
    )
    idioma = models.CharField(
        _("se habla en"), max_length=5, choices=Idioma.choices, blank=True, default="", db_default=""
    )
    interpretacion = ArrayField(
        models.CharField(max_length=6, choices=Interpretacion.choices),
        verbose_name=_("se interpreta a"),
        blank=True,
        default=list,
        db_default=[],
    )
    no_se_graba = models.BooleanField(
        _("no se graba"),
        default=False,
        db_default=False,
        help_text=_("La agenda lo dice, y no enlaza a la grabación."),
    )
    grabacion_desde = models.PositiveIntegerField(
        _("segundo de la grabación"),
        null=True,
        blank=True,
        help_text=_("Dónde empieza en la grabación de su bloque."),
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
                condition=~Q(slug__in=DIRECCIONES_RESERVADAS),
                violation_error_message=_(
                    "«cumbre», «incrustada» y «preguntas» son direcciones reservadas: elija otra."
                ),
            ),
            models.CheckConstraint(
                name="agenda_intervencion_minutos_posibles",
                condition=Q(minutos=None) | Q(minutos__gte=1, minutos__lte=MINUTOS_MAXIMO),
                violation_error_message=_("Una intervención dura de 1 a 600 minutos."),
            ),
            models.CheckConstraint(
                name="agenda_intervencion_idioma_conocido",
                condition=Q(idioma__in=["", *Idioma.values]),
                violation_error_message=_("Elija de la lista en qué idioma se habla."),
            ),
            models.CheckConstraint(
                name="agenda_intervencion_interpretacion_conocida",
                condition=Q(interpretacion__contained_by=Interpretacion.values),
                violation_error_message=_("Elija de la lista a qué idiomas se interpreta."),
            ),
            models.CheckConstraint(
                name="agenda_intervencion_sin_grabar",
                condition=Q(no_se_graba=False) | Q(grabacion_desde=None),
                violation_error_message=_(
                    "Lo que no se graba no tiene un momento en la grabación: bórrelo o desmarque «no se graba»."
                ),
            ),
        ]

    def __str__(self):
        return self.titulo

    @cached_property
    def quienes(self):
        """Its speakers, as they were fetched with it; whoever fetches them otherwise says so."""
        return list(self.ponentes.all())

    def get_absolute_url(self):
        return direccion("agenda:intervencion", self.slug)


class Ponente(models.Model):
    """Who speaks in an intervention."""

    intervencion = models.ForeignKey(
        Intervencion, on_delete=models.CASCADE, related_name="ponentes", verbose_name=_("intervención")
    )
    orden = models.PositiveSmallIntegerField(_("orden"), default=1)
    nombre = models.CharField(_("nombre y apellido"), max_length=120)
    cargo = models.CharField(_("cargo"), max_length=160, blank=True, default="")
    organizacion = models.CharField(_("organización"), max_length=160, blank=True, default="")
    biografia = models.TextField(_("biografía breve"), max_length=800, blank=True, default="", db_default="")
    foto = models.FileField(
        _("foto"), upload_to=AlAzar("agenda/fotos"), max_length=120, blank=True, default="", db_default=""
    )

    class Meta:
        verbose_name = _("ponente")
        verbose_name_plural = _("ponentes")
        ordering = ["orden", "pk"]  # With "intervencion" every list would join three tables more.

    def __str__(self):
        return self.nombre

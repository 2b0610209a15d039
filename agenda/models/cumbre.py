"""The Cumbre and its activities."""

import datetime
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comun.tiempo import zona_valida

ANIOS = (2000, 2199)  # beyond them some zone leaves the years that PostgreSQL's driver can read


def anio_posible(valor):
    """Refuse a date or a moment whose year is a slip of the finger."""
    if not ANIOS[0] <= valor.year <= ANIOS[1]:
        raise ValidationError(_("Escriba un año entre 2000 y 2199."), code="anio")


def anios_posibles(nombre, *, dias=(), momentos=()):
    """Return the constraint by which these columns, where they are known, are of the years that the portal can tell."""
    desde, hasta = (datetime.datetime(anio, 1, 1, tzinfo=datetime.UTC) for anio in (ANIOS[0], ANIOS[1] + 1))
    condicion = Q()
    for campo in dias:
        condicion &= Q(**{f"{campo}__gte": desde.date(), f"{campo}__lt": hasta.date()}) | Q(**{campo: None})
    for campo in momentos:
        condicion &= Q(**{f"{campo}__gte": desde, f"{campo}__lt": hasta}) | Q(**{campo: None})
    return models.CheckConstraint(
        name=nombre, condition=condicion, violation_error_message=_("Escriba un año entre 2000 y 2199.")
    )


class ConModificacion(models.Model):
    """Abstract: when what calendars tell of it changed last. ``update()`` must set it by hand."""

    modificada = models.DateTimeField(_("modificada"), auto_now=True, db_default=Now())

    class Meta:
        abstract = True


class CumbreQuerySet(models.QuerySet):
    def publicadas(self):
        """What the portal may be about; the others staff is still preparing."""
        return self.filter(publicada=True)

    def vigentes(self):
        """The published ones; the first of them is the Cumbre in force."""
        return self.publicadas().order_by("-inicio", "-pk")

    def vigente(self):
        """The Cumbre that the portal is about: of the published ones the last to begin, or ``None``."""
        return self.vigentes().first()


class Cumbre(ConModificacion):
    """A summit of Mercociudades, with its place, its time zone and its registration window."""

    nombre = models.CharField(_("nombre"), max_length=120)
    sede = models.CharField(_("ciudad sede"), max_length=120)
    direccion = models.CharField(_("dirección"), max_length=200, blank=True, default="")
    como_llegar = models.TextField(_("cómo llegar"), max_length=1500, blank=True, default="")
    inicio = models.DateField(_("primer día"), validators=[anio_posible])
    fin = models.DateField(_("último día"), validators=[anio_posible])
    zona_horaria = models.CharField(_("zona horaria"), max_length=60, default="America/Argentina/Buenos_Aires")
    inscripcion_desde = models.DateTimeField(_("la inscripción abre"), validators=[anio_posible])
    inscripcion_hasta = models.DateTimeField(_("la inscripción cierra"), validators=[anio_posible])
    correo_contacto = models.EmailField(_("correo de contacto"), max_length=254)
    url = models.URLField(_("página de la Cumbre"), blank=True, default="")
    publicada = models.BooleanField(
        _("publicada"),
        default=False,
        db_default=False,
        help_text=_("El portal muestra, de las publicadas, la que empieza última."),
    )

    objects = CumbreQuerySet.as_manager()

    class Meta:
        verbose_name = _("Cumbre")
        verbose_name_plural = _("Cumbres")
        ordering = ["-inicio"]
        constraints = [
            models.CheckConstraint(
                name="agenda_cumbre_dias_en_orden",
                condition=Q(fin__gte=models.F("inicio")),
                violation_error_message=_("El último día es anterior al primero: revise las dos fechas."),
            ),
            models.CheckConstraint(
                name="agenda_cumbre_inscripcion_en_orden",
                condition=Q(inscripcion_hasta__gt=models.F("inscripcion_desde")),
                violation_error_message=_("La inscripción cierra antes de abrir: revise las dos fechas."),
            ),
            anios_posibles(
                "agenda_cumbre_anios_posibles",
                dias=["inicio", "fin"],
                momentos=["inscripcion_desde", "inscripcion_hasta"],
            ),
        ]

    def __str__(self):
        return self.nombre

    def clean(self):
        """The zone is the IANA name of a place, as it is called today; an abbreviation may be wrong half the year."""
        valida = zona_valida(self.zona_horaria)
        if not valida:
            mensaje = _("Escriba una zona IANA, por ejemplo America/Argentina/Buenos_Aires.")
            raise ValidationError({"zona_horaria": ValidationError(mensaje, code="zona")})
        self.zona_horaria = valida

    @property
    def zona(self):
        """The event's time zone as a ``ZoneInfo``."""
        return ZoneInfo(self.zona_horaria)

    def inscripcion(self, ahora=None):
        """Return ``"proxima"``, ``"abierta"`` or ``"cerrada"`` at ``ahora`` (now); the last instant is closed."""
        ahora = ahora or timezone.now()
        if ahora < self.inscripcion_desde:
            return "proxima"
        return "abierta" if ahora < self.inscripcion_hasta else "cerrada"


class ActividadQuerySet(models.QuerySet):
    def vigentes(self):
        """Those of the Cumbre in force."""
        return self.filter(cumbre__in=Cumbre.objects.vigentes().values("pk")[:1])

    def en_orden(self):
        """By day and, where known, hour."""
        return self.order_by("dia", models.F("inicio").asc(nulls_last=True), "orden", "pk")

    def bloqueadas(self):
        """Lock them against every other write of their programme and of their places, until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)

    def elegibles(self):
        """Those that a registration may still choose."""
        return self.filter(cerrada=False)

    def seminario(self):
        """Return the seminar among them, or ``None``: a Cumbre has one at most."""
        return self.filter(es_seminario=True).first()


class Actividad(ConModificacion):
    """An activity of the Cumbre; hours that nobody has told are null and shown as to be confirmed."""

    class Franja(models.TextChoices):
        MANIANA = "maniana", _("por la mañana")
        TARDE = "tarde", _("por la tarde")

    cumbre = models.ForeignKey(Cumbre, on_delete=models.PROTECT, related_name="actividades", verbose_name=_("Cumbre"))
    titulo = models.CharField(_("título"), max_length=200)
    slug = models.SlugField(_("dirección web"), max_length=120, unique=True)
    descripcion = models.TextField(_("descripción"), max_length=1500, blank=True, default="")
    dia = models.DateField(_("día"), validators=[anio_posible])
    dia_fin = models.DateField(_("último día, si dura varios"), null=True, blank=True, validators=[anio_posible])
    franja = models.CharField(
        _("parte del día, si no se conoce la hora"), max_length=8, choices=Franja.choices, blank=True, default=""
    )
    inicio = models.DateTimeField(_("inicio"), null=True, blank=True, validators=[anio_posible])
    fin = models.DateTimeField(_("fin"), null=True, blank=True, validators=[anio_posible])
    duracion_aproximada = models.PositiveSmallIntegerField(
        _("duración aproximada (minutos)"), null=True, blank=True, help_text=_("Si no se conoce la hora de fin.")
    )
    orden = models.PositiveSmallIntegerField(_("orden"), default=0)
    reservada = models.BooleanField(
        _("reservada"), default=False, help_text=_("Se solicita al inscribirse y el equipo la concede.")
    )
    es_seminario = models.BooleanField(_("es el seminario"), default=False)
    cerrada = models.BooleanField(_("cerrada a nuevas inscripciones"), default=False)
    cupo_presencial = models.PositiveIntegerField(
        _("cupo presencial"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text=_("En blanco: sin límite."),
    )
    secuencia = models.PositiveIntegerField(_("revisión del programa"), default=0, db_default=0, editable=False)
    transmision_url = models.URLField(
        _("transmisión pública"),
        blank=True,
        default="",
        help_text=_("La ve todo el mundo en la agenda, y el día del seminario en primer lugar."),
    )
    sala_url = models.URLField(
        _("sala para quienes se inscriben"),
        blank=True,
        default="",
        help_text=_("Solo la ve, en su espacio, quien tiene confirmada esta actividad."),
    )

    objects = ActividadQuerySet.as_manager()

    class Meta:
        verbose_name = _("actividad")
        verbose_name_plural = _("actividades")
        ordering = ["dia", "orden", "pk"]
        constraints = [
            models.CheckConstraint(
                name="agenda_actividad_horas_en_orden",
                condition=Q(fin=None) | Q(inicio__isnull=False, fin__gt=models.F("inicio")),
                violation_error_message=_("El fin va después del inicio: revise las dos horas."),
            ),
            models.CheckConstraint(
                name="agenda_actividad_dias_en_orden",
                condition=Q(dia_fin=None) | Q(dia_fin__gte=models.F("dia")),
                violation_error_message=_("El último día es anterior al primero: revise las dos fechas."),
            ),
            models.CheckConstraint(
                name="agenda_actividad_franja_conocida",
                condition=Q(franja__in=["", "maniana", "tarde"]),
                violation_error_message=_("Elija mañana, tarde o nada."),
            ),
            models.UniqueConstraint(
                name="agenda_actividad_un_seminario",
                fields=["cumbre"],
                condition=Q(es_seminario=True),
                violation_error_message=_("La Cumbre ya tiene un seminario: desmarque primero el otro."),
            ),
            anios_posibles("agenda_actividad_anios_posibles", dias=["dia", "dia_fin"], momentos=["inicio", "fin"]),
        ]

    def __str__(self):
        return self.titulo

    @property
    def fin_estimado(self):
        """The known end, or start plus the approximate duration, or ``None``."""
        if self.fin or not (self.inicio and self.duracion_aproximada):
            return self.fin
        return self.inicio + datetime.timedelta(minutes=self.duracion_aproximada)

    def choca_con(self, otra):
        """True if one begins while the other lasts, as far as hours are known; what is unknown clashes with nothing."""
        if not (self.inicio and otra.inicio):
            return False
        primera, segunda = sorted([self, otra], key=lambda actividad: actividad.inicio)
        return segunda.inicio < (primera.fin_estimado or primera.inicio) or segunda.inicio == primera.inicio

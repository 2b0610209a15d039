"""What one person attends, how, and whether there is a place."""

from django.db import models
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from agenda.models import Actividad


class Modalidad(models.TextChoices):
    PRESENCIAL = "presencial", _("presencial")
    VIRTUAL = "virtual", _("virtual")


class AsistenciaQuerySet(models.QuerySet):
    def presenciales(self):
        return self.filter(modalidad=Modalidad.PRESENCIAL)

    def con_lugar(self):
        """That hold a place in the room."""
        return self.presenciales().filter(estado=Asistencia.Estado.CONFIRMADA)

    def en_espera(self):
        """The waiting list, in order."""
        return self.filter(estado=Asistencia.Estado.EN_ESPERA).order_by("turno")

    def solicitadas(self):
        """Requests for reserved activities that staff has not answered."""
        return self.filter(estado=Asistencia.Estado.SOLICITADA)

    def vigentes(self):
        """Neither refused nor withdrawn."""
        return self.exclude(estado__in=[Asistencia.Estado.RECHAZADA, Asistencia.Estado.RETIRADA])

    def en_calendario(self):
        """What goes into a person's calendar: asked for, waited for or granted, with a known hour."""
        return self.vigentes().exclude(estado=Asistencia.Estado.ELEGIDA).filter(actividad__inicio__isnull=False)

    def actividades_en_calendario(self):
        """The activities that make a calendar of these, of a person or of a delegation, in order, with their Cumbre."""
        suyas = Actividad.objects.filter(pk__in=self.en_calendario().values("actividad"))
        return suyas.select_related("cumbre").en_orden()

    def choques(self):
        """Return ``[(participante, actividad, actividad)]`` of one person at two with known hours that overlap."""
        por_persona, pares = {}, []
        consulta = self.vigentes().filter(actividad__inicio__isnull=False)
        for asistencia in consulta.select_related("actividad", "participante").order_by("participante_id", "pk"):
            suyas = por_persona.setdefault(asistencia.participante_id, [])
            pares += [
                (asistencia.participante, otra, asistencia.actividad)
                for otra in suyas
                if otra.choca_con(asistencia.actividad)
            ]
            suyas.append(asistencia.actividad)
        return pares

    def cuenta_por_actividad(self):
        """Places held in the room per activity: ``{actividad_id: n}``, in one query."""
        filas = self.con_lugar().order_by().values_list("actividad").annotate(n=Count("pk"))
        return dict(filas)


class Asistencia(models.Model):
    """One person at one activity, how, and whether there is a place.

    ``elegida`` is a choice of a draft: it holds no place. Only ``inscripciones.lugares`` gives and takes places.
    """

    class Estado(models.TextChoices):
        ELEGIDA = "elegida", _("elegida, sin confirmar")
        SOLICITADA = "solicitada", _("solicitada")
        CONFIRMADA = "confirmada", _("confirmada")
        EN_ESPERA = "en_espera", _("en lista de espera")
        RECHAZADA = "rechazada", _("no concedida")
        RETIRADA = "retirada", _("retirada")

    participante = models.ForeignKey(
        "inscripciones.Participante",
        on_delete=models.CASCADE,
        related_name="asistencias",
        verbose_name=_("participante"),
    )
    actividad = models.ForeignKey(
        Actividad, on_delete=models.PROTECT, related_name="asistencias", verbose_name=_("actividad")
    )
    modalidad = models.CharField(_("modalidad"), max_length=10, choices=Modalidad.choices)
    estado = models.CharField(_("estado"), max_length=10, choices=Estado.choices, default=Estado.ELEGIDA)
    acepta_espera = models.BooleanField(_("acepta la lista de espera"), default=False)
    turno = models.PositiveIntegerField(
        _("turno en la lista de espera"),
        null=True,
        blank=True,
        help_text=_("Orden de llegada; el menor es el primero."),
    )
    cambiada = models.DateTimeField(_("último cambio"), auto_now=True)

    objects = AsistenciaQuerySet.as_manager()

    class Meta:
        verbose_name = _("asistencia")
        verbose_name_plural = _("asistencias")
        ordering = ["actividad__dia", "actividad__orden", "pk"]
        indexes = [models.Index(fields=["actividad", "estado", "modalidad"], name="asistencia_lugares")]
        constraints = [
            models.UniqueConstraint(
                name="inscripciones_asistencia_unica",
                fields=["participante", "actividad"],
                violation_error_message=_("La persona ya tiene esa actividad."),
            ),
            models.UniqueConstraint(
                name="inscripciones_asistencia_turno_unico",
                fields=["actividad", "turno"],
                violation_error_message=_("Ese turno ya está tomado."),
            ),
            models.CheckConstraint(
                name="inscripciones_asistencia_modalidad_conocida",
                condition=Q(modalidad__in=["presencial", "virtual"]),
                violation_error_message=_("Elija presencial o virtual."),
            ),
            models.CheckConstraint(
                name="inscripciones_asistencia_estado_conocido",
                condition=Q(estado__in=["elegida", "solicitada", "confirmada", "en_espera", "rechazada", "retirada"]),
                violation_error_message=_("Elija un estado de la lista."),
            ),
            models.CheckConstraint(
                name="inscripciones_asistencia_turno_si_espera",
                condition=Q(estado="en_espera", modalidad="presencial", turno__isnull=False)
                | (~Q(estado="en_espera") & Q(turno=None)),
                violation_error_message=_("Solo quien espera un lugar presencial tiene turno."),
            ),
        ]

    def __str__(self):
        return f"{self.participante} · {self.actividad}"

    @property
    def es_vigente(self):
        """Neither refused nor withdrawn."""
        return self.estado not in {self.Estado.RECHAZADA, self.Estado.RETIRADA}

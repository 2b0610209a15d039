"""The day of the event: who was seen at which activity, and the certificates of who was there."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agenda.models import Actividad
from inscripciones.codigos import codigo_legible
from inscripciones.models import Modalidad, Participante


class PresenciaQuerySet(models.QuerySet):
    def vigentes(self):
        """That nobody took back."""
        return self.filter(anulada_el=None)

    def en_la_sala(self):
        """Who was seen in the room."""
        return self.vigentes().filter(modalidad=Modalidad.PRESENCIAL)


class Presencia(models.Model):
    """One person seen at one activity: in the room at its door, or online by a list.

    What is taken back stays, with who did it and when. Only ``acreditacion.presencias`` writes it.
    """

    class Medio(models.TextChoices):
        QR = "qr", _("código QR")
        CODIGO = "codigo", _("código escrito")
        NOMBRE = "nombre", _("búsqueda por nombre")
        PUERTA = "puerta", _("inscripción en la puerta")
        LISTA = "lista", _("marcada en la lista")
        IMPORTADA = "importada", _("lista importada")

    class Ingreso(models.TextChoices):
        DIRECTO = "directo", _("tenía su lugar")
        CON_LUGAR = "con_lugar", _("se le dio un lugar libre")
        SIN_LUGAR = "sin_lugar", _("se le dejó pasar sin lugar")

    participante = models.ForeignKey(
        Participante, on_delete=models.CASCADE, related_name="presencias", verbose_name=_("participante")
    )
    actividad = models.ForeignKey(
        Actividad, on_delete=models.PROTECT, related_name="presencias", verbose_name=_("actividad")
    )
    modalidad = models.CharField(_("modalidad"), max_length=10, choices=Modalidad.choices)
    medio = models.CharField(_("cómo se registró"), max_length=10, choices=Medio.choices)
    ingreso = models.CharField(
        _("cómo entró"),
        max_length=10,
        choices=Ingreso.choices,
        default=Ingreso.DIRECTO,
        help_text=_("Lo que no es directo lo decidió quien atendía la puerta."),
    )
    puesto = models.CharField(_("puesto"), max_length=60, blank=True, default="")
    registrada_el = models.DateTimeField(_("registrada"), default=timezone.now)
    registrada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registrada por"),
    )
    anulada_el = models.DateTimeField(_("deshecha"), null=True, blank=True)
    anulada_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("deshecha por"),
    )

    objects = PresenciaQuerySet.as_manager()

    class Meta:
        verbose_name = _("presencia")
        verbose_name_plural = _("presencias")
        ordering = ["-registrada_el", "-pk"]
        indexes = [models.Index(fields=["actividad", "modalidad"], name="presencia_por_actividad")]
        constraints = [
            models.UniqueConstraint(
                name="acreditacion_presencia_unica",
                fields=["participante", "actividad"],
                condition=Q(anulada_el=None),
                violation_error_message=_("Esa persona ya figura como presente en la actividad."),
            ),
            models.CheckConstraint(
                name="acreditacion_presencia_modalidad_conocida",
                condition=Q(modalidad__in=["presencial", "virtual"]),
                violation_error_message=_("Elija presencial o virtual."),
            ),
            models.CheckConstraint(
                name="acreditacion_presencia_medio_conocido",
                condition=Q(medio__in=["qr", "codigo", "nombre", "puerta", "lista", "importada"]),
                violation_error_message=_("Elija de la lista cómo se registró."),
            ),
            models.CheckConstraint(
                name="acreditacion_presencia_ingreso_conocido",
                condition=Q(ingreso__in=["directo", "con_lugar", "sin_lugar"]),
                violation_error_message=_("Elija de la lista cómo entró."),
            ),
        ]

    def __str__(self):
        return f"{self.participante} · {self.actividad}"

    @property
    def es_vigente(self):
        return self.anulada_el is None


def nuevo_codigo_de_certificado():
    """Return the public code of a certificate, such as ``7K3M9QXW4TBC``: 58 bits, to be read aloud and typed."""
    return codigo_legible(12)


class CertificadoQuerySet(models.QuerySet):
    def validos(self):
        """That nobody revoked."""
        return self.filter(revocado_el=None)

    def para_ver(self):
        """With all that a certificate says."""
        return self.select_related("actividad__cumbre")


class Certificado(models.Model):
    """That somebody was at an activity. It says by itself what its verification tells: it outlives the person's row.

    Kept five years (``quality.md``, "Security and privacy"). Only ``acreditacion.certificados`` writes it, and
    ``acreditacion.personas`` deletes it.
    """

    codigo = models.CharField(
        _("código"), max_length=12, unique=True, default=nuevo_codigo_de_certificado, editable=False
    )
    participante = models.ForeignKey(
        Participante,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="certificados",
        verbose_name=_("participante"),
    )
    actividad = models.ForeignKey(
        Actividad, on_delete=models.PROTECT, related_name="certificados", verbose_name=_("actividad")
    )
    nombre = models.CharField(_("nombre y apellido"), max_length=120)
    modalidad = models.CharField(_("modalidad"), max_length=10, choices=Modalidad.choices)
    idioma = models.CharField(_("idioma"), max_length=5, choices=[("es", "Español"), ("pt-br", "Português")])
    emitido_el = models.DateTimeField(_("emitido"), default=timezone.now)
    emitido_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("emitido por"),
    )
    revocado_el = models.DateTimeField(_("anulado"), null=True, blank=True)
    revocado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("anulado por"),
    )
    motivo = models.CharField(_("motivo de la anulación"), max_length=300, blank=True, default="")
    reemplaza = models.OneToOneField(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="reemplazo",
        verbose_name=_("reemplaza a"),
    )

    objects = CertificadoQuerySet.as_manager()

    class Meta:
        verbose_name = _("certificado")
        verbose_name_plural = _("certificados")
        ordering = ["-emitido_el", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="acreditacion_certificado_unico",
                fields=["participante", "actividad"],
                condition=Q(revocado_el=None),
                violation_error_message=_("Esa persona ya tiene el certificado de la actividad."),
            ),
            models.CheckConstraint(
                name="acreditacion_certificado_con_nombre",
                condition=~Q(nombre=""),
                violation_error_message=_("Escriba el nombre y apellido de la persona."),
            ),
            models.CheckConstraint(
                name="acreditacion_certificado_modalidad_conocida",
                condition=Q(modalidad__in=["presencial", "virtual"]),
                violation_error_message=_("Elija presencial o virtual."),
            ),
            models.CheckConstraint(
                name="acreditacion_certificado_idioma_conocido",
                condition=Q(idioma__in=["es", "pt-br"]),
                violation_error_message=_("Elija español o portugués."),
            ),
        ]

    def __str__(self):
        return f"{self.nombre} · {self.actividad}"

    @property
    def es_valido(self):
        return self.revocado_el is None

    @property
    def es_reemplazado(self):
        """True if it was revoked because another one says the same with the right name."""
        return not self.es_valido and hasattr(self, "reemplazo")

    @property
    def codigo_en_grupos(self):
        """The code as it is read and typed: ``7K3M-9QXW-4TBC``."""
        return "-".join(self.codigo[n : n + 4] for n in range(0, len(self.codigo), 4))

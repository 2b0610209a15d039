"""What the portal's staff writes to many: a message, its segment and its recipients; and the phone each enters with."""

import time

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from comun.models import Mensaje
from inscripciones.models import Inscripcion, Participante


class ComunicadoQuerySet(models.QuerySet):
    def en_curso(self):
        """Those being sent, the first launched first."""
        return self.filter(estado=Comunicado.Estado.EN_CURSO).order_by("lanzado_el", "pk")

    def por_encolar(self):
        """Of them, those with somebody whose mail is not queued yet."""
        return self.en_curso().filter(
            models.Exists(Destinatario.objects.por_encolar().filter(comunicado=OuterRef("pk")))
        )

    def iguales_a(self, otro):
        """The others that say the same to the same people, by the segment and not by who is in it now."""
        mismo = {campo: getattr(otro, campo) for campo in Comunicado.LO_QUE_DICE}
        return self.filter(**mismo).exclude(pk=otro.pk)


class Comunicado(models.Model):
    """A message of staff to a segment, in both languages. Only ``seminario.comunicados`` changes its state."""

    class Estado(models.TextChoices):
        BORRADOR = "borrador", _("borrador")
        EN_CURSO = "en_curso", _("enviándose")
        DETENIDO = "detenido", _("detenido")
        TERMINADO = "terminado", _("terminado")

    LO_QUE_DICE = ("asunto_es", "asunto_pt_br", "texto_es", "texto_pt_br", "segmento")

    asunto_es = models.CharField(_("asunto en español"), max_length=120)
    asunto_pt_br = models.CharField(_("asunto en portugués"), max_length=120)
    texto_es = models.TextField(_("texto en español"), max_length=5000)
    texto_pt_br = models.TextField(_("texto en portugués"), max_length=5000)
    segmento = models.JSONField(_("a quiénes"), default=dict, blank=True)
    estado = models.CharField(_("estado"), max_length=10, choices=Estado.choices, default=Estado.BORRADOR)
    creado = models.DateTimeField(_("creado"), auto_now_add=True)
    creado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("escrito por"),
    )
    lanzado_el = models.DateTimeField(_("enviado desde"), null=True, blank=True)
    lanzado_por = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("enviado por"),
    )
    terminado_el = models.DateTimeField(_("terminado"), null=True, blank=True)
    total = models.PositiveIntegerField(_("direcciones"), default=0, editable=False)

    objects = ComunicadoQuerySet.as_manager()

    class Meta:
        verbose_name = _("comunicado")
        verbose_name_plural = _("comunicados")
        ordering = ["-creado", "-pk"]
        permissions = [("lanzar_comunicado", _("Puede enviar comunicados"))]
        constraints = [
            models.CheckConstraint(
                name="seminario_comunicado_en_dos_idiomas",
                condition=~Q(asunto_es="") & ~Q(asunto_pt_br="") & ~Q(texto_es="") & ~Q(texto_pt_br=""),
                violation_error_message=_("Escriba el asunto y el texto en español y en portugués."),
            ),
            models.CheckConstraint(
                name="seminario_comunicado_estado_con_fecha",
                condition=Q(estado="borrador", lanzado_el=None, terminado_el=None)
                | Q(estado__in=["en_curso", "detenido"], lanzado_el__isnull=False, terminado_el=None)
                | Q(estado="terminado", lanzado_el__isnull=False, terminado_el__isnull=False),
                violation_error_message=_("Lo que se envió tiene fecha, y el borrador no."),
            ),
        ]

    def __str__(self):
        return self.asunto_es

    @property
    def es_borrador(self):
        return self.estado == self.Estado.BORRADOR


class DestinatarioQuerySet(models.QuerySet):
    def por_encolar(self):
        """Whose mail was never queued. What the purge takes from the mail log does not bring anybody back here."""
        return self.filter(encolado_el=None)

    def con_duenos(self):
        """With all that their mail says of them, in one query."""
        return self.select_related(
            "comunicado",
            "inscripcion__contacto",
            "inscripcion__ciudad",
            "inscripcion__institucion",
            "inscripcion__cumbre",
            "participante__inscripcion__ciudad",
            "participante__inscripcion__institucion",
            "participante__inscripcion__cumbre",
        )


class Destinatario(models.Model):
    """Somebody whom a message is for, once whatever they are registered as: one row per address.

    Written when the message is sent off; ``mensaje`` is set, in the same transaction, when its mail is queued.
    """

    comunicado = models.ForeignKey(
        Comunicado, on_delete=models.CASCADE, related_name="destinatarios", verbose_name=_("comunicado")
    )
    email = models.EmailField(_("correo electrónico"), max_length=254)
    idioma = models.CharField(_("idioma"), max_length=5, choices=[("es", "Español"), ("pt-br", "Português")])
    inscripcion = models.ForeignKey(
        Inscripcion, on_delete=models.CASCADE, related_name="+", verbose_name=_("inscripción")
    )
    participante = models.ForeignKey(
        Participante,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("participante"),
    )
    mensaje = models.OneToOneField(
        Mensaje, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("mensaje")
    )
    encolado_el = models.DateTimeField(_("puesto en la cola"), null=True, blank=True)

    objects = DestinatarioQuerySet.as_manager()

    class Meta:
        verbose_name = _("destinatario")
        verbose_name_plural = _("destinatarios")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["comunicado", "id"], condition=Q(encolado_el=None), name="destinatario_por_encolar")
        ]
        constraints = [
            models.UniqueConstraint(
                "comunicado",
                Lower("email"),
                name="seminario_destinatario_unico",
                violation_error_message=_("Esa dirección ya recibe el comunicado."),
            ),
            models.CheckConstraint(
                name="seminario_destinatario_con_direccion",
                condition=~Q(email=""),
                violation_error_message=_("Falta la dirección a la que se envía."),
            ),
            models.CheckConstraint(
                name="seminario_destinatario_idioma_conocido",
                condition=Q(idioma__in=["es", "pt-br"]),
                violation_error_message=_("Elija español o portugués."),
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def dueno(self):
        """Whose address it is: one of the people, or the contact of the registration."""
        return self.participante or self.inscripcion.contacto

    @property
    def su_inscripcion(self):
        """The registration that they are in now: a delegation may have joined another one since."""
        return self.participante.inscripcion if self.participante else self.inscripcion


class Autenticador(TOTPDevice):
    """The phone of a member of staff. ``key`` is a seed: the phone's own key is made of it and of the server's key.

    So a copy of the database enters nowhere. Who changes ``SECRET_KEY`` sets up every phone again.
    """

    class Meta:
        proxy = True
        verbose_name = _("teléfono de segundo paso")
        verbose_name_plural = _("teléfonos de segundo paso")

    @property
    def bin_key(self):
        return salted_hmac("seminario.autenticador", self.key, algorithm="sha256").digest()[:20]

    def acepta(self, codigo):
        """True for a code of now; it is used up once this is saved, and a wrong one counts for nothing."""
        reloj = TOTP(self.bin_key, self.step, self.t0, self.digits)
        reloj.time = time.time()
        if not reloj.verify(int(codigo), self.tolerance, self.last_t + 1):
            return False
        self.last_t = reloj.t()
        return True

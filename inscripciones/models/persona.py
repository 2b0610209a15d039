"""The people of a delegation, and what only they and accreditation know."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5, Cast, Concat, Left, Now, Random, Upper
from django.utils.translation import gettext_lazy as _

from comun.enlaces import ConEnlace
from inscripciones.codigos import codigo_legible

# For rows that were there before, and those of the version that serves while this one migrates.
_ENTRADA = Upper(Left(MD5(Concat(Cast(Random(), models.TextField()), Cast(Now(), models.TextField()))), 8))


def nueva_entrada():
    """Return the code of an entry, such as ``7K3M9QXW``: typed at the door, and what its QR says; it opens nothing."""
    return codigo_legible(8)


class ParticipanteQuerySet(models.QuerySet):
    def que_vienen(self):
        """Who did not say that they do not come."""
        return self.exclude(respuesta=Participante.Respuesta.DECLINADA)

    def de_correo(self, email):
        """The people of confirmed registrations that an address opens, whatever its capitals, newest first."""
        confirmadas = self.filter(email__iexact=email, inscripcion__estado="confirmada")
        return confirmadas.order_by("-creado", "-pk")

    def por_recordar(self, desde, hoy):
        """Who was told their link before ``desde``, did not answer and was never reminded, while the Cumbre goes on."""
        return self.exclude(email="").filter(
            inscripcion__estado="confirmada",
            inscripcion__cumbre__fin__gte=hoy,
            respuesta=Participante.Respuesta.PENDIENTE,
            avisado_el__lte=desde,
            recordado_el=None,
        )

    def con_enlace_aplazado(self, hoy):
        """Whose link waits for a day with room in the limits, while the Cumbre goes on."""
        vigentes = self.filter(inscripcion__estado="confirmada", inscripcion__cumbre__fin__gte=hoy)
        return vigentes.filter(enlace_aplazado=True, avisado_el=None).exclude(email="")


class Participante(ConEnlace):
    """A person of the delegation, with a link of their own, narrower than the contact's."""

    class Respuesta(models.TextChoices):
        PENDIENTE = "pendiente", _("sin responder")
        CONFIRMADA = "confirmada", _("confirmó que va")
        DECLINADA = "declinada", _("avisó que no va")

    inscripcion = models.ForeignKey(
        "inscripciones.Inscripcion",
        on_delete=models.CASCADE,
        related_name="participantes",
        verbose_name=_("inscripción"),
    )
    nombre = models.CharField(_("nombre y apellido"), max_length=120)
    email = models.EmailField(_("correo electrónico"), max_length=254, blank=True, default="")
    cargo = models.CharField(_("cargo"), max_length=120, blank=True, default="")
    es_contacto = models.BooleanField(_("es el contacto"), default=False)
    actividades_propias = models.BooleanField(
        _("elige por su cuenta"),
        default=False,
        help_text=_("Sus actividades no siguen a las de la delegación."),
    )
    idioma = models.CharField(
        _("idioma"), max_length=5, choices=[("es", "Español"), ("pt-br", "Português")], default="es", db_default="es"
    )
    entrada = models.CharField(
        _("código de entrada"), max_length=8, unique=True, default=nueva_entrada, db_default=_ENTRADA, editable=False
    )
    respuesta = models.CharField(
        _("respuesta de la persona"),
        max_length=10,
        choices=Respuesta.choices,
        default=Respuesta.PENDIENTE,
        db_default="pendiente",
    )
    respondio_el = models.DateTimeField(_("respondió"), null=True, blank=True)
    avisado_el = models.DateTimeField(_("se le envió su enlace"), null=True, blank=True)
    enlace_aplazado = models.BooleanField(
        _("su enlace espera por el límite de envíos"), default=False, db_default=False, editable=False
    )
    recordado_el = models.DateTimeField(_("se le recordó"), null=True, blank=True)
    consentimiento_imagen_el = models.DateTimeField(_("aceptó el uso de su imagen"), null=True, blank=True)
    consentimiento_listado_el = models.DateTimeField(_("aceptó figurar en la lista"), null=True, blank=True)
    creado = models.DateTimeField(_("creado"), auto_now_add=True)

    objects = ParticipanteQuerySet.as_manager()

    class Meta:
        verbose_name = _("participante")
        verbose_name_plural = _("participantes")
        ordering = ["-es_contacto", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="inscripciones_participante_un_contacto",
                fields=["inscripcion"],
                condition=Q(es_contacto=True),
                violation_error_message=_("El contacto ya está entre las personas de la delegación."),
            ),
            models.CheckConstraint(
                name="inscripciones_participante_con_nombre",
                condition=~Q(nombre=""),
                violation_error_message=_("Escriba el nombre y apellido de la persona."),
            ),
            models.CheckConstraint(
                name="inscripciones_participante_idioma_conocido",
                condition=Q(idioma__in=["es", "pt-br"]),
                violation_error_message=_("Elija español o portugués."),
            ),
            models.CheckConstraint(
                name="inscripciones_participante_respuesta_con_fecha",
                condition=Q(respuesta="pendiente", respondio_el=None)
                | Q(respuesta__in=["confirmada", "declinada"], respondio_el__isnull=False),
                violation_error_message=_("Una respuesta tiene fecha, y quien no respondió no la tiene."),
            ),
        ]

    def __str__(self):
        return self.nombre

    @property
    def declino(self):
        return self.respuesta == self.Respuesta.DECLINADA

    @property
    def confirmo(self):
        return self.respuesta == self.Respuesta.CONFIRMADA

    @property
    def situacion(self):
        """What who registered the delegation knows of a person: whether they were told their link, and come."""
        if self.declino:
            return _("no va")
        if self.confirmo:
            return _("confirmó")
        if not self.email:
            return _("sin correo")
        return _("enlace enviado") if self.avisado_el else _("sin enlace todavía")


class NecesidadDeAcceso(models.Model):
    """What a person needs in order to take part; sensitive, so in a table of its own and without history.

    Only the person and accreditation see it (Ley 25.326 art. 2 and 7, LGPD art. 11); the purge deletes it 30 days after
    the Cumbre.
    """

    class LenguaDeSenas(models.TextChoices):
        LSA = "lsa", _("lengua de señas argentina (LSA)")
        LSU = "lsu", _("lengua de señas uruguaya (LSU)")
        LIBRAS = "libras", _("lengua de señas brasileña (Libras)")

    class Dieta(models.TextChoices):
        VEGETARIANA = "vegetariana", _("vegetariana")
        VEGANA = "vegana", _("vegana")
        SIN_TACC = "sin_tacc", _("sin gluten (sin TACC)")
        OTRA = "otra", _("otra")

    participante = models.OneToOneField(
        Participante, on_delete=models.CASCADE, related_name="necesidad_de_acceso", verbose_name=_("participante")
    )
    lengua_de_senas = models.CharField(
        _("interpretación en lengua de señas"), max_length=10, choices=LenguaDeSenas.choices, blank=True, default=""
    )
    subtitulos = models.BooleanField(_("subtítulos en vivo"), default=False)
    movilidad = models.BooleanField(_("acceso con movilidad reducida"), default=False)
    acompanante = models.BooleanField(_("viene con una persona de apoyo"), default=False)
    interpretacion = models.BooleanField(_("interpretación entre español y portugués"), default=False)
    otra = models.CharField(_("otra necesidad"), max_length=500, blank=True, default="")
    dieta = models.CharField(_("alimentación"), max_length=12, choices=Dieta.choices, blank=True, default="")
    dieta_detalle = models.CharField(_("detalle de la alimentación"), max_length=200, blank=True, default="")
    actualizada = models.DateTimeField(_("actualizada"), auto_now=True)

    class Meta:
        verbose_name = _("necesidad de acceso")
        verbose_name_plural = _("necesidades de acceso")
        ordering = ["participante"]
        constraints = [
            models.CheckConstraint(
                name="inscripciones_necesidaddeacceso_lengua_conocida",
                condition=Q(lengua_de_senas__in=["", "lsa", "lsu", "libras"]),
                violation_error_message=_("Elija una lengua de señas de la lista."),
            ),
            models.CheckConstraint(
                name="inscripciones_necesidaddeacceso_dieta_conocida",
                condition=Q(dieta__in=["", "vegetariana", "vegana", "sin_tacc", "otra"]),
                violation_error_message=_("Elija una alimentación de la lista."),
            ),
        ]

    def __str__(self):
        return str(self.participante)

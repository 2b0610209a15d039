"""Ground models: the mail queue, one result per submission, counters for public limits, the words of the search."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comun.busqueda import Raices
from comun.correo import nuevo_message_id


class MensajeQuerySet(models.QuerySet):
    def por_enviar(self, ahora):
        """Messages due at ``ahora``, oldest first."""
        return self.filter(
            estado__in=[Mensaje.Estado.EN_COLA, Mensaje.Estado.EN_ESPERA], proximo_intento__lte=ahora
        ).order_by("proximo_intento", "pk")

    def por_tomar(self, ahora, atascado_desde):
        """What a worker may take: what is due, and what another one took before ``atascado_desde`` and never closed."""
        return self.filter(
            models.Q(estado__in=[Mensaje.Estado.EN_COLA, Mensaje.Estado.EN_ESPERA], proximo_intento__lte=ahora)
            | models.Q(estado=Mensaje.Estado.ENVIANDO, tomado_el__lte=atascado_desde)
        ).order_by("proximo_intento", "pk")

    def fallidos(self):
        return self.filter(estado=Mensaje.Estado.FALLIDO)

    def sin_resolver(self):
        """Failed ones that nobody queued again: no later message says the same about the same object.

        To whatever address: a link that goes to the corrected one stands for the link that failed.
        """
        return self.fallidos().exclude(self._hay_posterior())

    def con_lo_posterior(self):
        """Tell of each whether it is ``sin_resolver``, and in ``hay_otro`` whether a later one is its very equal."""
        sin_resolver = models.Q(estado=Mensaje.Estado.FALLIDO) & ~models.Q(self._hay_posterior())
        return self.annotate(
            sin_resolver=models.ExpressionWrapper(sin_resolver, models.BooleanField()),
            hay_otro=self._hay_posterior("a"),
        )

    def _hay_posterior(self, *ademas):
        """A condition: some later message is equal in what it says (type, object, parameters) and in ``ademas``."""
        iguales = ("tipo", "sobre_tipo", "sobre_id", "parametros", *ademas)
        posterior = {campo: models.OuterRef(campo) for campo in iguales}
        return models.Exists(self.model.objects.filter(**posterior, pk__gt=models.OuterRef("pk")).order_by())

    def sobre_alguno(self, objetos):
        """Messages about any of ``objetos``, newest first, in one query."""
        condicion = models.Q(pk__in=[])
        for objeto in objetos:
            tipo = ContentType.objects.get_for_model(objeto)
            condicion |= models.Q(sobre_tipo=tipo, sobre_id=objeto.pk)
        return self.filter(condicion).order_by("-creado", "-pk")


class Mensaje(models.Model):
    """One mail to send: what, to whom and in which language, never its text (so no link lies at rest)."""

    class Estado(models.TextChoices):
        EN_COLA = "en_cola", _("en cola")
        ENVIANDO = "enviando", _("enviándose")
        EN_ESPERA = "en_espera", _("en espera de otro intento")
        ENVIADO = "enviado", _("enviado")
        FALLIDO = "fallido", _("fallido")
        ANULADO = "anulado", _("anulado: no correspondía enviarlo")

    tipo = models.CharField(_("tipo"), max_length=40)
    a = models.EmailField(_("para"), max_length=254)
    idioma = models.CharField(_("idioma"), max_length=5)
    parametros = models.JSONField(_("parámetros"), default=dict, blank=True)
    sobre_tipo = models.ForeignKey(ContentType, on_delete=models.PROTECT, null=True, blank=True)
    sobre_id = models.BigIntegerField(null=True, blank=True)
    sobre = GenericForeignKey("sobre_tipo", "sobre_id")
    estado = models.CharField(_("estado"), max_length=10, choices=Estado.choices, default=Estado.EN_COLA)
    intentos = models.PositiveSmallIntegerField(_("intentos"), default=0)
    proximo_intento = models.DateTimeField(_("próximo intento"), default=timezone.now)
    tomado_el = models.DateTimeField(_("tomado por el enviador"), null=True, blank=True)
    enviado_el = models.DateTimeField(_("enviado"), null=True, blank=True)
    message_id = models.CharField("Message-ID", max_length=120, unique=True, default=nuevo_message_id, editable=False)
    error = models.TextField(_("último error"), blank=True, default="")
    creado = models.DateTimeField(_("creado"), auto_now_add=True)

    objects = MensajeQuerySet.as_manager()

    class Meta:
        verbose_name = _("mensaje")
        verbose_name_plural = _("mensajes")
        ordering = ["-creado", "-pk"]
        indexes = [
            models.Index(fields=["estado", "proximo_intento"], name="mensaje_por_enviar"),
            models.Index(fields=["sobre_tipo", "sobre_id"], name="mensaje_sobre"),
        ]
        constraints = [
            models.CheckConstraint(
                name="comun_mensaje_estado_conocido",
                condition=models.Q(estado__in=["en_cola", "enviando", "en_espera", "enviado", "fallido", "anulado"]),
                violation_error_message=_("Elija un estado de la lista."),
            ),
        ]

    def __str__(self):
        return f"{self.tipo} → {self.a}"

    @property
    def admite_reenvio(self):
        """True for one that went out or failed, of which no later one is the equal; read ``con_lo_posterior()``."""
        cerrado = self.estado in (Mensaje.Estado.ENVIADO, Mensaje.Estado.FALLIDO)
        return cerrado and bool(self.a) and not self.hay_otro


class Envio(models.Model):
    """The result of one submission, kept under its ``clave_envio``: the same POST twice is one result."""

    clave = models.CharField(max_length=64)
    ambito = models.CharField(max_length=80)
    huella = models.CharField(max_length=64)
    resultado = models.TextField()
    creado = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = _("envío de formulario")
        verbose_name_plural = _("envíos de formularios")
        constraints = [models.UniqueConstraint(name="comun_envio_unico", fields=["clave", "ambito"])]

    def __str__(self):
        return self.ambito


class Limite(models.Model):
    """A counter of attempts in a window of time; ``clave`` is a keyed hash, never an address in clear."""

    clave = models.CharField(max_length=64, primary_key=True)
    desde = models.DateTimeField()
    cuenta = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("límite")
        verbose_name_plural = _("límites")

    def __str__(self):
        return self.clave


class Equivalencia(models.Model):
    """Words that search takes for the same: ``vivienda, casa`` in Spanish and ``moradia`` in Portuguese."""

    espanol = models.CharField(
        _("en español"), max_length=200, help_text=_("Una palabra o varias, separadas por comas: vivienda, casa.")
    )
    portugues = models.CharField(
        _("en portugués"), max_length=200, help_text=_("Lo mismo en portugués: moradia, habitação.")
    )
    raices = models.GeneratedField(
        expression=Raices(Concat("espanol", models.Value(","), "portugues")),
        output_field=ArrayField(models.TextField()),
        db_persist=True,
    )

    class Meta:
        verbose_name = _("equivalencia del glosario")
        verbose_name_plural = _("glosario de la búsqueda")
        ordering = ["espanol"]
        constraints = [
            models.UniqueConstraint(
                name="comun_equivalencia_unica",
                fields=["espanol", "portugues"],
                violation_error_message=_("Esa equivalencia ya está en el glosario."),
            )
        ]

    def __str__(self):
        return f"{self.espanol} = {self.portugues}"


class Palabra(models.Model):
    """A word of what is indexed, as it is written without accents, and its stems. Written by the indexes' triggers."""

    palabra = models.TextField()  # Twice, if two people brought it at once: to wait for one another is worse.
    escrita = models.TextField()  # as it was first read, with its accents: how it is told to people
    raices = ArrayField(models.TextField())

    class Meta:
        verbose_name = _("palabra de la búsqueda")
        verbose_name_plural = _("palabras de la búsqueda")
        indexes = [
            models.Index(fields=["palabra"], name="palabra_escrita"),
            GinIndex(fields=["raices"], name="palabra_raices"),
            GinIndex(OpClass("palabra", "gin_trgm_ops"), name="palabra_parecida"),
        ]

    def __str__(self):
        return self.palabra


class Importacion(models.Model):
    """A table that staff brought: kept while its rows are looked at, and what became of them once it was applied."""

    que = models.CharField(_("qué se importa"), max_length=40)
    nombre = models.CharField(_("archivo"), max_length=200)
    contenido = models.BinaryField()
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("quién")
    )
    creada = models.DateTimeField(_("traída"), auto_now_add=True)
    aplicada_el = models.DateTimeField(_("aplicada"), null=True, blank=True)
    ajustes = models.JSONField(_("cómo se lee"), default=dict, blank=True, db_default={})
    cuentas = models.JSONField(_("qué pasó con sus filas"), default=dict, blank=True)

    class Meta:
        verbose_name = _("importación")
        verbose_name_plural = _("importaciones")
        ordering = ["-creada", "-pk"]

    def __str__(self):
        return self.nombre

"""Registrations: a delegation, and what it chose once for all."""

from datetime import datetime, time

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.timezone import get_default_timezone
from django.utils.translation import gettext_lazy as _

from actores.models import Contacto, DeActor, DeActorQuerySet
from agenda.models import Actividad, Cumbre
from comun.busqueda import palabras
from comun.enlaces import codigo_aleatorio
from inscripciones.codigos import codigo_legible
from inscripciones.models.asistencia import Asistencia, Modalidad
from inscripciones.models.persona import Participante
from intercambio.models import Ficha


def nueva_referencia():
    """Return a reference that can be read aloud, such as ``SUR-7K3M9Q``; it opens nothing."""
    return "SUR-" + codigo_legible(6)


def eligieron(desde="", **que):
    """Return the condition of a registration whose delegation chose ``que``, or in which somebody did on their own.

    Whatever became of it: a draft has no places, a withdrawn registration lost them. ``que``: what the choices of a
    delegation and of a person share, such as ``actividad__slug`` or ``modalidad``; ``desde`` leads to the registration.
    """
    de_la_delegacion = Eleccion.objects.filter(inscripcion=OuterRef(f"{desde}pk"), **que)
    de_alguien = Asistencia.objects.filter(participante__inscripcion=OuterRef(f"{desde}pk"), **que)
    return Q(Exists(de_la_delegacion)) | Q(Exists(de_alguien))


class InscripcionQuerySet(DeActorQuerySet):
    def confirmadas(self):
        return self.filter(estado=Inscripcion.Estado.CONFIRMADA)

    def de_la_vigente(self):
        """Those for the Cumbre in force."""
        return self.filter(cumbre__in=Cumbre.objects.vigentes().values("pk")[:1])

    def confirmadas_entre(self, desde, hasta):
        """Confirmed since the day ``desde`` (or ever) and before ``hasta``, by the clock of the Cumbre in force."""
        cumbre = Cumbre.objects.vigente()
        zona = cumbre.zona if cumbre else get_default_timezone()
        momentos = [dia and datetime.combine(dia, time(), tzinfo=zona) for dia in (desde, hasta)]
        consulta = self.confirmadas().filter(confirmada_el__lt=momentos[1])
        return consulta.filter(confirmada_el__gte=momentos[0]) if desde else consulta

    def borradores(self):
        return self.filter(estado=Inscripcion.Estado.BORRADOR)

    def posibles_duplicadas(self):
        """Confirmed after another of the same city, institution or e-mail that still is; staff has not settled it."""
        return self.confirmadas().filter(
            posible_duplicada_de__estado=Inscripcion.Estado.CONFIRMADA, duplicada_resuelta_el=None
        )

    def de_contacto(self, contacto):
        """The registrations that a contact's link opens, newest first."""
        return self.filter(contacto=contacto).order_by("-creada", "-pk")

    def listadas(self):
        """Confirmed ones whose contact proved the e-mail and agreed to be listed: all that the public may know of."""
        return self.confirmadas().filter(
            contacto__consentimiento_listado_el__isnull=False, contacto__comprobado_el__isnull=False
        )

    def con_seminario(self):
        """In which the delegation selected the seminar, or somebody did on their own."""
        return self.filter(eligieron(actividad__es_seminario=True))

    def buscar(self, texto):
        """Whose reference, contact, city or institution have every word of ``texto``, without caring for accents."""
        consulta = self
        for palabra in palabras(texto):
            consulta = consulta.filter(
                Q(referencia__icontains=palabra)
                | Q(contacto__nombre__unaccent__icontains=palabra)
                | Q(contacto__email__icontains=palabra)
                | Q(ciudad__busqueda__contains=palabra)
                | Q(institucion__busqueda__contains=palabra)
            )
        return consulta

    def con_elecciones(self):
        """With the activities that the delegation chose, in one more query."""
        return self.prefetch_related(Prefetch("elecciones", Eleccion.objects.select_related("actividad")))

    def con_personas(self):
        """With ``personas``, how many the delegation has."""
        suyas = Participante.objects.filter(inscripcion=OuterRef("pk")).order_by().values("inscripcion")
        return self.annotate(personas=Coalesce(Subquery(suyas.annotate(n=Count("pk")).values("n")), 0))

    def completas(self):
        """With its people and what its contact brings, in a fixed number of queries."""
        consulta = self.select_related(
            "cumbre", "ciudad", "institucion", "contacto", "contacto__mirada", "posible_duplicada_de"
        )
        return consulta.con_elecciones().prefetch_related(
            "participantes",
            Prefetch("contacto__fichas", Ficha.objects.select_related("unidad")),
            "contacto__programas",
            "contacto__propuestas",
        )


class Inscripcion(DeActor):
    """The registration of a delegation for a Cumbre; its actor is its contact's."""

    class Tipo(models.TextChoices):
        CIUDAD = "ciudad", _("gobierno local")
        INSTITUCION = "institucion", _("institución")

    class Estado(models.TextChoices):
        BORRADOR = "borrador", _("borrador")
        CONFIRMADA = "confirmada", _("confirmada")
        RETIRADA = "retirada", _("retirada")
        RECHAZADA = "rechazada", _("rechazada")
        VENCIDA = "vencida", _("vencida")

    class Origen(models.TextChoices):
        PORTAL = "portal", _("este portal")
        IMPORTADA = "importada", _("el formulario de la Cumbre, importada")
        PUERTA = "puerta", _("la puerta, el día del evento")

    referencia = models.CharField(_("referencia"), max_length=12, unique=True, default=nueva_referencia, editable=False)
    codigo = models.CharField(max_length=32, unique=True, default=codigo_aleatorio, editable=False)
    cumbre = models.ForeignKey(Cumbre, on_delete=models.PROTECT, verbose_name=_("Cumbre"))
    tipo = models.CharField(_("tipo"), max_length=12, choices=Tipo.choices)
    contacto = models.OneToOneField(
        Contacto, on_delete=models.PROTECT, related_name="inscripcion", verbose_name=_("contacto")
    )
    estado = models.CharField(_("estado"), max_length=10, choices=Estado.choices, default=Estado.BORRADOR)
    idioma = models.CharField(
        _("idioma"), max_length=5, choices=[("es", "Español"), ("pt-br", "Português")], default="es"
    )
    pasos = ArrayField(models.CharField(max_length=20), verbose_name=_("pasos enviados"), default=list, blank=True)
    sugeridas = ArrayField(
        models.SlugField(max_length=120),
        verbose_name=_("actividades sugeridas por el botón de entrada"),
        default=list,
        blank=True,
    )
    contacto_participa = models.BooleanField(_("el contacto también participa"), null=True, blank=True)
    quiere_presentar = models.BooleanField(_("quiere presentar una experiencia"), null=True, blank=True)
    consentimiento_datos_el = models.DateTimeField(_("aceptó el uso de los datos"), null=True, blank=True)
    consentimiento_imagen_el = models.DateTimeField(_("aceptó el uso de la imagen"), null=True, blank=True)
    creada = models.DateTimeField(_("creada"), auto_now_add=True)
    guardada = models.DateTimeField(_("último cambio"), auto_now=True)
    confirmada_el = models.DateTimeField(_("confirmada el"), null=True, blank=True)
    retirada_el = models.DateTimeField(_("retirada el"), null=True, blank=True)
    rechazada_el = models.DateTimeField(_("rechazada el"), null=True, blank=True)
    vencida_el = models.DateTimeField(_("vencida el"), null=True, blank=True)
    recordada_el = models.DateTimeField(_("se recordó el borrador"), null=True, blank=True)
    motivo = models.CharField(_("motivo del rechazo"), max_length=300, blank=True, default="", db_default="")
    origen = models.CharField(
        _("origen"), max_length=10, choices=Origen.choices, default=Origen.PORTAL, db_default="portal"
    )
    clave_externa = models.CharField(
        _("identificación en el formulario de origen"),
        max_length=64,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )
    posible_duplicada_de = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="posibles_duplicadas",
        verbose_name=_("posible duplicada de"),
    )
    duplicada_resuelta_el = models.DateTimeField(_("duplicada resuelta el"), null=True, blank=True)

    objects = InscripcionQuerySet.as_manager()

    class Meta:
        verbose_name = _("inscripción")
        verbose_name_plural = _("inscripciones")
        ordering = ["-creada", "-pk"]
        constraints = [
            *DeActor.Meta.constraints,
            models.CheckConstraint(
                name="inscripciones_inscripcion_tipo_del_actor",
                condition=Q(tipo="ciudad", ciudad__isnull=False) | Q(tipo="institucion", institucion__isnull=False),
                violation_error_message=_("El tipo no corresponde a quien se inscribe: elija de nuevo."),
            ),
            models.CheckConstraint(
                name="inscripciones_inscripcion_estado_conocido",
                condition=Q(estado__in=["borrador", "confirmada", "retirada", "rechazada", "vencida"]),
                violation_error_message=_("Elija un estado de la lista."),
            ),
            models.CheckConstraint(
                name="inscripciones_inscripcion_idioma_conocido",
                condition=Q(idioma__in=["es", "pt-br"]),
                violation_error_message=_("Elija español o portugués."),
            ),
            models.CheckConstraint(
                name="inscripciones_inscripcion_confirmada_con_consentimiento",
                condition=~Q(estado="confirmada")
                | Q(confirmada_el__isnull=False, consentimiento_datos_el__isnull=False),
                violation_error_message=_("Para confirmar hace falta aceptar el uso de los datos."),
            ),
            models.CheckConstraint(
                name="inscripciones_inscripcion_origen_conocido",
                condition=Q(origen__in=["portal", "importada", "puerta"]),
                violation_error_message=_("Elija un origen de la lista."),
            ),
            models.CheckConstraint(
                name="inscripciones_inscripcion_no_duplica_a_si_misma",
                condition=Q(posible_duplicada_de=None) | ~Q(posible_duplicada_de=models.F("pk")),
                violation_error_message=_("Una inscripción no es duplicada de sí misma."),
            ),
            models.UniqueConstraint(
                name="inscripciones_inscripcion_clave_externa_unica",
                fields=["cumbre", "clave_externa"],
                condition=~Q(clave_externa=""),
                violation_error_message=_("Esa fila del formulario de origen ya está importada."),
            ),
        ]
        indexes = [models.Index(fields=["cumbre", "estado", "-creada"], name="inscripcion_lista")]

    def __str__(self):
        return self.referencia

    @property
    def es_borrador(self):
        return self.estado == self.Estado.BORRADOR

    @property
    def es_confirmada(self):
        return self.estado == self.Estado.CONFIRMADA

    @property
    def termino(self):
        """Withdrawn, rejected or expired: it does not go on."""
        return not (self.es_borrador or self.es_confirmada)

    @property
    def fue_unida(self):
        """True if it ended because its people joined another delegation: what it brought stays its contact's."""
        return self.estado == self.Estado.RETIRADA and self.pedidos_de_union.filter(estado="aceptada").exists()

    @property
    def es_de_ciudad(self):
        return self.tipo == self.Tipo.CIUDAD

    @cached_property
    def con_seminario(self):
        """True if the query of this name has it; choices that were prefetched may spare asking."""
        traidas = getattr(self, "_prefetched_objects_cache", {}).get("elecciones", ())
        return any(e.actividad.es_seminario for e in traidas) or (
            type(self).objects.filter(pk=self.pk).con_seminario().exists()
        )


class Eleccion(models.Model):
    """An activity that the delegation chose once for all, and how."""

    inscripcion = models.ForeignKey(
        Inscripcion, on_delete=models.CASCADE, related_name="elecciones", verbose_name=_("inscripción")
    )
    actividad = models.ForeignKey(Actividad, on_delete=models.PROTECT, verbose_name=_("actividad"))
    modalidad = models.CharField(_("modalidad"), max_length=10, choices=Modalidad.choices)

    class Meta:
        verbose_name = _("actividad elegida")
        verbose_name_plural = _("actividades elegidas")
        ordering = ["actividad__dia", "actividad__orden", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="inscripciones_eleccion_unica",
                fields=["inscripcion", "actividad"],
                violation_error_message=_("Esa actividad ya está elegida."),
            ),
            models.CheckConstraint(
                name="inscripciones_eleccion_modalidad_conocida",
                condition=Q(modalidad__in=["presencial", "virtual"]),
                violation_error_message=_("Elija presencial o virtual."),
            ),
        ]

    def __str__(self):
        return f"{self.actividad} · {self.get_modalidad_display()}"

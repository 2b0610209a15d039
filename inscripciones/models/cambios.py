"""What happened to a registration after it was confirmed, and what is asked once its window closed."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CambioInscripcion(models.Model):
    """One change of a registration, as it was: who made it and what it said before and after.

    ``diferencias``: as ``inscripciones.cambios.comparar`` returns them, in plain codes and values. Kept as long as the
    registration's people (``inscripciones.purga``); access needs never enter it.
    """

    class Quien(models.TextChoices):
        CONTACTO = "contacto", _("el contacto")
        PARTICIPANTE = "participante", _("la persona")
        EQUIPO = "equipo", _("el equipo")
        PORTAL = "portal", _("el portal")

    inscripcion = models.ForeignKey(
        "inscripciones.Inscripcion", on_delete=models.CASCADE, related_name="cambios", verbose_name=_("inscripción")
    )
    quien = models.CharField(_("quién"), max_length=12, choices=Quien.choices)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("usuario")
    )
    diferencias = models.JSONField(_("qué cambió"), default=list)
    motivo = models.CharField(_("motivo"), max_length=300, blank=True, default="")
    momento = models.DateTimeField(_("momento"), auto_now_add=True)

    class Meta:
        verbose_name = _("cambio de una inscripción")
        verbose_name_plural = _("cambios de inscripciones")
        ordering = ["-momento", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="inscripciones_cambioinscripcion_quien_conocido",
                condition=Q(quien__in=["contacto", "participante", "equipo", "portal"]),
                violation_error_message=_("Elija quién lo hizo de la lista."),
            ),
        ]

    def __str__(self):
        return f"{self.inscripcion} · {timezone.localtime(self.momento):%d/%m/%Y %H:%M}"


class SolicitudDeCambioQuerySet(models.QuerySet):
    def pendientes(self):
        """That the team has not answered."""
        return self.filter(estado=SolicitudDeCambio.Estado.PENDIENTE)


class SolicitudDeCambio(models.Model):
    """A change asked for when the window is closed: what would be done, until staff grants or refuses it.

    ``datos``: what the form said, and in ``de`` the name of the person concerned, who may be gone by now.
    """

    class Accion(models.TextChoices):
        AGREGAR = "agregar", _("agregar una persona")
        EDITAR = "editar", _("corregir los datos de una persona")
        SUSTITUIR = "sustituir", _("sustituir a una persona por otra")
        QUITAR = "quitar", _("quitar a una persona")
        ACTIVIDADES = "actividades", _("cambiar las actividades de la delegación")
        ACTIVIDADES_DE = "actividades_de", _("cambiar las actividades de una persona")

    class Estado(models.TextChoices):
        PENDIENTE = "pendiente", _("pendiente")
        CONCEDIDA = "concedida", _("concedida")
        RECHAZADA = "rechazada", _("no concedida")

    inscripcion = models.ForeignKey(
        "inscripciones.Inscripcion", on_delete=models.CASCADE, related_name="solicitudes", verbose_name=_("inscripción")
    )
    accion = models.CharField(_("qué se pide"), max_length=15, choices=Accion.choices)
    participante = models.ForeignKey(
        "inscripciones.Participante",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="solicitudes",
        verbose_name=_("participante"),
    )
    datos = models.JSONField(_("datos"), default=dict, blank=True)
    estado = models.CharField(_("estado"), max_length=10, choices=Estado.choices, default=Estado.PENDIENTE)
    respuesta = models.CharField(_("respuesta"), max_length=300, blank=True, default="")
    pedida_el = models.DateTimeField(_("pedida"), auto_now_add=True)
    resuelta_el = models.DateTimeField(_("resuelta"), null=True, blank=True)
    usuario = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, verbose_name=_("quién resolvió")
    )

    objects = SolicitudDeCambioQuerySet.as_manager()

    class Meta:
        verbose_name = _("solicitud de cambio")
        verbose_name_plural = _("solicitudes de cambio")
        ordering = ["-pedida_el", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="inscripciones_solicituddecambio_accion_conocida",
                condition=Q(accion__in=["agregar", "editar", "sustituir", "quitar", "actividades", "actividades_de"]),
                violation_error_message=_("Elija un cambio de la lista."),
            ),
            models.CheckConstraint(
                name="inscripciones_solicituddecambio_estado_con_fecha",
                condition=Q(estado="pendiente", resuelta_el=None)
                | Q(estado__in=["concedida", "rechazada"], resuelta_el__isnull=False),
                violation_error_message=_("Lo resuelto tiene fecha, y lo pendiente no."),
            ),
        ]

    def __str__(self):
        return f"{self.inscripcion} · {self.get_accion_display()}"


class PedidoDeUnion(models.Model):
    """The second delegation of a city or institution asks to join the first; nothing moves until that one agrees."""

    class Estado(models.TextChoices):
        PEDIDA = "pedida", _("pedida")
        ACEPTADA = "aceptada", _("aceptada")
        DECLINADA = "declinada", _("declinada")

    inscripcion = models.ForeignKey(
        "inscripciones.Inscripcion",
        on_delete=models.CASCADE,
        related_name="pedidos_de_union",
        verbose_name=_("la que pide unirse"),
    )
    a = models.ForeignKey(
        "inscripciones.Inscripcion",
        on_delete=models.CASCADE,
        related_name="pedidos_recibidos",
        verbose_name=_("la que recibe"),
    )
    estado = models.CharField(_("estado"), max_length=10, choices=Estado.choices, default=Estado.PEDIDA)
    pedida_el = models.DateTimeField(_("pedida"), auto_now_add=True)
    respondida_el = models.DateTimeField(_("respondida"), null=True, blank=True)

    class Meta:
        verbose_name = _("pedido de unión")
        verbose_name_plural = _("pedidos de unión")
        ordering = ["-pedida_el", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="inscripciones_pedidodeunion_uno_abierto",
                fields=["inscripcion"],
                condition=Q(estado="pedida"),
                violation_error_message=_("Ya hay un pedido de unión sin responder."),
            ),
            models.CheckConstraint(
                name="inscripciones_pedidodeunion_no_a_si_misma",
                condition=~Q(a=models.F("inscripcion")),
                violation_error_message=_("Una delegación no se une a sí misma."),
            ),
            models.CheckConstraint(
                name="inscripciones_pedidodeunion_estado_con_fecha",
                condition=Q(estado="pedida", respondida_el=None)
                | Q(estado__in=["aceptada", "declinada"], respondida_el__isnull=False),
                violation_error_message=_("Lo respondido tiene fecha, y lo pedido no."),
            ),
        ]

    def __str__(self):
        return f"{self.inscripcion} → {self.a}"

"""Registrations: a delegation, its people, what they attend and how."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from actores.models import Contacto, DeActor, DeActorQuerySet
from agenda.models import Actividad, Cumbre
from comun.busqueda import palabras
from comun.enlaces import codigo_aleatorio

_ALFABETO = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # nothing that is misread over the phone


def nueva_referencia():
    """Return a reference that can be read aloud, such as ``SUR-7K3M9Q``; it opens nothing."""
    return "SUR-" + "".join(secrets.choice(_ALFABETO) for _i in range(6))


class Modalidad(models.TextChoices):
    PRESENCIAL = "presencial", _("presencial")
    VIRTUAL = "virtual", _("virtual")


class InscripcionQuerySet(DeActorQuerySet):
    def confirmadas(self):
        return self.filter(estado=Inscripcion.Estado.CONFIRMADA)

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
        elegido = Eleccion.objects.filter(inscripcion=OuterRef("pk"), actividad__es_seminario=True)
        propio = Asistencia.objects.filter(participante__inscripcion=OuterRef("pk"), actividad__es_seminario=True)
        return self.filter(Exists(elegido) | Exists(propio))

    def con_actividad(self, actividad):
        """In which somebody attends that activity, or the delegation chose it."""
        return self.filter(
            Exists(Eleccion.objects.filter(inscripcion=OuterRef("pk"), actividad=actividad))
            | Exists(Asistencia.objects.filter(participante__inscripcion=OuterRef("pk"), actividad=actividad))
        )

    def del_pais(self, pais):
        return self.filter(Q(ciudad__pais=pais) | Q(institucion__pais=pais))

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
        """With all that one screen shows of a delegation, in a fixed number of queries."""
        asistencias = Asistencia.objects.select_related("actividad")
        consulta = self.select_related("cumbre", "ciudad", "institucion", "contacto", "contacto__mirada")
        return consulta.con_elecciones().prefetch_related(
            Prefetch("participantes__asistencias", asistencias),
            "contacto__fichas__unidad",
            "contacto__fichas__ods",
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
    def es_de_ciudad(self):
        return self.tipo == self.Tipo.CIUDAD

    @cached_property
    def con_seminario(self):
        """True if the delegation selected the seminar, or somebody did on their own; prefetched choices are used."""
        if "elecciones" in getattr(self, "_prefetched_objects_cache", {}):
            if any(e.actividad.es_seminario for e in self.elecciones.all()):
                return True
        elif self.elecciones.filter(actividad__es_seminario=True).exists():
            return True
        return Asistencia.objects.filter(participante__inscripcion=self, actividad__es_seminario=True).exists()


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


class Participante(models.Model):
    """A person of the delegation."""

    inscripcion = models.ForeignKey(
        Inscripcion, on_delete=models.CASCADE, related_name="participantes", verbose_name=_("inscripción")
    )
    codigo = models.CharField(max_length=32, unique=True, default=codigo_aleatorio, editable=False)
    nombre = models.CharField(_("nombre y apellido"), max_length=120)
    email = models.EmailField(_("correo electrónico"), max_length=254, blank=True, default="")
    cargo = models.CharField(_("cargo"), max_length=120, blank=True, default="")
    es_contacto = models.BooleanField(_("es el contacto"), default=False)
    actividades_propias = models.BooleanField(
        _("elige por su cuenta"),
        default=False,
        help_text=_("Sus actividades no siguen a las de la delegación."),
    )
    creado = models.DateTimeField(_("creado"), auto_now_add=True)

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
        ]

    def __str__(self):
        return self.nombre


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
        Participante, on_delete=models.CASCADE, related_name="asistencias", verbose_name=_("participante")
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

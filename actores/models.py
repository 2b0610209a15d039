"""Who takes part: cities, institutions, and the contacts who act for them."""

import re

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actores import gemelas
from comun.busqueda import SinAcentos, palabras
from comun.direcciones import direccion
from comun.enlaces import ConEnlace, codigo_aleatorio
from comun.publicacion import Publicable, Publicacion


class Pais(models.TextChoices):
    """The ten countries in which Mercociudades has members."""

    AR = "AR", _("Argentina")
    BO = "BO", _("Bolivia")
    BR = "BR", _("Brasil")
    CL = "CL", _("Chile")
    CO = "CO", _("Colombia")
    EC = "EC", _("Ecuador")
    PE = "PE", _("Perú")
    PY = "PY", _("Paraguay")
    UY = "UY", _("Uruguay")
    VE = "VE", _("Venezuela")


# Institutions of the cooperation system also have their seat outside the ten countries.
OTROS_PAISES = [
    ("DE", _("Alemania")),
    ("CA", _("Canadá")),
    ("CN", _("China")),
    ("KR", _("Corea del Sur")),
    ("CR", _("Costa Rica")),
    ("CU", _("Cuba")),
    ("SV", _("El Salvador")),
    ("ES", _("España")),
    ("US", _("Estados Unidos")),
    ("FR", _("Francia")),
    ("GT", _("Guatemala")),
    ("HN", _("Honduras")),
    ("IN", _("India")),
    ("IT", _("Italia")),
    ("JP", _("Japón")),
    ("MX", _("México")),
    ("NI", _("Nicaragua")),
    ("PA", _("Panamá")),
    ("PT", _("Portugal")),
    ("GB", _("Reino Unido")),
    ("DO", _("República Dominicana")),
    ("ZA", _("Sudáfrica")),
    ("SE", _("Suecia")),
    ("CH", _("Suiza")),
]
PAISES_DE_SEDE = [*Pais.choices, *OTROS_PAISES]
_NOMBRES_DE_PAISES = dict(PAISES_DE_SEDE)


def _nombre_del_pais(self):
    """Return what Django's own ``get_pais_display`` does, which makes a dictionary of all countries at each call."""
    return str(_NOMBRES_DE_PAISES.get(self.pais, self.pais))


class UnidadTematica(models.Model):
    """A thematic unit of Mercociudades."""

    nombre = models.CharField(_("nombre"), max_length=80)
    slug = models.SlugField(_("dirección web"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("unidad temática")
        verbose_name_plural = _("unidades temáticas")
        ordering = ["slug"]

    def __str__(self):
        return self.nombre


class Ods(models.Model):
    """One of the seventeen Sustainable Development Goals (A/RES/70/1)."""

    numero = models.PositiveSmallIntegerField(_("número"), unique=True)
    nombre = models.CharField(_("nombre"), max_length=80)

    class Meta:
        verbose_name = _("ODS")
        verbose_name_plural = _("ODS")
        ordering = ["numero"]
        constraints = [
            models.CheckConstraint(
                name="actores_ods_numero_1_17",
                condition=Q(numero__gte=1, numero__lte=17),
                violation_error_message=_("El número de un ODS va de 1 a 17."),
            )
        ]

    def __str__(self):
        return f"{self.numero}. {self.nombre}"


class ActorQuerySet(models.QuerySet):
    """What cities and institutions share."""

    def vigentes(self):
        """Not merged into another one."""
        return self.filter(fusionada_en=None)

    def verificadas(self):
        """What the public may see: checked by staff and not merged away."""
        return self.vigentes().filter(verificada=True)

    def por_verificar(self):
        return self.vigentes().filter(verificada=False)

    def que_contienen(self, texto):
        """Whose name has every word of ``texto``, without caring for accents or case."""
        consulta = self
        for palabra in palabras(texto):
            consulta = consulta.filter(busqueda__contains=palabra)
        return consulta


class CiudadQuerySet(ActorQuerySet):
    def miembros_primero(self):
        """Members of the network first, then by name."""
        return self.order_by(models.F("miembro").desc(nulls_last=True), "busqueda", "provincia")


class Ciudad(models.Model):
    """A local government; ``miembro`` is null where membership is unknown."""

    class Tipo(models.TextChoices):
        MUNICIPIO = "municipio", _("municipio")
        DEPARTAMENTO = "departamento", _("departamento")
        LOCALIDAD = "localidad", _("localidad")

    nombre = models.CharField(_("nombre"), max_length=120)
    slug = models.SlugField(_("dirección web"), max_length=160, unique=True)
    pais = models.CharField(_("país"), max_length=2, choices=Pais.choices)
    provincia = models.CharField(_("provincia, estado o departamento"), max_length=120, blank=True, default="")
    latitud = models.FloatField(_("latitud"), null=True, blank=True)
    longitud = models.FloatField(_("longitud"), null=True, blank=True)
    tipo = models.CharField(_("tipo"), max_length=12, choices=Tipo.choices, default=Tipo.MUNICIPIO)
    poblacion = models.PositiveIntegerField(_("población"), null=True, blank=True)
    miembro = models.BooleanField(_("miembro de Mercociudades"), null=True, blank=True)
    membresia_confirmada = models.BooleanField(_("membresía confirmada por una fuente"), default=False)
    verificada = models.BooleanField(
        _("verificada"), default=False, help_text=_("Solo las verificadas se muestran al público.")
    )
    fusionada_en = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="fusionadas", verbose_name=_("unida a")
    )
    busqueda = models.GeneratedField(
        expression=SinAcentos("nombre"), output_field=models.TextField(), db_persist=True, verbose_name=_("búsqueda")
    )

    objects = CiudadQuerySet.as_manager()

    class Meta:
        verbose_name = _("ciudad")
        verbose_name_plural = _("ciudades")
        ordering = ["busqueda", "provincia"]
        indexes = [
            GinIndex(OpClass("busqueda", "gin_trgm_ops"), name="ciudad_busqueda"),
            models.Index(fields=["pais", "miembro", "busqueda"], name="ciudad_pais"),
        ]
        constraints = [
            models.CheckConstraint(
                name="actores_ciudad_pais_conocido",
                condition=Q(pais__in=Pais.values),
                violation_error_message=_("Elija uno de los diez países de la red."),
            ),
            models.CheckConstraint(
                name="actores_ciudad_con_nombre",
                condition=~Q(nombre=""),
                violation_error_message=_("Escriba el nombre de la ciudad."),
            ),
            models.CheckConstraint(
                name="actores_ciudad_en_el_mapa",
                condition=Q(latitud=None, longitud=None)
                | Q(
                    latitud__isnull=False,
                    longitud__isnull=False,
                    latitud__gte=-90,
                    latitud__lte=90,
                    longitud__gte=-180,
                    longitud__lte=180,
                ),
                violation_error_message=_("La latitud va de -90 a 90 y la longitud de -180 a 180; escriba las dos."),
            ),
            models.CheckConstraint(
                name="actores_ciudad_no_unida_a_si_misma",
                condition=Q(fusionada_en=None) | ~Q(fusionada_en=models.F("id")),
                violation_error_message=_("Una ciudad no puede unirse a sí misma."),
            ),
        ]

    def __str__(self):
        lugar = f"{self.provincia}, {self.get_pais_display()}" if self.provincia else self.get_pais_display()
        return f"{self.nombre} ({lugar})"

    get_pais_display = _nombre_del_pais

    def get_absolute_url(self):
        return direccion("seminario:ciudad", self.slug)

    @property
    def aclaracion(self):
        """What goes between brackets after the name: the country."""
        return self.get_pais_display()

    @property
    def vigente(self):
        """This city, or the one it was merged into."""
        return self.fusionada_en or self


class InstitucionQuerySet(ActorQuerySet):
    def que_contienen(self, texto):
        """Whose name has every word of ``texto``, or how the other language calls it (see ``actores.gemelas``)."""
        consulta = self
        for palabra in gemelas.que_cuentan(palabras(texto)):
            condicion = Q(busqueda__contains=palabra)
            if patron := gemelas.patron(palabra):
                condicion |= Q(busqueda__regex=patron)
            consulta = consulta.filter(condicion)
        return consulta

    def por_nombre(self):
        return self.order_by("busqueda")


class Institucion(models.Model):
    """An institution of the international cooperation system."""

    class Tipo(models.TextChoices):
        MULTILATERAL = "multilateral", _("organismo multilateral")
        BANCO = "banco_desarrollo", _("banco de desarrollo")
        FONDO = "fondo_regional", _("fondo regional")
        RED = "red", _("red de gobiernos locales")
        DESCENTRALIZADA = "descentralizada", _("cooperación descentralizada")
        BILATERAL = "bilateral", _("agencia bilateral")
        BILATERAL_SUR = "bilateral_sur", _("agencia bilateral del Sur")
        ACADEMIA = "academia", _("academia")
        SOCIEDAD_CIVIL = "sociedad_civil", _("sociedad civil")
        GOBIERNO = "gobierno", _("organismo de gobierno")
        OTRA = "otra", _("otra")

    nombre = models.CharField(_("nombre"), max_length=200)
    sigla = models.CharField(_("sigla"), max_length=30, blank=True, default="")
    slug = models.SlugField(_("dirección web"), max_length=160, unique=True)
    tipo = models.CharField(_("tipo"), max_length=20, choices=Tipo.choices, default=Tipo.OTRA)
    pais = models.CharField(
        _("país de la sede"),
        max_length=2,
        choices=PAISES_DE_SEDE,
        blank=True,
        default="",
        help_text=_("En blanco si es de varios países."),
    )
    url = models.URLField(_("sitio web"), blank=True, default="")
    verificada = models.BooleanField(
        _("verificada"), default=False, help_text=_("Solo las verificadas se muestran al público.")
    )
    fusionada_en = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="fusionadas", verbose_name=_("unida a")
    )
    busqueda = models.GeneratedField(
        expression=SinAcentos(Concat("sigla", models.Value(" "), "nombre", output_field=models.TextField())),
        output_field=models.TextField(),
        db_persist=True,
        verbose_name=_("búsqueda"),
    )

    objects = InstitucionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institución")
        verbose_name_plural = _("instituciones")
        ordering = ["busqueda"]
        constraints = [
            models.CheckConstraint(
                name="actores_institucion_tipo_conocido",
                condition=Q(
                    tipo__in=[
                        "multilateral",
                        "banco_desarrollo",
                        "fondo_regional",
                        "red",
                        "descentralizada",
                        "bilateral",
                        "bilateral_sur",
                        "academia",
                        "sociedad_civil",
                        "gobierno",
                        "otra",
                    ]
                ),
                violation_error_message=_("Elija un tipo de institución de la lista."),
            ),
            models.CheckConstraint(
                name="actores_institucion_con_nombre",
                condition=~Q(nombre=""),
                violation_error_message=_("Escriba el nombre de la institución."),
            ),
            models.CheckConstraint(
                name="actores_institucion_no_unida_a_si_misma",
                condition=Q(fusionada_en=None) | ~Q(fusionada_en=models.F("id")),
                violation_error_message=_("Una institución no puede unirse a sí misma."),
            ),
        ]

    def __str__(self):
        return f"{self.nombre} ({self.sigla_aparte})" if self.sigla_aparte else self.nombre

    get_pais_display = _nombre_del_pais

    def get_absolute_url(self):
        return direccion("seminario:institucion", self.slug)

    @property
    def aclaracion(self):
        """What goes between brackets after the name: the acronym, or the country of one that has none."""
        return self.sigla_aparte if self.sigla else self.get_pais_display()

    @property
    def sigla_aparte(self):
        """The acronym to add to the name; "" where the name has it already."""
        contiene = re.search(rf"(?<!\w){re.escape(self.sigla)}(?!\w)", self.nombre, re.IGNORECASE)
        return "" if contiene else self.sigla

    @property
    def vigente(self):
        """This institution, or the one it was merged into."""
        return self.fusionada_en or self


class DeActorQuerySet(models.QuerySet):
    def de(self, actor):
        """Rows of one city or one institution."""
        return self.filter(**{actor._meta.model_name: actor})


class ConActor(models.Model):
    """Abstract: a row that may belong to a city or to an institution; subclasses say how many of the two."""

    ciudad = models.ForeignKey(Ciudad, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("ciudad"))
    institucion = models.ForeignKey(
        Institucion, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("institución")
    )

    class Meta:
        abstract = True

    @property
    def actor(self):
        return self.ciudad or self.institucion

    @property
    def tipo_de_actor(self):
        """Which of the two it belongs to, by the name of its field: ``"ciudad"`` or ``"institucion"``."""
        return "ciudad" if self.ciudad_id else "institucion"


class DeActor(ConActor):
    """Abstract: a row of exactly one city or one institution, enforced by the database."""

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(app_label)s_%(class)s_un_actor",
                condition=Q(ciudad=None, institucion__isnull=False) | Q(ciudad__isnull=False, institucion=None),
                violation_error_message=_("Elija una ciudad o una institución, y solo una de las dos."),
            )
        ]


class ContactoQuerySet(DeActorQuerySet):
    def de_correo(self, email):
        """Contacts with that e-mail, whatever its case."""
        return self.filter(email__iexact=email)


class Contacto(DeActor, ConEnlace):
    """A person who acts for a city or an institution, without an account: the mailed link is the key."""

    nombre = models.CharField(_("nombre y apellido"), max_length=120)
    # Blank only of who was registered at the door (``inscripciones.puerta``): every form of the portal asks for it.
    email = models.EmailField(_("correo electrónico"), max_length=254, blank=True, default="")
    telefono = models.CharField(_("teléfono"), max_length=40, blank=True, default="")
    cargo = models.CharField(_("cargo"), max_length=120, blank=True, default="")
    idioma = models.CharField(
        _("idioma"), max_length=5, choices=[("es", "Español"), ("pt-br", "Português")], default="es"
    )
    email_pendiente = models.EmailField(
        _("correo nuevo, sin comprobar"), max_length=254, blank=True, default="", editable=False
    )
    comprobado_el = models.DateTimeField(_("entró por el enlace de su correo"), null=True, blank=True, editable=False)
    consentimiento_listado_el = models.DateTimeField(_("aceptó la publicación de lo que aporta"), null=True, blank=True)
    creado = models.DateTimeField(_("creado"), auto_now_add=True)

    objects = ContactoQuerySet.as_manager()

    class Meta(DeActor.Meta):
        abstract = False
        verbose_name = _("contacto")
        verbose_name_plural = _("contactos")
        ordering = ["-creado", "-pk"]
        indexes = [models.Index(Lower("email"), name="contacto_email")]
        constraints = [
            *DeActor.Meta.constraints,
            models.CheckConstraint(
                name="actores_contacto_idioma_conocido",
                condition=Q(idioma__in=["es", "pt-br"]),
                violation_error_message=_("Elija español o portugués."),
            ),
        ]

    def __str__(self):
        return f"{self.nombre} <{self.email}>"


class ConContactoQuerySet(DeActorQuerySet):
    """Of what a contact wrote, or staff did."""

    def publicados(self):
        """What everybody may see: published by staff, and its author (if any) agreed to publication."""
        return self.filter(
            Q(contacto=None) | Q(contacto__consentimiento_listado_el__isnull=False),
            publicacion=Publicacion.PUBLICADA,
        )

    def pendientes(self):
        return self.filter(publicacion=Publicacion.PENDIENTE)

    def por_publicar(self):
        """What awaits staff: pending, and its author (if any) agreed to publication."""
        return self.pendientes().filter(Q(contacto=None) | Q(contacto__consentimiento_listado_el__isnull=False))


def sin_cerrar():
    """Return the condition of rows without a ``cierre``, or with one whose day is not over by the portal's clock."""
    return Q(cierre=None) | Q(cierre__gte=timezone.localdate())


class ProgramaQuerySet(ConContactoQuerySet):
    def publicados(self):
        return super().publicados().filter(institucion__verificada=True)

    def abiertos(self):
        """Those that still take applications, as far as is known."""
        return self.filter(sin_cerrar())


class Programa(Publicable):
    """A line or programme that an institution opens to local governments."""

    institucion = models.ForeignKey(Institucion, on_delete=models.PROTECT, verbose_name=_("institución"))
    contacto = models.ForeignKey(
        Contacto, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("contacto"), related_name="programas"
    )
    titulo = models.CharField(_("título"), max_length=160)
    descripcion = models.TextField(_("descripción"), max_length=1200, blank=True, default="")
    unidades = models.ManyToManyField(UnidadTematica, blank=True, verbose_name=_("unidades temáticas"))
    ods = models.ManyToManyField(Ods, blank=True, verbose_name=_("ODS"))
    url = models.URLField(_("página del programa"), blank=True, default="")
    cierre = models.DateField(_("cierre de la convocatoria"), null=True, blank=True)
    codigo = models.CharField(max_length=32, unique=True, default=codigo_aleatorio, editable=False)
    creado = models.DateTimeField(_("creado"), auto_now_add=True)

    objects = ProgramaQuerySet.as_manager()

    class Meta(Publicable.Meta):
        abstract = False
        verbose_name = _("línea o programa")
        verbose_name_plural = _("líneas y programas")
        ordering = ["institucion__busqueda", "pk"]

    def __str__(self):
        return self.titulo or _("(sin título)")

    @property
    def cerrado(self):
        """Whether its last day is over, by the portal's clock."""
        return self.cierre is not None and self.cierre < timezone.localdate()

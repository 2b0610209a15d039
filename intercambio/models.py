"""What cities and institutions bring: cards (saber, necesidad, idea) and institutions' views."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from actores.models import Ciudad, ConContactoQuerySet, Contacto, Institucion, Ods, UnidadTematica, sin_cerrar
from comun.busqueda import SinAcentos, palabras
from comun.enlaces import codigo_aleatorio
from comun.indices import Indice, IndiceQuerySet
from comun.publicacion import Publicable

FICHAS_POR_TIPO = 3


class FichaQuerySet(ConContactoQuerySet):
    def publicados(self):
        return super().publicados().filter(ciudad__verificada=True)

    def con_actores(self):
        return self.select_related("ciudad", "unidad").prefetch_related("ods")

    def buscar(self, texto):
        """Whose title, text or city have every word, without caring for accents."""
        consulta = self
        for palabra in palabras(texto):
            consulta = consulta.filter(Q(busqueda__contains=palabra) | Q(ciudad__busqueda__contains=palabra))
        return consulta


class Ficha(Publicable):
    """A card: something that a city knows, needs or has in mind."""

    class Tipo(models.TextChoices):
        SABER = "saber", _("saber")
        NECESIDAD = "necesidad", _("necesidad")
        IDEA = "idea", _("idea de proyecto")

    tipo = models.CharField(_("tipo"), max_length=10, choices=Tipo.choices)
    ciudad = models.ForeignKey(Ciudad, on_delete=models.PROTECT, related_name="fichas", verbose_name=_("ciudad"))
    contacto = models.ForeignKey(
        Contacto, on_delete=models.PROTECT, null=True, blank=True, related_name="fichas", verbose_name=_("contacto")
    )
    lugar = models.PositiveSmallIntegerField(
        _("lugar entre las de su tipo"), default=1, help_text=_("Cada contacto tiene hasta tres de cada tipo.")
    )
    codigo = models.CharField(max_length=32, unique=True, default=codigo_aleatorio, editable=False)
    titulo = models.CharField(_("título"), max_length=120)
    texto = models.TextField(_("descripción"), max_length=600, blank=True, default="")
    idioma = models.CharField(
        _("idioma"), max_length=5, choices=[("es", "Español"), ("pt-br", "Português")], default="es"
    )
    unidad = models.ForeignKey(
        UnidadTematica, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("unidad temática")
    )
    ods = models.ManyToManyField(Ods, blank=True, verbose_name=_("ODS"))
    busqueda = models.GeneratedField(
        expression=SinAcentos(Concat("titulo", models.Value(" "), "texto", output_field=models.TextField())),
        output_field=models.TextField(),
        db_persist=True,
    )
    creado = models.DateTimeField(_("creado"), auto_now_add=True)

    objects = FichaQuerySet.as_manager()

    class Meta(Publicable.Meta):
        abstract = False
        verbose_name = _("ficha")
        verbose_name_plural = _("fichas")
        ordering = ["-creado", "-pk"]
        constraints = [
            *Publicable.Meta.constraints,
            models.CheckConstraint(
                name="intercambio_ficha_tipo_conocido",
                condition=Q(tipo__in=["saber", "necesidad", "idea"]),
                violation_error_message=_("Elija saber, necesidad o idea."),
            ),
            models.CheckConstraint(
                name="intercambio_ficha_idioma_conocido",
                condition=Q(idioma__in=["es", "pt-br"]),
                violation_error_message=_("Elija español o portugués."),
            ),
            models.CheckConstraint(
                name="intercambio_ficha_hasta_tres",
                condition=Q(contacto=None) | Q(lugar__gte=1, lugar__lte=FICHAS_POR_TIPO),
                violation_error_message=_("Ya hay tres fichas de este tipo: quite una para agregar otra."),
            ),
            models.UniqueConstraint(
                name="intercambio_ficha_lugar_unico",
                fields=["contacto", "tipo", "lugar"],
                violation_error_message=_("Otra ficha de este tipo ya ocupa ese lugar."),
            ),
        ]

    def __str__(self):
        return f"{self.get_tipo_display()}: {self.titulo}"


class MiradaQuerySet(ConContactoQuerySet):
    def publicados(self):
        return super().publicados().filter(institucion__verificada=True)


class Mirada(Publicable):
    """An institution's view, approach and strategies with local governments, and its contribution if it has one."""

    class Aporta(models.TextChoices):
        SI = "si", _("sí")
        TODAVIA_NO = "todavia_no", _("todavía no")

    institucion = models.ForeignKey(
        Institucion, on_delete=models.PROTECT, related_name="miradas", verbose_name=_("institución")
    )
    contacto = models.OneToOneField(
        Contacto, on_delete=models.PROTECT, null=True, blank=True, related_name="mirada", verbose_name=_("contacto")
    )
    idioma = models.CharField(
        _("idioma"), max_length=5, choices=[("es", "Español"), ("pt-br", "Português")], default="es"
    )
    mirada = models.TextField(_("mirada de la cooperación Sur-Sur"), max_length=1200, blank=True, default="")
    enfoque = models.TextField(_("enfoque con los gobiernos locales"), max_length=1200, blank=True, default="")
    estrategias = models.TextField(_("estrategias con los gobiernos locales"), max_length=1200, blank=True, default="")
    aporta = models.CharField(
        _("aporta a la cooperación Sur-Sur y triangular"), max_length=10, choices=Aporta.choices, blank=True, default=""
    )
    aporte = models.TextField(
        _("aporte a la cooperación Sur-Sur y triangular"), max_length=1200, blank=True, default=""
    )
    creado = models.DateTimeField(_("creado"), auto_now_add=True)

    objects = MiradaQuerySet.as_manager()

    class Meta(Publicable.Meta):
        abstract = False
        verbose_name = _("mirada de una institución")
        verbose_name_plural = _("miradas de instituciones")
        ordering = ["-creado", "-pk"]
        constraints = [
            *Publicable.Meta.constraints,
            models.CheckConstraint(
                name="intercambio_mirada_aporta_conocido",
                condition=Q(aporta__in=["", "si", "todavia_no"]),
                violation_error_message=_("Elija «sí», «todavía no» o ninguna."),
            ),
        ]

    def __str__(self):
        return str(self.institucion)


class IndiceTableroQuerySet(IndiceQuerySet):
    def abiertos(self):
        """Without the programmes that have closed: no trigger tells that a day is over."""
        return self.filter(sin_cerrar())


class IndiceTablero(Indice):
    """One row for each card and programme that is public, written by the triggers of migrations 0003 and 0006 only."""

    class Clase(models.TextChoices):
        FICHA = "ficha"
        PROGRAMA = "programa"

    clave = models.TextField(primary_key=True)  # "ficha-12"
    clase = models.TextField()
    objeto = models.BigIntegerField()
    nombre = models.TextField()
    creado = models.DateTimeField()
    cierre = models.DateField(null=True)  # of a programme

    objects = IndiceTableroQuerySet.as_manager()

    class Meta(Indice.Meta):
        abstract = False
        verbose_name = "índice del tablero"
        verbose_name_plural = "índice del tablero"
        indexes = [
            GinIndex(fields=["doc"], name="tablero_doc", fastupdate=False),
            GinIndex(fields=["facetas"], name="tablero_facetas", fastupdate=False),
            models.Index(fields=["clase", "nombre", "-creado", "-objeto"], name="tablero_orden"),
        ]

    def __str__(self):
        return self.clave

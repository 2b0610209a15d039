"""What goes with a project's sheet: pictures, documents, links, and the source of each fact."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from comun.medios import AlAzar
from proyectos.models.proyecto import Proyecto


class DeProyecto(models.Model):
    """Abstract: one of several things of a project, in an order of its own."""

    orden = models.PositiveSmallIntegerField(_("orden"), default=1)

    class Meta:
        abstract = True
        ordering = ["orden", "pk"]


class Imagen(DeProyecto):
    """A picture, with what it shows in words for who cannot see it (WCAG 1.1.1)."""

    proyecto = models.ForeignKey(
        Proyecto, on_delete=models.CASCADE, related_name="imagenes", verbose_name=_("proyecto")
    )
    archivo = models.FileField(_("imagen"), upload_to=AlAzar("proyectos/imagenes"), max_length=120)
    ancho = models.PositiveSmallIntegerField(_("ancho en píxeles"), editable=False, default=0)
    alto = models.PositiveSmallIntegerField(_("alto en píxeles"), editable=False, default=0)
    alternativa = models.CharField(
        _("qué se ve"), max_length=300, help_text=_("Lo que se le contaría a quien no puede verla.")
    )
    credito = models.CharField(_("crédito"), max_length=160, blank=True, default="")

    class Meta(DeProyecto.Meta):
        abstract = False
        verbose_name = _("imagen")
        verbose_name_plural = _("imágenes")

    def __str__(self):
        return self.alternativa


class Documento(DeProyecto):
    """A file to read about the project."""

    proyecto = models.ForeignKey(
        Proyecto, on_delete=models.CASCADE, related_name="documentos", verbose_name=_("proyecto")
    )
    titulo = models.CharField(_("título"), max_length=160)
    archivo = models.FileField(_("archivo"), upload_to=AlAzar("proyectos/documentos"), max_length=120)

    class Meta(DeProyecto.Meta):
        abstract = False
        verbose_name = _("documento")
        verbose_name_plural = _("documentos")

    def __str__(self):
        return self.titulo


class Enlace(DeProyecto):
    """A page or a video elsewhere: a link that says where it leads, never an embed."""

    class Clase(models.TextChoices):
        PAGINA = "pagina", _("página")
        NOTICIA = "noticia", _("noticia")
        VIDEO = "video", _("video")

    proyecto = models.ForeignKey(Proyecto, on_delete=models.CASCADE, related_name="enlaces", verbose_name=_("proyecto"))
    clase = models.CharField(_("clase"), max_length=8, choices=Clase.choices, default=Clase.PAGINA)
    titulo = models.CharField(_("título"), max_length=160)
    url = models.URLField(_("dirección"), max_length=400)

    class Meta(DeProyecto.Meta):
        abstract = False
        verbose_name = _("enlace")
        verbose_name_plural = _("enlaces")
        constraints = [
            models.CheckConstraint(
                name="proyectos_enlace_clase_conocida",
                condition=Q(clase__in=["pagina", "noticia", "video"]),
                violation_error_message=_("Elija página, noticia o video."),
            )
        ]

    def __str__(self):
        return self.titulo


class Fuente(DeProyecto):
    """Where some facts of a sheet come from; those of no such row come from the sheet's own ``fuente``."""

    class Dato(models.TextChoices):
        """What a source can be of: the facts of the sheet, by the name of their field."""

        TITULO = "titulo", _("título")
        RESUMEN = "resumen", _("resumen")
        CONVOCATORIA = "convocatoria", _("convocatoria")
        PARTICIPACIONES = "participaciones", _("quiénes participan")
        ESTADO = "estado", _("estado")
        FECHAS = "fechas", _("fechas")
        MONTOS = "montos", _("montos")
        MODALIDAD = "modalidad", _("modalidad")
        UNIDADES = "unidades", _("unidades temáticas")
        ODS = "ods", _("ODS")
        OBJETIVOS = "objetivos", _("objetivos")
        RESULTADOS = "resultados", _("resultados")
        BENEFICIARIOS = "beneficiarios", _("a quiénes beneficia")

    proyecto = models.ForeignKey(Proyecto, on_delete=models.CASCADE, related_name="fuentes", verbose_name=_("proyecto"))
    datos = ArrayField(
        models.CharField(max_length=16, choices=Dato.choices), verbose_name=_("de qué datos"), default=list
    )
    texto = models.CharField(_("fuente"), max_length=300)
    url = models.URLField(_("dirección"), max_length=400, blank=True, default="")
    consultada = models.DateField(_("consultada el"), null=True, blank=True)

    class Meta(DeProyecto.Meta):
        abstract = False
        verbose_name = _("fuente de un dato")
        verbose_name_plural = _("fuentes de cada dato")
        constraints = [
            models.CheckConstraint(
                name="proyectos_fuente_datos_conocidos",
                condition=Q(
                    datos__contained_by=[
                        "titulo",
                        "resumen",
                        "convocatoria",
                        "participaciones",
                        "estado",
                        "fechas",
                        "montos",
                        "modalidad",
                        "unidades",
                        "ods",
                        "objetivos",
                        "resultados",
                        "beneficiarios",
                    ]
                ),
                violation_error_message=_("Elija de la lista los datos que vienen de esa fuente."),
            ),
            models.CheckConstraint(
                name="proyectos_fuente_de_algo",
                condition=Q(datos__len__gt=0),
                violation_error_message=_("Elija al menos un dato que venga de esa fuente."),
            ),
        ]

    def __str__(self):
        return self.texto

"""The sheet of a South-South cooperation project, and who takes part in it."""

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce, Concat, JSONObject
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from actores.models import Contacto, DeActor, DeActorQuerySet, Ods, UnidadTematica
from comun.busqueda import SinAcentos, palabras
from comun.direcciones import direccion
from comun.enlaces import codigo_aleatorio
from comun.medios import AlAzar
from proyectos.models.convocatoria import Convocatoria


class Revision(models.TextChoices):
    """Where a sheet stands between its author, staff and the public; ``proyectos.curaduria`` changes it."""

    BORRADOR = "borrador", _("borrador")
    ENVIADA = "enviada", _("enviada")
    DEVUELTA = "devuelta", _("devuelta con comentarios")
    PUBLICADA = "publicada", _("publicada")
    ARCHIVADA = "archivada", _("archivada")


class ProyectoQuerySet(models.QuerySet):
    def publicados(self):
        """What everybody may see."""
        return self.filter(publicacion=Revision.PUBLICADA)

    def por_revisar(self):
        """What an author sent and staff has not answered, the longest waiting first."""
        return self.filter(publicacion=Revision.ENVIADA).order_by("enviado_el", "pk")

    def con_nombre(self):
        """With what the name shows where no title is known."""
        return self.prefetch_related(
            models.Prefetch("participaciones", Participacion.objects.select_related("ciudad").order_by("pk"))
        )

    def con_participantes(self):
        """With all that the name and the card of a project show, in a fixed number of queries."""
        return self.select_related("convocatoria").prefetch_related(
            models.Prefetch(
                "participaciones", Participacion.objects.select_related("ciudad", "institucion").order_by("pk")
            ),
            "ods",
        )

    def con_hoja(self):
        """With all that the sheet shows, in a fixed number of queries; its sources come in the row, as JSON."""
        fuentes = self.model._meta.get_field("fuentes").related_model.objects.filter(proyecto=OuterRef("pk"))
        fila = JSONObject(datos="datos", texto="texto", url="url", consultada="consultada")
        return (
            self.con_participantes()
            .select_related("ods_principal")
            .prefetch_related("unidades", "imagenes", "documentos", "enlaces")
            .annotate(citadas=ArraySubquery(fuentes.order_by("orden", "pk").values(fila=fila)))
        )

    def en_orden(self, claves):
        """Return the projects of these keys as a list, in their order; one that is gone is left out."""
        filas = self.in_bulk(claves)
        return [filas[clave] for clave in claves if clave in filas]

    def buscar(self, texto):
        """Whose title, summary or participants have every word of ``texto``, or a word it is part of; for staff."""
        consulta = self
        for palabra in palabras(texto):
            participa = Participacion.objects.filter(proyecto=OuterRef("pk")).filter(
                Q(ciudad__busqueda__contains=palabra) | Q(institucion__busqueda__contains=palabra)
            )
            consulta = consulta.filter(Q(busqueda__contains=palabra) | Exists(participa))
        return consulta

    def con_actor(self, actor):
        """In which that city or institution takes part."""
        return self.filter(Exists(Participacion.objects.de(actor).filter(proyecto=OuterRef("pk"))))

    def de_contacto(self, contacto):
        """What a contact proposes, the newest first."""
        return self.filter(contacto=contacto).order_by("-creado", "-pk")

    def en_tramite(self, contacto, desde):
        """What a contact proposes and waits for, or was given back, or is a draft that was saved since a moment."""
        con_el_equipo = Q(publicacion__in=[Revision.ENVIADA, Revision.DEVUELTA])
        return self.filter(con_el_equipo | Q(publicacion=Revision.BORRADOR, guardado_el__gte=desde), contacto=contacto)

    def sin_autor(self):
        """Proposals that nobody will finish: never published, still their author's to write, who is gone."""
        return self._de_quien_no_esta().filter(publicacion__in=[Revision.BORRADOR, Revision.DEVUELTA])

    def con_papeles_de_mas(self):
        """Proposals never published, left with staff by who is gone, that keep the letter or what they were told."""
        guarda_algo = ~Q(carta="") | ~Q(comentarios="")
        return self._de_quien_no_esta().filter(guarda_algo, publicacion__in=[Revision.ENVIADA, Revision.ARCHIVADA])

    def _de_quien_no_esta(self):
        sin_contacto = Q(contacto=None) | Q(contacto__email="")
        return self.filter(sin_contacto, guardado_el__isnull=False, publicado_el=None)


def _texto(*campos):
    partes = []
    for campo in campos:
        partes += [Coalesce(campo, models.Value(""), output_field=models.TextField()), models.Value(" ")]
    return Concat(*partes, output_field=models.TextField())


class Proyecto(models.Model):
    """A South-South cooperation project; what is unknown stays empty and is shown as unknown."""

    class Modalidad(models.TextChoices):
        BILATERAL = "bilateral", _("bilateral")
        REGIONAL = "regional", _("regional")
        TRIANGULAR = "triangular", _("triangular")

    class ModalidadPcssm(models.TextChoices):
        """The ways of working together that the calls of the PCSSM know."""

        ASISTENCIA = "asistencia", _("asistencia técnica")
        INTERCAMBIO = "intercambio", _("intercambio")
        PASANTIA = "pasantia", _("pasantía")
        TALLER = "taller", _("taller")
        CAPACITACION = "capacitacion", _("capacitación")
        COMUNICACION = "comunicacion", _("comunicación")

    class Estado(models.TextChoices):
        APROBADO = "aprobado", _("aprobado")
        EN_EJECUCION = "en_ejecucion", _("en ejecución")
        FINALIZADO = "finalizado", _("finalizado")

    publicacion = models.CharField(
        _("publicación"), max_length=12, choices=Revision.choices, default=Revision.BORRADOR, db_index=True
    )
    titulo = models.CharField(_("título"), max_length=300, blank=True, default="")
    titulo_traducido = models.CharField(
        _("título traducido por el portal"),
        max_length=5,
        choices=[("es", "Español"), ("pt-br", "Português")],
        blank=True,
        default="",
        help_text=_("Idioma en que el título es una versión nuestra, no oficial."),
    )
    idioma_original = models.CharField(
        _("idioma original"), max_length=5, choices=[("es", "Español"), ("pt-br", "Português")], default="es"
    )
    slug = models.SlugField(_("dirección web"), max_length=160, unique=True)
    resumen = models.TextField(_("resumen"), max_length=3000, blank=True, default="")
    objetivos = models.TextField(_("objetivos"), max_length=3000, blank=True, default="", db_default="")
    resultados = models.TextField(_("resultados"), max_length=3000, blank=True, default="", db_default="")
    beneficiarios = models.TextField(_("a quiénes beneficia"), max_length=1500, blank=True, default="", db_default="")
    convocatoria = models.ForeignKey(
        Convocatoria, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("convocatoria")
    )
    modalidad = models.CharField(
        _("modalidad de cooperación"), max_length=12, choices=Modalidad.choices, blank=True, default=""
    )
    modalidades_pcssm = ArrayField(
        models.CharField(max_length=12, choices=ModalidadPcssm.choices),
        verbose_name=_("modalidades del PCSSM"),
        blank=True,
        default=list,
        db_default=[],
    )
    estado = models.CharField(_("estado"), max_length=12, choices=Estado.choices, blank=True, default="")
    estado_al = models.DateField(
        _("estado conocido a"), null=True, blank=True, help_text=_("Se muestra como mes y año: «a diciembre de 2021».")
    )
    inicio = models.DateField(_("inicio"), null=True, blank=True)
    fin = models.DateField(_("fin"), null=True, blank=True)
    monto_usd = models.PositiveIntegerField(
        _("aporte del PCSSM (USD)"),
        null=True,
        blank=True,
        help_text=_("Lo efectivamente otorgado; el tope de la convocatoria no se copia aquí."),
    )
    monto_solicitado_usd = models.PositiveIntegerField(_("aporte que se pide al PCSSM (USD)"), null=True, blank=True)
    aporte_propio_usd = models.PositiveIntegerField(_("aporte propio en dinero (USD)"), null=True, blank=True)
    aporte_especie_usd = models.PositiveIntegerField(
        _("aporte propio en especie (USD)"), null=True, blank=True, help_text=_("Horas de trabajo, locales, equipos.")
    )
    historico = models.BooleanField(
        _("histórico"), default=False, help_text=_("Exento de las reglas de su convocatoria.")
    )
    unidades = models.ManyToManyField(UnidadTematica, blank=True, verbose_name=_("unidades temáticas"))
    unidades_propias = models.BooleanField(_("unidades temáticas asignadas por el portal"), default=False)
    ods = models.ManyToManyField(Ods, blank=True, verbose_name=_("ODS"))
    ods_principal = models.ForeignKey(
        Ods,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ODS principal"),
        help_text=_("Uno de los ODS del proyecto; si no está entre ellos, se agrega."),
    )
    fuente = models.CharField(
        _("fuente"), max_length=300, blank=True, default="", help_text=_("De todo dato que no tenga la suya.")
    )
    notas_internas = models.TextField(
        _("notas internas"),
        max_length=5000,
        blank=True,
        default="",
        db_default="",
        help_text=_("Solo las ve el equipo; no se publican nunca."),
    )
    contacto = models.ForeignKey(
        Contacto,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="proyectos",
        verbose_name=_("quien lo propone"),
    )
    codigo = models.CharField(
        _("código de la propuesta"), max_length=32, default=codigo_aleatorio, db_default="", editable=False
    )
    carta = models.FileField(
        _("carta de aval"),
        upload_to=AlAzar("proyectos/cartas"),
        max_length=120,
        blank=True,
        default="",
        db_default="",
        help_text=_("Solo la ven el equipo y quien la adjuntó."),
    )
    comentarios = models.TextField(
        _("comentarios para quien lo propone"), max_length=3000, blank=True, default="", db_default=""
    )
    guardado_el = models.DateTimeField(_("guardado por quien lo propone"), null=True, blank=True, editable=False)
    enviado_el = models.DateTimeField(_("enviado"), null=True, blank=True, editable=False)
    publicado_el = models.DateTimeField(_("publicado por primera vez"), null=True, blank=True, editable=False)
    busqueda = models.GeneratedField(
        expression=SinAcentos(_texto("titulo_es", "titulo_pt_br", "resumen_es", "resumen_pt_br")),
        output_field=models.TextField(),
        db_persist=True,
    )
    creado = models.DateTimeField(_("creado"), auto_now_add=True)

    objects = ProyectoQuerySet.as_manager()

    class Meta:
        verbose_name = _("proyecto")
        verbose_name_plural = _("proyectos")
        ordering = ["-convocatoria__anio", "slug"]
        constraints = [
            models.CheckConstraint(
                name="proyectos_proyecto_publicacion_conocida",
                condition=Q(publicacion__in=["borrador", "enviada", "devuelta", "publicada", "archivada"]),
                violation_error_message=_("Elija un estado de publicación de la lista."),
            ),
            models.CheckConstraint(
                name="proyectos_proyecto_devuelta_con_comentarios",
                condition=~Q(publicacion="devuelta") | ~Q(comentarios=""),
                violation_error_message=_("Escriba qué falta o qué hay que cambiar para devolver el proyecto."),
            ),
            models.UniqueConstraint(
                name="proyectos_proyecto_codigo_unico",
                fields=["codigo"],
                condition=~Q(codigo=""),
                violation_error_message=_("Ese código ya es de otro proyecto."),
            ),
            models.CheckConstraint(
                name="proyectos_proyecto_estado_conocido",
                condition=Q(estado__in=["", "aprobado", "en_ejecucion", "finalizado"]),
                violation_error_message=_("Elija un estado de la lista o déjelo en blanco."),
            ),
            models.CheckConstraint(
                name="proyectos_proyecto_modalidad_conocida",
                condition=Q(modalidad__in=["", "bilateral", "regional", "triangular"]),
                violation_error_message=_("Elija una modalidad de la lista o déjela en blanco."),
            ),
            models.CheckConstraint(
                name="proyectos_proyecto_modalidades_conocidas",
                condition=Q(
                    modalidades_pcssm__contained_by=[
                        "asistencia",
                        "intercambio",
                        "pasantia",
                        "taller",
                        "capacitacion",
                        "comunicacion",
                    ]
                ),
                violation_error_message=_("Elija de la lista las modalidades del PCSSM."),
            ),
            models.CheckConstraint(
                name="proyectos_proyecto_fechas_en_orden",
                condition=Q(inicio=None) | Q(fin=None) | Q(fin__gte=models.F("inicio")),
                violation_error_message=_("El fin del proyecto es anterior a su inicio: revise las dos fechas."),
            ),
        ]

    def __str__(self):
        return self.nombre

    def get_absolute_url(self):
        return direccion("proyectos:proyecto", self.slug)

    @property
    def nombre(self):
        """The title, or who cooperates with whom where no title is known (needs ``con_participantes``)."""
        if self.titulo:
            return self.titulo
        return nombre_sin_titulo([p.ciudad.nombre for p in self.participaciones.all() if p.ciudad_id])

    @property
    def todos_los_ods(self):
        """Its goals, the main one first, each once: as rows fetched, or two queries."""
        return list(dict.fromkeys([*filter(None, [self.ods_principal]), *self.ods.all()]))

    @property
    def titulo_es_version(self):
        """True if the title that the active language shows is a version of ours, not an official one."""
        return bool(self.titulo_traducido) and self._idioma_del_titulo() == self.titulo_traducido

    @property
    def titulo_en_otro_idioma(self):
        """True if the title that is shown is not in the active language: there is none in it."""
        return self._idioma_del_titulo() not in ("", get_language())

    @property
    def titulo_original(self):
        """The title in its own language where a version of ours is shown instead of it; else ""."""
        original = getattr(self, f"titulo_{self.idioma_original.replace('-', '_')}", "") or ""
        return original if self.titulo_es_version and self.idioma_original != self.titulo_traducido else ""

    def _idioma_del_titulo(self):
        """The language of the title shown: the active one, or the other one where that is the only one."""
        idiomas = ["pt-br", "es"] if get_language() == "pt-br" else ["es", "pt-br"]
        return next((i for i in idiomas if getattr(self, f"titulo_{i.replace('-', '_')}", "")), "")


def nombre_sin_titulo(ciudades):
    """Return what a project without a known title is called, by the names of its cities."""
    if len(ciudades) > 1:
        return gettext("Cooperación entre %(unas)s y %(otra)s (título sin dato)") % {
            "unas": ", ".join(ciudades[:-1]),
            "otra": ciudades[-1],
        }
    if ciudades:
        return gettext("Proyecto de %(ciudad)s (título sin dato)") % {"ciudad": ciudades[0]}
    return gettext("Proyecto sin título conocido")


class Participacion(DeActor):
    """A city or an institution in a project, with its role."""

    class Rol(models.TextChoices):
        """The roles of the PCSSM, and those of a triangular project (SEGIB, Informe de la Cooperación Sur-Sur)."""

        COORDINADORA = "coordinadora", _("coordinadora")
        SOCIA = "socia", _("socia")
        ALIADA = "aliada", _("aliada")
        PRIMER_OFERENTE = "primer_oferente", _("primer oferente")
        SEGUNDO_OFERENTE = "segundo_oferente", _("segundo oferente")
        RECEPTORA = "receptora", _("receptora")

    proyecto = models.ForeignKey(
        Proyecto, on_delete=models.CASCADE, related_name="participaciones", verbose_name=_("proyecto")
    )
    rol = models.CharField(_("rol"), max_length=16, choices=Rol.choices)

    objects = DeActorQuerySet.as_manager()

    class Meta(DeActor.Meta):
        abstract = False
        verbose_name = _("participación")
        verbose_name_plural = _("participaciones")
        ordering = ["pk"]
        constraints = [
            *DeActor.Meta.constraints,
            models.CheckConstraint(
                name="proyectos_participacion_rol_conocido",
                condition=Q(
                    rol__in=["coordinadora", "socia", "aliada", "primer_oferente", "segundo_oferente", "receptora"]
                ),
                violation_error_message=_("Elija un rol de la lista."),
            ),
            models.UniqueConstraint(
                name="proyectos_participacion_ciudad_unica",
                fields=["proyecto", "ciudad"],
                violation_error_message=_("Esa ciudad ya participa en el proyecto."),
            ),
            models.UniqueConstraint(
                name="proyectos_participacion_institucion_unica",
                fields=["proyecto", "institucion"],
                violation_error_message=_("Esa institución ya participa en el proyecto."),
            ),
            models.UniqueConstraint(
                name="proyectos_participacion_una_coordinadora",
                fields=["proyecto"],
                condition=Q(rol="coordinadora"),
                violation_error_message=_("El proyecto ya tiene coordinadora: cambie primero su rol."),
            ),
        ]

    def __str__(self):
        return f"{self.actor} · {self.get_rol_display()}"

    @property
    def clase(self):
        """What kind of partner it is, in words: a local government by its type, or the type of institution."""
        return self.actor.get_tipo_display()

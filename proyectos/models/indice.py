"""The index of the catalogue: what the public may find, as the search wants it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F

from comun.indices import Indice
from proyectos.models.proyecto import Proyecto


class IndiceProyecto(Indice):
    """One row for each published project, written by the triggers of migrations 0008 and 0010 only."""

    proyecto = models.OneToOneField(
        Proyecto, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="indice"
    )
    slug = models.TextField()
    anio = models.SmallIntegerField(null=True)
    orden_es = models.TextField()
    orden_pt_br = models.TextField()
    huella = models.TextField()  # of all that is public of the sheet
    actualizado = models.DateTimeField()  # when that changed

    class Meta(Indice.Meta):
        abstract = False
        verbose_name = "índice del catálogo"
        verbose_name_plural = "índice del catálogo"
        indexes = [
            GinIndex(fields=["doc"], name="indice_doc", fastupdate=False),
            GinIndex(fields=["titular"], name="indice_titular", fastupdate=False),
            GinIndex(fields=["facetas"], name="indice_facetas", fastupdate=False),
            models.Index(F("anio").desc(nulls_last=True), F("slug"), name="indice_recientes"),
            models.Index(F("anio").asc(nulls_last=True), F("slug"), name="indice_antiguos"),
            models.Index("orden_es", "slug", name="indice_titulo_es"),
            models.Index("orden_pt_br", "slug", name="indice_titulo_pt_br"),
            models.Index("actualizado", name="indice_actualizado"),
        ]

    def __str__(self):
        return self.slug

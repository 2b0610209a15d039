"""What goes with the programme: the video of a block, the materials of a talk."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agenda.models.programa import Bloque, Intervencion
from comun.medios import AlAzar


def uno_solo(nombre, mensaje):
    """Return the constraint by which a row has a file or an address, and only one of the two."""
    return models.CheckConstraint(
        name=nombre,
        condition=Q(archivo="") & ~Q(url="") | ~Q(archivo="") & Q(url=""),
        violation_error_message=mensaje,
    )


class Video(models.Model):
    """The video of a block: a file of ours, or an address elsewhere that the page only links to."""

    bloque = models.OneToOneField(Bloque, on_delete=models.CASCADE, related_name="video", verbose_name=_("bloque"))
    archivo = models.FileField(_("archivo"), upload_to=AlAzar("agenda/videos"), max_length=120, blank=True, default="")
    url = models.URLField(_("dirección en otro sitio"), blank=True, default="")
    cartel = models.FileField(
        _("imagen de portada"), upload_to=AlAzar("agenda/carteles"), max_length=120, blank=True, default=""
    )
    subtitulos_es = models.FileField(
        _("subtítulos en español (WebVTT)"),
        upload_to=AlAzar("agenda/subtitulos"),
        max_length=120,
        blank=True,
        default="",
    )
    subtitulos_pt_br = models.FileField(
        _("subtítulos en portugués (WebVTT)"),
        upload_to=AlAzar("agenda/subtitulos"),
        max_length=120,
        blank=True,
        default="",
    )
    transcripcion = models.TextField(_("transcripción"), max_length=20000, blank=True, default="")

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        constraints = [
            uno_solo(
                "agenda_video_archivo_o_direccion",
                _("Suba el video o escriba su dirección en otro sitio, y solo una de las dos cosas."),
            )
        ]

    def __str__(self):
        return str(self.bloque)


class Material(models.Model):
    """Something to read about a talk: a file of ours or a link."""

    intervencion = models.ForeignKey(
        Intervencion, on_delete=models.CASCADE, related_name="materiales", verbose_name=_("intervención")
    )
    orden = models.PositiveSmallIntegerField(_("orden"), default=1)
    titulo = models.CharField(_("título"), max_length=160)
    archivo = models.FileField(
        _("archivo"), upload_to=AlAzar("agenda/materiales"), max_length=120, blank=True, default=""
    )
    url = models.URLField(_("enlace"), blank=True, default="")

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materiales")
        ordering = ["orden", "pk"]
        constraints = [
            uno_solo(
                "agenda_material_archivo_o_enlace",
                _("Suba un archivo o escriba un enlace, y solo una de las dos cosas."),
            )
        ]

    def __str__(self):
        return self.titulo

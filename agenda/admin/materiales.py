"""Who speaks and what goes with the programme: written on the page of its talk or block, and listed to be found.

What is uploaded is looked at by its bytes; pictures are drawn anew, so that they tell no more than they show.
"""

from django.contrib import admin
from django.contrib.admin.utils import flatten
from django.utils.translation import gettext_lazy as _

from agenda.models import Material, Ponente, Video
from comun import archivos
from comun.administracion import FormularioBilingue, SoloLectura, bilingue
from comun.subidas import ArchivoConPalabras, EnLaMismaPagina, campo_de_archivo

DE_PONENTE = [("nombre", "orden"), bilingue("cargo"), "organizacion", bilingue("biografia"), "foto"]
DE_MATERIAL = [bilingue("titulo"), "orden", "archivo", "url"]
DE_VIDEO = [
    "archivo",
    "url",
    "cartel",
    ("subtitulos_es", "subtitulos_pt_br"),
    bilingue("transcripcion"),
]


class FormularioPonente(FormularioBilingue):
    foto = archivos.CampoFoto(
        label=_("Foto"),
        required=False,
        widget=ArchivoConPalabras,
        help_text=_("JPEG, PNG o WebP, hasta 20 MB."),
        lado_maximo=480,
    )


class FormularioMaterial(FormularioBilingue):
    archivo = campo_de_archivo(
        _("Archivo"),
        archivos.documento,
        archivos.DOCUMENTOS,
        _("PDF, OpenDocument, DOCX, PPTX, XLSX, PNG o JPEG, hasta 25 MB. O un enlace, abajo."),
        archivos.CampoDocumento,
    )


class FormularioVideo(FormularioBilingue):
    archivo = campo_de_archivo(
        _("Archivo"), archivos.video, archivos.VIDEOS, _("MP4 o WebM, hasta 300 MB. O una dirección, abajo.")
    )
    cartel = archivos.CampoFoto(
        label=_("Imagen de portada"),
        required=False,
        widget=ArchivoConPalabras,
        help_text=_("Lo que se ve antes de reproducirlo: JPEG, PNG o WebP, hasta 20 MB."),
        lado_maximo=1280,
    )
    subtitulos_es = campo_de_archivo(
        _("Subtítulos en español (WebVTT)"), archivos.subtitulos, ["vtt"], _("Un archivo .vtt, hasta 500 KB.")
    )
    subtitulos_pt_br = campo_de_archivo(
        _("Subtítulos en portugués (WebVTT)"), archivos.subtitulos, ["vtt"], _("Un archivo .vtt, hasta 500 KB.")
    )


class PonenteInline(EnLaMismaPagina):
    model = Ponente
    form = FormularioPonente
    fields = DE_PONENTE


class MaterialInline(EnLaMismaPagina):
    model = Material
    form = FormularioMaterial
    fields = DE_MATERIAL


class VideoInline(EnLaMismaPagina):
    model = Video
    form = FormularioVideo
    fields = DE_VIDEO


class DelProgramaAdmin(SoloLectura):
    """What goes with the programme, as a list to look in; it is written on the page it goes with, under its lock."""


@admin.register(Ponente)
class PonenteAdmin(DelProgramaAdmin):
    list_display = ["nombre", "cargo", "organizacion", "intervencion"]
    list_select_related = ["intervencion"]
    search_fields = ["nombre__unaccent", "organizacion__unaccent"]
    fields = flatten(["intervencion", *DE_PONENTE])


@admin.register(Material)
class MaterialAdmin(DelProgramaAdmin):
    list_display = ["titulo", "intervencion", "orden"]
    list_select_related = ["intervencion"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent"]
    fields = flatten(["intervencion", *DE_MATERIAL])


@admin.register(Video)
class VideoAdmin(DelProgramaAdmin):
    list_display = ["bloque", "archivo", "url"]
    list_select_related = ["bloque"]
    search_fields = ["bloque__titulo_es__unaccent", "bloque__titulo_pt_br__unaccent"]
    fields = flatten(["bloque", *DE_VIDEO])

"""The programme's uploaded files: which of them everybody may see, which is as long as what they are of is public."""

from pathlib import PurePosixPath

from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from agenda.models import Bloque, Intervencion, Material, Ponente, Video
from comun import medios

_TEXTO = _("documento de texto %(tipo)s")
_PLANILLA = _("planilla %(tipo)s")
_PRESENTACION = _("presentación %(tipo)s")
_IMAGEN = _("imagen %(tipo)s")
TIPOS_EN_PALABRAS = {  # the others by their extension, which is a word: PDF
    "odt": _TEXTO,
    "docx": _TEXTO,
    "ods": _PLANILLA,
    "xlsx": _PLANILLA,
    "odp": _PRESENTACION,
    "pptx": _PRESENTACION,
    "png": _IMAGEN,
    "jpg": _IMAGEN,
}


def registrar_archivos():
    """Serve the folders of the programme; each asks one query whether a file is of something public."""
    medios.registrar("agenda/fotos", lambda nombre: _de_charlas(Ponente.objects.filter(foto=nombre)))
    medios.registrar("agenda/materiales", lambda nombre: _de_charlas(_materiales(nombre)), titulo=_titulo_de_material)
    medios.registrar("agenda/videos", lambda nombre: _de_bloques(Q(archivo=nombre)))
    medios.registrar("agenda/carteles", lambda nombre: _de_bloques(Q(cartel=nombre)))
    medios.registrar(
        "agenda/subtitulos", lambda nombre: _de_bloques(Q(subtitulos_es=nombre) | Q(subtitulos_pt_br=nombre))
    )


def _de_charlas(filas):
    return filas.filter(intervencion__in=Intervencion.objects.publicadas()).exists()


def _de_bloques(condicion):
    return Video.objects.filter(condicion, bloque__in=Bloque.objects.publicados()).exists()


def _materiales(nombre):
    return Material.objects.filter(archivo=nombre)


def _titulo_de_material(nombre):
    """Return the name of the copy that a person keeps: the file's own says nothing."""
    material = _materiales(nombre).first()
    return material.titulo if material else ""


def en_palabras(archivo):
    """Return what a stored file is and weighs: ``PDF, 1,2 MB``; only what it is if it cannot be found."""
    extension = PurePosixPath(archivo.name).suffix.removeprefix(".")
    clase = TIPOS_EN_PALABRAS.get(extension, "%(tipo)s") % {"tipo": extension.upper()}
    try:
        return f"{clase}, {filesizeformat(archivo.size)}"
    except OSError:
        return clase

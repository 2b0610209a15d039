"""The programme's uploaded files: which of them everybody may see, which is as long as what they are of is public."""

from django.db.models import Q

from agenda.models import Bloque, Intervencion, Material, Ponente, Video
from comun import medios


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

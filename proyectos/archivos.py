"""The catalogue's uploaded files: pictures and documents are public while their project is, letters never."""

from comun import medios
from proyectos.models import Documento, Imagen, Proyecto


def registrar_archivos():
    """Serve the folders of the catalogue; each asks one query whether a file is of something public."""
    permiso = "proyectos.view_proyecto"
    medios.registrar(
        "proyectos/imagenes",
        lambda nombre: _de_publicados(Imagen.objects.filter(archivo=nombre)),
        permiso=permiso,
    )
    medios.registrar(
        "proyectos/documentos",
        lambda nombre: _de_publicados(_documentos(nombre)),
        titulo=_titulo_de_documento,
        permiso=permiso,
    )
    medios.registrar("proyectos/cartas", lambda nombre: False, titulo=lambda nombre: "carta", permiso=permiso)


def _de_publicados(filas):
    return filas.filter(proyecto__in=Proyecto.objects.publicados()).exists()


def _documentos(nombre):
    return Documento.objects.filter(archivo=nombre)


def _titulo_de_documento(nombre):
    documento = _documentos(nombre).first()
    return documento.titulo if documento else ""

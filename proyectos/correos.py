"""What the mails about a proposed project say, as things stand at sending."""

from django.utils.translation import gettext_lazy as _

from comun.correo import direccion, registrar
from proyectos.models import Revision


def registrar_correos():
    """Declare the mails about a ``Proyecto``, to the contact who proposes it."""
    registrar("proyecto_recibido", nombre=_("Proyecto recibido, por revisar"), contexto=proyecto_recibido)
    registrar("proyecto_devuelto", nombre=_("Proyecto devuelto con comentarios"), contexto=proyecto_devuelto)
    registrar("proyecto_publicado", nombre=_("Proyecto publicado"), contexto=proyecto_publicado)
    registrar("proyecto_archivado", nombre=_("Proyecto archivado"), contexto=proyecto_archivado)


def proyecto_recibido(mensaje):
    """The proposal is with staff."""
    return _contexto(mensaje, Revision.ENVIADA)


def proyecto_devuelto(mensaje):
    """Staff gave it back; each line that staff wrote is one of a list."""
    contexto = _contexto(mensaje, Revision.DEVUELTA)
    lineas = [linea.strip() for linea in mensaje.sobre.comentarios.splitlines()]
    return contexto and contexto | {"comentarios": [linea for linea in lineas if linea]}


def proyecto_publicado(mensaje):
    """Everybody sees it: the one link is its public address."""
    contexto = _contexto(mensaje, Revision.PUBLICADA)
    return contexto and contexto | {"enlace": direccion("proyectos:proyecto", mensaje.sobre.slug)}


def proyecto_archivado(mensaje):
    """Staff put it away, with the motive that it gave, if any."""
    contexto = _contexto(mensaje, Revision.ARCHIVADA)
    return contexto and contexto | {"motivo_del_equipo": mensaje.parametros.get("motivo", "")}


def _contexto(mensaje, estado):
    """Return the context of a piece of news, or ``None`` if it is none any more, or nobody is left to hear it."""
    proyecto = mensaje.sobre
    contacto = proyecto.contacto
    if contacto is None or not contacto.email or proyecto.publicacion != estado:
        return None
    es_su_correo = mensaje.a.lower() == contacto.email.lower()
    return {
        "nombre": contacto.nombre,
        "titulo": proyecto.nombre,
        "enlace": direccion("seminario:entrar", contacto.token()) if es_su_correo else direccion("seminario:acceso"),
    }

"""Uploaded files: where they are kept, under names that tell nothing, and who may read them.

A room registers each folder of its own in ``AppConfig.ready``, with the function that tells whether everybody may see
the file of a stored name. What no room registered is served to nobody.
"""

import re
import secrets
from datetime import timedelta
from functools import partial
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.cache import get_conditional_response
from django.utils.deconstruct import deconstructible
from django.utils.http import content_disposition_header, http_date
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from comun.archivos import DE_OFICINA, TIPOS

GUARDABLE = "public, max-age=300, must-revalidate"  # how long a copy outlives a withdrawal
GRACIA = timedelta(days=1)  # a file is written before the row that refers to it
TROZO = 64 * 2**10
POLITICA = "default-src 'none'; media-src 'self'; sandbox"  # a video opened by itself is a page that loads itself
PARA_GUARDAR = ("pdf", *DE_OFICINA)

_NOMBRE = re.compile(r"(?P<carpeta>[a-z0-9_-]+(?:/[a-z0-9_-]+)*)/[a-z0-9]{20,}\.(?P<extension>[a-z0-9]{2,5})")
_RANGO = re.compile(r"bytes=[ \t]*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))[ \t]*", re.IGNORECASE)

_carpetas = {}


class Carpeta(NamedTuple):
    """What a room says of the files in one folder."""

    publicos: callable
    titulo: callable
    permiso: str


def registrar(carpeta, publicos, titulo=lambda nombre: "", permiso=""):
    """Serve the files of ``carpeta`` (``"agenda/fotos"``), from an ``AppConfig.ready``.

    ``publicos(nombre)`` tells whether everybody may see the file stored as ``nombre``; it is asked at every request.
    ``titulo(nombre)`` gives the words that name the copy a person keeps. ``permiso``: what staff must hold to see a
    hidden one. Files that no row refers to are deleted,
    after a day, by the purge: see ``borrar_huerfanos``.
    """
    _carpetas[carpeta] = Carpeta(publicos, titulo, permiso)


@deconstructible(path="comun.medios.AlAzar")
class AlAzar:
    """Name an uploaded file (``upload_to``): ``<carpeta>/<32 hex>.<extension>``; nothing else of its own name stays.

    The extension is the true one: the validators of ``comun.archivos`` put it there. One that is not served is refused.
    """

    def __init__(self, carpeta):
        self.carpeta = carpeta

    def __call__(self, fila, nombre):
        extension = PurePosixPath(nombre).suffix.lower().removeprefix(".")
        if extension not in TIPOS:
            raise SuspiciousFileOperation(f"a file of a kind that is not served: {extension!r}")
        return f"{self.carpeta}/{secrets.token_hex(16)}.{extension}"

    def __eq__(self, otro):
        return isinstance(otro, AlAzar) and otro.carpeta == self.carpeta

    def __hash__(self):
        return hash(self.carpeta)


# --- Reading ------------------------------------------------------------------------------------


@require_safe
def archivo(request, ruta):
    """Answer with a file: a public one to everybody, a hidden one to staff; 404 for any other, existing or not.

    A public file is decided before the session is looked at, so that any cache may keep it.
    """
    carpeta, extension = _registrada(ruta)
    publico = _existe(ruta) and carpeta.publicos(ruta)
    if not publico and not _del_equipo(request, carpeta):
        raise Http404
    return _responder(request, ruta, carpeta, guardable=publico, para_guardar=extension in PARA_GUARDAR)


def _del_equipo(request, carpeta):
    """True for staff who may see what is hidden in the folder."""
    return admin.site.has_permission(request) and (not carpeta.permiso or request.user.has_perm(carpeta.permiso))


def privado(request, ruta):
    """Answer with a stored file, to be kept, for whom the calling view let in: no cache holds it. 404 if it is gone."""
    carpeta, _extension = _registrada(ruta)
    _existe(ruta)
    return _responder(request, ruta, carpeta, guardable=False, para_guardar=True)


def rango(cabecera, tamano):
    """Return the bytes that a ``Range`` header asks for (RFC 9110, 14.1.2): ``None`` is all, an empty range none.

    Several ranges at once, other units and what cannot be read are answered with all, as the RFC allows.
    """
    pedido = _RANGO.fullmatch(cabecera)
    if not pedido or not tamano:
        return None
    desde, hasta, ultimos = pedido.groups()
    if ultimos:
        return range(max(tamano - int(ultimos), 0), tamano)
    if hasta and int(hasta) < int(desde):
        return None
    return range(int(desde), min(int(hasta) + 1, tamano) if hasta else tamano)


def _existe(ruta):
    """Return True for a name that a file has; raise 404 for any other."""
    try:
        if not S_ISREG(Path(default_storage.path(ruta)).stat().st_mode):
            raise Http404
    except FileNotFoundError as error:
        raise Http404 from error
    return True


def _responder(request, ruta, carpeta, *, guardable, para_guardar):
    """Answer with a file, by the proxy where there is one; it may be gone since it was looked for."""
    try:
        response = _por_el_proxy(ruta) if settings.MEDIA_ACCEL else _entregar(request, ruta)
    except FileNotFoundError as error:
        raise Http404 from error
    guardable = guardable and response.status_code in (200, 206, 304)
    response.headers["Cache-Control"] = GUARDABLE if guardable else "private, no-store"
    response.headers["Content-Security-Policy"] = POLITICA
    response.headers["X-Content-Type-Options"] = "nosniff"
    if response.status_code in (200, 206):
        extension = PurePosixPath(ruta).suffix.removeprefix(".")
        response.headers["Content-Type"] = TIPOS[extension]
        response.headers["Content-Disposition"] = _disposicion(carpeta, ruta, extension, para_guardar)
    return response


def _registrada(ruta):
    """Return the folder and the extension of a name that ``AlAzar`` may have given, in a registered folder, or 404.

    No other name comes near the disk: no dot but one, no way up, no absolute path (CVE-2023-28458).
    """
    partes = _NOMBRE.fullmatch(ruta)
    if not partes or partes["carpeta"] not in _carpetas or partes["extension"] not in TIPOS:
        raise Http404
    return _carpetas[partes["carpeta"]], partes["extension"]


def _entregar(request, ruta):
    """Answer 200, 206, 304, 412 or 416 without ever holding more than one piece of the file."""
    estado = Path(default_storage.path(ruta)).stat()
    etag, modificado = f'"{estado.st_mtime_ns:x}-{estado.st_size:x}"', int(estado.st_mtime)
    response = get_conditional_response(request, etag, modificado)
    if response is None:
        todo = range(estado.st_size)
        tramo = _pedido(request, etag, modificado, estado.st_size)
        if tramo is not None and not tramo:
            return HttpResponse(status=416, headers={"Content-Range": f"bytes */{estado.st_size}"})
        response = _cuerpo(request, ruta, todo if tramo is None else tramo)
        response.headers["Accept-Ranges"] = "bytes"
        if tramo is not None:
            response.status_code = 206
            response.headers["Content-Range"] = f"bytes {tramo.start}-{tramo.stop - 1}/{estado.st_size}"
    response.headers["ETag"] = etag
    response.headers["Last-Modified"] = http_date(modificado)
    return response


def _pedido(request, etag, modificado, tamano):
    """Return the range to send: that of the header, unless the copy it continues (``If-Range``) is of another file."""
    copia = request.headers.get("If-Range", etag)
    if request.method != "GET" or copia not in (etag, http_date(modificado)):
        return None
    return rango(request.headers.get("Range", ""), tamano)


def _cuerpo(request, ruta, tramo):
    response = HttpResponse() if request.method == "HEAD" else StreamingHttpResponse(_Trozos(ruta, tramo))
    response.headers["Content-Length"] = str(len(tramo))
    return response


class _Trozos:
    """Part of a file, piece by piece; closed by the response, read or not."""

    def __init__(self, ruta, tramo):
        self.archivo = default_storage.open(ruta)
        self.archivo.seek(tramo.start)
        self.faltan = len(tramo)

    def __iter__(self):
        while trozo := self.archivo.read(min(TROZO, self.faltan)):
            self.faltan -= len(trozo)
            yield trozo

    def close(self):
        self.archivo.close()


def _por_el_proxy(ruta):
    """Let nginx send the file, from a place that only this header reaches; it sees to ranges and 304 itself."""
    return HttpResponse(headers={"X-Accel-Redirect": f"{settings.MEDIA_ACCEL}{ruta}"})


def _disposicion(carpeta, ruta, extension, para_guardar):
    """Show pictures, video and captions; hand over to be kept what is opened outside the portal."""
    titulo = slugify(carpeta.titulo(ruta)) or PurePosixPath(ruta).parent.name
    return content_disposition_header(para_guardar, f"{titulo}.{extension}")


# --- Forgetting ---------------------------------------------------------------------------------


def borrar_huerfanos(ahora):
    """Delete the files older than a day, in registered folders, that no row refers to; part of the purge.

    Deleted when the transaction is committed, so that a rehearsal deletes nothing.
    """
    sobran = [nombre for carpeta in _carpetas for nombre in _huerfanos(carpeta, (ahora - GRACIA).timestamp())]
    transaction.on_commit(partial(_borrar, sobran))
    return {"archivos subidos que nada usa": len(sobran)}


def _huerfanos(carpeta, antes_de):
    """Return the names of old files without a row; none if no model keeps its files in that folder.

    The disk is read first: a row written meanwhile is seen.
    """
    ruta = Path(default_storage.path(carpeta))
    viejos = {
        f"{carpeta}/{hijo.name}"
        for hijo in (ruta.iterdir() if ruta.is_dir() else ())
        if _NOMBRE.fullmatch(f"{carpeta}/{hijo.name}") and hijo.is_file() and hijo.stat().st_mtime < antes_de
    }
    campos = [campo for campo in campos_de_archivo() if campo.upload_to == AlAzar(carpeta)]
    for campo in campos:
        viejos -= set(campo.model._base_manager.values_list(campo.attname, flat=True))
    return sorted(viejos) if campos else []


def _borrar(nombres):
    for nombre in nombres:
        default_storage.delete(nombre)


def campos_de_archivo():
    """Return the fields of all models that keep a file."""
    return [
        campo
        for modelo in apps.get_models()
        for campo in modelo._meta.local_concrete_fields
        if isinstance(campo, models.FileField)
    ]


# --- Telling ------------------------------------------------------------------------------------

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


def en_palabras(archivo):
    """Return what a stored file is and weighs: ``PDF, 1,2 MB``; only what it is if it cannot be found."""
    extension = PurePosixPath(archivo.name).suffix.removeprefix(".")
    clase = TIPOS_EN_PALABRAS.get(extension, "%(tipo)s") % {"tipo": extension.upper()}
    try:
        return f"{clase}, {filesizeformat(archivo.size)}"
    except OSError:
        return clase

"""What an uploaded file truly is, told by its bytes: its name and the type the browser says count for nothing.

``foto``, ``video``, ``subtitulos`` and ``documento`` are validators for a FileField, of a model or of a form. Each says
what to do about a file that it refuses, and names one that it takes by what it is, which ``comun.medios.AlAzar`` keeps.
"""

import io
import re
import zipfile
from functools import wraps

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

MB = 2**20
FOTO_MAXIMO = 20 * MB
VIDEO_MAXIMO = 300 * MB
SUBTITULOS_MAXIMO = 500 * 2**10
DOCUMENTO_MAXIMO = 25 * MB
MEGAPIXELES = 50  # decoded, 200 MB of memory at most
LADO_FOTO = 1200
LADO_DOCUMENTO = 4096
PASADAS_JPEG = 32  # over the whole picture; cameras and editors make 10
PARTES_IMAGEN = 20_000
PARTES_ZIP = 10_000
CAJAS_MP4 = 100_000  # an hour in pieces of a second has 7200

_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
TIPOS = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "vtt": "text/vtt; charset=utf-8",
    "pdf": "application/pdf",
    "odt": f"{_ODF}text",
    "ods": f"{_ODF}spreadsheet",
    "odp": f"{_ODF}presentation",
    "docx": f"{_OOXML}wordprocessingml.document",
    "xlsx": f"{_OOXML}spreadsheetml.sheet",
    "pptx": f"{_OOXML}presentationml.presentation",
}
FOTOS = ("jpg", "png", "webp")
VIDEOS = ("mp4", "webm")
DE_OFICINA = ("odt", "ods", "odp", "docx", "xlsx", "pptx")
DOCUMENTOS = ("pdf", *DE_OFICINA, "png", "jpg")

_MARCAS_MP4 = {b"isom", *(b"iso%d" % n for n in range(2, 10)), b"mp41", b"mp42", b"avc1", b"M4V ", b"M4VP", b"dash"}
_DOCTYPE_WEBM = re.compile(rb"\x42\x82(?:\x84|\x40\x04|\x10\x00\x00\x04|\x01\x00{6}\x04)webm")
_MARCA_JPEG = re.compile(rb"\xff[^\x00\x01\xd0-\xd8\xff]")  # that begins something, be it in the pixels of a scan
_CON_DATOS = {"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment"}
_TIEMPO = r"(?:([0-9]{2,6}):)?([0-5][0-9]):([0-5][0-9])\.([0-9]{3})"
_TIEMPOS = re.compile(rf"{_TIEMPO}[ \t]+-->[ \t]+{_TIEMPO}(?:[ \t].*)?")
_ETIQUETA = re.compile(rf"</?(?:c|i|b|u|v|lang|ruby|rt)(?:\.[^\s<>.]+)*(?:[ \t][^<>]*)?>|<{_TIEMPO}>")


def tipo_de(archivo):
    """Return the extension of what an open file truly is, one of ``TIPOS``, or ``None``; rewinds it.

    Raise ``ValidationError`` for a zip of so many parts that looking for out is costly.
    """
    archivo.seek(0)
    inicio = archivo.read(64)
    archivo.seek(0)
    if inicio.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if inicio.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if inicio[:4] == b"RIFF" and inicio[8:12] == b"WEBP":
        return "webp"
    if inicio[4:8] == b"ftyp" and inicio[8:12] in _MARCAS_MP4:
        return "mp4"
    if inicio.startswith(b"\x1a\x45\xdf\xa3") and _DOCTYPE_WEBM.search(inicio):
        return "webm"
    if re.match(rb"(?:\xef\xbb\xbf)?WEBVTT(?:[ \t\r\n]|\Z)", inicio):
        return "vtt"
    if inicio.startswith(b"%PDF-"):
        return "pdf"
    if inicio.startswith(b"PK\x03\x04") and archivo.size <= DOCUMENTO_MAXIMO:
        return _de_oficina(archivo)[0]
    return None


def _validador(funcion):
    """Make a validator of a function that refuses an open file or returns its true extension.

    A file that is stored already was looked at when it came.
    """

    @wraps(funcion)
    def validar(archivo):
        if not getattr(archivo, "_committed", False):
            archivo.name = f"archivo.{funcion(archivo)}"
            archivo.seek(0)

    return validar


@_validador
def foto(archivo):
    """Refuse what is no photo, and one that tells more than it shows (``CampoFoto`` takes that out)."""
    _medir(archivo, FOTO_MAXIMO)
    _sin_datos(_abrir_imagen(archivo))
    return tipo_de(archivo)


@_validador
def video(archivo):
    """Refuse what is no MP4 or WebM, and an MP4 that was cut short."""
    _medir(archivo, VIDEO_MAXIMO)
    extension = tipo_de(archivo)
    if extension not in VIDEOS:
        raise ValidationError(
            _("El archivo no es un video MP4 ni WebM: exportarlo como MP4 (H.264) y subirlo de nuevo."),
            code="no_es_video",
        )
    if extension == "mp4" and not _mp4_entero(archivo):
        raise ValidationError(
            _("El video está incompleto: revisar que se pueda ver hasta el final y subirlo de nuevo."),
            code="incompleto",
        )
    return extension


@_validador
def subtitulos(archivo):
    """Refuse what is no WebVTT: https://www.w3.org/TR/webvtt1/, 4.1."""
    _medir(archivo, SUBTITULOS_MAXIMO)
    if tipo_de(archivo) != "vtt":
        raise ValidationError(
            _("Los subtítulos no están en formato WebVTT: exportarlos como .vtt; la primera línea dice WEBVTT."),
            code="no_es_webvtt",
        )
    try:
        texto = archivo.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        mensaje = _("Los subtítulos no están en UTF-8: guardarlos con esa codificación y subirlos de nuevo.")
        raise ValidationError(mensaje, code="no_es_utf8") from error
    _revisar_textos(texto)
    return "vtt"


@_validador
def documento(archivo):
    """Refuse what is no document that anybody can open, one that runs programs, and a picture as ``foto`` does."""
    _medir(archivo, DOCUMENTO_MAXIMO)
    extension = tipo_de(archivo)
    if extension in FOTOS:
        _sin_datos(_abrir_imagen(archivo))
    if _de_oficina(archivo)[1]:
        raise ValidationError(
            _("El documento tiene macros: guardar una copia sin ellas, o como PDF, y subirla."), code="con_macros"
        )
    if extension not in DOCUMENTOS:
        raise ValidationError(
            _("El archivo no es PDF, OpenDocument, DOCX, PPTX, XLSX, PNG ni JPEG: guardarlo como PDF y subirlo."),
            code="no_es_documento",
        )
    return extension


class CampoFoto(forms.FileField):
    """A form field that takes a photo and gives what ``recodificar`` makes of it."""

    def __init__(self, *, lado_maximo=LADO_FOTO, **kwargs):
        super().__init__(**kwargs)
        self.lado_maximo = lado_maximo

    def to_python(self, data):
        subido = super().to_python(data)
        return subido and recodificar(subido, self.lado_maximo)

    def widget_attrs(self, widget):
        return {**super().widget_attrs(widget), "accept": ",".join(TIPOS[extension] for extension in FOTOS)}


class CampoDocumento(forms.FileField):
    """A form field that takes a document; a picture among them is drawn anew, in its own format.

    ``maximo``: bytes, where the form takes less than what ``documento`` does; what weighs more may have arrived cut.
    """

    def __init__(self, *, maximo=None, **kwargs):
        super().__init__(**kwargs)
        self.maximo = maximo

    def to_python(self, data):
        subido = super().to_python(data)
        if not subido:
            return subido
        if self.maximo and subido.size > self.maximo:
            raise ValidationError(
                _("El archivo pesa más de %(maximo)s, el máximo: guardar una versión más liviana y subirla."),
                code="pesado",
                params={"maximo": filesizeformat(self.maximo)},
            )
        _medir(subido, DOCUMENTO_MAXIMO)
        extension = tipo_de(subido)
        return _redibujar(subido, LADO_DOCUMENTO, extension) if extension in FOTOS else subido


def recodificar(archivo, lado_maximo=LADO_FOTO):
    """Return a photo drawn anew: upright, sRGB, WebP, at most ``lado_maximo`` pixels a side, nothing but pixels in it.

    Raise ``ValidationError`` for what ``foto`` refuses, hidden data apart.
    """
    _medir(archivo, FOTO_MAXIMO)
    return _redibujar(archivo, lado_maximo, "webp")


def medidas(archivo):
    """Return the width and the height in pixels of a picture that ``recodificar`` made."""
    archivo.seek(0)
    with Image.open(archivo, formats=("WEBP",)) as imagen:
        ancho, alto = imagen.size
    archivo.seek(0)
    return ancho, alto


# --- Pictures -----------------------------------------------------------------------------------

_FORMATOS = {
    "webp": {"format": "WEBP", "quality": 82, "method": 4},
    "jpg": {"format": "JPEG", "quality": 92, "subsampling": "4:4:4"},
    "png": {"format": "PNG"},
}


def _redibujar(archivo, lado_maximo, extension):
    imagen = _abrir_imagen(archivo, lado_maximo)
    con_fondo = imagen.mode in ("RGBA", "LA", "PA") or "transparency" in imagen.info
    imagen = _en_srgb(imagen, "RGBA" if con_fondo else "RGB")
    imagen.thumbnail((lado_maximo, lado_maximo), Image.Resampling.LANCZOS)
    imagen.info.clear()
    salida = io.BytesIO()
    imagen.save(salida, **_FORMATOS[extension])
    return ContentFile(salida.getvalue(), name=f"foto.{extension}")


def _abrir_imagen(archivo, lado=None):
    """Return the decoded picture; if ``lado`` pixels are enough, upright, and a large JPEG at a fraction of its size.

    Only three decoders of Pillow's are offered to strangers' bytes, and the parts and the size are looked at before
    any pixel.
    """
    _contar_partes(archivo)
    try:
        imagen = Image.open(archivo, formats=("JPEG", "PNG", "WEBP"))
        if imagen.width * imagen.height > MEGAPIXELES * 1_000_000:
            raise Image.DecompressionBombError
        if lado:
            imagen.draft(None, (lado, lado))
        imagen.load()
        return ImageOps.exif_transpose(imagen) if lado else imagen
    except Image.DecompressionBombError as error:
        mensaje = _("La imagen tiene más de %(maximo)s megapíxeles: reducirla y subirla.")
        raise ValidationError(mensaje, code="enorme", params={"maximo": MEGAPIXELES}) from error
    except Exception as error:  # Pillow raises nearly anything at a damaged file, as Django's ImageField knows.
        mensaje = _("El archivo no es una imagen JPEG, PNG ni WebP que se pueda abrir: guardarla como JPEG y subirla.")
        raise ValidationError(mensaje, code="no_es_imagen") from error
    finally:
        archivo.seek(0)


def _contar_partes(archivo):
    """Raise for a picture that would keep its decoder busy: a scan is a few bytes and is drawn over all of a JPEG."""
    archivo.seek(0)
    datos = archivo.read(DOCUMENTO_MAXIMO)
    archivo.seek(0)
    partes = _partes_jpeg(datos) if datos.startswith(b"\xff\xd8") else _partes_png(datos)
    pasadas = 0
    for numero, tipo in enumerate(partes):
        pasadas += tipo == b"\xff\xda"
        if numero >= PARTES_IMAGEN or pasadas > PASADAS_JPEG:
            raise ValidationError(
                _("La imagen está hecha de demasiadas partes: guardarla de nuevo como JPEG no progresivo y subirla."),
                code="demasiadas_partes",
            )


def _partes_jpeg(datos):
    """Yield the markers of a JPEG up to its end (ITU-T T.81, B.1.1); what Exif holds is inside one of them."""
    posicion = 2
    while (marca := _MARCA_JPEG.search(datos, posicion)) and marca[0] != b"\xff\xd9":
        yield marca[0]
        posicion = marca.end() + int.from_bytes(datos[marca.end() : marca.end() + 2], "big")


def _partes_png(datos):
    """Yield the types of the chunks of a PNG; WebP has nothing of the kind that costs, and gives next to none."""
    posicion = 8
    while datos.startswith(b"\x89PNG") and posicion < len(datos):
        yield datos[posicion + 4 : posicion + 8]
        posicion += 12 + int.from_bytes(datos[posicion : posicion + 4], "big")


def _sin_datos(imagen):
    if _CON_DATOS & imagen.info.keys() or getattr(imagen, "text", None):
        raise ValidationError(
            _("La foto trae datos ocultos, como el lugar donde se tomó: guardar una copia sin ellos y subirla."),
            code="con_datos",
        )


def _en_srgb(imagen, modo):
    """Convert the colours of a picture to those of the web; a colour profile that cannot be read is left out."""
    perfil = imagen.info.get("icc_profile")
    if perfil and imagen.mode in ("RGB", "RGBA", "CMYK"):
        try:
            origen = ImageCms.ImageCmsProfile(io.BytesIO(perfil))
            salida = imagen.mode if imagen.mode != "CMYK" else "RGB"
            imagen = ImageCms.profileToProfile(imagen, origen, ImageCms.createProfile("sRGB"), outputMode=salida)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass
    if imagen.mode.startswith("I;16"):  # which Pillow would cut at 255, all white
        imagen = imagen.point(lambda valor: valor / 256).convert("L")
    return imagen.convert(modo)


# --- Video --------------------------------------------------------------------------------------


def _mp4_entero(archivo):
    """Tell whether the boxes of an MP4 end where the file does, and one says what is in it (ISO/IEC 14496-12, 4.2).

    Raise ``ValidationError`` for one of so many boxes that walking them is costly.
    """
    posicion, cajas, tipos = 0, 0, set()
    while posicion < archivo.size:
        cajas += 1
        if cajas > CAJAS_MP4:
            raise ValidationError(
                _("El video está partido en demasiados fragmentos: exportarlo como MP4 (H.264) y subirlo de nuevo."),
                code="demasiadas_partes",
            )
        archivo.seek(posicion)
        cabecera = archivo.read(16)
        largo = int.from_bytes(cabecera[:4], "big")
        if largo == 1:
            largo = int.from_bytes(cabecera[8:16], "big")
        elif largo == 0:
            largo = archivo.size - posicion
        if len(cabecera) < 8 or largo < 8:
            return False
        tipos.add(cabecera[4:8])
        posicion += largo
    return posicion == archivo.size and {b"moov", b"mdat"} <= tipos


# --- Captions -----------------------------------------------------------------------------------


def _revisar_textos(texto):
    """Raise at the first line of a WebVTT that a browser would not show, or show out of time."""
    anterior, en_un_texto, tiempos = 0, False, 0
    for numero, linea in enumerate(re.split(r"\r\n|\r|\n", texto), start=1):
        if "-->" in linea:
            anterior = _revisar_tiempos(linea, numero, anterior)
            en_un_texto, tiempos = True, tiempos + 1
        elif not linea.strip():
            en_un_texto = False
        elif en_un_texto and "<" in _ETIQUETA.sub("", linea):
            raise ValidationError(
                _("La línea %(linea)s tiene una etiqueta que no es de WebVTT: quitarla, o escribir &lt; en vez de <."),
                code="etiqueta",
                params={"linea": numero},
            )
    if not tiempos:
        raise ValidationError(
            _("Los subtítulos no tienen ningún texto: agregar al menos uno, con su tiempo."), code="sin_textos"
        )


def _revisar_tiempos(linea, numero, anterior):
    """Return when a caption begins, in milliseconds, ``anterior`` being when the one before it did."""
    leido = _TIEMPOS.fullmatch(linea.strip())
    if not leido:
        raise ValidationError(
            _("La línea %(linea)s no dice sus tiempos como 00:01:02.500 --> 00:01:05.000: escribirlos de esa manera."),
            code="tiempo",
            params={"linea": numero},
        )
    partes = [int(parte or 0) for parte in leido.groups()]
    desde, hasta = (((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (partes[:4], partes[4:]))
    if not anterior <= desde < hasta:
        raise ValidationError(
            _("Los tiempos de la línea %(linea)s van hacia atrás: ordenar los textos y hacer que cada uno dure algo."),
            code="orden",
            params={"linea": numero},
        )
    return desde


# --- Office documents ---------------------------------------------------------------------------


def _de_oficina(archivo):
    """Return the extension of an office document, or ``None`` for any other zip, and whether it brings programs.

    The parts are counted by their mark in the directory of the zip, without which none is read: what its end says of
    their number may be a lie.
    """
    archivo.seek(0)
    if archivo.read().count(b"PK\x01\x02") > PARTES_ZIP:
        raise ValidationError(
            _("El documento está hecho de demasiadas partes: guardarlo como PDF y subirlo."), code="demasiadas_partes"
        )
    archivo.seek(0)
    try:
        with zipfile.ZipFile(archivo) as paquete:
            nombres = [nombre.lower() for nombre in paquete.namelist()]
            tipos = _leer_parte(paquete, "[Content_Types].xml")
            declarado = _leer_parte(paquete, "mimetype")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError):
        return None, False
    finally:
        archivo.seek(0)
    con_macros = b"macroEnabled" in tipos or any(
        nombre.endswith("vbaproject.bin") or nombre.startswith(("basic/", "scripts/")) for nombre in nombres
    )
    for extension in DE_OFICINA:
        tipo = TIPOS[extension].encode()
        if declarado == tipo or tipo + b".main+xml" in tipos:
            return extension, con_macros
    return None, con_macros


def _leer_parte(paquete, nombre):
    """Return the first bytes of a part, empty if it is not there: a few hundred kilobytes are no bomb."""
    if nombre not in paquete.namelist():
        return b""
    if paquete.getinfo(nombre).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile("no office document is packed in another way, and zipfile unpacks those without end")
    with paquete.open(nombre) as parte:
        return parte.read(256 * 2**10)


def _medir(archivo, maximo):
    if archivo.size > maximo:
        raise ValidationError(
            _("El archivo pesa %(pesa)s y el máximo es %(maximo)s: guardar una versión más liviana y subirla."),
            code="pesado",
            params={"pesa": filesizeformat(archivo.size), "maximo": filesizeformat(maximo)},
        )

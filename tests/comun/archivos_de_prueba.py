"""Small real files of every kind, and some that only look like one."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, TiffImagePlugin

CUEROS = {  # what [Content_Types].xml says of the main part
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "docm": "application/vnd.ms-word.document.macroEnabled.main+xml",
}
GIRO, GPS = 0x0112, 0x8825

VTT = "WEBVTT\n\nNOTE de la prueba\n\n1\n00:01.000 --> 00:03.500 line:0\n<v Ana>Buenas <i>tardes</i>\n\n"
VTT += "00:00:03.500 --> 01:00:05.000\nSeguimos &lt;aquí&gt;\n"


def subido(contenido, nombre="lo-que-sea.bin"):
    return SimpleUploadedFile(nombre, contenido.encode() if isinstance(contenido, str) else contenido)


def imagen(formato="JPEG", tamano=(40, 20), modo="RGB", color=(200, 30, 30), **opciones):
    salida = io.BytesIO()
    Image.new(modo, tamano, color).save(salida, formato, **opciones)
    return salida.getvalue()


def foto_de_telefono():
    """A photo taken lying on its side: red on the left of the file, which is the top; it says where it was taken."""
    foto = Image.new("RGB", (60, 30), (0, 0, 255))
    foto.paste((255, 0, 0), (0, 0, 30, 30))
    exif = Image.Exif()
    exif[GIRO] = 6
    exif[0x010F] = "MarcaDelTelefono"
    exif[GPS] = {1: "S", 2: tuple(TiffImagePlugin.IFDRational(n) for n in (31, 38, 0))}
    salida = io.BytesIO()
    foto.save(salida, "JPEG", exif=exif, quality=95, comment=b"tomada en casa")
    return salida.getvalue()


def caja(tipo, contenido=b""):
    return (8 + len(contenido)).to_bytes(4, "big") + tipo + contenido


def mp4(marca=b"isom", datos=b"\0" * 1000):
    return caja(b"ftyp", marca + bytes(4) + b"isommp42") + caja(b"moov", bytes(64)) + caja(b"mdat", datos)


def webm(tipo=b"webm"):
    cuerpo = b"\x42\x86\x81\x01\x42\xf7\x81\x01\x42\x82" + bytes([0x80 + len(tipo)]) + tipo
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 + len(cuerpo)]) + cuerpo + b"\x18\x53\x80\x67\x01" + bytes(200)


def pdf():
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def paquete(**partes):
    """A zip; ``/`` in a name is written ``__`` and the part called ``tipos`` is ``[Content_Types].xml``."""
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w") as archivo:
        for nombre, contenido in partes.items():
            nombre = nombre.replace("__", "/").replace("tipos", "[Content_Types].xml")
            archivo.writestr(zipfile.ZipInfo(nombre), contenido)  # of 1980: the name of a test may tell its bytes
    return salida.getvalue()


def de_word(clase="docx", **partes):
    return paquete(tipos=f'<Types><Override ContentType="{CUEROS[clase]}"/></Types>', word__document="<w/>", **partes)


def de_libreoffice(clase="text", **partes):
    return paquete(mimetype=f"application/vnd.oasis.opendocument.{clase}", content="<o/>", **partes)

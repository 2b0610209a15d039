"""What an uploaded file is, told by its bytes and never by its name (CVE-2024-27447)."""

import io
import tracemalloc
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms

from comun import archivos
from tests.comun.archivos_de_prueba import (
    VTT,
    caja,
    de_libreoffice,
    de_word,
    foto_de_telefono,
    imagen,
    mp4,
    paquete,
    pdf,
    subido,
    webm,
)

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'

VERDADEROS = {
    "jpg": imagen("JPEG"),
    "png": imagen("PNG"),
    "webp": imagen("WEBP"),
    "mp4": mp4(),
    "webm": webm(),
    "vtt": VTT.encode(),
    "pdf": pdf(),
    "odt": de_libreoffice("text"),
    "ods": de_libreoffice("spreadsheet"),
    "odp": de_libreoffice("presentation"),
    "docx": de_word("docx"),
    "xlsx": de_word("xlsx"),
    "pptx": de_word("pptx"),
}
DISFRAZADOS = {
    "html": HTML,
    "svg": SVG,
    "empty": b"",
    "gif": imagen("GIF", modo="P", color=0),
    "bmp": imagen("BMP"),
    "heic": caja(b"ftyp", b"heic" + bytes(4) + b"mif1heic") + caja(b"mdat", bytes(50)),
    "quicktime": mp4(b"qt  "),
    "audio": mp4(b"M4A "),
    "matroska": webm(b"matroska"),
    "zip": paquete(uno="dos"),
    "not a zip": b"PK\x03\x04" + HTML,
    "old word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "pdf later": b"<html>%PDF-1.7",
    "vtt later": b"<html>WEBVTT\n",
    "vtt word": b"WEBVTTX\n",
    "program": b"MZ" + bytes(200),
}


def error_de(validador, contenido, nombre="archivo.bin"):
    with pytest.raises(ValidationError) as info:
        validador(subido(contenido, nombre))
    return info.value.code


@pytest.mark.parametrize("extension", VERDADEROS)
def test_a_file_is_what_its_bytes_say(extension):
    assert archivos.tipo_de(subido(VERDADEROS[extension], "pagina.html")) == extension


@pytest.mark.parametrize("clase", DISFRAZADOS)
@pytest.mark.parametrize("nombre", ["foto.jpg", "video.mp4", "textos.vtt", "libro.pdf"])
def test_a_name_makes_no_file_what_it_is_not(clase, nombre):
    assert archivos.tipo_de(subido(DISFRAZADOS[clase], nombre)) is None


@pytest.mark.parametrize("clase", [*DISFRAZADOS, *VERDADEROS])
@pytest.mark.parametrize(
    ("validador", "toma"),
    [
        (archivos.foto, archivos.FOTOS),
        (archivos.video, archivos.VIDEOS),
        (archivos.subtitulos, ("vtt",)),
        (archivos.documento, archivos.DOCUMENTOS),
    ],
    ids=["foto", "video", "subtitulos", "documento"],
)
def test_each_validator_takes_its_kinds_and_names_them(validador, toma, clase):
    archivo = subido({**DISFRAZADOS, **VERDADEROS}[clase], "../../pagina.html")

    if clase in toma:
        validador(archivo)
        assert archivo.name == f"archivo.{clase}"
        assert archivo.tell() == 0
    else:
        with pytest.raises(ValidationError):
            validador(archivo)


@pytest.mark.parametrize("validador", [archivos.foto, archivos.video, archivos.subtitulos, archivos.documento])
def test_a_file_that_is_too_large_is_told_its_size_and_the_largest(validador):
    archivo = subido(b"")
    archivo.size = 301 * 2**20

    with pytest.raises(ValidationError) as info:
        validador(archivo)

    assert info.value.code == "pesado"
    assert info.value.messages[0].startswith("El archivo pesa 301,0\xa0MB y el máximo es ")


# --- Photos -------------------------------------------------------------------------------------


def abierta(archivo):
    return Image.open(io.BytesIO(archivo.read()))


def test_a_photo_is_drawn_anew_upright_and_tells_nothing():
    hecha = archivos.recodificar(subido(foto_de_telefono()))

    bytes_, foto = hecha.read(), abierta(io.BytesIO(hecha.file.getvalue()))
    assert (foto.format, foto.size, hecha.name) == ("WEBP", (30, 60), "foto.webp")
    rojo, azul = foto.convert("RGB").getpixel((15, 10)), foto.convert("RGB").getpixel((15, 50))
    assert (rojo[0] > 200, rojo[2] < 60, azul[0] < 60, azul[2] > 200) == (True, True, True, True)
    assert dict(foto.getexif()) == {}
    assert not any(rastro in bytes_ for rastro in (b"MarcaDelTelefono", b"Exif", b"EXIF", b"XMP", b"ICCP", b"casa"))


def test_a_photo_with_hidden_data_is_refused_and_passes_once_drawn_anew():
    assert error_de(archivos.foto, foto_de_telefono()) == "con_datos"

    archivos.foto(archivos.recodificar(subido(foto_de_telefono())))


@pytest.mark.parametrize(
    ("tamano", "esperado"),
    [((3000, 1500), (400, 200)), ((1500, 3000), (200, 400)), ((401, 401), (400, 400)), ((300, 20), (300, 20))],
)
@pytest.mark.parametrize("formato", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_reduced_and_never_enlarged(formato, tamano, esperado):
    assert abierta(archivos.recodificar(subido(imagen(formato, tamano)), 400)).size == esperado


@pytest.mark.parametrize(
    ("formato", "modo", "color", "sale"),
    [
        ("PNG", "RGBA", (0, 0, 0, 0), "RGBA"),
        ("PNG", "L", 7, "RGB"),
        ("PNG", "P", 0, "RGB"),
        ("PNG", "1", 1, "RGB"),
        ("PNG", "LA", (9, 9), "RGBA"),
        ("JPEG", "CMYK", (0, 9, 9, 9), "RGB"),
        ("JPEG", "L", 7, "RGB"),
    ],
)
def test_a_photo_of_any_mode_is_taken(formato, modo, color, sale):
    assert abierta(archivos.recodificar(subido(imagen(formato, modo=modo, color=color)))).mode == sale


def test_a_photo_of_a_wide_gamut_keeps_its_look_without_its_profile():
    perfil = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    hecha = abierta(archivos.recodificar(subido(imagen(icc_profile=perfil, quality=100))))

    assert "icc_profile" not in hecha.info
    assert all(abs(a - b) < 12 for a, b in zip(hecha.getpixel((5, 5)), (200, 30, 30), strict=True))


def ihdr(ancho, alto):
    parte = b"IHDR" + ancho.to_bytes(4, "big") + alto.to_bytes(4, "big") + b"\x08\x02\x00\x00\x00"
    return parte + zlib.crc32(parte).to_bytes(4, "big")


@pytest.mark.parametrize(("ancho", "alto"), [(7_100, 7_100), (20_000, 10_000), (2**31 - 1, 2**31 - 1)])
@pytest.mark.parametrize("validador", [archivos.foto, archivos.documento, archivos.recodificar])
def test_a_picture_with_too_many_pixels_is_refused_before_it_is_decoded(validador, ancho, alto):
    """A decompression bomb: a few bytes whose header tells of hundreds of megapixels."""
    chica = imagen("PNG", (16, 16))
    bomba = chica.replace(chica[12:33], ihdr(ancho, alto))

    assert error_de(validador, bomba) == "enorme"


@pytest.mark.parametrize("formato", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("validador", [archivos.foto, archivos.documento, archivos.recodificar])
def test_a_picture_that_was_cut_short_is_refused(validador, formato):
    ruido = Image.effect_noise((300, 300), 90).convert("RGB")
    salida = io.BytesIO()
    ruido.save(salida, formato)

    assert error_de(validador, salida.getvalue()[: len(salida.getvalue()) // 2]) in ("no_es_imagen", "no_es_documento")


def test_the_form_field_gives_the_photo_drawn_anew_and_tells_browsers_what_it_takes():
    campo = archivos.CampoFoto(lado_maximo=50, required=False)

    assert abierta(campo.clean(subido(imagen("PNG", (200, 100)), "yo.svg"))).size == (50, 25)
    assert campo.clean(None) is None
    assert campo.clean(None, "la-que-habia.webp") == "la-que-habia.webp"
    assert campo.clean(False, "la-que-habia.webp") is False
    assert campo.widget.attrs["accept"] == "image/jpeg,image/png,image/webp"
    with pytest.raises(ValidationError) as info:
        campo.clean(subido(SVG, "yo.jpg"))
    assert info.value.code == "no_es_imagen"


# --- Video --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contenido", "codigo"),
    [
        (mp4(b"qt  "), "no_es_video"),
        (mp4()[:-1], "incompleto"),
        (mp4() + b"\0\0", "incompleto"),
        (mp4() + caja(b"free")[:6], "incompleto"),
        (mp4() + b"\0\0\0\0free" + HTML, None),
        (mp4() + (1).to_bytes(4, "big") + b"free" + (16).to_bytes(8, "big"), None),
        (mp4() + b"\0\0\0\x07free", "incompleto"),
        (caja(b"ftyp", b"isom" + bytes(4)), "incompleto"),
        (caja(b"ftyp", b"isom" + bytes(4)) + HTML, "incompleto"),
        (HTML, "no_es_video"),
    ],
)
def test_a_video_is_whole(contenido, codigo):
    if codigo is None:
        archivos.video(subido(contenido))
    else:
        assert error_de(archivos.video, contenido) == codigo


# --- Captions -----------------------------------------------------------------------------------


def vtt(cuerpo, cabeza="WEBVTT"):
    return f"{cabeza}\n\n{cuerpo}\n"


UNO = "00:01.000 --> 00:02.000\n"


@pytest.mark.parametrize(
    "texto",
    [
        VTT,
        f"\ufeff{VTT}",
        VTT.replace("\n", "\r\n"),
        VTT.replace("\n", "\r"),
        vtt(UNO + "Hola", "WEBVTT - título"),
        vtt(UNO + "Hola", "WEBVTT\tKind: captions"),
        vtt(UNO + "<c.amarillo.grande>Hola</c> <00:01.500><b>ya</b> <ruby>a<rt>b</rt></ruby> <lang pt-BR>tudo</lang>"),
        vtt(f"STYLE\n::cue(b) {{ color: red }}\n\n{UNO}Hola\n\n{UNO}A la vez"),
    ],
)
def test_captions_that_browsers_show_are_taken(texto):
    archivos.subtitulos(subido(texto))


@pytest.mark.parametrize(
    ("texto", "codigo", "linea"),
    [
        ("1\n00:00:01,000 --> 00:00:02,000\nHola\n", "no_es_webvtt", None),
        (vtt(UNO + "ñandú").encode("latin-1"), "no_es_utf8", None),
        (VTT.encode("utf-16"), "no_es_webvtt", None),
        ("WEBVTT\n", "sin_textos", None),
        (vtt("NOTE nada"), "sin_textos", None),
        (vtt("00:00:01,000 --> 00:00:02,000\nHola"), "tiempo", 3),
        (vtt("00:01 --> 00:02\nHola"), "tiempo", 3),
        (vtt("00:61.000 --> 00:62.000\nHola"), "tiempo", 3),
        (vtt("00:01.000-->00:02.000\nHola"), "tiempo", 3),
        (vtt("٠٠:٠١.٠٠٠ --> ٠٠:٠٢.٠٠٠\nHola"), "tiempo", 3),
        (vtt("00:02.000 --> 00:01.000\nHola"), "orden", 3),
        (vtt("00:02.000 --> 00:02.000\nHola"), "orden", 3),
        (vtt("00:09.000 --> 00:10.000\nHola\n\n00:08.000 --> 00:20.000\nAntes"), "orden", 6),
        (vtt(UNO + "Hola\n<script>alert(1)</script>"), "etiqueta", 5),
        (vtt(UNO + "<img src=x onerror=alert(1)>"), "etiqueta", 4),
        (vtt(UNO + "2 < 3"), "etiqueta", 4),
        (vtt(UNO + "<b"), "etiqueta", 4),
        (vtt(UNO + '<font color="red">Hola</font>'), "etiqueta", 4),
        pytest.param(vtt(UNO + "<c" + ".aa" * 10_000), "etiqueta", 4, id="clases-sin-fin"),
        pytest.param(vtt("9" * 5_000 + ":00:01.000 --> 00:02.000\nHola"), "tiempo", 3, id="horas-sin-fin"),
    ],
)
def test_captions_say_which_line_to_mend(texto, codigo, linea):
    with pytest.raises(ValidationError) as info:
        archivos.subtitulos(subido(texto))

    assert info.value.code == codigo
    if linea:
        assert f"línea {linea} " in info.value.messages[0]


# --- Documents ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "contenido",
    [
        de_word("docm"),
        de_word("docx", **{"word__vbaProject.bin": "x"}),
        de_word("pptx", **{"ppt__VBAPROJECT.BIN": "x"}),
        de_libreoffice("text", Basic__Standard__script="x"),
        de_libreoffice("text", Scripts__python__uno="x"),
    ],
)
def test_a_document_with_macros_is_refused(contenido):
    assert error_de(archivos.documento, contenido) == "con_macros"


def test_an_office_document_is_one_by_what_it_declares():
    declara_otra = paquete(mimetype="application/epub+zip", content="x")
    sin_cuerpo = paquete(tipos="<Types/>", word__document="x")

    assert error_de(archivos.documento, declara_otra) == "no_es_documento"
    assert error_de(archivos.documento, sin_cuerpo, "informe.docx") == "no_es_documento"


@pytest.mark.parametrize("metodo", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_part_that_would_unpack_to_a_gigabyte_is_not_unpacked(metodo):
    salida = io.BytesIO()
    with zipfile.ZipFile(salida, "w", metodo) as archivo, archivo.open("mimetype", "w") as parte:
        for _i in range(100):
            parte.write(bytes(2**20))
    contenido = subido(salida.getvalue())

    tracemalloc.start()
    assert archivos.tipo_de(contenido) is None
    _ahora, cima = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert cima < 4 * 2**20

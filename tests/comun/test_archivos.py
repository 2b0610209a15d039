"""What an uploaded file is, told by its bytes and never by its name (CVE-2024-27447)."""

import io
import tracemalloc
import zipfile
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, PngImagePlugin

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


def con_datos_ocultos(formato):
    """A picture with a place, a maker and a text in it, as cameras and editors write them."""
    if formato == "JPEG":
        return foto_de_telefono()
    exif = Image.Exif()
    exif[0x010F] = "MarcaDelTelefono"
    textos = PngImagePlugin.PngInfo()
    textos.add_text("Comment", "tomada en casa")
    textos.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>casa</x:xmpmeta>")
    return imagen(formato, (60, 30), exif=exif, xmp=b"<x:xmpmeta>casa</x:xmpmeta>", pnginfo=textos)


RASTROS = (b"MarcaDelTelefono", b"Exif", b"EXIF", b"eXIf", b"xmp", b"XMP", b"ICCP", b"iCCP", b"tEXt", b"casa")


@pytest.mark.parametrize(("formato", "extension"), [("JPEG", "jpg"), ("PNG", "png")])
def test_a_picture_among_documents_tells_no_more_than_it_shows(formato, extension):
    """In its own format, of the size it had; the photos that the team put on a talk told where they were taken."""
    campo = archivos.CampoDocumento(validators=[archivos.documento])

    hecho = campo.clean(subido(con_datos_ocultos(formato), "yo.pdf"))

    bytes_ = hecho.read()
    assert (hecho.name, archivos.tipo_de(hecho)) == (f"archivo.{extension}", extension)
    assert [rastro for rastro in RASTROS if rastro in bytes_] == []
    assert sorted(abierta(io.BytesIO(bytes_)).size) == [30, 60]


@pytest.mark.parametrize("formato", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("validador", [archivos.foto, archivos.documento])
def test_a_picture_that_was_not_drawn_anew_is_refused_for_what_it_hides(validador, formato):
    assert error_de(validador, con_datos_ocultos(formato)) == "con_datos"


def test_a_drawing_among_documents_loses_no_pixel_nor_what_shows_through():
    dibujo = Image.effect_noise((90, 50), 90).convert("RGBA")
    dibujo.putalpha(Image.linear_gradient("L").resize((90, 50)))
    salida = io.BytesIO()
    dibujo.save(salida, "PNG")

    hecho = abierta(archivos.CampoDocumento().clean(subido(salida.getvalue())))

    assert (hecho.mode, hecho.tobytes()) == ("RGBA", dibujo.tobytes())


def test_a_drawing_of_sixteen_bits_keeps_its_greys():
    gris = Image.new("I;16", (8, 8), 128 * 256)
    salida = io.BytesIO()
    gris.save(salida, "PNG")

    assert abierta(archivos.CampoDocumento().clean(subido(salida.getvalue()))).getpixel((4, 4)) == (128, 128, 128)


@pytest.mark.parametrize("tamano", [(5000, 100), (100, 5000)])
def test_a_picture_among_documents_is_reduced_to_what_a_sheet_needs(tamano):
    assert max(abierta(archivos.CampoDocumento().clean(subido(imagen("PNG", tamano)))).size) == 4096


def test_a_document_that_is_no_picture_is_not_touched():
    campo, original = archivos.CampoDocumento(required=False, validators=[archivos.documento]), de_word("docx")

    assert campo.clean(subido(original)).read() == original
    assert campo.clean(None) is None
    assert campo.clean(False, "el-que-habia.pdf") is False


def de_pasadas(cuantas, tamano=(400, 400)):
    """A progressive JPEG whose last scan is told again and again: few bytes, and all of the picture each time."""
    salida = io.BytesIO()
    Image.new("RGB", tamano, (200, 30, 30)).save(salida, "JPEG", progressive=True)
    entera = salida.getvalue()
    ultima = entera[entera.rindex(b"\xff\xda") : -2]
    return entera[:-2] + ultima * (cuantas - entera.count(b"\xff\xda")) + entera[-2:]


def de_trozos(cuantos):
    """A PNG with empty notes before its pixels."""
    chica, nota = imagen("PNG"), bytes(4) + b"tEXt" + zlib.crc32(b"tEXt").to_bytes(4, "big")
    return chica[:33] + nota * cuantos + chica[33:]


DE_IMAGENES = [archivos.foto, archivos.documento, archivos.recodificar, archivos.CampoDocumento().clean]


@pytest.mark.parametrize("validador", DE_IMAGENES)
@pytest.mark.parametrize(
    "contenido",
    [
        de_pasadas(33),
        b"\xff\xd8" + b"\xff\xfe\0\2" * 30_000 + imagen()[2:],
        de_trozos(30_000),
    ],
    ids=["scans", "comments", "chunks"],
)
def test_a_picture_of_countless_parts_is_refused_before_it_is_decoded(validador, contenido, monkeypatch):
    """500 scans in 300 KB kept the server busy for 14 seconds."""
    monkeypatch.setattr(Image, "open", None)

    assert error_de(validador, contenido) == "demasiadas_partes"


def test_the_refusal_of_a_picture_of_countless_parts_says_how_to_mend_it():
    with pytest.raises(ValidationError) as info:
        archivos.recodificar(subido(de_pasadas(500)))

    assert info.value.messages == [
        "La imagen está hecha de demasiadas partes: guardarla de nuevo como JPEG no progresivo y subirla."
    ]


def test_a_progressive_photo_is_taken_with_what_only_looks_like_scans():
    """In what a camera notes, and in the film that some phones put after the picture."""
    con_nota = de_pasadas(32)
    con_nota = con_nota[:2] + b"\xff\xe5\x10\x02" + b"\xff\xda" * 0x800 + con_nota[2:] + b"\xff\xda" * 500

    assert abierta(archivos.recodificar(subido(con_nota))).size == (400, 400)


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


def test_a_video_of_countless_boxes_is_refused_and_one_in_fragments_is_taken():
    """300 MB of empty boxes kept the server busy for 23 seconds; a recording has one or two for each second."""
    assert error_de(archivos.video, mp4() + caja(b"free") * archivos.CAJAS_MP4) == "demasiadas_partes"

    archivos.video(subido(mp4() + (caja(b"moof", bytes(4)) + caja(b"mdat", bytes(4))) * 3600 * 8))


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


def de_partes(cuantas):
    return de_word("pptx", **{f"ppt__{numero}.xml": "" for numero in range(cuantas)})


@pytest.mark.parametrize("validador", [archivos.documento, archivos.CampoDocumento().clean, archivos.tipo_de])
@pytest.mark.parametrize("dice", [None, 3], ids=["honest", "its end says three"])
def test_a_document_of_countless_parts_is_refused_before_its_directory_is_read(validador, dice, monkeypatch):
    """Half a million of empty parts took 5 seconds and 165 MB; the number at the end of a zip is not what is read."""
    contenido = de_partes(archivos.PARTES_ZIP)
    if dice:
        contenido = contenido[:-14] + dice.to_bytes(2, "little") * 2 + contenido[-10:]
    monkeypatch.setattr(zipfile, "ZipFile", None)

    assert error_de(validador, contenido) == "demasiadas_partes"


def test_a_large_presentation_is_taken():
    archivos.documento(subido(de_partes(archivos.PARTES_ZIP - 2)))


def test_a_zip_as_large_as_a_video_is_not_read():
    enorme = subido(b"PK\x03\x04")
    enorme.size = archivos.DOCUMENTO_MAXIMO + 1

    assert archivos.tipo_de(enorme) is None
    assert enorme.tell() == 0


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

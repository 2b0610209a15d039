"""The demo's video: files that a browser plays, light enough, and texts that say what the data say."""

import csv
import io
import re
import struct

import pytest
from PIL import Image

from datos.hacer import video
from tests.entorno import ROOT

CARPETA = ROOT / "datos" / "video"
IDIOMAS = ("es", "pt-br")


def cajas(datos):
    """Yield ``(type, content)`` of the boxes of an ISO media file (ISO/IEC 14496-12, 4.2)."""
    desde = 0
    while desde < len(datos):
        largo, tipo = struct.unpack_from(">I4s", datos, desde)
        assert 8 <= largo <= len(datos) - desde
        yield tipo.decode("ascii"), datos[desde + 8 : desde + largo]
        desde += largo


def duracion(pelicula):
    """Return the seconds that the movie header (``mvhd``) says."""
    cabecera = dict(cajas(dict(cajas(pelicula))["moov"]))["mvhd"]
    escala, unidades = (
        struct.unpack_from(">IQ", cabecera, 20) if cabecera[0] else struct.unpack_from(">II", cabecera, 12)
    )
    return unidades / escala


def pistas(idioma):
    """Return ``[(from, to, text)]`` of the captions, in seconds."""
    cabecera, *bloques = (CARPETA / f"red-sur.{idioma}.vtt").read_text(encoding="utf-8").strip().split("\n\n")
    assert cabecera == "WEBVTT"
    leidas = []
    for bloque in bloques:
        numero, tiempos, texto = bloque.split("\n", 2)
        assert numero == str(len(leidas) + 1)
        partes = re.fullmatch(r"(\d\d):(\d\d\.\d{3}) --> (\d\d):(\d\d\.\d{3})", tiempos).groups()
        leidas.append((60 * int(partes[0]) + float(partes[1]), 60 * int(partes[2]) + float(partes[3]), texto))
    return leidas


@pytest.fixture(scope="module")
def pelicula():
    return (CARPETA / "red-sur.mp4").read_bytes()


def test_video_is_an_mp4_that_starts_before_it_is_all_there(pelicula):
    tipos = [tipo for tipo, _contenido in cajas(pelicula)]

    assert pelicula[4:8] == b"ftyp"
    assert tipos.index("moov") < tipos.index("mdat")
    assert len(pelicula) <= 700_000
    assert duracion(pelicula) == video.FINAL == 15


def test_video_is_h264_main_without_sound(pelicula):
    moov = dict(cajas(pelicula))["moov"]

    assert [tipo for tipo, _contenido in cajas(moov)].count("trak") == 1
    configuracion = moov[moov.index(b"avcC") + 4 :]
    assert configuracion[1] == 77  # profile_idc of Main
    ancho, alto = struct.unpack_from(">HH", moov, moov.index(b"avc1") + 4 + 24)
    assert (ancho, alto) == (1280, 720)


def test_poster_is_a_light_image_of_the_same_shape():
    ruta = CARPETA / "red-sur.poster.webp"

    assert ruta.stat().st_size <= 32_000
    with Image.open(io.BytesIO(ruta.read_bytes())) as imagen:
        imagen.load()
        assert (imagen.format, imagen.size) == ("WEBP", (960, 540))


@pytest.mark.parametrize("idioma", IDIOMAS)
def test_captions_ascend_within_the_video(pelicula, idioma):
    leidas = pistas(idioma)

    assert len(leidas) == 5
    limites = [segundo for desde, hasta, _texto in leidas for segundo in (desde, hasta)]
    assert limites == sorted(limites)
    assert limites[-1] <= duracion(pelicula)
    for desde, hasta, texto in leidas:
        assert texto.strip()
        assert len(texto) <= 84  # two lines
        assert hasta - desde >= 2


def test_both_languages_have_the_same_times_and_different_words():
    es, pt = (pistas(idioma) for idioma in IDIOMAS)

    assert [pista[:2] for pista in es] == [pista[:2] for pista in pt]
    assert all(una[2] != otra[2] for una, otra in zip(es, pt, strict=True))


def test_texts_are_what_the_program_writes_from_the_data():
    assert {nombre: (CARPETA / nombre).read_text(encoding="utf-8") for nombre in video.textos()} == video.textos()


@pytest.mark.parametrize(
    ("idioma", "gobiernos", "proyectos"),
    [
        ("es", "{} gobiernos locales de {} países", "{} proyectos"),
        ("pt-br", "{} governos locais de {} países", "{} projetos"),
    ],
)
def test_numbers_are_those_of_the_lists(idioma, gobiernos, proyectos):
    def filas(nombre):
        with (ROOT / "datos" / nombre).open(encoding="utf-8", newline="") as archivo:
            return list(csv.DictReader(archivo))

    ciudades = filas("ciudades.csv")
    texto = (CARPETA / f"red-sur.transcripcion.{idioma}.txt").read_text(encoding="utf-8")

    assert gobiernos.format(len(ciudades), len({c["pais"] for c in ciudades})) in texto
    assert proyectos.format(len(filas("proyectos.csv"))) in texto
    for fila in filas("proyectos.csv"):
        assert fila["coordinadora"] in texto


def test_a_frame_depends_on_its_moment_alone():
    antes = video.cuadro(10.5).tobytes()
    video.mapa.cache_clear()
    video.cuadro(2.0)

    assert video.cuadro(10.5).tobytes() == antes

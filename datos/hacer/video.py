"""Make datos/video/: the demo's video of block 1, its poster, captions and transcripts, all from the data.

Not run by the portal. The frames are drawn by Pillow from ``contornos.json``, ``ciudades.csv`` and ``proyectos.csv``
and depend on nothing else. ``ffmpeg`` only turns them into a file: any build with libx264, be it the package of the
system or the binary that the package ``imageio-ffmpeg`` brings. Run from the root of the project::

    PYTHONPATH=. python datos/hacer/video.py              # everything
    PYTHONPATH=. python datos/hacer/video.py --textos     # captions and transcripts only, without ffmpeg
    PYTHONPATH=. python datos/hacer/video.py --cuadro 13.5 cuadro.png

Four scenes: the map turns until the south is up; the cities light up from south to north; year by year an arc grows
between the cities that share a project; the name of the programme. Nothing flashes: each light goes on once and
gradually, and the program stops if more pixels than WCAG 2.3.1 allows to a flash change
their luminance from one frame to the next.
"""

import argparse
import csv
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import combinations, pairwise
from math import cos, pi, sin
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from proyectos.mapa import arco, contornos, proyectar

RAIZ = Path(__file__).resolve().parent.parent.parent
DATOS = RAIZ / "datos"
SALIDA = DATOS / "video"
LETRA = RAIZ / "static" / "fuentes" / "archivo-750.woff2"
NOMBRE = "red-sur"

ANCHO, ALTO, POR_SEGUNDO = 1280, 720, 25
FINO = 3  # the frames are drawn this many times larger and reduced: smooth edges

# Seconds. The turn is over before the cities light up; each call has ``POR_ANIO``.
GIRO_DESDE, GIRO_HASTA = 0.8, 3.0
CIUDADES, ANIOS, CIERRE, FINAL = 3.4, 6.4, 12.0, 15.0
ENCENDIDO = 2.2  # from the first city to the last one
FUNDIDO = 0.5
CARTEL = 14.0  # the moment of the poster

# The tokens of the site's dark surfaces (static/css/fundamentos.css).
NOCHE, TIERRA, TRAMA = (0x14, 0x21, 0x3D), (0x22, 0x35, 0x5F), (0x1A, 0x29, 0x4A)
BLANCO, SOL, ARCO = (0xFF, 0xFF, 0xFF), (0xF2, 0xA7, 0x1B), (0xFF, 0x8A, 0x5C)

# The map: its centre of projection on the frame, and how many pixels a unit of the viewBox takes.
CENTRO_MAPA = proyectar(-20, -60)
CENTRO, ESCALA = (930, 366), 0.95
MARGEN = 64

# WCAG 2.3.1: 25 % of 341 x 256 pixels, at 1024 x 768; a change counts from 10 % of relative luminance on.
DESTELLO_PIXELES, DESTELLO_CAMBIO = 341 * 256 // 4, 26

CREDITO_COORDENADAS = "GeoNames (geonames.org), CC BY 4.0"


@dataclass(frozen=True)
class Ciudad:
    nombre: str
    pais: str
    provincia: str
    punto: tuple


@dataclass(frozen=True)
class Proyecto:
    """``ciudades``: the coordinating one first; alone where the partners are not known."""

    anio: int
    ciudades: tuple


# --- what the data say


def filas(nombre):
    with (DATOS / f"{nombre}.csv").open(encoding="utf-8", newline="") as archivo:
        return list(csv.DictReader(archivo))


@lru_cache(maxsize=1)
def ciudades():
    """Return the cities, the southernmost first, as they light up."""
    todas = [
        Ciudad(f["nombre"], f["pais"], f["provincia"], proyectar(float(f["latitud"]), float(f["longitud"])))
        for f in filas("ciudades")
        if f["latitud"] and f["longitud"]
    ]
    return sorted(todas, key=lambda c: (c.punto[1], c.punto[0], c.nombre))


def ciudad(nombre, pais, provincia=""):
    [una] = [c for c in ciudades() if (c.nombre, c.pais) == (nombre, pais) and provincia in ("", c.provincia)]
    return una


@lru_cache(maxsize=1)
def proyectos():
    lista = []
    for f in filas("proyectos"):
        nombres = [(f["coordinadora"], f["pais_coordinadora"], f["provincia_coordinadora"])]
        nombres += [socia.split("|") for socia in f["socias"].split(";") if socia]
        lista.append(Proyecto(int(f["anio"]), tuple(ciudad(*partes) for partes in nombres)))
    return lista


def anios():
    return sorted({p.anio for p in proyectos()})


def del_anio(anio):
    return [p for p in proyectos() if p.anio == anio]


# --- when things happen


def por_anio():
    return (CIERRE - ANIOS) / len(anios())


def encendidos():
    """Return ``[(seconds, city)]``: when each city lights up."""
    paso = ENCENDIDO / (len(ciudades()) - 1)
    return [(CIUDADES + 0.2 + i * paso, c) for i, c in enumerate(ciudades())]


@lru_cache(maxsize=1)
def crecimientos():
    """Return ``[(seconds, points, repeated)]``: when each arc starts to grow, and along what.

    From the coordinating city first, and between its partners a little later.
    """
    arcos, vistos = [], set()
    for proyecto in proyectos():
        desde = ANIOS + anios().index(proyecto.anio) * por_anio()
        for a, b in combinations(proyecto.ciudades, 2):
            par = frozenset((a, b))
            tarde = 0.0 if a is proyecto.ciudades[0] else 0.25
            arcos.append((desde + tarde, curva(a.punto, b.punto), par in vistos))
            vistos.add(par)
    return arcos


@lru_cache(maxsize=1)
def coordinaciones():
    """Return ``[(seconds, cities)]`` of each project: a ring opens around the first city, all of them grow."""
    return [(ANIOS + anios().index(p.anio) * por_anio(), p.ciudades) for p in proyectos()]


def avance(segundo, desde, duracion):
    """Return how far something is, from 0 to 1, slow at both ends."""
    t = min(1.0, max(0.0, (segundo - desde) / duracion))
    return t * t * (3 - 2 * t)


# --- geometry


def curva(a, b, tramos=40):
    """Return points on the arc of the map from ``a`` to ``b``."""
    x1, y1, cx, cy, x2, y2 = map(float, re.findall(r"-?[\d.]+", arco(a, b)))
    puntos = []
    for i in range(tramos + 1):
        t = i / tramos
        u = 1 - t
        puntos.append((u * u * x1 + 2 * u * t * cx + t * t * x2, u * u * y1 + 2 * u * t * cy + t * t * y2))
    return puntos if (x1, y1) == a else puntos[::-1]


def trazos(texto):
    """Return the lists of points of a path with one absolute ``M`` and relative ``l`` for each line."""
    lineas = []
    for linea in texto.split("M")[1:]:
        numeros = [int(n) for n in re.findall(r"-?\d+", linea)]
        x = y = 0
        puntos = []
        for dx, dy in zip(numeros[::2], numeros[1::2], strict=True):
            x, y = x + dx, y + dy
            puntos.append((x, y))
        lineas.append(puntos)
    return lineas


@lru_cache(maxsize=1)
def trama():
    """Return meridians and parallels, each 10 degrees, as far as the frame shows them."""
    meridianos = [[proyectar(lat, lon) for lat in range(-85, 61, 5)] for lon in range(-150, 31, 10)]
    paralelos = [[proyectar(lat, lon) for lon in range(-150, 31, 5)] for lat in range(-80, 61, 10)]
    return meridianos + paralelos


def colocar(punto, giro=0.0, fino=1):
    """Return the place on the frame, times ``fino``; ``giro`` in radians, 0 with the south up."""
    x, y = punto[0] - CENTRO_MAPA[0], punto[1] - CENTRO_MAPA[1]
    x, y = x * cos(giro) - y * sin(giro), x * sin(giro) + y * cos(giro)
    return (CENTRO[0] + ESCALA * x) * fino, (CENTRO[1] + ESCALA * y) * fino


# --- drawing


@lru_cache(maxsize=2)
def mapa(giro):
    """Return the frame with the land alone."""
    lugar = partial(colocar, giro=giro, fino=FINO)
    tierra, fronteras = contornos()
    imagen = Image.new("RGB", (ANCHO * FINO, ALTO * FINO), NOCHE)
    dibujo = ImageDraw.Draw(imagen)
    for linea in trama():
        dibujo.line([lugar(p) for p in linea], TRAMA, 2 * FINO, joint="curve")
    for linea in trazos(tierra):
        dibujo.polygon([lugar(p) for p in linea], TIERRA)
    for linea in trazos(fronteras):
        dibujo.line([lugar(p) for p in linea], NOCHE, 2 * FINO, joint="curve")
    return imagen.reduce(FINO)


def disco(dibujo, lugar, radio, valor=255):
    x, y = lugar
    dibujo.ellipse((x - radio, y - radio, x + radio, y + radio), fill=valor)


def pintar_arcos(imagen, segundo):
    mascara = Image.new("L", (ANCHO * FINO, ALTO * FINO))
    dibujo = ImageDraw.Draw(mascara)
    for desde, puntos, repetido in crecimientos():
        hasta = avance(segundo, desde, 0.9) * (len(puntos) - 1)
        if hasta <= 0:
            continue
        entero = int(hasta)
        visibles = [colocar(p, fino=FINO) for p in puntos[: entero + 1]]
        if entero < len(puntos) - 1:
            (x1, y1), (x2, y2) = (colocar(p, fino=FINO) for p in puntos[entero : entero + 2])
            visibles.append((x1 + (x2 - x1) * (hasta - entero), y1 + (y2 - y1) * (hasta - entero)))
        grueso = (4.6 if repetido else 3.0) * FINO
        dibujo.line(visibles, 255, round(grueso), joint="curve")
        disco(dibujo, visibles[-1], grueso / 2)
    imagen.paste(ARCO, mask=mascara.reduce(FINO))


def pintar_ciudades(imagen, segundo):
    mascara = Image.new("L", (ANCHO * FINO, ALTO * FINO))
    halo = Image.new("L", (ANCHO * FINO, ALTO * FINO))
    aro = Image.new("L", (ANCHO * FINO, ALTO * FINO))
    dibujo, dibujo_halo, dibujo_aro = ImageDraw.Draw(mascara), ImageDraw.Draw(halo), ImageDraw.Draw(aro)
    crecidas = {}
    for desde, de_este in coordinaciones():
        for c in de_este:
            crecidas[c] = max(crecidas.get(c, 0), avance(segundo, desde, 0.5))
        abierto = (segundo - desde) / 1.0
        if 0 < abierto < 1:
            x, y = colocar(de_este[0].punto, fino=FINO)
            radio = (6 + 18 * avance(abierto, 0, 1)) * FINO
            dibujo_aro.ellipse(
                (x - radio, y - radio, x + radio, y + radio), outline=round(230 * (1 - abierto)), width=7
            )
    for desde, c in encendidos():
        luz = avance(segundo, desde, 0.5)
        if luz:
            lugar, crecida = colocar(c.punto, fino=FINO), crecidas.get(c, 0)
            disco(dibujo_halo, lugar, 8 * luz * FINO, 120)
            disco(dibujo, lugar, (3.3 + 1.5 * crecida) * luz * FINO)
    imagen.paste(SOL, mask=halo.reduce(FINO).filter(ImageFilter.GaussianBlur(4)))
    imagen.paste(BLANCO, mask=aro.reduce(FINO))
    imagen.paste(SOL, mask=mascara.reduce(FINO))


@lru_cache(maxsize=8)
def letra(alto):
    return ImageFont.truetype(str(LETRA), alto)


def escritos(segundo):
    """Return ``[(opacity, lines)]`` of the texts of that moment, each line ``(text, height, colour, baseline)``."""
    lema = dos_lenguas(["Nuestro norte", "es el Sur"], ["Nosso norte", "é o Sul"], 196, 80)
    gobiernos = [(str(len(ciudades())), 220, BLANCO, 346)]
    gobiernos += dos_lenguas(["gobiernos locales"], ["governos locais"], 430, 54)
    nombre = dos_lenguas(
        ["Programa de", "Cooperación Sur-Sur", "de Mercociudades"],
        ["Programa de", "Cooperação Sul-Sul", "de Mercocidades"],
        170,
        54,
    )
    textos = [(0.2, CIUDADES, lema), (CIUDADES, ANIOS, gobiernos), (CIERRE, FINAL + FUNDIDO, nombre)]
    visibles = [
        (avance(segundo, desde, FUNDIDO) * (1 - avance(segundo, hasta - FUNDIDO, FUNDIDO)), lineas)
        for desde, hasta, lineas in textos
    ]
    # A year melts into the next: both add up, so that what they have in common does not change.
    llegadas = [ANIOS + i * por_anio() for i in range(len(anios()))]
    for anio, desde, hasta in zip(anios(), llegadas, [*llegadas[1:], CIERRE - FUNDIDO], strict=True):
        es, pt = (cuantos_proyectos(anio, TEXTOS[idioma]) for idioma in ("es", "pt-br"))
        lineas = [(str(anio), 190, BLANCO, 336), *dos_lenguas([es], [pt], 430, 54)]
        visibles.append((avance(segundo, desde, FUNDIDO) - avance(segundo, hasta, FUNDIDO), lineas))
    return visibles


def escribir(imagen, segundo):
    for color in (BLANCO, SOL):
        mascara = Image.new("L", imagen.size)
        for opacidad, lineas in escritos(segundo):
            if opacidad <= 0:
                continue
            capa = Image.new("L", imagen.size)
            dibujo = ImageDraw.Draw(capa)
            for texto, alto, suyo, base in lineas:
                if suyo == color:
                    dibujo.text((MARGEN, base), texto, 255, letra(alto), anchor="ls")
            mascara = ImageChops.add(mascara, capa.point([round(v * opacidad) for v in range(256)]))
        imagen.paste(color, mask=mascara)


def dos_lenguas(es, pt, base, alto):
    """Return the lines in Spanish, white, and below them those in Portuguese, in the colour of the sun."""
    paso = round(alto * 1.14)
    lineas = [(texto, alto, BLANCO, base + i * paso) for i, texto in enumerate(es)]
    base += len(es) * paso + round(alto * 0.36) * (len(es) > 1)
    return lineas + [(texto, alto, SOL, base + i * paso) for i, texto in enumerate(pt)]


def cuadro(segundo):
    """Return the frame of that moment."""
    giro = pi * (1 - avance(segundo, GIRO_DESDE, GIRO_HASTA - GIRO_DESDE))
    imagen = mapa(giro).copy()
    if segundo >= ANIOS:
        pintar_arcos(imagen, segundo)
    if segundo >= CIUDADES:
        pintar_ciudades(imagen, segundo)
    escribir(imagen, segundo)
    return imagen


def cuadros():
    return (cuadro(i / POR_SEGUNDO) for i in range(round(FINAL * POR_SEGUNDO)))


# --- nothing flashes

_LINEAL = [
    round(255 * (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4)) for v in (n / 255 for n in range(256))
]


def luminancia(imagen):
    pequena = imagen.resize((1024, 576), Image.Resampling.BOX)
    return pequena.point(_LINEAL * 3).convert("L", (0.2126, 0.7152, 0.0722, 0))


def pixeles_que_cambian(antes, ahora):
    return sum(ImageChops.difference(antes, ahora).histogram()[DESTELLO_CAMBIO:])


# --- captions and transcripts

TEXTOS = {
    "es": {
        "y": "y",
        "pistas": [
            "[Sin sonido] El mapa de América del Sur gira hasta que el sur queda arriba.",
            "De sur a norte se encienden {gobiernos} gobiernos locales de {paises} países.",
            "Año por año, un arco une a las ciudades que comparten un proyecto.",
            "De {primero} a {ultimo}: {proyectos} proyectos, {cooperan} ciudades.",
            "Programa de Cooperación Sur-Sur de Mercociudades.",
        ],
        "titulo": "Transcripción del video del Programa de Cooperación Sur-Sur de Mercociudades",
        "presentacion": (
            "Dura {final} segundos. No tiene sonido: todo lo que dice está escrito en pantalla, primero en español y "
            "debajo en portugués. A la izquierda están los textos; a la derecha, sobre un fondo azul oscuro, un mapa "
            "de América del Sur."
        ),
        "escenas": [
            "El mapa aparece con el norte arriba y gira despacio media vuelta, hasta que el sur queda arriba.\n"
            "En pantalla: «Nuestro norte es el Sur» · «Nosso norte é o Sul».",
            "De sur a norte se encienden puntos de luz: {gobiernos} gobiernos locales de {paises} países que fuentes "
            "públicas nombran como miembros de Mercociudades.\n"
            "En pantalla: «{gobiernos} gobiernos locales» · «{gobiernos} governos locais».",
            "Convocatoria por convocatoria, un arco crece entre las ciudades que comparten un proyecto del programa, y "
            "un círculo se abre alrededor de la que lo coordina. Las ciudades de cada proyecto quedan más grandes. Son "
            "{proyectos} proyectos y {cooperan} ciudades en total.\n"
            "En pantalla: cada año y su número de proyectos, en los dos idiomas.",
            "Quedan a la vista todas las ciudades y todos los arcos.\n"
            "En pantalla: «Programa de Cooperación Sur-Sur de Mercociudades» · "
            "«Programa de Cooperação Sul-Sul de Mercocidades».",
        ],
        "proyectos": ("proyecto", "proyectos"),
        "sola": "{ciudad} (socias: sin dato)",
        "fuentes": (
            "Hecho para este portal con datos públicos. Contornos: Natural Earth, dominio público. Coordenadas: "
            "{geonames}. Gobiernos locales y proyectos: páginas públicas de Mercociudades y de las ciudades, y prensa."
        ),
    },
    "pt-br": {
        "y": "e",
        "pistas": [
            "[Sem som] O mapa da América do Sul gira até o sul ficar em cima.",
            "De sul a norte, acendem-se {gobiernos} governos locais de {paises} países.",
            "Ano a ano, um arco une as cidades que compartilham um projeto.",
            "De {primero} a {ultimo}: {proyectos} projetos, {cooperan} cidades.",
            "Programa de Cooperação Sul-Sul de Mercocidades.",
        ],
        "titulo": "Transcrição do vídeo do Programa de Cooperação Sul-Sul de Mercocidades",
        "presentacion": (
            "Dura {final} segundos. Não tem som: tudo o que diz está escrito na tela, primeiro em espanhol e, abaixo, "
            "em português. À esquerda ficam os textos; à direita, sobre um fundo azul-escuro, um mapa da América do "
            "Sul."
        ),
        "escenas": [
            "O mapa aparece com o norte em cima e dá meia-volta devagar, até o sul ficar em cima.\n"
            "Na tela: «Nuestro norte es el Sur» · «Nosso norte é o Sul».",
            "De sul a norte, acendem-se pontos de luz: {gobiernos} governos locais de {paises} países que fontes "
            "públicas citam como membros de Mercocidades.\n"
            "Na tela: «{gobiernos} gobiernos locales» · «{gobiernos} governos locais».",
            "Edital a edital, um arco cresce entre as cidades que compartilham um projeto do programa, e um círculo se "
            "abre em torno da que o coordena. As cidades de cada projeto ficam maiores. São {proyectos} projetos e "
            "{cooperan} cidades no total.\n"
            "Na tela: cada ano e seu número de projetos, nos dois idiomas.",
            "Ficam à vista todas as cidades e todos os arcos.\n"
            "Na tela: «Programa de Cooperación Sur-Sur de Mercociudades» · "
            "«Programa de Cooperação Sul-Sul de Mercocidades».",
        ],
        "proyectos": ("projeto", "projetos"),
        "sola": "{ciudad} (parceiras: sem dados)",
        "fuentes": (
            "Feito para este portal com dados públicos. Contornos: Natural Earth, domínio público. Coordenadas: "
            "{geonames}. Governos locais e projetos: páginas públicas de Mercocidades e das cidades, e imprensa."
        ),
    },
}


def tiempos():
    """Return ``[(from, to)]`` of the captions, in seconds, the same in both languages."""
    mitad = (ANIOS + CIERRE) / 2
    return list(pairwise([0.2, CIUDADES, ANIOS, mitad, CIERRE, FINAL - 0.1]))


def cifras():
    return {
        "gobiernos": len(ciudades()),
        "paises": len({c.pais for c in ciudades()}),
        "proyectos": len(proyectos()),
        "cooperan": len({c for p in proyectos() for c in p.ciudades}),
        "primero": anios()[0],
        "ultimo": anios()[-1],
        "final": round(FINAL),
        "geonames": CREDITO_COORDENADAS,
    }


def hora(segundo):
    milesimas = round(segundo * 1000)
    return f"{milesimas // 60000:02}:{milesimas // 1000 % 60:02}.{milesimas % 1000:03}"


def subtitulos(idioma):
    pistas = [
        f"{i}\n{hora(desde)} --> {hora(hasta)}\n{texto.format(**cifras())}\n"
        for i, ((desde, hasta), texto) in enumerate(zip(tiempos(), TEXTOS[idioma]["pistas"], strict=True), start=1)
    ]
    return "\n".join(["WEBVTT\n", *pistas])


def transcripcion(idioma):
    t = TEXTOS[idioma]
    partes = [t["titulo"], t["presentacion"].format(**cifras())]
    for desde, hasta, escena in zip(
        (0, CIUDADES, ANIOS, CIERRE), (CIUDADES, ANIOS, CIERRE, FINAL), t["escenas"], strict=True
    ):
        parte = f"{hora(desde)[1:5]}–{hora(hasta)[1:5]}\n{escena.format(**cifras())}"
        if desde == ANIOS:
            parte += "".join("\n" + linea_del_anio(anio, t) for anio in anios())
        partes.append(parte)
    return "\n\n".join([*partes, t["fuentes"].format(**cifras())]) + "\n"


def linea_del_anio(anio, t):
    grupos = [enumerar([c.nombre for c in p.ciudades], t) for p in del_anio(anio)]
    return f"{anio} · {cuantos_proyectos(anio, t)}: {'; '.join(grupos)}."


def cuantos_proyectos(anio, t):
    cuantos = len(del_anio(anio))
    return f"{cuantos} {t['proyectos'][cuantos != 1]}"


def enumerar(nombres, t):
    if len(nombres) == 1:
        return t["sola"].format(ciudad=nombres[0])
    return f"{', '.join(nombres[:-1])} {t['y']} {nombres[-1]}"


def textos():
    """Return ``{file name: text}``."""
    return {
        nombre: texto
        for idioma in TEXTOS
        for nombre, texto in (
            (f"{NOMBRE}.{idioma}.vtt", subtitulos(idioma)),
            (f"{NOMBRE}.transcripcion.{idioma}.txt", transcripcion(idioma)),
        )
    }


# --- files


def codificar(ffmpeg, destino):
    orden = [ffmpeg, "-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", f"{ANCHO}x{ALTO}"]
    orden += ["-r", str(POR_SEGUNDO), "-i", "-", "-an", "-vf", "scale=out_color_matrix=bt709:out_range=tv"]
    orden += [
        "-c:v",
        "libx264",
        "-profile:v",
        "main",
        "-pix_fmt",
        "yuv420p",
        "-preset",
        "slow",
        "-tune",
        "animation",
        "-crf",
        "24",
    ]
    orden += ["-g", str(5 * POR_SEGUNDO), "-threads", "1", "-colorspace", "bt709", "-color_primaries", "bt709"]
    orden += ["-color_trc", "bt709", "-fflags", "+bitexact", "-flags:v", "+bitexact", "-map_metadata", "-1"]
    orden += ["-movflags", "+faststart", str(destino)]
    peor, antes = 0, None
    with subprocess.Popen(orden, stdin=subprocess.PIPE) as proceso:
        for imagen in cuadros():
            ahora = luminancia(imagen)
            peor = max(peor, pixeles_que_cambian(antes, ahora) if antes else 0)
            antes = ahora
            proceso.stdin.write(imagen.tobytes())
        proceso.stdin.close()
    if proceso.returncode:
        raise SystemExit(f"ffmpeg: {proceso.returncode}")
    if peor >= DESTELLO_PIXELES:
        raise SystemExit(f"{peor} pixels change at once: that may flash")
    return peor


def main():
    opciones = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    opciones.add_argument("--textos", action="store_true")
    opciones.add_argument("--cuadro", nargs=2, metavar=("SEGUNDO", "ARCHIVO"))
    opciones.add_argument("--ffmpeg", default=shutil.which("ffmpeg"))
    elegido = opciones.parse_args()
    if elegido.cuadro:
        cuadro(float(elegido.cuadro[0])).save(elegido.cuadro[1])
        return
    SALIDA.mkdir(exist_ok=True)
    for nombre, texto in textos().items():
        (SALIDA / nombre).write_text(texto, encoding="utf-8")
    if elegido.textos:
        return
    if not elegido.ffmpeg:
        raise SystemExit("ffmpeg is not installed: say where it is with --ffmpeg")
    cartel = SALIDA / f"{NOMBRE}.poster.webp"
    reducido = cuadro(CARTEL).resize((ANCHO * 3 // 4, ALTO * 3 // 4), Image.Resampling.LANCZOS)
    reducido.save(cartel, quality=75, method=6)  # The page of the agenda weighs 70 KB at most, this included.
    pelicula = SALIDA / f"{NOMBRE}.mp4"
    peor = codificar(elegido.ffmpeg, pelicula)
    print(
        pelicula.stat().st_size,
        "bytes of video,",
        cartel.stat().st_size,
        "of poster;",
        peor,
        "pixels at most change at once",
    )


if __name__ == "__main__":
    main()

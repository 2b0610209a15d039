import csv
import gzip
import re
from itertools import combinations
from pathlib import Path

import pytest

from proyectos import mapa

DATOS = Path(__file__).resolve().parents[2] / "datos"


def ciudad(nombre, latitud, longitud):
    return {"nombre": nombre, "latitud": latitud, "longitud": longitud}


def peso(dibujo):
    """Bytes of the whole drawing, compressed."""
    svg = "".join(
        [
            f'<svg viewBox="0 0 {dibujo.ancho} {dibujo.alto}"><path class="tierra" d="{dibujo.tierra}"/>',
            f'<path class="frontera" d="{dibujo.fronteras}"/>',
            *(f'<path class="arco" d="{grupo.trazo}"/>' for grupo in dibujo.arcos),
            f'<path class="ciudad" d="{dibujo.puntos}"/>',
            *(f'<text x="{r.x}" y="{r.y}" text-anchor="{r.ancla}">{r.nombre}</text>' for r in dibujo.rotulos),
            "</svg>",
        ]
    )
    return len(gzip.compress(svg.encode(), mtime=0))


@pytest.fixture(scope="module")
def miembros():
    with (DATOS / "ciudades.csv").open(encoding="utf-8") as archivo:
        return [ciudad(f["nombre"], float(f["latitud"]), float(f["longitud"])) for f in csv.DictReader(archivo)]


def test_proyeccion_south_is_above_and_east_is_left():
    _x, rio_grande = mapa.proyectar(-53.788, -67.71)
    _x, bogota = mapa.proyectar(4.61, -74.082)
    recife, _y = mapa.proyectar(-8.054, -34.881)
    lima, _y = mapa.proyectar(-12.043, -77.028)

    assert rio_grande < bogota
    assert recife < lima


def test_proyeccion_keeps_every_member_inside_the_drawing(miembros):
    fuera = [
        c["nombre"]
        for c in miembros
        for x, y in [mapa.proyectar(c["latitud"], c["longitud"])]
        if not (0 < x < mapa.ANCHO and 0 < y < mapa.ALTO)
    ]

    assert fuera == []


def test_contornos_lie_inside_the_drawing():
    tierra, fronteras = mapa.contornos()

    inicios = [tuple(map(int, par)) for par in re.findall(r"M(\d+),(\d+)", tierra + fronteras)]

    assert len(inicios) > 20
    assert [p for p in inicios if not (0 <= p[0] <= mapa.ANCHO and 0 <= p[1] <= mapa.ALTO)] == []


def test_arco_is_the_same_in_either_direction():
    assert mapa.arco((10, 20), (30.5, 60)) == mapa.arco((30.5, 60), (10, 20))
    assert mapa.arco((10, 20), (30.5, 60)).startswith("M10,20Q")
    assert mapa.arco((10, 20), (30.5, 60)).endswith(" 30.5,60")


def test_datos_del_mapa_groups_arcs_by_number_of_shared_projects():
    a, b, c = ciudad("A", -30, -60), ciudad("B", -20, -50), ciudad("C", -10, -60)

    dibujo = mapa.datos_del_mapa([a, b, c], [(a, b), (b, a), (b, c)])

    assert [(g.proyectos, g.trazo.count("M")) for g in dibujo.arcos] == [(1, 1), (2, 1)]


def test_datos_del_mapa_leaves_out_what_has_no_coordinates():
    a, sin_punto = ciudad("A", -30, -60), ciudad("B", None, None)

    dibujo = mapa.datos_del_mapa([a, sin_punto], [(a, sin_punto)], [sin_punto])

    assert (dibujo.puntos.count("h0"), dibujo.arcos, dibujo.rotulos) == (1, (), ())


def test_rotulos_never_overlap_nor_leave_the_drawing(miembros):
    dibujo = mapa.datos_del_mapa(miembros, [], miembros)

    cajas = []
    for rotulo in dibujo.rotulos:
        ancho = len(rotulo.nombre) * mapa._ANCHO_LETRA * mapa._LETRA
        desde = rotulo.x if rotulo.ancla == "start" else rotulo.x - ancho
        cajas.append((desde, rotulo.y - 12, desde + ancho, rotulo.y + 4))
    assert len(cajas) > 15
    assert [c for c in cajas if c[0] < 0 or c[2] > mapa.ANCHO] == []
    assert [(a, b) for a, b in combinations(cajas, 2) if mapa._se_pisan(a, b)] == []


def test_whole_drawing_weighs_at_most_6_kb_compressed(miembros):
    por_nombre = {c["nombre"]: c for c in miembros}
    with (DATOS / "proyectos.csv").open(encoding="utf-8") as archivo:
        grupos = [
            [f["coordinadora"], *(s.split("|")[0] for s in f["socias"].split(";") if s)]
            for f in csv.DictReader(archivo)
        ]
    pares = [(por_nombre[a], por_nombre[b]) for grupo in grupos for a, b in combinations(grupo, 2)]

    dibujo = mapa.datos_del_mapa(miembros, pares, miembros)
    assert dibujo.puntos.count("h0") == 89
    assert sum(grupo.trazo.count("M") for grupo in dibujo.arcos) == 28
    assert peso(dibujo) <= 4 * 1024


def test_drawing_keeps_its_weight_however_many_cooperate(miembros):
    pares = list(combinations(miembros, 2))

    dibujo = mapa.datos_del_mapa(miembros, [*pares, *pares[-50:]], miembros)

    assert [(grupo.proyectos, grupo.trazo.count("M")) for grupo in dibujo.arcos] == [(1, 70), (2, 50)]
    assert peso(dibujo) <= 6 * 1024

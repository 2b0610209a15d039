"""The drawing of the map page: dots by number, arcs by weight, either end up. No database."""

import csv
import gzip
import re
from itertools import combinations
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from proyectos import mapa, mapa_pesado
from proyectos.conteos import Contada, Lugar, Pareja

DATOS = Path(__file__).resolve().parents[2] / "datos"


def lugar(nombre, latitud, longitud):
    return Lugar(nombre.lower(), nombre, "AR", latitud, longitud)


A, B, C = lugar("A", -30, -60), lugar("B", -20, -50), lugar("C", -10, -60)


@pytest.fixture(scope="module")
def miembros():
    with (DATOS / "ciudades.csv").open(encoding="utf-8") as archivo:
        return [lugar(f["nombre"], float(f["latitud"]), float(f["longitud"])) for f in csv.DictReader(archivo)]


def dibujar(contadas, parejas=(), **opciones):
    return mapa_pesado.dibujar([Contada(*c) for c in contadas], [Pareja(*p) for p in parejas], **opciones)


def peso(dibujo):
    """Bytes of the whole drawing as the page has it, compressed."""
    svg = render_to_string("proyectos/mapa_pesado.html", {"mapa": dibujo, "titulo": "Mapa", "texto": "La tabla"})
    return len(gzip.compress(svg.encode(), mtime=0))


def test_the_area_of_a_dot_is_as_the_number_of_projects():
    dibujo = dibujar([(A, 8), (B, 2), (C, 2)])

    assert [(puntos.grosor, puntos.trazo.count("h0")) for puntos in dibujo.puntos] == [(19.2, 1), (9.6, 2)]


def test_the_largest_dot_bounds_the_others_and_the_least_one_shows():
    grandes = dibujar([(A, 50_000), (B, 12_500), (C, 1)])

    assert [puntos.grosor for puntos in grandes.puntos] == [26, 13, 4]


def test_arcs_come_in_four_widths_the_thickest_last():
    pesos = [9, 5, 4, 3, 2, 1, 1]
    dibujo = dibujar([], [(A, lugar(f"C{n}", -n, -60), peso) for n, peso in enumerate(pesos)])

    escalones = [(e.grosor, e.desde, e.hasta, [arco.numero for arco in e.arcos]) for e in dibujo.escalones]
    assert escalones == [(1, 1, 1, [6, 7]), (2, 2, 2, [5]), (3, 3, 4, [3, 4]), (4, 5, None, [1, 2])]


def test_an_arc_has_the_number_of_its_row_though_some_pair_has_no_place():
    sin_lugar, en_asia = lugar("S", None, None), lugar("T", 35, 105)

    dibujo = dibujar([(sin_lugar, 3), (en_asia, 2), (A, 1)], [(A, sin_lugar, 1), (A, en_asia, 1), (A, A, 1), (A, B, 1)])

    assert [arco.numero for escalon in dibujo.escalones for arco in escalon.arcos] == [4]
    assert [puntos.trazo.count("h0") for puntos in dibujo.puntos] == [1]


def test_turned_the_names_stay_upright_beside_their_dots():
    sur, norte = dibujar([(A, 1), (C, 1)], [(A, C, 1)]), dibujar([(A, 1), (C, 1)], [(A, C, 1)], norte_arriba=True)

    assert (sur.giro, norte.giro) == ("", "rotate(180 280 350)")
    assert (norte.puntos, norte.escalones, norte.tierra) == (sur.puntos, sur.escalones, sur.tierra)
    for dibujo, punto in ((sur, lambda p: p), (norte, lambda p: (mapa.ANCHO - p[0], mapa.ALTO - p[1]))):
        for rotulo in dibujo.rotulos:
            x, y = punto(mapa_pesado.lugar({"A": A, "C": C}[rotulo.nombre]))
            assert abs(rotulo.x - x) < 10
            assert abs(rotulo.y - y) < 18
    altura = {r.nombre: r.y for r in norte.rotulos}
    assert altura["C"] < altura["A"]  # North up: 10° S is above 30° S.


@pytest.mark.parametrize("norte_arriba", [False, True])
def test_names_of_either_size_never_overlap_nor_leave_the_drawing(miembros, norte_arriba):
    dibujo = dibujar([(c, 1) for c in miembros], norte_arriba=norte_arriba)

    for rotulos, letra, minimo in ((dibujo.rotulos, 15, 8), (dibujo.rotulos_grandes, 26, 4)):
        cajas = []
        for rotulo in rotulos:
            ancho = len(rotulo.nombre) * 0.6 * letra
            desde = rotulo.x if rotulo.ancla == "start" else rotulo.x - ancho
            cajas.append((desde, rotulo.y - 0.9 * letra, desde + ancho, rotulo.y + 0.2 * letra))
        assert len(cajas) >= minimo
        assert [c for c in cajas if c[0] < 0 or c[2] > mapa.ANCHO] == []
        assert [(a, b) for a, b in combinations(cajas, 2) if mapa._se_pisan(a, b)] == []


@pytest.mark.parametrize("norte_arriba", [False, True])
def test_the_drawing_weighs_at_most_6_kb_however_many_cooperate(miembros, norte_arriba):
    parejas = [(a, b, 1 + n % 9) for n, (a, b) in enumerate(combinations(miembros, 2))]
    parejas.sort(key=lambda pareja: -pareja[2])

    dibujo = dibujar([(c, n) for n, c in enumerate(miembros, start=1)], parejas, norte_arriba=norte_arriba)

    assert sum(len(escalon.arcos) for escalon in dibujo.escalones) == mapa.ARCOS_MAXIMO
    assert sum(puntos.trazo.count("h0") for puntos in dibujo.puntos) == 89
    assert peso(dibujo) <= 6 * 1024


def test_dots_have_a_limit(miembros):
    muchas = [lugar(f"Ciudad {n}", -40 + n / 20, -60 + n % 7) for n in range(500)]

    dibujo = dibujar([(c, 1) for c in muchas])

    assert len(set(re.findall(r"M[\d.,]+", dibujo.puntos[0].trazo))) == mapa_pesado.PUNTOS_MAXIMO
    assert peso(dibujo) <= 6 * 1024

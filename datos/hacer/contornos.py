"""Make datos/contornos.json: land and borders of South America, projected and simplified.

Not run by the portal. Needs the file ``countries-50m.json`` of the npm package ``world-atlas`` 2.0.2 (Natural Earth
1:50m, public domain; packaging ISC). Run from the root of the project::

    PYTHONPATH=. python datos/hacer/contornos.py countries-50m.json

The file is a topology: a line that two countries share is stored once, so that simplifying it once keeps both sides
together. A line used by one country is coast (or the limit with Central America); by two, a border. French Guiana comes
with France, of which only that part is taken. The Malvinas/Falklands are a unit of their own: drawn, without label.
"""

import json
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

from proyectos.mapa import proyectar

SALIDA = Path(__file__).resolve().parent.parent / "contornos.json"
# ISO 3166-1 numeric: AR BO BR CL CO EC GY PY PE SR UY VE, FK, FR (French Guiana), TT.
UNIDADES = {"032", "068", "076", "152", "170", "218", "328", "600", "604", "740", "858", "862", "238", "250", "780"}
TOLERANCIA = 0.6  # units of the viewBox
SUPERFICIE_MINIMA = 9  # islands smaller than this (square units) are left out
CREDITO = "Natural Earth 1:50m (public domain), through world-atlas 2.0.2 (ISC)"


def arcos_en_grados(topologia):
    (sx, sy), (tx, ty) = topologia["transform"]["scale"], topologia["transform"]["translate"]
    for arco in topologia["arcs"]:
        x = y = 0
        puntos = []
        for dx, dy in arco:
            x, y = x + dx, y + dy
            puntos.append((x * sx + tx, y * sy + ty))
        yield puntos


def anillos(topologia, arcos):
    """The outer rings of the units, as lists of arc numbers (negative: reversed), French ones only in America."""
    for pais in topologia["objects"]["countries"]["geometries"]:
        if pais.get("id") not in UNIDADES:
            continue
        partes = [pais["arcs"]] if pais["type"] == "Polygon" else pais["arcs"]
        for parte in partes:
            longitud, latitud = arcos[indice(parte[0][0])][0]
            if -82 < longitud < -34 and -57 < latitud < 13:
                yield from parte


def indice(numero):
    return numero if numero >= 0 else ~numero


def simplificar(puntos):
    """Douglas-Peucker."""
    if len(puntos) < 3:
        return puntos
    (x1, y1), (x2, y2) = puntos[0], puntos[-1]
    dx, dy = x2 - x1, y2 - y1
    largo = (dx * dx + dy * dy) ** 0.5

    def distancia(p):
        if not largo:
            return ((p[0] - x1) ** 2 + (p[1] - y1) ** 2) ** 0.5
        return abs(dx * (y1 - p[1]) - dy * (x1 - p[0])) / largo

    lejos = max(range(1, len(puntos) - 1), key=lambda i: distancia(puntos[i]))
    if distancia(puntos[lejos]) <= TOLERANCIA:
        return [puntos[0], puntos[-1]]
    return simplificar(puntos[: lejos + 1])[:-1] + simplificar(puntos[lejos:])


def encadenar(tramos):
    """Join lines end to end into as few as possible."""
    lineas = [list(t) for t in tramos]
    unida = True
    while unida:
        unida = False
        for i, a in enumerate(lineas):
            if a[0] == a[-1]:
                continue
            for j, b in enumerate(lineas):
                if i == j or b[0] == b[-1]:
                    continue
                if a[-1] == b[-1]:
                    b = b[::-1]
                if a[-1] == b[0]:
                    lineas[i] = a + b[1:]
                    del lineas[j]
                    unida = True
                    break
            if unida:
                break
    return lineas


def superficie(puntos):
    cruces = zip(puntos, puntos[1:] + puntos[:1], strict=True)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in cruces)) / 2


def trazo(puntos, cerrado):
    """Relative path of whole units: rounding absolute places first, so that errors do not add up."""
    enteros = [(round(x), round(y)) for x, y in puntos]
    enteros = [p for i, p in enumerate(enteros) if i == 0 or p != enteros[i - 1]]
    if cerrado and len(enteros) > 1 and enteros[0] == enteros[-1]:
        enteros.pop()
    if len(enteros) < 3 - (not cerrado):
        return ""
    texto = f"M{enteros[0][0]},{enteros[0][1]}l"
    for (x1, y1), (x2, y2) in pairwise(enteros):
        texto += f"{' ' if texto[-1].isdigit() and x2 >= x1 else ''}{x2 - x1}{',' if y2 >= y1 else ''}{y2 - y1}"
    return texto + ("z" if cerrado else "")


def main(origen):
    topologia = json.loads(Path(origen).read_text(encoding="utf-8"))
    grados = list(arcos_en_grados(topologia))
    usos = Counter(indice(n) for anillo in anillos(topologia, grados) for n in anillo)
    lineas = {n: simplificar([proyectar(latitud, longitud) for longitud, latitud in grados[n]]) for n in usos}
    costas = encadenar(linea for n, linea in lineas.items() if usos[n] == 1)
    limites = encadenar(linea for n, linea in lineas.items() if usos[n] > 1)
    costas = sorted((c for c in costas if superficie(c) >= SUPERFICIE_MINIMA), key=superficie, reverse=True)
    datos = {
        "credito": CREDITO,
        "tierra": "".join(trazo(c, True) for c in costas),
        "fronteras": "".join(trazo(f, False) for f in limites),
    }
    SALIDA.write_text(json.dumps(datos, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    xs, ys = zip(*(p for c in costas for p in c), strict=True)
    print("x", min(xs), max(xs), "y", min(ys), max(ys))
    print(len(costas), "outlines", len(limites), "borders", SALIDA.stat().st_size, "bytes")


if __name__ == "__main__":
    main(sys.argv[1])

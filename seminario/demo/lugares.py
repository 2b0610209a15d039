"""The 89 member cities, and the populated places of the ten countries."""

from collections import Counter

from django.db.models import Q
from django.utils.text import slugify

from actores.models import Ciudad
from comun.busqueda import sin_acentos
from seminario.demo.lectura import entero, filas


def cargar_ciudades():
    """Add the missing places, members first; return how many.

    A place is there already if its slug is, or its name in that country and province: so a place that the staff
    renamed, or gave another address, is not added again.
    """
    nuevas = []
    slugs, claves = set(), set()
    for slug, *lugar in Ciudad.objects.values_list("slug", "nombre", "pais", "provincia"):
        slugs.add(slug)
        claves.add(_clave(*lugar))
    for ciudad in _miembros() + _municipios():
        if ciudad.slug not in slugs and _clave(ciudad.nombre, ciudad.pais, ciudad.provincia) not in claves:
            nuevas.append(ciudad)
    Ciudad.objects.bulk_create(nuevas, batch_size=2000)
    return len(nuevas)


def miembros():
    """Return the members of the file as ``{(name, country, province): city}``.

    The province may be left blank where one member only has the name. A merged city gives the one it was merged into.
    """
    del_archivo = _miembros()
    encontradas = Ciudad.objects.select_related("fusionada_en").filter(
        Q(slug__in=[c.slug for c in del_archivo]) | Q(busqueda__in={sin_acentos(c.nombre) for c in del_archivo})
    )
    por_clave = {_clave(c.nombre, c.pais, c.provincia): c.vigente for c in encontradas}
    por_slug = {c.slug: c.vigente for c in encontradas}
    ciudades = [(c, por_slug.get(c.slug) or por_clave[_clave(c.nombre, c.pais, c.provincia)]) for c in del_archivo]
    repetidos = Counter((c.nombre, c.pais) for c in del_archivo)
    unicas = {(c.nombre, c.pais, ""): ciudad for c, ciudad in ciudades if repetidos[c.nombre, c.pais] == 1}
    return unicas | {(c.nombre, c.pais, c.provincia): ciudad for c, ciudad in ciudades}


def _miembros():
    datos = filas("ciudades")
    repetidos = Counter((slugify(f["nombre"]), f["pais"]) for f in datos)
    return [
        Ciudad(
            nombre=f["nombre"],
            slug=_slug(f, con_provincia=repetidos[slugify(f["nombre"]), f["pais"]] > 1),
            pais=f["pais"],
            provincia=f["provincia"],
            latitud=float(f["latitud"]),
            longitud=float(f["longitud"]),
            tipo=f["tipo"],
            miembro=True,
            membresia_confirmada=f["membresia_confirmada"] == "sí",
            verificada=True,
        )
        for f in datos
    ]


def _municipios():
    """The other places; whether they are members is unknown. A name that any place shares takes its province along."""
    datos = filas("municipios")
    nombres = [(slugify(f["nombre"]), f["pais"]) for f in datos]
    repetidos = Counter(nombres) + Counter((slugify(f["nombre"]), f["pais"]) for f in filas("ciudades"))
    return [
        Ciudad(
            nombre=f["nombre"],
            slug=_slug(f, con_provincia=repetidos[nombre] > 1),
            pais=f["pais"],
            provincia=f["provincia"],
            latitud=float(f["latitud"]),
            longitud=float(f["longitud"]),
            tipo=Ciudad.Tipo.LOCALIDAD,
            poblacion=entero(f["poblacion"]),
            verificada=True,
        )
        for f, nombre in zip(datos, nombres, strict=True)
    ]


def _slug(fila, *, con_provincia):
    partes = [fila["nombre"], fila["provincia"] if con_provincia else "", fila["pais"]]
    return slugify("-".join(parte for parte in partes if parte))


def _clave(nombre, pais, provincia):
    return sin_acentos(nombre), pais, sin_acentos(provincia)

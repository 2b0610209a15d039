"""Projects in any number for the benchmark of the catalogue: invented words, as often as words of a language are."""

import random

from django.core.management import call_command
from django.db import connection

from actores.models import Ciudad, Ods, UnidadTematica
from proyectos.models import Convocatoria, Participacion, Proyecto, Revision

TANDA = 2000
ANIOS = range(2012, 2027)
PALABRAS, CIUDADES = 5000, 400
# fmt: off
CONOCIDAS = [
    "vivienda", "moradia", "reciclaje", "agua", "cultura", "género", "infancia", "movilidad", "gobierno", "gestión",
    "mujeres", "barrios", "energía", "huertas", "turismo", "juventud", "salud", "educación", "participación",
    "desarrollo", "urbano", "social", "digital", "abierto", "tecnología", "residuos",
]
# fmt: on
SILABAS = [c + v for c in "bcdfglmnprstv" for v in "aeiou"]


def llenar(cantidad):
    """Make the database of a benchmark: the demo and, with its projects, ``cantidad`` in all."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("cargar_demo", verbosity=0)
    generar(cantidad)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def generar(cantidad, *, semilla=1):
    """Add projects until there are ``cantidad``, all published and with who takes part; the same ones at every run."""
    azar = random.Random(f"{semilla}-{cantidad}")
    mundo = _mundo(azar)
    for desde in range(Proyecto.objects.count(), cantidad, TANDA):
        _tanda(azar, mundo, range(desde, min(desde + TANDA, cantidad)))


def _mundo(azar):
    """Return what projects are made of, each list the most frequent first."""
    inventadas = {"".join(azar.choices(SILABAS, k=azar.randint(2, 4))) for _n in range(PALABRAS)}
    for anio in ANIOS:
        Convocatoria.objects.get_or_create(anio=anio, defaults={"tema_es": f"Convocatoria {anio}"})
    return {
        "palabras": CONOCIDAS + sorted(inventadas, key=lambda _p: azar.random()),
        "ciudades": list(
            Ciudad.objects.verificadas().order_by("-miembro", "slug").values_list("pk", flat=True)[:CIUDADES]
        ),
        "unidades": list(UnidadTematica.objects.order_by("slug").values_list("pk", flat=True)),
        "ods": list(Ods.objects.order_by("numero").values_list("pk", flat=True)),
        "convocatorias": list(Convocatoria.objects.values_list("pk", flat=True)),
    }


def _algunas(azar, lista, cuantas):
    """Return different ones, the first of the list far more often than the last (Zipf's law)."""
    elegidas = {}
    while len(elegidas) < cuantas:
        elegidas[lista[min(int(azar.paretovariate(0.6)) - 1, len(lista) - 1)]] = None
    return list(elegidas)


def _tanda(azar, mundo, numeros):
    """Write one batch as drafts, and publish it when it is complete: it is indexed once."""
    proyectos = Proyecto.objects.bulk_create(_proyecto(azar, mundo, n) for n in numeros)
    Participacion.objects.bulk_create(
        Participacion(
            proyecto=p, ciudad_id=ciudad, rol=Participacion.Rol.SOCIA if orden else Participacion.Rol.COORDINADORA
        )
        for p in proyectos
        for orden, ciudad in enumerate(_algunas(azar, mundo["ciudades"], azar.choice([2, 2, 2, 3, 4])))
    )
    for intermedia, campo, cuantas in (
        (Proyecto.unidades.through, "unidadtematica_id", [1, 1, 2]),
        (Proyecto.ods.through, "ods_id", [0, 1, 2, 3]),
    ):
        lista = mundo["unidades" if campo.startswith("unidad") else "ods"]
        intermedia.objects.bulk_create(
            intermedia(proyecto=p, **{campo: uno})
            for p in proyectos
            for uno in azar.sample(lista, azar.choice(cuantas))
        )
    Proyecto.objects.filter(pk__in=[p.pk for p in proyectos]).update(publicacion=Revision.PUBLICADA)


def _proyecto(azar, mundo, n):
    frase = " ".join(_algunas(azar, mundo["palabras"], azar.randint(5, 9)))
    return Proyecto(
        titulo_es=f"{frase.capitalize()} {n}",
        slug=f"generado-{n}",
        resumen_es=" ".join(_algunas(azar, mundo["palabras"], azar.randint(25, 60))),
        objetivos_es=" ".join(_algunas(azar, mundo["palabras"], azar.randint(10, 40))),
        convocatoria_id=azar.choice(mundo["convocatorias"]),
        modalidad=azar.choice(["", *Proyecto.Modalidad.values]),
        estado=azar.choice(["", *Proyecto.Estado.values]),
        monto_usd=azar.choice([None, 5000, 7000, 10000]),
    )

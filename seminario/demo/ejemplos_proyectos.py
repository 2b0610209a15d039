"""Example projects between real cities, outside any call; their titles begin with "Ejemplo: "."""

from dataclasses import dataclass

from actores.models import Ciudad, Ods, UnidadTematica
from proyectos.models import Participacion, Proyecto, Revision
from seminario.demo.volumen import azar, con_minuscula, numero, tandas

PREFIJO = "ejemplo-"
PUBLICACIONES = [Revision.PUBLICADA] * 8 + [Revision.ENVIADA, Revision.BORRADOR]
ACCIONES = [
    ("Intercambio técnico sobre", "Intercâmbio técnico sobre"),
    ("Formación de equipos municipales en", "Formação de equipes municipais em"),
    ("Guía compartida de", "Guia compartilhado de"),
    ("Encuentro de ciudades sobre", "Encontro de cidades sobre"),
]


@dataclass
class Ejemplo:
    """A project not saved yet, with what its tables of relations need."""

    proyecto: Proyecto
    ciudades: list
    unidades: list
    ods: list


def completar(cantidad):
    """Add the missing ones of ``cantidad`` example projects; return how many."""
    hechos = {
        numero(slug) for slug in Proyecto.objects.filter(slug__regex=r"^ejemplo-\d+$").values_list("slug", flat=True)
    }
    faltan = [n for n in range(1, cantidad + 1) if n not in hechos]
    if not faltan:
        return 0
    ciudades = list(Ciudad.objects.filter(miembro=True, verificada=True, fusionada_en=None).order_by("slug"))
    unidades = list(UnidadTematica.objects.order_by("slug"))
    ods = list(Ods.objects.order_by("numero"))
    for tanda in tandas(faltan):
        _guardar([_ejemplo(n, ciudades, unidades, ods) for n in tanda])
    return len(faltan)


def _ejemplo(n, ciudades, unidades, ods):
    al_azar = azar("proyecto", n)
    participan = al_azar.sample(ciudades, al_azar.choice([2, 2, 2, 3, 4]))
    temas = al_azar.sample(unidades, al_azar.choice([1, 1, 2]))
    accion, accion_pt = al_azar.choice(ACCIONES)
    tema = temas[0]
    proyecto = Proyecto(
        titulo_es=f"Ejemplo: {accion} {con_minuscula(tema.nombre_es)} ({n})",
        titulo_pt_br=f"Exemplo: {accion_pt} {con_minuscula(tema.nombre_pt_br or tema.nombre_es)} ({n})",
        slug=f"{PREFIJO}{n}",
        resumen_es="Proyecto de ejemplo para probar el catálogo; no existe.",
        resumen_pt_br="Projeto de exemplo para testar o catálogo; não existe.",
        modalidad=al_azar.choice(["", *Proyecto.Modalidad.values]),
        estado=al_azar.choice(["", *Proyecto.Estado.values]),
        unidades_propias=True,
        publicacion=al_azar.choice(PUBLICACIONES),
    )
    return Ejemplo(proyecto, participan, temas, al_azar.sample(ods, al_azar.choice([0, 1, 2, 3])))


def _guardar(ejemplos):
    Proyecto.objects.bulk_create(e.proyecto for e in ejemplos)
    Participacion.objects.bulk_create(
        Participacion(
            proyecto=e.proyecto,
            ciudad=ciudad,
            rol=Participacion.Rol.SOCIA if orden else Participacion.Rol.COORDINADORA,
        )
        for e in ejemplos
        for orden, ciudad in enumerate(e.ciudades)
    )
    con_unidad, con_ods = Proyecto.unidades.through, Proyecto.ods.through
    con_unidad.objects.bulk_create(
        con_unidad(proyecto=e.proyecto, unidadtematica=unidad) for e in ejemplos for unidad in e.unidades
    )
    con_ods.objects.bulk_create(con_ods(proyecto=e.proyecto, ods=objetivo) for e in ejemplos for objetivo in e.ods)

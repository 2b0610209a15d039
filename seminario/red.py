"""The network in figures and on the map: everything counted from the database, nothing typed."""

from itertools import combinations

from django.db.models import Min

from actores.models import Ciudad, Institucion
from inscripciones.models import Inscripcion
from proyectos.mapa import ROTULADAS, datos_del_mapa
from proyectos.models import Participacion, Proyecto, Revision


def ciudades_que_cooperan():
    """Return ``{project id: [cities]}`` of the published projects, in one query."""
    participaciones = (
        Participacion.objects.filter(proyecto__publicacion=Revision.PUBLICADA, ciudad__isnull=False)
        .select_related("ciudad")
        .order_by("proyecto_id", "pk")
    )
    por_proyecto = {}
    for participacion in participaciones:
        por_proyecto.setdefault(participacion.proyecto_id, []).append(participacion.ciudad)
    return por_proyecto


def pares(por_proyecto):
    """Return every two cities that share a project, one pair for each project that they share."""
    return [par for ciudades in por_proyecto.values() for par in combinations(ciudades, 2)]


def mapa_de_la_red(por_proyecto):
    """Return the south-up map: the member cities as points, an arc for each pair that shares a project."""
    miembros = list(
        Ciudad.objects.verificadas()
        .filter(miembro=True, latitud__isnull=False, longitud__isnull=False)
        .only("nombre", "slug", "latitud", "longitud")
    )
    con_nombre = {ciudad.slug: ciudad for ciudad in miembros}
    rotulos = [con_nombre[slug] for slug in ROTULADAS if slug in con_nombre]
    cooperan = {ciudad.pk: ciudad for ciudades in por_proyecto.values() for ciudad in ciudades}
    return datos_del_mapa([*miembros, *cooperan.values()], pares(por_proyecto), rotulos)


def mapa_de_ciudad(ciudad, otras):
    """Return the map with an arc from a city to each of ``otras`` (with ``compartidos``), and the path of its own dot.

    Both are ``None`` if it has no place. The names are left to the list beside it: nobody could read them on a map
    this small.
    """
    if ciudad.latitud is None:
        return None, None
    pares = [(ciudad, otra, otra.compartidos) for otra in otras]
    return datos_del_mapa([ciudad, *otras], pares), datos_del_mapa([ciudad], []).puntos


def cifras(por_proyecto):
    """Return the numbers of the front page; of ``inscritas`` the page tells no small number (tag ``pocas``)."""
    ciudades = {ciudad.pk: ciudad.pais for lista in por_proyecto.values() for ciudad in lista}
    return {
        "ciudades": len(ciudades),
        "paises": len(set(ciudades.values())),
        "instituciones": Institucion.objects.verificadas().count(),
        "proyectos": Proyecto.objects.publicados().count(),
        "desde": Proyecto.objects.publicados().aggregate(anio=Min("convocatoria__anio"))["anio"],
        "inscritas": Inscripcion.objects.confirmadas().count(),
    }

"""Who takes part, as the public may know it: a question to several rooms at once."""

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from actores.models import Ciudad
from agenda.models import Cumbre, Intervencion
from inscripciones.models import Inscripcion
from intercambio.models import Ficha
from proyectos.models import Participacion, Proyecto


def ciudades_que_participan():
    """Return the public cities that take part: members, or with something published, or openly registered."""
    return Ciudad.objects.verificadas().filter(Q(miembro=True) | _con_algo())


def _con_algo():
    """Return the condition that a city has a project, a card, a talk or an open registration."""
    consultas = [
        Participacion.objects.filter(proyecto__in=Proyecto.objects.publicados()),
        Intervencion.objects.publicadas(),
        Inscripcion.objects.listadas(),
        Ficha.objects.publicados(),
    ]
    condicion = Q()
    for consulta in consultas:
        condicion |= Exists(consulta.filter(ciudad=OuterRef("pk")))
    return condicion


def con_proyectos(ciudades):
    """Return the cities with ``proyectos``, in how many published ones each takes part."""
    publicados = Q(participacion__proyecto__in=Proyecto.objects.publicados())
    return ciudades.annotate(proyectos=Count("participacion", filter=publicados))


def con_inscripcion(ciudades):
    """Return the cities with ``inscrita``, whether the public may know that they registered for the Cumbre in force."""
    vigente = Subquery(Cumbre.objects.vigentes().values("pk")[:1])
    a_la_vista = Inscripcion.objects.listadas().filter(cumbre=vigente, ciudad=OuterRef("pk"))
    return ciudades.annotate(inscrita=Exists(a_la_vista))


def ciudades_con(actor):
    """Return the public cities, others than ``actor``, in its published projects: with ``compartidos``, in how many.

    Those that share most come first.
    """
    suyos = Proyecto.objects.publicados().con_actor(actor).values("pk")
    ciudades = Ciudad.objects.verificadas().filter(participacion__proyecto__in=suyos)
    if isinstance(actor, Ciudad):
        ciudades = ciudades.exclude(pk=actor.pk)
    return ciudades.annotate(compartidos=Count("participacion")).order_by("-compartidos", "busqueda", "pk")

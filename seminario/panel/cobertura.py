"""Who of the network is registered for the Cumbre in force, and who is missing."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, Max, OuterRef, Subquery

from actores.models import Ciudad
from comun.models import Mensaje
from inscripciones.models import Inscripcion

INVITACION = "invitacion"


def _suya(actores):
    """Return the condition that a city or an institution has a confirmed registration for the Cumbre in force."""
    suyas = Inscripcion.objects.confirmadas().de_la_vigente()
    return Exists(suyas.filter(**{actores.model._meta.model_name: OuterRef("pk")}))


def inscritas(actores):
    """Return the cities or institutions that registered."""
    return actores.filter(_suya(actores))


def miembros(ciudades):
    """Return the member cities of the network."""
    return ciudades.vigentes().filter(miembro=True)


def miembros_inscritos(ciudades):
    return inscritas(miembros(ciudades))


def miembros_sin_inscripcion(ciudades):
    return miembros(ciudades).filter(~_suya(ciudades))


def con_inscrita(ciudades):
    """Return the cities with ``inscrita``, whether they registered."""
    return ciudades.annotate(inscrita=_suya(ciudades))


def invitaciones():
    """Return the invitations to cities that were sent or still may be, newest first."""
    fracasos = [Mensaje.Estado.FALLIDO, Mensaje.Estado.ANULADO]
    de_ciudades = Mensaje.objects.filter(tipo=INVITACION, sobre_tipo=ContentType.objects.get_for_model(Ciudad))
    return de_ciudades.exclude(estado__in=fracasos).order_by("-creado", "-pk")


def con_invitacion(ciudades):
    """Return the cities with ``invitada_el``, when each was invited last."""
    suyas = invitaciones().filter(sobre_id=OuterRef("pk")).order_by().values("sobre_id")
    return ciudades.annotate(invitada_el=Subquery(suyas.annotate(ultima=Max("creado")).values("ultima")))

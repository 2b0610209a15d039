"""What messages forget on time: who they went to, when the mail log does."""

from django.db.models import Q

from agenda.models import Cumbre
from comun.purga import borrar, registrar
from inscripciones.purga import CORREOS, al_olvidar, dia
from seminario.models import Comunicado, Destinatario


def registrar_purga():
    """Add these parts to the purge."""
    registrar(borrar_destinatarios)
    al_olvidar.append(olvidar_destinatarios)


def olvidar_destinatarios(inscripciones):
    """Delete where messages went of these registrations, whose people lose their names now."""
    suyos = Q(inscripcion__in=inscripciones) | Q(participante__inscripcion__in=inscripciones)
    Destinatario.objects.filter(suyos).delete()


def borrar_destinatarios(ahora):
    """Delete who a message went to 90 days after the Cumbre, or after it was launched if that was later.

    Whose name was taken away before goes with it (:func:`olvidar_destinatarios`), or at once if it has no address any
    more. The message stays, with how many it went to; one that is being sent is left alone.
    """
    sin_direccion = Q(participante=None, inscripcion__contacto__email="") | Q(participante__email="")
    total = borrar(Destinatario.objects.filter(sin_direccion))
    quietos = Destinatario.objects.exclude(comunicado__estado=Comunicado.Estado.EN_CURSO)
    for cumbre in Cumbre.objects.filter(fin__lt=dia(ahora - CORREOS)):
        de_entonces = Q(comunicado__lanzado_el__date__lte=cumbre.fin + CORREOS)
        viejos = de_entonces | Q(comunicado__lanzado_el__lt=ahora - CORREOS)
        total += borrar(quietos.filter(viejos, inscripcion__cumbre=cumbre))
    return {"destinatarios de comunicados": total}

"""Rows that stay for the counts by activity, city and modality, without anything that tells who somebody was."""

from django.db.models import F

from comun.personas import ANONIMA
from comun.purga import olvidar
from inscripciones.models import (
    CambioInscripcion,
    Inscripcion,
    NecesidadDeAcceso,
    NotaInterna,
    PedidoDeUnion,
    SolicitudDeCambio,
)


def anonimar_personas(personas):
    """Take away who the people of a ``QuerySet`` were, what they needed and consented to; their links end.

    Whether they said that they come stays, as a count.
    """
    NecesidadDeAcceso.objects.filter(participante__in=personas).delete()
    personas.update(
        nombre=ANONIMA,
        email="",
        cargo="",
        consentimiento_imagen_el=None,
        consentimiento_listado_el=None,
        avisado_el=None,
        recordado_el=None,
        generacion=F("generacion") + 1,
    )


def anonimar_inscripciones(inscripciones):
    """Take away what these registrations say of their contact, and by what another form knows them."""
    Inscripcion.objects.filter(pk__in=[i.pk for i in inscripciones]).update(
        consentimiento_imagen_el=None, motivo="", clave_externa=""
    )


def borrar_historia(inscripciones):
    """Delete what changed in these registrations, what was asked and what was noted: nothing of it is a count."""
    for consulta in (
        NotaInterna.objects.filter(inscripcion__in=inscripciones),
        CambioInscripcion.objects.filter(inscripcion__in=inscripciones),
        SolicitudDeCambio.objects.filter(inscripcion__in=inscripciones),
        PedidoDeUnion.objects.filter(inscripcion__in=inscripciones),
        PedidoDeUnion.objects.filter(a__in=inscripciones),
    ):
        olvidar(list(consulta))
        consulta.delete()

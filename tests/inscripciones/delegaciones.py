"""Drafts that are ready to be confirmed, made without the forms, and how their places stand."""

from django.utils import timezone

from inscripciones import services
from inscripciones.models import Asistencia, Inscripcion
from tests import fabricas


def borrador(*actividades, personas=1, modalidad="presencial", espera=False, **campos):
    """A draft that lacks nothing; everybody chose ``actividades``; with ``espera`` everybody accepts to wait."""
    campos.setdefault("consentimiento_datos_el", timezone.now())
    inscripcion = fabricas.crear_inscripcion(**campos)
    for actividad in actividades:
        fabricas.crear_eleccion(inscripcion, actividad, modalidad)
    for _i in range(personas):
        persona = fabricas.crear_participante(inscripcion)
        for actividad in actividades:
            fabricas.crear_asistencia(persona, actividad, modalidad, acepta_espera=espera)
    return inscripcion


def confirmada(*actividades, **opciones):
    """A registration confirmed with its places, or turns if there are none."""
    return services.confirmar(inscripcion=borrador(*actividades, **{"espera": True, **opciones}))


def estados(de):
    """States of the attendances of an activity or a registration, in the order of their keys."""
    filtro = {"participante__inscripcion": de} if isinstance(de, Inscripcion) else {"actividad": de}
    return list(Asistencia.objects.filter(**filtro).order_by("pk").values_list("estado", flat=True))


def turnos(actividad):
    return list(Asistencia.objects.en_espera().filter(actividad=actividad).values_list("turno", flat=True))


def lugares_dados(actividad):
    return Asistencia.objects.con_lugar().filter(actividad=actividad).count()


def invariantes(*actividades):
    """Nobody over the quota; nobody waits while a place is free."""
    for actividad in actividades:
        actividad.refresh_from_db()
        if actividad.cupo_presencial is None:
            assert turnos(actividad) == []
            continue
        dados = lugares_dados(actividad)
        assert dados <= actividad.cupo_presencial
        if turnos(actividad):
            assert dados == actividad.cupo_presencial

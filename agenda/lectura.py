"""The public programme as pages and programs ask for it, over and over: the same few queries, written once."""

from collections import defaultdict

from agenda.models import Actividad, Bloque, Cambio, Cumbre, Intervencion, Material, Ponente, Pregunta
from comun.consultas import Preparada

_actividades = Preparada(lambda: Actividad.objects.vigentes().select_related("cumbre").en_orden())
_seminario = Preparada(
    lambda: Actividad.objects.vigentes().filter(es_seminario=True, inicio__isnull=False).select_related("cumbre")
)
_bloques = Preparada(Bloque.objects.del_programa)
_de_calendarios = Preparada(Bloque.objects.para_calendarios)
_charlas = Preparada(lambda *actividades: Intervencion.objects.del_programa(*actividades).con_actores())
_con_proyecto = Preparada(
    lambda *actividades: Intervencion.objects.del_programa(*actividades).con_actores().select_related("proyecto")
)
_ponentes = Preparada(lambda *actividades: _de_sus_charlas(Ponente, actividades))
_materiales = Preparada(lambda *actividades: _de_sus_charlas(Material, actividades))
_preguntas = Preparada(Pregunta.objects.del_programa)
_cambios = Preparada(Cambio.objects.ultimos)


def vigentes():
    """Return the Cumbre in force, or ``None``, and its activities in order; one query where it has any."""
    actividades = _actividades()
    return actividades[0].cumbre if actividades else Cumbre.objects.vigente(), actividades


def seminario_con_hora():
    """Return a list with the seminar in force, if its hour is known."""
    return _seminario()


def programa(actividad):
    """Return the published blocks of an activity with their video and ``charlas``, and the ``quienes`` of these."""
    bloques = _con_charlas(_bloques(actividad.pk), _charlas(actividad.pk))
    _repartir("quienes", bloques, _ponentes(actividad.pk))
    return bloques


def todo(actividades):
    """Return the same of several activities, talks also with their project and ``documentos``."""
    claves = [actividad.pk for actividad in actividades]
    if not claves:
        return []
    bloques = _con_charlas(_bloques(*claves), _con_proyecto(*claves))
    _repartir("quienes", bloques, _ponentes(*claves))
    _repartir("documentos", bloques, _materiales(*claves))
    return bloques


def para_calendarios(actividades):
    """Return the public blocks of activities with their ``charlas``, and without any those that were cancelled."""
    claves = [actividad.pk for actividad in actividades]
    return _con_charlas(_de_calendarios(*claves), _charlas(*claves)) if claves else []


def respondidas(actividad):
    """Return ``{bloque.pk: its answered questions}``."""
    por_bloque = defaultdict(list)
    for pregunta in _preguntas(actividad.pk):
        por_bloque[pregunta.bloque_id].append(pregunta)
    return por_bloque


def cambios(actividades):
    """Return the newest changes in the programme of activities."""
    return _cambios(*(actividad.pk for actividad in actividades)) if actividades else []


def _de_sus_charlas(modelo, actividades):
    return modelo.objects.filter(intervencion__in=Intervencion.objects.del_programa(*actividades))


def _con_charlas(bloques, charlas):
    por_clave = {bloque.pk: bloque for bloque in bloques}
    for bloque in bloques:
        bloque.charlas = []
    for charla in charlas:
        if bloque := por_clave.get(charla.bloque_id):  # It may have been published a moment ago.
            charla.bloque = bloque
            bloque.charlas.append(charla)
    return bloques


def _repartir(nombre, bloques, filas):
    """Give the talks of these blocks the list of what they have among some rows."""
    por_charla = defaultdict(list)
    for fila in filas:
        por_charla[fila.intervencion_id].append(fila)
    for bloque in bloques:
        for charla in bloque.charlas:
            setattr(charla, nombre, por_charla[charla.pk])

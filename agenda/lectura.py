"""The public programme as pages and programs ask for it, over and over: the same few queries, written once."""

from collections import defaultdict

from agenda.models import Actividad, Bloque, Cambio, Cumbre, EstadoPrograma, Intervencion, Material, Ponente, Pregunta
from comun.consultas import Preparada

_actividades = Preparada(lambda: Actividad.objects.vigentes().select_related("cumbre").en_orden())
_seminario = Preparada(
    lambda: Actividad.objects.vigentes().filter(es_seminario=True, inicio__isnull=False).select_related("cumbre")
)
_bloques = Preparada(Bloque.objects.del_programa)
_de_calendarios = Preparada(Bloque.objects.para_calendarios)
_charlas = Preparada(lambda *bloques: Intervencion.objects.de_bloques(*bloques).con_actores())
_con_proyecto = Preparada(
    lambda *bloques: Intervencion.objects.de_bloques(*bloques).con_actores().select_related("proyecto")
)
_ponentes = Preparada(lambda *bloques: Ponente.objects.filter(intervencion__bloque__in=bloques))
_materiales = Preparada(lambda *bloques: Material.objects.filter(intervencion__bloque__in=bloques))
_preguntas = Preparada(Pregunta.objects.de_bloques)
_cambios = Preparada(Cambio.objects.ultimos)


def vigentes():
    """Return the Cumbre in force, or ``None``, and its activities in order; one query where it has any."""
    actividades = _actividades()
    return actividades[0].cumbre if actividades else Cumbre.objects.vigente(), actividades


def seminario_con_hora():
    """Return a list with the seminar in force, if its hour is known."""
    return _seminario()


def programa(actividades):
    """Return the published blocks of activities with their video and ``charlas``, and the ``quienes`` of these."""
    bloques = _de(_bloques, actividades)
    _repartir_charlas(bloques, _charlas)
    _repartir("quienes", bloques, _ponentes)
    return bloques


def todo(actividades):
    """Return the same, talks also with their project and ``documentos``."""
    bloques = _de(_bloques, actividades)
    _repartir_charlas(bloques, _con_proyecto)
    _repartir("quienes", bloques, _ponentes)
    _repartir("documentos", bloques, _materiales)
    return bloques


def para_calendarios(actividades):
    """Return the public blocks of activities with their ``charlas``, and without any those that were cancelled."""
    bloques = _de(_de_calendarios, actividades)
    for bloque in bloques:
        bloque.charlas = []
    _repartir_charlas([bloque for bloque in bloques if bloque.estado == EstadoPrograma.PUBLICADA], _charlas)
    return bloques


def respondidas(bloques):
    """Return ``{bloque.pk: its answered questions}``."""
    por_bloque = defaultdict(list)
    for pregunta in _de(_preguntas, bloques):
        por_bloque[pregunta.bloque_id].append(pregunta)
    return por_bloque


def cambios(actividades):
    """Return the newest changes in the programme of activities."""
    return _de(_cambios, actividades)


def _de(consulta, filas):
    """Return what a query finds of these rows; of none it asks nothing."""
    return consulta(*(fila.pk for fila in filas)) if filas else []


def _repartir_charlas(bloques, consulta):
    por_clave = {bloque.pk: bloque for bloque in bloques}
    for bloque in bloques:
        bloque.charlas = []
    for charla in _de(consulta, bloques):
        charla.bloque = por_clave[charla.bloque_id]
        charla.bloque.charlas.append(charla)


def _repartir(nombre, bloques, consulta):
    """Give the talks of these blocks, as the list ``nombre``, what a query finds of each."""
    por_charla = defaultdict(list)
    for fila in _de(consulta, bloques):
        por_charla[fila.intervencion_id].append(fila)
    for bloque in bloques:
        for charla in bloque.charlas:
            setattr(charla, nombre, por_charla[charla.pk])

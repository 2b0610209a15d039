"""Talks and activities shown away from the agenda, with the hours at which they really go."""

import datetime
from collections import defaultdict
from typing import NamedTuple

from django.utils import timezone

from agenda import en_vivo, grabacion, horario
from agenda.models import Bloque, EstadoPrograma, Intervencion


class Programa(NamedTuple):
    """The published blocks of an activity, and where it stands."""

    bloques: list
    en_vivo: en_vivo.EnVivo

    @property
    def charlas(self):
        """The blocks' talks, each with its block, in order."""
        return [(charla, bloque) for bloque in self.bloques for charla in bloque.charlas]


def programas_de(actividades, ahora=None):
    """Return ``{pk: Programa}`` at ``ahora`` (now) of activities fetched with their Cumbre, which get their hours too.

    Hours and states as ``horario.poner_horas`` and ``en_vivo.mirar`` put them. Two queries, however many they are.
    """
    por_actividad = defaultdict(list)
    for bloque in Bloque.objects.del_programa(*actividades) if actividades else ():
        por_actividad[bloque.actividad_id].append(bloque)
    programas = {}
    for actividad in actividades:
        bloques = horario.poner_horas(actividad, por_actividad[actividad.pk])
        programas[actividad.pk] = Programa(bloques, en_vivo.mirar(actividad, bloques, ahora))
    return programas


def termino(actividad, vivo, ahora):
    """True if an activity is over at ``ahora``; where its hour is unknown, once its last day is, there."""
    if vivo.fase:
        return vivo.fase == "despues"
    return (actividad.dia_fin or actividad.dia) < ahora.astimezone(actividad.cumbre.zona).date()


def con_horas(charlas):
    """Return published talks as a list, to show when each is given or was. Three queries, or one if there are none.

    Added: ``cuando``, its own start or else its block's, ``None`` where unknown; ``ya_fue``, whether it is over; and
    ``grabacion``, where the recording has it (see ``agenda.grabacion``).
    """
    ahora = timezone.now()
    charlas = list(charlas.select_related("bloque__actividad__cumbre"))
    programas = programas_de(list({c.bloque.actividad_id: c.bloque.actividad for c in charlas}.values()), ahora)
    puestas = {puesta.pk: (puesta, bloque) for p in programas.values() for puesta, bloque in p.charlas}
    charlas = [charla for charla in charlas if charla.pk in puestas]  # One may be taken back between two queries.
    for charla in charlas:
        puesta, bloque = puestas[charla.pk]
        charla.cuando = puesta.inicio_real or bloque.inicio_real
        charla.grabacion = grabacion.de_charla(charla)
        actividad = charla.bloque.actividad
        terminada = termino(actividad, programas[actividad.pk].en_vivo, ahora)
        charla.ya_fue = bool(charla.grabacion) or terminada or "pasado" in (puesta.momento, bloque.momento)
    return charlas


class Lugar(NamedTuple):
    """Where a talk is in the programme: its own start, ``None`` where unknown, and if everybody may see it."""

    charla: Intervencion
    bloque: Bloque
    hora: datetime.datetime | None
    es_publica: bool


def lugar_de(charla):
    """Return the :class:`Lugar` of a talk as it really goes, in preparation too; ``None`` once cancelled.

    What is public has the hour of the agenda; what is not, the one it would have if all were published. Two queries
    for a talk fetched with its block, activity and Cumbre.
    """
    actividad = charla.bloque.actividad
    publicadas = {charla.estado, charla.bloque.estado} == {EstadoPrograma.PUBLICADA}
    es_publica = publicadas and actividad.cumbre.publicada
    bloques = Bloque.objects.del_programa(actividad) if publicadas else Bloque.objects.en_preparacion(actividad)
    for bloque in horario.poner_horas(actividad, bloques):
        for puesta in bloque.charlas:
            if puesta.pk == charla.pk:
                return Lugar(puesta, bloque, puesta.inicio_real, es_publica)
    return None

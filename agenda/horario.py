"""The hours at which things really go: what was planned, moved by the delays of the day."""

import datetime
from itertools import pairwise


def poner_horas(actividad, bloques):
    """Add to an activity, its blocks and their talks the hours at which they really go; return the blocks as a list.

    ``bloques``: blocks of one activity in order, their talks fetched in order. A delay moves its block and those that
    follow until another block says otherwise. Added, ``None`` where unknown:

    - activity: ``demora`` (minutes at its beginning), ``inicio_real``, ``fin_real`` (the estimated one included);
    - blocks: ``demora``, ``inicio_real``, ``fin_real``, and ``fin_estimado``, which is the next known start where the
      end is unknown, and the activity's end for the last one;
    - talks: ``demora``, ``inicio_real``, ``fin_real``, as far as the minutes of those before them are known.
    """
    bloques = list(bloques)
    demora = 0
    for bloque in bloques:
        demora = bloque.demora_minutos if bloque.demora_minutos is not None else demora
        bloque.demora = demora
        bloque.inicio_real = _mas(bloque.inicio, demora)
        bloque.fin_real = _mas(bloque.fin, demora)
    primero = next((b for b in bloques if b.inicio), None)
    actividad.demora = primero.demora if primero and primero.inicio == actividad.inicio else 0
    actividad.inicio_real = _mas(actividad.inicio, actividad.demora)
    actividad.fin_real = _mas(actividad.fin_estimado, demora)
    _poner_finales(actividad, bloques)
    for bloque in bloques:
        _poner_horas_de_charlas(bloque)
    return bloques


def _mas(instante, minutos):
    return instante and instante + datetime.timedelta(minutes=minutos)


def _poner_finales(actividad, bloques):
    """A block lasts no longer than until the next one begins, which a delay that was made up for may bring forward."""
    for bloque, siguiente in pairwise([*bloques, None]):
        tope = siguiente.inicio_real if siguiente else actividad.fin_real
        if siguiente and tope and bloque.fin_real and bloque.inicio_real <= tope < bloque.fin_real:
            bloque.fin_real = tope
        bloque.fin_estimado = bloque.fin_real or tope


def _poner_horas_de_charlas(bloque):
    hora = bloque.inicio_real
    for charla in bloque.charlas:
        charla.demora = bloque.demora
        charla.inicio_real = hora
        charla.fin_real = hora = _mas(hora, charla.minutos) if charla.minutos else None

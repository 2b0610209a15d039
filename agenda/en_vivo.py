"""The programme against the clock of the server: before, now, next, after."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

CERCA = datetime.timedelta(hours=2)  # around the activity: pages look again often, and tell what comes next
CADA_POCO = 20  # seconds between two looks of an open page while the activity is near
CADA_MINUTO = 60  # on its day before that: a delay may be announced in the morning
CADA_MUCHO = 600


@dataclass(frozen=True)
class EnVivo:
    """Where an activity stands. ``fase``: "antes", "en_curso", "despues", or "" where its hour is unknown.

    ``ahora`` and ``sigue`` are blocks, ``charla`` the talk that goes on and ``sigue_charla`` the next one of the same
    block; ``refrescar`` is in seconds; ``visto``: when it was looked at.
    """

    fase: str = ""
    cerca: bool = False
    ahora: object = None
    charla: object = None
    sigue: object = None
    refrescar: int = CADA_MUCHO
    sigue_charla: object = None
    visto: datetime.datetime | None = None


def mirar(actividad, bloques, ahora=None):
    """Return :class:`EnVivo` at ``ahora`` (the server's now) and mark what was looked at.

    ``actividad`` and ``bloques`` as :func:`agenda.horario.poner_horas` leaves them. Every block and talk gets
    ``momento``: "pasado", "ahora", "sigue" or "". What begins at an instant is on at that instant; what ends then is
    over. Where hours are not known nothing is claimed: the activity is on, no block of it is "now".
    """
    ahora = ahora or timezone.now()
    for bloque in bloques:
        bloque.momento = _momento(bloque.inicio_real, bloque.fin_estimado, ahora)
        for charla in bloque.charlas:
            charla.momento = _momento(charla.inicio_real, charla.fin_real, ahora)
    inicio, fin = _limites(actividad, bloques)
    if inicio is None:
        return EnVivo()
    fase = "antes" if ahora < inicio else "en_curso" if ahora < fin else "despues"
    cerca = inicio - CERCA <= ahora < fin + CERCA
    actual = next((b for b in bloques if b.momento == "ahora"), None) if fase == "en_curso" else None
    sigue = _siguiente(bloques, actual, ahora) if cerca and fase != "despues" else None
    if sigue:
        sigue.momento = "sigue"
    charla = next((c for c in actual.charlas if c.momento == "ahora"), None) if actual else None
    espera = CADA_POCO if cerca else _espera(inicio, actividad.cumbre.zona, ahora)
    return EnVivo(fase, cerca, actual, charla, sigue, espera, _charla_siguiente(actual, ahora), ahora)


def es_el_dia(actividad, vivo, ahora=None):
    """Tell if it is the activity's day there, or near it, as :func:`mirar` said: its hours may move."""
    return vivo.cerca or (ahora or timezone.now()).astimezone(actividad.cumbre.zona).date() == actividad.dia


def _momento(inicio, fin, ahora):
    if inicio is None or ahora < inicio:
        return ""
    if fin is None:
        return ""
    return "ahora" if ahora < fin else "pasado"


def _limites(actividad, bloques):
    """Return when the activity really begins and ends; with no end known, at the end of its last day there."""
    inicio = actividad.inicio_real or next((b.inicio_real for b in bloques if b.inicio_real), None)
    if inicio is None:
        return None, None
    finales = [fin for fin in (actividad.fin_real, *(b.fin_estimado for b in bloques)) if fin]
    return inicio, max(finales) if finales else _fin_del_dia(inicio, actividad.cumbre.zona)


def _fin_del_dia(instante, zona):
    maniana = instante.astimezone(zona).date() + datetime.timedelta(days=1)
    return datetime.datetime.combine(maniana, datetime.time(), tzinfo=zona)


def _siguiente(bloques, actual, ahora):
    """Return the block after the one that is on; else the first that has not begun."""
    if actual:
        return next(iter(bloques[bloques.index(actual) + 1 :]), None)
    return next((b for b in bloques if b.inicio_real and b.inicio_real > ahora), None)


def _charla_siguiente(actual, ahora):
    """Return the next talk of the block that is on, as far as hours are known and before the block is over."""
    if actual is None:
        return None
    return next((c for c in actual.charlas if c.inicio_real and ahora < c.inicio_real < actual.fin_estimado), None)


def _espera(inicio, zona, ahora):
    """Seconds until an open page looks again, not near the activity; once it is over, seldom."""
    hasta = inicio - CERCA - ahora
    if hasta <= datetime.timedelta():
        return CADA_MUCHO
    es_el_dia = ahora.astimezone(zona).date() == inicio.astimezone(zona).date()
    return int(min(max(hasta.total_seconds(), CADA_POCO), CADA_MINUTO if es_el_dia else CADA_MUCHO))

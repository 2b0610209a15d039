"""The programme as iCalendar (RFC 5545), in the active language: events of activities, blocks and interventions.

Hours are those at which things really go, delays included (:mod:`agenda.horario`). Nothing here depends on the clock
or the request, so the same data gives the same bytes and a conditional request gets its 304. ``DTSTAMP`` and
``LAST-MODIFIED`` are therefore when staff last changed what the event tells, and ``SEQUENCE`` is the revision of the
activity's programme. An event's UID is the same in every language and for ever.
"""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from agenda import horario, idiomas, lectura
from agenda.models import EstadoPrograma
from comun.contenido import en_idioma
from comun.direcciones import direccion
from comun.middleware import bcp47
from comun.tiempo import en_zona, nombre_de_zona

CADA = "PT30M"  # how often a subscriber may look again
_ANCHO = 74  # octets of a line, without its break (RFC 5545, 3.1, allows 75)
_DE_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029]")  # some parsers take them for line breaks


@dataclass(frozen=True)
class Evento:
    """The lines of an event, and the zone and the years that they speak of."""

    lineas: tuple
    zona: str
    anios: tuple


# --- Calendars ----------------------------------------------------------------------------------


def calendario_de_actividades(actividades):
    """Return the bytes of a calendar with those of ``actividades`` whose start is known (others are left out).

    For whoever chose them: the delegation's mail and its page. The events are those of the public calendars, with the
    delays of the day. Two queries; ``select_related("cumbre")`` saves one for each activity.
    """
    con_hora = [actividad for actividad in actividades if actividad.inicio]
    programa = programa_de(con_hora)
    return calendario([evento_de_actividad(actividad, programa[actividad.pk][0]) for actividad in con_hora])


def programa_de(actividades):
    """Return ``{actividad.pk: (blocks, cancelled blocks)}`` in two queries, with hours added to all of them.

    Blocks are the public ones; the others were public once, and the calendars that have them must be told.
    """
    programa = {actividad.pk: ([], []) for actividad in actividades}
    for bloque in lectura.para_calendarios(actividades):
        programa[bloque.actividad_id][bloque.estado == EstadoPrograma.CANCELADA].append(bloque)
    for actividad in actividades:
        horario.poner_horas(actividad, programa[actividad.pk][0])
    return programa


def calendario(eventos, *, nombre="", ruta=""):
    """Return the bytes of a calendar with these events and the time zones that they use.

    With a ``nombre`` it is one to subscribe to (RFC 7986), at the path ``ruta`` of this site.
    """
    lineas = ["BEGIN:VCALENDAR", f"PRODID:-//{_servidor()}//Seminario Sur-Sur//ES", "VERSION:2.0", "CALSCALE:GREGORIAN"]
    if nombre:
        lineas += [f"NAME:{_escapar(nombre)}", f"X-WR-CALNAME:{_escapar(nombre)}"]
        lineas += [f"SOURCE;VALUE=URI:{settings.SITE_URL}{ruta}"]
        lineas += [f"REFRESH-INTERVAL;VALUE=DURATION:{CADA}", f"X-PUBLISHED-TTL:{CADA}"]
    zonas = b"".join(
        _vtimezone(zona, min(anios), max(anios))
        for zona in sorted({evento.zona for evento in eventos})
        for anios in [[anio for evento in eventos if evento.zona == zona for anio in evento.anios]]
    )
    de_eventos = b"".join(_plegar(linea) for evento in eventos for linea in evento.lineas)
    return b"".join([*map(_plegar, lineas), zonas, de_eventos, b"END:VCALENDAR\r\n"])


@lru_cache(maxsize=32)
def _vtimezone(zona, primero, ultimo):
    """Return the rules of a zone in these years and the next; to work them out costs more than all the rest."""
    desde, hasta = datetime.date(primero, 1, 1), datetime.date(ultimo + 1, 1, 1)
    return icalendar.Timezone.from_tzinfo(ZoneInfo(zona), first_date=desde, last_date=hasta).to_ical()


# --- Events -------------------------------------------------------------------------------------


def evento_de_actividad(actividad, bloques=(), *, aparte=False):
    """Return the event of an activity with a known start; ``bloques`` are told in its description.

    Both as :func:`agenda.horario.poner_horas` leaves them. ``aparte``: blocks with an hour are events of the same
    calendar, and keep the time busy in its place.
    """
    partes = [actividad.descripcion]
    if actividad.duracion_aproximada and not actividad.fin:
        partes.append(_("Duración aproximada: %(minutos)d minutos.") % {"minutos": actividad.duracion_aproximada})
    partes += [_bloque_en_texto(bloque) for bloque in bloques]
    fin = {"fin" if actividad.fin else "hasta": actividad.fin_real}
    return _evento(
        f"actividad-{actividad.pk}",
        actividad,
        actividad,
        partes=partes,
        ruta=direccion("agenda:agenda" if actividad.es_seminario else "agenda:cumbre"),
        horas=_Horas(actividad.inicio_real, demora=actividad.demora, **fin),
        tambien=_con_charlas(bloques),
        libre=aparte and any(bloque.inicio for bloque in bloques),
    )


def evento_de_bloque(bloque, actividad):
    """Return the event of a block with a known start; a cancelled one is told to be so."""
    cancelado = bloque.estado == EstadoPrograma.CANCELADA
    return _evento(
        f"bloque-{bloque.pk}",
        bloque,
        actividad,
        partes=[] if cancelado else [bloque.descripcion, _charlas_en_texto(bloque, actividad.cumbre.zona_horaria)],
        ruta=direccion("agenda:agenda"),
        horas=_Horas(bloque.inicio, bloque.fin) if cancelado else _horas_de_bloque(bloque),
        tambien=[bloque, *bloque.charlas],
        cancelado=cancelado,
    )


def evento_de_intervencion(charla, bloque, actividad):
    """Return the event of a public talk: its own hours as far as known, else its block's, whose start must be."""
    suya = next(otra for otra in bloque.charlas if otra.pk == charla.pk)
    inicio, fin = suya.inicio_real or bloque.inicio_real, suya.fin_real or bloque.fin_real
    return _evento(
        f"intervencion-{charla.pk}",
        charla,
        actividad,
        partes=[charla.resumen, _("Parte de: %(bloque)s") % {"bloque": bloque.titulo}],
        ruta=charla.get_absolute_url(),
        horas=_Horas(inicio, fin, bloque.fin_estimado, bloque.demora),
        tambien=[bloque, charla],
    )


def evento_de_cancelada(charla, bloque, actividad):
    """Return the event that tells that a talk was cancelled, or its block; ``None`` if no hour was ever known."""
    if bloque.inicio:
        horas = _Horas(bloque.inicio, bloque.fin)
    elif actividad.inicio:
        horas = _Horas(actividad.inicio, actividad.fin_estimado)
    else:
        return None
    ruta, tambien = direccion("agenda:agenda"), [bloque, charla]
    clave = f"intervencion-{charla.pk}"
    return _evento(clave, charla, actividad, partes=[], ruta=ruta, horas=horas, tambien=tambien, cancelado=True)


# --- Parts of an event --------------------------------------------------------------------------


@dataclass(frozen=True)
class _Horas:
    """When it begins and ends; ``hasta``: an end that nobody fixed, by which it should be over."""

    inicio: datetime.datetime | None
    fin: datetime.datetime | None = None
    hasta: datetime.datetime | None = None
    demora: int = 0


def _horas_de_bloque(bloque):
    """A block without an end lasts until what follows it, as far as calendars are concerned."""
    return _Horas(bloque.inicio_real, bloque.fin_real, bloque.fin_estimado, bloque.demora)


def _evento(clave, fila, actividad, *, partes, ruta, horas, tambien, cancelado=False, libre=False):
    """Return an event. ``tambien``: the rows that it tells of besides the activity and its Cumbre."""
    cumbre = actividad.cumbre
    url = settings.SITE_URL + ruta
    if horas.demora and not cancelado:
        partes = [_demora_en_texto(horas, cumbre.zona_horaria), *partes]
    if actividad.es_seminario and not cancelado:
        partes = [*partes, _("Presencial y virtual.")]
    if actividad.transmision_url:
        partes = [*partes, _("Para seguirlo en línea: %(enlace)s") % {"enlace": actividad.transmision_url}]
    modificado = max(f.modificada for f in [cumbre, actividad, *tambien]).astimezone(datetime.UTC)
    titulo, idioma = en_idioma(fila, "titulo")
    lineas = [
        "BEGIN:VEVENT",
        f"UID:{clave}@{_servidor()}",
        f"DTSTAMP:{modificado:%Y%m%dT%H%M%SZ}",
        f"LAST-MODIFIED:{modificado:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{actividad.secuencia}",
        "STATUS:CANCELLED" if cancelado else "STATUS:CONFIRMED",
        f"SUMMARY;LANGUAGE={bcp47(idioma)}:{_escapar(titulo)}",
        *_lineas_de_horas(horas, cumbre.zona_horaria),
    ]
    if lugar := ", ".join(parte for parte in (cumbre.direccion, cumbre.sede) if parte):
        lineas.append(f"LOCATION:{_escapar(lugar)}")
    descripcion = _escapar("\n\n".join(parte for parte in [*partes, url] if parte))
    lineas += [
        f"DESCRIPTION;LANGUAGE={bcp47(get_language())}:{descripcion}",
        f"URL:{url}",
        "TRANSP:TRANSPARENT" if cancelado or libre else "TRANSP:OPAQUE",
        "END:VEVENT",
    ]
    anios = {en_zona(hora, cumbre.zona_horaria).year for hora in (horas.inicio, horas.fin or horas.hasta) if hora}
    return Evento(tuple(lineas), cumbre.zona_horaria, tuple(anios))


def _lineas_de_horas(horas, zona):
    lineas = ["DTSTART" + _en_hora(horas.inicio, zona)]
    if horas.fin and horas.fin > horas.inicio:  # A delay that was made up for may leave no time at all.
        lineas.append("DTEND" + _en_hora(horas.fin, zona))
    elif not horas.fin and horas.hasta and horas.hasta > horas.inicio:
        lineas.append(f"DURATION:PT{(horas.hasta - horas.inicio) // datetime.timedelta(minutes=1)}M")
    return lineas


def _en_hora(instante, zona):
    """Return the hour in a zone; in UTC where clocks that went back make it the second of two (RFC 5545, 3.3.5)."""
    local = en_zona(instante, zona)
    if local.fold:
        return f":{local.astimezone(datetime.UTC):%Y%m%dT%H%M%SZ}"
    return f";TZID={zona}:{local:%Y%m%dT%H%M%S}"


def _demora_en_texto(horas, zona):
    previsto = horas.inicio - datetime.timedelta(minutes=horas.demora)
    return _("Demora de %(minutos)d minutos: estaba previsto a las %(hora)s (%(zona)s).") % {
        "minutos": horas.demora,
        "hora": f"{en_zona(previsto, zona):%H:%M}",
        "zona": nombre_de_zona(previsto, zona),
    }


def _con_charlas(bloques):
    return [fila for bloque in bloques for fila in (bloque, *bloque.charlas)]


def _bloque_en_texto(bloque):
    hora = "" if bloque.inicio else " " + _("(horario a confirmar)")
    lineas = [f"{bloque.orden}. {bloque.titulo}{hora}"]
    lineas += [f"   · {_charla_en_texto(charla)}" for charla in bloque.charlas]
    return "\n".join(lineas)


def _charlas_en_texto(bloque, zona):
    """Return the talks of a block, each with its hour as far as it is known, who gives it and its languages."""
    lineas = []
    for charla in bloque.charlas:
        hora = f"{en_zona(charla.inicio_real, zona):%H:%M} " if charla.inicio_real else ""
        lenguas = idiomas.en_palabras(charla)
        lineas.append(f"{hora}{_charla_en_texto(charla)}" + (f" · {lenguas}" if lenguas else ""))
    if lineas and bloque.charlas[0].inicio_real:
        lineas.insert(0, _("Intervenciones (%(zona)s):") % {"zona": nombre_de_zona(bloque.inicio_real, zona)})
    return "\n".join(lineas)


def _charla_en_texto(charla):
    titulo, _idioma = en_idioma(charla, "titulo")
    return f"{titulo} ({charla.actor.nombre})" if charla.actor else titulo


# --- Text ---------------------------------------------------------------------------------------


def _escapar(texto):
    return icalendar.vText(_DE_CONTROL.sub(" ", texto)).to_ical().decode()


def _plegar(linea):
    """Return a line as bytes, broken where it is longer than the RFC allows, never inside of a character."""
    octetos = linea.encode()
    trozos = []
    while len(octetos) > _ANCHO:
        corte = _ANCHO
        while octetos[corte] & 0xC0 == 0x80:
            corte -= 1
        trozos.append(octetos[:corte])
        octetos = b" " + octetos[corte:]
    return b"\r\n".join([*trozos, octetos, b""])


def _servidor():
    return urlsplit(settings.SITE_URL).hostname or "localhost"

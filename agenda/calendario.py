"""The programme as iCalendar (RFC 5545), in the active language: events of activities, blocks and interventions.

Nothing here depends on the clock or the request, so the same data gives the same bytes and a conditional request
gets its 304. ``DTSTAMP`` and ``LAST-MODIFIED`` are therefore when staff last changed what the event tells.
"""

import datetime
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import icalendar
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from comun.tiempo import en_zona

CADA = datetime.timedelta(minutes=30)  # how often a subscriber may look again


def calendario_de_actividades(actividades):
    """Return the bytes of a calendar with those of ``actividades`` whose start is known (others are left out).

    For whoever chose them: the delegation's mail and its page. ``select_related("cumbre")`` saves a query each.
    """
    return calendario([evento_de_actividad(actividad) for actividad in actividades if actividad.inicio])


def calendario(eventos, *, suscribible=False):
    """Return the bytes of a calendar with these events and the time zones that they use."""
    ics = icalendar.Calendar()
    ics.add("prodid", f"-//{_servidor()}//Seminario Sur-Sur//ES")
    ics.add("version", "2.0")
    ics.add("calscale", "GREGORIAN")
    if suscribible:
        nombre = _("Seminario Cooperación Internacional")
        ics.add("name", nombre)
        ics.add("x-wr-calname", nombre)
        ics.add("refresh-interval", CADA, parameters={"VALUE": "DURATION"})
        ics.add("x-published-ttl", "PT30M")
    inicios = [evento["dtstart"].dt for evento in eventos]
    for zona in sorted({inicio.tzinfo.key for inicio in inicios}):
        anios = [inicio.year for inicio in inicios]
        ics.add_component(_vtimezone(zona, min(anios), max(anios) + 1))
    for evento in eventos:
        ics.add_component(evento)
    return ics.to_ical()


@lru_cache(maxsize=32)
def _vtimezone(zona, desde, hasta):
    """Return the rules of a zone between two years; to work them out costs more than all the rest."""
    return icalendar.Timezone.from_tzinfo(
        ZoneInfo(zona), first_date=datetime.date(desde, 1, 1), last_date=datetime.date(hasta, 1, 1)
    )


def evento_de_actividad(actividad, bloques=()):
    """Return the event of an activity with a known start; ``bloques`` are told in its description."""
    partes = [actividad.descripcion]
    if actividad.duracion_aproximada and not actividad.fin:
        partes.append(_("Duración aproximada: %(minutos)d minutos.") % {"minutos": actividad.duracion_aproximada})
    partes += [_bloque_en_texto(bloque) for bloque in bloques]
    ruta = reverse("agenda:agenda" if actividad.es_seminario else "agenda:cumbre")
    evento = _evento(f"actividad-{actividad.pk}", actividad.titulo, actividad, partes, ruta, _con_charlas(bloques))
    _poner_horas(evento, actividad, actividad.cumbre)
    if not actividad.fin and actividad.duracion_aproximada:
        evento.add("duration", datetime.timedelta(minutes=actividad.duracion_aproximada))
    return evento


def evento_de_bloque(bloque, actividad):
    """Return the event of a block with a known start."""
    partes = [bloque.descripcion, *(_intervencion_en_texto(i) for i in bloque.intervenciones.all())]
    ruta = reverse("agenda:agenda")
    evento = _evento(f"bloque-{bloque.pk}", bloque.titulo, actividad, partes, ruta, _con_charlas([bloque]))
    _poner_horas(evento, bloque, actividad.cumbre)
    return evento


def evento_de_intervencion(intervencion):
    """Return the event of an intervention: the hours are those of its block, whose start must be known."""
    bloque = intervencion.bloque
    partes = [intervencion.resumen, _("Parte de: %(bloque)s") % {"bloque": bloque.titulo}]
    ruta = intervencion.get_absolute_url()
    clave = f"intervencion-{intervencion.pk}"
    evento = _evento(clave, intervencion.titulo, bloque.actividad, partes, ruta, [bloque, intervencion])
    _poner_horas(evento, bloque, bloque.actividad.cumbre)
    return evento


def _evento(clave, titulo, actividad, partes, ruta, tambien):
    """Return an event without hours. ``clave`` makes its UID, the same in every language and for ever.

    ``tambien``: the rows that it tells of besides the activity and its Cumbre.
    """
    cumbre = actividad.cumbre
    direccion = settings.SITE_URL + ruta
    evento = icalendar.Event()
    evento.add("uid", f"{clave}@{_servidor()}")
    modificado = max(fila.modificada for fila in [cumbre, actividad, *tambien]).astimezone(datetime.UTC)
    evento.add("dtstamp", modificado)
    evento.add("last-modified", modificado)
    evento.add("summary", titulo)
    evento.add("location", ", ".join(parte for parte in (cumbre.direccion, cumbre.sede) if parte))
    if actividad.transmision_url:
        partes = [*partes, _("Para seguirlo en línea: %(enlace)s") % {"enlace": actividad.transmision_url}]
    evento.add("description", "\n\n".join(parte for parte in [*partes, direccion] if parte))
    evento.add("url", direccion)
    evento.add("transp", "OPAQUE")
    return evento


def _poner_horas(evento, cosa, cumbre):
    evento.add("dtstart", en_zona(cosa.inicio, cumbre.zona_horaria))
    if cosa.fin:
        evento.add("dtend", en_zona(cosa.fin, cumbre.zona_horaria))


def _con_charlas(bloques):
    return [fila for bloque in bloques for fila in (bloque, *bloque.intervenciones.all())]


def _bloque_en_texto(bloque):
    hora = "" if bloque.inicio else " " + _("(horario a confirmar)")
    lineas = [f"{bloque.orden}. {bloque.titulo}{hora}"]
    lineas += [f"   · {_intervencion_en_texto(i)}" for i in bloque.intervenciones.all()]
    return "\n".join(lineas)


def _intervencion_en_texto(intervencion):
    actor = intervencion.actor
    return f"{intervencion.titulo} ({actor.nombre})" if actor else intervencion.titulo


def _servidor():
    return urlsplit(settings.SITE_URL).hostname or "localhost"

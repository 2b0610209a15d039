"""Dates and hours as people read them: always in a named time zone."""

from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

# What people call the hour of a zone: those of the ten countries of the network whose city does not say it.
ZONAS = {
    "America/Argentina/Buenos_Aires": gettext_lazy("hora de Argentina"),
    "America/La_Paz": gettext_lazy("hora de Bolivia"),
    "America/Sao_Paulo": gettext_lazy("hora de Brasilia"),
    "America/Manaus": gettext_lazy("hora de Manaos"),
    "America/Rio_Branco": gettext_lazy("hora de Acre"),
    "America/Noronha": gettext_lazy("hora de Fernando de Noronha"),
    "America/Santiago": gettext_lazy("hora de Chile"),
    "America/Coyhaique": gettext_lazy("hora de Aysén"),
    "America/Punta_Arenas": gettext_lazy("hora de Magallanes"),
    "Pacific/Easter": gettext_lazy("hora de Isla de Pascua"),
    "America/Bogota": gettext_lazy("hora de Colombia"),
    "America/Guayaquil": gettext_lazy("hora de Ecuador"),
    "Pacific/Galapagos": gettext_lazy("hora de Galápagos"),
    "America/Asuncion": gettext_lazy("hora de Paraguay"),
    "America/Lima": gettext_lazy("hora de Perú"),
    "America/Montevideo": gettext_lazy("hora de Uruguay"),
    "America/Caracas": gettext_lazy("hora de Venezuela"),
}

# The zones that the selector offers, by country: one for each clock that a country has. The other zones of a country
# show one of these hours, and are shown by their own name to who comes with a link.
OFRECIDAS = {
    "America/Argentina/Buenos_Aires": gettext_lazy("Argentina"),
    "America/La_Paz": gettext_lazy("Bolivia"),
    "America/Sao_Paulo": gettext_lazy("Brasil: Brasilia, San Pablo, nordeste y sur"),
    "America/Manaus": gettext_lazy("Brasil: Manaos, Cuiabá y Campo Grande"),
    "America/Rio_Branco": gettext_lazy("Brasil: Acre"),
    "America/Noronha": gettext_lazy("Brasil: Fernando de Noronha"),
    "America/Santiago": gettext_lazy("Chile: Santiago y la mayor parte"),
    "America/Punta_Arenas": gettext_lazy("Chile: Magallanes y Aysén"),
    "Pacific/Easter": gettext_lazy("Chile: Isla de Pascua"),
    "America/Bogota": gettext_lazy("Colombia"),
    "America/Guayaquil": gettext_lazy("Ecuador: continente"),
    "Pacific/Galapagos": gettext_lazy("Ecuador: Galápagos"),
    "America/Asuncion": gettext_lazy("Paraguay"),
    "America/Lima": gettext_lazy("Perú"),
    "America/Montevideo": gettext_lazy("Uruguay"),
    "America/Caracas": gettext_lazy("Venezuela"),
}

# Cities of the ten countries as they are written; IANA names have no accents.
CIUDADES = {
    "Araguaina": "Araguaína",
    "Belem": "Belém",
    "Cordoba": "Córdoba",
    "Cuiaba": "Cuiabá",
    "Eirunepe": "Eirunepé",
    "Maceio": "Maceió",
    "Rio Gallegos": "Río Gallegos",
    "Santarem": "Santarém",
    "Tucuman": "Tucumán",
}


@cache
def _zonas_de_iana():
    """Return ``{name: name of today}`` of the zones that IANA lists by country, their older names included.

    An older name has the form of the others (``America/Buenos_Aires``, which browsers still give). Abbreviations and
    plain offsets (``EST``, ``Etc/GMT+3``) are no place and are left out.
    """
    datos = resources.files("tzdata") / "zoneinfo"
    filas = (datos / "zone.tab").read_text(encoding="utf-8").splitlines()
    zonas = {nombre: nombre for nombre in (fila.split("\t")[2] for fila in filas if not fila.startswith("#"))}
    areas = {nombre.split("/")[0] for nombre in zonas}
    for fila in (datos / "tzdata.zi").read_text(encoding="utf-8").splitlines():
        if fila.startswith("L "):
            _marca, nombre, otro = fila.split()
            if nombre in zonas and "/" in otro and otro.split("/")[0] in areas:
                zonas.setdefault(otro, nombre)
    return zonas


def zona_valida(nombre):
    """Return the IANA name of a zone that a reader may ask for; "" if it is none. The same zone has one name."""
    return _zonas_de_iana().get(nombre, "")


def zona(nombre=None):
    """Return the ZoneInfo of a name; the event's own zone when there is none or it is unknown."""
    try:
        return ZoneInfo(str(nombre or settings.TIME_ZONE))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(settings.TIME_ZONE)


def en_zona(instante, nombre=None):
    """Return an instant in a zone. A naive one is taken as UTC, which is how the database keeps it."""
    if timezone.is_naive(instante):
        instante = instante.replace(tzinfo=UTC)
    return instante.astimezone(zona(nombre))


def desfase(instante):
    """Return the offset of an aware instant as people write it: ``GMT-3``, ``GMT+5:30``, ``GMT``."""
    minutos = int(instante.utcoffset().total_seconds() // 60)
    if not minutos:
        return "GMT"
    horas, resto = divmod(abs(minutos), 60)
    return f"GMT{'-' if minutos < 0 else '+'}{horas}{f':{resto:02}' if resto else ''}"


def ciudad_de_zona(nombre):
    """Return the city that a zone is called after: ``Recife``, ``Río Gallegos``, ``New York``."""
    ciudad = nombre.rsplit("/", 1)[-1].replace("_", " ")
    return CIUDADES.get(ciudad, ciudad)


def nombre_de_zona(instante, nombre=None):
    """Return the words for the zone at that instant: ``hora de Argentina, GMT-3``."""
    lugar = zona(nombre).key
    diferencia = desfase(en_zona(instante, nombre))
    if lugar in ZONAS:
        return f"{ZONAS[lugar]}, {diferencia}"
    return _("hora de %(lugar)s, %(desfase)s") % {"lugar": ciudad_de_zona(lugar), "desfase": diferencia}


def es_instante(valor):
    """Tell a moment (with hour) from a plain date."""
    return isinstance(valor, datetime)


def fecha_larga(dia, con_dia=False, con_anio=True):
    """Return ``1 de diciembre de 2026`` in the active language.

    Portuguese writes the first day as an ordinal, and a comma after the name of the day.
    """
    return _fecha_larga(dia, con_dia, con_anio, translation.get_language() or "")


@lru_cache(maxsize=1024)
def _fecha_larga(dia, con_dia, con_anio, idioma):
    texto = formats.date_format(dia, r"j \d\e F" + (r" \d\e Y" if con_anio else "")).lower()
    if dia.day == 1 and idioma.startswith("pt"):
        texto = texto.replace("1 ", "1º ", 1)
    if not con_dia:
        return texto
    coma = "," if idioma.startswith("pt") else ""
    return f"{formats.date_format(dia, 'l').lower()}{coma} {texto}"


def periodo(desde, hasta):
    """Return ``del 1 al 3 de diciembre``; across months, each day with its own."""
    primero = fecha_larga(desde, con_anio=False)
    if (desde.year, desde.month) == (hasta.year, hasta.month):
        primero = primero.split(" ")[0]
    return _("del %(desde)s al %(hasta)s") % {"desde": primero, "hasta": fecha_larga(hasta, con_anio=False)}


def partes(instante, nombre=None):
    """Return the words of ``fecha``, ``hora`` and ``zona`` of an instant."""
    local = en_zona(instante, nombre)
    return {
        "fecha": fecha_larga(local.date()),
        "hora": f"{local:%H:%M}",
        "zona": nombre_de_zona(instante, nombre),
    }


def momento(instante, nombre=None):
    """Return ``1 de diciembre de 2026, 17:15 (hora de Argentina, GMT-3)`` as text: date, hour and zone."""
    return _("%(fecha)s, %(hora)s (%(zona)s)") % partes(instante, nombre)

"""The programme in the vocabulary of https://schema.org, as JSON-LD: all of it in both languages, or a page's part.

Pure functions of the rows of the public programme, with their hours (:mod:`agenda.horario`). Addresses are absolute; an
``@id`` is the same in every language and for ever. What only those registered may know (``sala_url``) is never told.
"""

import datetime
from functools import partial

from django.conf import settings
from django.utils.translation import override

from actores.datos import organizacion_de
from agenda import grabacion
from comun.jsonld import (
    CONTEXTO,
    MERCOCIUDADES,
    archivo_completo,
    direccion_completa,
    en_la_activa,
    en_los_dos,
    lleno,
)
from comun.middleware import bcp47
from comun.publicacion import Publicacion
from comun.tiempo import en_zona

IDIOMAS = [bcp47(codigo) for codigo, _nombre in settings.LANGUAGES]
_MIXTA = "https://schema.org/MixedEventAttendanceMode"
_PREVISTO = "https://schema.org/EventScheduled"
_REPROGRAMADO = "https://schema.org/EventRescheduled"


# --- All of it ----------------------------------------------------------------------------------


def programa(cumbre, actividades, bloques):
    """Return the whole Cumbre in both languages: its activities, their blocks and talks, who speaks and what remains.

    ``bloques``: ``{actividad.pk: blocks}`` as :func:`agenda.lectura.todo` fetches them. Addresses are the Spanish
    ones.
    """
    with override(settings.LANGUAGE_CODE):
        return {
            "@context": CONTEXTO,
            **lleno(
                {
                    "@type": "Event",
                    "@id": _id(cumbre, "cumbre"),
                    "name": en_los_dos(cumbre, "nombre"),
                    "url": direccion_completa("agenda:cumbre"),
                    "sameAs": cumbre.url,
                    "startDate": cumbre.inicio.isoformat(),
                    "endDate": cumbre.fin.isoformat(),
                    "eventStatus": _PREVISTO,
                    **_en_general(cumbre, direccion_completa("agenda:cumbre")),
                    "subEvent": [_actividad(a, cumbre, bloques.get(a.pk, ())) for a in actividades],
                }
            ),
        }


def _actividad(actividad, cumbre, bloques):
    url = _url_de_actividad(actividad)
    return lleno(
        {
            "@type": "Event",
            "@id": _id(actividad, "actividad"),
            "name": en_los_dos(actividad, "titulo"),
            "description": en_los_dos(actividad, "descripcion"),
            "url": url,
            **_horas_de_actividad(actividad, cumbre),
            **_en_general(cumbre, actividad.transmision_url or url),
            "subEvent": [_bloque(bloque, actividad, cumbre) for bloque in bloques],
        }
    )


def _bloque(bloque, actividad, cumbre):
    video, en_parte = getattr(bloque, "video", None), _en_parte(actividad, cumbre)
    return lleno(
        {
            "@type": "Event",
            "@id": _id(bloque, "bloque"),
            "name": en_los_dos(bloque, "titulo"),
            "description": en_los_dos(bloque, "descripcion"),
            "abstract": en_los_dos(bloque, "sintesis"),
            "url": direccion_completa("agenda:agenda") + f"#bloque-{bloque.orden}",
            **_horas_de_bloque(bloque, actividad, cumbre),
            **en_parte,
            "workFeatured": _video(video, bloque) if video else None,
            "recordedIn": _grabacion(bloque),
            "subEvent": [_charla(charla, bloque, actividad, cumbre, en_parte) for charla in bloque.charlas],
        }
    )


def _charla(charla, bloque, actividad, cumbre, en_parte):
    proyecto = charla.proyecto
    return lleno(
        {
            "@type": "Event",
            "@id": _id(charla, "intervencion"),
            "name": en_los_dos(charla, "titulo"),
            "description": en_los_dos(charla, "resumen"),
            "abstract": en_los_dos(charla, "sintesis"),
            "url": direccion_completa("agenda:intervencion", charla.slug),
            **_horas_de_charla(charla, bloque, actividad, cumbre),
            "duration": f"PT{charla.minutos}M" if charla.minutos else None,
            **en_parte,
            "inLanguage": bcp47(charla.idioma) if charla.idioma else None,
            "performer": [*filter(None, [organizacion_de(charla.actor)]), *map(_persona, charla.quienes)],
            "about": _proyecto(proyecto) if proyecto and proyecto.publicacion == Publicacion.PUBLICADA else None,
            "workFeatured": [_material(material) for material in charla.documentos],
            "recordedIn": _minuto(charla, bloque),
        }
    )


# --- What a page says of itself -----------------------------------------------------------------


def resumen(cumbre, actividad, bloques=()):
    """Return an activity in the active language: what a search engine shows, and of blocks and talks what and when."""
    url = _url_de_actividad(actividad)
    return {
        "@context": CONTEXTO,
        **lleno(
            {
                "@type": "Event",
                "@id": _id(actividad, "actividad"),
                "name": en_la_activa(actividad, "titulo"),
                "description": en_la_activa(actividad, "descripcion"),
                "url": url,
                **_horas_de_actividad(actividad, cumbre),
                **_en_general(cumbre, actividad.transmision_url or url),
                "superEvent": {"@type": "Event", **_cumbre_en_breve(cumbre)},
                "subEvent": [_bloque_en_breve(bloque, actividad, cumbre) for bloque in bloques],
            }
        ),
    }


def resumen_de_charla(cumbre, actividad, bloque, charla):
    """Return a public talk of a block in the active language, with who speaks."""
    url = direccion_completa("agenda:intervencion", charla.slug)
    ponentes = [{"@type": "Person", "name": ponente.nombre} for ponente in charla.quienes]
    return {
        "@context": CONTEXTO,
        **lleno(
            {
                "@type": "Event",
                "@id": _id(charla, "intervencion"),
                "name": en_la_activa(charla, "titulo"),
                "description": en_la_activa(charla, "resumen"),
                "url": url,
                **_horas_de_charla(charla, bloque, actividad, cumbre),
                **_en_general(cumbre, actividad.transmision_url or url),
                "performer": [*filter(None, [organizacion_de(charla.actor)]), *ponentes],
                "superEvent": {
                    "@type": "Event",
                    "@id": _id(actividad, "actividad"),
                    "name": en_la_activa(actividad, "titulo"),
                    "startDate": _horas_de_actividad(actividad, cumbre)["startDate"],
                    "location": _lugar(cumbre),
                    "url": _url_de_actividad(actividad),
                },
            }
        ),
    }


def charla_en_breve(charla):
    """Return a talk shown away from the agenda (:func:`agenda.charlas.con_horas`) in the active language."""
    actividad = charla.bloque.actividad
    zona = actividad.cumbre.zona_horaria
    return {
        "@type": "Event",
        "@id": _id(charla, "intervencion"),
        "name": en_la_activa(charla, "titulo"),
        "startDate": (en_zona(charla.cuando, zona) if charla.cuando else actividad.dia).isoformat(),
        "location": _lugar(actividad.cumbre),
        "url": direccion_completa("agenda:intervencion", charla.slug),
    }


def _bloque_en_breve(bloque, actividad, cumbre):
    charlas = [
        {
            **_nombre_y_hora(charla, _horas_de_charla(charla, bloque, actividad, cumbre)),
            "url": direccion_completa("agenda:intervencion", charla.slug),
        }
        for charla in bloque.charlas
    ]
    return lleno({**_nombre_y_hora(bloque, _horas_de_bloque(bloque, actividad, cumbre)), "subEvent": charlas})


def _nombre_y_hora(fila, horas):
    return {"@type": "Event", "name": en_la_activa(fila, "titulo"), "startDate": horas["startDate"]}


def _cumbre_en_breve(cumbre):
    return {
        "@id": _id(cumbre, "cumbre"),
        "name": en_la_activa(cumbre, "nombre"),
        "startDate": cumbre.inicio.isoformat(),
        "endDate": cumbre.fin.isoformat(),
        "location": _lugar(cumbre),
        "url": direccion_completa("agenda:cumbre"),
    }


# --- When and where -----------------------------------------------------------------------------


def _horas_de_actividad(actividad, cumbre):
    inicio = getattr(actividad, "inicio_real", actividad.inicio)
    fin = getattr(actividad, "fin_real", actividad.fin_estimado)
    if inicio:
        return _horas(inicio, fin, getattr(actividad, "demora", 0), cumbre)
    ultimo = actividad.dia_fin and actividad.dia_fin.isoformat()
    return {"startDate": actividad.dia.isoformat(), "endDate": ultimo, "eventStatus": _PREVISTO}


def _horas_de_bloque(bloque, actividad, cumbre):
    """An hour that is to be confirmed leaves its day, which schema.org admits."""
    if bloque.inicio_real:
        return _horas(bloque.inicio_real, bloque.fin_estimado, bloque.demora, cumbre)
    return {"startDate": actividad.dia.isoformat(), "eventStatus": _PREVISTO}


def _horas_de_charla(charla, bloque, actividad, cumbre):
    if charla.inicio_real:
        return _horas(charla.inicio_real, charla.fin_real, charla.demora, cumbre)
    dia = en_zona(bloque.inicio_real, cumbre.zona_horaria).date() if bloque.inicio_real else actividad.dia
    return {"startDate": dia.isoformat(), "eventStatus": _PREVISTO}


def _horas(inicio, fin, demora, cumbre):
    """Return effective hours, in the event's zone; a delay tells what was planned."""
    hora = partial(en_zona, nombre=cumbre.zona_horaria)
    horas = {"startDate": hora(inicio).isoformat()}
    if fin and fin > inicio:
        horas["endDate"] = hora(fin).isoformat()
    if demora:
        horas["previousStartDate"] = hora(inicio - datetime.timedelta(minutes=demora)).isoformat()
    return horas | {"eventStatus": _REPROGRAMADO if demora else _PREVISTO}


def _en_general(cumbre, url_en_linea):
    return {
        "eventAttendanceMode": _MIXTA,
        "location": [_lugar(cumbre), {"@type": "VirtualLocation", "url": url_en_linea}],
        "organizer": MERCOCIUDADES,
        "inLanguage": IDIOMAS,
        "isAccessibleForFree": True,
    }


def _en_parte(actividad, cumbre):
    """Return how and where one attends a part of an activity: as the activity, whose place is not repeated."""
    url = actividad.transmision_url or _url_de_actividad(actividad)
    lugares = [{"@id": _id(cumbre, "lugar")}, {"@type": "VirtualLocation", "url": url}]
    return {"eventAttendanceMode": _MIXTA, "location": lugares}


def _lugar(cumbre):
    postal = {"@type": "PostalAddress", "streetAddress": cumbre.direccion, "addressLocality": cumbre.sede}
    return {"@type": "Place", "@id": _id(cumbre, "lugar"), "name": cumbre.sede, "address": lleno(postal)}


# --- Who and what -------------------------------------------------------------------------------


def _persona(ponente):
    organizacion = {"@type": "Organization", "name": ponente.organizacion} if ponente.organizacion else None
    return lleno(
        {
            "@type": "Person",
            "name": ponente.nombre,
            "jobTitle": en_los_dos(ponente, "cargo"),
            "affiliation": organizacion,
            "description": en_los_dos(ponente, "biografia"),
            "image": archivo_completo(ponente.foto),
        }
    )


def _proyecto(proyecto):
    url = direccion_completa("proyectos:proyecto", proyecto.slug)
    return lleno({"@type": "Project", "name": en_los_dos(proyecto, "titulo"), "url": url})


def _material(material):
    url = archivo_completo(material.archivo) or material.url
    return lleno({"@type": "DigitalDocument", "name": en_los_dos(material, "titulo"), "url": url})


def _video(video, bloque):
    subtitulos = [
        {
            "@type": "MediaObject",
            "contentUrl": archivo_completo(pistas),
            "encodingFormat": "text/vtt",
            "inLanguage": idioma,
        }
        for idioma, pistas in (("es", video.subtitulos_es), ("pt-BR", video.subtitulos_pt_br))
        if pistas
    ]
    return lleno(
        {
            "@type": "VideoObject",
            "name": en_los_dos(bloque, "titulo"),
            "contentUrl": archivo_completo(video.archivo),
            "url": video.url,
            "thumbnailUrl": archivo_completo(video.cartel),
            "caption": subtitulos,
            "transcript": en_los_dos(video, "transcripcion"),
        }
    )


def _grabacion(bloque):
    if not bloque.grabacion_url:
        return None
    url = bloque.grabacion_url
    return {"@type": "VideoObject", "@id": _id(bloque, "grabacion"), "name": en_los_dos(bloque, "titulo"), "url": url}


def _minuto(charla, bloque):
    momento = grabacion.de_charla(charla)
    if momento is None:
        return None
    return {
        "@type": "Clip",
        "name": en_los_dos(charla, "titulo"),
        "startOffset": charla.grabacion_desde,
        "url": momento.url,
        "isPartOf": {"@id": _id(bloque, "grabacion")},
    }


# --- Addresses ----------------------------------------------------------------------------------


def _id(fila, clase):
    return f"{settings.SITE_URL}/agenda.json#{clase}-{fila.pk}"


def _url_de_actividad(actividad):
    return direccion_completa("agenda:agenda" if actividad.es_seminario else "agenda:cumbre")

"""The seminar's programme, and the whole Cumbre."""

from itertools import groupby
from operator import attrgetter
from urllib.parse import urlsplit

from django.conf import settings
from django.shortcuts import render

from agenda import en_vivo, horario, lectura
from agenda.models import Bloque
from agenda.views.base import al_dia, bloques_de, zonas
from comun.tiempo import en_zona, fecha_larga, nombre_de_zona


@al_dia
def agenda(request):
    """Show the three blocks of the seminar as a line of time, and on the day where it stands."""
    cumbre, actividades = lectura.vigentes()
    seminario = next((a for a in actividades if a.es_seminario), None)
    otras = [a for a in actividades if not a.es_seminario]
    contexto = contexto_del_programa(request, cumbre, seminario, bloques_de(seminario))
    return render(request, "agenda/agenda.html", contexto | {"otras": otras})


def contexto_del_programa(request, cumbre, seminario, bloques):
    """Return what ``agenda/agenda.html`` shows of a seminar and these blocks of it, as ``bloques_de`` leaves them."""
    contexto = {
        "cumbre": cumbre,
        "seminario": seminario,
        "bloques": bloques,
        "servidor": urlsplit(settings.SITE_URL).netloc,
        "sitio_url": settings.SITE_URL,
        **zonas(request, cumbre),
    }
    if seminario:
        respondidas = lectura.respondidas(bloques)
        for bloque in bloques:
            bloque.respondidas = respondidas[bloque.pk]
        contexto["en_vivo"] = en_vivo.mirar(seminario, bloques)
        contexto |= _cambios(contexto["zona"], seminario)
    return contexto


@al_dia
def cumbre(request):
    """Show all activities of the Cumbre by day, the seminar apart."""
    cumbre, actividades = lectura.vigentes()
    seminario = next((a for a in actividades if a.es_seminario), None)
    otras = [a for a in actividades if a is not seminario]
    for actividad in otras:
        horario.poner_horas(actividad, [])
    bloques = horario.poner_horas(seminario, Bloque.objects.del_programa(seminario)) if seminario else []
    contexto = {
        "cumbre": cumbre,
        "seminario": seminario,
        "en_vivo": en_vivo.mirar(seminario, bloques) if seminario else None,
        "dias": [(dia, list(grupo)) for dia, grupo in groupby(otras, attrgetter("dia"))],
        **zonas(request, cumbre),
    }
    contexto |= _cambios(contexto["zona"], *actividades)
    return render(request, "agenda/cumbre.html", contexto)


def _cambios(zona, *actividades):
    """Return the newest changes in the programme of these activities, each with its sentence, and the zone of all."""
    cambios = lectura.cambios(actividades)
    if not cambios:
        return {}
    tras = cambios[0].momento
    for cambio in cambios:
        local = en_zona(cambio.momento, zona)
        cambio.frase = cambio.texto(zona, tras)
        cambio.cuando = f"{fecha_larga(local.date(), con_anio=False)}, {local:%H:%M}"
        if local.utcoffset() != en_zona(tras, zona).utcoffset():
            cambio.cuando += f" ({nombre_de_zona(local, zona)})"
    return {"cambios": cambios, "zona_de_cambios": nombre_de_zona(tras, zona)}

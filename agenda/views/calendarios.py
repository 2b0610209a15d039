"""The programme for other programs: calendars and data."""

from collections import defaultdict

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from agenda import calendario as ics
from agenda import datos, horario, lectura
from agenda.models import EstadoPrograma, Intervencion
from agenda.views.base import al_dia
from comun.jsonld import en_json
from comun.vistas import abierta


@abierta
@al_dia
def calendario_del_seminario(request):
    """Answer the seminar, and its blocks with a known hour, as a calendar to subscribe to."""
    eventos = []
    for actividad in lectura.seminario_con_hora():
        bloques, canceladas = ics.programa_de([actividad])[actividad.pk]
        con_hora = [bloque for bloque in [*bloques, *canceladas] if bloque.inicio]
        eventos.append(ics.evento_de_actividad(actividad, bloques, aparte=True))
        eventos += [ics.evento_de_bloque(bloque, actividad) for bloque in con_hora]
    return _respuesta(eventos, _("Seminario Cooperación Internacional"), request.path, "seminario.ics")


@abierta
@al_dia
def calendario_de_intervencion(request, slug):
    """Answer one intervention as a calendar to subscribe to: at its hour, or else the seminar that it belongs to.

    One that was public and was cancelled, or whose block was, is told to be so.
    """
    charla = get_object_or_404(Intervencion.objects.anunciadas().select_related("bloque__actividad__cumbre"), slug=slug)
    actividad = charla.bloque.actividad
    bloques, _canceladas = ics.programa_de([actividad])[actividad.pk]
    bloque = next((b for b in bloques if b.pk == charla.bloque_id), None)
    if charla.estado == EstadoPrograma.CANCELADA or bloque is None:
        evento = ics.evento_de_cancelada(charla, bloque or charla.bloque, actividad)
    elif bloque.inicio:
        evento = ics.evento_de_intervencion(charla, bloque, actividad)
    else:
        evento = ics.evento_de_actividad(actividad, bloques) if actividad.inicio else None
    if evento is None:
        raise Http404("no hour is known")
    return _respuesta([evento], charla.titulo, request.path, f"{slug}.ics")


@abierta
@al_dia
def datos_de_la_cumbre(request):
    """Answer all the public programme in both languages, the same bytes at the address of each."""
    cumbre, actividades = lectura.vigentes()
    if cumbre is None:
        raise Http404("no Cumbre is published")
    bloques = defaultdict(list)
    for bloque in lectura.todo(actividades):
        bloques[bloque.actividad_id].append(bloque)
    for actividad in actividades:
        horario.poner_horas(actividad, bloques[actividad.pk])
    contenido = en_json(datos.programa(cumbre, actividades, bloques))
    idiomas = ", ".join(datos.IDIOMAS)
    return HttpResponse(contenido, content_type="application/json", headers={"Content-Language": idiomas})


def _respuesta(eventos, nombre, ruta, archivo):
    contenido = ics.calendario(eventos, nombre=nombre, ruta=ruta)
    response = HttpResponse(contenido, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{archivo}"'
    return response

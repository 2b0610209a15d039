"""The programme for other programs: calendars."""

from django.http import Http404, HttpResponse

from agenda.calendario import calendario, evento_de_actividad, evento_de_bloque, evento_de_intervencion
from agenda.models import Actividad, Cumbre
from agenda.views.base import al_dia, bloques_de, publicada


@al_dia
def calendario_del_seminario(request):
    """Answer the seminar, and its blocks with a known hour, as a calendar to subscribe to."""
    seminario = Actividad.objects.select_related("cumbre").filter(cumbre=Cumbre.objects.vigente(), es_seminario=True)
    eventos = []
    for actividad in seminario.filter(inicio__isnull=False):
        bloques = bloques_de(actividad)
        eventos.append(evento_de_actividad(actividad, bloques))
        eventos += [evento_de_bloque(bloque, actividad) for bloque in bloques if bloque.inicio]
    return _ics(calendario(eventos, suscribible=True), "seminario.ics")


@al_dia
def calendario_de_intervencion(request, slug):
    """Answer one intervention as a calendar: at its block's hour, or else the seminar that it belongs to."""
    intervencion = publicada(slug)
    bloque, actividad = intervencion.bloque, intervencion.bloque.actividad
    if bloque.inicio:
        eventos = [evento_de_intervencion(intervencion)]
    elif actividad.inicio:
        eventos = [evento_de_actividad(actividad, bloques_de(actividad))]
    else:
        raise Http404("no hour is known")
    return _ics(calendario(eventos), f"{slug}.ics")


def _ics(contenido, nombre):
    response = HttpResponse(contenido, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{nombre}"'
    return response

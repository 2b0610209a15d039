"""Public pages of the programme: the seminar, its interventions, the Cumbre, and their calendars."""

from itertools import groupby
from operator import attrgetter
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from agenda.calendario import calendario, evento_de_actividad, evento_de_bloque, evento_de_intervencion
from agenda.forms import FormularioZona
from agenda.models import Actividad, Bloque, Cumbre, Intervencion
from comun.tiempo import zona_valida
from comun.vistas import publica_al_dia
from proyectos.models import Proyecto

# A delay must show within a minute: no copy is older, anywhere.
al_dia = publica_al_dia(zona=lambda nombre: not nombre or zona_valida(nombre))


@al_dia
def agenda(request):
    """Show the three blocks of the seminar as a line of time."""
    cumbre = Cumbre.objects.vigente()
    actividades = _actividades(cumbre)
    seminario = next((a for a in actividades if a.es_seminario), None)
    contexto = {
        "cumbre": cumbre,
        "seminario": seminario,
        "bloques": _bloques(seminario),
        "otras": [a for a in actividades if not a.es_seminario],
        "servidor": urlsplit(settings.SITE_URL).netloc,
        **_zonas(request, cumbre),
    }
    return render(request, "agenda/agenda.html", contexto)


@al_dia
def cumbre(request):
    """Show all activities of the Cumbre by day."""
    cumbre = Cumbre.objects.vigente()
    dias = [(dia, list(grupo)) for dia, grupo in groupby(_actividades(cumbre), attrgetter("dia"))]
    return render(request, "agenda/cumbre.html", {"cumbre": cumbre, "dias": dias, **_zonas(request, cumbre)})


@al_dia
def intervencion(request, slug):
    """Show one published intervention, with the one before and the one after it."""
    intervencion = _publicada(slug)
    actividad = intervencion.bloque.actividad
    bloques = _bloques(actividad)
    fila = [i for bloque in bloques for i in bloque.intervenciones.all()]
    lugar = next(n for n, otra in enumerate(fila) if otra.pk == intervencion.pk)
    contexto = {
        "cumbre": actividad.cumbre,
        "seminario": actividad,
        "intervencion": intervencion,
        "ponentes": intervencion.ponentes.all(),
        "proyecto": _proyecto_de(intervencion),
        "anterior": fila[lugar - 1] if lugar else None,
        "siguiente": fila[lugar + 1] if lugar + 1 < len(fila) else None,
        **_zonas(request, actividad.cumbre),
    }
    return render(request, "agenda/intervencion.html", contexto)


@al_dia
def calendario_del_seminario(request):
    """Answer the seminar, and its blocks with a known hour, as a calendar to subscribe to."""
    seminario = Actividad.objects.select_related("cumbre").filter(cumbre=Cumbre.objects.vigente(), es_seminario=True)
    eventos = []
    for actividad in seminario.filter(inicio__isnull=False):
        bloques = _bloques(actividad)
        eventos.append(evento_de_actividad(actividad, bloques))
        eventos += [evento_de_bloque(bloque, actividad) for bloque in bloques if bloque.inicio]
    return _ics(calendario(eventos, suscribible=True), "seminario.ics")


@al_dia
def calendario_de_intervencion(request, slug):
    """Answer one intervention as a calendar: at its block's hour, or else the seminar that it belongs to."""
    intervencion = _publicada(slug)
    bloque, actividad = intervencion.bloque, intervencion.bloque.actividad
    if bloque.inicio:
        eventos = [evento_de_intervencion(intervencion)]
    elif actividad.inicio:
        eventos = [evento_de_actividad(actividad, _bloques(actividad))]
    else:
        raise Http404("no hour is known")
    return _ics(calendario(eventos), f"{slug}.ics")


def _actividades(cumbre):
    return list(cumbre.actividades.en_orden()) if cumbre else []


def _bloques(actividad):
    if actividad is None:
        return []
    return list(Bloque.objects.del_programa(actividad).prefetch_related("intervenciones__ponentes"))


def _publicada(slug):
    consulta = Intervencion.objects.publicadas().con_actores().select_related("bloque__actividad__cumbre")
    return get_object_or_404(consulta, slug=slug)


def _proyecto_de(intervencion):
    """Return the project of an intervention if everybody may see it."""
    return Proyecto.objects.publicados().con_participantes().filter(pk=intervencion.proyecto_id).first()


def _zonas(request, cumbre):
    """Return what the pages need to show hours in two zones."""
    zona = cumbre.zona_horaria if cumbre else settings.TIME_ZONE
    form = FormularioZona(request.GET if "zona" in request.GET else None, propia=zona)
    return {"zona": zona, "otra_zona": form.otra_zona(), "form_zona": form}


def _ics(contenido, nombre):
    response = HttpResponse(contenido, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'inline; filename="{nombre}"'
    return response

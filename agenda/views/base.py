"""What the pages of the programme share: how old a copy may be, what is fetched, the zones."""

from django.conf import settings
from django.shortcuts import get_object_or_404

from agenda import horario
from agenda.forms import FormularioZona
from agenda.models import Bloque, Intervencion
from comun.tiempo import zona_valida
from comun.vistas import publica_al_dia

# A delay must show within a minute: no copy is older, anywhere.
al_dia = publica_al_dia(zona=lambda nombre: not nombre or zona_valida(nombre))


def actividades_de(cumbre):
    """Return the activities of a Cumbre in order, ``[]`` without one."""
    return list(cumbre.actividades.en_orden()) if cumbre else []


def bloques_de(actividad):
    """Return the published blocks of an activity with their talks and speakers, and the hours at which they go."""
    if actividad is None:
        return []
    bloques = Bloque.objects.del_programa(actividad).prefetch_related("intervenciones__ponentes")
    return horario.poner_horas(actividad, bloques)


def publicada(slug):
    """Return a published talk, or answer 404."""
    consulta = Intervencion.objects.publicadas().con_actores().select_related("bloque__actividad__cumbre")
    return get_object_or_404(consulta, slug=slug)


def zonas(request, cumbre):
    """Return what the pages need to show hours in two zones."""
    zona = cumbre.zona_horaria if cumbre else settings.TIME_ZONE
    form = FormularioZona(request.GET if "zona" in request.GET else None, propia=zona)
    return {"zona": zona, "otra_zona": form.otra_zona(), "form_zona": form}

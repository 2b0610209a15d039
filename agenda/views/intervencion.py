"""One talk."""

from django.shortcuts import render

from agenda.views.base import al_dia, bloques_de, publicada, zonas
from proyectos.models import Proyecto


@al_dia
def intervencion(request, slug):
    """Show one published intervention, with the one before and the one after it."""
    intervencion = publicada(slug)
    actividad = intervencion.bloque.actividad
    bloques = bloques_de(actividad)
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
        **zonas(request, actividad.cumbre),
    }
    return render(request, "agenda/intervencion.html", contexto)


def _proyecto_de(intervencion):
    """Return the project of an intervention if everybody may see it."""
    return Proyecto.objects.publicados().con_participantes().filter(pk=intervencion.proyecto_id).first()

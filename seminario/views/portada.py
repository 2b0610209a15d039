"""The front page."""

from django.shortcuts import render

from agenda.models import Actividad, Bloque, Cumbre
from comun.vistas import publica
from proyectos.models import Proyecto
from seminario import red


def evento():
    """Return the context that tells what, when and where: Cumbre, seminar and its published blocks, if there are."""
    cumbre = Cumbre.objects.vigente()
    seminario = Actividad.objects.filter(cumbre=cumbre, es_seminario=True).first() if cumbre else None
    bloques = list(Bloque.objects.del_programa(seminario)) if seminario else []
    return {
        "cumbre": cumbre,
        "seminario": seminario,
        "bloques": bloques,
        "inscripcion": cumbre.inscripcion() if cumbre else None,
    }


@publica()
def portada(request):
    """Show what the seminar is, when it is and how to take part."""
    contexto = evento()
    por_proyecto = red.ciudades_que_cooperan()
    presentados = [i.proyecto_id for bloque in contexto["bloques"] for i in bloque.intervenciones.all()]
    return render(
        request,
        "seminario/portada.html",
        contexto
        | {
            "mapa": red.mapa_de_la_red(por_proyecto),
            "pares": sorted({f"{a.nombre} – {b.nombre}" for a, b in red.pares(por_proyecto)}),
            "cifras": red.cifras(por_proyecto),
            "experiencias": Proyecto.objects.publicados()
            .con_participantes()
            .filter(pk__in=[*filter(None, presentados)]),
        },
    )

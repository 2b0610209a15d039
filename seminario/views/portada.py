"""The front page."""

from django.shortcuts import render

from agenda import en_vivo, horario
from agenda.models import Bloque, Cumbre
from comun.vistas import al_minuto, publica
from proyectos.models import Proyecto
from proyectos.red import contar, mapa_de_la_red
from seminario import red


def evento():
    """Return the context that tells what, when and where: Cumbre, seminar and its published blocks, if there are.

    Hours are those at which things go; ``es_el_dia``: they may move from one minute to the next; ``en_vivo``: where the
    seminar stands.
    """
    cumbre = Cumbre.objects.vigente()
    seminario = cumbre.actividades.seminario() if cumbre else None
    bloques = []
    if seminario:
        bloques = horario.poner_horas(seminario, Bloque.objects.del_programa(seminario))
    vivo = en_vivo.mirar(seminario, bloques) if seminario else None
    return {
        "cumbre": cumbre,
        "seminario": seminario,
        "bloques": bloques,
        "en_vivo": vivo,
        "es_el_dia": seminario is not None and en_vivo.es_el_dia(seminario, vivo),
        "inscripcion": cumbre.inscripcion() if cumbre else None,
    }


def mostrar_evento(request, plantilla, contexto):
    """Answer with a page that tells what :func:`evento` returned; on the day, no older than a minute."""
    response = render(request, plantilla, contexto)
    return al_minuto(response) if contexto["es_el_dia"] else response


@publica()
def portada(request):
    """Show what the seminar is, when it is and how to take part."""
    contexto = evento()
    de_hoy = contar()
    presentados = [i.proyecto_id for bloque in contexto["bloques"] for i in bloque.charlas]
    return mostrar_evento(
        request,
        "seminario/portada.html",
        contexto
        | {
            "mapa": mapa_de_la_red(de_hoy),
            "pares": de_hoy.pares,
            "cifras": red.cifras(de_hoy),
            "experiencias": Proyecto.objects.publicados()
            .con_participantes()
            .filter(pk__in=[*filter(None, presentados)]),
        },
    )

"""The seminar's programme, and the whole Cumbre."""

from itertools import groupby
from operator import attrgetter
from urllib.parse import urlsplit

from django.conf import settings
from django.shortcuts import render

from agenda.models import Cumbre
from agenda.views.base import actividades_de, al_dia, bloques_de, zonas


@al_dia
def agenda(request):
    """Show the three blocks of the seminar as a line of time."""
    cumbre = Cumbre.objects.vigente()
    actividades = actividades_de(cumbre)
    seminario = next((a for a in actividades if a.es_seminario), None)
    contexto = {
        "cumbre": cumbre,
        "seminario": seminario,
        "bloques": bloques_de(seminario),
        "otras": [a for a in actividades if not a.es_seminario],
        "servidor": urlsplit(settings.SITE_URL).netloc,
        **zonas(request, cumbre),
    }
    return render(request, "agenda/agenda.html", contexto)


@al_dia
def cumbre(request):
    """Show all activities of the Cumbre by day."""
    cumbre = Cumbre.objects.vigente()
    dias = [(dia, list(grupo)) for dia, grupo in groupby(actividades_de(cumbre), attrgetter("dia"))]
    return render(request, "agenda/cumbre.html", {"cumbre": cumbre, "dias": dias, **zonas(request, cumbre)})

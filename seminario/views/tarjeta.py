"""The social card of the portal, one for each language."""

from agenda.models import Cumbre
from proyectos import red
from proyectos.views.tarjeta import embebible, responder
from seminario.tarjeta import dibujar, tarjeta_de


@embebible
def tarjeta(request):
    """Answer the card of the seminar, drawn from the map of the front page."""
    cumbre = Cumbre.objects.vigente()
    seminario = cumbre.actividades.seminario() if cumbre else None
    return responder(tarjeta_de(cumbre, seminario, red.mapa_de_la_red(red.contar())), dibujar)

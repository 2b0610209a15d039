"""The social card of the portal, one for each language."""

from django.core.cache import cache
from django.http import HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from agenda.models import Actividad, Cumbre
from seminario import red
from seminario.tarjeta import dibujar, tarjeta_de

UN_DIA = 24 * 60 * 60


@conditional_page
@cache_control(public=True, max_age=3600)
@require_safe
def tarjeta(request):
    """Answer the card as a PNG, drawn once for what it shows; other sites may embed it."""
    cumbre = Cumbre.objects.vigente()
    seminario = Actividad.objects.filter(cumbre=cumbre, es_seminario=True).first() if cumbre else None
    datos = tarjeta_de(cumbre, seminario, red.mapa_de_la_red(red.ciudades_que_cooperan()))
    imagen = cache.get_or_set(f"tarjeta:{datos.huella}", lambda: dibujar(datos), UN_DIA)
    return HttpResponse(imagen, content_type="image/png", headers={"Cross-Origin-Resource-Policy": "cross-origin"})

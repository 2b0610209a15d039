"""The social card of a project, one for each language."""

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from proyectos.models import Proyecto
from proyectos.tarjeta import dibujar, tarjeta_de

UN_DIA = 24 * 60 * 60


def embebible(vista):
    """Decorate the view of a card: an hour in shared caches, 304 to who has it."""
    return conditional_page(cache_control(public=True, max_age=300)(require_safe(vista)))


def responder(tarjeta, dibujar):
    """Answer a card as a PNG, drawn once for what it shows; other sites may embed it."""
    imagen = cache.get_or_set(f"tarjeta:{tarjeta.huella}", lambda: dibujar(tarjeta), UN_DIA)
    return HttpResponse(imagen, content_type="image/png", headers={"Cross-Origin-Resource-Policy": "cross-origin"})


@embebible
def tarjeta(request, slug):
    """Answer the card of a published project."""
    proyecto = get_object_or_404(Proyecto.objects.publicados().con_participantes(), slug=slug)
    return responder(tarjeta_de(proyecto), dibujar)

"""What the pages of the programme share: how old a copy may be, what is fetched, the zones."""

from django.conf import settings

from agenda import grabacion, horario, idiomas, lectura
from agenda.forms import FormularioZona
from comun.direcciones import sitio
from comun.tiempo import zona_valida
from comun.vistas import publica_al_dia

# A delay must show within a minute: no copy is older, anywhere.
al_dia = publica_al_dia(zona=lambda nombre: not nombre or zona_valida(nombre))


def bloques_de(actividad):
    """Return the published blocks of an activity with their talks and speakers, as :func:`_preparar` leaves them."""
    return _preparar(actividad, lectura.programa([actividad])) if actividad else []


def preparar(actividad, bloques):
    """Return the blocks of a query as :func:`bloques_de` does those that are published."""
    return _preparar(actividad, bloques.con_quienes())


def _preparar(actividad, bloques):
    """Return blocks of an activity with the hours at which they go and what the templates say of them. Added:

    - blocks: ``otro_sitio``, where their recording is; their video, the same of its address;
    - talks: ``lenguas``, what is spoken and interpreted, in words; ``grabacion``, where the recording has them.
    """
    bloques = horario.poner_horas(actividad, bloques)
    for bloque in bloques:
        bloque.otro_sitio = sitio(bloque.grabacion_url)
        if hasattr(bloque, "video"):
            bloque.video.otro_sitio = sitio(bloque.video.url)
        for charla in bloque.charlas:
            charla.lenguas = idiomas.en_palabras(charla)
            charla.grabacion = grabacion.de_charla(charla)
    return bloques


def zonas(request, cumbre):
    """Return what the pages need to show hours in two zones."""
    zona = cumbre.zona_horaria if cumbre else settings.TIME_ZONE
    form = FormularioZona(request.GET if "zona" in request.GET else None, propia=zona)
    return {"zona": zona, "otra_zona": form.otra_zona(), "form_zona": form}

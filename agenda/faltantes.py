"""What a programme still lacks, in words for who prepares it. Nothing here stops a publication."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agenda.models import Bloque, EstadoPropuesta


def de_charla(charla, bloque):
    """Return the sentences about a talk of ``bloque``, its speakers and the proposal it comes from fetched."""
    propuesta = getattr(charla, "propuesta", None)
    faltas = [
        (
            propuesta and propuesta.publicacion == EstadoPropuesta.RETIRADA,
            _("La delegación ya no quiere presentarla: escríbale o cancele la intervención."),
        ),
        (not charla.minutos, _("Faltan los minutos.")),
        (not charla.actor, _("Falta la ciudad o la institución: la agenda muestra solo el título.")),
        (not charla.quienes, _("Falta quién habla.")),
        (bloque.tipo == Bloque.Tipo.EXPERIENCIAS and not charla.proyecto_id, _("Falta el proyecto.")),
        (not charla.idioma, _("Falta en qué idioma se habla.")),
    ]
    return [frase for falta, frase in faltas if falta] + de_idiomas(charla, "titulo", "resumen")


def de_bloque(bloque):
    """Return the sentences about a block itself, its video fetched."""
    faltas = [
        (not bloque.inicio, _("Falta la hora de inicio.")),
        (bloque.inicio and not bloque.fin, _("Falta la hora de fin.")),
    ]
    sentencias = [frase for falta, frase in faltas if falta] + de_idiomas(bloque, "titulo", "descripcion")
    video = getattr(bloque, "video", None)
    if video:
        return sentencias + de_video(video)
    return sentencias + ([_("Falta el video.")] if bloque.tipo == Bloque.Tipo.VIDEO else [])


def de_video(video):
    """Return the sentences about a video: who cannot hear it reads captions, or the transcript."""
    faltas = [
        (video.archivo and not video.subtitulos_es, _("Al video le faltan los subtítulos en español.")),
        (video.archivo and not video.subtitulos_pt_br, _("Al video le faltan los subtítulos en portugués.")),
        (not video.transcripcion_es, _("Al video le falta la transcripción en español.")),
        (not video.transcripcion_pt_br, _("Al video le falta la transcripción en portugués.")),
    ]
    return [frase for falta, frase in faltas if falta]


def de_idiomas(fila, *campos):
    """Return what is written in one language only; a summary that nobody wrote is missing in both."""
    frases = {
        ("titulo", "es"): _("Falta el título en español."),
        ("titulo", "pt_br"): _("Falta el título en portugués."),
        ("resumen", "es"): _("Falta el resumen en español."),
        ("resumen", "pt_br"): _("Falta el resumen en portugués."),
        ("descripcion", "es"): _("Falta la descripción en español."),
        ("descripcion", "pt_br"): _("Falta la descripción en portugués."),
    }
    escritos = {(campo, idioma): getattr(fila, f"{campo}_{idioma}") for campo in campos for idioma in ("es", "pt_br")}
    sin_nada = {campo for campo in campos if not any(escritos[campo, idioma] for idioma in ("es", "pt_br"))}
    faltan = [frases[lugar] for lugar, texto in escritos.items() if not texto and lugar[0] not in sin_nada]
    return faltan + ([_("Falta el resumen.")] if "resumen" in sin_nada else [])


def cuenta(bloque, charlas):
    """Return the sum of the minutes of ``charlas`` against the length of their block, as a sentence, and the excess."""
    suma = sum(charla.minutos or 0 for charla in charlas)
    if bloque.minutos is None:
        frase = ngettext(
            "%(suma)d minuto; el bloque no tiene horario", "%(suma)d minutos; el bloque no tiene horario", suma
        )
        return frase % {"suma": suma}, 0
    resto = bloque.minutos - suma
    if resto < 0:
        frase = ngettext(
            "%(suma)d de %(total)d minutos: sobra %(resto)d", "%(suma)d de %(total)d minutos: sobran %(resto)d", -resto
        )
    elif resto:
        frase = ngettext(
            "%(suma)d de %(total)d minutos: queda %(resto)d", "%(suma)d de %(total)d minutos: quedan %(resto)d", resto
        )
    else:
        frase = _("%(suma)d de %(total)d minutos: justo")
    return frase % {"suma": suma, "total": bloque.minutos, "resto": abs(resto)}, max(-resto, 0)

from modeltranslation.translator import TranslationOptions, register

from agenda.models import Actividad, Bloque, Cambio, Cumbre, Intervencion, Material, Ponente, Pregunta, Video


@register(Cumbre)
class CumbreTranslation(TranslationOptions):
    fields = ["nombre", "como_llegar"]


@register(Actividad)
class ActividadTranslation(TranslationOptions):
    fields = ["titulo", "descripcion"]


@register(Bloque)
class BloqueTranslation(TranslationOptions):
    fields = ["titulo", "descripcion", "sintesis"]


@register(Intervencion)
class IntervencionTranslation(TranslationOptions):
    fields = ["titulo", "resumen", "sintesis"]


@register(Ponente)
class PonenteTranslation(TranslationOptions):
    fields = ["cargo", "biografia"]


@register(Video)
class VideoTranslation(TranslationOptions):
    fields = ["transcripcion"]


@register([Cambio, Material])
class TituloTranslation(TranslationOptions):
    fields = ["titulo"]


@register(Pregunta)
class PreguntaTranslation(TranslationOptions):
    fields = ["respuesta"]

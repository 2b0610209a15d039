from modeltranslation.translator import TranslationOptions, register

from agenda.models import Actividad, Bloque, Cumbre, Intervencion


@register(Cumbre)
class CumbreTranslation(TranslationOptions):
    fields = ["nombre", "como_llegar"]


@register([Actividad, Bloque])
class TituloDescripcionTranslation(TranslationOptions):
    fields = ["titulo", "descripcion"]


@register(Intervencion)
class IntervencionTranslation(TranslationOptions):
    fields = ["titulo", "resumen"]

from modeltranslation.translator import TranslationOptions, register

from proyectos.models import Convocatoria, Proyecto


@register(Convocatoria)
class ConvocatoriaTranslation(TranslationOptions):
    fields = ["tema"]


@register(Proyecto)
class ProyectoTranslation(TranslationOptions):
    fields = ["titulo", "resumen"]

from modeltranslation.translator import TranslationOptions, register

from proyectos.models import Convocatoria, Documento, Enlace, Imagen, Proyecto


@register(Convocatoria)
class ConvocatoriaTranslation(TranslationOptions):
    fields = ["tema"]


@register(Proyecto)
class ProyectoTranslation(TranslationOptions):
    fields = ["titulo", "resumen", "objetivos", "resultados", "beneficiarios"]


@register(Imagen)
class ImagenTranslation(TranslationOptions):
    fields = ["alternativa"]


@register(Documento)
class DocumentoTranslation(TranslationOptions):
    fields = ["titulo"]


@register(Enlace)
class EnlaceTranslation(TranslationOptions):
    fields = ["titulo"]

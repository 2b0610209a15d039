from modeltranslation.translator import TranslationOptions, register

from actores.models import Ods, Programa, UnidadTematica


@register([UnidadTematica, Ods])
class NombreTranslation(TranslationOptions):
    fields = ["nombre"]


@register(Programa)
class ProgramaTranslation(TranslationOptions):
    fields = ["titulo", "descripcion"]

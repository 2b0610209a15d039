"""Who takes part in a project and what goes with its sheet: written on its page, and listed to be found.

What is uploaded is looked at by its bytes; pictures are drawn anew, so that they tell no more than they show.
"""

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from comun.administracion import ConSelectores, Fecha, SoloLectura, bilingue
from comun.subidas import EnLaMismaPagina
from proyectos.admin.formularios import (
    FilasDeParticipacion,
    FormularioDocumento,
    FormularioFuente,
    FormularioImagen,
)
from proyectos.models import Documento, Enlace, Fuente, Imagen, Participacion


class ParticipacionInline(ConSelectores, EnLaMismaPagina):
    model = Participacion
    formset = FilasDeParticipacion
    autocomplete_fields = ["ciudad", "institucion"]
    fields = ["rol", ("ciudad", "institucion")]


class ImagenInline(EnLaMismaPagina):
    model = Imagen
    form = FormularioImagen
    fields = ["archivo", bilingue("alternativa"), ("credito", "orden")]


class DocumentoInline(EnLaMismaPagina):
    model = Documento
    form = FormularioDocumento
    fields = [bilingue("titulo"), "archivo", "orden"]


class EnlaceInline(EnLaMismaPagina):
    model = Enlace
    fields = [bilingue("titulo"), ("clase", "orden"), "url"]


class FuenteInline(EnLaMismaPagina):
    model = Fuente
    form = FormularioFuente
    formfield_overrides = {**EnLaMismaPagina.formfield_overrides, models.DateField: {"widget": Fecha}}
    fields = ["datos", "texto", "url", ("consultada", "orden")]


class DeProyectoAdmin(SoloLectura):
    """What goes with a sheet, as a list to look in; it is written on the page of the project, which keeps versions."""

    list_select_related = ["proyecto"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("proyecto__participaciones__ciudad")


@admin.register(Participacion)
class ParticipacionAdmin(DeProyectoAdmin):
    list_display = ["quien", "rol", "proyecto"]
    list_filter = ["rol"]
    list_select_related = ["ciudad", "institucion", "proyecto"]
    search_fields = ["ciudad__nombre__unaccent", "institucion__nombre__unaccent", "proyecto__slug"]
    search_help_text = _("Buscar por ciudad, institución o dirección del proyecto")
    fields = ["proyecto", "rol", "ciudad", "institucion"]

    @admin.display(description=_("quién"))
    def quien(self, obj):
        return obj.actor


@admin.register(Imagen)
class ImagenAdmin(DeProyectoAdmin):
    list_display = ["alternativa", "proyecto", "orden"]
    search_fields = ["alternativa_es__unaccent", "alternativa_pt_br__unaccent"]
    fields = ["proyecto", "archivo", *bilingue("alternativa"), "credito", "orden"]


@admin.register(Documento)
class DocumentoAdmin(DeProyectoAdmin):
    list_display = ["titulo", "proyecto", "orden"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent"]
    fields = ["proyecto", *bilingue("titulo"), "archivo", "orden"]


@admin.register(Enlace)
class EnlaceAdmin(DeProyectoAdmin):
    list_display = ["titulo", "clase", "proyecto", "orden"]
    list_filter = ["clase"]
    search_fields = ["titulo_es__unaccent", "titulo_pt_br__unaccent", "url"]
    fields = ["proyecto", "clase", *bilingue("titulo"), "url", "orden"]


@admin.register(Fuente)
class FuenteAdmin(DeProyectoAdmin):
    list_display = ["texto", "proyecto", "consultada"]
    search_fields = ["texto__unaccent", "url"]
    fields = ["proyecto", "de_que", "texto", "url", "consultada", "orden"]

    @admin.display(description=_("de qué datos"))
    def de_que(self, obj):
        nombres = dict(Fuente.Dato.choices)
        return ", ".join(str(nombres.get(dato, dato)) for dato in obj.datos)

"""The sheet of a project, as staff fills it in, reviews it and publishes it."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comun import medios
from comun.administracion import AdminDeContacto, Fecha, bilingue, es_clave, sin_campo
from proyectos import curaduria, faltantes, versiones
from proyectos.admin.acciones import ConRevision, aviso_sin_verificar
from proyectos.admin.formularios import FormularioProyecto, lo_leido
from proyectos.admin.importar import ConImportacion
from proyectos.admin.recursos import DocumentoInline, EnlaceInline, FuenteInline, ImagenInline, ParticipacionInline
from proyectos.admin.versiones import ConVersiones
from proyectos.models import Proyecto, Revision
from proyectos.views.proyecto import contexto_de_hoja

GRUPOS = {"participaciones": "participaciones-group", "imagenes": "imagenes-group"}


class PorRevisarFilter(admin.SimpleListFilter):
    """What an author sent and staff has not answered, as the first screen counts it."""

    title = _("revisión")
    parameter_name = "revision"

    def lookups(self, request, model_admin):
        return [("por_revisar", gettext("enviados, por revisar"))]

    def queryset(self, request, queryset):
        return queryset.por_revisar() if self.value() == "por_revisar" else queryset


class FaltaFilter(admin.SimpleListFilter):
    """The sheets that lack one datum of a complete one."""

    title = _("dato que falta")
    parameter_name = "falta"

    def lookups(self, request, model_admin):
        return [(dato.codigo, dato.nombre) for dato in faltantes.DATOS]

    def queryset(self, request, queryset):
        return faltantes.sin_dato(queryset, self.value()) if self.value() else queryset


@admin.register(Proyecto)
class ProyectoAdmin(ConImportacion, ConRevision, ConVersiones, AdminDeContacto):
    form = FormularioProyecto
    formfield_overrides = {**AdminDeContacto.formfield_overrides, models.DateField: {"widget": Fecha}}
    list_display = ["nombre", "anio", "publicacion", "completa", "enviado"]
    list_filter = [
        PorRevisarFilter,
        "publicacion",
        FaltaFilter,
        "estado",
        "modalidad",
        "convocatoria",
        "unidades",
        "ods",
    ]
    list_select_related = ["convocatoria"]
    busqueda = "buscar"
    search_fields = ["titulo_es"]
    search_help_text = _("Buscar por palabras del título, del resumen o de quienes participan")
    autocomplete_fields = ["convocatoria"]
    prepopulated_fields = {"slug": ["titulo_es"]}
    readonly_fields = ["carta_", "comentarios", "enviado_el", "publicado_el"]
    inlines = [ParticipacionInline, ImagenInline, DocumentoInline, EnlaceInline, FuenteInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    ("publicacion", "publicado_el"),
                    bilingue("titulo"),
                    ("idioma_original", "titulo_traducido"),
                    "slug",
                ]
            },
        ),
        (_("Propuesta"), {"fields": ["contacto", "enviado_el", "carta_", "comentarios"]}),
        (_("Resumen"), {"fields": [bilingue("resumen")]}),
        (
            _("Convocatoria y fechas"),
            {
                "fields": [
                    ("convocatoria", "historico"),
                    "modalidad",
                    "modalidades_pcssm",
                    ("estado", "estado_al"),
                    ("inicio", "fin"),
                ]
            },
        ),
        (_("Montos"), {"fields": ["monto_solicitado_usd", "monto_usd", ("aporte_propio_usd", "aporte_especie_usd")]}),
        (_("Temas"), {"fields": ["unidades", "unidades_propias", "ods_principal", "ods"]}),
        (
            _("Contenido"),
            {"fields": [bilingue("objetivos"), bilingue("resultados"), bilingue("beneficiarios")]},
        ),
        (_("Fuente y notas"), {"fields": ["fuente", "notas_internas"]}),
    ]

    # --- The list ---

    def get_queryset(self, request):
        return faltantes.anotar(super().get_queryset(request).con_participantes())

    def get_ordering(self, request):
        """Among what awaits an answer, the longest waiting first."""
        por_revisar = request.GET.get(PorRevisarFilter.parameter_name) == "por_revisar"
        return ["enviado_el", "pk"] if por_revisar else super().get_ordering(request)

    @admin.display(description=_("proyecto"), ordering="slug")
    def nombre(self, obj):
        return obj.nombre

    @admin.display(description=_("convocatoria"), ordering="convocatoria__anio")
    def anio(self, obj):
        return obj.convocatoria.anio if obj.convocatoria else None

    @admin.display(description=_("cuánto tiene"))
    def completa(self, obj):
        return faltantes.cuenta(obj)

    @admin.display(description=_("enviado"), ordering="enviado_el")
    def enviado(self, obj):
        return obj.enviado_el and formats.date_format(timezone.localtime(obj.enviado_el), "SHORT_DATE_FORMAT")

    # --- The page ---

    def get_view_on_site_url(self, obj=None):
        """Lead to the public page of what has one."""
        return super().get_view_on_site_url(obj) if obj and obj.publicacion == Revision.PUBLICADA else None

    def get_fieldsets(self, request, obj=None):
        """Tell of the proposal where there is one.

        The address of a proposal is made when it is published: until then there is none to show.
        """
        grupos = super().get_fieldsets(request, obj)
        if obj is not None and curaduria.estrena_direccion(obj):
            grupos = sin_campo("slug", grupos)
        if obj is None or obj.contacto_id is None:
            return [grupo for grupo in grupos if "carta_" not in grupo[1]["fields"]]
        return grupos

    def get_readonly_fields(self, request, obj=None):
        """The address of what was published stays."""
        propios = super().get_readonly_fields(request, obj)
        fue_publico = obj is not None and (obj.publicado_el or obj.publicacion == Revision.PUBLICADA)
        return [*propios, "slug"] if fue_publico else propios

    def get_prepopulated_fields(self, request, obj=None):
        """None for who may only look: the field is no input."""
        return super().get_prepopulated_fields(request, obj) if self.has_add_permission(request) else {}

    @admin.display(description=_("carta de aval"))
    def carta_(self, obj):
        if not obj.carta:
            return "-"
        return format_html('<a href="{}">{}</a>', obj.carta.url, medios.en_palabras(obj.carta))

    def enlaces(self, request, obj):
        paginas = [("versiones", gettext("Versiones")), ("vista_previa", gettext("Vista previa"))]
        return [(reverse(f"admin:proyectos_proyecto_{nombre}", args=[obj.pk]), texto) for nombre, texto in paginas]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            guardada = Proyecto.objects.con_participantes().get(pk=obj.pk)  # not what was typed, if it was refused
            context["leido"] = lo_leido(guardada)
            context["cuenta"] = faltantes.cuenta(obj)
            context["faltan"] = [
                {"texto": falta.texto, "lugar": GRUPOS.get(falta.campo, f"id_{falta.campo}")}
                for falta in faltantes.faltantes(guardada)
            ]
            context["sin_verificar"] = aviso_sin_verificar(guardada)
            if curaduria.admite_publicar(guardada) or guardada.publicacion == Revision.PUBLICADA:
                context["impedimentos"] = [error.mensaje for error in curaduria.falta_para_publicar(guardada)]
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_urls(self):
        vista = self.admin_site.admin_view(self.vista_previa_view)
        previa = path("<int:object_id>/vista-previa/", vista, name="proyectos_proyecto_vista_previa")
        return [previa, *super().get_urls()]

    def vista_previa_view(self, request, object_id):
        """Show the sheet as its public page will, to who may see it; never stored (``admin_view`` says so)."""
        proyecto = Proyecto.objects.con_hoja().filter(pk=object_id).first()
        if not self.has_view_permission(request, proyecto):
            raise PermissionDenied
        if proyecto is None:
            raise Http404
        return render(request, "admin/proyectos/previa.html", contexto_de_hoja(proyecto))

    # --- Saving ---

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Lock the sheet before it is read: what is saved is compared with what this page was made of."""
        with transaction.atomic():
            if request.method == "POST" and object_id and es_clave(object_id):
                versiones.bloquear([Proyecto(pk=int(object_id))])
            return super().changeform_view(request, object_id, form_url, extra_context)

    def save_form(self, request, form, change):
        """Leave the form with the sheet: the rows of who takes part ask of both whether a published one stays fit."""
        proyecto = super().save_form(request, form, change)
        proyecto.formulario = form
        return proyecto

    def save_model(self, request, obj, form, change):
        if change:
            versiones.guardar_partida(proyecto=obj)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        versiones.guardar_version(proyecto=form.instance, motivo="guardada", usuario=request.user)

"""What the panel adds to the lists of cities and institutions: who registered, who is missing, and inviting them."""

from django.contrib import admin
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actores.admin import CiudadAdmin, InstitucionAdmin
from actores.models import Ciudad, Institucion
from inscripciones.models import Inscripcion
from seminario.panel import cobertura
from seminario.panel.invitar import ConInvitacion


class InscritasFilter(admin.SimpleListFilter):
    """Who registered for the Cumbre in force, as the first screen counts it; for who may see the registrations."""

    title = _("participación en la Cumbre vigente")
    parameter_name = "red"
    consultas = {"inscritas": cobertura.inscritas}

    def lookups(self, request, model_admin):
        de_inscripciones = model_admin.admin_site.get_model_admin(Inscripcion)
        return self.opciones() if de_inscripciones.has_view_permission(request) else []

    def opciones(self):
        return [("inscritas", gettext("con inscripción confirmada"))]

    def queryset(self, request, queryset):
        filtrar = self.consultas.get(self.value(), QuerySet.all)
        return filtrar(queryset)


class RedFilter(InscritasFilter):
    """The same, and who of the network did and did not."""

    consultas = {
        **InscritasFilter.consultas,
        "miembros": cobertura.miembros,
        "con_inscripcion": cobertura.miembros_inscritos,
        "sin_inscripcion": cobertura.miembros_sin_inscripcion,
    }

    def opciones(self):
        return [
            *super().opciones(),
            ("miembros", gettext("miembros de la red")),
            ("con_inscripcion", gettext("miembros con inscripción")),
            ("sin_inscripcion", gettext("miembros sin inscripción")),
        ]


admin.site.unregister(Ciudad)
admin.site.unregister(Institucion)


@admin.register(Ciudad)
class CiudadConInvitacionAdmin(ConInvitacion, CiudadAdmin):
    list_filter = [CiudadAdmin.list_filter[0], RedFilter, *CiudadAdmin.list_filter[1:]]

    def get_list_display(self, request):
        """Offer to invite where the list is of those to invite, beside the name: a phone shows no more."""
        columnas = super().get_list_display(request)
        faltan = request.GET.get(RedFilter.parameter_name) == "sin_inscripcion"
        return [columnas[0], "invitar", *columnas[1:]] if faltan and self.puede_invitar(request) else columnas

    @admin.display(description=_("invitación"))
    def invitar(self, obj):
        texto = format_html('{}<span class="visually-hidden">: {}</span>', gettext("Invitar"), obj)
        return format_html('<a href="{}">{}</a>', reverse("admin:actores_ciudad_invitar", args=[obj.pk]), texto)


@admin.register(Institucion)
class InstitucionConInscripcionAdmin(InstitucionAdmin):
    list_filter = [InstitucionAdmin.list_filter[0], InscritasFilter, *InstitucionAdmin.list_filter[1:]]

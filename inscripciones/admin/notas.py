"""The notes of staff about a delegation: written and read on its page."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comun.acciones import registrar_cambios
from comun.administracion import SoloLectura
from comun.envios import clave_de, una_vez
from inscripciones import notas
from inscripciones.models import NotaInterna

LARGO = NotaInterna._meta.get_field("texto").max_length


class FormularioNota(forms.Form):
    """What is written down."""

    texto = forms.CharField(
        label=_("Nota"),
        max_length=LARGO,
        help_text=_(
            "La lee solo el equipo. Si alguien pide sus datos, se le entrega lo que dice de su persona: conviene "
            "escribir hechos, y nada de salud ni de alimentación."
        ),
        error_messages={
            "required": _("Escriba la nota."),
            "max_length": _("Acorte la nota a %(limit_value)d caracteres: ahora tiene %(show_value)d."),
        },
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConNotas:
    """Mixin for the admin of registrations: writing a note, by a POST of its own."""

    def get_urls(self):
        vista = self.admin_site.admin_view(self.nota_view)
        return [path("<int:clave>/nota/", vista, name="inscripciones_inscripcion_nota"), *super().get_urls()]

    def nota_view(self, request, clave):
        """Keep a note, once for each form that was shown; an error shows what was typed on a page of its own."""
        if not (self.has_view_permission(request) and request.user.has_perm(notas.ESCRIBE_NOTAS)):
            raise PermissionDenied
        inscripcion = self.get_queryset(request).filter(pk=clave).first()
        if inscripcion is None:
            raise Http404
        form = FormularioNota(request.POST if request.method == "POST" else None)
        if form.is_valid():
            envio = {"clave": request.POST.get("clave_envio", ""), "ambito": f"nota:{inscripcion.codigo}"}
            accion = lambda: self._escribir(request, inscripcion, form.cleaned_data["texto"])  # noqa: E731
            return HttpResponseRedirect(una_vez(**envio, datos=request.POST, accion=accion))
        contexto = {
            **self.admin_site.each_context(request),
            "title": gettext("Nota sobre %(referencia)s") % {"referencia": inscripcion},
            "opts": self.opts,
            "inscripcion": inscripcion,
            "form": form,
            "clave_envio": clave_de(request),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/inscripciones/nota.html", contexto)

    def _escribir(self, request, inscripcion, texto):
        notas.escribir(inscripcion=inscripcion, texto=texto, usuario=request.user)
        registrar_cambios(request, [inscripcion], gettext("Escribió una nota interna."))
        messages.success(request, gettext("La nota quedó guardada."))
        return _pagina(inscripcion.pk)


@admin.register(NotaInterna)
class NotaInternaAdmin(SoloLectura):
    """The notes, to look one up: they are written on the delegation's page and never changed."""

    list_display = ["inscripcion", "usuario", "escrita_el"]
    list_select_related = ["inscripcion", "usuario"]
    search_fields = ["inscripcion__referencia", "texto__unaccent"]
    search_help_text = _("Buscar por referencia o por lo que dice la nota")
    date_hierarchy = "escrita_el"
    fields = ["inscripcion", "texto", "usuario", "escrita_el"]

    def has_module_permission(self, request):
        return False  # not on the index: a delegation's own page tells its notes

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        """Who wrote it takes it back; anybody else needs the permission."""
        return obj is not None and notas.puede_borrar(obj, request.user)

    def response_delete(self, request, obj_display, obj_id):
        super().response_delete(request, obj_display, obj_id)
        return HttpResponseRedirect(request.de_la_inscripcion)

    def delete_model(self, request, obj):
        request.de_la_inscripcion = _pagina(obj.inscripcion_id)
        super().delete_model(request, obj)


def _pagina(clave):
    return reverse("admin:inscripciones_inscripcion_change", args=[clave]) + "#notas"

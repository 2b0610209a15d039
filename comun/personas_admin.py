"""People in the staff's screens: their name as it is kept, and the page of what the portal holds of somebody."""

import json

from django import forms
from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_permission_codename
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from comun import personas
from comun.exportar import EXPORTACION
from comun.formularios import limpiar_texto


def archivo_json(datos):
    """Return the data of a person as a file of JSON."""
    cuerpo = json.dumps(datos, ensure_ascii=False, indent=2)
    cabeceras = {"Content-Disposition": 'attachment; filename="mis-datos.json"'}
    return HttpResponse(f"{cuerpo}\n", content_type="application/json; charset=utf-8", headers=cabeceras)


class ConNombreDePersona:
    """Mixin for staff's forms with the ``nombre`` of somebody: kept clean, as the public forms keep it.

    What is copied from it, such as the name of a certificate, then is the same text.
    """

    def clean_nombre(self):
        nombre = limpiar_texto(self.cleaned_data["nombre"])
        if not nombre:
            raise forms.ValidationError(self.fields["nombre"].error_messages["required"], code="required")
        return nombre


class ConDatosDePersona:
    """Mixin for the admins of whoever has a link: its data, for who may see the row; erasing asks to delete them.

    Nobody deletes such a row on its own: the permission to delete it is the one to erase the person.
    """

    def get_urls(self):
        nombre = f"{self.opts.app_label}_{self.opts.model_name}_datos"
        ruta = path("<path:object_id>/datos/", self.admin_site.admin_view(self.datos_view), name=nombre)
        return [ruta, *super().get_urls()]

    def enlaces(self, request, obj):
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_datos", args=[obj.pk])
        return [*super().enlaces(request, obj), (url, _("Sus datos: descargar o borrar"))]

    def datos_view(self, request, object_id):
        """Say what goes and what stays; on POST, give the data or take them away.

        Whoever does must be allowed to with every row that is this person: a delegation's contact is one of its people.
        """
        dueno = self.get_object(request, object_id)
        if dueno is None:
            raise Http404
        filas, accion = personas.todos([dueno]), request.POST.get("accion", "")
        puede_borrar = all(request.user.has_perm(_permiso_de_borrar(fila)) for fila in filas)
        if not all(self.admin_site.get_model_admin(type(fila)).has_view_permission(request, fila) for fila in filas):
            raise PermissionDenied
        if accion == "borrar" and not puede_borrar:
            raise PermissionDenied
        if accion == "descargar":
            return self._descargar(request, dueno)
        if accion == "borrar":
            return self._borrar(request, dueno)
        contexto = {
            **self.admin_site.each_context(request),
            "title": _("Datos de «%(persona)s»") % {"persona": dueno.nombre},
            "opts": self.opts,
            "dueno": dueno,
            "filas": filas,
            "puede_borrar": puede_borrar,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/datos_de_persona.html", contexto)

    def _descargar(self, request, dueno):
        _anotar(request, dueno, _("Datos de una persona, descargados"))
        return archivo_json(personas.datos_de([dueno], puede=request.user.has_perm))

    def _borrar(self, request, dueno):
        personas.borrar([dueno])
        _anotar(request, dueno, _("Datos de una persona, borrados"))
        messages.success(request, _("Sus datos fueron borrados, y se le avisa por correo si tenía una dirección."))
        return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))


def _permiso_de_borrar(fila):
    return f"{fila._meta.app_label}.{get_permission_codename('delete', fila._meta)}"


def _anotar(request, dueno, texto):
    """Write in staff's log what was done with somebody's data, not whose name it was."""
    LogEntry.objects.create(
        user=request.user,
        content_type=ContentType.objects.get_for_model(dueno),
        object_id=str(dueno.pk) if dueno.pk else None,
        object_repr=personas.ANONIMA,
        action_flag=EXPORTACION,
        change_message=texto,
    )

"""The programme as the public will see it, for staff, before it is published."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import path, reverse

from agenda.models import Actividad, Bloque, Intervencion
from agenda.views.agenda import contexto_del_programa
from agenda.views.base import preparar
from agenda.views.intervencion import contexto_de_charla


class ConVistaPrevia:
    """Mixin for admins: a page that shows a row through the public templates, for who may see all that it shows.

    ``previa(request, obj)`` returns the template, which extends the public one, and its context.
    """

    def get_urls(self):
        vista = self.admin_site.admin_view(self.vista_previa_view)
        nombre = f"{self.opts.app_label}_{self.opts.model_name}_vista_previa"
        return [path("<int:object_id>/vista-previa/", vista, name=nombre), *super().get_urls()]

    def vista_previa_view(self, request, object_id):
        """Show the row as if all that is not cancelled were published; never stored (``admin_view`` says so)."""
        obj = self.get_object(request, str(object_id))
        if obj is None:
            raise Http404
        if not self.puede_ver_previa(request, obj):
            raise PermissionDenied
        plantilla, contexto = self.previa(request, obj)
        return render(request, plantilla, contexto)

    def puede_ver_previa(self, request, obj):
        """Tell who may see a row as it will be: the programme around it is in draft too."""
        del_programa = (self.admin_site.get_model_admin(modelo) for modelo in (Bloque, Intervencion))
        return self.has_view_permission(request, obj) and all(a.has_view_permission(request) for a in del_programa)

    def previa(self, request, obj):
        raise NotImplementedError


def en_preparacion(actividad):
    """Return the blocks of an activity as the public pages want them, each talk leading to its own preview."""
    bloques = preparar(actividad, Bloque.objects.en_preparacion(actividad))
    for bloque in bloques:
        bloque.actividad = actividad
        for charla in bloque.charlas:
            charla.get_absolute_url = partial(reverse, "admin:agenda_intervencion_vista_previa", args=[charla.pk])
    return bloques


def previa_de_actividad(request, actividad):
    contexto = contexto_del_programa(request, actividad.cumbre, actividad, en_preparacion(actividad))
    return "admin/agenda/previa_actividad.html", contexto


def previa_de_intervencion(request, intervencion):
    """A talk that is cancelled, or whose block is, has no place in the programme and so no preview: 404."""
    actividad = Actividad.objects.select_related("cumbre").get(pk=intervencion.bloque.actividad_id)
    contexto = contexto_de_charla(request, intervencion.pk, actividad, en_preparacion(actividad))
    return "admin/agenda/previa_intervencion.html", contexto

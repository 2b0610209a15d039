"""The history of a sheet, as staff reads it, and going back to one of its versions."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comun.acciones import registrar_cambios
from comun.administracion import SoloLectura
from comun.publicacion import ContenidoCambiado
from proyectos import curaduria, versiones
from proyectos.diferencias import Nombres, diferencias
from proyectos.errores import ErrorProyecto
from proyectos.models import Proyecto, Version

POR_PAGINA = 20


class ConVersiones:
    """Mixin for the admin of sheets: the page of their versions, and the one that asks before it restores."""

    def get_urls(self):
        paginas = [
            ("<int:object_id>/versiones/", self.versiones_view, "versiones"),
            ("<int:object_id>/versiones/<int:numero>/restaurar/", self.restaurar_view, "restaurar"),
        ]
        propias = [
            path(ruta, self.admin_site.admin_view(vista), name=f"proyectos_proyecto_{nombre}")
            for ruta, vista, nombre in paginas
        ]
        return [*propias, *super().get_urls()]

    def versiones_view(self, request, object_id):
        """List what was done to a sheet, the newest first, each with what it changed."""
        proyecto = self._proyecto(request, object_id, self.has_view_permission)
        todas = proyecto.versiones.select_related("usuario")
        pagina = Paginator(todas, POR_PAGINA).get_page(request.GET.get("pagina"))
        contexto = {
            "title": gettext("Versiones de «%(proyecto)s»") % {"proyecto": proyecto},
            "proyecto": proyecto,
            "pagina": pagina,
            "filas": _con_diferencias(list(pagina), todas),
            "puede_restaurar": self.has_change_permission(request, proyecto),
        }
        return self._responder(request, "versiones", contexto)

    def restaurar_view(self, request, object_id, numero):
        """Show what going back to a version would change, and what cannot be; then do it."""
        proyecto = self._proyecto(request, object_id, self.has_change_permission)
        version = get_object_or_404(proyecto.versiones.select_related("usuario"), numero=numero)
        cambio = False
        if request.method == "POST":
            try:
                return self._restaurar(request, version, request.POST.get("sello", ""))
            except ContenidoCambiado:
                proyecto, cambio = Proyecto.objects.get(pk=object_id), True
            except ErrorProyecto as error:
                messages.error(request, error.mensaje)
        posible, faltas = versiones.realizable(version.retrato)
        contexto = {
            "title": gettext("Volver a la versión %(numero)d") % {"numero": numero},
            "proyecto": proyecto,
            "version": _con_palabras(version),
            "cambios": diferencias(versiones.retrato(proyecto), {**versiones.retrato(proyecto), **posible}),
            "faltas": faltas,
            "sello": versiones.sello([proyecto]),
            "cambio": cambio,
        }
        return self._responder(request, "restaurar", contexto)

    def _restaurar(self, request, version, sello):
        restaurado = curaduria.restaurar(version=version, usuario=request.user, sello=sello)
        frase = gettext("El proyecto dice otra vez lo que decía en la versión %(numero)d.") % {"numero": version.numero}
        registrar_cambios(request, [restaurado.proyecto], frase)
        messages.success(request, frase)
        for falta in restaurado.faltas:
            messages.warning(request, falta)
        return HttpResponseRedirect(reverse("admin:proyectos_proyecto_change", args=[version.proyecto_id]))

    def _proyecto(self, request, object_id, permiso):
        proyecto = self.get_object(request, str(object_id))
        if proyecto is None:
            raise Http404
        if not permiso(request, proyecto):
            raise PermissionDenied
        return proyecto

    def _responder(self, request, plantilla, contexto):
        request.current_app = self.admin_site.name
        contexto = {**self.admin_site.each_context(request), "opts": self.opts, **contexto}
        return TemplateResponse(request, f"admin/proyectos/{plantilla}.html", contexto)


def _con_palabras(version):
    version.hecho = versiones.motivo_en_palabras(version)
    return version


def _con_diferencias(filas, todas):
    """Give versions, the newest first, what each changed of the one before it; ``None`` for the first of all."""
    anterior = todas.filter(numero__lt=filas[-1].numero).first() if filas else None
    nombres = Nombres([v.retrato for v in (*filas, anterior) if v])
    for version, antes in zip(filas, [*filas[1:], anterior], strict=False):
        _con_palabras(version)
        version.cambios = None if antes is None else diferencias(antes.retrato, version.retrato, nombres)
    return filas


@admin.register(Version)
class VersionAdmin(SoloLectura):
    list_display = ["proyecto", "numero", "que_se_hizo", "usuario", "momento"]
    list_select_related = ["proyecto", "usuario"]
    search_fields = ["proyecto__slug", "motivo"]
    search_help_text = _("Buscar por dirección del proyecto")
    fields = ["proyecto", "numero", "que_se_hizo", "usuario", "momento"]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("proyecto__participaciones__ciudad")

    @admin.display(description=_("qué se hizo"), ordering="motivo")
    def que_se_hizo(self, obj):
        return versiones.motivo_en_palabras(obj)

    def enlaces(self, request, obj):
        return [
            (reverse("admin:proyectos_proyecto_versiones", args=[obj.proyecto_id]), gettext("Qué cambió en cada una"))
        ]

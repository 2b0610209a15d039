"""The answers of staff to a sheet: each asks first, calls ``proyectos.curaduria``, and reports numbers and reasons."""

from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from actores.models import Contacto
from comun.acciones import Informe, accion_confirmada
from proyectos import curaduria, faltantes, lectura
from proyectos.admin.formularios import FormularioArchivar, FormularioDevolver


def _estado_y_datos(proyecto):
    return f"{proyecto.get_publicacion_display()}, {faltantes.cuenta(proyecto)}"


def aviso_sin_verificar(proyecto):
    """Return the sentence that names who takes part and is not verified, with links to their pages; "" if all are."""
    nombrados = faltantes.sin_verificar(proyecto)
    if not nombrados:
        return ""
    frase = gettext(
        "Sin verificar: %(nombres)s. En el catálogo se ve el nombre, sin página propia: revíselo antes de publicar."
    )
    paginas = [(reverse(f"admin:actores_{a._meta.model_name}_change", args=[a.pk]), a.nombre) for a in nombrados]
    enlaces = format_html_join(", ", '<a href="{}">{}</a>', paginas)
    return format_html(frase % {"nombres": "{}"}, enlaces)


def _en_que_lee(contacto, se_ve):
    """Return in which language the author of a sheet reads; by name, for who may see contacts."""
    idioma = gettext("portugués") if contacto.idioma == "pt-br" else gettext("español")
    if not se_ve:
        return gettext("La persona lee en %(idioma)s: escriba los comentarios en ese idioma.") % {"idioma": idioma}
    datos = {"nombre": contacto.nombre, "idioma": idioma}
    return gettext("%(nombre)s lee en %(idioma)s: escriba los comentarios en ese idioma.") % datos


class ConRevision:
    """Mixin for the admin of sheets: their state changes through these actions only."""

    actions = ["publicar", "devolver", "archivar", "reabrir"]
    acciones_de_objeto = ("publicar", "devolver", "archivar", "reabrir")

    def get_urls(self):
        vista = self.admin_site.admin_view(self.accion_view)
        return [
            path("<int:object_id>/accion/<slug:nombre>/", vista, name="proyectos_proyecto_accion"),
            *super().get_urls(),
        ]

    def response_change(self, request, obj):
        """After a save that one of the actions asked for, lead to the page on which that action asks."""
        respuesta = super().response_change(request, obj)
        nombre = request.POST.get("_accion")
        if nombre not in self.acciones_de_objeto:
            return respuesta
        return HttpResponseRedirect(reverse("admin:proyectos_proyecto_accion", args=[obj.pk, nombre]))

    @method_decorator(require_GET)
    def accion_view(self, request, object_id, nombre):
        """Show the page on which an action asks before it acts on one sheet; the answer goes to the list."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        acciones = self.get_actions(request)
        elegida = self.get_queryset(request).filter(pk=object_id)
        if nombre not in self.acciones_de_objeto or nombre not in acciones or not elegida.exists():
            raise Http404
        return acciones[nombre][0](self, request, elegida)

    def avisos_de_accion(self, nombre, filas, request):
        """Before publishing, who is not verified; before a sheet goes back, in which language its author reads."""
        if nombre == "publicar":
            return {p.pk: [aviso] for p in filas if (aviso := aviso_sin_verificar(p))}
        if nombre == "devolver":
            prefetch_related_objects(filas, "contacto")
            ve = self.admin_site.get_model_admin(Contacto).has_view_permission(request)
            return {p.pk: [_en_que_lee(p.contacto, ve)] for p in filas if p.contacto}
        return {}

    def elegidas(self, n):
        return ngettext("%(n)d proyecto elegido", "%(n)d proyectos elegidos", n) % {"n": n}

    def accion_corresponde(self, nombre, obj):
        return getattr(curaduria, f"admite_{nombre}")(obj)

    @accion_confirmada(
        texto=_("Publicar en el catálogo"),
        explicacion=_(
            "Lo elegido pasa a verse en el catálogo, con sus imágenes y documentos. Si lo propone alguien, se le avisa "
            "por correo, en su idioma, y la dirección web se forma con el título. Lo que falta no impide publicar: se "
            "muestra como dato desconocido. No se publica lo que su autor todavía escribe ni lo que no cumple las "
            "reglas de su convocatoria."
        ),
        boton=_("Publicar y avisar"),
        nota=_estado_y_datos,
        leyendo=lectura,
    )
    def publicar(self, request, filas, sello):
        resultado = curaduria.publicar(filas, usuario=request.user, sello=sello)
        return _informe(resultado, gettext("Se publicó «%(titulo)s»."), gettext("Se publicaron %(n)d proyectos."))

    @accion_confirmada(
        texto=_("Devolver con comentarios"),
        explicacion=_(
            "Quien lo propone recibe los comentarios por correo, tal como se escriben, y puede cambiar el proyecto y "
            "volver a enviarlo. Si elige varios, los mismos comentarios van a cada uno. Vale para lo enviado."
        ),
        boton=_("Devolver y avisar"),
        nota=_estado_y_datos,
        formulario=FormularioDevolver,
    )
    def devolver(self, request, filas, datos):
        resultado = curaduria.cada_uno(
            filas, lambda p: curaduria.devolver(proyecto=p, comentarios=datos["comentarios"], usuario=request.user)
        )
        return _informe(resultado, gettext("Se devolvió «%(titulo)s»."), gettext("Se devolvieron %(n)d proyectos."))

    @accion_confirmada(
        texto=_("Archivar"),
        explicacion=_(
            "Lo elegido deja de verse en el catálogo, o no llega a verse. No se borra nada y puede volver. Si lo "
            "propone alguien, se le avisa por correo y ya no puede cambiarlo."
        ),
        boton=_("Archivar y avisar"),
        nota=_estado_y_datos,
        formulario=FormularioArchivar,
    )
    def archivar(self, request, filas, datos):
        resultado = curaduria.archivar(filas, usuario=request.user, motivo=datos["motivo"])
        return _informe(resultado, gettext("Se archivó «%(titulo)s»."), gettext("Se archivaron %(n)d proyectos."))

    @accion_confirmada(
        texto=_("Sacar del archivo"),
        explicacion=_(
            "Lo que propuso alguien vuelve a estar enviado, por revisar; lo del equipo, en borrador. No se envía "
            "ningún correo. Para que vuelva a verse sin más, «Publicar en el catálogo»."
        ),
        boton=_("Sacar del archivo"),
        nota=_estado_y_datos,
    )
    def reabrir(self, request, filas):
        resultado = curaduria.cada_uno(filas, lambda p: curaduria.reabrir(proyecto=p, usuario=request.user))
        return _informe(
            resultado, gettext("«%(titulo)s» salió del archivo."), gettext("%(n)d proyectos salieron del archivo.")
        )


def _informe(resultado, una, varias):
    """Return the report: which one changed or how many did, and of each that did not, why."""
    informe = Informe()
    datos = {"n": len(resultado.cambiados), "titulo": "".join(map(str, resultado.cambiados[:1]))}
    informe.hecho(resultado.cambiados, (una if datos["n"] == 1 else varias) % datos)
    for proyecto, error in resultado.rechazados:
        razon = {"proyecto": proyecto, "razon": error.mensaje}
        informe.aviso(1, gettext("«%(proyecto)s» no cambió. %(razon)s") % razon)
    return informe

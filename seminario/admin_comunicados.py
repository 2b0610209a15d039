"""The staff's screens of a message: writing it, reading it as it will be read, launching it, following it."""

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import PermissionDenied
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from comun.acciones import registrar_cambios
from comun.administracion import AdminBase, SoloLectura
from comun.models import Mensaje
from comun.publicacion import ContenidoCambiado
from seminario.comunicados import correos, marcas, segmentos, services
from seminario.comunicados.errores import ErrorComunicado, Repetido, YaLanzado
from seminario.comunicados.formularios import FormularioComunicado, FormularioLanzar
from seminario.comunicados.progreso import en_marcha, fallidos_de, progreso_de
from seminario.models import Comunicado, Destinatario

LANZAR, ESCRIBIR = "seminario.lanzar_comunicado", "seminario.change_comunicado"
VER_PERSONAS = ("actores.view_contacto", "inscripciones.view_participante")


@admin.register(Comunicado)
class ComunicadoAdmin(AdminBase):
    """A message changes while it is a draft; from its launch on it is followed, stopped and gone on with."""

    form = FormularioComunicado
    change_form_template = "admin/seminario/comunicado.html"
    list_display = ["asunto_es", "estado", "total", "enviados", "lanzado_el", "creado_por"]
    list_filter = ["estado"]
    list_select_related = ["creado_por"]
    search_fields = [f"{campo}__unaccent" for campo in ("asunto_es", "asunto_pt_br", "texto_es", "texto_pt_br")]
    search_help_text = _("Buscar en el asunto y el texto, en español o en portugués")
    date_hierarchy = "creado"

    # --- Who may do what --------------------------------------------------------------------------

    def has_change_permission(self, request, obj=None):
        return (obj is None or obj.es_borrador) and super().has_change_permission(request)

    def has_delete_permission(self, request, obj=None):
        """What was sent stays."""
        return (obj is None or obj.es_borrador) and super().has_delete_permission(request)

    def has_view_permission(self, request, obj=None):
        """Who may write, or launch, may read."""
        return any(request.user.has_perm(p) for p in ("seminario.view_comunicado", ESCRIBIR, LANZAR))

    # --- The list, the form -----------------------------------------------------------------------

    def get_queryset(self, request):
        suyos = Destinatario.objects.filter(comunicado=OuterRef("pk"), mensaje__estado=Mensaje.Estado.ENVIADO)
        cuantos = suyos.order_by().values("comunicado").annotate(n=Count("pk")).values("n")
        return super().get_queryset(request).annotate(enviados_=Coalesce(Subquery(cuantos), 0))

    @admin.display(description=_("enviados"))
    def enviados(self, obj):
        return obj.enviados_

    def get_fieldsets(self, request, obj=None):
        textos = [("asunto_es", "asunto_pt_br"), ("texto_es", "texto_pt_br")]
        if obj and not self.has_change_permission(request, obj):
            fechas = ["estado", "creado_por", "creado", "lanzado_por", "lanzado_el", "terminado_el"]
            return [
                (None, {"fields": ["a_quienes"]}),
                (_("Qué dice"), {"fields": textos}),
                (None, {"fields": fechas}),
            ]
        return [
            (_("Qué dice"), {"fields": textos, "description": _como_se_escribe()}),
            (
                _("A quiénes"),
                {
                    "fields": [("a_quien", "situacion"), ("tipo", "idioma"), "paises"],
                    "description": gettext("Lo que se elige se suma: llega a quienes cumplen todo a la vez."),
                },
            ),
            (
                _("Por lo que hacen"),
                {
                    "fields": [
                        "seminario",
                        ("actividad", "modalidad"),
                        ("asistencia", "presencia"),
                        "respuesta",
                        ("bloque", "presenta"),
                    ]
                },
            ),
        ]

    def get_readonly_fields(self, request, obj=None):
        """All of what was launched: neither the answers of its segment nor its words are asked any more."""
        solo_se_lee = obj and not self.has_change_permission(request, obj)
        return flatten_fieldsets(self.get_fieldsets(request, obj)) if solo_se_lee else []

    @admin.display(description=_("a quiénes"))
    def a_quienes(self, obj):
        try:
            filas = segmentos.describir(obj.segmento)
        except ErrorComunicado as error:
            return str(error)
        return format_html_join("", "<div>{}: {}</div>", filas)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.creado_por = request.user
        services.guardar(comunicado=obj)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a message; what somebody launched while it was being written is not changed, and that is told."""
        obj = self.get_object(request, object_id) if request.method == "POST" else None
        if obj and not obj.es_borrador and self.has_change_permission(request):
            return self._ya_se_envio(request, obj)
        try:
            return super().change_view(request, object_id, form_url, extra_context)
        except YaLanzado:  # at the same instant
            return self._ya_se_envio(request, obj)

    def _ya_se_envio(self, request, obj):
        frase = gettext("Este comunicado se envió mientras usted lo escribía: lo que cambió no se guardó. Así va.")
        messages.warning(request, frase)
        return HttpResponseRedirect(_direccion("change", obj))

    def response_add(self, request, obj, post_url_continue=None):
        return self._a_revisar(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request, obj):
        return self._a_revisar(request, obj, super().response_change(request, obj))

    def _a_revisar(self, request, obj, respuesta):
        """Lead from a saved message to how it will be read, unless another button was pressed."""
        otra = {"_continue", "_addanother", "_saveasnew", IS_POPUP_VAR} & request.POST.keys()
        if otra or not _puede_revisar(request):
            return respuesta
        return HttpResponseRedirect(_direccion("previa", obj))

    def enlaces(self, request, obj):
        if obj.es_borrador:
            return [(_direccion("previa", obj), gettext("Revisar y enviar"))] if _puede_revisar(request) else []
        suyos = reverse("admin:seminario_destinatario_changelist") + f"?comunicado__id__exact={obj.pk}"
        los_ve = _ve_personas(request) and request.user.has_perm("seminario.view_destinatario")
        return [(suyos, gettext("Destinatarios"))] if los_ve else []

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["show_save_and_add_another"] = False
        if obj is not None and not obj.es_borrador:
            context |= {
                "progreso": progreso_de(obj),
                "fallidos": fallidos_de(obj) if _ve_personas(request) else [],
                "en_marcha": en_marcha(obj),
                "puede_detener": _puede_revisar(request),
                "puede_lanzar": request.user.has_perm(LANZAR),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    # --- Its own screens --------------------------------------------------------------------------

    def get_urls(self):
        vistas = {
            "previa": self.previa_view,
            "prueba": require_POST(self.prueba_view),
            "detener": require_POST(self.detener_view),
            "continuar": require_POST(self.continuar_view),
            "reintentar": require_POST(self.reintentar_view),
        }
        propias = [
            path(f"<int:pk>/{nombre}/", self.admin_site.admin_view(vista), name=f"seminario_comunicado_{nombre}")
            for nombre, vista in vistas.items()
        ]
        return [*propias, *super().get_urls()]

    def _obtener(self, request, pk, *permisos):
        """Return a message for who has any of these permissions; 404 if there is none."""
        if not any(request.user.has_perm(permiso) for permiso in permisos):
            raise PermissionDenied
        comunicado = self.get_queryset(request).filter(pk=pk).first()
        if comunicado is None:
            raise Http404
        return comunicado

    def previa_view(self, request, pk):
        """Show a draft as a few of its recipients will read it and how many they are; on POST, launch it."""
        comunicado = self._obtener(request, pk, LANZAR, ESCRIBIR)
        if not comunicado.es_borrador:
            messages.info(request, gettext("Este comunicado ya se envió: así va."))
            return HttpResponseRedirect(_direccion("change", comunicado))
        form, cambio = FormularioLanzar(initial={"sello": services.sello(comunicado)}), False
        if request.method == "POST":
            form = FormularioLanzar(request.POST)
            try:
                if respuesta := self._lanzar(request, comunicado, form):
                    return respuesta
            except ContenidoCambiado:
                comunicado.refresh_from_db()
                form, cambio = FormularioLanzar(initial={"sello": services.sello(comunicado)}), True
        return self._pagina_previa(request, comunicado, form, cambio)

    def _lanzar(self, request, comunicado, form):
        """Launch, and return where to go; ``None`` if the page has something to say first."""
        if not request.user.has_perm(LANZAR):
            raise PermissionDenied
        if not form.is_valid():
            return None
        try:
            lanzado = services.lanzar(
                comunicado=comunicado,
                sello_leido=form.cleaned_data["sello"],
                usuario=request.user,
                otra_vez=form.cleaned_data["otra_vez"],
            )
        except YaLanzado as error:
            messages.info(request, str(error))
            return HttpResponseRedirect(_direccion("change", comunicado))
        except Repetido as error:
            form.pedir_otra_vez(str(error))
            return None
        except ErrorComunicado as error:
            form.add_error(None, str(error))
            return None
        n = lanzado.total
        frase = ngettext("Se está enviando a %(n)d dirección.", "Se está enviando a %(n)d direcciones.", n) % {"n": n}
        return self._hecho(request, lanzado, frase)

    def _pagina_previa(self, request, comunicado, form, cambio):
        contexto = {
            **self.admin_site.each_context(request),
            "title": gettext("Revisar y enviar"),
            "opts": self.opts,
            "comunicado": comunicado,
            "form": form,
            "cambio": cambio,
            "puede_lanzar": request.user.has_perm(LANZAR),
            "ve_personas": _ve_personas(request),
            **self._que_se_vera(request, comunicado),
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/seminario/previa_comunicado.html", contexto)

    def _que_se_vera(self, request, comunicado):
        try:
            a_quienes = segmentos.describir(comunicado.segmento)
            cuenta = segmentos.contar(segmentos.leer(comunicado.segmento))
        except ErrorComunicado as error:
            return {"error_de_segmento": str(error)}
        if _ve_personas(request):
            muestras = correos.vista_previa(comunicado, cuenta.muestra)
        else:
            muestras = correos.vista_inventada(comunicado)
        idiomas = [(nombre, cuenta.por_idioma.get(idioma, 0)) for idioma, nombre in settings.LANGUAGES]
        return {"a_quienes": a_quienes, "total": cuenta.total, "idiomas": idiomas, "muestras": muestras}

    def prueba_view(self, request, pk):
        comunicado = self._obtener(request, pk, LANZAR, ESCRIBIR)
        try:
            services.probar(comunicado=comunicado, usuario=request.user)
        except ErrorComunicado as error:
            messages.error(request, str(error))
        else:
            registrar_cambios(request, [comunicado], gettext("Se envió una prueba"))
            frase = gettext("La prueba va a %(correo)s, en español y en portugués.") % {"correo": request.user.email}
            messages.success(request, frase)
        return HttpResponseRedirect(_direccion("previa", comunicado))

    def detener_view(self, request, pk):
        comunicado = self._obtener(request, pk, LANZAR, ESCRIBIR)
        return self._hacer(request, comunicado, services.detener, _frase_de_detener)

    def continuar_view(self, request, pk):
        comunicado = self._obtener(request, pk, LANZAR)
        return self._hacer(request, comunicado, services.continuar, lambda _hecho: gettext("El envío continúa."))

    def reintentar_view(self, request, pk):
        comunicado = self._obtener(request, pk, LANZAR)
        return self._hacer(request, comunicado, services.reintentar, _frase_de_reintentar)

    def _hacer(self, request, comunicado, accion, frase):
        try:
            hecho = accion(comunicado=comunicado)
        except ErrorComunicado as error:
            messages.warning(request, str(error))
            return HttpResponseRedirect(_direccion("change", comunicado))
        return self._hecho(request, comunicado, frase(hecho))

    def _hecho(self, request, comunicado, frase):
        """Log and tell what was done; return the way to the page that follows it."""
        registrar_cambios(request, [comunicado], frase)
        messages.success(request, frase)
        return HttpResponseRedirect(_direccion("change", comunicado))


def _direccion(pagina, comunicado):
    return reverse(f"admin:seminario_comunicado_{pagina}", args=[comunicado.pk])


def _puede_revisar(request):
    return request.user.has_perm(LANZAR) or request.user.has_perm(ESCRIBIR)


def _ve_personas(request):
    return request.user.has_perms(VER_PERSONAS)


def _como_se_escribe():
    return gettext(
        "Los dos idiomas hacen falta: cada persona lee el suyo. El correo empieza con «Hola» y el nombre, y termina "
        "con la firma y el correo del equipo: no hace falta escribirlos. Un renglón en blanco separa párrafos; los que "
        "empiezan con «- » forman una lista. Estas palabras se reemplazan: %(marcas)s. Con {enlace}, solo en su "
        "renglón y con el texto del botón en el de arriba, el correo lleva el enlace de cada quien."
    ) % {"marcas": ", ".join(f"{{{marca}}} ({que_es})" for marca, que_es in marcas.MARCAS.items())}


def _frase_de_detener(n):
    return ngettext(
        "El envío está detenido: %(n)d correo salió de la cola. Los que ya se enviaron no vuelven.",
        "El envío está detenido: %(n)d correos salieron de la cola. Los que ya se enviaron no vuelven.",
        n,
    ) % {"n": n}


def _frase_de_reintentar(n):
    return ngettext("%(n)d fallido vuelve a la cola.", "%(n)d fallidos vuelven a la cola.", n) % {"n": n}


@admin.register(Destinatario)
class DestinatarioAdmin(SoloLectura):
    """Who a message went to: reached from it, by who may see contacts and people."""

    list_display = ["email", "comunicado", "idioma", "estado_del_correo", "encolado_el"]
    list_filter = ["idioma", "mensaje__estado"]
    list_select_related = ["comunicado", "mensaje"]
    search_fields = ["email"]
    search_help_text = _("Buscar por dirección de correo")
    fields = ["email", "comunicado", "idioma", "inscripcion", "participante", "estado_del_correo", "encolado_el"]

    def has_module_permission(self, request):
        return False

    def has_view_permission(self, request, obj=None):
        return _ve_personas(request) and request.user.has_perm("seminario.view_destinatario")

    def has_change_permission(self, request, obj=None):
        return False

    @admin.display(description=_("correo"))
    def estado_del_correo(self, obj):
        if obj.mensaje is None:
            return gettext("sin encolar o ya borrado")
        detenido = obj.comunicado.estado == Comunicado.Estado.DETENIDO
        if detenido and obj.mensaje.estado == Mensaje.Estado.ANULADO:
            return gettext("fuera de la cola: el envío está detenido")
        return obj.mensaje.get_estado_display()

"""Staff's view of the mail queue and of the two technical tables."""

from collections import Counter

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import prefetch_related_objects
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from comun.acciones import Informe, accion_confirmada, decir_el_resto, no_cambia
from comun.administracion import AdminBase, SoloLectura
from comun.correo import NoSeReenvia, nombre_de, por_que_no_se_reenvia, reenviar
from comun.correo_leido import leer
from comun.middleware import bcp47
from comun.models import Envio, Equivalencia, Importacion, Limite, Mensaje
from comun.personas import ANONIMA
from comun.por_filas import cada_una


class SinResolverFilter(admin.SimpleListFilter):
    """Failed mails that nobody queued again, as the first screen counts them."""

    title = _("atención")
    parameter_name = "atencion"

    def lookups(self, request, model_admin):
        return [("sin_resolver", _("fallidos sin reenviar"))]

    def queryset(self, request, queryset):
        return queryset.sin_resolver() if self.value() == "sin_resolver" else queryset


class TipoFilter(admin.SimpleListFilter):
    """The kinds of mail there are, by the name that staff reads."""

    title = _("mensaje")
    parameter_name = "tipo"

    def lookups(self, request, model_admin):
        tipos = Mensaje.objects.order_by("tipo").values_list("tipo", flat=True).distinct()
        return [(tipo, nombre_de(tipo)) for tipo in tipos]

    def queryset(self, request, queryset):
        return queryset.filter(tipo=self.value()) if self.value() else queryset


@admin.register(Mensaje)
class MensajeAdmin(SoloLectura):
    """What was sent to whom and how it went; the text is rendered at sending and kept nowhere."""

    list_display = ["que", "a", "escrito_en", "estado", "intentos", "creado", "enviado_el"]
    list_filter = [SinResolverFilter, "estado", TipoFilter]
    search_fields = ["a", "message_id"]
    search_help_text = _("Buscar por dirección de correo")
    date_hierarchy = "creado"
    fieldsets = [
        (None, {"fields": ["que", "a", "escrito_en", "estado"]}),
        (
            _("Envío"),
            {"fields": ["intentos", "creado", "proximo_intento", "tomado_el", "enviado_el", "error", "message_id"]},
        ),
    ]
    actions = ["volver_a_enviar"]
    acciones_de_objeto = ("volver_a_enviar",)

    def get_queryset(self, request):
        return super().get_queryset(request).con_lo_posterior()

    def accion_corresponde(self, nombre, obj):
        return not por_que_no_se_reenvia(obj)

    def avisos_de_accion(self, nombre, filas, request):
        prefetch_related_objects(filas, "sobre")
        razones = {mensaje.pk: por_que_no_se_reenvia(mensaje) for mensaje in filas}
        return {clave: [no_cambia(r) if r else gettext("Vuelve a la cola.")] for clave, r in razones.items()}

    @admin.display(description=_("idioma"), ordering="idioma")
    def escrito_en(self, obj):
        return dict(settings.LANGUAGES).get(obj.idioma, obj.idioma)

    def get_urls(self):
        vista = self.admin_site.admin_view(self.leer_view)
        return [path("<path:object_id>/leer/", vista, name="comun_mensaje_leer"), *super().get_urls()]

    def enlaces(self, request, obj):
        leer_url = reverse("admin:comun_mensaje_leer", args=[obj.pk])
        return [*super().enlaces(request, obj), (leer_url, _("Leer qué dice"))]

    def leer_view(self, request, object_id):
        """Show what a mail says, its links masked; who read it is written down, not to whom it went."""
        mensaje = self.get_object(request, object_id)
        if not self.has_view_permission(request, mensaje):
            raise PermissionDenied
        if mensaje is None:
            raise Http404
        contexto = {
            **self.admin_site.each_context(request),
            "title": gettext("Qué dice el correo"),
            "opts": self.opts,
            "mensaje": mensaje,
            "nombre": nombre_de(mensaje.tipo),
            "lang": bcp47(mensaje.idioma),
            "leido": leer(mensaje),
        }
        LogEntry.objects.create(
            user_id=request.user.pk,
            content_type=ContentType.objects.get_for_model(Mensaje),
            object_id=str(mensaje.pk),
            object_repr=ANONIMA,
            action_flag=CHANGE,
            change_message=gettext("Leyó qué dice."),
        )
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/comun/mensaje_leido.html", contexto)

    @admin.display(description=_("mensaje"), ordering="tipo")
    def que(self, obj):
        return nombre_de(obj.tipo)

    @accion_confirmada(
        texto=_("Volver a enviar"),
        explicacion=_(
            "Cada mensaje elegido se pone otra vez en la cola, para la misma dirección y en el mismo idioma. "
            "El anterior queda como está. Si el mensaje lleva un enlace, será el vigente al momento del envío. Lo que "
            "todavía está por salir, o después se puso en cola otra vez, no se repite."
        ),
        boton=_("Volver a enviar"),
    )
    def volver_a_enviar(self, request, filas):
        _nuevos, resto = cada_una(filas, reenviar, NoSeReenvia)
        quedan = {mensaje.pk for mensaje, _error in resto}
        enviados = [mensaje for mensaje in filas if mensaje.pk not in quedan]
        informe, n = Informe(), len(enviados)
        informe.hecho(
            enviados, ngettext("%(n)d mensaje vuelve a la cola.", "%(n)d mensajes vuelven a la cola.", n) % {"n": n}
        )
        decir_el_resto(informe, Counter(error.razon for _mensaje, error in resto))
        return informe


@admin.register(Envio)
class EnvioAdmin(SoloLectura):
    """One result per submission; the key and the result stay out of sight."""

    list_display = ["ambito", "creado"]
    search_fields = ["ambito"]
    date_hierarchy = "creado"
    fields = ["ambito", "creado"]

    def has_module_permission(self, request):
        return False  # a technical table: reached by its address, not from the index


@admin.register(Limite)
class LimiteAdmin(SoloLectura):
    """Counters of the public limits, under keyed hashes."""

    list_display = ["clave", "desde", "cuenta"]
    search_fields = ["clave"]
    fields = ["clave", "desde", "cuenta"]

    def has_module_permission(self, request):
        return False  # a technical table: reached by its address, not from the index


@admin.register(Equivalencia)
class EquivalenciaAdmin(AdminBase):
    """What the search takes for the same in both languages; a change counts from the next search on."""

    list_display = ["espanol", "portugues"]
    search_fields = ["espanol__unaccent", "portugues__unaccent"]
    search_help_text = _("Buscar por palabra, en español o en portugués")
    fields = ["espanol", "portugues"]


@admin.register(Importacion)
class ImportacionAdmin(SoloLectura):
    """The tables that staff brought, and what became of their rows."""

    list_display = ["nombre", "que", "usuario", "creada", "aplicada_el"]
    list_filter = ["que"]
    list_select_related = ["usuario"]
    search_fields = ["nombre"]
    date_hierarchy = "creada"
    fields = ["nombre", "que", "usuario", "creada", "aplicada_el", "que_paso"]

    @admin.display(description=_("qué pasó con sus filas"))
    def que_paso(self, obj):
        return ", ".join(f"{suerte}: {n}" for suerte, n in obj.cuentas.items() if isinstance(n, int)) or "-"

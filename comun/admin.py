"""Staff's view of the mail queue and of the two technical tables."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comun.acciones import Informe, accion_confirmada
from comun.administracion import AdminBase, SoloLectura
from comun.correo import nombre_de, reenviar
from comun.models import Envio, Equivalencia, Importacion, Limite, Mensaje


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

    list_display = ["que", "a", "idioma", "estado", "intentos", "creado", "enviado_el"]
    list_filter = [SinResolverFilter, "estado", TipoFilter]
    search_fields = ["a", "message_id"]
    search_help_text = _("Buscar por dirección de correo")
    date_hierarchy = "creado"
    fieldsets = [
        (None, {"fields": ["que", "a", "idioma", "estado"]}),
        (
            _("Envío"),
            {"fields": ["intentos", "creado", "proximo_intento", "tomado_el", "enviado_el", "error", "message_id"]},
        ),
    ]
    actions = ["volver_a_enviar"]
    acciones_de_objeto = ("volver_a_enviar",)

    @admin.display(description=_("mensaje"), ordering="tipo")
    def que(self, obj):
        return nombre_de(obj.tipo)

    @accion_confirmada(
        texto=_("Volver a enviar"),
        explicacion=_(
            "Cada mensaje elegido se pone otra vez en la cola, para la misma dirección y en el mismo idioma. "
            "El anterior queda como está. Si el mensaje lleva un enlace, será el vigente al momento del envío."
        ),
        boton=_("Volver a enviar"),
    )
    def volver_a_enviar(self, request, filas):
        enviados, imposibles = [], 0
        for mensaje in filas:
            try:
                reenviar(mensaje)
            except LookupError:
                imposibles += 1
            else:
                enviados.append(mensaje)
        informe, n = Informe(), len(enviados)
        informe.hecho(
            enviados, ngettext("%(n)d mensaje vuelve a la cola.", "%(n)d mensajes vuelven a la cola.", n) % {"n": n}
        )
        n = imposibles
        informe.aviso(
            n,
            ngettext(
                "%(n)d no se pudo: ya no existe lo que anunciaba.",
                "%(n)d no se pudieron: ya no existe lo que anunciaban.",
                n,
            )
            % {"n": n},
        )
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

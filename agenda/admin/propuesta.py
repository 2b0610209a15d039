"""What delegations ask to present, as staff sees it."""

from django.contrib import admin
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda import services
from agenda.models import Propuesta
from comun.administracion import AdminDeContacto, Informe, accion_confirmada


class PorResolverFilter(admin.SimpleListFilter):
    """Proposals that await an answer, as the first screen counts them."""

    title = _("revisión")
    parameter_name = "revision"

    def lookups(self, request, model_admin):
        return [("por_resolver", gettext("a la espera de respuesta"))]

    def queryset(self, request, queryset):
        return queryset.por_resolver() if self.value() == "por_resolver" else queryset


@admin.register(Propuesta)
class PropuestaAdmin(AdminDeContacto):
    """Who asks to present an experience. Internal: accepting one publishes nothing and asks nobody's consent."""

    list_display = ["titulo", "quien", "publicacion", "creado"]
    list_filter = [PorResolverFilter, "publicacion", "cumbre"]
    list_select_related = ["ciudad", "institucion", "contacto"]
    search_fields = [
        "titulo__unaccent",
        "resumen__unaccent",
        "ciudad__nombre__unaccent",
        "institucion__nombre__unaccent",
    ]
    search_help_text = _("Buscar por título, resumen, ciudad o institución")
    autocomplete_fields = ["cumbre", "ciudad", "institucion", "contacto", "proyecto"]
    date_hierarchy = "creado"
    readonly_fields = ["creado", "intervencion"]
    fieldsets = [
        (None, {"fields": ["publicacion", "intervencion", "titulo", "resumen", "proyecto"]}),
        (_("De quién"), {"fields": ["cumbre", ("ciudad", "institucion"), "contacto", "creado"]}),
    ]
    actions = ["aceptar", "no_aceptar"]
    acciones_de_objeto = ("aceptar", "no_aceptar")

    def has_add_permission(self, request):
        return False

    @admin.display(description=_("quién"))
    def quien(self, obj):
        return obj.actor

    def accion_corresponde(self, nombre, obj):
        return obj.admite_aceptar if nombre == "aceptar" else obj.admite_no_aceptar

    @accion_confirmada(
        texto=_("Aceptar la propuesta"),
        explicacion=_(
            "Se avisa por correo al contacto, en su idioma. Nada se publica: la propuesta es interna y se convierte en "
            "intervención desde el orden de su bloque. No cambia lo que su autor retiró o todavía escribe."
        ),
        boton=_("Aceptar y avisar"),
        nota=Propuesta.get_publicacion_display,
        leyendo=True,
    )
    def aceptar(self, request, filas, sello):
        respondidas = services.responder_propuestas(filas, acepta=True, sello=sello)
        n = len(respondidas)
        frase = ngettext("Se aceptó %(n)d y se avisa por correo.", "Se aceptaron %(n)d y se avisa por correo.", n)
        return _informe_de_respuesta(filas, respondidas, frase)

    @accion_confirmada(
        texto=_("No aceptar la propuesta"),
        explicacion=_(
            "Se avisa por correo al contacto, en su idioma. El texto se conserva y puede aceptarse después. No cambia "
            "lo que su autor retiró o todavía escribe."
        ),
        boton=_("No aceptar y avisar"),
        nota=Propuesta.get_publicacion_display,
        leyendo=True,
    )
    def no_aceptar(self, request, filas, sello):
        respondidas = services.responder_propuestas(filas, acepta=False, sello=sello)
        n = len(respondidas)
        frase = ngettext("No se aceptó %(n)d y se avisa por correo.", "No se aceptaron %(n)d y se avisa por correo.", n)
        return _informe_de_respuesta(filas, respondidas, frase)


def _informe_de_respuesta(filas, respondidas, frase):
    informe = Informe()
    informe.hecho(respondidas, frase % {"n": len(respondidas)})
    n = len(filas) - len(respondidas)
    frase = ngettext("%(n)d no cambió: su estado no lo permite.", "%(n)d no cambiaron: su estado no lo permite.", n)
    informe.aviso(n, frase % {"n": n})
    return informe

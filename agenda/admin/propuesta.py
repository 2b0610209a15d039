"""What delegations ask to present, as staff sees it."""

from django.contrib import admin
from django.db.models import Case, OuterRef, Subquery, When
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from agenda import services
from agenda.models import Bloque, EstadoPrograma, Propuesta
from comun.administracion import AdminDeContacto, Informe, accion_confirmada


class PorResolverFilter(admin.SimpleListFilter):
    """Proposals that await an answer, as the first screen counts them."""

    title = _("revisión")
    parameter_name = "revision"

    def lookups(self, request, model_admin):
        return [("por_resolver", gettext("a la espera de respuesta"))]

    def queryset(self, request, queryset):
        return queryset.por_resolver() if self.value() == "por_resolver" else queryset


EXPERIENCIAS, MIRADAS = Bloque.Tipo.EXPERIENCIAS.value, Bloque.Tipo.INSTITUCIONES.value


def _bloques_para(cumbre, tipo):
    """Return the blocks that are for proposals of a kind, in order; the Cumbre may be an expression."""
    vivos = Bloque.objects.exclude(estado=EstadoPrograma.CANCELADA)
    return vivos.filter(actividad__cumbre=cumbre, tipo=tipo).order_by("actividad__dia", "actividad", "orden")


def _url_de_candidatas(bloque_id):
    return f"{reverse('admin:agenda_bloque_orden', args=[bloque_id])}#candidatas"


@admin.register(Propuesta)
class PropuestaAdmin(AdminDeContacto):
    """Who asks to present an experience. Internal: accepting one publishes nothing and asks nobody's consent."""

    list_display = ["titulo", "quien", "publicacion", "creado", "lugar_en_el_programa"]
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

    def get_queryset(self, request):
        """Tell of each one the first block where it could have a place."""
        suyos = {tipo: _bloques_para(OuterRef("cumbre"), tipo).values("pk")[:1] for tipo in (EXPERIENCIAS, MIRADAS)}
        primero = Case(When(ciudad=None, then=Subquery(suyos[MIRADAS])), default=Subquery(suyos[EXPERIENCIAS]))
        return super().get_queryset(request).annotate(primer_bloque=primero)

    def get_list_display(self, request):
        columnas = super().get_list_display(request)
        return columnas if self._puede_dar_lugar(request) else [c for c in columnas if c != "lugar_en_el_programa"]

    @admin.display(description=_("lugar en el programa"))
    def lugar_en_el_programa(self, obj):
        if obj.intervencion_id:
            return gettext("ya está en el programa")
        if not (obj.es_candidata and obj.primer_bloque):
            return "-"
        texto = format_html('{}<span class="visually-hidden">: {}</span>', gettext("Darle lugar en un bloque…"), obj)
        return format_html('<a href="{}">{}</a>', _url_de_candidatas(obj.primer_bloque), texto)

    def enlaces(self, request, obj):
        """Lead to the running order of each block where it could have a place."""
        if not (obj.es_candidata and self._puede_dar_lugar(request)):
            return []
        bloques = list(_bloques_para(obj.cumbre, EXPERIENCIAS if obj.ciudad_id else MIRADAS))
        frase = gettext("Darle lugar en «%(bloque)s»…") if len(bloques) > 1 else gettext("Darle lugar en un bloque…")
        return [(_url_de_candidatas(b.pk), frase % {"bloque": b.titulo}) for b in bloques]

    def _puede_dar_lugar(self, request):
        de_bloques = self.admin_site.get_model_admin(Bloque)
        return de_bloques.puede_ordenar(request) and de_bloques.puede_convertir(request)

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

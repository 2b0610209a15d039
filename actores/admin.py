"""Staff's view of who takes part."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from actores import contactos, services
from actores.models import Ciudad, Contacto, Institucion, Ods, Programa, UnidadTematica
from comun import correo
from comun.acciones import Informe, accion_confirmada, registrar_cambios
from comun.administracion import (
    AdminBase,
    AdminPublicable,
    FormularioBilingue,
    PorPublicarFilter,
    SelectorBuscable,
    bilingue,
)
from comun.personas_admin import ConDatosDePersona, ConNombreDePersona
from comun.publicacion import Publicacion


class SituacionFilter(admin.SimpleListFilter):
    """Where a city or an institution stands with staff."""

    title = _("situación")
    parameter_name = "situacion"

    def lookups(self, request, model_admin):
        return [
            ("por_verificar", gettext("por verificar")),
            ("verificadas", gettext("verificadas")),
            ("unidas", gettext("unidas a otra")),
        ]

    def queryset(self, request, queryset):
        if self.value() == "unidas":
            return queryset.filter(fusionada_en__isnull=False)
        if self.value() in {"por_verificar", "verificadas"}:
            return getattr(queryset, self.value())()
        return queryset


class ActorAdmin(AdminBase):
    """What the admins of cities and institutions share: verifying, and merging one that was written in twice."""

    busqueda = "que_contienen"
    search_fields = ["nombre"]
    search_help_text = _("Buscar por parte del nombre, con o sin acentos")
    prepopulated_fields = {"slug": ["nombre"]}
    list_select_related = ["fusionada_en"]
    actions = ["verificar"]
    acciones_de_objeto = ("verificar",)

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "verificada", "fusionada_en"]

    def get_search_results(self, request, queryset, search_term):
        """Whoever chooses one is offered those that stand, members of the network first."""
        encontradas, repite = super().get_search_results(request, queryset, search_term)
        if request.resolver_match and request.resolver_match.url_name == "autocomplete":
            encontradas = encontradas.vigentes()
            if hasattr(encontradas, "miembros_primero"):
                encontradas = encontradas.miembros_primero()
        return encontradas, repite

    def accion_corresponde(self, nombre, obj):
        return not obj.verificada and obj.fusionada_en_id is None

    def save_model(self, request, obj, form, change):
        """What staff writes needs no verification."""
        if not change:
            obj.verificada = True
        super().save_model(request, obj, form, change)

    @accion_confirmada(
        texto=_("Verificar"),
        explicacion=_(
            "El nombre pasa a mostrarse al público, con lo que ya esté publicado. Si es otra escritura de una que ya "
            "existe, conviene unirla en lugar de verificarla."
        ),
        boton=_("Verificar"),
    )
    def verificar(self, request, filas):
        cambiadas = services.verificar(filas)
        informe, n = Informe(), len(cambiadas)
        informe.hecho(cambiadas, ngettext("Se verificó %(n)d.", "Se verificaron %(n)d.", n) % {"n": n})
        n = len(filas) - len(cambiadas)
        frase = ngettext(
            "%(n)d no cambió: ya estaba verificada o unida a otra.",
            "%(n)d no cambiaron: ya estaban verificadas o unidas a otra.",
            n,
        )
        informe.aviso(n, frase % {"n": n})
        return informe

    # --- Merging ---

    def get_urls(self):
        nombre = f"{self.opts.app_label}_{self.opts.model_name}_unir"
        return [
            path("<path:object_id>/unir/", self.admin_site.admin_view(self.unir_view), name=nombre),
            *super().get_urls(),
        ]

    def enlaces(self, request, obj):
        if obj.fusionada_en_id is not None or not self.has_change_permission(request, obj):
            return []
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_unir", args=[obj.pk])
        return [(url, gettext("Unir a otra…"))]

    def unir_view(self, request, object_id):
        """Choose the other one; see what moves; merge."""
        origen = self.get_object(request, object_id)
        if origen is None:
            raise Http404
        if not self.has_change_permission(request, origen):
            raise PermissionDenied
        form = self._formulario_de_union(request.POST or None, origen)
        destino = form.cleaned_data["destino"] if form.is_bound and form.is_valid() else None
        if destino and request.POST.get("confirmado") == "si":
            return self._unir(request, origen, destino)
        contexto = {
            **self.admin_site.each_context(request),
            "title": gettext("Unir «%(nombre)s» a otra") % {"nombre": origen},
            "opts": self.opts,
            "origen": origen,
            "destino": destino,
            "form": form,
            "media": self.media + form.media,
            "cuentas": [
                (modelo._meta.verbose_name_plural, n) for modelo, n in services.referencias(origen).items() if destino
            ],
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/unir.html", contexto)

    def _formulario_de_union(self, datos, origen):
        campo = self.model._meta.get_field("fusionada_en")
        return _FormularioDeUnion(
            datos,
            elegibles=self.model.objects.vigentes().exclude(pk=origen.pk),
            widget=SelectorBuscable(campo, self.admin_site),
        )

    def _unir(self, request, origen, destino):
        try:
            movidas = services.fusionar(origen=origen, destino=destino)
        except services.ErrorActores as error:
            messages.error(request, error.mensaje)
        else:
            registrar_cambios(request, [origen], gettext("Unida a «%(nombre)s»") % {"nombre": destino})
            registrar_cambios(request, [destino], gettext("Se le unió «%(nombre)s»") % {"nombre": origen})
            n = sum(movidas.values())
            frase = ngettext(
                "«%(origen)s» quedó unida a «%(destino)s»: se movió %(n)d registro.",
                "«%(origen)s» quedó unida a «%(destino)s»: se movieron %(n)d registros.",
                n,
            )
            messages.success(request, frase % {"origen": origen, "destino": destino, "n": n})
        ruta = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(ruta, args=[origen.pk]))


class _FormularioDeUnion(forms.Form):
    destino = forms.ModelChoiceField(
        label=_("Unir a"),
        queryset=None,
        error_messages={
            "required": _("Elija a cuál se une."),
            "invalid_choice": _("Elija una de la lista, que no esté unida a otra."),
        },
    )

    def __init__(self, datos, *, elegibles, widget):
        super().__init__(datos)
        self.fields["destino"].widget = widget
        self.fields["destino"].queryset = elegibles
        widget.choices = self.fields["destino"].choices


@admin.register(Ciudad)
class CiudadAdmin(ActorAdmin):
    list_display = ["nombre", "provincia", "pais", "miembro", "verificada", "fusionada_en"]
    list_filter = [SituacionFilter, "miembro", "pais", "tipo", "membresia_confirmada"]
    fieldsets = [
        (None, {"fields": ["nombre", "slug", ("pais", "provincia"), "tipo", ("verificada", "fusionada_en")]}),
        (_("Mercociudades"), {"fields": [("miembro", "membresia_confirmada")]}),
        (_("En el mapa"), {"fields": [("latitud", "longitud"), "poblacion"]}),
    ]


@admin.register(Institucion)
class InstitucionAdmin(ActorAdmin):
    list_display = ["nombre", "sigla", "tipo", "pais", "verificada", "fusionada_en"]
    list_filter = [SituacionFilter, "tipo", "pais"]
    fieldsets = [
        (None, {"fields": [("nombre", "sigla"), "slug", ("tipo", "pais"), "url", ("verificada", "fusionada_en")]}),
    ]


@admin.register(UnidadTematica)
class UnidadTematicaAdmin(AdminBase):
    list_display = ["nombre", "slug"]
    search_fields = ["nombre_es__unaccent", "nombre_pt_br__unaccent"]
    prepopulated_fields = {"slug": ["nombre_es"]}
    fields = [bilingue("nombre"), "slug"]


@admin.register(Ods)
class OdsAdmin(AdminBase):
    list_display = ["numero", "nombre"]
    list_display_links = ["numero", "nombre"]
    search_fields = ["numero", "nombre_es__unaccent", "nombre_pt_br__unaccent"]
    fields = ["numero", bilingue("nombre")]


@admin.register(Programa)
class ProgramaAdmin(AdminPublicable):
    list_display = ["titulo", "institucion", "cierre", "publicacion", "origen", "creado"]
    list_filter = [PorPublicarFilter, "publicacion", "unidades", "ods"]
    list_select_related = ["institucion", "contacto"]
    search_fields = [
        "titulo_es__unaccent",
        "titulo_pt_br__unaccent",
        "institucion__nombre__unaccent",
        "institucion__sigla",
    ]
    search_help_text = _("Buscar por título o institución")
    autocomplete_fields = ["institucion", "contacto"]
    date_hierarchy = "creado"
    readonly_fields = ["creado"]
    fieldsets = [
        (None, {"fields": ["publicacion", "institucion", bilingue("titulo"), bilingue("descripcion")]}),
        (_("Datos"), {"fields": ["url", "cierre", "contacto", "creado"]}),
        (_("Temas"), {"fields": ["unidades", "ods"]}),
    ]

    @admin.display(description=_("origen"))
    def origen(self, obj):
        """Who brought it; one of the directory waits only while no source confirms it."""
        if obj.contacto:
            return gettext("lo presentó su contacto")
        if obj.publicacion == Publicacion.PENDIENTE:
            return gettext("directorio: falta comprobar la fuente")
        return gettext("directorio")


class FormularioContacto(ConNombreDePersona, FormularioBilingue):
    """An address is corrected, never taken away: it is the key to the registration."""

    def clean_email(self):
        email = self.cleaned_data["email"]
        if not email and self.instance.email:
            raise forms.ValidationError(_SIN_CORREO, code="required")
        return email


_SIN_CORREO = _("Escriba el correo: sin él, el contacto no podría volver a su inscripción.")


@admin.register(Contacto)
class ContactoAdmin(ConDatosDePersona, AdminBase):
    """Who acts for a city or an institution. Contacts come from the form; staff mends a name or an address."""

    form = FormularioContacto
    list_display = ["nombre", "email", "quien", "idioma", "consiente", "creado"]
    list_filter = ["idioma", ("consentimiento_listado_el", admin.EmptyFieldListFilter), "ciudad__pais"]
    list_select_related = ["ciudad", "institucion"]
    search_fields = ["nombre__unaccent", "email", "ciudad__nombre__unaccent", "institucion__nombre__unaccent"]
    search_help_text = _("Buscar por nombre, correo, ciudad o institución")
    date_hierarchy = "creado"
    readonly_fields = ["ciudad", "institucion", "consentimiento_listado_el", "creado"]
    fieldsets = [
        (
            None,
            {
                "description": _(
                    "Al cambiar el correo dejan de servir los enlaces enviados antes, se avisa a la dirección anterior "
                    "y se envía el enlace nuevo."
                ),
                "fields": ["nombre", "email", ("telefono", "cargo"), "idioma"],
            },
        ),
        (_("Por quién actúa"), {"fields": ["ciudad", "institucion"]}),
        (_("Fechas"), {"fields": ["creado", "consentimiento_listado_el"]}),
    ]
    actions = ["enviar_enlace"]
    acciones_de_objeto = ("enviar_enlace",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("por quién actúa"))
    def quien(self, obj):
        return obj.actor

    @admin.display(description=_("acepta la publicación"), boolean=True)
    def consiente(self, obj):
        return obj.consentimiento_listado_el is not None

    def save_model(self, request, obj, form, change):
        """Save through the service, all at once: of another e-mail the earlier links end."""
        if form.changed_data:
            datos = {campo: getattr(obj, campo) for campo in ("nombre", "telefono", "cargo", "idioma")}
            email = obj.email if "email" in form.changed_data else None
            contactos.corregir(contacto=obj, email=email, **datos, usuario=request.user)

    @accion_confirmada(
        texto=_("Enviar el enlace otra vez"),
        explicacion=_("Cada contacto elegido recibe un correo, en su idioma, con el enlace a su espacio."),
        boton=_("Enviar el enlace"),
    )
    def enviar_enlace(self, request, filas):
        return informe_de_enlaces(filas, filas)


def informe_de_enlaces(contactos, cambiados):
    """Queue the return link to each contact that has an address, and report; ``cambiados`` are the rows to log."""
    sin_correo = [contacto for contacto in contactos if not contacto.email]
    contactos = [contacto for contacto in contactos if contacto.email]
    for contacto in contactos:
        correo.encolar(tipo="recuperar_enlace", a=contacto.email, idioma=contacto.idioma, sobre=contacto)
    informe, n = Informe(), len(contactos)
    informe.hecho(
        cambiados,
        ngettext("Se envía el enlace a %(n)d contacto.", "Se envía el enlace a %(n)d contactos.", n) % {"n": n},
    )
    n = len(sin_correo)
    frase = ngettext(
        "%(n)d contacto no tiene correo: se inscribió en la puerta. Para enviarle el enlace, escríbalo en su página.",
        "%(n)d contactos no tienen correo: se inscribieron en la puerta. Para el enlace, escríbalo en su página.",
        n,
    )
    informe.aviso(n, frase % {"n": n})
    return informe

"""Ground of the staff's screens: safe searches, content in both languages, publication."""

from django import forms
from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AutocompleteSelect, RelatedFieldWidgetWrapper
from django.contrib.auth import get_permission_codename
from django.db import models
from django.db.models.constants import LOOKUP_SEP
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from modeltranslation.utils import get_translation_fields

from comun import publicacion
from comun.acciones import Informe, accion_confirmada
from comun.contenido import campos_traducidos
from comun.formularios import DireccionWeb

LARGO_BUSQUEDA = 200
PALABRAS_BUSQUEDA = 10
CIFRAS_DE_UNA_CLAVE = 18


def bilingue(campo):
    """Return the columns of a translated field, to stand side by side in a fieldset."""
    return tuple(get_translation_fields(campo))


def sin_campo(campo, grupos):
    """Return fieldsets without a field that stands in a line of its own."""
    return [(nombre, {**grupo, "fields": [c for c in grupo["fields"] if c != campo]}) for nombre, grupo in grupos]


def columnas_de(form):
    """Return the columns that saving what a form says writes: its own, what follows from them, the moment of it."""
    opciones = form._meta.model._meta
    escritas = {nombre for nombre, campo in form.fields.items() if not campo.disabled}
    # Beside its languages a translated field has a column of its own, which keeps what it shows.
    mostradas = {c for c in campos_traducidos(form._meta.model) if escritas.intersection(get_translation_fields(c))}
    return [
        campo.name
        for campo in opciones.concrete_fields
        if campo.name in escritas | mostradas or getattr(campo, "auto_now", False)
    ]


class FormularioBilingue(forms.ModelForm):
    """A form of a model with translated content: what may not be empty is written in one language at least."""

    def clean(self):
        datos = super().clean()
        for campo in campos_traducidos(self._meta.model):
            columnas = [c for c in get_translation_fields(campo) if c in self.fields]
            opcional = self._meta.model._meta.get_field(campo).blank
            if columnas and not opcional and not any((datos.get(c) or "").strip() for c in columnas):
                self.add_error(
                    columnas[0],
                    forms.ValidationError(_("Escriba este dato en español, en portugués o en los dos."), code="vacio"),
                )
        return datos


class SelectorBuscable(AutocompleteSelect):
    """Django's autocomplete, with a name for who cannot see it, and unbroken by a tampered value."""

    class Media:
        js = [forms.Script("js/nombrar_selectores.js", type="module")]

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [v for v in value if not v or str(v).isdecimal()], attr)


class Fecha(forms.DateInput):
    """A date as the browser asks for it: Django's own shortcuts know the hour of the server, and tell how far it is."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class ConSelectores:
    """Mixin for admins and inlines: ``autocomplete_fields`` that survive anything sent; they delete nothing."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        campo = super().formfield_for_dbfield(db_field, request, **kwargs)
        if isinstance(getattr(campo, "widget", None), RelatedFieldWidgetWrapper):
            campo.widget.can_delete_related = False
        return campo

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SelectorBuscable(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class BusquedaSegura:
    """Mixin for admins: lists that answer whatever is searched, filtered or chosen.

    ``busqueda``: the ``QuerySet`` method that searches without caring for accents; ``search_fields`` otherwise.
    """

    busqueda = None

    def get_search_results(self, request, queryset, search_term):
        """Search by words; what no database could look for (NUL, ten thousand characters) is cut off first."""
        palabras = search_term.replace("\0", "")[:LARGO_BUSQUEDA].split()[:PALABRAS_BUSQUEDA]
        if self.busqueda:
            return getattr(queryset, self.busqueda)(" ".join(palabras)), False
        return super().get_search_results(request, queryset, " ".join(palabras))

    def lookup_allowed(self, lookup, value, request):
        """Let no filter but our own ask for what refers to a row: it would tell it to who may not see that.

        Django takes ``notas__isnull`` for a field of the model itself.
        """
        de_vuelta = {campo.name for campo in self.opts.get_fields() if campo.auto_created and not campo.concrete}
        nuestros = {getattr(filtro, "parameter_name", None) for filtro in self.get_list_filter(request)}
        de_mas = lookup not in nuestros and lookup.partition(LOOKUP_SEP)[0] in de_vuelta
        return not de_mas and super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request):
        """Take a date that no calendar reaches for what it is: a wrong filter."""
        try:
            return super().get_changelist_instance(request)
        except OverflowError as error:
            raise IncorrectLookupParameters(error) from error

    def response_action(self, request, queryset):
        """Of the rows chosen keep those whose key could be one: Django asks the database for whatever was sent."""
        if isinstance(self.opts.pk, models.IntegerField):
            enviado, campo = request.POST.copy(), admin.helpers.ACTION_CHECKBOX_NAME
            enviado.setlist(campo, [v for v in enviado.getlist(campo) if es_clave(v)])
            request.POST = enviado
        return super().response_action(request, queryset)


def es_clave(valor):
    """True if a text could be the number of a row: what is sent by hand may be anything."""
    return valor.isascii() and valor.isdecimal() and len(valor) <= CIFRAS_DE_UNA_CLAVE


class AdminBase(ConSelectores, BusquedaSegura, admin.ModelAdmin):
    """What every admin of the portal shares.

    ``acciones_de_objeto``: names of the actions that the change page offers as buttons.
    """

    form = FormularioBilingue
    formfield_overrides = {
        models.URLField: {"form_class": DireccionWeb},
        models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple},
    }
    list_per_page = 50
    show_full_result_count = False
    acciones_de_objeto = ()

    def get_prepopulated_fields(self, request, obj=None):
        """Offer an address for a new row only: a published one stays."""
        return {} if obj else super().get_prepopulated_fields(request, obj)

    def save_model(self, request, obj, form, change):
        """Write, of a row that was there, what the page asks: it was read without a lock.

        What the page only shows, its state above all, may be another by now; the services that change it lock the row.
        """
        obj.save(update_fields=columnas_de(form) if change else None)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["enlaces_de_objeto"] = [{"url": url, "texto": texto} for url, texto in self.enlaces(request, obj)]
            context["acciones_de_objeto"] = self._acciones_para(request, obj)
            context["lista_url"] = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_deleted_objects(self, objs, request):
        """Let what is written on this page go with it: its own list, where it is only looked at, deletes nothing."""
        seran, cuantos, sin_permiso, protegidos = super().get_deleted_objects(objs, request)
        con_ella = {parte.model._meta for parte in self.inlines}
        permitidas = {
            opciones.verbose_name
            for opciones in con_ella
            if request.user.has_perm(f"{opciones.app_label}.{get_permission_codename('delete', opciones)}")
        }
        return seran, cuantos, sin_permiso - permitidas, protegidos

    def enlaces(self, request, obj):
        """Return ``[(address, text)]`` of what the page of a row leads to, beside its actions."""
        return []

    def accion_corresponde(self, nombre, obj):
        """Tell whether the button of an action makes sense for this row; the service decides anyway."""
        return True

    def texto_de_accion(self, nombre, texto):
        """Return what the button of an action says on the page of a row; ``texto``: what the list says."""
        return texto

    def titulo_de_accion(self, nombre, filas, texto):
        """Return the title of the page on which an action asks before it acts on these rows."""
        return texto

    def avisos_de_accion(self, nombre, filas, request):
        """Return ``{pk: [sentences]}`` of what to know of some of these rows before an action is confirmed."""
        return {}

    def elegidas(self, n):
        """Return how many rows were chosen, in words."""
        return ngettext("%(n)d elegida", "%(n)d elegidas", n) % {"n": n}

    # --- What is said once something was saved: Django's sentences agree in gender with no name of ours. ---

    def response_add(self, request, obj, post_url_continue=None):
        request.dicho = self._con_enlace(gettext_lazy("Se agregó «%(fila)s»."), request, obj)
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        request.dicho = self._con_enlace(gettext_lazy("Se guardó «%(fila)s»."), request, obj)
        return super().response_change(request, obj)

    def response_delete(self, request, obj_display, obj_id):
        request.dicho = _("Se eliminó «%(fila)s».") % {"fila": obj_display}
        return super().response_delete(request, obj_display, obj_id)

    def message_user(self, request, message, *args, **kwargs):
        super().message_user(request, getattr(request, "dicho", message), *args, **kwargs)

    def _con_enlace(self, frase, request, obj):
        if not self.has_change_permission(request, obj):
            return frase % {"fila": obj}
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[obj.pk])
        return format_html(frase % {"fila": "{}"}, format_html('<a href="{}">{}</a>', url, obj))

    def _acciones_para(self, request, obj):
        disponibles = self.get_actions(request)
        return [
            {"nombre": nombre, "texto": self.texto_de_accion(nombre, disponibles[nombre][2])}
            for nombre in self.acciones_de_objeto
            if nombre in disponibles and self.accion_corresponde(nombre, obj)
        ]


class SoloLectura(AdminBase):
    """Rows that are looked at: the site or the system writes them, actions change their state."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_readonly_fields(self, request, obj=None):
        return flatten_fieldsets(self.fieldsets) if self.fieldsets else list(self.fields)

    def save_model(self, request, obj, form, change):
        """Write nothing: there is no field to save, and a stale row would undo what happened meanwhile."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        sin_guardar = {"show_save": False, "show_save_and_continue": False, "show_close": True}
        return super().changeform_view(request, object_id, form_url, {**sin_guardar, **(extra_context or {})})


def lista_de_enlaces(objetos, texto=str):
    """Return rows of another model as a list of links to their pages, to stand in a read-only field."""
    filas = [
        (reverse(f"admin:{o._meta.app_label}_{o._meta.model_name}_change", args=[o.pk]), texto(o)) for o in objetos
    ]
    if not filas:
        return "-"
    return format_html(
        '<ul class="lista-de-enlaces">{}</ul>', format_html_join("", '<li><a href="{}">{}</a></li>', filas)
    )


# --- Publication --------------------------------------------------------------------------------


class PorPublicarFilter(admin.SimpleListFilter):
    """What awaits staff, as the first screen counts it."""

    title = gettext_lazy("revisión")
    parameter_name = "revision"

    def lookups(self, request, model_admin):
        return [("por_publicar", _("por publicar")), ("sin_consentimiento", _("pendientes sin consentimiento"))]

    def queryset(self, request, queryset):
        if self.value() == "por_publicar":
            return queryset.por_publicar()
        if self.value() == "sin_consentimiento":
            return queryset.pendientes().filter(contacto__consentimiento_listado_el=None, contacto__isnull=False)
        return queryset


def _nota_de_publicacion(objeto):
    contacto = getattr(objeto, "contacto", None)
    if contacto and not contacto.consentimiento_listado_el:
        return _("su contacto no aceptó la publicación")
    if not publicacion.admite_publicar(objeto):
        return objeto.get_publicacion_display()
    actor = getattr(objeto, "ciudad", None) or getattr(objeto, "institucion", None)
    if actor and not actor.verificada:
        return _("se verá cuando se verifique «%(actor)s»") % {"actor": actor}
    return ""


class AdminDeContacto(AdminBase):
    """What a contact wrote: its state changes through actions only, and staff never deletes it."""

    def get_readonly_fields(self, request, obj=None):
        de_afuera = ["contacto"] if getattr(obj, "contacto_id", None) else []
        return [*super().get_readonly_fields(request, obj), "publicacion", *de_afuera]

    def get_fieldsets(self, request, obj=None):
        """Tell of the contact to who may see contacts."""
        grupos = super().get_fieldsets(request, obj)
        return grupos if self._ve_contactos(request) else sin_campo("contacto", grupos)

    def _ve_contactos(self, request):
        if not hasattr(self.model, "contacto"):
            return True
        contactos = self.model._meta.get_field("contacto").related_model
        return self.admin_site.get_model_admin(contactos).has_view_permission(request)

    def has_delete_permission(self, request, obj=None):
        """What somebody outside wrote is refused, never deleted by staff."""
        de_afuera = getattr(obj, "contacto_id", None) is not None
        return not de_afuera and super().has_delete_permission(request, obj)

    def get_actions(self, request):
        acciones = super().get_actions(request)
        if hasattr(self.model, "contacto"):
            acciones.pop("delete_selected", None)
        return acciones


class AdminPublicable(AdminDeContacto):
    """Content with a publication state, which only the two actions change."""

    actions = ["publicar", "no_publicar"]
    acciones_de_objeto = ("publicar", "no_publicar")

    def accion_corresponde(self, nombre, obj):
        return publicacion.admite_publicar(obj) if nombre == "publicar" else publicacion.admite_no_publicar(obj)

    @accion_confirmada(
        texto=gettext_lazy("Publicar"),
        explicacion=gettext_lazy(
            "Lo elegido pasa a verse en el portal. No se publica lo que su autor retiró o todavía escribe, ni lo de "
            "quienes no aceptaron la publicación. No se envía ningún correo."
        ),
        boton=gettext_lazy("Publicar"),
        nota=_nota_de_publicacion,
        leyendo=True,
    )
    def publicar(self, request, filas, sello):
        return _informe_de_publicacion(publicacion.publicar(filas, sello=sello), publica=True)

    @accion_confirmada(
        texto=gettext_lazy("No publicar"),
        explicacion=gettext_lazy(
            "Lo elegido deja de verse en el portal, o no llega a verse. El texto se conserva y puede publicarse "
            "después. No se envía ningún correo."
        ),
        boton=gettext_lazy("No publicar"),
    )
    def no_publicar(self, request, filas):
        return _informe_de_publicacion(publicacion.no_publicar(filas), publica=False)


def _informe_de_publicacion(resultado, *, publica):
    informe = Informe()
    n = len(resultado.cambiados)
    if publica:
        frase = ngettext("Se publicó %(n)d.", "Se publicaron %(n)d.", n) % {"n": n}
    else:
        frase = ngettext("%(n)d queda sin publicar.", "%(n)d quedan sin publicar.", n) % {"n": n}
    informe.hecho(resultado.cambiados, frase)
    n = resultado.sin_consentimiento
    informe.aviso(
        n,
        ngettext(
            "%(n)d sigue sin publicar: su contacto no aceptó la publicación.",
            "%(n)d siguen sin publicar: sus contactos no aceptaron la publicación.",
            n,
        )
        % {"n": n},
    )
    n = resultado.en_otro_estado
    informe.aviso(
        n,
        ngettext("%(n)d no cambió: su estado no lo permite.", "%(n)d no cambiaron: su estado no lo permite.", n)
        % {"n": n},
    )
    return informe

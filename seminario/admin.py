"""Who is staff and what each may do: Django's own screens, with lists that everybody can read."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm, SetUnusablePasswordMixin, UserChangeForm
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef
from django.utils.html import format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from comun.acciones import Informe, accion_confirmada
from comun.administracion import AdminBase, BusquedaSegura
from seminario import admin_comunicados, registro_admin, roles, segundo_factor  # noqa: F401 - admins of their own
from seminario.panel import admin as _de_la_red  # noqa: F401 - cities and institutions, with who registered

for ajeno in (User, Group, TOTPDevice, StaticDevice):  # the devices' own screens show the keys
    admin.site.unregister(ajeno)

APARTE, SOLO_DE_SUPERUSUARIO = {"user_permissions"}, {"is_superuser"}
# The roles of ``seminario.roles`` as the database names them, so that both languages say them.
LOS_ROLES = [
    gettext_noop("coordinación"), gettext_noop("contenidos"), gettext_noop("acreditación"), gettext_noop("lectura")
]  # fmt: skip
# What staff's log tells of an account beyond the names of its fields. It is kept in these words, as Django keeps those
# names, and translated for whoever reads it.
DADOS = {
    "coordinación": gettext_noop("rol dado: coordinación"),
    "contenidos": gettext_noop("rol dado: contenidos"),
    "acreditación": gettext_noop("rol dado: acreditación"),
    "lectura": gettext_noop("rol dado: lectura"),
}
QUITADOS = {
    "coordinación": gettext_noop("rol quitado: coordinación"),
    "contenidos": gettext_noop("rol quitado: contenidos"),
    "acreditación": gettext_noop("rol quitado: acreditación"),
    "lectura": gettext_noop("rol quitado: lectura"),
}
SI_O_NO = {
    "is_active": {True: gettext_noop("cuenta activa: sí"), False: gettext_noop("cuenta activa: no")},
    "is_staff": {True: gettext_noop("puede entrar: sí"), False: gettext_noop("puede entrar: no")},
    "is_superuser": {True: gettext_noop("puede todo: sí"), False: gettext_noop("puede todo: no")},
}
VERBOS = {
    "view": _("ver"),
    "add": _("agregar"),
    "change": _("modificar"),
    "delete": _("eliminar"),
    "lanzar": _("enviar"),
}


def nombre_de_rol(grupo):
    return gettext(grupo.name)


def _lo_que_cambio(form, campo, nombre):
    """Return what the log tells of a changed field of an account: the roles given and taken, yes or no, or its name."""
    if campo == "groups":
        antes, ahora = ({grupo.name for grupo in de[campo]} for de in (form.initial, form.cleaned_data))
        quitados = [QUITADOS.get(rol, f"rol quitado: {rol}") for rol in sorted(antes - ahora)]
        return quitados + [DADOS.get(rol, f"rol dado: {rol}") for rol in sorted(ahora - antes)]
    if campo in SI_O_NO:
        return [SI_O_NO[campo][form.cleaned_data[campo]]]
    return [nombre[:1].lower() + nombre[1:]]  # Django keeps it with a capital, as its catalogue does not know it


class FiltroDeRol(admin.RelatedFieldListFilter):
    """Django's own filter, with the roles in the language of the page."""

    def field_choices(self, field, request, model_admin):
        return [(grupo.pk, nombre_de_rol(grupo)) for grupo in Group.objects.order_by("name")]


class FormularioDeClave(AdminPasswordChangeForm):
    """Django's, with a help that may stand in the paragraph where its own page puts it."""

    usable_password_help_text = SetUnusablePasswordMixin.usable_password_help_text


@admin.register(User)
class UsuarioAdmin(AdminBase, UserAdmin):
    """Roles as check boxes; what a role allows is said in the role. Who leaves is made inactive: the log stays."""

    form = UserChangeForm
    change_password_form = FormularioDeClave
    filter_horizontal = []
    formfield_overrides = {}  # each permission a box would be three hundred
    list_display = ["username", "first_name", "last_name", "roles", "is_active", "is_staff", "con_segundo_paso"]
    list_filter = ["is_active", "is_staff", ("groups", FiltroDeRol)]
    search_fields = ["username", "first_name__unaccent", "last_name__unaccent", "email"]
    readonly_fields = ["last_login", "date_joined"]
    actions = ["reiniciar_segundo_paso"]
    acciones_de_objeto = ("reiniciar_segundo_paso",)

    def get_queryset(self, request):
        telefonos = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).prefetch_related("groups").annotate(prepara=Exists(telefonos))

    @admin.display(description=_("roles"))
    def roles(self, obj):
        return ", ".join(nombre_de_rol(grupo) for grupo in obj.groups.all()) or "-"

    @admin.display(description=_("segundo paso"), boolean=True)
    def con_segundo_paso(self, obj):
        return obj.prepara

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        campo = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups":
            campo.label_from_instance = nombre_de_rol
        return campo

    def get_fieldsets(self, request, obj=None):
        """Nobody gives more than they have: what a superuser may do is given by another one. Permissions are roles'."""
        conjuntos = super().get_fieldsets(request, obj)
        fuera = APARTE if request.user.is_superuser else APARTE | SOLO_DE_SUPERUSUARIO
        return [
            (titulo, {**opciones, "fields": [c for c in opciones["fields"] if c not in fuera]})
            for titulo, opciones in conjuntos
        ]

    def has_change_permission(self, request, obj=None):
        alcanza = obj is None or not obj.is_superuser or request.user.is_superuser
        return alcanza and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Let a new account in from the start: here are none but the team's, and without a role it may do nothing."""
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)

    def construct_change_message(self, request, form, formsets, add=False):
        """Write down which roles were given and taken, and what was switched on or off: Django names the field."""
        mensaje = super().construct_change_message(request, form, formsets, add)
        for dicho in (parte["changed"] for parte in mensaje if "changed" in parte):
            pares = zip(form.changed_data, dicho["fields"], strict=True)
            dicho["fields"] = [frase for campo, nombre in pares for frase in _lo_que_cambio(form, campo, nombre)]
        return mensaje

    def accion_corresponde(self, nombre, obj):
        return obj.prepara

    @accion_confirmada(
        texto=_("Reiniciar el segundo paso"),
        explicacion=_(
            "Para quien perdió el teléfono y los códigos. Sus sesiones se cierran, y al entrar otra vez con la "
            "contraseña prepara otro teléfono. Hasta entonces alcanza con la contraseña: conviene comprobar antes que "
            "es esa persona quien lo pide, y hacerlo cuando está por entrar."
        ),
        boton=_("Reiniciar"),
    )
    def reiniciar_segundo_paso(self, request, filas):
        permitidas = [usuario for usuario in filas if self.has_change_permission(request, usuario)]
        hechas = [usuario for usuario in permitidas if segundo_factor.reiniciar(usuario=usuario)]
        informe, n = Informe(), len(hechas)
        informe.hecho(
            hechas,
            ngettext("Se reinició el segundo paso de %(n)d cuenta.", "Se reinició el segundo paso de %(n)d cuentas.", n)
            % {"n": n},
        )
        n = len(filas) - n
        frase = ngettext(
            "%(n)d no cambió: no lo había preparado, o solo puede reiniciarlo otro superusuario.",
            "%(n)d no cambiaron: no lo habían preparado, o solo puede reiniciarlos otro superusuario.",
            n,
        )
        informe.aviso(n, frase % {"n": n})
        return informe


def en_palabras(permiso):
    """Return the list that a permission is about, and what it lets do there."""
    modelo = permiso.content_type.model_class()
    nombre = modelo._meta.verbose_name_plural if modelo else permiso.content_type.model
    return str(capfirst(nombre)), str(VERBOS.get(permiso.codename.split("_")[0], permiso.name))


class CampoDePermisos(forms.ModelMultipleChoiceField):
    """Permissions to choose among, as a role tells them and not as Django calls them."""

    def label_from_instance(self, permiso):
        return ": ".join(en_palabras(permiso))


@admin.register(Group)
class GrupoAdmin(BusquedaSegura, GroupAdmin):
    """A role, read in words, list by list: what those of ``seminario.roles`` allow is written there."""

    list_display = ["rol"]
    filter_horizontal = []

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "permissions":
            kwargs["form_class"] = CampoDePermisos
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fields(self, request, obj=None):
        return ["rol", "que_permite"] if self._se_lee(request, obj) else super().get_fields(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return ["rol", "que_permite"] if self._se_lee(request, obj) else []

    def _se_lee(self, request, obj):
        return obj is not None and (obj.name in roles.ROLES or not self.has_change_permission(request, obj))

    @admin.display(description=_("rol"), ordering="name")
    def rol(self, obj):
        return nombre_de_rol(obj)

    @admin.display(description=_("qué permite"))
    def que_permite(self, obj):
        listas = {}
        for permiso in obj.permissions.select_related("content_type"):
            if permiso.content_type.model_class():
                nombre, verbo = en_palabras(permiso)
                listas.setdefault(nombre, []).append(verbo)
        filas = [(nombre, ", ".join(verbos)) for nombre, verbos in sorted(listas.items())]
        return format_html_join("", "<p>{}: {}</p>", filas) or "-"

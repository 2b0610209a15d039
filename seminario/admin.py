"""Who is staff and what each may do: Django's own screens, with lists that everybody can read."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from comun.administracion import BusquedaSegura

admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class UsuarioAdmin(BusquedaSegura, UserAdmin):
    """Roles as check boxes; what a role allows is said in the role."""

    filter_horizontal = []

    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)


@admin.register(Group)
class GrupoAdmin(BusquedaSegura, GroupAdmin):
    filter_horizontal = []

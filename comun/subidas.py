"""Files in the admin: their fields, and how a file of ours is told, whose name says nothing."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget

from comun.administracion import AdminBase
from comun.medios import en_palabras


class ArchivoConPalabras(AdminFileWidget):
    """A file of ours is told by what it is: its name says nothing."""

    def get_context(self, name, value, attrs):
        contexto = super().get_context(name, value, attrs)
        if contexto["widget"]["is_initial"]:
            contexto["widget"]["palabras"] = en_palabras(value)
        return contexto


def campo_de_archivo(rotulo, validador, extensiones, ayuda, clase=forms.FileField, *, obligatorio=False):
    """Return a field for a file that ``validador`` looks at; ``extensiones`` is what the browser offers."""
    acepta = ",".join(f".{extension}" for extension in extensiones)
    return clase(
        label=rotulo,
        required=obligatorio,
        validators=[validador],
        widget=ArchivoConPalabras(attrs={"accept": acepta}),
        help_text=ayuda,
    )


class EnLaMismaPagina(admin.StackedInline):
    """Rows of another model, on the page of the one that they belong to."""

    extra = 0
    formfield_overrides = AdminBase.formfield_overrides

"""Forms of staff's entry: the password, the code of the second step."""

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from seminario import segundo_factor

_NO_COINCIDEN = _(
    "Ese usuario y esa contraseña no van juntos, o la cuenta no es del equipo. Revise las mayúsculas; si no recuerda "
    "la contraseña, pida otra a la coordinación."
)


class FormularioContrasena(AdminAuthenticationForm):
    """The first step: name and password, of staff only; the same words for any reason."""

    error_messages = {"invalid_login": _NO_COINCIDEN, "inactive": _NO_COINCIDEN}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = _("Escriba su usuario.")
        self.fields["password"].error_messages["required"] = _("Escriba su contraseña.")


class FormularioCodigo(forms.Form):
    """The second step. ``con_recuperacion``: a code kept on paper will do too."""

    codigo = forms.CharField(
        label=_("Código"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
        error_messages={
            "required": _("Escriba el código que muestra el teléfono."),
            "max_length": _("Escriba solo el código: seis cifras, o diez letras y cifras si es de recuperación."),
        },
    )

    def __init__(self, *args, con_recuperacion=True, **kwargs):
        super().__init__(*args, **kwargs)
        self.con_recuperacion = con_recuperacion
        if not con_recuperacion:
            self.fields["codigo"].widget.attrs["inputmode"] = "numeric"

    def clean_codigo(self):
        codigo = segundo_factor.limpio(self.cleaned_data["codigo"])
        if segundo_factor.tiene_forma(codigo) and (self.con_recuperacion or codigo.isdecimal()):
            return codigo
        if self.con_recuperacion:
            mensaje = _(
                "Escriba las seis cifras que muestra el teléfono, o las diez letras y cifras de un código de "
                "recuperación."
            )
        else:
            mensaje = _("Escriba las seis cifras que muestra la aplicación, sin nada más.")
        raise ValidationError(mensaje, code="forma")


class FormularioMiAcceso(forms.Form):
    """The password again, before the second step of an account changes."""

    contrasena = forms.CharField(
        label=_("Su contraseña"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Escriba su contraseña: sin ella nada cambia.")},
    )

    def __init__(self, *args, usuario, **kwargs):
        super().__init__(*args, **kwargs)
        self.usuario = usuario

    def clean_contrasena(self):
        if not self.usuario.check_password(self.cleaned_data["contrasena"]):
            raise ValidationError(_("Esa no es su contraseña. Escríbala otra vez: nada cambió."), code="contrasena")
        return self.cleaned_data["contrasena"]

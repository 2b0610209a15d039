"""What several steps share."""

from django import forms
from django.utils.translation import gettext as _

from comun.formularios import FormularioPortal


def sin_direcciones(valor):
    """Refuse web addresses in what goes into mails as a name: nobody is to advertise through our letters."""
    if "://" in valor or "www." in valor.lower():
        raise forms.ValidationError(
            _("Hay una dirección web donde va un nombre o un cargo: quítela."), code="direccion"
        )


class AccionForm(FormularioPortal):
    """A button and nothing to type; it carries what a rule says."""

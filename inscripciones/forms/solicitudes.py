"""Which request is taken back."""

from django import forms
from django.utils.translation import gettext_lazy

from comun.formularios import FormularioPortal


class QuitarSolicitudForm(FormularioPortal):
    """A button; its value is the request's."""

    solicitud = forms.IntegerField(label=gettext_lazy("Solicitud"), min_value=1, max_value=2**63 - 1)

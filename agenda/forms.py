"""What a reader may ask of the agenda."""

from django.utils.translation import gettext_lazy as _

from comun.formularios import CampoLista, FormularioPortal
from comun.tiempo import ZONAS


class FormularioZona(FormularioPortal):
    """Another time zone to show the hours in; one that is not in the list is ignored, and the page says so."""

    sin_opcional = True

    zona = CampoLista(
        label=_("Ver también en"),
        required=False,
        error_messages={"invalid_choice": _("No conocemos esa zona horaria: elija una de la lista.")},
    )

    def __init__(self, *args, propia, **kwargs):
        super().__init__(*args, **kwargs)
        otras = [(nombre, rotulo) for nombre, rotulo in ZONAS.items() if nombre != propia]
        self.fields["zona"].choices = [("", _("solo la hora del evento")), (propia, ZONAS.get(propia, propia)), *otras]
        self.propia = propia

    def otra_zona(self):
        """Return the name of the zone asked for, or "" where it is the event's own, unknown or none."""
        elegida = self.cleaned_data.get("zona", "") if self.is_valid() else ""
        return "" if elegida == self.propia else elegida

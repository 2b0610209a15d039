"""What a reader may ask of the agenda."""

from django.utils.translation import gettext_lazy as _

from comun.formularios import CampoLista, FormularioPortal
from comun.tiempo import OFRECIDAS, ZONAS, ciudad_de_zona, zona_valida


class FormularioZona(FormularioPortal):
    """Another time zone to show the hours in: one of the list, or any other that a link brings.

    One that is unknown is ignored, and the page says so.
    """

    sin_opcional = True

    zona = CampoLista(
        label=_("Ver también en"),
        required=False,
        error_messages={"invalid_choice": _("No conocemos esa zona horaria: elija una de la lista.")},
    )

    def __init__(self, data=None, *args, propia, **kwargs):
        pedida = data.get("zona", "") if data else ""
        valida = zona_valida(pedida)
        super().__init__({"zona": valida or pedida} if data else None, *args, **kwargs)
        rotulos = OFRECIDAS | {
            nombre: ZONAS.get(nombre) or ciudad_de_zona(nombre)
            for nombre in (valida, propia)
            if nombre and nombre not in OFRECIDAS
        }
        otras = [(nombre, rotulo) for nombre, rotulo in rotulos.items() if nombre != propia]
        self.fields["zona"].choices = [("", _("solo la hora del evento")), (propia, rotulos[propia]), *otras]
        self.propia = propia

    def otra_zona(self):
        """Return the name of the zone asked for, or "" where it is the event's own, unknown or none."""
        elegida = self.cleaned_data.get("zona", "") if self.is_valid() else ""
        return "" if elegida == self.propia else elegida

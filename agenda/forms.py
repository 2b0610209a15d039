"""What a reader may ask of the agenda, and of those who speak in it."""

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comun.formularios import CampoLargo, CampoLista, CampoTexto, FormularioPortal
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

    def selector(self):
        """Return the list of zones as HTML; to write it out costs more than the programme's queries."""
        if self.errors:
            return str(self["zona"])
        return _selector(get_language(), self.propia, self.data.get("zona"))

    def otra_zona(self):
        """Return the name of the zone asked for, or "" where it is the event's own, unknown or none."""
        elegida = self.cleaned_data.get("zona", "") if self.is_valid() else ""
        return "" if elegida == self.propia else elegida


@lru_cache(maxsize=256)
def _selector(_idioma, propia, elegida):
    datos = None if elegida is None else {"zona": elegida}
    return str(FormularioZona(datos, propia=propia)["zona"])


class FormularioPregunta(FormularioPortal):
    """A question to one of those who may be asked, which are the keys of ``destinos``."""

    para = CampoLista(
        label=_("¿Para quién es su pregunta?"), falta=_("Elija para quién es su pregunta: un bloque o una institución.")
    )
    pregunta = CampoLargo(label=_("Su pregunta"), falta=_("Escriba su pregunta."), limite=600, filas=6)
    nombre = CampoTexto(
        label=_("Su nombre"),
        max_length=120,
        required=False,
        autocompletar="name",
        help_text=_("Se publica junto con su pregunta; puede dejarlo en blanco."),
    )
    # A trap for machines, out of people's sight; who falls into it is told the same and nothing is kept.
    sitio_web = CampoTexto(label=_("Sitio web"), required=False)

    def __init__(self, *args, mesas, **kwargs):
        super().__init__(*args, **kwargs)
        bloques = {f"bloque-{b.orden}": {"bloque": b} for b in mesas.bloques}
        instituciones = {
            f"institucion-{i.slug}": {"bloque": b, "institucion": i} for i, b in mesas.instituciones.items()
        }
        self.destinos = bloques | instituciones
        grupos = [
            (_("Bloques del seminario"), [(valor, str(d["bloque"])) for valor, d in bloques.items()]),
            (_("Instituciones"), [(valor, str(d["institucion"])) for valor, d in instituciones.items()]),
        ]
        self.fields["para"].choices = [
            ("", _("Elija un bloque o una institución")),
            *((rotulo, opciones) for rotulo, opciones in grupos if opciones),
        ]

    def destino(self):
        """Return the block, and the institution if it is for one, as the service wants them."""
        return self.destinos[self.cleaned_data["para"]]

"""City or institution, which one: what comes before the draft exists; the search is that of ``actores.forms``."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.forms import ElegirForm, sin_direcciones
from actores.models import PAISES_DE_SEDE, Ciudad, Institucion, Pais
from actores.services import crear_actor
from comun.formularios import CampoLista, CampoOpciones, CampoTexto, FormularioPortal
from inscripciones.models import Inscripcion


class TipoForm(FormularioPortal):
    tipo = CampoOpciones(
        label=gettext_lazy("¿A quién va a inscribir?"),
        choices=[
            ("ciudad", gettext_lazy("A un gobierno local")),
            ("institucion", gettext_lazy("A una institución")),
        ],
        pistas={
            "ciudad": gettext_lazy("Un municipio, una prefectura, una intendencia o una alcaldía."),
            "institucion": gettext_lazy(
                "Un organismo, una agencia, una red, un banco, una universidad o una fundación."
            ),
        },
        etiqueta_oculta=True,
        falta=gettext_lazy("Falta elegir a quién va a inscribir: a un gobierno local o a una institución."),
    )


class QuienForm(FormularioPortal):
    """Who registers, as links and the contact step carry it; ``clean`` leaves the row or the name to write in."""

    tipo = CampoOpciones(label=gettext_lazy("Tipo"), choices=Inscripcion.Tipo.choices)
    pais = CampoLista(label=gettext_lazy("País"), choices=[("", ""), *PAISES_DE_SEDE], required=False)
    ciudad = CampoTexto(label=gettext_lazy("Ciudad"), required=False, max_length=160)
    ciudad_otra = CampoTexto(
        label=gettext_lazy("Ciudad que no está en la lista"),
        required=False,
        max_length=120,
        validators=[sin_direcciones],
    )
    institucion = CampoTexto(label=gettext_lazy("Institución"), required=False, max_length=160)
    institucion_otra = CampoTexto(
        label=gettext_lazy("Institución que no está en la lista"),
        required=False,
        max_length=120,
        validators=[sin_direcciones],
    )

    def clean(self):
        datos = super().clean()
        tipo = datos.get("tipo")
        if not tipo:
            return datos
        modelo = Ciudad if tipo == "ciudad" else Institucion
        datos["actor"] = None
        if datos.get(tipo) and datos[tipo] != ElegirForm.OTRA:
            hallado = modelo.objects.select_related("fusionada_en").filter(slug=datos[tipo]).first()
            actor = hallado and hallado.vigente
            datos["actor"] = actor if actor and actor.verificada else None
        datos["otra"] = datos.get(f"{tipo}_otra", "")
        if tipo == "ciudad" and not datos["actor"] and datos.get("pais") not in Pais.values:
            datos["otra"] = ""
        if not datos["actor"] and not datos["otra"]:
            raise forms.ValidationError(
                _("Falta elegir quién se inscribe: búsquelo por su nombre o escríbalo."), code="quien"
            )
        return datos

    def sugeridas(self, cumbre):
        """Return the slugs of ``actividades`` that this Cumbre still offers; others are ignored."""
        pedidas = [slug for slug in self.data.getlist("actividades")[:20] if "\x00" not in slug]
        return list(cumbre.actividades.elegibles().filter(slug__in=pedidas).values_list("slug", flat=True))

    def obtener_actor(self):
        """Return the row of valid data, writing it in if it is new."""
        datos = self.cleaned_data
        return datos["actor"] or crear_actor(tipo=datos["tipo"], nombre=datos["otra"], pais=datos["pais"])

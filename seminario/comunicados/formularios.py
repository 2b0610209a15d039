"""The forms of staff: what a message says and to whom, and the last question before it goes."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comun.formularios import limpiar_texto, poner_mensajes
from seminario.comunicados.marcas import revisar_asunto, revisar_texto
from seminario.comunicados.segmentos import FormularioSegmento
from seminario.models import Comunicado

_REVISAR = {
    "asunto_es": revisar_asunto,
    "asunto_pt_br": revisar_asunto,
    "texto_es": revisar_texto,
    "texto_pt_br": revisar_texto,
}


class FormularioComunicado(FormularioSegmento, forms.ModelForm):
    """A message in both languages, and its segment."""

    class Meta:
        model = Comunicado
        fields = list(_REVISAR)
        widgets = {nombre: forms.Textarea(attrs={"rows": 12}) for nombre in ("texto_es", "texto_pt_br")}

    def __init__(self, *args, instance=None, initial=None, **kwargs):
        guardado = instance.segmento if instance and isinstance(instance.segmento, dict) else {}
        super().__init__(*args, instance=instance, initial={**guardado, **(initial or {})}, **kwargs)
        for nombre in _REVISAR.keys() & self.fields.keys():
            poner_mensajes(self.fields[nombre], self.fields[nombre].label)

    def clean(self):
        datos = super().clean()
        for nombre in _REVISAR.keys() & datos.keys():
            datos[nombre] = self._limpio(nombre, datos[nombre])
        if not self.errors:
            self.instance.segmento = self.guardado()
        return datos

    def _limpio(self, nombre, texto):
        """Return a text clean; what is wrong with it is told at its field."""
        limpio = limpiar_texto(texto, lineas=nombre.startswith("texto"))
        try:
            if not limpio:
                raise forms.ValidationError(self.fields[nombre].error_messages["required"], code="required")
            _REVISAR[nombre](limpio)
        except forms.ValidationError as error:
            self.add_error(nombre, error)
        return limpio


class FormularioLanzar(forms.Form):
    """The answer that launches a message: what was read, and that it is meant."""

    sello = forms.CharField(widget=forms.HiddenInput, required=False)
    confirmo = forms.BooleanField(
        label=gettext_lazy("Leí cómo se verá y a quiénes va"),
        error_messages={"required": gettext_lazy("Para enviarlo, marque que leyó cómo se verá y a quiénes va.")},
    )
    otra_vez = forms.BooleanField(
        label=gettext_lazy("Ya se envió hace menos de una hora, y quiero enviarlo otra vez"), required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        if not self.data.get("otra_vez"):  # asked only where it has to be
            self.fields["otra_vez"].widget = forms.HiddenInput()

    def pedir_otra_vez(self, razon):
        """Ask whether it is meant, and say why."""
        self.fields["otra_vez"].widget = forms.CheckboxInput()
        self.add_error(
            "otra_vez",
            forms.ValidationError(
                _("%(razon)s Si es lo que quiere, marque esta casilla y confirme de nuevo."),
                code="repetido",
                params={"razon": razon},
            ),
        )

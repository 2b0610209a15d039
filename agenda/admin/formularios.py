"""Forms of the programme: the rules that span rows are asked before saving, and told at their field."""

import re

from django import forms
from django.db import IntegrityError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from agenda import grabacion, programa, reglas
from agenda.errores import ErrorAgenda
from agenda.models import Interpretacion
from comun import restricciones
from comun.administracion import FormularioBilingue

INTENTOS = 3
# Read-only on the screen, and constraints look at them: Django skips a constraint over a field that a form lacks.
_SE_MIRAN = {"estado", "actividad"}


class FormularioDelPrograma(FormularioBilingue):
    """A form of an activity, a block or a talk.

    ``perdida``: the :class:`ErrorAgenda` of a race that was lost while saving what this form says: see ``ConReglas``.
    """

    perdida = None

    def _get_validation_exclusions(self):
        return super()._get_validation_exclusions() - (_SE_MIRAN - self.fields.keys())

    def _update_errors(self, errors):
        """Tell what a constraint says at its field."""
        restricciones.agregar_validacion(self, errors)

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        try:
            if self.perdida:
                raise self.perdida
            reglas.revisar(self.instance)
        except ErrorAgenda as error:
            campo = error.campo if error.campo in self.fields else None
            self.add_error(campo, forms.ValidationError(error.mensaje, code="programa"))


class ConReglas:
    """Mixin for admins of the programme: what is refused under the lock goes back to the form, with what was typed."""

    form = FormularioDelPrograma

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        form.perdida = getattr(request, "perdida", None)
        return form

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Try again after a lost race: nothing was written, and the form now sees what the other one wrote.

        A row that only wanted to be the last is; what still cannot be is told on the form.
        """
        for _intento in range(INTENTOS):
            try:
                return super().changeform_view(request, object_id, form_url, extra_context)
            except (ErrorAgenda, IntegrityError) as error:
                perdida = error
        if isinstance(perdida, IntegrityError):
            raise perdida
        request.perdida = perdida
        return super().changeform_view(request, object_id, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        programa.guardar(obj)


class ConOrden(FormularioDelPrograma):
    """A row with a place among its siblings: left blank, it is the last one. ``dentro_de``: the field they share."""

    dentro_de = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "orden" in self.fields:
            self.fields["orden"].required = False
            self.fields["orden"].help_text = _("En blanco: al final.")

    def clean(self):
        datos = super().clean()
        conjunto = datos.get(self.dentro_de) or getattr(self.instance, f"{self.dentro_de}_id", None)
        if "orden" not in self.errors and datos.get("orden") is None and conjunto:
            hermanas = self._meta.model.objects.filter(**{self.dentro_de: conjunto}).exclude(pk=self.instance.pk)
            datos["orden"] = (hermanas.aggregate(ultima=Max("orden"))["ultima"] or 0) + 1
        return datos


class FormularioBloque(ConOrden):
    dentro_de = "actividad"

    def clean(self):
        """Tell an end before its beginning once: of such hours nobody can say what else they clash with."""
        datos = super().clean()
        inicio, fin = datos.get("inicio"), datos.get("fin")
        if inicio and fin and fin <= inicio:
            mensaje = _("El fin va después del inicio: revise las dos horas.")
            self.add_error("fin", forms.ValidationError(mensaje, code="orden"))
        return datos


class Momento(forms.CharField):
    """A second of a recording, typed as people read it off a player: ``12:30`` or ``1:05:00``."""

    default_error_messages = {
        "momento": _("Escriba el momento como lo muestra el reproductor, por ejemplo 12:30 o 1:05:00."),
    }
    _FORMA = re.compile(r"(?:([0-9]{1,2}):)?([0-9]{1,3}):([0-9]{2})")

    def prepare_value(self, value):
        return grabacion.minuto(value) if isinstance(value, int) else value

    def to_python(self, value):
        texto = super().to_python(value)
        if not texto:
            return None
        leido = self._FORMA.fullmatch(texto)
        horas, minutos, segundos = (int(parte or 0) for parte in leido.groups()) if leido else (0, 0, 60)
        if segundos > 59 or (horas and minutos > 59):
            raise forms.ValidationError(self.error_messages["momento"], code="momento")
        return (horas * 60 + minutos) * 60 + segundos

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class FormularioIntervencion(ConOrden):
    dentro_de = "bloque"

    interpretacion = forms.MultipleChoiceField(
        label=_("Se interpreta a"),
        choices=Interpretacion.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    grabacion_desde = Momento(
        label=_("Momento de la grabación"),
        required=False,
        help_text=_("Dónde empieza en la grabación de su bloque: minutos y segundos (12:30) u horas (1:05:00)."),
    )

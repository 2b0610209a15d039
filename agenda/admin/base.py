"""What the staff's screens of the programme share: hours in the zone of their Cumbre, and how a row is named."""

import datetime
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.utils import formats, timezone
from django.utils.translation import gettext

from comun.administracion import AdminBase, Fecha, es_clave
from comun.tiempo import desfase, en_zona, nombre_de_zona


class Hora(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%H:%M:%S")


class FechaYHora(AdminSplitDateTime):
    def __init__(self, attrs=None):
        forms.MultiWidget.__init__(self, [Fecha, Hora], attrs)


class EnHoraDeLaCumbre:
    """Mixin: the hours of a form are read and shown in the zone of its Cumbre, and say so.

    ``horas``: the fields with an hour.
    """

    horas = ("inicio", "fin")
    formfield_overrides = {
        **AdminBase.formfield_overrides,
        models.DateField: {"widget": Fecha},
        models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": FechaYHora},
    }

    def cumbre_de(self, request, obj):
        """Return the Cumbre that the form is about, as far as it is known: what was sent, the row's, or ``None``."""
        raise NotImplementedError

    def zona_de(self, request, obj):
        """Return the name of the zone in which the hours of this form are meant."""
        cumbre = self.cumbre_de(request, obj)
        return cumbre.zona_horaria if cumbre else settings.TIME_ZONE

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Render here: a template response is rendered later, when the zone is another one again."""
        obj = self.get_object(request, object_id) if object_id else None
        with timezone.override(ZoneInfo(self.zona_de(request, obj))):
            response = super().changeform_view(request, object_id, form_url, extra_context)
            return response.render() if hasattr(response, "render") else response

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        for nombre in self.horas:
            if nombre in form.base_fields:
                form.base_fields[nombre].help_text = self._de_que_zona(request, obj, nombre)
        return form

    def _de_que_zona(self, request, obj, nombre):
        cumbre = self.cumbre_de(request, obj)
        if cumbre is None:
            return gettext("En la hora de la Cumbre elegida.")
        instante = getattr(obj, nombre, None) or timezone.make_aware(_mediodia(cumbre.inicio), cumbre.zona)
        return gettext("En la hora de la Cumbre: %(zona)s.") % {"zona": nombre_de_zona(instante, cumbre.zona_horaria)}


def _mediodia(dia):
    return datetime.datetime.combine(dia, datetime.time(12))


def hora(instante, cumbre):
    """Return an instant for a list: in the zone of its Cumbre, with the offset."""
    if instante is None:
        return None
    local = en_zona(instante, cumbre.zona_horaria)
    return f"{formats.date_format(local, 'SHORT_DATETIME_FORMAT')} ({desfase(local)})"


def elegida(modelo, request, campo):
    """Return the row of ``modelo`` that the request names in ``campo``, or ``None``."""
    valor = (request.POST or request.GET).get(campo, "")
    return modelo.objects.filter(pk=valor).first() if es_clave(valor) else None


def con_estado(fila):
    return f"{fila} ({fila.get_estado_display()})"

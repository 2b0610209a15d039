"""The waiting list of an activity on one screen: who is in line, since when, and moving somebody with a reason."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agenda.models import Actividad
from comun.acciones import registrar_cambios
from inscripciones import en_espera
from inscripciones.errores import ErrorInscripcion
from inscripciones.models import Asistencia, CambioInscripcion

MOTIVO_MAXIMO = CambioInscripcion._meta.get_field("motivo").max_length


class FormularioPuesto(forms.Form):
    """Who moves, to which place in line, and why."""

    asistencia = forms.ModelChoiceField(
        label=_("Persona"),
        queryset=None,
        empty_label=_("Elija una persona"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Elija una persona de la lista.")),
    )
    puesto = forms.IntegerField(
        label=_("Puesto nuevo"), min_value=1, widget=forms.NumberInput(attrs={"inputmode": "numeric"})
    )
    motivo = forms.CharField(
        label=_("Motivo"),
        max_length=MOTIVO_MAXIMO,
        help_text=_("Queda guardado en la inscripción de esa persona, con quién y cuándo."),
        error_messages={
            "required": _("Escriba el motivo: queda guardado con el cambio."),
            "max_length": _("Escriba el motivo en hasta 300 caracteres."),
        },
    )

    def __init__(self, data=None, *, espera):
        super().__init__(data)
        self.fields["asistencia"].queryset = Asistencia.objects.en_espera().filter(pk__in=[a.pk for a in espera])
        frase = _("Escriba un puesto de 1 a %(n)d.") % {"n": len(espera)}
        self.fields["puesto"].error_messages |= dict.fromkeys(("required", "invalid", "min_value"), frase)
        self.ofrecer(espera)

    def ofrecer(self, espera):
        """Offer the people of the list, each with its place."""
        campo = self.fields["asistencia"]
        campo.choices = [("", campo.empty_label)] + [
            (a.pk, f"{n}. {a.participante.nombre} ({a.participante.inscripcion.actor})")
            for n, a in enumerate(espera, 1)
        ]


class ConListaDeEspera:
    """Mixin for the admin of attendances: the page of an activity's waiting list."""

    def get_urls(self):
        vista = self.admin_site.admin_view(self.espera_view)
        return [
            path("espera/<int:actividad_id>/", vista, name="inscripciones_asistencia_espera"),
            *super().get_urls(),
        ]

    def enlaces(self, request, obj):
        if obj.estado != Asistencia.Estado.EN_ESPERA or not self.has_change_permission(request, obj):
            return super().enlaces(request, obj)
        return [*super().enlaces(request, obj), (_direccion(obj.actividad_id), gettext("Ver la lista de espera"))]

    def espera_view(self, request, actividad_id):
        """Show who waits, in order; move one person to another place, with a reason."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        actividad = get_object_or_404(Actividad.objects.select_related("cumbre"), pk=actividad_id)
        espera = en_espera.lista_de_espera(actividad)
        form = FormularioPuesto(request.POST if request.method == "POST" else None, espera=espera)
        if form.is_bound and form.is_valid():
            if self._mover(request, form):
                return HttpResponseRedirect(_direccion(actividad.pk))
            espera = en_espera.lista_de_espera(actividad)
            form.ofrecer(espera)
        contexto = {
            **self.admin_site.each_context(request),
            "title": gettext("Lista de espera de «%(actividad)s»") % {"actividad": actividad},
            "opts": self.opts,
            "actividad": actividad,
            "espera": espera,
            "sello": en_espera.sello_de_espera(espera),
            "form": form,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/inscripciones/espera.html", contexto)

    def _mover(self, request, form):
        """Move, log and tell it; False after telling the form what stopped it."""
        datos = form.cleaned_data
        try:
            asistencia = en_espera.reordenar(
                asistencia=datos["asistencia"],
                puesto=datos["puesto"],
                motivo=datos["motivo"],
                usuario=request.user,
                sello=request.POST.get("sello", ""),
            )
        except ErrorInscripcion as error:
            form.add_error(error.campo, forms.ValidationError(error.mensaje, code=error.codigo))
            return False
        frase = gettext("%(persona)s está en el puesto %(puesto)d.")
        frase = frase % {"persona": asistencia.participante, "puesto": datos["puesto"]}
        registrar_cambios(request, [asistencia], frase)
        messages.success(request, frase)
        return True


def _direccion(actividad_id):
    return reverse("admin:inscripciones_asistencia_espera", args=[actividad_id])

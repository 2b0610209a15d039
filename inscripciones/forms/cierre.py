"""Consents, and what to do where the room is full."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comun.formularios import CampoCasilla, CampoOpciones, FormularioPortal


class ConsentimientosForm(FormularioPortal):
    consentimiento_datos = CampoCasilla(
        label=gettext_lazy("Acepto que el equipo organizador use estos datos para gestionar la inscripción."),
        help_text=gettext_lazy("Hace falta para inscribirse."),
        falta=gettext_lazy("Para inscribirse hace falta aceptar el uso de los datos: marque la casilla."),
    )
    consentimiento_imagen = CampoCasilla(
        label=gettext_lazy("Acepto que se difundan fotos y videos del encuentro en los que yo aparezca."),
        help_text=gettext_lazy("Cada persona de la delegación decide por sí misma; esto vale solo para usted."),
        required=False,
    )
    consentimiento_listado = CampoCasilla(
        label=gettext_lazy(
            "Acepto que el portal muestre quién participa y lo que aporta, después de que el equipo lo revise."
        ),
        help_text=gettext_lazy(
            "Se muestra la ciudad o institución y sus aportes; nunca nombres ni correos de personas."
        ),
        required=False,
    )


class LlenoForm(FormularioPortal):
    """For each full activity: wait in line, attend online, or leave it."""

    def __init__(self, *args, actividades, **kwargs):
        self.actividades = actividades
        super().__init__(*args, **kwargs)

    def decisiones(self):
        return {a: self.cleaned_data[f"decision_{a.slug}"] for a in self.actividades}


def clase_lleno(actividades):
    """Return a :class:`LlenoForm` class with one question per full activity."""
    campos = {
        f"decision_{a.slug}": CampoOpciones(
            label=a.titulo,
            choices=[
                ("virtual", _("Participar en forma virtual")),
                ("espera", _("Quedar en la lista de espera presencial")),
                ("quitar", _("No participar de esta actividad")),
            ],
            pistas={"espera": _("Si se libera un lugar, se asigna por orden de llegada y avisamos por correo.")},
            falta=_("Falta decidir qué hacer con «%(actividad)s»: elija una opción.") % {"actividad": a.titulo},
        )
        for a in actividades
    }
    return type("LlenoForm", (LlenoForm,), campos)

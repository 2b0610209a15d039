"""The contact, the people and what they attend."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.forms import sin_direcciones
from comun.formularios import (
    CampoCorreo,
    CampoLista,
    CampoOpciones,
    CampoTelefono,
    CampoTexto,
    CampoVarias,
    FormularioPortal,
)
from inscripciones.models import Modalidad

FALTA_NOMBRE = gettext_lazy("Falta el nombre y apellido: escríbalo como quiere que figure.")


class ContactoForm(FormularioPortal):
    """Who acts for the delegation; the actor comes in hidden fields named as the contract says."""

    nombre = CampoTexto(
        label=gettext_lazy("Nombre y apellido"),
        falta=FALTA_NOMBRE,
        max_length=120,
        autocompletar="name",
        validators=[sin_direcciones],
    )
    email = CampoCorreo(
        falta=gettext_lazy("Falta el correo electrónico: escríbalo para recibir el enlace de su inscripción."),
        help_text=gettext_lazy("Aquí llega el enlace para volver a su inscripción desde cualquier dispositivo."),
    )
    telefono = CampoTelefono(
        required=False, max_length=40, help_text=gettext_lazy("Con el código del país, en cualquier formato.")
    )
    cargo = CampoTexto(
        label=gettext_lazy("Cargo o área"),
        max_length=120,
        required=False,
        autocompletar="organization-title",
        validators=[sin_direcciones],
    )
    participa = CampoOpciones(
        label=gettext_lazy("¿Usted también participa?"),
        choices=[
            ("si", gettext_lazy("Sí, voy a participar")),
            ("no", gettext_lazy("No, solo inscribo a otras personas")),
        ],
        falta=gettext_lazy("Falta decir si usted también participa: elija sí o no."),
    )
    # A trap for machines, rendered by ``componentes/trampa.html`` where people do not see it.
    sitio_web = CampoTexto(label=gettext_lazy("Sitio web"), required=False)

    idioma = CampoLista(label=gettext_lazy("Idioma"), choices=[("", ""), *settings.LANGUAGES], required=False)

    def clean_participa(self):
        return self.cleaned_data["participa"] == "si"

    def clean(self):
        datos = super().clean()
        if datos.get("sitio_web"):
            # The box comes back empty: a browser that filled it in by itself only needs to send again.
            mensaje = _("No se guardó todavía: revise lo que escribió y vuelva a pulsar «Guardar y seguir».")
            self.add_error(None, forms.ValidationError(mensaje, code="trampa"))
        if "idioma" in self.errors:  # carried, not typed: nobody could correct it
            del self.errors["idioma"]
            datos["idioma"] = ""
        return datos


class ParticipanteForm(FormularioPortal):
    nombre = CampoTexto(
        label=gettext_lazy("Nombre y apellido"),
        falta=FALTA_NOMBRE,
        max_length=120,
        autocompletar="off",
        validators=[sin_direcciones],
    )
    email = CampoCorreo(
        required=False,
        help_text=gettext_lazy(
            "Si lo tiene a mano: al confirmar la inscripción, la persona recibe allí su propio enlace para decir si va "
            "y qué necesita, y llevar su entrada."
        ),
    )
    cargo = CampoTexto(
        label=gettext_lazy("Cargo o área"),
        max_length=120,
        required=False,
        autocompletar="off",
        validators=[sin_direcciones],
    )
    # Always shown with an answer; a page that was open before it existed sends none.
    idioma = CampoLista(
        label=gettext_lazy("Idioma de sus correos"), choices=settings.LANGUAGES, required=False, sin_opcional=True
    )

    ESCRITOS = ("nombre", "email", "cargo")  # what is left empty when nobody is being added


def campo_modalidad(actividad):
    """Return the name of the field that says how an activity is attended."""
    return f"modalidad_{actividad.slug}"


class ActividadesForm(FormularioPortal):
    """Activities by slug in ``actividades`` and how each is attended in ``modalidad_<slug>``.

    The template renders each activity with its two fields together; a modality for an activity that is not chosen is
    ignored. ``actividades``: those that may be chosen; ``elegidas``: ``{slug: modalidad}`` as saved.
    """

    def __init__(self, *args, actividades, elegidas, llenas=(), **kwargs):
        self.actividades = list(actividades)
        self.llenas = set(llenas)
        inicial = {"actividades": list(elegidas)}
        inicial |= {f"modalidad_{slug}": modalidad for slug, modalidad in elegidas.items()}
        kwargs["initial"] = {**inicial, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)

    def filas(self):
        """What the template shows: one row per activity with its checkbox and its radios."""
        marcadas = set(self["actividades"].value() or [])
        for actividad, casilla in zip(self.actividades, self["actividades"], strict=True):
            yield {
                "actividad": actividad,
                "casilla": casilla,
                "marcada": actividad.slug in marcadas,
                "modalidad": self[campo_modalidad(actividad)],
                "llena": actividad.pk in self.llenas,
            }

    def elecciones(self):
        """Return ``{Actividad: modalidad}`` of valid data."""
        elegidas = set(self.cleaned_data["actividades"])
        return {a: self.cleaned_data[campo_modalidad(a)] for a in self.actividades if a.slug in elegidas}

    def _clean_fields(self):
        super()._clean_fields()
        elegidas = set(self.cleaned_data.get("actividades") or [])
        for actividad in self.actividades:
            nombre = campo_modalidad(actividad)
            if actividad.slug in elegidas and not self.cleaned_data.get(nombre) and nombre not in self.errors:
                mensaje = _("Falta decir cómo se participa en «%(actividad)s»: presencial o virtual.")
                self.add_error(
                    nombre, forms.ValidationError(mensaje % {"actividad": actividad.titulo}, code="required")
                )


def clase_actividades(actividades):
    """Return an :class:`ActividadesForm` class with the fields of these activities.

    Fields are declared on the class, before the base gives them their messages.
    """
    campos = {
        "actividades": CampoVarias(
            label=gettext_lazy("Actividades"),
            choices=[(a.slug, a.titulo) for a in actividades],
            falta=gettext_lazy("Falta elegir al menos una actividad."),
        )
    }
    for actividad in actividades:
        campos[campo_modalidad(actividad)] = CampoOpciones(
            label=_("¿Cómo se participa en «%(actividad)s»?") % {"actividad": actividad.titulo},
            choices=Modalidad.choices,
            required=False,
            sin_opcional=True,
        )
    return type("ActividadesForm", (ActividadesForm,), campos)

"""Forms of access and *mi espacio*."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comun.formularios import CampoCorreo, CampoOpciones, CampoTelefono, CampoTexto, FormularioPortal


class AccesoForm(FormularioPortal):
    """Where to send the return link."""

    email = CampoCorreo(help_text=_("La dirección con la que hizo la inscripción."))
    # A trap for machines, out of people's sight; who falls into it is told the same and nothing is sent.
    sitio_web = CampoTexto(label=_("Sitio web"), required=False)


class DatosForm(FormularioPortal):
    """What a contact may change of themselves; a new e-mail waits until it is proved."""

    nombre = CampoTexto(label=_("Nombre y apellido"), max_length=120, autocompletar="name")
    email = CampoCorreo(
        help_text=_("Si la cambia, enviamos un mensaje a la nueva para confirmarla; hasta entonces vale la anterior.")
    )
    telefono = CampoTelefono(
        required=False, max_length=40, help_text=_("Con el código del país, en cualquier formato.")
    )
    cargo = CampoTexto(label=_("Cargo o área"), max_length=120, required=False, autocompletar="organization-title")
    idioma = CampoOpciones(label=_("Idioma de los mensajes"), choices=settings.LANGUAGES)

"""What a mail says, as it would be written now, for staff to read: nothing in it opens anybody's space."""

import logging
import re
from typing import NamedTuple

from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext as _

from comun import enviador
from comun.registro import tapar

registro = logging.getLogger(__name__)

_DIRECCION = re.compile(r"(https?://[^\s/]+)(\S*)")
# A piece of an address that no person wrote: words have hyphens or end before that.
_AL_AZAR = re.compile(r"[^/?&=#]*[A-Za-z0-9]{24}[^/?&=#]*")


class Leido(NamedTuple):
    """Subject, text and names of the attachments of a mail; or only ``razon``, why there is nothing to read."""

    asunto: str = ""
    texto: str = ""
    adjuntos: tuple = ()
    razon: str = ""


def leer(mensaje):
    """Return what a message says as things stand now, in its language, without access links.

    It is rendered in a transaction that is undone: reading leaves no trace in the database.
    """
    try:
        with transaction.atomic():
            correo = enviador.redactar(mensaje)
            transaction.set_rollback(True)
    except enviador.NadaQueAnunciar:
        return Leido(razon=_("Ya no hay qué anunciar: lo que decía dejó de ser así o ya no existe. No se enviaría."))
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        registro.warning("Message %s (%s) could not be read: %s", mensaje.pk, mensaje.tipo, type(error).__name__)
        return Leido(razon=_("No se puede componer. Quien cuida el portal puede ver por qué en su registro."))
    adjuntos = tuple(tapar_enlaces(nombre) for nombre, _contenido, _tipo in correo.adjuntos)
    return Leido(tapar_enlaces(correo.asunto), tapar_enlaces(correo.texto), adjuntos)


def tapar_enlaces(texto):
    """Return a text with ``…`` in the place of every access token, and of whatever is random in an address."""
    return _DIRECCION.sub(lambda hallada: hallada[1] + _AL_AZAR.sub("…", hallada[2]), tapar(texto))

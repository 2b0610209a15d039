"""A mail backend that keeps each mail as a readable ``.eml`` file: the demo's mailbox (``EMAIL_URL=eml:///folder``)."""

import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

CABECERA_TIPO = "X-Portal-Tipo"


class ArchivosEml(BaseEmailBackend):
    """Write ``20261122-090501.372-inscripcion_confirmada-1f0c9a2b44d1.eml``: by name they lie in order of time.

    A file appears whole or not at all (written aside, then renamed); only the owner of the folder can read it, because
    access links lie in it in clear. UTF-8, not base64, so that any editor shows the text.
    """

    def __init__(self, *args, file_path=None, **kwargs):
        super().__init__(*args, **kwargs)
        carpeta = file_path or getattr(settings, "EMAIL_FILE_PATH", None)
        if not carpeta:
            raise ImproperlyConfigured(
                "EMAIL_URL no dice la carpeta de los mensajes: escribir eml:///carpeta/absoluta."
            )
        self.carpeta = Path(carpeta)

    def send_messages(self, email_messages):
        """Write the messages and return how many; raises OSError if the folder cannot take them."""
        if email_messages:
            self.carpeta.mkdir(parents=True, exist_ok=True)
        for mensaje in email_messages:
            self._escribir(mensaje.message())
        return len(email_messages)

    def _escribir(self, mime):
        descriptor, provisional = tempfile.mkstemp(dir=self.carpeta, prefix=".", suffix=".tmp")
        try:
            with os.fdopen(descriptor, "wb") as archivo:
                archivo.write(mime.as_bytes())
            Path(provisional).replace(self.carpeta / nombre_de_archivo(mime))
        except BaseException:
            Path(provisional).unlink(missing_ok=True)
            raise


def nombre_de_archivo(mime):
    """Return the file name of a mail: moment in the portal's time zone, type, start of its Message-ID."""
    momento = timezone.localtime()
    tipo = re.sub(r"[^a-z0-9_-]+", "", str(mime.get(CABECERA_TIPO, "")).lower())[:40] or "correo"
    clave = re.sub(r"[^A-Za-z0-9]+", "", str(mime.get("Message-ID", "")).partition("@")[0])[:12]
    return f"{momento:%Y%m%d-%H%M%S}.{momento.microsecond // 1000:03d}-{tipo}-{clave}.eml"

"""Access links: one mechanism for whoever enters without an account.

The token is derived from the server's key, the owner's random public code and a generation number;
it is stored nowhere. Raising the generation ends every earlier link (OWASP ASVS 5, 7.4).
"""

import base64
import secrets

from django.db import models
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _


def codigo_aleatorio():
    """Return 128 random bits as 32 hexadecimal characters: a public code that nobody can guess."""
    return secrets.token_hex(16)


class ConEnlace(models.Model):
    """Abstract owner of an access link."""

    codigo = models.CharField(_("código público"), max_length=32, unique=True, default=codigo_aleatorio, editable=False)
    generacion = models.PositiveIntegerField(_("generación del enlace"), default=1, db_default=1, editable=False)

    class Meta:
        abstract = True

    def token(self, proposito="entrar"):
        """Return the secret part of the link for ``proposito``; valid until the generation is raised."""
        return f"{self.codigo}.{self._firma(proposito)}"

    @classmethod
    def por_token(cls, token, proposito="entrar"):
        """Return the owner of ``token``, or ``None`` if it is malformed, tampered with or superseded."""
        codigo, punto, firma = token.partition(".")
        if not punto or len(codigo) != 32 or not (codigo.isascii() and codigo.isalnum() and firma.isascii()):
            return None
        objeto = cls._default_manager.filter(codigo=codigo).first()
        if objeto is None or not constant_time_compare(firma, objeto._firma(proposito)):
            return None
        return objeto

    def renovar_enlace(self):
        """End every link issued so far (side effect: one UPDATE; open sessions of this owner end too)."""
        type(self)._default_manager.filter(pk=self.pk).update(generacion=F("generacion") + 1)
        self.refresh_from_db(fields=["generacion"])

    def _firma(self, proposito):
        resumen = salted_hmac(
            f"enlace:{self._meta.label_lower}:{proposito}",
            f"{self.codigo}:{self.generacion}",
            algorithm="sha256",
        ).digest()
        return base64.urlsafe_b64encode(resumen).rstrip(b"=").decode()

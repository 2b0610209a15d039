"""What every page shows, whoever renders it."""

from django.conf import settings
from django.utils.functional import SimpleLazyObject


def portal(request):
    """Offer the frame's own data. The contact is looked up only where a template prints it."""
    return {
        "portal": {
            "correo_contacto": SimpleLazyObject(_correo_contacto),
            "sitio": settings.SITE_URL,
        }
    }


def _correo_contacto():
    """Return the address that people may write to: the Cumbre's, which staff edits, or else the installation's."""
    from agenda.models import Cumbre

    cumbre = Cumbre.objects.vigente()
    return cumbre.correo_contacto if cumbre else settings.CORREO_CONTACTO

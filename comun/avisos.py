"""Messages for the next page ("Datos guardados."), kept where a stranger's visit writes nothing."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage


class AvisosEnCookie(CookieStorage):
    """The signed cookie of Django, under the name and with the flags of the portal's other cookies."""

    cookie_name = "__Host-avisos" if settings.HTTPS else "avisos"


class Avisos(FallbackStorage):
    """The cookie; what does not fit in it, the session. The session alone would open one for each robot that passes."""

    storage_classes = (AvisosEnCookie, SessionStorage)

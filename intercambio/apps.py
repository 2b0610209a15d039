from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntercambioConfig(AppConfig):
    name = "intercambio"
    verbose_name = _("Intercambio")

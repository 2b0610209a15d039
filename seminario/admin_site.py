"""The staff's admin site: Django's own, with the portal's name."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class SeminarioAdminSite(AdminSite):
    site_header = _("Seminario de Cooperación Sur-Sur: equipo")
    site_title = _("Equipo del seminario")
    index_title = _("Inicio")

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class SeminarioConfig(AppConfig):
    name = "seminario"
    verbose_name = _("Portal")


class SeminarioAdminConfig(AdminConfig):
    default_site = "seminario.admin_site.SeminarioAdminSite"

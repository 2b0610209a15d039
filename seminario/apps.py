from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class SeminarioConfig(AppConfig):
    name = "seminario"
    verbose_name = _("Portal")

    def ready(self):
        from seminario.correos import registrar_correos

        registrar_correos()


class SeminarioAdminConfig(AdminConfig):
    default_site = "seminario.admin_site.SeminarioAdminSite"

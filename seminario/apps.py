from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class SeminarioConfig(AppConfig):
    name = "seminario"
    verbose_name = _("Comunicados")

    def ready(self):
        from comun import tareas
        from seminario.comunicados import cola, correos, personas, purga
        from seminario.correos import registrar_correos
        from seminario.panel import invitaciones

        registrar_correos()
        invitaciones.registrar_correos()
        correos.registrar_correos()
        personas.registrar_personas()
        purga.registrar_purga()
        tareas.registrar(cola.dar_un_paso)


class SeminarioAdminConfig(AdminConfig):
    default_site = "seminario.admin_site.SeminarioAdminSite"

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActoresConfig(AppConfig):
    name = "actores"
    verbose_name = _("Quiénes participan")

    def ready(self):
        from actores.personas import registrar_personas
        from actores.purga import borrar_escritas_sin_uso
        from comun.purga import registrar

        registrar(borrar_escritas_sin_uso)
        registrar_personas()

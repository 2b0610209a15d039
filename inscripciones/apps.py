from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InscripcionesConfig(AppConfig):
    name = "inscripciones"
    verbose_name = _("Inscripciones")

    def ready(self):
        from agenda.services import al_cambiar_cupo
        from inscripciones.correos import registrar_correos
        from inscripciones.lugares import promover

        registrar_correos()
        al_cambiar_cupo.append(promover)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProyectosConfig(AppConfig):
    name = "proyectos"
    verbose_name = _("Catálogo de proyectos")

    def ready(self):
        from actores.services import registrar_conflicto
        from comun import purga
        from proyectos.archivos import registrar_archivos
        from proyectos.correos import registrar_correos
        from proyectos.models import Participacion
        from proyectos.personas import registrar_personas
        from proyectos.purga import registrar_purga
        from proyectos.reindexado import corregir_indice
        from proyectos.services import unir_participaciones

        registrar_archivos()
        registrar_correos()
        registrar_purga()
        registrar_personas()
        purga.registrar(corregir_indice)
        registrar_conflicto(Participacion, unir_participaciones)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgendaConfig(AppConfig):
    name = "agenda"
    verbose_name = _("Programa de la Cumbre")

    def ready(self):
        from agenda.archivos import registrar_archivos
        from agenda.charlas import con_horas
        from agenda.correos import registrar_correos
        from agenda.datos import charla_en_breve
        from agenda.models import Intervencion
        from agenda.purga import registrar_purga
        from proyectos import secciones

        registrar_correos()
        registrar_archivos()
        registrar_purga()
        secciones.hoja.registrar(
            plantilla="agenda/seccion_proyecto.html",
            datos=lambda proyecto: con_horas(Intervencion.objects.publicadas().de_proyecto(proyecto)),
            para_maquinas=lambda charlas: [charla_en_breve(charla) for charla in charlas],
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComunConfig(AppConfig):
    name = "comun"
    verbose_name = _("Correo, búsqueda e importaciones")

    def ready(self):
        from comun import busqueda, medios, purga

        purga.registrar(purga.borrar_lo_tecnico)
        purga.registrar(purga.borrar_tablas)
        purga.registrar(medios.borrar_huerfanos)
        purga.registrar(busqueda.olvidar_palabras)

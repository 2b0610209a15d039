from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ComunConfig(AppConfig):
    name = "comun"
    verbose_name = _("Correo, búsqueda e importaciones")

    def ready(self):
        from comun import busqueda, contenido, correo, medios, purga

        correo.registrar("datos_borrados", nombre=_("Sus datos fueron borrados"), contexto=lambda m: {}, olvida=True)
        purga.registrar(purga.borrar_lo_tecnico, ensayo=purga.contar_lo_tecnico)
        purga.registrar(purga.borrar_tablas)
        purga.registrar(purga.olvidar_filtros)
        purga.registrar(medios.borrar_huerfanos)
        purga.registrar(busqueda.olvidar_palabras)
        contenido.nombrar_idiomas()

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InscripcionesConfig(AppConfig):
    name = "inscripciones"
    verbose_name = _("Inscripciones")

    def ready(self):
        from actores.contactos import al_anular_enlaces, al_cambiar_contacto
        from actores.services import al_fusionar
        from agenda import ocupacion
        from agenda.services import al_cambiar_cupo
        from inscripciones import duplicadas
        from inscripciones.borradores import registrar_borradores
        from inscripciones.correos import registrar_correos
        from inscripciones.importacion import purga as purga_de_importaciones
        from inscripciones.lugares import promover
        from inscripciones.ocupacion import con_ocupacion
        from inscripciones.personas import registrar_personas
        from inscripciones.purga import registrar_purga
        from inscripciones.recordatorios import registrar_recordatorios
        from inscripciones.services import anular_los_del_contacto, reflejar_contacto

        registrar_correos()
        registrar_purga()
        registrar_borradores()
        registrar_recordatorios()
        purga_de_importaciones.registrar_purga()
        registrar_personas()
        al_fusionar.append(duplicadas.al_fusionar)
        al_cambiar_cupo.append(promover)
        ocupacion.registrar(con_ocupacion)
        al_cambiar_contacto.append(reflejar_contacto)
        al_anular_enlaces.append(anular_los_del_contacto)

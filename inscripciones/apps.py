from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InscripcionesConfig(AppConfig):
    name = "inscripciones"
    verbose_name = _("Inscripciones")

    def ready(self):
        from actores.contactos import al_cambiar_contacto
        from agenda import ocupacion
        from agenda.services import al_cambiar_cupo
        from inscripciones.correos import registrar_correos
        from inscripciones.lugares import promover
        from inscripciones.ocupacion import con_ocupacion
        from inscripciones.purga import registrar_purga
        from inscripciones.services import reflejar_contacto

        registrar_correos()
        registrar_purga()
        al_cambiar_cupo.append(promover)
        ocupacion.registrar(con_ocupacion)
        al_cambiar_contacto.append(reflejar_contacto)

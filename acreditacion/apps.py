from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AcreditacionConfig(AppConfig):
    name = "acreditacion"
    verbose_name = _("Acreditación")

    def ready(self):
        from acreditacion import certificados, presencias
        from acreditacion.correos import registrar_correos
        from acreditacion.personas import registrar_personas
        from acreditacion.purga import registrar_purga
        from inscripciones import secciones, uniones
        from inscripciones.services import comunes, personas

        registrar_correos()
        registrar_personas()
        registrar_purga()
        comunes.al_quitar.append(presencias.al_quitar)
        personas.al_sustituir.append(certificados.al_sustituir)
        uniones.al_hacer_una.extend([presencias.al_hacer_una, certificados.al_hacer_una])
        secciones.mi_lugar.registrar(
            plantilla="mi_lugar/certificados.html",
            datos=lambda participante: list(participante.certificados.validos().para_ver()),
        )
        secciones.delegacion.registrar(
            plantilla="admin/acreditacion/presencias_de.html", datos=presencias.para_la_delegacion
        )

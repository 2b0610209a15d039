"""What the mails of a registration say: plain data for ``templates/correo/``, as things stand at sending."""

from django.utils.translation import gettext_lazy

from comun.correo import registrar
from inscripciones.correos.cambios import inscripcion_cambiada, solicitud_de_cambio_resuelta
from inscripciones.correos.inscripcion import (
    calendario_adjunto,
    enlace_borrador,
    inscripcion_confirmada,
    inscripcion_rechazada,
    inscripcion_retirada,
    lugar_liberado,
    recordatorio_borrador,
    solicitud_concedida,
    solicitud_rechazada,
)
from inscripciones.correos.personas import (
    delegacion_terminada,
    enlace_personal,
    enlace_personal_terminado,
    lugar_liberado_persona,
    persona_quitada,
    recordatorio_personal,
)
from inscripciones.correos.uniones import (
    delegacion_unida,
    dos_inscripciones,
    otra_delegacion,
    pedido_de_union,
    union_aceptada,
    union_declinada,
    ya_hay_delegacion,
)


def registrar_correos():
    """Declare the mails about an ``Inscripcion``, and those to each ``Participante``."""
    _registrar_los_de_personas()
    registrar("enlace_borrador", nombre=gettext_lazy("Enlace para seguir un borrador"), contexto=enlace_borrador)
    registrar(
        "inscripcion_confirmada",
        nombre=gettext_lazy("Inscripción confirmada"),
        contexto=inscripcion_confirmada,
        adjuntos=calendario_adjunto,
    )
    registrar("lugar_liberado", nombre=gettext_lazy("Se liberó un lugar"), contexto=lugar_liberado)
    registrar("solicitud_concedida", nombre=gettext_lazy("Actividad reservada concedida"), contexto=solicitud_concedida)
    registrar(
        "solicitud_rechazada", nombre=gettext_lazy("Actividad reservada no concedida"), contexto=solicitud_rechazada
    )
    registrar("inscripcion_cambiada", nombre=gettext_lazy("Cambios en una inscripción"), contexto=inscripcion_cambiada)
    registrar(
        "solicitud_de_cambio_resuelta",
        nombre=gettext_lazy("Respuesta a una solicitud de cambio"),
        contexto=solicitud_de_cambio_resuelta,
    )
    registrar("inscripcion_retirada", nombre=gettext_lazy("Inscripción retirada"), contexto=inscripcion_retirada)
    registrar("inscripcion_rechazada", nombre=gettext_lazy("Inscripción rechazada"), contexto=inscripcion_rechazada)
    registrar(
        "recordatorio_borrador", nombre=gettext_lazy("Recordatorio de un borrador"), contexto=recordatorio_borrador
    )
    _registrar_uniones()


def _registrar_los_de_personas():
    registrar("enlace_personal", nombre=gettext_lazy("Enlace personal de quien participa"), contexto=enlace_personal)
    registrar(
        "recordatorio_personal",
        nombre=gettext_lazy("Recordatorio a quien no respondió"),
        contexto=recordatorio_personal,
    )
    registrar(
        "lugar_liberado_persona",
        nombre=gettext_lazy("Se liberó un lugar (a la persona)"),
        contexto=lugar_liberado_persona,
    )
    registrar(
        "enlace_personal_terminado",
        nombre=gettext_lazy("Aviso de enlace personal que terminó"),
        contexto=enlace_personal_terminado,
    )
    registrar(
        "delegacion_terminada",
        nombre=gettext_lazy("Delegación que no sigue (a la persona)"),
        contexto=delegacion_terminada,
    )
    registrar("persona_quitada", nombre=gettext_lazy("Aviso a quien se quitó"), contexto=persona_quitada)


def _registrar_uniones():
    registrar("otra_delegacion", nombre=gettext_lazy("Otra delegación de la misma ciudad"), contexto=otra_delegacion)
    registrar("ya_hay_delegacion", nombre=gettext_lazy("Ya hay una delegación"), contexto=ya_hay_delegacion)
    registrar("dos_inscripciones", nombre=gettext_lazy("Dos inscripciones de un correo"), contexto=dos_inscripciones)
    registrar("pedido_de_union", nombre=gettext_lazy("Pedido de unión"), contexto=pedido_de_union)
    registrar("union_aceptada", nombre=gettext_lazy("Unión aceptada"), contexto=union_aceptada)
    registrar("delegacion_unida", nombre=gettext_lazy("Delegación unida"), contexto=delegacion_unida)
    registrar("union_declinada", nombre=gettext_lazy("Unión no aceptada"), contexto=union_declinada)

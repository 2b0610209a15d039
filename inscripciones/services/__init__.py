"""The life of a registration: draft, confirmation, changes afterwards, withdrawal, refusal, lapse; what people answer.

Every function that writes locks the registration first (what ends or confirms it, those like it too:
``inscripciones.duplicadas``) and reads its state again under the lock; what is only a person's, their row. A draft's
choices hold no place; a confirmed registration's changes take and free places in the same transaction
(``inscripciones.lugares``), and are kept and told (``inscripciones.cambios``).
"""

from inscripciones.services.actividades import guardar_actividades, guardar_actividades_de, resolver_lleno
from inscripciones.services.enlaces import enviar_enlace
from inscripciones.services.estados import (
    TRANSICIONES,
    confirmar,
    guardar_consentimientos,
    rechazar_inscripcion,
    retirar,
    terminar_paso,
    vencer,
)
from inscripciones.services.personas import (
    PERSONAS_MAXIMO,
    agregar_contacto,
    agregar_participante,
    editar_participante,
    quitar_participante,
    sustituir_participante,
    terminar_personas,
)
from inscripciones.services.quien import cambiar_actor, crear_borrador, guardar_contacto, reflejar_contacto
from inscripciones.services.respuestas import (
    anular_enlaces,
    anular_los_del_contacto,
    confirmar_que_va,
    declinar,
    declinar_actividad,
    elegir_idioma,
    guardar_necesidades,
    guardar_permisos,
)

__all__ = [
    "PERSONAS_MAXIMO",
    "TRANSICIONES",
    "agregar_contacto",
    "agregar_participante",
    "anular_enlaces",
    "anular_los_del_contacto",
    "cambiar_actor",
    "confirmar",
    "confirmar_que_va",
    "crear_borrador",
    "declinar",
    "declinar_actividad",
    "editar_participante",
    "elegir_idioma",
    "enviar_enlace",
    "guardar_actividades",
    "guardar_actividades_de",
    "guardar_consentimientos",
    "guardar_contacto",
    "guardar_necesidades",
    "guardar_permisos",
    "quitar_participante",
    "rechazar_inscripcion",
    "reflejar_contacto",
    "resolver_lleno",
    "retirar",
    "sustituir_participante",
    "terminar_paso",
    "terminar_personas",
    "vencer",
]

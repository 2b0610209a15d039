"""The mails to each person of a delegation, in their language and with their own link: none says what they answered."""

from comun.correo import direccion
from comun.tiempo import fecha_larga
from inscripciones.correos.comunes import linea
from inscripciones.models import Asistencia
from inscripciones.situacion import asistencias_con_puesto


def enlace_personal(mensaje):
    """The person's own link and what they were registered for."""
    if not _vale(mensaje):
        return None
    persona = mensaje.sobre
    suyas = asistencias_con_puesto().vigentes().filter(participante=persona)
    actividades = [linea(asistencia) for asistencia in suyas]
    return {**_comun(persona), "actividades": actividades, "respondio": persona.respondio_el is not None}


def recordatorio_personal(mensaje):
    """The same link, once more, to who did not answer; nothing once they did."""
    if not _vale(mensaje) or mensaje.sobre.respondio_el:
        return None
    return _comun(mensaje.sobre)


def lugar_liberado_persona(mensaje):
    """The person got the place that they waited for, and may leave it to the next one."""
    persona = mensaje.sobre
    suyas = asistencias_con_puesto().filter(
        pk=mensaje.parametros.get("asistencia"), participante=persona, estado=Asistencia.Estado.CONFIRMADA
    )
    lineas = [linea(asistencia) for asistencia in suyas]
    return {**_comun(persona), "actividades": lineas} if lineas and _vale(mensaje) else None


def enlace_personal_terminado(mensaje):
    """To an earlier address: what was told there opens nothing any more. It names nobody and has no link."""
    return {}


def _vale(mensaje):
    """True while the registration stands and the address is still the person's."""
    persona = mensaje.sobre
    return persona.inscripcion.es_confirmada and mensaje.a.lower() == persona.email.lower()


def _comun(persona):
    cumbre = persona.inscripcion.cumbre
    return {
        "nombre": persona.nombre,
        "quien": persona.inscripcion.actor.nombre,
        "cumbre": cumbre.nombre,
        "inicio": fecha_larga(cumbre.inicio),
        "correo_contacto": cumbre.correo_contacto,
        "enlace": direccion("seminario:entrar", persona.token()),
    }

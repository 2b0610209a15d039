"""The mails to each person of a delegation, in their language and with their own link, while it opens something.

None says what they answered.
"""

from comun.correo import direccion
from comun.personas import ANONIMA
from comun.tiempo import fecha_larga
from inscripciones.correos.comunes import linea
from inscripciones.models import Asistencia, CambioInscripcion, Inscripcion
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


def delegacion_terminada(mensaje):
    """The delegation was withdrawn, or staff closed it and why; nothing if the address is somebody else's by now."""
    persona = mensaje.sobre
    inscripcion = persona.inscripcion
    if not inscripcion.termino or mensaje.a.lower() != persona.email.lower():
        return None
    rechazada = inscripcion.estado == Inscripcion.Estado.RECHAZADA
    return {
        **_sin_enlace(inscripcion),
        "nombre": persona.nombre,
        "razon": inscripcion.motivo if rechazada else "",
        "rechazada": rechazada,
        "del_equipo": mensaje.parametros.get("quien") == CambioInscripcion.Quien.EQUIPO,
    }


def persona_quitada(mensaje):
    """To who was taken out of a delegation. Their name is in its history alone, and gone from there if erased."""
    clave = mensaje.parametros.get("persona")
    hechos = mensaje.sobre.cambios.filter(diferencias__contains=[{"que": "persona_quitada", "persona": clave}])
    diferencias = hechos[0].diferencias if hechos else []
    dichas = [d["de"] for d in diferencias if (d["que"], d.get("persona")) == ("persona_quitada", clave)]
    return {**_sin_enlace(mensaje.sobre), "nombre": "".join(dichas).replace(ANONIMA, "")}


def _sin_enlace(inscripcion):
    cumbre = inscripcion.cumbre
    return {"quien": inscripcion.actor.nombre, "cumbre": cumbre.nombre, "correo_contacto": cumbre.correo_contacto}


def _vale(mensaje):
    """True while the registration stands and the address is still the person's."""
    persona = mensaje.sobre
    return persona.inscripcion.es_confirmada and mensaje.a.lower() == persona.email.lower()


def _comun(persona):
    return {
        **_sin_enlace(persona.inscripcion),
        "nombre": persona.nombre,
        "inicio": fecha_larga(persona.inscripcion.cumbre.inicio),
        "enlace": direccion("seminario:entrar", persona.token()),
    }

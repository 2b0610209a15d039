"""The mails to a contact about the registration itself, one function each."""

from django.utils.translation import gettext as _

from agenda.calendario import calendario_de_actividades
from comun.tiempo import en_zona, fecha_larga, momento
from inscripciones.aportes import pide_presentar
from inscripciones.borradores import VENCEN
from inscripciones.correos.comunes import comun_de, de_asistencias, es_su_correo, linea
from inscripciones.models import Asistencia, Inscripcion
from inscripciones.situacion import personas_de

_Estado = Asistencia.Estado


def enlace_borrador(mensaje):
    """The link that brings a draft back; nothing once it was confirmed or the address is another one.

    When the draft lapses is told where that is before registration closes: nobody is to wait for a later day.
    """
    inscripcion = mensaje.sobre
    if not inscripcion.es_borrador or not es_su_correo(mensaje):
        return None
    cumbre, vence = inscripcion.cumbre, inscripcion.guardada + VENCEN
    return {
        **comun_de(mensaje),
        "hasta": momento(cumbre.inscripcion_hasta, cumbre.zona_horaria),
        "vence": fecha_larga(en_zona(vence, cumbre.zona_horaria).date()) if vence < cumbre.inscripcion_hasta else "",
    }


def recordatorio_borrador(mensaje):
    """The same, once, to who left it some days ago; nothing once the window closed."""
    return enlace_borrador(mensaje) if mensaje.sobre.cumbre.inscripcion() == "abierta" else None


def inscripcion_confirmada(mensaje):
    """Reference, people and what each attends, next steps."""
    inscripcion = mensaje.sobre
    if not inscripcion.es_confirmada:
        return None
    personas = personas_de(inscripcion)
    asistencias = [a for persona in personas for a in persona.asistencias.all()]
    cumbre = inscripcion.cumbre
    return {
        **comun_de(mensaje),
        "personas": [{"nombre": p.nombre, "actividades": [linea(a) for a in p.asistencias.all()]} for p in personas],
        "lugar": ", ".join(parte for parte in (cumbre.direccion, cumbre.sede) if parte),
        "presencial": any(a.modalidad == "presencial" for a in asistencias),
        "virtual": any(a.modalidad == "virtual" for a in asistencias),
        "solicitadas": any(a.estado == _Estado.SOLICITADA for a in asistencias),
        "en_espera": any(a.estado == _Estado.EN_ESPERA for a in asistencias),
        "con_fecha": Asistencia.objects.en_calendario().filter(participante__inscripcion=inscripcion).exists(),
        "hasta": momento(cumbre.inscripcion_hasta, cumbre.zona_horaria),
        "pide_presentar": pide_presentar(inscripcion),
        "por_comprobar": inscripcion.contacto.comprobado_el is None,
    }


def lugar_liberado(mensaje):
    """Somebody on the waiting list got a place."""
    return de_asistencias(mensaje, [mensaje.parametros.get("asistencia")], [_Estado.CONFIRMADA])


def solicitud_concedida(mensaje):
    """Staff granted requests; with the room full they wait in line."""
    return de_asistencias(mensaje, mensaje.parametros.get("asistencias", []), [_Estado.CONFIRMADA, _Estado.EN_ESPERA])


def solicitud_rechazada(mensaje):
    """Staff could not grant requests, and why if they said so."""
    contexto = de_asistencias(mensaje, mensaje.parametros.get("asistencias", []), [_Estado.RECHAZADA])
    return contexto and {**contexto, "razon": mensaje.parametros.get("motivo", "")}


def inscripcion_retirada(mensaje):
    """The registration was withdrawn."""
    return comun_de(mensaje) if mensaje.sobre.estado == Inscripcion.Estado.RETIRADA else None


def inscripcion_rechazada(mensaje):
    """Staff closed the registration, and why."""
    inscripcion = mensaje.sobre
    if inscripcion.estado != Inscripcion.Estado.RECHAZADA:
        return None
    return {**comun_de(mensaje), "razon": inscripcion.motivo}


def calendario_adjunto(mensaje):
    """Return the calendar of what the delegation attends or may attend, if any of its hours is known."""
    suyas = Asistencia.objects.filter(participante__inscripcion=mensaje.sobre)
    actividades = list(suyas.actividades_en_calendario())
    if not actividades:
        return []
    nombre = _("cumbre-%(referencia)s.ics") % {"referencia": mensaje.sobre.referencia}
    return [(nombre, calendario_de_actividades(actividades), "text/calendar")]

"""The mails that tell a contact what changed, and what became of what they asked for."""

from inscripciones.correos.comunes import comun_de
from inscripciones.models import CambioInscripcion, SolicitudDeCambio
from inscripciones.relato import relatar, relatar_pedidos


def inscripcion_cambiada(mensaje):
    """What changed, line by line; nothing once the registration is no longer confirmed."""
    cambio = mensaje.sobre.cambios.filter(pk=mensaje.parametros.get("cambio")).first()
    if cambio is None or not mensaje.sobre.es_confirmada:
        return None
    return {
        **comun_de(mensaje),
        "del_equipo": cambio.quien == CambioInscripcion.Quien.EQUIPO,
        "lineas": relatar(cambio.diferencias),
    }


def solicitud_de_cambio_resuelta(mensaje):
    """What the team answered to a request, and what that did to people and places."""
    solicitud = mensaje.sobre.solicitudes.filter(pk=mensaje.parametros.get("solicitud")).first()
    if solicitud is None or not mensaje.sobre.es_confirmada:
        return None
    ((_solicitud, pedido),) = relatar_pedidos([solicitud])
    cambio = mensaje.sobre.cambios.filter(pk=mensaje.parametros.get("cambio")).first()
    return {
        **comun_de(mensaje),
        "pedido": pedido,
        "concedida": solicitud.estado == SolicitudDeCambio.Estado.CONCEDIDA,
        "respuesta": solicitud.respuesta,
        "lineas": relatar(cambio.diferencias) if cambio else [],
    }

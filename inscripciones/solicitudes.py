"""Changes that are asked for once the window closed: kept, answered by the team, or taken back.

Who grants one runs the very service that the contact's own change would run, so every rule is looked at again.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agenda.models import Actividad
from inscripciones import avisos, cambios, services
from inscripciones.edicion import bloquear, exigir_presente, solo_por_solicitud
from inscripciones.errores import ErrorInscripcion, InscripcionCerrada, TransicionIlegal
from inscripciones.models import CambioInscripcion, Inscripcion, SolicitudDeCambio
from inscripciones.services.personas import YA_NO_ESTA

ABIERTAS_MAXIMO = 10
_Accion, _Estado = SolicitudDeCambio.Accion, SolicitudDeCambio.Estado


@transaction.atomic
def pedir(*, inscripcion, accion, datos, participante=None):
    """Keep a change as a request; return the ``SolicitudDeCambio``. Nothing else is written.

    ``datos``: what the service of that change takes, in plain values (``elecciones``: modality by key of activity).
    What could not be granted at this moment is not asked for: the rule's error is raised. Also raises
    :class:`InscripcionCerrada` unless changes are asked for now, :class:`ErrorInscripcion` over ``ABIERTAS_MAXIMO``.
    """
    inscripcion = bloquear(inscripcion, tambien_cerrada=True)
    if not solo_por_solicitud(inscripcion):
        raise InscripcionCerrada
    if participante is not None:
        exigir_presente(participante, YA_NO_ESTA)
    if inscripcion.solicitudes.pendientes().count() >= ABIERTAS_MAXIMO:
        mensaje = _("Ya hay %(maximo)d solicitudes sin responder, el máximo: espere la respuesta o retire alguna.")
        raise ErrorInscripcion(mensaje % {"maximo": ABIERTAS_MAXIMO})
    de = {"de": participante.nombre} if participante else {}
    solicitud = SolicitudDeCambio(inscripcion=inscripcion, accion=accion, participante=participante, datos=datos | de)
    with transaction.atomic():
        _hacer(solicitud, inscripcion)
        transaction.set_rollback(True)
    solicitud.save()
    return solicitud


@transaction.atomic
def deshacer(*, inscripcion, clave):
    """Take back an open request of this registration. Raises :class:`TransicionIlegal` if there is none of that key."""
    bloquear(inscripcion, tambien_cerrada=True)
    borradas, _por_modelo = SolicitudDeCambio.objects.pendientes().filter(inscripcion=inscripcion, pk=clave).delete()
    if not borradas:
        raise TransicionIlegal


@transaction.atomic
def conceder(*, solicitud, usuario):
    """Do what was asked for, in the team's name; return the request, granted.

    Idempotent. Side effects: those of the change's own service, kept as a change by ``usuario``; one mail
    ``solicitud_de_cambio_resuelta``, which tells them. Raises what the service raises, and then nothing is written:
    the request stays open; :class:`TransicionIlegal` if it was refused or taken back.
    """
    inscripcion = bloquear(solicitud.inscripcion, tambien_cerrada=True)
    solicitud = _bloqueada(solicitud)
    if solicitud.estado == _Estado.CONCEDIDA:
        return solicitud
    if solicitud.estado != _Estado.PENDIENTE:
        raise TransicionIlegal
    quien = CambioInscripcion.Quien.EQUIPO
    with cambios.siguiendo(inscripcion, quien=quien, usuario=usuario, avisar=False) as seguimiento:
        _hacer(solicitud, inscripcion)
    return _resolver(solicitud, _Estado.CONCEDIDA, usuario, cambio=seguimiento.cambio)


@transaction.atomic
def rechazar(*, solicitud, usuario, respuesta):
    """Refuse what was asked for, with the reason that the contact reads; return the request.

    Idempotent. Side effect: one mail ``solicitud_de_cambio_resuelta``. Raises :class:`TransicionIlegal` if it was
    granted or taken back.
    """
    Inscripcion.objects.select_for_update(of=("self",)).get(pk=solicitud.inscripcion_id)
    solicitud = _bloqueada(solicitud)
    if solicitud.estado == _Estado.RECHAZADA:
        return solicitud
    if solicitud.estado != _Estado.PENDIENTE:
        raise TransicionIlegal
    solicitud.respuesta = respuesta
    return _resolver(solicitud, _Estado.RECHAZADA, usuario)


def _bloqueada(solicitud):
    """Lock a request and return it fresh; the caller holds the registration's lock."""
    filas = SolicitudDeCambio.objects.select_for_update(of=("self",)).filter(pk=solicitud.pk)
    fresca = filas.select_related("inscripcion__contacto", "participante").first()
    if fresca is None:
        raise TransicionIlegal
    return fresca


def _hacer(solicitud, inscripcion):
    """Run the service of what is asked for, though the window is closed."""
    datos = {campo: valor for campo, valor in solicitud.datos.items() if campo != "de"}
    if "elecciones" in datos:
        datos["elecciones"] = _elecciones(datos["elecciones"])
    if solicitud.accion == _Accion.AGREGAR:
        services.agregar_participante(inscripcion=inscripcion, tambien_cerrada=True, **datos)
    elif solicitud.accion == _Accion.ACTIVIDADES:
        services.guardar_actividades(inscripcion=inscripcion, tambien_cerrada=True, **datos)
    else:
        # Read here: removing somebody takes the key from the object at hand.
        participante = inscripcion.participantes.filter(pk=solicitud.participante_id).first()
        if participante is None:
            raise ErrorInscripcion(YA_NO_ESTA)
        _DE_UNA_PERSONA[solicitud.accion](participante=participante, tambien_cerrada=True, **datos)


_DE_UNA_PERSONA = {
    _Accion.EDITAR: services.editar_participante,
    _Accion.SUSTITUIR: services.sustituir_participante,
    _Accion.QUITAR: services.quitar_participante,
    _Accion.ACTIVIDADES_DE: services.guardar_actividades_de,
}


def _elecciones(por_clave):
    """Return ``{Actividad: modalidad}`` of what a form said; ``None``, to follow the delegation, stays so."""
    if por_clave is None:
        return None
    actividades = Actividad.objects.in_bulk([int(clave) for clave in por_clave])
    return {actividades[int(clave)]: modalidad for clave, modalidad in por_clave.items() if int(clave) in actividades}


def _resolver(solicitud, estado, usuario, *, cambio=None):
    solicitud.estado, solicitud.resuelta_el, solicitud.usuario = estado, timezone.now(), usuario
    solicitud.save(update_fields=["estado", "respuesta", "resuelta_el", "usuario"])
    parametros = {"solicitud": solicitud.pk, "cambio": cambio and cambio.pk}
    avisos.al_contacto("solicitud_de_cambio_resuelta", solicitud.inscripcion, **parametros)
    return solicitud

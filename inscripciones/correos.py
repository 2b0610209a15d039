"""What the mails of a registration say: plain data for ``templates/correo/``, as things stand at sending."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agenda.calendario import calendario_de_actividades
from comun.correo import direccion, registrar
from comun.tiempo import en_zona, fecha_larga, momento
from inscripciones.aportes import pide_presentar
from inscripciones.models import Asistencia, Inscripcion
from inscripciones.purga import BORRADORES
from inscripciones.situacion import asistencias_con_puesto, cuando, personas_de, situacion

_Estado = Asistencia.Estado


def registrar_correos():
    """Declare the mails about an ``Inscripcion``."""
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
    registrar("inscripcion_retirada", nombre=gettext_lazy("Inscripción retirada"), contexto=inscripcion_retirada)


# --- One context per mail -----------------------------------------------------------------------


def enlace_borrador(mensaje):
    """The link that brings a draft back; nothing once it was confirmed or the address is another one."""
    inscripcion = mensaje.sobre
    if not inscripcion.es_borrador or not _es_su_correo(mensaje):
        return None
    cumbre = inscripcion.cumbre
    return {
        **_comun(mensaje),
        "hasta": momento(cumbre.inscripcion_hasta, cumbre.zona_horaria),
        "guardado_hasta": fecha_larga(en_zona(inscripcion.guardada + BORRADORES, cumbre.zona_horaria).date()),
    }


def inscripcion_confirmada(mensaje):
    """Reference, people and what each attends, next steps."""
    inscripcion = mensaje.sobre
    if not inscripcion.es_confirmada:
        return None
    personas = personas_de(inscripcion)
    asistencias = [a for persona in personas for a in persona.asistencias.all()]
    cumbre = inscripcion.cumbre
    return {
        **_comun(mensaje),
        "personas": [{"nombre": p.nombre, "actividades": [_linea(a) for a in p.asistencias.all()]} for p in personas],
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
    return _de_asistencias(mensaje, [mensaje.parametros.get("asistencia")], [_Estado.CONFIRMADA])


def solicitud_concedida(mensaje):
    """Staff granted requests; with the room full they wait in line."""
    return _de_asistencias(mensaje, mensaje.parametros.get("asistencias", []), [_Estado.CONFIRMADA, _Estado.EN_ESPERA])


def solicitud_rechazada(mensaje):
    """Staff could not grant requests."""
    return _de_asistencias(mensaje, mensaje.parametros.get("asistencias", []), [_Estado.RECHAZADA])


def inscripcion_retirada(mensaje):
    """The registration was withdrawn."""
    return _comun(mensaje) if mensaje.sobre.estado == Inscripcion.Estado.RETIRADA else None


def calendario_adjunto(mensaje):
    """Return the calendar of what the delegation attends or may attend, if any of its hours is known."""
    suyas = Asistencia.objects.en_calendario().filter(participante__inscripcion=mensaje.sobre)
    actividades = {a.actividad_id: a.actividad for a in suyas.select_related("actividad__cumbre")}
    if not actividades:
        return []
    nombre = _("cumbre-%(referencia)s.ics") % {"referencia": mensaje.sobre.referencia}
    return [(nombre, calendario_de_actividades(list(actividades.values())), "text/calendar")]


# --- Common parts -------------------------------------------------------------------------------


def _comun(mensaje):
    inscripcion = mensaje.sobre
    cumbre = inscripcion.cumbre
    return {
        "nombre": inscripcion.contacto.nombre,
        "quien": inscripcion.actor.nombre,
        "cumbre": cumbre.nombre,
        "referencia": inscripcion.referencia,
        "correo_contacto": cumbre.correo_contacto,
        "enlace": _enlace(mensaje),
    }


def _de_asistencias(mensaje, claves, estados):
    """Return the context of a mail about some attendances, or ``None`` if none of them stands so any more."""
    asistencias = asistencias_con_puesto().filter(
        pk__in=claves, estado__in=estados, participante__inscripcion=mensaje.sobre
    )
    lineas = [
        {"persona": a.participante.nombre, **_linea(a)}
        for a in asistencias.select_related("participante").order_by("pk")
    ]
    return {**_comun(mensaje), "asistencias": lineas} if lineas and mensaje.sobre.es_confirmada else None


def _linea(asistencia):
    return {
        "titulo": asistencia.actividad.titulo,
        "cuando": cuando(asistencia.actividad),
        "situacion": situacion(asistencia),
    }


def _enlace(mensaje):
    """Return the return link; to an address that is no longer theirs, the page that asks for it."""
    if not _es_su_correo(mensaje):
        return direccion("seminario:acceso")
    return direccion("seminario:entrar", mensaje.sobre.contacto.token())


def _es_su_correo(mensaje):
    return mensaje.a.lower() == mensaje.sobre.contacto.email.lower()

"""What the mails of a registration share."""

from comun.correo import direccion
from inscripciones.situacion import asistencias_con_puesto, cuando, situacion


def comun_de(mensaje):
    inscripcion = mensaje.sobre
    cumbre = inscripcion.cumbre
    return {
        "nombre": inscripcion.contacto.nombre,
        "quien": inscripcion.actor.nombre,
        "cumbre": cumbre.nombre,
        "referencia": inscripcion.referencia,
        "correo_contacto": cumbre.correo_contacto,
        "enlace": enlace(mensaje),
    }


def de_asistencias(mensaje, claves, estados):
    """Return the context of a mail about some attendances, or ``None`` if none of them stands so any more."""
    asistencias = asistencias_con_puesto().filter(
        pk__in=claves, estado__in=estados, participante__inscripcion=mensaje.sobre
    )
    lineas = [
        {"persona": a.participante.nombre, **linea(a)}
        for a in asistencias.select_related("participante").order_by("pk")
    ]
    return {**comun_de(mensaje), "asistencias": lineas} if lineas and mensaje.sobre.es_confirmada else None


def linea(asistencia):
    return {
        "titulo": asistencia.actividad.titulo,
        "cuando": cuando(asistencia.actividad),
        "situacion": situacion(asistencia),
    }


def enlace(mensaje):
    """Return the return link; to an address that is no longer theirs, the page that asks for it."""
    if not es_su_correo(mensaje):
        return direccion("seminario:acceso")
    return direccion("seminario:entrar", mensaje.sobre.contacto.token())


def es_su_correo(mensaje):
    return mensaje.a.lower() == mensaje.sobre.contacto.email.lower()

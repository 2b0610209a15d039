"""The tables of registrations that staff takes away: their columns, stable, described in ``docs/exportaciones.md``.

States and kinds are the codes of the database, not words that change with the language; moments are ISO 8601 in the
portal's zone, with its distance from UTC.
"""

from django.db.models import Prefetch
from django.utils.timezone import localtime

from comun.exportar import Exportacion
from comun.tablas import lista
from inscripciones.models import Asistencia, eligieron


def momento(valor):
    return localtime(valor).isoformat(timespec="seconds") if valor else None


def de_la_inscripcion(tomar):
    """Return the columns that every table begins with; ``tomar(row)`` gives its registration."""
    return {
        "referencia": lambda f: tomar(f).referencia,
        "cumbre": lambda f: tomar(f).cumbre.nombre,
        "delegacion": lambda f: tomar(f).actor.nombre,
        "delegacion_tipo": lambda f: tomar(f).tipo,
        "pais": lambda f: tomar(f).actor.pais,
        "inscripcion_estado": lambda f: tomar(f).estado,
    }


def con_delegacion(consulta, hasta=""):
    """Add the registration's own columns; ``hasta``: the path from a row to its registration."""
    return consulta.select_related(*(f"{hasta}{campo}" for campo in ("cumbre", "ciudad", "institucion")))


def _de_cada_asistencia(asistencias):
    return lista([a.actividad.slug, a.modalidad, a.estado] for a in asistencias)


# --- Delegations --------------------------------------------------------------------------------


def _preparar_delegaciones(inscripciones):
    return (
        con_delegacion(inscripciones)
        .select_related("contacto", "posible_duplicada_de")
        .con_personas()
        .con_elecciones()
        .annotate(seminario=eligieron(actividad__es_seminario=True))
    )


DELEGACIONES = Exportacion(
    "delegaciones",
    {
        **de_la_inscripcion(lambda i: i),
        "delegacion_verificada": lambda i: i.actor.verificada,
        "origen": lambda i: i.origen,
        "idioma": lambda i: i.idioma,
        "contacto": lambda i: i.contacto.nombre,
        "contacto_email": lambda i: i.contacto.email,
        "contacto_telefono": lambda i: i.contacto.telefono,
        "contacto_cargo": lambda i: i.contacto.cargo,
        "contacto_participa": lambda i: i.contacto_participa,
        "correo_comprobado_el": lambda i: momento(i.contacto.comprobado_el),
        "personas": lambda i: i.personas,
        "actividades": lambda i: lista([e.actividad.slug, e.modalidad] for e in i.elecciones.all()),
        "con_seminario": lambda i: i.seminario,
        "quiere_presentar": lambda i: i.quiere_presentar,
        "consentimiento_datos_el": lambda i: momento(i.consentimiento_datos_el),
        "consentimiento_imagen_el": lambda i: momento(i.consentimiento_imagen_el),
        "consentimiento_listado_el": lambda i: momento(i.contacto.consentimiento_listado_el),
        "creada": lambda i: momento(i.creada),
        "guardada": lambda i: momento(i.guardada),
        "confirmada_el": lambda i: momento(i.confirmada_el),
        "retirada_el": lambda i: momento(i.retirada_el),
        "rechazada_el": lambda i: momento(i.rechazada_el),
        "vencida_el": lambda i: momento(i.vencida_el),
        "motivo": lambda i: i.motivo,
        "posible_duplicada_de": lambda i: i.posible_duplicada_de and i.posible_duplicada_de.referencia,
    },
    _preparar_delegaciones,
)


# --- People -------------------------------------------------------------------------------------


def _con_asistencias(personas, asistencias):
    return personas.prefetch_related(Prefetch("asistencias", asistencias.select_related("actividad")))


def _preparar_personas(personas):
    return _con_asistencias(con_delegacion(personas, "inscripcion__"), Asistencia.objects.all())


PERSONAS = Exportacion(
    "personas",
    {
        **de_la_inscripcion(lambda p: p.inscripcion),
        "nombre": lambda p: p.nombre,
        "email": lambda p: p.email,
        "cargo": lambda p: p.cargo,
        "idioma": lambda p: p.idioma,
        "es_contacto": lambda p: p.es_contacto,
        "entrada": lambda p: p.entrada,
        "respuesta": lambda p: p.respuesta,
        "respondio_el": lambda p: momento(p.respondio_el),
        "actividades_propias": lambda p: p.actividades_propias,
        "actividades": lambda p: _de_cada_asistencia(p.asistencias.all()),
        "consentimiento_imagen_el": lambda p: momento(p.consentimiento_imagen_el),
        "consentimiento_listado_el": lambda p: momento(p.consentimiento_listado_el),
        "creado": lambda p: momento(p.creado),
    },
    _preparar_personas,
)


# --- Attendances --------------------------------------------------------------------------------


def _preparar_asistencias(asistencias):
    return con_delegacion(asistencias.select_related("actividad", "participante"), "participante__inscripcion__")


ASISTENCIAS = Exportacion(
    "asistencias",
    {
        **de_la_inscripcion(lambda a: a.participante.inscripcion),
        "nombre": lambda a: a.participante.nombre,
        "email": lambda a: a.participante.email,
        "cargo": lambda a: a.participante.cargo,
        "entrada": lambda a: a.participante.entrada,
        "actividad": lambda a: a.actividad.slug,
        "actividad_titulo": lambda a: a.actividad.titulo,
        "dia": lambda a: a.actividad.dia,
        "modalidad": lambda a: a.modalidad,
        "estado": lambda a: a.estado,
        "turno": lambda a: a.turno,
        "cambiada": lambda a: momento(a.cambiada),
    },
    _preparar_asistencias,
)


# --- Access needs -------------------------------------------------------------------------------


def _preparar_necesidades(necesidades):
    presenciales = Asistencia.objects.con_lugar().select_related("actividad")
    return con_delegacion(necesidades.select_related("participante"), "participante__inscripcion__").prefetch_related(
        Prefetch("participante__asistencias", presenciales)
    )


NECESIDADES = Exportacion(
    "necesidades-de-acceso",
    {
        **de_la_inscripcion(lambda n: n.participante.inscripcion),
        "nombre": lambda n: n.participante.nombre,
        "entrada": lambda n: n.participante.entrada,
        "respuesta": lambda n: n.participante.respuesta,
        "actividades_presenciales": lambda n: lista(
            [a.actividad.slug, a.actividad.titulo, a.actividad.dia.isoformat()]
            for a in n.participante.asistencias.all()
        ),
        "lengua_de_senas": lambda n: n.lengua_de_senas,
        "subtitulos": lambda n: n.subtitulos,
        "movilidad": lambda n: n.movilidad,
        "acompanante": lambda n: n.acompanante,
        "interpretacion": lambda n: n.interpretacion,
        "otra": lambda n: n.otra,
        "dieta": lambda n: n.dieta,
        "dieta_detalle": lambda n: n.dieta_detalle,
        "actualizada": lambda n: momento(n.actualizada),
    },
    _preparar_necesidades,
)

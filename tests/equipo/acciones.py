"""What each list of the admin lets do to the rows chosen, and which roles: an action that is not here is nobody's."""

from seminario.roles import ACREDITACION, CONTENIDOS, COORDINACION

DE_COORDINACION = {COORDINACION}
DE_CONTENIDOS = {COORDINACION, CONTENIDOS}
DE_ACREDITACION = {COORDINACION, ACREDITACION}


def _de(quienes, *acciones):
    return dict.fromkeys(acciones, quienes)


ACCIONES = {
    # who takes part
    "actores.ciudad": _de(DE_CONTENIDOS, "verificar") | _de(DE_COORDINACION, "delete_selected"),
    "actores.institucion": _de(DE_CONTENIDOS, "verificar") | _de(DE_COORDINACION, "delete_selected"),
    "actores.contacto": _de(DE_COORDINACION, "enviar_enlace"),
    "actores.programa": _de(DE_CONTENIDOS, "publicar", "no_publicar"),
    "actores.ods": _de(DE_COORDINACION, "delete_selected"),
    "actores.unidadtematica": _de(DE_COORDINACION, "delete_selected"),
    # programme and catalogue
    "agenda.cumbre": _de(DE_COORDINACION, "publicar", "preparar", "delete_selected"),
    "agenda.actividad": _de(DE_COORDINACION, "delete_selected"),
    "agenda.bloque": _de(DE_CONTENIDOS, "publicar", "a_borrador", "cancelar"),
    "agenda.intervencion": _de(DE_CONTENIDOS, "publicar", "a_borrador", "cancelar"),
    "agenda.pregunta": _de(DE_CONTENIDOS, "aceptar", "publicar", "rechazar"),
    "agenda.propuesta": _de(DE_CONTENIDOS, "aceptar", "no_aceptar"),
    "intercambio.ficha": _de(DE_CONTENIDOS, "publicar", "no_publicar"),
    "intercambio.mirada": _de(DE_CONTENIDOS, "publicar", "no_publicar"),
    "proyectos.proyecto": _de(DE_CONTENIDOS, "publicar", "devolver", "archivar", "reabrir"),
    "proyectos.convocatoria": _de(DE_COORDINACION, "delete_selected"),
    "comun.equivalencia": _de(DE_CONTENIDOS, "delete_selected"),
    # people
    "inscripciones.inscripcion": _de(
        DE_COORDINACION, "enviar_enlace", "recordar", "retirar", "rechazar", "no_es_duplicada", "unir"
    ),
    "inscripciones.participante": _de(DE_ACREDITACION, "enviar_enlace", "recordar"),
    "inscripciones.asistencia": _de(DE_COORDINACION, "conceder", "rechazar", "adelantar"),
    "inscripciones.solicituddecambio": _de(DE_COORDINACION, "conceder", "rechazar"),
    "auth.user": _de(DE_COORDINACION, "reiniciar_segundo_paso"),
    # the day
    "acreditacion.presencia": _de(DE_ACREDITACION, "deshacer"),
    "acreditacion.certificado": (
        _de(DE_ACREDITACION, "revocar", "corregir_nombre", "volver_a_emitir", "enviar") | _de(DE_COORDINACION, "borrar")
    ),
    # messages
    "comun.mensaje": _de(DE_COORDINACION, "volver_a_enviar"),
    "seminario.comunicado": _de(DE_COORDINACION, "delete_selected"),
}

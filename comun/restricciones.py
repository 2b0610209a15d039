"""The one map from a constraint's name to the form field to blame, and what turns a refusal into form errors.

``full_clean()`` gathers what constraints say under ``__all__``, and a lost race arrives as an ``IntegrityError``; the
error summary of a page links to fields. A new constraint is added here (a test asks for it).
"""

from django import forms
from django.apps import apps
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import IntegrityError

# ``None``: the sentence is about the whole form. A form without that field tells it about the whole form too.
CAMPO_DE = {
    "comun_mensaje_estado_conocido": "estado",
    "comun_envio_unico": None,
    "comun_equivalencia_unica": "espanol",
    "actores_ods_numero_1_17": "numero",
    "actores_ciudad_pais_conocido": "pais",
    "actores_ciudad_con_nombre": "nombre",
    "actores_ciudad_en_el_mapa": "latitud",
    "actores_ciudad_no_unida_a_si_misma": "fusionada_en",
    "actores_institucion_tipo_conocido": "tipo",
    "actores_institucion_con_nombre": "nombre",
    "actores_institucion_no_unida_a_si_misma": "fusionada_en",
    "actores_contacto_un_actor": "ciudad",
    "actores_contacto_idioma_conocido": "idioma",
    "actores_programa_publicacion_conocida": "publicacion",
    "proyectos_convocatoria_porcentaje": "cofinanciamiento_maximo_pct",
    "proyectos_proyecto_publicacion_conocida": "publicacion",
    "proyectos_proyecto_estado_conocido": "estado",
    "proyectos_proyecto_modalidad_conocida": "modalidad",
    "proyectos_proyecto_devuelta_con_comentarios": "comentarios",
    "proyectos_proyecto_codigo_unico": None,
    "proyectos_proyecto_modalidades_conocidas": "modalidades_pcssm",
    "proyectos_proyecto_fechas_en_orden": "fin",
    "proyectos_participacion_un_actor": "ciudad",
    "proyectos_participacion_rol_conocido": "rol",
    "proyectos_participacion_ciudad_unica": "ciudad",
    "proyectos_participacion_institucion_unica": "institucion",
    "proyectos_participacion_una_coordinadora": "rol",
    "proyectos_enlace_clase_conocida": "clase",
    "proyectos_fuente_datos_conocidos": "datos",
    "proyectos_fuente_de_algo": "datos",
    "proyectos_version_numero_unico": None,
    "agenda_cumbre_dias_en_orden": "fin",
    "agenda_cumbre_inscripcion_en_orden": "inscripcion_hasta",
    "agenda_cumbre_anios_posibles": None,
    "agenda_actividad_anios_posibles": None,
    "agenda_bloque_anios_posibles": None,
    "agenda_actividad_horas_en_orden": "fin",
    "agenda_actividad_dias_en_orden": "dia_fin",
    "agenda_actividad_franja_conocida": "franja",
    "agenda_actividad_un_seminario": "es_seminario",
    "agenda_bloque_orden_unico": "orden",
    "agenda_bloque_tipo_conocido": "tipo",
    "agenda_bloque_estado_conocido": "estado",
    "agenda_bloque_horas_en_orden": "fin",
    "agenda_bloque_demora_posible": "demora_minutos",
    "agenda_bloque_sin_solaparse": "inicio",
    "agenda_intervencion_un_actor_a_lo_sumo": "ciudad",
    "agenda_intervencion_orden_unico": "orden",
    "agenda_intervencion_estado_conocido": "estado",
    "agenda_intervencion_direccion_libre": "slug",
    "agenda_intervencion_minutos_posibles": "minutos",
    "agenda_intervencion_idioma_conocido": "idioma",
    "agenda_intervencion_interpretacion_conocida": "interpretacion",
    "agenda_intervencion_sin_grabar": "grabacion_desde",
    "agenda_cambio_tipo_conocido": "tipo",
    "agenda_material_archivo_o_enlace": "archivo",
    "agenda_video_archivo_o_direccion": "archivo",
    "agenda_pregunta_estado_conocido": "estado",
    "agenda_pregunta_idioma_conocido": "idioma",
    "agenda_pregunta_publicada_con_respuesta": "respuesta_es",
    "agenda_propuesta_un_actor": "ciudad",
    "agenda_propuesta_publicacion_conocida": "publicacion",
    "agenda_propuesta_una_por_contacto": None,
    "intercambio_ficha_publicacion_conocida": "publicacion",
    "intercambio_ficha_tipo_conocido": "tipo",
    "intercambio_ficha_idioma_conocido": "idioma",
    "intercambio_ficha_hasta_tres": None,
    "intercambio_ficha_lugar_unico": None,
    "intercambio_mirada_publicacion_conocida": "publicacion",
    "intercambio_mirada_aporta_conocido": "aporta",
    "inscripciones_inscripcion_un_actor": "ciudad",
    "inscripciones_inscripcion_tipo_del_actor": "tipo",
    "inscripciones_inscripcion_estado_conocido": "estado",
    "inscripciones_inscripcion_idioma_conocido": "idioma",
    "inscripciones_inscripcion_confirmada_con_consentimiento": "consentimiento_datos",
    "inscripciones_inscripcion_origen_conocido": "origen",
    "inscripciones_inscripcion_no_duplica_a_si_misma": "posible_duplicada_de",
    "inscripciones_inscripcion_clave_externa_unica": None,
    "inscripciones_personaimportada_unica": None,
    "inscripciones_cambioinscripcion_quien_conocido": "quien",
    "inscripciones_solicituddecambio_accion_conocida": "accion",
    "inscripciones_solicituddecambio_estado_con_fecha": "estado",
    "inscripciones_pedidodeunion_uno_abierto": None,
    "inscripciones_pedidodeunion_no_a_si_misma": None,
    "inscripciones_pedidodeunion_estado_con_fecha": "estado",
    "inscripciones_eleccion_unica": "actividades",
    "inscripciones_eleccion_modalidad_conocida": "modalidad",
    "inscripciones_participante_un_contacto": "participa",
    "inscripciones_participante_con_nombre": "nombre",
    "inscripciones_participante_idioma_conocido": "idioma",
    "inscripciones_participante_respuesta_con_fecha": "respuesta",
    "inscripciones_necesidaddeacceso_lengua_conocida": "lengua_de_senas",
    "inscripciones_necesidaddeacceso_dieta_conocida": "dieta",
    "inscripciones_asistencia_unica": "actividades",
    "inscripciones_asistencia_turno_unico": "turno",
    "inscripciones_asistencia_modalidad_conocida": "modalidad",
    "inscripciones_asistencia_estado_conocido": "estado",
    "inscripciones_asistencia_turno_si_espera": "turno",
    "seminario_comunicado_en_dos_idiomas": "asunto_es",
    "seminario_comunicado_estado_con_fecha": "estado",
    "seminario_destinatario_unico": "email",
    "seminario_destinatario_con_direccion": "email",
    "seminario_destinatario_idioma_conocido": "idioma",
    "inscripciones_notainterna_con_texto": "texto",
    "acreditacion_certificado_unico": None,
    "acreditacion_certificado_con_nombre": "nombre",
    "acreditacion_certificado_modalidad_conocida": "modalidad",
    "acreditacion_certificado_idioma_conocido": "idioma",
    "acreditacion_presencia_unica": None,
    "acreditacion_presencia_modalidad_conocida": "modalidad",
    "acreditacion_presencia_medio_conocido": "medio",
    "acreditacion_presencia_ingreso_conocido": "ingreso",
}


def agregar_validacion(form, error):
    """Add to ``form`` what a ``ValidationError`` of ``full_clean()`` or an ``IntegrityError`` says, each at its field.

    What is about a field that the form lacks is told about the whole form; nothing is lost. An ``IntegrityError`` of
    something else than a named constraint of ours is a bug, not an answer: it is raised again.
    """
    if isinstance(error, IntegrityError):
        error = _de_la_base(error)
    for campo, dicho in _por_campo(error):
        if campo == NON_FIELD_ERRORS:
            campo = _campo_de_mensaje(form, dicho)
        elif campo in form.fields and dicho.code in {"blank", "null"}:  # the form's own words name the field
            dicho = forms.ValidationError(form.fields[campo].error_messages["required"], code="required")
        form.add_error(campo if campo in form.fields else None, dicho)


def _por_campo(error):
    """Return ``[(field, ValidationError of one message)]``, whatever the shape of ``error``."""
    if hasattr(error, "error_dict"):
        return [(campo, dicho) for campo, dichos in error.error_dict.items() for dicho in dichos]
    return [(NON_FIELD_ERRORS, dicho) for dicho in error.error_list]


def _restricciones():
    return [restriccion for modelo in apps.get_models() for restriccion in modelo._meta.constraints]


def _campo_de_mensaje(form, error):
    """Return the field of the constraint that said this, among those of the form: Django tells its words, not its name.

    Several constraints may share a sentence; if they leave more than one field to choose, none is blamed.
    """
    (mensaje,) = error.messages
    campos = {CAMPO_DE.get(r.name) for r in _restricciones() if r.get_violation_error_message() == mensaje}
    campos &= set(form.fields)
    return campos.pop() if len(campos) == 1 else None


def violada(error):
    """Return the words of the constraint that an ``IntegrityError`` is about, and its field, ``None`` if it has none.

    Raises ``error`` again if it is about no named constraint of ours: that is a bug, not an answer.
    """
    nombre = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
    suya = next((r for r in _restricciones() if r.name == nombre and nombre in CAMPO_DE), None)
    if suya is None:
        raise error
    return suya.get_violation_error_message(), CAMPO_DE[nombre]


def _de_la_base(error):
    """Return as ValidationError what the database refused."""
    mensaje, campo = violada(error)
    dicho = forms.ValidationError(mensaje, code="restriccion")
    return forms.ValidationError({campo or NON_FIELD_ERRORS: [dicho]})

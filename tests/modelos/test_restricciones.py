"""What must never be wrong in a row the database refuses by name; the person reads the sentence of the model.

Each case returns a valid saved row and what to change in it to break exactly that constraint.
"""

import datetime

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from comun.models import Envio, Equivalencia, Mensaje
from inscripciones.models import Inscripcion
from seminario.models import Destinatario
from tests import fabricas as f

SALAS = {"comun", "actores", "proyectos", "agenda", "intercambio", "inscripciones", "acreditacion", "seminario"}
HORA = datetime.timedelta(hours=1)
DIA = datetime.timedelta(days=1)


def todas():
    """Every named constraint of our models: ``{name: constraint}``."""
    return {r.name: r for m in apps.get_models() if m._meta.app_label in SALAS for r in m._meta.constraints}


def mensaje():
    return Mensaje.objects.create(tipo="x", a="a@x.org", idioma="es")


def participacion(**campos):
    proyecto = campos.pop("proyecto", None) or f.crear_proyecto()
    return f.crear_participacion(proyecto, campos.pop("actor", None) or f.crear_ciudad(), **campos)


def _certificado():
    vista = presencia()
    return f.crear_certificado(vista.participante, vista.actividad)


def presencia(**campos):
    actividad = campos.pop("actividad", None) or f.crear_actividad()
    return f.crear_presencia(f.crear_participante(f.crear_inscripcion()), actividad, **campos)


def asistencia(**campos):
    actividad = campos.pop("actividad", None) or f.crear_actividad()
    return f.crear_asistencia(f.crear_participante(f.crear_inscripcion()), actividad, **campos)


def bloque(**campos):
    return f.crear_bloque(campos.pop("actividad", None) or f.crear_actividad(), **campos)


def intervencion(**campos):
    return f.crear_intervencion(campos.pop("bloque", None) or bloque(), **campos)


def pregunta(**campos):
    return f.crear_pregunta(bloque(), **campos)


def ficha():
    return f.crear_ficha(contacto=f.crear_contacto())


def propuesta():
    return f.crear_propuesta(f.crear_contacto())


def cambiar(crear, **cambios):
    """A row of ``crear`` with these fields wrong; a callable is given the row."""
    return lambda: (fila := crear(), {c: v(fila) if callable(v) else v for c, v in cambios.items()})


def repetir(crear, *campos):
    """A row that says the same as another one in ``campos``."""

    def caso():
        una, otra = crear(), crear()
        return otra, {campo: getattr(una, campo) for campo in campos}

    return caso


def _eleccion():
    return f.crear_eleccion(f.crear_inscripcion(), f.crear_actividad())


def _persona():
    return f.crear_participante(f.crear_inscripcion())


def _necesidad():
    return f.crear_necesidad(_persona())


def _solicitud():
    return f.crear_solicitud(f.crear_inscripcion())


def _pedido():
    return f.crear_pedido_de_union(f.crear_inscripcion(), f.crear_inscripcion())


def _importada_otra_vez():
    inscripcion = f.crear_inscripcion("confirmada")
    f.crear_persona_importada(inscripcion, correo="a" * 32)
    return f.crear_persona_importada(inscripcion, correo="b" * 32), {"correo": "a" * 32}


def _contacto_en_la_delegacion():
    inscripcion = f.crear_inscripcion()
    f.crear_participante(inscripcion, es_contacto=True)
    return f.crear_participante(inscripcion), {"es_contacto": True}


def _dos_coordinadoras():
    una = participacion(rol="coordinadora")
    return participacion(proyecto=una.proyecto), {"rol": "coordinadora"}


def _dos_seminarios():
    f.crear_seminario()
    return f.crear_actividad(), {"es_seminario": True}


def _bloques_a_la_misma_hora():
    """The second of two blocks would begin before the first one ends."""
    seminario = f.crear_seminario()
    f.crear_bloque(seminario, 1, inicio=seminario.inicio, fin=seminario.inicio + HORA)
    otro = f.crear_bloque(seminario, 2, inicio=seminario.inicio + HORA, fin=seminario.inicio + 2 * HORA)
    return otro, {"inicio": otro.inicio - datetime.timedelta(minutes=1)}


def _turno_repetido():
    actividad = f.crear_actividad()
    asistencia(actividad=actividad, estado="en_espera", turno=1)
    return asistencia(actividad=actividad, estado="en_espera", turno=2), {"turno": 1}


def _versiones_con_un_numero():
    proyecto = f.crear_proyecto()
    f.crear_version(proyecto, numero=1)
    return f.crear_version(proyecto, numero=2), {"numero": 1}


def _destinatario():
    return f.crear_destinatario(f.crear_comunicado(segmento={"a_quien": "todos"}), f.crear_inscripcion())


def _destinatario_otra_vez():
    """The same address in capitals."""
    uno = _destinatario()
    otro = Destinatario(comunicado=uno.comunicado, inscripcion=uno.inscripcion, idioma="es")
    return otro, {"email": uno.email.upper()}


CASOS = {
    "comun_mensaje_estado_conocido": cambiar(mensaje, estado="x"),
    "comun_envio_unico": repetir(
        lambda: Envio.objects.create(clave=str(Envio.objects.count()), ambito="a"), "clave", "ambito"
    ),
    "comun_equivalencia_unica": repetir(
        lambda: f.crear_equivalencia(espanol=f"palabra {Equivalencia.objects.count()}"), "espanol", "portugues"
    ),
    "actores_ods_numero_1_17": cambiar(f.crear_ods, numero=18),
    "actores_ciudad_pais_conocido": cambiar(f.crear_ciudad, pais="XX"),
    "actores_ciudad_con_nombre": cambiar(f.crear_ciudad, nombre=""),
    "actores_ciudad_en_el_mapa": cambiar(f.crear_ciudad, latitud=-34.6, longitud=None),
    "actores_ciudad_no_unida_a_si_misma": cambiar(f.crear_ciudad, fusionada_en_id=lambda c: c.pk),
    "actores_institucion_tipo_conocido": cambiar(f.crear_institucion, tipo="x"),
    "actores_institucion_con_nombre": cambiar(f.crear_institucion, nombre=""),
    "actores_institucion_no_unida_a_si_misma": cambiar(f.crear_institucion, fusionada_en_id=lambda c: c.pk),
    "actores_contacto_un_actor": cambiar(f.crear_contacto, institucion=lambda _c: f.crear_institucion()),
    "actores_contacto_idioma_conocido": cambiar(f.crear_contacto, idioma="fr"),
    "actores_programa_publicacion_conocida": cambiar(f.crear_programa, publicacion="x"),
    "proyectos_convocatoria_porcentaje": cambiar(f.crear_convocatoria, cofinanciamiento_maximo_pct=101),
    "proyectos_proyecto_publicacion_conocida": cambiar(f.crear_proyecto, publicacion="x"),
    "proyectos_proyecto_estado_conocido": cambiar(f.crear_proyecto, estado="x"),
    "proyectos_proyecto_modalidad_conocida": cambiar(f.crear_proyecto, modalidad="x"),
    "proyectos_proyecto_devuelta_con_comentarios": cambiar(f.crear_proyecto, publicacion="devuelta"),
    "proyectos_proyecto_codigo_unico": repetir(f.crear_proyecto, "codigo"),
    "proyectos_proyecto_modalidades_conocidas": cambiar(f.crear_proyecto, modalidades_pcssm=["taller", "x"]),
    "proyectos_enlace_clase_conocida": cambiar(lambda: f.crear_enlace(f.crear_proyecto()), clase="x"),
    "proyectos_fuente_datos_conocidos": cambiar(lambda: f.crear_fuente(f.crear_proyecto()), datos=["x"]),
    "proyectos_fuente_de_algo": cambiar(lambda: f.crear_fuente(f.crear_proyecto()), datos=[]),
    "proyectos_version_numero_unico": _versiones_con_un_numero,
    "proyectos_proyecto_fechas_en_orden": cambiar(
        f.crear_proyecto, inicio=datetime.date(2020, 2, 1), fin=datetime.date(2020, 1, 1)
    ),
    "proyectos_participacion_un_actor": cambiar(participacion, ciudad=None),
    "proyectos_participacion_rol_conocido": cambiar(participacion, rol="x"),
    "proyectos_participacion_ciudad_unica": repetir(participacion, "proyecto", "ciudad"),
    "proyectos_participacion_institucion_unica": repetir(
        lambda: participacion(actor=f.crear_institucion()), "proyecto", "institucion"
    ),
    "proyectos_participacion_una_coordinadora": _dos_coordinadoras,
    "agenda_cumbre_dias_en_orden": cambiar(f.crear_cumbre, fin=lambda c: c.inicio - DIA),
    "agenda_cumbre_inscripcion_en_orden": cambiar(f.crear_cumbre, inscripcion_hasta=lambda c: c.inscripcion_desde),
    "agenda_actividad_horas_en_orden": cambiar(f.crear_seminario, fin=lambda a: a.inicio - HORA),
    "agenda_actividad_dias_en_orden": cambiar(f.crear_actividad, dia_fin=lambda a: a.dia - DIA),
    "agenda_actividad_franja_conocida": cambiar(f.crear_actividad, franja="noche"),
    "agenda_actividad_un_seminario": _dos_seminarios,
    "agenda_bloque_orden_unico": repetir(bloque, "actividad", "orden"),
    "agenda_bloque_tipo_conocido": cambiar(bloque, tipo="x"),
    "agenda_bloque_estado_conocido": cambiar(bloque, estado="x"),
    "agenda_bloque_horas_en_orden": cambiar(bloque, inicio=None, fin=lambda _b: timezone.now()),
    "agenda_cumbre_anios_posibles": cambiar(
        f.crear_cumbre, inscripcion_hasta=datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)
    ),
    "agenda_actividad_anios_posibles": cambiar(f.crear_actividad, dia=datetime.date(1999, 12, 31)),
    "agenda_bloque_anios_posibles": cambiar(bloque, inicio=datetime.datetime(2200, 1, 1, tzinfo=datetime.UTC)),
    "agenda_bloque_demora_posible": cambiar(bloque, demora_minutos=241),
    "agenda_bloque_sin_solaparse": _bloques_a_la_misma_hora,
    "agenda_intervencion_un_actor_a_lo_sumo": cambiar(
        intervencion, ciudad=lambda _i: f.crear_ciudad(), institucion=lambda _i: f.crear_institucion()
    ),
    "agenda_intervencion_orden_unico": repetir(intervencion, "bloque", "orden"),
    "agenda_intervencion_estado_conocido": cambiar(intervencion, estado="x"),
    "agenda_intervencion_direccion_libre": cambiar(intervencion, slug="cumbre"),
    "agenda_intervencion_minutos_posibles": cambiar(intervencion, minutos=601),
    "agenda_intervencion_idioma_conocido": cambiar(intervencion, idioma="de"),
    "agenda_intervencion_interpretacion_conocida": cambiar(intervencion, interpretacion=["es", "de"]),
    "agenda_intervencion_sin_grabar": cambiar(intervencion, no_se_graba=True, grabacion_desde=60),
    "agenda_cambio_tipo_conocido": cambiar(lambda: f.crear_cambio(f.crear_actividad()), tipo="x"),
    "agenda_material_archivo_o_enlace": cambiar(lambda: f.crear_material(intervencion()), archivo="x.pdf"),
    "agenda_video_archivo_o_direccion": cambiar(lambda: f.crear_video(bloque()), url=""),
    "agenda_pregunta_estado_conocido": cambiar(pregunta, estado="x"),
    "agenda_pregunta_idioma_conocido": cambiar(pregunta, idioma="fr"),
    "agenda_pregunta_publicada_con_respuesta": cambiar(pregunta, estado="publicada"),
    "agenda_propuesta_un_actor": cambiar(propuesta, ciudad=None),
    "agenda_propuesta_publicacion_conocida": cambiar(propuesta, publicacion="x"),
    "agenda_propuesta_una_por_contacto": repetir(propuesta, "cumbre", "contacto"),
    "intercambio_ficha_publicacion_conocida": cambiar(ficha, publicacion="x"),
    "intercambio_ficha_tipo_conocido": cambiar(ficha, tipo="x"),
    "intercambio_ficha_idioma_conocido": cambiar(ficha, idioma="fr"),
    "intercambio_ficha_hasta_tres": cambiar(ficha, lugar=4),
    "intercambio_ficha_lugar_unico": repetir(ficha, "contacto", "tipo", "lugar"),
    "intercambio_mirada_publicacion_conocida": cambiar(f.crear_mirada, publicacion="x"),
    "intercambio_mirada_aporta_conocido": cambiar(f.crear_mirada, aporta="x"),
    "inscripciones_inscripcion_un_actor": cambiar(f.crear_inscripcion, institucion=lambda _i: f.crear_institucion()),
    "inscripciones_inscripcion_tipo_del_actor": cambiar(f.crear_inscripcion, tipo="institucion"),
    "inscripciones_inscripcion_estado_conocido": cambiar(f.crear_inscripcion, estado="x"),
    "inscripciones_inscripcion_idioma_conocido": cambiar(f.crear_inscripcion, idioma="fr"),
    "inscripciones_inscripcion_confirmada_con_consentimiento": cambiar(
        f.crear_inscripcion, estado="confirmada", confirmada_el=lambda _i: timezone.now()
    ),
    "inscripciones_inscripcion_origen_conocido": cambiar(f.crear_inscripcion, origen="x"),
    "inscripciones_inscripcion_no_duplica_a_si_misma": cambiar(
        f.crear_inscripcion, posible_duplicada_de=lambda inscripcion: inscripcion
    ),
    "inscripciones_inscripcion_clave_externa_unica": repetir(
        lambda: f.crear_inscripcion(clave_externa=f"fila-{Inscripcion.objects.count()}"), "clave_externa"
    ),
    "inscripciones_eleccion_unica": repetir(_eleccion, "inscripcion", "actividad"),
    "inscripciones_eleccion_modalidad_conocida": cambiar(_eleccion, modalidad="x"),
    "inscripciones_participante_un_contacto": _contacto_en_la_delegacion,
    "inscripciones_participante_con_nombre": cambiar(_persona, nombre=""),
    "inscripciones_participante_idioma_conocido": cambiar(_persona, idioma="fr"),
    "inscripciones_participante_respuesta_con_fecha": cambiar(_persona, respuesta="confirmada"),
    "inscripciones_necesidaddeacceso_lengua_conocida": cambiar(_necesidad, lengua_de_senas="x"),
    "inscripciones_necesidaddeacceso_dieta_conocida": cambiar(_necesidad, dieta="x"),
    "inscripciones_cambioinscripcion_quien_conocido": cambiar(
        lambda: f.crear_cambio_de_inscripcion(f.crear_inscripcion()), quien="x"
    ),
    "inscripciones_solicituddecambio_accion_conocida": cambiar(_solicitud, accion="x"),
    "inscripciones_solicituddecambio_estado_con_fecha": cambiar(_solicitud, estado="concedida"),
    "inscripciones_personaimportada_unica": _importada_otra_vez,
    "inscripciones_pedidodeunion_uno_abierto": repetir(_pedido, "inscripcion"),
    "inscripciones_pedidodeunion_no_a_si_misma": cambiar(_pedido, a=lambda pedido: pedido.inscripcion),
    "inscripciones_pedidodeunion_estado_con_fecha": cambiar(_pedido, estado="aceptada"),
    "inscripciones_asistencia_unica": repetir(asistencia, "participante", "actividad"),
    "inscripciones_asistencia_turno_unico": _turno_repetido,
    "inscripciones_asistencia_modalidad_conocida": cambiar(asistencia, modalidad="x"),
    "inscripciones_asistencia_estado_conocido": cambiar(asistencia, estado="x"),
    "inscripciones_asistencia_turno_si_espera": cambiar(asistencia, turno=1),
    "seminario_comunicado_en_dos_idiomas": cambiar(f.crear_comunicado, texto_pt_br=""),
    "seminario_comunicado_estado_con_fecha": cambiar(f.crear_comunicado, estado="en_curso"),
    "seminario_destinatario_unico": _destinatario_otra_vez,
    "seminario_destinatario_con_direccion": cambiar(_destinatario, email=""),
    "seminario_destinatario_idioma_conocido": cambiar(_destinatario, idioma="fr"),
    "inscripciones_notainterna_con_texto": cambiar(lambda: f.crear_nota(f.crear_inscripcion()), texto=""),
    "acreditacion_certificado_unico": repetir(_certificado, "participante", "actividad"),
    "acreditacion_certificado_con_nombre": cambiar(_certificado, nombre=""),
    "acreditacion_certificado_modalidad_conocida": cambiar(_certificado, modalidad="x"),
    "acreditacion_certificado_idioma_conocido": cambiar(_certificado, idioma="fr"),
    "acreditacion_presencia_unica": repetir(presencia, "participante", "actividad"),
    "acreditacion_presencia_modalidad_conocida": cambiar(presencia, modalidad="x"),
    "acreditacion_presencia_medio_conocido": cambiar(presencia, medio="x"),
    "acreditacion_presencia_ingreso_conocido": cambiar(presencia, ingreso="x"),
}
SIN_FRASE = {"comun_envio_unico"}  # nobody types it


def rota(nombre):
    """A row that breaks that constraint, not saved."""
    fila, cambios = CASOS[nombre]()
    for campo, valor in cambios.items():
        setattr(fila, campo, valor)
    return fila


def test_toda_restriccion_tiene_su_caso():
    assert sorted(CASOS) == sorted(todas())


def test_toda_restriccion_lleva_el_nombre_de_su_sala_y_su_modelo():
    mal = [
        r.name
        for m in apps.get_models()
        if m._meta.app_label in SALAS
        for r in m._meta.constraints
        if not r.name.startswith(f"{m._meta.app_label}_{m._meta.model_name}_")
    ]
    assert mal == []


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", sorted(CASOS))
def test_base_de_datos_rechaza_por_su_nombre(nombre):
    fila = rota(nombre)

    with pytest.raises(IntegrityError) as error, transaction.atomic():
        fila.save()

    assert error.value.__cause__.diag.constraint_name == nombre


@pytest.mark.django_db
@pytest.mark.parametrize("nombre", sorted(set(CASOS) - SIN_FRASE))
def test_persona_lee_la_frase_del_modelo(nombre):
    fila = rota(nombre)

    with pytest.raises(ValidationError) as error:
        fila.validate_constraints()
    with pytest.raises(ValidationError):
        fila.full_clean()

    assert todas()[nombre].get_violation_error_message() in error.value.messages


@pytest.mark.parametrize("nombre", sorted(set(CASOS) - SIN_FRASE))
def test_frase_dice_que_hacer_y_esta_traducida(nombre):
    en_espaniol = todas()[nombre].get_violation_error_message()
    with translation.override("pt-br"):
        en_portugues = todas()[nombre].get_violation_error_message()

    assert en_espaniol.endswith(".")
    assert en_portugues != en_espaniol
    assert "nválid" not in en_espaniol + en_portugues

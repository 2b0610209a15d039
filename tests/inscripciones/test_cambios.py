"""What each change of a confirmed registration leaves: one row with the difference, one mail that tells it in words."""

from functools import partial

import pytest
from django.core import mail
from django.utils import timezone, translation

from actores import contactos
from comun import enviador
from comun.models import Mensaje
from inscripciones import cambios, lugares, services
from inscripciones.cambios import siguiendo
from inscripciones.errores import YaNoSePuedeCambiar
from inscripciones.models import Asistencia, CambioInscripcion, Inscripcion, NecesidadDeAcceso
from inscripciones.relato import relatar
from tests import fabricas
from tests.inscripciones.delegaciones import borrador, confirmada, estados, turnos

LUIS = {"nombre": "Luis Cando", "email": "luis@riobamba.gob.ec", "cargo": "Chofer"}
ROSA = {"nombre": "Rosa Lema", "email": "rosa@riobamba.gob.ec", "cargo": "Directora"}


@pytest.fixture
def taller(cumbre):
    return fabricas.crear_actividad(cumbre, titulo_es="Taller", titulo_pt_br="Oficina", cupo_presencial=2)


@pytest.fixture
def delegacion(taller, riobamba):
    """A confirmed delegation of one person, Luis, who holds a place at ``taller``; its mails so far are forgotten."""
    contacto = fabricas.crear_contacto(nombre="Ana Guamán", email="ana@riobamba.gob.ec", ciudad=riobamba)
    inscripcion = confirmada(taller, contacto=contacto)
    inscripcion.participantes.update(**LUIS, avisado_el=timezone.now())
    Mensaje.objects.all().delete()
    return inscripcion


def dichos(inscripcion):
    """Return what was kept of the changes of a registration, oldest first, in words."""
    return [relatar(c.diferencias) for c in inscripcion.cambios.order_by("pk")]


def avisos(inscripcion):
    """Return ``[(address, change)]`` of the mails that told the changes of a registration."""
    filas = Mensaje.objects.filter(tipo="inscripcion_cambiada", sobre_id=inscripcion.pk).order_by("pk")
    return [(m.a, m.parametros["cambio"]) for m in filas]


def un_cambio(inscripcion, *frases):
    """One change was kept, which says exactly this, and one mail tells it to the contact."""
    assert dichos(inscripcion) == [list(frases)]
    cambio = inscripcion.cambios.get()
    assert avisos(inscripcion) == [(Inscripcion.objects.get(pk=inscripcion.pk).contacto.email, cambio.pk)]
    return cambio


def persona_de(inscripcion):
    return inscripcion.participantes.get()


# --- Each service -------------------------------------------------------------------------------


def test_agregar_a_una_persona_dice_su_lugar(delegacion):
    services.agregar_participante(inscripcion=delegacion, **ROSA)

    cambio = un_cambio(
        delegacion,
        "Se agregó a Rosa Lema (Directora, rosa@riobamba.gob.ec).",
        "Se suma «Taller» (presencial, lugar confirmado): Rosa Lema.",
    )
    assert (cambio.quien, cambio.usuario, cambio.motivo) == ("contacto", None, "")


def test_agregar_a_una_persona_en_una_sala_llena_dice_que_espera(delegacion, taller):
    confirmada(taller)

    services.agregar_participante(inscripcion=delegacion, nombre="Rosa Lema", email="", cargo="")

    un_cambio(delegacion, "Se agregó a Rosa Lema.", "Se suma «Taller» (presencial, en lista de espera): Rosa Lema.")


def test_agregar_al_contacto_lo_dice(delegacion):
    services.agregar_contacto(inscripcion=delegacion)

    un_cambio(
        delegacion,
        "Se agregó a Ana Guamán (Directora, ana@riobamba.gob.ec).",
        "Se suma «Taller» (presencial, lugar confirmado): Ana Guamán.",
    )


def test_editar_a_una_persona_dice_lo_que_era_y_lo_que_es(delegacion):
    services.editar_participante(participante=persona_de(delegacion), **{**LUIS, "cargo": "", "nombre": "Luis Mora"})

    un_cambio(
        delegacion,
        "Luis Cando, nombre y apellido: antes «Luis Cando», ahora «Luis Mora».",
        "Luis Cando, cargo o área: antes «Chofer», ahora «sin dato».",
    )


def test_quitar_a_una_persona_dice_que_su_lugar_queda_libre(delegacion):
    services.agregar_participante(inscripcion=delegacion, **ROSA)
    CambioInscripcion.objects.all().delete()
    Mensaje.objects.all().delete()

    services.quitar_participante(participante=delegacion.participantes.get(nombre="Rosa Lema"))

    un_cambio(
        delegacion,
        "Se quitó a Rosa Lema (Directora, rosa@riobamba.gob.ec).",
        "Se deja «Taller» y se libera el lugar presencial: Rosa Lema.",
    )


def test_el_lugar_que_se_libera_para_otra_persona_de_la_delegacion_tambien_se_dice(delegacion, taller):
    taller.cupo_presencial = 1
    taller.save()
    services.agregar_participante(inscripcion=delegacion, **ROSA)
    CambioInscripcion.objects.all().delete()

    services.quitar_participante(participante=delegacion.participantes.get(nombre="Luis Cando"))

    assert dichos(delegacion) == [
        [
            "Se quitó a Luis Cando (Chofer, luis@riobamba.gob.ec).",
            "Se deja «Taller» y se libera el lugar presencial: Luis Cando.",
            "Cambia «Taller», de «presencial, en lista de espera» a «presencial, lugar confirmado»: Rosa Lema.",
        ]
    ]


def test_cambiar_las_actividades_de_todas_las_personas_junta_a_quienes_les_pasa_lo_mismo(delegacion, taller, clima):
    services.agregar_participante(inscripcion=delegacion, **ROSA)
    CambioInscripcion.objects.all().delete()
    Mensaje.objects.all().delete()

    services.guardar_actividades(inscripcion=delegacion, elecciones={taller: "virtual", clima: "presencial"})

    un_cambio(
        delegacion,
        "Cambia «Taller», de «presencial, lugar confirmado» a «virtual, confirmada»: Luis Cando, Rosa Lema.",
        "Se suma «La ambición climática» (presencial, lugar confirmado): Luis Cando, Rosa Lema.",
    )


def test_lo_que_elige_la_delegacion_se_dice_aunque_cada_persona_elija_por_su_cuenta(delegacion, taller, clima):
    delegacion.participantes.update(actividades_propias=True)

    services.guardar_actividades(inscripcion=delegacion, elecciones={clima: "virtual"})

    un_cambio(
        delegacion,
        "La delegación deja «Taller» (presencial).",
        "La delegación elige «La ambición climática» (virtual).",
    )


def test_cambiar_las_actividades_de_una_persona_dice_que_elige_por_su_cuenta(delegacion, clima):
    services.guardar_actividades_de(participante=persona_de(delegacion), elecciones={clima: "virtual"})

    un_cambio(
        delegacion,
        "Luis Cando elige sus actividades por su cuenta.",
        "Se deja «Taller» y se libera el lugar presencial: Luis Cando.",
        "Se suma «La ambición climática» (virtual, confirmada): Luis Cando.",
    )


def test_cambiar_los_permisos_dice_si_y_no(delegacion):
    services.guardar_consentimientos(inscripcion=delegacion, datos=True, imagen=True, listado=False)

    un_cambio(delegacion, "Fotos y videos en los que usted aparezca: antes «sin aceptar», ahora «aceptado».")


def test_el_permiso_que_el_contacto_da_como_persona_es_del_contacto_y_se_dice(delegacion):
    services.agregar_contacto(inscripcion=delegacion)
    contacto = delegacion.participantes.get(es_contacto=True)
    CambioInscripcion.objects.all().delete()
    Mensaje.objects.all().delete()

    for _n in range(2):
        services.guardar_permisos(participante=contacto, imagen=True, listado=True)
    services.guardar_permisos(participante=delegacion.participantes.get(es_contacto=False), imagen=True, listado=True)

    frase = "Fotos y videos en los que usted aparezca: antes «sin aceptar», ahora «aceptado»."
    assert un_cambio(delegacion, frase).quien == "contacto"


def test_cambiar_los_datos_del_contacto_los_dice_una_vez_aunque_tambien_participe(delegacion):
    services.agregar_contacto(inscripcion=delegacion)
    CambioInscripcion.objects.all().delete()
    Mensaje.objects.all().delete()
    datos = {"nombre": "Ana Paz", "telefono": "099", "cargo": "Directora", "idioma": "pt-br"}

    contactos.cambiar_datos(contacto=delegacion.contacto, **datos)

    un_cambio(
        delegacion,
        "Contacto, nombre y apellido: antes «Ana Guamán», ahora «Ana Paz».",
        "Contacto, teléfono: antes «sin dato», ahora «099».",
        "Contacto, idioma de los mensajes: antes «Español», ahora «Português».",
    )
    assert Mensaje.objects.get(tipo="inscripcion_cambiada").idioma == "pt-br"


def test_la_direccion_nueva_del_contacto_recibe_el_cambio(delegacion):
    contacto = contactos.pedir_cambio_de_correo(contacto=delegacion.contacto, email="nueva@riobamba.gob.ec")

    contactos.comprobar_correo(token=contacto.token(contactos.proposito_de_correo(contacto)))

    frase = "Contacto, correo electrónico: antes «ana@riobamba.gob.ec», ahora «nueva@riobamba.gob.ec»."
    un_cambio(delegacion, frase)
    assert avisos(delegacion)[0][0] == "nueva@riobamba.gob.ec"


def test_los_datos_que_corrige_el_equipo_son_del_equipo(delegacion, django_user_model):
    usuaria = django_user_model.objects.create_user("eva")
    datos = {"nombre": "Ana Paz", "telefono": "", "cargo": "Directora", "idioma": "es"}

    contactos.corregir(contacto=delegacion.contacto, **datos, usuario=usuaria)

    cambio = un_cambio(delegacion, "Contacto, nombre y apellido: antes «Ana Guamán», ahora «Ana Paz».")
    assert (cambio.quien, cambio.usuario) == ("equipo", usuaria)


def test_el_nombre_y_el_correo_que_corrige_el_equipo_son_un_solo_cambio_y_un_solo_aviso(
    delegacion, client, django_user_model
):
    client.force_login(django_user_model.objects.create_superuser("eva"))
    datos = {"nombre": "Ana Paz", "email": "paz@riobamba.gob.ec", "telefono": "", "cargo": "Directora", "idioma": "es"}

    client.post(f"/admin/actores/contacto/{delegacion.contacto_id}/change/", datos)

    cambio = un_cambio(
        delegacion,
        "Contacto, nombre y apellido: antes «Ana Guamán», ahora «Ana Paz».",
        "Contacto, correo electrónico: antes «ana@riobamba.gob.ec», ahora «paz@riobamba.gob.ec».",
    )
    assert (cambio.quien, cambio.usuario.username) == ("equipo", "eva")
    assert sorted((m.tipo, m.a) for m in Mensaje.objects.all()) == [
        ("correo_cambiado", "ana@riobamba.gob.ec"),
        ("inscripcion_cambiada", "paz@riobamba.gob.ec"),
        ("recuperar_enlace", "paz@riobamba.gob.ec"),
    ]


def test_retirar_la_inscripcion_queda_como_un_cambio_y_su_correo_es_el_suyo(delegacion):
    services.retirar(inscripcion=delegacion)
    services.retirar(inscripcion=delegacion)

    assert dichos(delegacion) == [["La inscripción pasó de «confirmada» a «retirada»."]]
    assert [m.tipo for m in Mensaje.objects.order_by("pk")] == ["inscripcion_retirada", "delegacion_terminada"]


# --- Nothing to tell ----------------------------------------------------------------------------


def lo_mismo(inscripcion, taller):
    """Every change that changes nothing."""
    contacto, persona = inscripcion.contacto, persona_de(inscripcion)
    datos = {campo: getattr(contacto, campo) for campo in ("nombre", "telefono", "cargo", "idioma")}
    return {
        "editar": lambda: services.editar_participante(participante=persona, **LUIS),
        "actividades": lambda: services.guardar_actividades(inscripcion=inscripcion, elecciones={taller: "presencial"}),
        "actividades_de": lambda: services.guardar_actividades_de(participante=persona, elecciones=None),
        "permisos": lambda: services.guardar_consentimientos(
            inscripcion=inscripcion, datos=True, imagen=False, listado=False
        ),
        "contacto": lambda: contactos.cambiar_datos(contacto=contacto, **datos),
    }


@pytest.mark.parametrize("que", ["editar", "actividades", "actividades_de", "permisos", "contacto"])
def test_guardar_lo_mismo_no_deja_cambio_ni_correo(delegacion, taller, que):
    lo_mismo(delegacion, taller)[que]()

    assert (CambioInscripcion.objects.count(), Mensaje.objects.count()) == (0, 0)


def test_los_cambios_de_un_borrador_no_se_guardan(taller, clima):
    inscripcion = borrador(taller)

    services.agregar_participante(inscripcion=inscripcion, **ROSA)
    services.guardar_actividades(inscripcion=inscripcion, elecciones={clima: "virtual"})
    services.quitar_participante(participante=inscripcion.participantes.get(nombre="Rosa Lema"))
    services.guardar_consentimientos(inscripcion=inscripcion, datos=True, imagen=True, listado=True)
    services.confirmar(inscripcion=inscripcion)

    assert CambioInscripcion.objects.count() == 0
    assert [m.tipo for m in Mensaje.objects.all()] == ["inscripcion_confirmada"]


def test_lo_que_se_deshace_por_un_error_no_queda(delegacion):
    with pytest.raises(services.personas.ErrorInscripcion):
        services.quitar_participante(participante=persona_de(delegacion))

    assert (CambioInscripcion.objects.count(), Mensaje.objects.count()) == (0, 0)


def test_el_lugar_que_otra_delegacion_deja_no_es_un_cambio_de_quien_lo_recibe(delegacion, taller):
    taller.cupo_presencial = 1
    taller.save()
    espera = confirmada(taller)
    Mensaje.objects.all().delete()

    services.retirar(inscripcion=delegacion)

    assert (estados(espera), dichos(espera)) == (["confirmada"], [])
    suyos = Mensaje.objects.exclude(tipo="delegacion_terminada")
    assert sorted(m.tipo for m in suyos) == ["inscripcion_retirada", "lugar_liberado"]


def test_las_necesidades_de_acceso_no_entran_en_ningun_cambio(delegacion):
    persona = persona_de(delegacion)
    with siguiendo(delegacion, quien="participante"):
        fabricas.crear_necesidad(persona, otra="Silla de ruedas")
    services.sustituir_participante(participante=persona, **ROSA, idioma="es")

    (cambio,) = CambioInscripcion.objects.all()
    assert "Silla" not in repr(cambio.diferencias)
    assert {d["que"] for d in cambio.diferencias} == {"persona_sustituida"}


# --- Followed by somebody else ------------------------------------------------------------------


def test_quien_sigue_por_fuera_lo_cuenta_todo_en_su_nombre(delegacion, clima, django_user_model):
    usuaria = django_user_model.objects.create_user("eva")

    with siguiendo(delegacion, quien="equipo", usuario=usuaria, motivo="Duplicada") as seguimiento:
        services.agregar_participante(inscripcion=delegacion, **ROSA)
        services.guardar_actividades(inscripcion=delegacion, elecciones={clima: "virtual"})
        assert seguimiento.cambio is None

    cambio = CambioInscripcion.objects.get()
    assert seguimiento.cambio == cambio
    assert (cambio.quien, cambio.usuario, cambio.motivo) == ("equipo", usuaria, "Duplicada")
    assert avisos(delegacion) == [("ana@riobamba.gob.ec", cambio.pk)]
    assert len(cambio.diferencias) == 4


def test_seguir_a_una_no_calla_a_otra(delegacion, taller):
    otra = confirmada(taller)

    with siguiendo(delegacion, quien="equipo"):
        services.agregar_participante(inscripcion=otra, nombre="Marta", email="", cargo="")

    assert [(c.inscripcion, c.quien) for c in CambioInscripcion.objects.all()] == [(otra, "contacto")]


def test_tras_un_error_se_vuelve_a_seguir(delegacion):
    with pytest.raises(ZeroDivisionError), siguiendo(delegacion, quien="equipo"):
        raise ZeroDivisionError

    services.agregar_participante(inscripcion=delegacion, nombre="Rosa Lema", email="", cargo="")

    assert CambioInscripcion.objects.get().quien == "contacto"


# --- Somebody takes the place of another --------------------------------------------------------


def test_sustituir_da_el_lugar_sin_pasar_por_los_libres(delegacion, taller):
    taller.cupo_presencial = 1
    taller.save()
    espera, detras = confirmada(taller), confirmada(taller)
    persona, asistencia = persona_de(delegacion), Asistencia.objects.get(participante__inscripcion=delegacion)
    Mensaje.objects.all().delete()

    nueva = services.sustituir_participante(participante=persona, **ROSA, idioma="pt-br")

    un_cambio(
        delegacion,
        "Rosa Lema (Directora, rosa@riobamba.gob.ec) ocupa el lugar de Luis Cando (Chofer, luis@riobamba.gob.ec).",
    )
    assert sorted((m.tipo, m.a) for m in Mensaje.objects.all()) == [
        ("enlace_personal", "rosa@riobamba.gob.ec"),
        ("enlace_personal_terminado", "luis@riobamba.gob.ec"),
        ("inscripcion_cambiada", "ana@riobamba.gob.ec"),
    ]
    assert (estados(delegacion), estados(espera), estados(detras)) == (["confirmada"], ["en_espera"], ["en_espera"])
    assert turnos(taller) == [1, 2]
    assert Asistencia.objects.get(participante=nueva) == asistencia
    assert (nueva.nombre, nueva.email, nueva.cargo, nueva.idioma) == (*ROSA.values(), "pt-br")


def test_sustituir_a_quien_espera_conserva_el_turno(taller):
    confirmada(taller, personas=2)
    espera, detras = confirmada(taller), confirmada(taller)

    services.sustituir_participante(participante=persona_de(espera), **ROSA, idioma="es")

    filas = Asistencia.objects.en_espera().values_list("participante__nombre", "turno")
    assert list(filas) == [("Rosa Lema", 1), (persona_de(detras).nombre, 2)]


def test_sustituir_termina_el_enlace_y_borra_lo_que_era_de_la_otra_persona(delegacion):
    persona, ahora = persona_de(delegacion), timezone.now()
    fabricas.crear_necesidad(persona)
    de_otra = {
        "respuesta": "confirmada",
        "respondio_el": ahora,
        "avisado_el": ahora,
        "recordado_el": ahora,
        "consentimiento_imagen_el": ahora,
        "consentimiento_listado_el": ahora,
    }
    delegacion.participantes.update(**de_otra)
    viejo, entrada = persona.token(), persona.entrada

    nueva = services.sustituir_participante(participante=persona, **ROSA, idioma="es")

    nueva.refresh_from_db()
    assert type(persona).por_token(viejo) is None
    assert type(persona).por_token(nueva.token()) == nueva
    assert nueva.entrada != entrada
    assert nueva.avisado_el > ahora  # of her own link
    del de_otra["avisado_el"]
    assert {campo: getattr(nueva, campo) for campo in de_otra} == {**dict.fromkeys(de_otra), "respuesta": "pendiente"}
    assert NecesidadDeAcceso.objects.count() == 0


def test_sustituir_a_quien_aviso_que_no_va_da_lo_que_habia_dejado(delegacion, taller, clima):
    persona = persona_de(delegacion)
    services.declinar(participante=persona)
    services.guardar_actividades(inscripcion=delegacion, elecciones={taller: "presencial", clima: "virtual"})

    nueva = services.sustituir_participante(participante=persona, **ROSA, idioma="es")

    assert nueva.respuesta == "pendiente"
    assert sorted(nueva.asistencias.values_list("actividad", "estado")) == sorted(
        [(taller.pk, "confirmada"), (clima.pk, "confirmada")]
    )
    assert dichos(delegacion)[-1] == [
        "Rosa Lema (Directora, rosa@riobamba.gob.ec) ocupa el lugar de Luis Cando (Chofer, luis@riobamba.gob.ec).",
        "Se suma «Taller» (presencial, lugar confirmado): Rosa Lema.",
        f"Se suma «{clima.titulo}» (virtual, confirmada): Rosa Lema.",
    ]


def test_sustituir_a_quien_aviso_que_no_va_da_un_turno_si_su_lugar_ya_es_de_otra_persona(delegacion, taller):
    taller.cupo_presencial = 1
    taller.save()
    espera = confirmada(taller)
    persona = persona_de(delegacion)
    services.declinar(participante=persona)

    nueva = services.sustituir_participante(participante=persona, **ROSA, idioma="es")

    assert estados(espera) == ["confirmada"]
    assert list(nueva.asistencias.values_list("estado", "turno")) == [("en_espera", 1)]


def test_sustituir_suelta_la_fila_de_la_planilla_que_trajo_a_la_otra_persona(delegacion):
    persona = persona_de(delegacion)
    de_otra = fabricas.crear_persona_importada(
        delegacion, participante=persona, correo="c" * 32, huellas={"nombre": "x"}
    )

    services.sustituir_participante(participante=persona, **ROSA, idioma="es")

    de_otra.refresh_from_db()
    assert (de_otra.participante, de_otra.correo, de_otra.huellas) == (None, "c" * 32, {"nombre": "x"})


def test_sustituir_al_contacto_lo_deja_sin_participar(delegacion):
    services.agregar_contacto(inscripcion=delegacion)

    nueva = services.sustituir_participante(
        participante=delegacion.participantes.get(es_contacto=True), **ROSA, idioma="es"
    )
    contactos.cambiar_datos(contacto=delegacion.contacto, nombre="Ana Paz", telefono="", cargo="Directora", idioma="es")

    delegacion.refresh_from_db()
    nueva.refresh_from_db()
    assert (delegacion.contacto_participa, nueva.es_contacto, nueva.nombre) == (False, False, "Rosa Lema")


def test_sustituir_a_quien_ya_no_esta_lo_dice(delegacion):
    persona = services.agregar_participante(inscripcion=delegacion, nombre="Ida", email="", cargo="")
    services.quitar_participante(participante=delegacion.participantes.get(pk=persona.pk))

    with pytest.raises(services.personas.ErrorInscripcion) as error:
        services.sustituir_participante(participante=persona, **ROSA, idioma="es")

    assert str(error.value.mensaje) == (
        "Esa persona ya no está en la delegación: agréguela de nuevo si va a participar."
    )


def test_editar_con_una_copia_vieja_no_pisa_lo_que_la_persona_respondio(delegacion):
    vieja = persona_de(delegacion)
    delegacion.participantes.update(respuesta="confirmada", respondio_el=timezone.now())

    services.editar_participante(participante=vieja, **{**LUIS, "nombre": "Luis Mora"})

    assert persona_de(delegacion).respuesta == "confirmada"


def test_otro_nombre_y_otro_correo_a_la_vez_son_una_sustitucion(delegacion, django_user_model):
    """Whoever writes them over a row: nothing of the earlier person stays, nor do they keep the code of entry."""
    usuaria, persona, ahora = django_user_model.objects.create_user("eva"), persona_de(delegacion), timezone.now()
    delegacion.participantes.update(respuesta="confirmada", respondio_el=ahora, consentimiento_imagen_el=ahora)
    fabricas.crear_necesidad(persona)
    de_otra = fabricas.crear_persona_importada(delegacion, participante=persona)
    solicitud = fabricas.crear_solicitud(delegacion, participante=persona)
    viejo = persona.token()

    services.editar_participante(participante=persona, **ROSA, quien="equipo", usuario=usuaria)

    rosa = persona_de(delegacion)
    cambio = un_cambio(
        delegacion,
        "Rosa Lema (Directora, rosa@riobamba.gob.ec) ocupa el lugar de Luis Cando (Chofer, luis@riobamba.gob.ec).",
    )
    assert (cambio.quien, cambio.usuario) == ("equipo", usuaria)
    assert rosa.entrada != persona.entrada
    assert (rosa.respuesta, rosa.respondio_el, rosa.consentimiento_imagen_el) == ("pendiente", None, None)
    assert (type(persona).por_token(viejo), NecesidadDeAcceso.objects.count()) == (None, 0)
    for fila in (de_otra, solicitud):
        fila.refresh_from_db()
        assert fila.participante is None


def test_otra_persona_por_edicion_recibe_lo_que_habia_dejado_quien_no_iba(delegacion):
    persona = persona_de(delegacion)
    services.declinar(participante=persona)

    services.editar_participante(participante=persona, **ROSA)

    assert (persona_de(delegacion).respuesta, estados(delegacion)) == ("pendiente", ["confirmada"])


@pytest.mark.parametrize("cambia", [{"nombre": "Luis Kando"}, {"email": "luis@otro.gob.ec"}])
def test_una_correccion_conserva_la_entrada_y_la_respuesta(delegacion, cambia):
    delegacion.participantes.update(respuesta="confirmada", respondio_el=timezone.now())
    antes = persona_de(delegacion)

    services.editar_participante(participante=antes, **LUIS | cambia)

    luis = persona_de(delegacion)
    assert (luis.entrada, luis.respuesta) == (antes.entrada, "confirmada")
    assert [d["que"] for d in CambioInscripcion.objects.get().diferencias] == list(cambia)


def test_corregir_a_quien_paso_a_otra_delegacion_mientras_tanto_lo_dice(delegacion, taller):
    """With what was read before: neither registration is written without its lock."""
    persona, otra = persona_de(delegacion), confirmada(taller)
    delegacion.participantes.update(inscripcion=otra)

    with pytest.raises(services.personas.ErrorInscripcion, match="ya no está en la delegación"):
        services.editar_participante(participante=persona, **LUIS | {"nombre": "Luis Mora"})

    assert set(otra.participantes.values_list("nombre", flat=True)) >= {"Luis Cando"}


# --- Of a registration that is over -------------------------------------------------------------


def test_en_una_que_ya_no_sigue_el_equipo_corrige_y_nadie_toma_el_lugar(delegacion):
    """Each on its own: both at once are another person. What counts its days until it is purged does not move."""
    persona = persona_de(delegacion)
    services.retirar(inscripcion=delegacion)
    guardada, viejo = Inscripcion.objects.get().guardada, persona.token()
    corregir = partial(
        services.editar_participante, participante=persona, tambien_cerrada=True, tambien_terminada=True, quien="equipo"
    )

    with pytest.raises(YaNoSePuedeCambiar):
        services.editar_participante(participante=persona, **LUIS, tambien_cerrada=True)
    with pytest.raises(services.personas.ErrorInscripcion, match="nadie toma el lugar de otra persona"):
        corregir(**ROSA)
    corregir(**LUIS | {"nombre": "Luis Candó Paz"})
    assert type(persona).por_token(viejo) == persona
    corregir(**LUIS | {"nombre": "Luis Candó Paz", "email": "luis@otro.gob.ec"})

    luis = persona_de(delegacion)
    assert (luis.nombre, luis.email, luis.entrada) == ("Luis Candó Paz", "luis@otro.gob.ec", persona.entrada)
    assert type(persona).por_token(viejo) is None
    assert Mensaje.objects.get(tipo="enlace_personal_terminado").a == LUIS["email"]
    assert (Inscripcion.objects.get().guardada, dichos(delegacion)[1:]) == (guardada, [])


# --- The mail, and the words --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("idioma", "asunto", "lineas"),
    [
        (
            "es",
            "Cambios en la inscripción de Riobamba",
            [
                "- Se agregó a Rosa Lema (Directora, rosa@riobamba.gob.ec).",
                "- Se suma «Taller» (presencial, lugar confirmado): Rosa Lema.",
            ],
        ),
        (
            "pt-br",
            "Alterações na inscrição de Riobamba",
            [
                "- Rosa Lema (Directora, rosa@riobamba.gob.ec) passou a fazer parte da delegação.",
                "- Nova atividade, «Oficina» (presencial, vaga confirmada): Rosa Lema.",
            ],
        ),
    ],
)
def test_el_correo_cuenta_el_cambio_en_el_idioma_del_contacto(delegacion, idioma, asunto, lineas):
    delegacion.contacto.idioma = idioma
    delegacion.contacto.save()

    services.agregar_participante(inscripcion=delegacion, **ROSA)
    enviador.enviar_pendientes()

    (enviado,) = [m for m in mail.outbox if m.to == ["ana@riobamba.gob.ec"]]
    assert enviado.subject == f"{asunto} ({delegacion.referencia})"
    assert [linea for linea in enviado.body.splitlines() if linea.startswith("- ")] == lineas
    prefijo = "/pt-br" if idioma == "pt-br" else ""
    assert f"http://testserver{prefijo}/acceso/{delegacion.contacto.token()}/" in enviado.body.splitlines()


def test_lo_guardado_son_codigos_y_el_idioma_es_de_quien_lee(delegacion, asamblea):
    asamblea.titulo_pt_br = "Assembleia Geral"
    asamblea.save()
    services.guardar_actividades(inscripcion=delegacion, elecciones={asamblea: "virtual"})
    lugares.rechazar(asistencias=list(Asistencia.objects.filter(actividad=asamblea)))
    CambioInscripcion.objects.all().delete()
    services.quitar_participante(participante=services.agregar_participante(inscripcion=delegacion, **ROSA))

    diferencias = CambioInscripcion.objects.first().diferencias
    with translation.override("pt-br"):
        en_portugues = relatar(diferencias)

    assert en_portugues == [
        "Rosa Lema (Directora, rosa@riobamba.gob.ec) saiu da delegação.",
        "Sai de «Assembleia Geral» (virtual, solicitada): Rosa Lema.",
    ]
    assert diferencias[1] == {
        "que": "actividad",
        "de": "Rosa Lema",
        "persona": diferencias[0]["persona"],
        "actividad": asamblea.pk,
        "antes": ["virtual", "solicitada"],
        "despues": None,
    }


def test_un_dato_se_cuenta_en_los_dos_idiomas():
    actor = {"que": "actor", "de": "", "antes": "Riobamba", "despues": "Quito"}
    sigue = {"que": "actividades_propias", "de": "Luis", "antes": True, "despues": False}
    ida = {"que": "actividad", "de": "Luis", "actividad": 0, "antes": None, "despues": ["virtual", "confirmada"]}
    elegida = {"que": "eleccion", "de": "", "actividad": 0, "antes": "virtual", "despues": "presencial"}

    en_espanol = relatar([actor, sigue, ida, elegida], {})
    with translation.override("pt-br"):
        en_portugues = relatar([actor, sigue, ida, elegida], {})

    assert en_espanol == [
        "Quién se inscribe: antes «Riobamba», ahora «Quito».",
        "Luis vuelve a las actividades de la delegación.",
        "Se suma «una actividad que ya no está» (virtual, confirmada): Luis.",
        "La delegación cambia «una actividad que ya no está», de «virtual» a «presencial».",
    ]
    assert en_portugues == [
        "Quem se inscreve: antes «Riobamba», agora «Quito».",
        "Luis volta às atividades da delegação.",
        "Nova atividade, «uma atividade que não existe mais» (virtual, confirmada): Luis.",
        "A delegação muda «uma atividade que não existe mais», de «virtual» para «presencial».",
    ]


@pytest.mark.parametrize("personas", [1, 30])
def test_el_retrato_cuesta_lo_mismo_con_cualquier_numero_de_personas(taller, personas, django_assert_num_queries):
    inscripcion = confirmada(taller, personas=personas)

    with django_assert_num_queries(4):
        cambios.retrato(inscripcion)

"""Places in the room one after the other: waiting list, promotion, reserved activities, the page of full rooms."""

import pytest
from django.db import transaction

from agenda.services import cambiar_cupo
from comun.models import Mensaje
from inscripciones import lugares, services
from inscripciones.errores import ActividadCerrada, CupoLleno, TransicionIlegal
from inscripciones.models import Asistencia, Inscripcion
from tests import fabricas
from tests.formularios import enviar
from tests.inscripciones import recorrido
from tests.inscripciones.delegaciones import borrador, confirmada, estados, invariantes, turnos


def avisos(tipo):
    """The mails of a type in the order in which they were queued: ``[(address, parameters)]``."""
    return list(Mensaje.objects.filter(tipo=tipo).order_by("pk").values_list("a", "parametros"))


def asistencia_de(inscripcion, actividad=None):
    consulta = Asistencia.objects.filter(participante__inscripcion=inscripcion)
    return consulta.get(actividad=actividad) if actividad else consulta.get()


# --- Waiting list and promotion -----------------------------------------------------------------


def test_lista_de_espera_se_promueve_por_orden_de_llegada_con_un_correo_cada_vez(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    con_lugar, primera, segunda = [confirmada(actividad) for _i in range(3)]

    services.retirar(inscripcion=con_lugar)

    assert [estados(i) for i in (con_lugar, primera, segunda)] == [["retirada"], ["confirmada"], ["en_espera"]]
    assert avisos("lugar_liberado") == [(primera.contacto.email, {"asistencia": asistencia_de(primera).pk})]
    services.retirar(inscripcion=primera)
    assert estados(segunda) == ["confirmada"]
    assert [a for a, _p in avisos("lugar_liberado")] == [primera.contacto.email, segunda.contacto.email]


def test_quien_espera_y_se_retira_no_mueve_a_nadie(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    con_lugar, primera, segunda = [confirmada(actividad) for _i in range(3)]

    services.retirar(inscripcion=primera)

    assert [estados(i) for i in (con_lugar, segunda)] == [["confirmada"], ["en_espera"]]
    assert (turnos(actividad), avisos("lugar_liberado")) == ([2], [])


def test_turno_de_quien_llega_despues_va_detras_aunque_la_lista_haya_corrido(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    con_lugar, _primera, segunda = [confirmada(actividad) for _i in range(3)]
    services.retirar(inscripcion=con_lugar)

    nueva = confirmada(actividad)

    assert asistencia_de(nueva).turno == asistencia_de(segunda).turno + 1


def test_retirar_dos_veces_promueve_y_avisa_una_vez(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    con_lugar, primera, segunda = [confirmada(actividad) for _i in range(3)]

    services.retirar(inscripcion=con_lugar)
    services.retirar(inscripcion=con_lugar)

    assert [estados(i) for i in (primera, segunda)] == [["confirmada"], ["en_espera"]]
    assert len(avisos("lugar_liberado")) == 1
    assert len(avisos("inscripcion_retirada")) == 1


@pytest.mark.parametrize(
    ("cupo", "esperados"),
    [
        (3, ["confirmada", "confirmada", "confirmada", "en_espera"]),
        (None, ["confirmada"] * 4),
        (0, ["confirmada", "en_espera", "en_espera", "en_espera"]),
    ],
)
def test_cambiar_el_cupo_promueve_a_quienes_caben_y_no_quita_a_nadie(cumbre, cupo, esperados):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    inscripciones = [confirmada(actividad) for _i in range(4)]

    cambiar_cupo(actividad=actividad, cupo=cupo)

    assert [estados(i)[0] for i in inscripciones] == esperados
    assert [a for a, _p in avisos("lugar_liberado")] == [
        i.contacto.email for i, estado in zip(inscripciones[1:], esperados[1:], strict=True) if estado == "confirmada"
    ]


def test_quien_participa_en_forma_virtual_no_ocupa_lugar(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    confirmada(actividad, modalidad="virtual", personas=3)

    presencial = confirmada(actividad)

    assert estados(presencial) == ["confirmada"]
    assert lugares.libres(actividad) == 0


def test_borrador_no_ocupa_lugar(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    borrador(actividad)

    assert lugares.libres(actividad) == 1


def test_sin_cupo_no_hay_limite(cumbre):
    actividad = fabricas.crear_actividad(cumbre)

    assert estados(confirmada(actividad, personas=4)) == ["confirmada"] * 4
    assert lugares.libres(actividad) is None


# --- What frees a place -------------------------------------------------------------------------


def test_pasar_a_virtual_libera_el_lugar_para_quien_espera(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    con_lugar, primera = confirmada(actividad), confirmada(actividad)

    services.guardar_actividades(inscripcion=con_lugar, elecciones={actividad: "virtual"})

    assert (asistencia_de(con_lugar).modalidad, estados(con_lugar)) == ("virtual", ["confirmada"])
    assert estados(primera) == ["confirmada"]
    assert [a for a, _p in avisos("lugar_liberado")] == [primera.contacto.email]


def test_quien_espera_y_pasa_a_virtual_queda_confirmado_y_deja_su_turno(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    _con_lugar, primera, segunda = [confirmada(actividad) for _i in range(3)]

    services.guardar_actividades(inscripcion=primera, elecciones={actividad: "virtual"})

    assert (estados(primera), asistencia_de(primera).turno) == (["confirmada"], None)
    assert (estados(segunda), turnos(actividad)) == (["en_espera"], [2])
    assert avisos("lugar_liberado") == []


def test_virtual_que_pasa_a_presencial_espera_su_turno_si_la_sala_esta_llena(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    confirmada(actividad)
    virtual = confirmada(actividad, modalidad="virtual")

    services.guardar_actividades(inscripcion=virtual, elecciones={actividad: "presencial"})

    assert (estados(virtual), turnos(actividad)) == (["en_espera"], [1])


def test_dejar_la_actividad_libera_los_lugares_de_toda_la_delegacion(cumbre):
    actividad, otra = fabricas.crear_actividad(cumbre, cupo_presencial=2), fabricas.crear_actividad(cumbre)
    delegacion = confirmada(actividad, otra, personas=2)
    esperan = [confirmada(actividad) for _i in range(3)]

    services.guardar_actividades(inscripcion=delegacion, elecciones={otra: "presencial"})

    assert [estados(i)[0] for i in esperan] == ["confirmada", "confirmada", "en_espera"]
    invariantes(actividad)


def test_quitar_a_una_persona_libera_su_lugar(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=2)
    delegacion, espera = confirmada(actividad, personas=2), confirmada(actividad)

    services.quitar_participante(participante=delegacion.participantes.last())

    assert (estados(delegacion), estados(espera)) == (["confirmada"], ["confirmada"])
    assert [a for a, _p in avisos("lugar_liberado")] == [espera.contacto.email]


def test_persona_que_se_suma_a_una_confirmada_toma_lugar_o_turno_en_el_acto(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=2)
    delegacion = confirmada(actividad)

    services.agregar_participante(inscripcion=delegacion, nombre="Segunda", email="", cargo="")
    services.agregar_participante(inscripcion=delegacion, nombre="Tercera", email="", cargo="")

    assert estados(delegacion) == ["confirmada", "confirmada", "en_espera"]


def test_dentro_de_una_delegacion_el_lugar_que_una_persona_deja_pasa_a_la_que_espera(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    delegacion = confirmada(actividad, personas=2)
    primera, segunda = delegacion.participantes.order_by("pk")

    services.guardar_actividades_de(participante=primera, elecciones={actividad: "virtual"})

    assert [(a.participante, a.modalidad, a.estado) for a in Asistencia.objects.order_by("participante_id")] == [
        (primera, "virtual", "confirmada"),
        (segunda, "presencial", "confirmada"),
    ]


def test_toda_la_delegacion_pasa_a_virtual_y_los_avisos_a_si_misma_no_anuncian_nada(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    delegacion, ajena = confirmada(actividad, personas=3), confirmada(actividad)

    services.guardar_actividades(inscripcion=delegacion, elecciones={actividad: "virtual"})

    assert estados(ajena) == ["confirmada"]
    vivas = set(Asistencia.objects.values_list("pk", flat=True))
    assert [a for a, p in avisos("lugar_liberado") if p["asistencia"] in vivas] == [ajena.contacto.email]


# --- Closed and full at confirmation ------------------------------------------------------------


def test_actividad_cerrada_mientras_tanto_lo_dice_con_su_nombre_y_no_escribe_nada(cumbre):
    actividad = fabricas.crear_actividad(cumbre, titulo_es="Taller de datos")
    inscripcion = borrador(actividad)
    actividad.cerrada = True
    actividad.save()

    with pytest.raises(ActividadCerrada) as error:
        services.confirmar(inscripcion=inscripcion)

    assert error.value.mensaje == (
        "«Taller de datos» ya no recibe inscripciones: quítela de su selección. El resto se conserva."
    )
    inscripcion.refresh_from_db()
    assert (inscripcion.estado, estados(inscripcion)) == ("borrador", ["elegida"])


def test_actividad_cerrada_conserva_los_lugares_dados_y_no_estorba_a_la_delegacion(cumbre):
    actividad, otra = fabricas.crear_actividad(cumbre, cupo_presencial=5), fabricas.crear_actividad(cumbre)
    delegacion = confirmada(actividad, otra)
    actividad.cerrada = True
    actividad.save()

    nueva = services.agregar_participante(inscripcion=delegacion, nombre="Luz", email="", cargo="")

    assert estados(delegacion) == ["confirmada"] * 3
    assert [a.actividad for a in nueva.asistencias.all()] == [otra]


def test_sala_llena_en_dos_actividades_las_nombra_a_las_dos(cumbre):
    una, otra, libre = [fabricas.crear_actividad(cumbre, cupo_presencial=n) for n in (0, 0, 9)]

    with pytest.raises(CupoLleno) as error:
        services.confirmar(inscripcion=borrador(una, otra, libre))

    assert error.value.actividades == [una, otra]


def test_sin_lugar_y_colocar_dicen_lo_mismo_cuando_una_persona_acepto_esperar_y_otra_no(cumbre):
    """The one who accepted to wait takes the place that is left: the other one is still to decide."""
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    inscripcion = borrador(actividad, personas=2)
    primera = inscripcion.participantes.order_by("pk").first().asistencias.get()
    primera.acepta_espera = True
    primera.save()

    with pytest.raises(CupoLleno) as error:
        services.confirmar(inscripcion=inscripcion)

    assert lugares.sin_lugar(inscripcion) == error.value.actividades == [actividad]


@pytest.mark.parametrize(("cupo", "personas", "llenas"), [(2, 2, 0), (2, 3, 1), (0, 1, 1), (None, 9, 0)])
def test_sin_lugar_cuenta_a_toda_la_delegacion(cumbre, cupo, personas, llenas):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=cupo)

    assert lugares.sin_lugar(borrador(actividad, personas=personas)) == [actividad] * llenas


# --- The page of full rooms ---------------------------------------------------------------------


@pytest.fixture
def lleno(client, programa_cumbre, riobamba):
    """A draft that wanted the room of the seminar when its only place was taken: the page that asks what to do."""
    cambiar_cupo(actividad=programa_cumbre[0], cupo=1)
    recorrido.hasta_revisar(client)
    confirmada(programa_cumbre[0])
    return client.post("/inscripcion/revisar/", {"clave_envio": "confirmar"}, follow=True)


def suya():
    return Inscripcion.objects.get(contacto__email=recorrido.CONTACTO["email"])


def test_sala_llena_es_una_pagina_con_opciones_y_no_un_error(lleno):
    assert (lleno.status_code, lleno.request["PATH_INFO"]) == (200, "/inscripcion/lleno/")
    texto = lleno.content.decode()
    assert "No quedan lugares presenciales" in texto
    assert "<title>Error" not in texto
    assert [texto.count(f'value="{opcion}"') for opcion in ("virtual", "espera", "quitar")] == [1, 1, 1]
    assert suya().estado == "borrador"


def test_sala_llena_acepta_esperar_y_confirma_con_su_turno(client, lleno, seminario):
    pagina = enviar(client, lleno, "decision_seminario", decision_seminario="espera")
    assert "acepta lista de espera" in pagina.content.decode()
    pagina = client.post("/inscripcion/revisar/", {"clave_envio": "otra vez"}, follow=True)

    assert pagina.request["PATH_INFO"] == "/inscripcion/lista/"
    assert "Ana Guamán está en la lista de espera de «Seminario Cooperación Internacional»" in pagina.content.decode()
    assert (suya().estado, estados(suya()), turnos(seminario)) == ("confirmada", ["en_espera"], [1])


def test_sala_llena_pasa_a_virtual_y_confirma(client, lleno, seminario):
    enviar(client, lleno, "decision_seminario", decision_seminario="virtual")
    client.post("/inscripcion/revisar/", {"clave_envio": "otra vez"})

    assert (suya().estado, estados(suya()), turnos(seminario)) == ("confirmada", ["confirmada"], [])
    assert suya().elecciones.get().modalidad == "virtual"


def test_sala_llena_deja_la_actividad_y_lo_que_falta_es_elegir_otra(client, lleno):
    pagina = enviar(client, lleno, "decision_seminario", decision_seminario="quitar")
    assert pagina.request["PATH_INFO"] == "/inscripcion/revisar/"
    pagina = client.post("/inscripcion/revisar/", {"clave_envio": "otra vez"}, follow=True)

    assert pagina.request["PATH_INFO"] == "/inscripcion/actividades/"
    assert "Falta elegir al menos una actividad de la Cumbre." in pagina.content.decode()
    assert (suya().estado, estados(suya())) == ("borrador", [])


def test_sala_llena_sin_respuesta_nombra_la_actividad(client, lleno):
    pagina = enviar(client, lleno, "decision_seminario")

    texto = pagina.content.decode()
    assert "<title>Error: " in texto
    assert texto.count("Falta decidir qué hacer con «Seminario Cooperación Internacional»: elija una opción.") == 2


def test_sala_que_se_libero_ya_no_pregunta_nada(client, lleno, seminario):
    cambiar_cupo(actividad=seminario, cupo=9)

    pagina = client.get("/inscripcion/lleno/", follow=True)

    assert pagina.request["PATH_INFO"] == "/inscripcion/revisar/"


@pytest.mark.parametrize("decision", ["virtual", "quitar"])
def test_resolver_lleno_respeta_a_quienes_participan_en_forma_virtual(cumbre, decision):
    """One person alone wanted the room; what is decided there does not touch the delegation's online choice."""
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=0)
    inscripcion = borrador(actividad, personas=2, modalidad="virtual")
    una, otra = inscripcion.participantes.order_by("pk")
    services.guardar_actividades_de(participante=una, elecciones={actividad: "presencial"})

    services.resolver_lleno(inscripcion=inscripcion, decisiones={actividad: decision})
    services.confirmar(inscripcion=inscripcion)

    quedan = {a.participante: (a.modalidad, a.estado) for a in Asistencia.objects.all()}
    assert quedan == {otra: ("virtual", "confirmada")} | (
        {una: ("virtual", "confirmada")} if decision == "virtual" else {}
    )


def test_resolver_lleno_despues_de_confirmar_no_cambia_nada(cumbre):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    inscripcion = confirmada(actividad)

    services.resolver_lleno(inscripcion=inscripcion, decisiones={actividad: "quitar"})

    assert (estados(inscripcion), inscripcion.elecciones.count()) == (["confirmada"], 1)


# --- Reserved activities ------------------------------------------------------------------------


def test_reservada_se_solicita_y_se_concede_con_un_correo_por_inscripcion(asamblea):
    delegacion, sola = confirmada(asamblea, personas=2), confirmada(asamblea)
    assert estados(asamblea) == ["solicitada"] * 3

    lugares.conceder(asistencias=list(Asistencia.objects.all()))

    assert estados(asamblea) == ["confirmada"] * 3
    suyas = [list(de.participantes.order_by("pk").values_list("asistencias", flat=True)) for de in (delegacion, sola)]
    assert avisos("solicitud_concedida") == [
        (delegacion.contacto.email, {"asistencias": suyas[0]}),
        (sola.contacto.email, {"asistencias": suyas[1]}),
    ]


def test_reservada_llena_se_concede_con_turno_y_se_promueve_como_todas(asamblea):
    cambiar_cupo(actividad=asamblea, cupo=1)
    primera, segunda = confirmada(asamblea), confirmada(asamblea)

    lugares.conceder(asistencias=list(Asistencia.objects.order_by("pk")))
    assert (estados(asamblea), turnos(asamblea)) == (["confirmada", "en_espera"], [1])
    lugares.rechazar(asistencias=[asistencia_de(primera)])

    assert [estados(i) for i in (primera, segunda)] == [["rechazada"], ["confirmada"]]
    assert [a for a, _p in avisos("lugar_liberado")] == [segunda.contacto.email]
    assert [a for a, _p in avisos("solicitud_rechazada")] == [primera.contacto.email]


def test_reservada_virtual_se_concede_aunque_la_sala_este_llena(asamblea):
    cambiar_cupo(actividad=asamblea, cupo=0)
    confirmada(asamblea, modalidad="virtual")

    lugares.conceder(asistencias=list(Asistencia.objects.all()))

    assert (estados(asamblea), turnos(asamblea)) == (["confirmada"], [])


def test_reservada_no_concedida_se_puede_conceder_despues(asamblea):
    inscripcion = confirmada(asamblea)
    lugares.rechazar(asistencias=[asistencia_de(inscripcion)])

    lugares.conceder(asistencias=[asistencia_de(inscripcion)])

    assert estados(inscripcion) == ["confirmada"]


def test_reservada_no_concedida_no_se_vuelve_a_pedir_cambiando_la_modalidad(asamblea):
    inscripcion = confirmada(asamblea)
    lugares.rechazar(asistencias=[asistencia_de(inscripcion)])

    services.guardar_actividades(inscripcion=inscripcion, elecciones={asamblea: "virtual"})

    assert estados(inscripcion) == ["rechazada"]


def test_lo_no_concedido_no_se_concede_a_quien_despues_aviso_que_no_va(asamblea):
    inscripcion = confirmada(asamblea)
    lugares.rechazar(asistencias=[asistencia_de(inscripcion)])
    persona = inscripcion.participantes.get()
    services.declinar(participante=persona)

    with pytest.raises(TransicionIlegal):
        lugares.conceder(asistencias=[asistencia_de(inscripcion)])

    assert (estados(inscripcion), avisos("solicitud_concedida")) == (["rechazada"], [])
    services.confirmar_que_va(participante=persona)
    lugares.conceder(asistencias=[asistencia_de(inscripcion)])
    assert estados(inscripcion) == ["confirmada"]


@pytest.mark.parametrize("accion", [lugares.conceder, lugares.rechazar])
def test_respuesta_a_quien_ya_se_retiro_no_cambia_a_nadie(asamblea, accion):
    retirada, otra = confirmada(asamblea), confirmada(asamblea)
    pedidas = list(Asistencia.objects.all())
    services.retirar(inscripcion=retirada)

    with pytest.raises(TransicionIlegal) as error:
        accion(asistencias=pedidas)

    assert error.value.mensaje == (
        "El estado cambió mientras tanto y esa acción ya no corresponde. Actualice la página."
    )
    assert [estados(i) for i in (retirada, otra)] == [["retirada"], ["solicitada"]]
    assert avisos("solicitud_concedida") == avisos("solicitud_rechazada") == []


def test_conceder_dos_veces_avisa_una_vez(asamblea):
    inscripcion = confirmada(asamblea)
    lugares.conceder(asistencias=[asistencia_de(inscripcion)])

    with pytest.raises(TransicionIlegal):
        lugares.conceder(asistencias=[asistencia_de(inscripcion)])

    assert len(avisos("solicitud_concedida")) == 1


def test_actividad_abierta_no_se_concede(clima):
    inscripcion = confirmada(clima)

    with pytest.raises(TransicionIlegal):
        lugares.rechazar(asistencias=[asistencia_de(inscripcion)])

    assert estados(inscripcion) == ["confirmada"]


def test_places_of_several_registrations_are_given_in_the_order_told(db):
    actividad = fabricas.crear_actividad(cupo_presencial=2)
    primera, segunda = [fabricas.crear_inscripcion("confirmada") for _i in range(2)]
    personas = [fabricas.crear_participante(inscripcion) for inscripcion in (segunda, primera, segunda)]
    elegidas = [fabricas.crear_asistencia(personas[0], actividad)]
    elegidas += [Asistencia(participante=p, actividad=actividad, modalidad="presencial") for p in personas[1:]]

    with transaction.atomic():
        lugares.colocar_en_orden(elegidas, todas_esperan=True)

    for asistencia in elegidas:
        asistencia.refresh_from_db()
    assert [(a.estado, a.turno) for a in elegidas] == [("confirmada", None), ("confirmada", None), ("en_espera", 1)]

"""Joining the first delegation of a city: who is asked, what moves, what stays, who is told."""

import datetime
import itertools
import threading
from functools import partial

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actores.services import fusionar
from comun import enviador
from comun.models import Mensaje
from inscripciones import duplicadas, necesidades, services, solicitudes, uniones
from inscripciones.errores import ErrorInscripcion, TransicionIlegal
from inscripciones.models import Asistencia, CambioInscripcion, Inscripcion, NecesidadDeAcceso, PedidoDeUnion
from inscripciones.relato import relatar
from intercambio.models import Ficha
from tests import fabricas
from tests.inscripciones import escritos
from tests.inscripciones.delegaciones import confirmada, estados, invariantes, turnos
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores

PEDIR = "/mi-espacio/union/"


@pytest.fixture
def pareja(cumbre, clima, riobamba):
    """Two confirmed delegations of one city, the second marked."""
    return hacer_pareja(clima, riobamba)


def hacer_pareja(actividad, ciudad, **opciones):
    return [
        confirmada(actividad, contacto=fabricas.crear_contacto(ciudad=ciudad, nombre=n, email=e), **opciones)
        for n, e in (("Ana Primera", "ana@primera.ec"), ("Luis Segundo", "luis@segunda.ec"))
    ]


def pedido_entre(primera, segunda):
    return uniones.pedir(inscripcion=Inscripcion.objects.get(pk=segunda.pk))


def correos(*tipos):
    return list(Mensaje.objects.filter(tipo__in=tipos).order_by("pk").values_list("tipo", "a"))


def entrar(inscripcion):
    navegador = Client()
    navegador.post(f"/acceso/{inscripcion.contacto.token()}/")
    return navegador


def estado_de(inscripcion):
    return Inscripcion.objects.get(pk=inscripcion.pk).estado


# --- Asking -------------------------------------------------------------------------------------


def test_pedir_escribe_a_la_primera_una_vez(pareja):
    primera, segunda = pareja

    pedidos = [pedido_entre(primera, segunda) for _n in range(2)]

    assert pedidos[0] == pedidos[1] == PedidoDeUnion.objects.get()
    assert (pedidos[0].inscripcion, pedidos[0].a, pedidos[0].estado) == (segunda, primera, "pedida")
    assert correos("pedido_de_union") == [("pedido_de_union", "ana@primera.ec")]


@pytest.mark.parametrize("caso", ["la_primera", "resuelta", "sola", "declinada", "otra_ciudad"])
def test_solo_pide_quien_puede(pareja, clima, caso):
    primera, segunda = pareja
    quien = segunda
    if caso == "la_primera":
        quien = primera
    elif caso == "resuelta":
        uniones.no_es_duplicada(inscripcion=segunda)
    elif caso == "sola":
        services.retirar(inscripcion=primera)
    elif caso == "declinada":
        uniones.declinar(pedido=pedido_entre(primera, segunda))
    else:
        quien = confirmada(clima, contacto=fabricas.crear_contacto(email="ANA@primera.ec"))
        assert quien.posible_duplicada_de == primera
    antes = PedidoDeUnion.objects.count()

    with pytest.raises(TransicionIlegal):
        uniones.pedir(inscripcion=quien)

    assert PedidoDeUnion.objects.count() == antes


def test_el_pedido_nombra_a_la_segunda_que_estuvo_de_acuerdo(pareja):
    primera, segunda = pareja
    persona = segunda.participantes.get()
    pedido_entre(primera, segunda)
    Mensaje.objects.exclude(tipo="pedido_de_union").delete()

    enviador.enviar_pendientes()

    (correo,) = mail.outbox
    assert correo.to == ["ana@primera.ec"]
    for dato in ("Luis Segundo", "luis@segunda.ec", segunda.referencia, f"- {persona.nombre}"):
        assert dato in correo.body
    assert f"/acceso/{primera.contacto.token()}/" in correo.body


# --- Accepting ----------------------------------------------------------------------------------


def test_aceptar_mueve_a_las_personas_sin_tocar_lugares_ni_turnos(cumbre, riobamba):
    llena = fabricas.crear_actividad(cumbre, cupo_presencial=2)
    primera, segunda = hacer_pareja(llena, riobamba)
    despues = confirmada(llena)
    ultima = services.agregar_participante(inscripcion=segunda, nombre="Otra", email="", cargo="")
    antes = list(Asistencia.objects.order_by("pk").values("pk", "participante", "estado", "modalidad", "turno"))

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    assert list(Asistencia.objects.order_by("pk").values("pk", "participante", "estado", "modalidad", "turno")) == antes
    assert turnos(llena) == [1, 2]
    assert [i.participantes.count() for i in (primera, segunda)] == [3, 0]
    assert (ultima in primera.participantes.all(), estado_de(segunda), estado_de(despues)) == (
        True, "retirada", "confirmada",
    )  # fmt: skip
    invariantes(llena)
    assert correos("lugar_liberado", "inscripcion_retirada") == []


def test_aceptar_deja_lo_aportado_con_su_contacto_y_su_ciudad(pareja):
    primera, segunda = pareja
    ficha = fabricas.crear_ficha(contacto=segunda.contacto)
    propuesta = fabricas.crear_propuesta(segunda.contacto, publicacion="pendiente")

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    assert Ficha.objects.get(pk=ficha.pk).publicacion == "publicada"
    propuesta.refresh_from_db()
    assert (propuesta.contacto, propuesta.publicacion) == (segunda.contacto, "pendiente")
    pagina = entrar(segunda).get("/mi-espacio/").content.decode()
    assert ficha.titulo in pagina
    assert "Lo que usted aportó sigue aquí." in pagina
    assert "sus lugares quedaron libres" not in pagina
    assert "Todavía no hay personas en la delegación." not in pagina


def test_aceptar_avisa_a_los_dos_y_lo_guarda_en_la_historia_de_los_dos(pareja):
    primera, segunda = pareja
    persona = segunda.participantes.get()
    clima = persona.asistencias.get().actividad

    pedido = uniones.aceptar(pedido=pedido_entre(primera, segunda))
    otra_vez = uniones.aceptar(pedido=pedido)

    assert otra_vez == pedido
    assert (pedido.estado, pedido.respondida_el is not None) == ("aceptada", True)
    assert correos("union_aceptada", "delegacion_unida") == [
        ("union_aceptada", "luis@segunda.ec"),
        ("delegacion_unida", "ana@primera.ec"),
    ]
    cambios = {c.inscripcion: c for c in CambioInscripcion.objects.all()}
    assert CambioInscripcion.objects.count() == 2
    assert relatar(cambios[primera].diferencias) == [
        f"Se agregó a {persona.nombre}.",
        f"Se suma «{clima.titulo}» (presencial, lugar confirmado): {persona.nombre}.",
    ]
    assert relatar(cambios[segunda].diferencias) == ["La inscripción pasó de «confirmada» a «retirada»."]
    motivo = f"Unión de {segunda.referencia} a {primera.referencia}."
    assert {(c.quien, c.usuario, c.motivo) for c in cambios.values()} == {("contacto", None, motivo)}


def test_el_contacto_de_la_segunda_es_una_persona_mas_de_la_primera(cumbre, clima, riobamba):
    primera, segunda = hacer_pareja(clima, riobamba)
    for inscripcion in (primera, segunda):
        services.agregar_contacto(inscripcion=inscripcion)

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    de_contacto = primera.participantes.filter(es_contacto=True)
    assert [p.nombre for p in de_contacto] == ["Ana Primera"]
    assert primera.participantes.filter(nombre="Luis Segundo", es_contacto=False).count() == 1


def test_quien_va_a_otras_actividades_las_conserva_al_cambiar_las_de_la_delegacion(cumbre, clima, riobamba):
    otra = fabricas.crear_actividad(cumbre)
    primera, segunda = hacer_pareja(clima, riobamba)
    services.guardar_actividades(inscripcion=segunda, elecciones={otra: "virtual"})
    persona = segunda.participantes.get()
    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    services.guardar_actividades(inscripcion=primera, elecciones={clima: "virtual"})

    assert list(persona.asistencias.values_list("actividad", "modalidad")) == [(otra.pk, "virtual")]
    propia = primera.participantes.exclude(pk=persona.pk).get()
    assert list(propia.asistencias.values_list("actividad", "modalidad")) == [(clima.pk, "virtual")]


# --- One person in both -------------------------------------------------------------------------

EN_DOS = {"nombre": "María Núñez", "email": "maria@riobamba.gob.ec"}


def con_la_misma(actividad, ciudad, en_primera, en_segunda):
    """A pair that has one person in both, with these states; return the pair and the two rows of the person."""
    filas, pareja = [], []
    for datos, escrita in (
        (en_primera, EN_DOS),
        (en_segunda, {"nombre": "maria  nuñez", "email": "MARIA@riobamba.gob.ec"}),
    ):
        contacto = fabricas.crear_contacto(ciudad=ciudad)
        inscripcion = fabricas.crear_inscripcion("confirmada", contacto=contacto, cumbre=actividad.cumbre)
        fabricas.crear_eleccion(inscripcion, actividad)
        persona = fabricas.crear_participante(inscripcion, **escrita)
        fabricas.crear_asistencia(persona, actividad, **datos)
        filas.append(persona)
        pareja.append(inscripcion)
    pareja[1].posible_duplicada_de = pareja[0]
    pareja[1].save()
    return pareja, filas


CONFIRMADA, ESPERA = {"estado": "confirmada"}, {"estado": "en_espera"}
VIRTUAL = {"estado": "confirmada", "modalidad": "virtual"}


@pytest.mark.parametrize(
    ("en_primera", "en_segunda", "queda"),
    [
        (CONFIRMADA, CONFIRMADA, ("confirmada", "presencial", None)),
        (CONFIRMADA, {**ESPERA, "turno": 1}, ("confirmada", "presencial", None)),
        ({**ESPERA, "turno": 1}, CONFIRMADA, ("confirmada", "presencial", None)),
        ({**ESPERA, "turno": 5}, {**ESPERA, "turno": 2}, ("en_espera", "presencial", 2)),
        (VIRTUAL, CONFIRMADA, ("confirmada", "presencial", None)),
        (CONFIRMADA, VIRTUAL, ("confirmada", "presencial", None)),
        ({"estado": "rechazada"}, {"estado": "solicitada"}, ("solicitada", "presencial", None)),
    ],
)
def test_quien_esta_en_las_dos_queda_una_vez_con_lo_mejor(cumbre, riobamba, en_primera, en_segunda, queda):
    cupo = sum(d == CONFIRMADA for d in (en_primera, en_segunda))
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=cupo)
    (primera, segunda), (propia, persona) = con_la_misma(actividad, riobamba, en_primera, en_segunda)

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    assert list(primera.participantes.all()) == [propia]
    assert not type(persona).objects.filter(pk=persona.pk).exists()
    assert list(Asistencia.objects.values_list("participante", "estado", "modalidad", "turno")) == [(propia.pk, *queda)]


def test_el_lugar_que_sobra_pasa_a_quien_espera(cumbre, riobamba):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=2)
    (primera, segunda), _filas = con_la_misma(actividad, riobamba, CONFIRMADA, CONFIRMADA)
    suya = services.agregar_participante(inscripcion=segunda, nombre="Espera", email="", cargo="")
    assert estados(segunda) == ["confirmada", "en_espera"]

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    assert [a.estado for a in suya.asistencias.all()] == ["confirmada"]
    aviso = Mensaje.objects.get(tipo="lugar_liberado")
    assert (aviso.sobre, aviso.a) == (primera, primera.contacto.email)
    invariantes(actividad)


@pytest.mark.parametrize("de_quien", [0, 1])
def test_lo_que_come_no_se_pierde_con_el_lugar_que_sobra(cumbre, clima, riobamba, de_quien):
    (primera, segunda), filas = con_la_misma(clima, riobamba, CONFIRMADA, CONFIRMADA)
    fabricas.crear_necesidad(filas[de_quien], dieta="vegana", dieta_detalle="Sin nueces")

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    necesidad = NecesidadDeAcceso.objects.get()
    assert necesidad.participante == primera.participantes.get()
    assert (necesidad.dieta, necesidad.dieta_detalle, necesidad.subtitulos) == ("vegana", "Sin nueces", True)


def test_lo_que_necesita_se_junta_si_lo_dijo_en_las_dos(cumbre, clima, riobamba):
    (primera, segunda), (propia, persona) = con_la_misma(clima, riobamba, CONFIRMADA, CONFIRMADA)
    fabricas.crear_necesidad(propia, subtitulos=True, otra="Cerca de la pantalla", dieta="vegana")
    fabricas.crear_necesidad(
        persona, subtitulos=False, movilidad=True, lengua_de_senas="libras", otra="Perro guía", dieta="otra",
        dieta_detalle="Sin nueces",
    )  # fmt: skip

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    necesidad = NecesidadDeAcceso.objects.get()
    assert {campo: getattr(necesidad, campo) for campo in necesidades.CAMPOS} == {
        "lengua_de_senas": "libras",
        "subtitulos": True,
        "movilidad": True,
        "acompanante": False,
        "interpretacion": False,
        "otra": "Cerca de la pantalla; Perro guía",
        "dieta": "vegana",
        "dieta_detalle": "Sin nueces",
    }
    assert necesidad.participante == propia


def test_lo_que_respondio_por_un_enlace_no_se_pierde(cumbre, clima, riobamba):
    (primera, segunda), (propia, persona) = con_la_misma(clima, riobamba, CONFIRMADA, CONFIRMADA)
    ahora = timezone.now()
    persona.respuesta, persona.respondio_el, persona.consentimiento_imagen_el = "confirmada", ahora, ahora
    persona.save()
    fabricas.crear_necesidad(persona)

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    propia.refresh_from_db()
    assert (propia.respuesta, propia.respondio_el, propia.consentimiento_imagen_el) == ("confirmada", ahora, ahora)
    assert NecesidadDeAcceso.objects.get().participante == propia


@pytest.mark.parametrize("avisada", [True, False])
def test_a_quien_pierde_el_enlace_de_la_segunda_se_le_envia_el_que_queda(cumbre, clima, riobamba, avisada):
    (primera, segunda), (propia, persona) = con_la_misma(clima, riobamba, CONFIRMADA, CONFIRMADA)
    ahora = timezone.now()
    for fila in (propia, *[persona] * avisada):
        type(fila).objects.filter(pk=fila.pk).update(avisado_el=ahora)
    fabricas.crear_participante(segunda, nombre="Eva", email="eva@riobamba.gob.ec", avisado_el=ahora)

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    suyos = Mensaje.objects.filter(tipo="enlace_personal")
    assert [(m.sobre, m.a) for m in suyos] == [(propia, EN_DOS["email"])] * avisada
    assert not primera.participantes.exclude(email="").filter(avisado_el=None).exists()


def test_lo_que_la_segunda_pidio_al_equipo_para_sus_personas_sigue_en_la_primera(cumbre, clima, riobamba):
    (primera, segunda), (propia, persona) = con_la_misma(clima, riobamba, CONFIRMADA, CONFIRMADA)
    otra = fabricas.crear_participante(segunda)
    sumar = fabricas.crear_solicitud(segunda)
    quitar, de_ambas = (
        fabricas.crear_solicitud(segunda, accion="quitar", participante=de, datos={"de": str(de)})
        for de in (otra, persona)
    )
    de_todas = fabricas.crear_solicitud(segunda, accion="actividades", datos={"elecciones": {}})

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    suyas = {s: s.participante for s in primera.solicitudes.pendientes()}
    assert suyas == {sumar: None, quitar: otra, de_ambas: propia}
    assert not type(de_todas).objects.filter(pk=de_todas.pk).exists()
    solicitudes.conceder(solicitud=primera.solicitudes.get(pk=sumar.pk), usuario=None)
    assert primera.participantes.filter(nombre="Ana Paz").exists()


def test_lo_que_otras_salas_guardan_de_su_otra_fila_pasa_antes_de_que_se_borre(cumbre, clima, riobamba, monkeypatch):
    (primera, segunda), (propia, persona) = con_la_misma(clima, riobamba, CONFIRMADA, CONFIRMADA)
    llamadas = []

    def anotar(de, a):
        llamadas.append((de, a, type(de).objects.filter(pk=de.pk).exists()))

    monkeypatch.setattr(uniones, "al_hacer_una", [anotar])

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    assert llamadas == [(persona, propia, True)]


def test_la_imagen_del_contacto_es_la_que_dice_su_inscripcion(cumbre, clima, riobamba):
    (primera, segunda), (propia, persona) = con_la_misma(clima, riobamba, CONFIRMADA, CONFIRMADA)
    type(propia).objects.filter(pk=propia.pk).update(es_contacto=True)
    ahora = timezone.now()
    dados = {"consentimiento_imagen_el": ahora, "consentimiento_listado_el": ahora}
    type(persona).objects.filter(pk=persona.pk).update(**dados)

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    propia.refresh_from_db()
    assert (propia.consentimiento_imagen_el, propia.consentimiento_listado_el) == (None, ahora)


def responder(persona, respuesta, minuto):
    """Answer by the personal link, at a minute of one hour."""
    (services.declinar if respuesta == "declinada" else services.confirmar_que_va)(participante=persona)
    hora = timezone.now().replace(minute=minuto)
    type(persona).objects.filter(pk=persona.pk).update(respondio_el=hora)
    return hora


@pytest.mark.parametrize("ya_habia_confirmado", [False, True])
@pytest.mark.parametrize("donde", ["en_primera", "en_segunda"])
def test_quien_aviso_que_no_va_no_conserva_ningun_lugar_y_lo_recibe_quien_espera(
    cumbre, riobamba, donde, ya_habia_confirmado
):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=2)
    otra = fabricas.crear_actividad(cumbre, cupo_presencial=1)
    pareja, filas = con_la_misma(actividad, riobamba, CONFIRMADA, CONFIRMADA)
    dice, calla = filas if donde == "en_primera" else reversed(filas)
    fabricas.crear_asistencia(calla, otra, estado="confirmada")
    fabricas.crear_necesidad(calla, dieta="vegana")
    esperan = [confirmada(actividad), confirmada(actividad), confirmada(otra)]
    if ya_habia_confirmado:
        responder(calla, "confirmada", 10)
    hora = responder(dice, "declinada", 20)

    uniones.aceptar(pedido=pedido_entre(*pareja))

    propia = pareja[0].participantes.get()
    assert (propia.respuesta, propia.respondio_el) == ("declinada", hora)
    assert sorted(propia.asistencias.values_list("actividad", "estado", "turno")) == [
        (actividad.pk, "retirada", None),
        (otra.pk, "retirada", None),
    ]
    assert [estados(i) for i in esperan] == [["confirmada"]] * 3
    assert NecesidadDeAcceso.objects.get().dieta == ""
    assert sorted(m.a for m in Mensaje.objects.filter(tipo="lugar_liberado")) == sorted(
        i.contacto.email for i in esperan
    )


def test_a_quien_aviso_que_no_va_no_se_le_avisa_del_lugar_que_otra_persona_deja_al_unirse(cumbre, riobamba):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=2)
    pareja, (propia, persona) = con_la_misma(actividad, riobamba, {**ESPERA, "turno": 1}, {"estado": "retirada"})
    for inscripcion in pareja:
        luis = fabricas.crear_participante(inscripcion, nombre="Luis Cando", email="luis@riobamba.gob.ec")
        fabricas.crear_asistencia(luis, actividad, **CONFIRMADA)
    type(persona).objects.filter(pk=persona.pk).update(respuesta="declinada", respondio_el=timezone.now())

    uniones.aceptar(pedido=pedido_entre(*pareja))

    assert list(propia.asistencias.values_list("estado", "turno")) == [("retirada", None)]
    assert correos("lugar_liberado", "lugar_liberado_persona") == []


@pytest.mark.parametrize("donde", ["en_primera", "en_segunda"])
def test_quien_despues_dijo_que_va_recupera_lo_que_habia_dejado(cumbre, riobamba, donde):
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=2)
    otra, llena = fabricas.crear_actividad(cumbre), fabricas.crear_actividad(cumbre, cupo_presencial=1)
    pareja, filas = con_la_misma(actividad, riobamba, CONFIRMADA, CONFIRMADA)
    dejo, viene = filas if donde == "en_primera" else reversed(filas)
    for ajena in (otra, llena):
        fabricas.crear_asistencia(dejo, ajena, estado="confirmada")
    espera = confirmada(llena)
    responder(dejo, "declinada", 10)
    hora = responder(viene, "confirmada", 20)
    assert estados(espera) == ["confirmada"]

    uniones.aceptar(pedido=pedido_entre(*pareja))

    propia = pareja[0].participantes.get()
    assert (propia.respuesta, propia.respondio_el, propia.actividades_propias) == ("confirmada", hora, True)
    assert sorted(propia.asistencias.values_list("actividad", "estado", "turno")) == [
        (actividad.pk, "confirmada", None),
        (otra.pk, "confirmada", None),
        (llena.pk, "en_espera", 1),
    ]
    assert estados(espera) == ["confirmada"]


@pytest.mark.parametrize("distinta", [{"nombre": "María Núñez", "email": ""}, {**EN_DOS, "nombre": "Marta Núñez"}])
def test_el_mismo_nombre_o_el_mismo_correo_solos_no_bastan(cumbre, clima, riobamba, distinta):
    (primera, segunda), (_propia, persona) = con_la_misma(clima, riobamba, CONFIRMADA, CONFIRMADA)
    type(persona).objects.filter(pk=persona.pk).update(**distinta)

    uniones.aceptar(pedido=pedido_entre(primera, segunda))

    assert primera.participantes.count() == 2


def test_mas_personas_que_el_maximo_no_se_unen_y_se_dice(pareja, monkeypatch):
    primera, segunda = pareja
    pedido = pedido_entre(primera, segunda)
    monkeypatch.setattr(uniones, "PERSONAS_MAXIMO", 1)
    antes = escritos.hoja()

    with pytest.raises(ErrorInscripcion) as error:
        uniones.aceptar(pedido=pedido)

    assert str(error.value.mensaje) == (
        "Juntas serían 2 personas y una delegación tiene hasta 1: no se unieron. Para sumar más, escriba a "
        f"{primera.cumbre.correo_contacto}."
    )
    assert escritos.hoja() == antes


# --- Declining, and what ends a request ---------------------------------------------------------


def test_declinar_avisa_a_la_segunda_y_nada_se_mueve(pareja):
    primera, segunda = pareja
    pedido = pedido_entre(primera, segunda)
    antes = escritos.hoja("inscripciones.PedidoDeUnion", "comun.Mensaje")

    assert [uniones.declinar(pedido=pedido).estado for _n in range(2)] == ["declinada", "declinada"]

    assert escritos.hoja("inscripciones.PedidoDeUnion", "comun.Mensaje") == antes
    assert correos("union_declinada") == [("union_declinada", "luis@segunda.ec")]
    with pytest.raises(TransicionIlegal):
        uniones.aceptar(pedido=pedido)


@pytest.mark.parametrize(
    ("como", "dice"),
    [("declinar", "prefirió seguir por separado"), ("retirar", "ya no está inscrita")],
)
def test_el_correo_dice_si_la_primera_no_acepto_o_ya_no_esta(pareja, como, dice):
    primera, segunda = pareja
    pedido = pedido_entre(primera, segunda)
    if como == "declinar":
        uniones.declinar(pedido=pedido)
    else:
        services.retirar(inscripcion=primera)

    enviador.enviar_pendientes()

    (correo,) = [m for m in mail.outbox if "sigue por separado" in m.subject]
    assert (correo.to, dice in correo.body) == (["luis@segunda.ec"], True)


def rechazar(inscripcion):
    return services.rechazar_inscripcion(inscripcion=inscripcion, motivo="No corresponde.", usuario=None)


@pytest.mark.parametrize("cual", ["primera", "segunda"])
@pytest.mark.parametrize("terminar", [lambda i: services.retirar(inscripcion=i), rechazar], ids=["retirar", "rechazar"])
def test_un_pedido_abierto_termina_si_una_de_las_dos_termina(pareja, cual, terminar):
    primera, segunda = pareja
    pedido = pedido_entre(primera, segunda)

    terminar(primera if cual == "primera" else segunda)

    pedido.refresh_from_db()
    assert (pedido.estado, pedido.respondida_el is not None) == ("declinada", True)
    assert correos("union_declinada") == ([("union_declinada", "luis@segunda.ec")] if cual == "primera" else [])
    with pytest.raises(TransicionIlegal):
        uniones.aceptar(pedido=pedido)


# --- By staff -----------------------------------------------------------------------------------


def test_el_equipo_une_sin_preguntar_y_queda_quien(pareja, django_user_model):
    primera, segunda = pareja
    usuaria = django_user_model.objects.create_user("coordinacion")

    pedidos = [uniones.unir(inscripcion=segunda, usuario=usuaria) for _n in range(2)]

    assert pedidos[0] == pedidos[1]
    assert (estado_de(segunda), primera.participantes.count(), pedidos[0].estado) == ("retirada", 2, "aceptada")
    assert set(CambioInscripcion.objects.values_list("quien", "usuario")) == {("equipo", usuaria.pk)}
    assert correos("pedido_de_union", "union_aceptada", "delegacion_unida") == [
        ("union_aceptada", "luis@segunda.ec"),
        ("delegacion_unida", "ana@primera.ec"),
    ]


def test_el_equipo_une_a_la_que_la_pagina_nombra_aunque_se_haya_pedido_a_otra(pareja, clima):
    """Two cities are merged: the first confirmed one of both is another than that of the open request."""
    primera, segunda = pareja
    viejo = pedido_entre(primera, segunda)
    otra = confirmada(clima, contacto=fabricas.crear_contacto(email="eva@otra.ec"))
    antes = primera.confirmada_el - datetime.timedelta(days=1)
    Inscripcion.objects.filter(pk=otra.pk).update(confirmada_el=antes)
    fusionar(origen=otra.ciudad, destino=primera.ciudad)
    segunda.refresh_from_db()
    assert segunda.posible_duplicada_de == otra

    pedido = uniones.unir(inscripcion=segunda, usuario=None)

    viejo.refresh_from_db()
    assert (pedido.a, pedido.estado, viejo.estado) == (otra, "aceptada", "declinada")
    assert (otra.participantes.count(), primera.participantes.count()) == (2, 1)
    assert correos("union_declinada") == []


def test_el_equipo_no_une_lo_que_no_es_duplicada(cumbre, clima):
    with pytest.raises(TransicionIlegal):
        uniones.unir(inscripcion=confirmada(clima), usuario=None)


# --- Pages --------------------------------------------------------------------------------------


def test_de_la_pagina_del_pedido_a_la_respuesta(pareja):
    primera, segunda = pareja
    de_segunda, de_primera = entrar(segunda), entrar(primera)
    assert 'href="/mi-espacio/union/"' in de_segunda.get("/mi-espacio/").content.decode()
    pagina = de_segunda.get(PEDIR).content.decode()
    assert [d for d in ("luis@segunda.ec", segunda.participantes.get().nombre) if d not in pagina] == []
    assert [d for d in ("Ana Primera", "ana@primera.ec", primera.referencia) if d in pagina] == []

    de_segunda.post(PEDIR, {"clave_envio": "a"})

    respuesta = f"/mi-espacio/union/{segunda.referencia}/"
    assert f'href="{respuesta}"' in de_primera.get("/mi-espacio/").content.decode()
    pagina = de_primera.get(respuesta).content.decode()
    assert [d for d in ("Luis Segundo", "luis@segunda.ec") if d not in pagina] == []
    final = de_primera.post(respuesta, {"clave_envio": "b", "respuesta": "aceptar"}, follow=True)
    assert "Las dos delegaciones son una." in final.content.decode()
    assert estado_de(segunda) == "retirada"
    terminada = de_segunda.get("/inscripcion/personas/")
    assert "Sus personas pasaron a la primera delegación" in terminada.content.decode()


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_ver_las_paginas_no_escribe_nada_y_cuesta_lo_mismo_con_una_o_treinta_personas(pareja, clima, prefijo):
    primera, segunda = pareja
    pedido_entre(primera, segunda)
    de_primera = entrar(primera)
    rutas = [f"{prefijo}/mi-espacio/", f"{prefijo}/mi-espacio/union/{segunda.referencia}/"]

    def costos():
        medidas = []
        for ruta in rutas:
            with CaptureQueriesContext(connection) as consultas:
                assert de_primera.get(ruta).status_code == 200
            assert {c["sql"].split()[0] for c in consultas.captured_queries} == {"SELECT"}
            medidas.append(len(consultas))
        return medidas

    con_una = costos()
    for _n in range(29):
        fabricas.crear_asistencia(fabricas.crear_participante(segunda), clima)
    assert costos() == con_una


@pytest.mark.parametrize("prefijo", ["", "/pt-br"])
def test_la_pagina_del_pedido_cuesta_lo_mismo_con_una_o_treinta_personas(pareja, prefijo):
    _primera, segunda = pareja
    de_segunda = entrar(segunda)
    costos = []
    for cuantas in (0, 29):
        for _n in range(cuantas):
            fabricas.crear_participante(segunda)
        with CaptureQueriesContext(connection) as consultas:
            assert de_segunda.get(prefijo + PEDIR).status_code == 200
        costos.append(len(consultas))
    assert costos[0] == costos[1]


def test_responder_pide_lo_que_es_suyo(pareja, ajena):
    primera, segunda = pareja
    pedido = pedido_entre(primera, segunda)
    _navegador, de_otra = ajena
    ruta = f"/mi-espacio/union/{segunda.referencia}/"

    for quien in (entrar(segunda), entrar(de_otra)):
        assert [quien.get(ruta).status_code, quien.post(ruta, {"respuesta": "aceptar"}).status_code] == [404, 404]
    assert Client().post(ruta, {"respuesta": "aceptar"})["Location"] == "/acceso/"
    assert Client().post(PEDIR, {"clave_envio": "a"})["Location"] == "/acceso/"
    assert entrar(primera).post(ruta, {"respuesta": "otra"}).status_code == 404

    pedido.refresh_from_db()
    assert pedido.estado == "pedida"


def test_el_mismo_envio_dos_veces_es_un_pedido_y_una_respuesta(pareja):
    primera, segunda = pareja
    de_segunda, de_primera = entrar(segunda), entrar(primera)
    for _n in range(2):
        assert de_segunda.post(PEDIR, {"clave_envio": "a"})["Location"] == "/mi-espacio/"
    for _n in range(2):
        de_primera.post(f"{PEDIR}{segunda.referencia}/", {"clave_envio": "b", "respuesta": "declinar"})

    assert PedidoDeUnion.objects.get().estado == "declinada"
    assert len(correos("pedido_de_union", "union_declinada")) == 2


def test_sin_nada_que_pedir_la_pagina_lleva_a_mi_espacio(pareja):
    primera, _segunda = pareja
    pagina = entrar(primera).get(PEDIR, follow=True)
    assert pagina.redirect_chain == [("/mi-espacio/", 302)]
    assert "No hay ningún pedido de unión" in pagina.content.decode()


def test_quien_se_unio_todavia_puede_retirar_el_permiso_de_mostrar_lo_que_aporto(pareja):
    primera, segunda = pareja
    type(segunda.contacto).objects.filter(pk=segunda.contacto_id).update(consentimiento_listado_el=timezone.now())
    fabricas.crear_ficha(contacto=segunda.contacto, ciudad=segunda.ciudad)
    uniones.aceptar(pedido=pedido_entre(primera, segunda))
    assert Ficha.objects.publicados().count() == 1
    de_segunda = entrar(segunda)
    assert 'href="/inscripcion/consentimientos/"' in de_segunda.get("/mi-espacio/").content.decode()
    assert de_segunda.get("/inscripcion/consentimientos/").status_code == 200

    respuesta = de_segunda.post("/inscripcion/consentimientos/", {"clave_envio": "c", "consentimiento_datos": "on"})

    assert respuesta["Location"] == "/mi-espacio/"
    assert Ficha.objects.publicados().count() == 0
    assert estado_de(segunda) == "retirada"


# --- At the same instant ------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_aceptar_declinar_y_retirar_a_la_vez_terminan_en_uno_de_los_tres(cumbre):
    for _vez in range(4):
        actividad = fabricas.crear_actividad(cumbre, cupo_presencial=1)
        primera, segunda = hacer_pareja(actividad, fabricas.crear_ciudad())
        espera = confirmada(actividad)
        pedido = pedido_entre(primera, segunda)

        resultados = a_la_vez(
            partial(uniones.aceptar, pedido=pedido),
            partial(uniones.aceptar, pedido=pedido),
            partial(uniones.declinar, pedido=pedido),
            partial(services.retirar, inscripcion=segunda),
            partial(services.agregar_participante, inscripcion=segunda, nombre="Nueva", email="", cargo=""),
            partial(services.retirar, inscripcion=espera),
        )

        ajenos = [r for r in errores(resultados) if "TransicionIlegal" not in r and "YaNoSePuedeCambiar" not in r]
        assert ajenos == []
        pedido.refresh_from_db()
        assert estado_de(segunda) == "retirada"
        unidas = [p.inscripcion_id for p in _personas(primera, segunda)]
        assert pedido.estado == ("aceptada" if segunda.pk not in unidas else "declinada")
        invariantes(actividad)


@pytest.mark.django_db(transaction=True)
def test_control_sin_bloqueo_quien_se_agrega_mientras_tanto_queda_en_una_delegacion_terminada(cumbre, monkeypatch):
    """Without the lock of the second one, somebody may be added to it between the move and its end."""
    primera, segunda = [fabricas.crear_inscripcion("confirmada") for _n in range(2)]
    for inscripcion in (primera, segunda):
        fabricas.crear_participante(inscripcion)
    pedido = fabricas.crear_pedido_de_union(segunda, primera)
    movidas, agregada = threading.Event(), threading.Event()
    mover = uniones._mover

    def mover_y_esperar(*pareja):
        nombres = mover(*pareja)
        movidas.set()
        agregada.wait(PLAZO)
        return nombres

    def agregar():
        movidas.wait(PLAZO)
        try:
            return services.agregar_participante(inscripcion=segunda, nombre="Nueva", email="", cargo="")
        finally:
            agregada.set()

    monkeypatch.setattr(duplicadas, "bloquear_parecidas", lambda *inscripciones: None)
    monkeypatch.setattr(uniones, "_mover", mover_y_esperar)
    resultados = a_la_vez(partial(uniones.aceptar, pedido=pedido), agregar)

    assert errores(resultados) == []
    assert (estado_de(segunda), segunda.participantes.count()) == ("retirada", 1)


def _personas(*inscripciones):
    return list(itertools.chain.from_iterable(i.participantes.all() for i in inscripciones))

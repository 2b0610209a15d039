"""Changes after the window closed: asked for on the same pages, granted or refused by the team, taken back."""

import datetime
import threading
from functools import partial

import pytest
from django.contrib.auth import get_user_model
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comun import enviador
from comun.models import Mensaje
from inscripciones import services, solicitudes
from inscripciones.edicion import solo_por_solicitud
from inscripciones.errores import ActividadCerrada, ErrorInscripcion, InscripcionCerrada, TransicionIlegal
from inscripciones.models import CambioInscripcion, Participante, SolicitudDeCambio
from inscripciones.relato import relatar, relatar_pedidos
from tests import fabricas
from tests.formularios import enviar
from tests.inscripciones import escritos
from tests.inscripciones.delegaciones import confirmada, estados, lugares_dados, turnos
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores

ROSA = {"nombre": "Rosa Lema", "email": "rosa@riobamba.gob.ec", "cargo": "Directora"}
ES_SOLICITUD = "El plazo para hacer cambios terminó. Lo que envíe desde aquí llega al equipo"
RECIBIDA = "Recibimos su solicitud: el equipo responde por correo. Hasta entonces nada cambia."


@pytest.fixture
def taller(cumbre):
    return fabricas.crear_actividad(
        cumbre, titulo_es="Taller", titulo_pt_br="Oficina", slug="taller", cupo_presencial=2
    )


@pytest.fixture
def delegacion(taller, riobamba):
    """A confirmed delegation of Luis and Eva, with both places of ``taller``, whose window closed; no mail waits."""
    contacto = fabricas.crear_contacto(nombre="Ana Guamán", email="ana@riobamba.gob.ec", ciudad=riobamba)
    inscripcion = confirmada(taller, personas=2, contacto=contacto)
    luis, eva = inscripcion.participantes.all()
    Participante.objects.filter(pk=luis.pk).update(nombre="Luis Cando")
    Participante.objects.filter(pk=eva.pk).update(nombre="Eva Paz")
    cerrar(inscripcion.cumbre)
    Mensaje.objects.all().delete()
    inscripcion.refresh_from_db()
    return inscripcion


@pytest.fixture
def equipo(db):
    return get_user_model().objects.create_user("equipo")


@pytest.fixture
def duenia(delegacion):
    """The browser that opened the mailed link."""
    return por_enlace(delegacion)


def por_enlace(inscripcion):
    client = Client()
    client.post(f"/acceso/{inscripcion.contacto.token()}/")
    return client


def cerrar(cumbre, *, desde=-10, hasta=-1):
    """Move the window; by default it closed yesterday."""
    ahora = timezone.now()
    cumbre.inscripcion_desde = ahora + datetime.timedelta(days=desde)
    cumbre.inscripcion_hasta = ahora + datetime.timedelta(days=hasta)
    cumbre.save()


def persona(inscripcion, nombre="Luis Cando"):
    return inscripcion.participantes.get(nombre=nombre)


def pedir(inscripcion, accion, de_quien=None, **datos):
    de = persona(inscripcion, de_quien) if de_quien else None
    return solicitudes.pedir(inscripcion=inscripcion, accion=accion, participante=de, datos=datos)


def todo(inscripcion, taller):
    """One request of each kind: ``{accion: (name of the person, data, sentence)}``."""
    virtual = {"elecciones": {str(taller.pk): "virtual"}}
    return {
        "agregar": (None, ROSA, "Agregar a Rosa Lema (Directora, rosa@riobamba.gob.ec)."),
        "editar": (
            "Luis Cando",
            {"nombre": "Luis Mora", "email": "", "cargo": "Chofer"},
            "Corregir los datos de Luis Cando: Luis Mora (Chofer).",
        ),
        "sustituir": (
            "Luis Cando",
            {**ROSA, "idioma": "es"},
            "Sustituir a Luis Cando por Rosa Lema (Directora, rosa@riobamba.gob.ec).",
        ),
        "quitar": ("Luis Cando", {}, "Quitar a Luis Cando."),
        "actividades": (None, virtual, "Cambiar las actividades de la delegación: Taller (virtual)."),
        "actividades_de": ("Luis Cando", virtual, "Cambiar las actividades de Luis Cando: Taller (virtual)."),
    }


ACCIONES = ["agregar", "editar", "sustituir", "quitar", "actividades", "actividades_de"]
QUE_DEJA = {
    "agregar": [
        "Se agregó a Rosa Lema (Directora, rosa@riobamba.gob.ec).",
        "Se suma «Taller» (presencial, en lista de espera): Rosa Lema.",
    ],
    "editar": [
        "Luis Cando, nombre y apellido: antes «Luis Cando», ahora «Luis Mora».",
        "Luis Cando, cargo o área: antes «sin dato», ahora «Chofer».",
    ],
    "sustituir": ["Rosa Lema (Directora, rosa@riobamba.gob.ec) ocupa el lugar de Luis Cando."],
    "quitar": ["Se quitó a Luis Cando.", "Se deja «Taller» y se libera el lugar presencial: Luis Cando."],
    "actividades": [
        "Cambia «Taller», de «presencial, lugar confirmado» a «virtual, confirmada»: Luis Cando, Eva Paz.",
    ],
    "actividades_de": [
        "Luis Cando elige sus actividades por su cuenta.",
        "Cambia «Taller», de «presencial, lugar confirmado» a «virtual, confirmada»: Luis Cando.",
    ],
}


# --- When ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("desde", "hasta", "fin", "se_pide"),
    [(-10, 1, 5, False), (-10, -1, 5, True), (1, 9, 12, True), (-10, -1, 0, True), (-10, -1, -1, False)],
    ids=["abierta", "cerrada", "todavia_no", "ultimo_dia", "terminada"],
)
def test_se_pide_fuera_de_la_ventana_hasta_que_termina_la_cumbre(delegacion, desde, hasta, fin, se_pide):
    cumbre = delegacion.cumbre
    hoy = timezone.now().astimezone(cumbre.zona).date()
    cumbre.inicio = cumbre.fin = hoy + datetime.timedelta(days=fin)
    cerrar(cumbre, desde=desde, hasta=hasta)

    assert solo_por_solicitud(delegacion) is se_pide
    if not se_pide:
        with pytest.raises(InscripcionCerrada):
            pedir(delegacion, "agregar", **ROSA)
        assert SolicitudDeCambio.objects.count() == 0


def test_un_borrador_no_pide_nada(taller):
    inscripcion = fabricas.crear_inscripcion(cumbre=taller.cumbre)
    cerrar(taller.cumbre)

    with pytest.raises(InscripcionCerrada):
        pedir(inscripcion, "agregar", **ROSA)


# --- Asking -------------------------------------------------------------------------------------


@pytest.mark.parametrize("accion", ACCIONES)
def test_pedir_no_cambia_nada_mas_y_se_cuenta_en_palabras(delegacion, taller, accion):
    nombre, datos, frase = todo(delegacion, taller)[accion]
    antes = escritos.hoja("inscripciones.SolicitudDeCambio")

    solicitud = pedir(delegacion, accion, nombre, **datos)

    assert escritos.hoja("inscripciones.SolicitudDeCambio") == antes
    solicitud.refresh_from_db()
    assert relatar_pedidos([solicitud]) == [(solicitud, frase)]
    assert (solicitud.estado, solicitud.resuelta_el) == ("pendiente", None)


def test_lo_que_hoy_no_podria_hacerse_no_se_pide(delegacion, taller, clima):
    clima.cerrada = True
    clima.save()
    solicitud = pedir(delegacion, "quitar", "Eva Paz")
    solicitudes.conceder(solicitud=solicitud, usuario=None)

    with pytest.raises(ActividadCerrada):
        pedir(delegacion, "actividades", elecciones={str(clima.pk): "virtual"})
    with pytest.raises(ErrorInscripcion) as error:
        pedir(delegacion, "quitar", "Luis Cando")

    assert "Es la última persona de la delegación" in str(error.value.mensaje)
    assert list(SolicitudDeCambio.objects.all()) == [solicitud]


def test_hay_hasta_diez_solicitudes_abiertas(delegacion, equipo):
    primera = pedir(delegacion, "agregar", **ROSA)
    for n in range(9):
        pedir(delegacion, "agregar", nombre=f"Persona {n}", email="", cargo="")

    with pytest.raises(ErrorInscripcion) as error:
        pedir(delegacion, "agregar", **ROSA)
    solicitudes.rechazar(solicitud=primera, usuario=equipo, respuesta="No")
    pedir(delegacion, "agregar", **ROSA)

    assert str(error.value.mensaje) == (
        "Ya hay 10 solicitudes sin responder, el máximo: espere la respuesta o retire alguna."
    )
    assert (SolicitudDeCambio.objects.count(), delegacion.solicitudes.pendientes().count()) == (11, 10)


# --- Answering ----------------------------------------------------------------------------------


@pytest.mark.parametrize("accion", ACCIONES)
def test_conceder_hace_lo_mismo_que_el_contacto_en_nombre_del_equipo(delegacion, taller, equipo, accion):
    nombre, datos, _frase = todo(delegacion, taller)[accion]
    solicitud = pedir(delegacion, accion, nombre, **datos)

    solicitudes.conceder(solicitud=solicitud, usuario=equipo)

    solicitud.refresh_from_db()
    cambio = CambioInscripcion.objects.get()
    assert relatar(cambio.diferencias) == QUE_DEJA[accion]
    assert (cambio.quien, cambio.usuario, cambio.inscripcion) == ("equipo", equipo, delegacion)
    assert (solicitud.estado, solicitud.usuario, solicitud.resuelta_el is None) == ("concedida", equipo, False)
    *otros, mensaje = Mensaje.objects.order_by("pk")
    a_quien_llega = ("enlace_personal", "rosa@riobamba.gob.ec")
    assert [(m.tipo, m.a) for m in otros] == [a_quien_llega] * (accion in {"agregar", "sustituir"})
    assert (mensaje.tipo, mensaje.a) == ("solicitud_de_cambio_resuelta", "ana@riobamba.gob.ec")
    assert mensaje.parametros == {"solicitud": solicitud.pk, "cambio": cambio.pk}


def test_conceder_que_se_vuelva_a_las_actividades_de_la_delegacion(delegacion, taller, equipo):
    delegacion.participantes.update(actividades_propias=True)
    solicitud = pedir(delegacion, "actividades_de", "Luis Cando", elecciones=None)

    solicitudes.conceder(solicitud=solicitud, usuario=equipo)

    frase = "Cambiar las actividades de Luis Cando: las de la delegación."
    assert relatar_pedidos([solicitud]) == [(solicitud, frase)]
    assert persona(delegacion).actividades_propias is False


def test_lo_que_ya_no_puede_hacerse_queda_pendiente_sin_correo_ni_cambio(delegacion, clima, equipo):
    cerrada = pedir(delegacion, "actividades", elecciones={str(clima.pk): "virtual"})
    sin_persona = pedir(delegacion, "editar", "Luis Cando", **ROSA)
    clima.cerrada = True
    clima.save()
    solicitudes.conceder(solicitud=pedir(delegacion, "quitar", "Luis Cando"), usuario=equipo)
    antes = escritos.hoja()

    with pytest.raises(ActividadCerrada):
        solicitudes.conceder(solicitud=cerrada, usuario=equipo)
    with pytest.raises(ErrorInscripcion) as error:
        solicitudes.conceder(solicitud=sin_persona, usuario=equipo)

    assert "Esa persona ya no está en la delegación" in str(error.value.mensaje)
    assert escritos.hoja() == antes
    assert [s.estado for s in delegacion.solicitudes.order_by("pk")] == ["pendiente", "pendiente", "concedida"]


def test_lo_pedido_sobre_quien_fue_sustituida_no_se_hace_con_quien_ocupa_su_lugar(delegacion, equipo):
    pedidas = [pedir(delegacion, "quitar", "Luis Cando"), pedir(delegacion, "editar", "Luis Cando", **ROSA)]
    sustitucion = pedir(delegacion, "sustituir", "Luis Cando", **ROSA, idioma="es")
    solicitudes.conceder(solicitud=sustitucion, usuario=equipo)
    antes = escritos.hoja()

    for solicitud in pedidas:
        with pytest.raises(ErrorInscripcion) as error:
            solicitudes.conceder(solicitud=solicitud, usuario=equipo)
        assert "Esa persona ya no está en la delegación" in str(error.value.mensaje)

    assert escritos.hoja() == antes
    assert persona(delegacion, "Rosa Lema").solicitudes.count() == 0
    assert [s.estado for s in delegacion.solicitudes.order_by("pk")] == ["pendiente", "pendiente", "concedida"]


def test_conceder_dos_veces_es_una_y_lo_respondido_no_cambia_de_respuesta(delegacion, equipo):
    concedida, rechazada = pedir(delegacion, "agregar", **ROSA), pedir(delegacion, "quitar", "Eva Paz")
    solicitudes.conceder(solicitud=concedida, usuario=equipo)
    solicitudes.rechazar(solicitud=rechazada, usuario=equipo, respuesta="La sala está lista.")
    antes = escritos.hoja()

    solicitudes.conceder(solicitud=concedida, usuario=equipo)
    solicitudes.rechazar(solicitud=rechazada, usuario=equipo, respuesta="Otra razón.")
    with pytest.raises(TransicionIlegal):
        solicitudes.rechazar(solicitud=concedida, usuario=equipo, respuesta="No")
    with pytest.raises(TransicionIlegal):
        solicitudes.conceder(solicitud=rechazada, usuario=equipo)

    assert escritos.hoja() == antes


def test_retirar_la_inscripcion_retira_lo_que_nadie_respondio(delegacion, equipo):
    respondida = pedir(delegacion, "agregar", **ROSA)
    solicitudes.rechazar(solicitud=respondida, usuario=equipo, respuesta="No")
    abierta = pedir(delegacion, "agregar", **ROSA)

    services.retirar(inscripcion=delegacion)

    assert list(SolicitudDeCambio.objects.all()) == [respondida]
    with pytest.raises(ErrorInscripcion):
        solicitudes.conceder(solicitud=abierta, usuario=equipo)


@pytest.mark.parametrize(
    ("idioma", "asunto", "lineas"),
    [
        (
            "es",
            "El cambio que pidió está hecho",
            [
                "- Cambiar las actividades de Luis Cando: Taller (virtual).",
                "- Luis Cando elige sus actividades por su cuenta.",
                "- Cambia «Taller», de «presencial, lugar confirmado» a «virtual, confirmada»: Luis Cando.",
            ],
        ),
        (
            "pt-br",
            "A alteração que solicitou está feita",
            [
                "- Alterar as atividades de Luis Cando: Oficina (virtual).",
                "- Luis Cando escolhe suas próprias atividades.",
                "- Muda «Oficina», de «presencial, vaga confirmada» para «virtual, confirmada»: Luis Cando.",
            ],
        ),
    ],
)
def test_el_correo_dice_lo_pedido_y_lo_que_cambio(delegacion, taller, equipo, idioma, asunto, lineas):
    delegacion.contacto.idioma = idioma
    delegacion.contacto.save()
    solicitud = pedir(delegacion, "actividades_de", "Luis Cando", elecciones={str(taller.pk): "virtual"})

    solicitudes.conceder(solicitud=solicitud, usuario=equipo)
    enviador.enviar_pendientes()

    (enviado,) = mail.outbox
    assert enviado.subject == f"{asunto} ({delegacion.referencia})"
    assert [linea for linea in enviado.body.splitlines() if linea.startswith("- ")] == lineas


@pytest.mark.parametrize(
    ("idioma", "frase"),
    [
        ("es", "Esta vez no es posible. El equipo explica: La sala está lista."),
        ("pt-br", "Desta vez não é possível. A equipe explica: La sala está lista."),
    ],
)
def test_el_correo_de_lo_no_concedido_dice_por_que(delegacion, equipo, idioma, frase):
    delegacion.contacto.idioma = idioma
    delegacion.contacto.save()

    solicitudes.rechazar(
        solicitud=pedir(delegacion, "quitar", "Eva Paz"), usuario=equipo, respuesta="La sala está lista."
    )
    enviador.enviar_pendientes()

    assert frase in mail.outbox[0].body.splitlines()
    assert (CambioInscripcion.objects.count(), delegacion.participantes.count()) == (0, 2)


# --- On the pages -------------------------------------------------------------------------------


def paginas(inscripcion):
    """The pages on which each change is asked for: ``{accion: (path, a field of its form, answers)}``."""
    codigo = persona(inscripcion).codigo
    de_taller = {"actividades": ["taller"], "modalidad_taller": "virtual"}
    return {
        "agregar": ("personas/", "nombre", ROSA),
        "editar": (f"personas/{codigo}/", "nombre", {"nombre": "Luis Mora", "cargo": "Chofer"}),
        "sustituir": (f"personas/{codigo}/sustituir/", "nombre", ROSA),
        "quitar": (f"personas/{codigo}/quitar/", "clave_envio", {}),
        "actividades": ("actividades/", "actividades", de_taller),
        "actividades_de": (f"personas/{codigo}/actividades/", "actividades", de_taller),
    }


@pytest.mark.parametrize("accion", ACCIONES)
def test_despues_de_la_ventana_la_pagina_avisa_y_lo_enviado_es_una_solicitud(delegacion, taller, duenia, accion):
    ruta, campo, respuestas = paginas(delegacion)[accion]
    antes = escritos.hoja("inscripciones.SolicitudDeCambio")

    pagina = duenia.get(f"/inscripcion/{ruta}")
    assert pagina.content.decode().count(ES_SOLICITUD) == 1
    pagina = enviar(duenia, pagina, campo, **respuestas)

    texto = pagina.content.decode()
    frase = todo(delegacion, taller)[accion][2]
    assert pagina.request["PATH_INFO"] == "/mi-espacio/"
    assert (texto.count(RECIBIDA), texto.count(f"<li>{frase} <span")) == (1, 1)
    assert escritos.hoja("inscripciones.SolicitudDeCambio") == antes
    assert [s.accion for s in SolicitudDeCambio.objects.all()] == [accion]


@pytest.mark.parametrize("accion", ACCIONES)
def test_dentro_de_la_ventana_la_misma_pagina_hace_el_cambio(delegacion, taller, duenia, accion):
    cerrar(delegacion.cumbre, hasta=1)
    ruta, campo, respuestas = paginas(delegacion)[accion]

    pagina = duenia.get(f"/inscripcion/{ruta}")
    assert ES_SOLICITUD not in pagina.content.decode()
    pagina = enviar(duenia, pagina, campo, **respuestas)

    assert "Se guardaron los cambios." in pagina.content.decode()
    assert SolicitudDeCambio.objects.count() == 0
    cambio = CambioInscripcion.objects.get()
    assert (relatar(cambio.diferencias), cambio.quien) == (QUE_DEJA[accion], "contacto")


@pytest.mark.parametrize("accion", ACCIONES)
def test_la_pagina_abierta_antes_del_cierre_no_pide_sin_avisar(delegacion, duenia, accion):
    cerrar(delegacion.cumbre, hasta=1)
    ruta, campo, respuestas = paginas(delegacion)[accion]
    pagina = duenia.get(f"/inscripcion/{ruta}")
    cerrar(delegacion.cumbre)
    antes = escritos.hoja()

    avisada = enviar(duenia, pagina, campo, **respuestas)

    texto = avisada.content.decode()
    assert escritos.hoja() == antes
    assert (texto.count(ES_SOLICITUD), texto.count('name="solicitud" value="1"')) == (1, 1)
    assert "El plazo para hacer cambios terminó mientras completaba esta página" in texto
    enviar(duenia, avisada, campo)
    assert [s.accion for s in SolicitudDeCambio.objects.all()] == [accion]


@pytest.mark.parametrize("ruta", ["aportes/", "experiencia/", "personas/listas/", "personas/yo/", "quien/cambiar/"])
def test_lo_demas_sigue_cerrado(delegacion, duenia, ruta):
    antes = escritos.hoja()

    pagina = duenia.post(f"/inscripcion/{ruta}", {"solicitud": "1", "nombre": "Rosa", "clave_envio": "c"})

    assert "La inscripción ya cerró" in pagina.content.decode()
    assert "se piden desde su espacio" in pagina.content.decode()
    assert escritos.hoja() == antes


def test_terminada_la_cumbre_no_se_pide_nada(delegacion, duenia):
    cumbre = delegacion.cumbre
    cumbre.inicio = cumbre.fin = timezone.now().date() - datetime.timedelta(days=2)
    cumbre.save()

    pagina = duenia.post("/inscripcion/personas/", {"solicitud": "1", "nombre": "Rosa Lema", "clave_envio": "c"})

    assert "La inscripción ya cerró" in pagina.content.decode()
    assert SolicitudDeCambio.objects.count() == 0
    assert "Pedir cambios de personas" not in duenia.get("/mi-espacio/").content.decode()


def test_la_misma_solicitud_enviada_dos_veces_es_una(delegacion, duenia):
    datos = {**ROSA, "solicitud": "1", "clave_envio": "una"}

    for _vez in range(2):
        assert duenia.post("/inscripcion/personas/", datos)["Location"] == "/mi-espacio/"

    assert SolicitudDeCambio.objects.count() == 1


def test_la_regla_que_lo_impide_se_dice_en_la_pagina(delegacion, duenia):
    for n in range(10):
        pedir(delegacion, "agregar", nombre=f"Persona {n}", email="", cargo="")

    pagina = enviar(duenia, duenia.get("/inscripcion/personas/"), "nombre", **ROSA)

    texto = pagina.content.decode()
    assert "<title>Error: " in texto
    assert texto.count("Ya hay 10 solicitudes sin responder") == 1
    assert 'value="Rosa Lema"' in texto


def test_mi_espacio_muestra_cada_solicitud_con_su_respuesta_y_deja_retirar_la_abierta(delegacion, duenia, equipo):
    solicitudes.rechazar(solicitud=pedir(delegacion, "agregar", **ROSA), usuario=equipo, respuesta="<b>Sala llena</b>")
    abierta = pedir(delegacion, "quitar", "Eva Paz")

    pagina = duenia.get("/mi-espacio/")
    texto = pagina.content.decode()
    assert "&lt;b&gt;Sala llena&lt;/b&gt;" in texto
    assert texto.count("Retirar esta solicitud") == 1
    pagina = enviar(duenia, pagina, "solicitud", solicitud=abierta.pk)

    assert "Se retiró la solicitud." in pagina.content.decode()
    assert [s.estado for s in SolicitudDeCambio.objects.all()] == ["rechazada"]


@pytest.mark.parametrize("cuantas", [1, 10])
def test_mi_espacio_cuesta_lo_mismo_con_una_y_con_diez_solicitudes(
    delegacion, taller, duenia, cuantas, django_assert_num_queries
):
    for _n in range(cuantas):
        pedir(delegacion, "actividades", elecciones={str(taller.pk): "virtual"})

    with django_assert_num_queries(19):
        assert duenia.get("/mi-espacio/").content.decode().count("Retirar esta solicitud") == cuantas


def test_mirar_las_paginas_de_solicitud_no_escribe_nada(delegacion, duenia):
    antes = escritos.hoja()

    for ruta, _campo, _respuestas in paginas(delegacion).values():
        with CaptureQueriesContext(connection) as consultas:
            assert duenia.get(f"/inscripcion/{ruta}").status_code == 200
        assert {c["sql"].split()[0] for c in consultas} == {"SELECT"}, ruta

    assert escritos.hoja() == antes


def test_lo_respondido_ya_no_se_retira(delegacion, duenia, equipo):
    solicitud = pedir(delegacion, "agregar", **ROSA)
    solicitudes.conceder(solicitud=solicitud, usuario=equipo)

    pagina = duenia.post(
        "/inscripcion/solicitudes/quitar/", {"solicitud": solicitud.pk, "clave_envio": "c"}, follow=True
    )

    assert "Esa solicitud ya no espera respuesta" in pagina.content.decode()
    assert SolicitudDeCambio.objects.get().estado == "concedida"


@pytest.mark.parametrize("valor", ["", "x", "-1", "9" * 40, "1\x00"])
def test_una_clave_que_no_es_de_ninguna_solicitud_no_rompe_nada(delegacion, duenia, valor):
    pedir(delegacion, "agregar", **ROSA)

    pagina = duenia.post("/inscripcion/solicitudes/quitar/", {"solicitud": valor, "clave_envio": "c"}, follow=True)

    assert pagina.request["PATH_INFO"] == "/mi-espacio/"
    assert SolicitudDeCambio.objects.count() == 1


@pytest.mark.parametrize("ventana", [-1, 1], ids=["cerrada", "abierta"])
def test_otra_delegacion_no_pide_ni_retira_ni_sustituye_lo_ajeno(delegacion, taller, ventana):
    ajena = confirmada_con_ventana(taller, delegacion.cumbre)
    cerrar(delegacion.cumbre)
    delegacion.refresh_from_db()
    solicitud = pedir(delegacion, "agregar", **ROSA)
    cerrar(delegacion.cumbre, hasta=ventana)
    otra, codigo = por_enlace(ajena), persona(delegacion).codigo
    datos = {**ROSA, "idioma": "es", "solicitud": "1"}
    antes = escritos.hoja()

    for ruta in (f"personas/{codigo}/sustituir/", f"personas/{codigo}/", f"personas/{codigo}/actividades/"):
        assert otra.post(f"/inscripcion/{ruta}", {**datos, "clave_envio": ruta}).status_code == 404
        assert otra.get(f"/inscripcion/{ruta}").status_code == 404
    assert otra.post(f"/inscripcion/personas/{codigo}/quitar/", {"clave_envio": "q"}).status_code == 302
    otra.post("/inscripcion/solicitudes/quitar/", {"solicitud": solicitud.pk, "clave_envio": "r"})

    assert escritos.hoja() == antes


def confirmada_con_ventana(actividad, cumbre):
    """Another confirmed registration, made while the window was open."""
    cerrar(cumbre, hasta=1)
    return confirmada(actividad)


# --- At once ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_dos_del_equipo_conceden_a_la_vez_y_se_hace_una_vez(delegacion, equipo):
    solicitud = pedir(delegacion, "agregar", **ROSA)

    resultados = a_la_vez(*[partial(solicitudes.conceder, solicitud=solicitud, usuario=equipo)] * 4)

    assert errores(resultados) == []
    assert delegacion.participantes.filter(nombre="Rosa Lema").count() == 1
    assert CambioInscripcion.objects.count() == 1
    assert sorted(m.tipo for m in Mensaje.objects.all()) == ["enlace_personal", "solicitud_de_cambio_resuelta"]


@pytest.mark.django_db(transaction=True)
def test_control_sin_bloqueo_conceder_a_la_vez_se_hace_dos_veces(delegacion, equipo, monkeypatch):
    """Without the locks both find it open: the race above is a real one."""
    solicitud = pedir(delegacion, "agregar", **ROSA)
    ya_leyeron = threading.Barrier(2, timeout=PLAZO)

    def leer_y_esperar(solicitud):
        fresca = SolicitudDeCambio.objects.select_related("inscripcion__contacto").get(pk=solicitud.pk)
        ya_leyeron.wait()
        return fresca

    monkeypatch.setattr(solicitudes, "bloquear", lambda inscripcion, **_opciones: inscripcion)
    monkeypatch.setattr(solicitudes, "_bloqueada", leer_y_esperar)
    resultados = a_la_vez(*[partial(solicitudes.conceder, solicitud=solicitud, usuario=equipo)] * 2)

    assert errores(resultados) == []
    assert delegacion.participantes.filter(nombre="Rosa Lema").count() == 2


@pytest.mark.django_db(transaction=True)
def test_conceder_no_conceder_y_retirar_a_la_vez_dejan_una_sola_respuesta(delegacion, equipo):
    solicitud = pedir(delegacion, "agregar", **ROSA)

    resultados = a_la_vez(
        partial(solicitudes.conceder, solicitud=solicitud, usuario=equipo),
        partial(solicitudes.rechazar, solicitud=solicitud, usuario=equipo, respuesta="No"),
        partial(solicitudes.deshacer, inscripcion=delegacion, clave=solicitud.pk),
    )

    assert [type(r).__name__ for r in resultados if isinstance(r, Exception)] == ["TransicionIlegal"] * 2
    quedo = list(SolicitudDeCambio.objects.values_list("estado", flat=True))
    assert quedo in (["concedida"], ["rechazada"], [])
    tipos = sorted(m.tipo for m in Mensaje.objects.all())
    assert tipos == ["enlace_personal"] * (quedo == ["concedida"]) + ["solicitud_de_cambio_resuelta"] * len(quedo)
    assert delegacion.participantes.count() == (3 if quedo == ["concedida"] else 2)


@pytest.mark.django_db(transaction=True)
def test_diez_a_la_vez_no_pasan_del_maximo(delegacion):
    for n in range(8):
        pedir(delegacion, "agregar", nombre=f"Persona {n}", email="", cargo="")

    resultados = a_la_vez(*[partial(pedir, delegacion, "agregar", **ROSA)] * 5)

    assert [type(r).__name__ for r in resultados if isinstance(r, Exception)] == ["ErrorInscripcion"] * 3
    assert delegacion.solicitudes.pendientes().count() == 10


@pytest.mark.django_db(transaction=True)
def test_sustituir_y_retirar_a_la_vez_no_mueven_la_espera_de_mas(delegacion, taller):
    """The place of who is replaced never becomes free while another one does."""
    espera, detras = confirmada_con_ventana(taller, delegacion.cumbre), confirmada(taller)
    luis, eva = persona(delegacion), persona(delegacion, "Eva Paz")

    resultados = a_la_vez(
        partial(services.sustituir_participante, participante=luis, **ROSA, idioma="es"),
        partial(services.quitar_participante, participante=eva),
    )

    assert errores(resultados) == []
    assert (estados(delegacion), estados(espera), estados(detras)) == (["confirmada"], ["confirmada"], ["en_espera"])
    assert (lugares_dados(taller), turnos(taller)) == (2, [2])
    assert sorted(relatar(c.diferencias)[0] for c in delegacion.cambios.all()) == [
        "Rosa Lema (Directora, rosa@riobamba.gob.ec) ocupa el lugar de Luis Cando.",
        "Se quitó a Eva Paz.",
    ]


@pytest.mark.django_db(transaction=True)
def test_pedir_espera_a_quien_cambia_la_inscripcion(delegacion):
    """What cannot be granted is looked at under the lock: the person that is being removed is not asked about."""
    luis, pedido = persona(delegacion), threading.Event()
    resultado = []

    def intentar():
        resultado.extend(a_la_vez(partial(pedir, delegacion, "editar", "Luis Cando", **ROSA)))
        pedido.set()

    hilo = threading.Thread(target=intentar)
    with transaction.atomic():
        services.quitar_participante(participante=luis, tambien_cerrada=True)
        hilo.start()
        assert not pedido.wait(0.5)
    hilo.join(PLAZO)

    assert [type(r).__name__ for r in resultado] == ["ErrorInscripcion"]
    assert SolicitudDeCambio.objects.count() == 0

"""Who sees and changes which registration: every address of the room is walked as a stranger, as the browser that began
a draft, as the one that a mailed link opened, before and after; and reading never writes."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from inscripciones import services
from inscripciones.models import Inscripcion
from inscripciones.urls import urlpatterns
from tests import fabricas
from tests.inscripciones import escritos

NOMBRES = [p.name for p in urlpatterns]
ABIERTAS = {"inicio", "tipo", "quien"}  # nothing of anybody's: who registers is only in the address
TERMINADA = {"lista", "calendario"}
SOLO_POST = {
    "personas_listas", "yo_tambien", "aportes_listos", "programas_listos", "quitar_ficha", "quitar_programa",
    "quitar_solicitud",
}  # fmt: skip
PASOS = [n for n in NOMBRES if n not in ABIERTAS | TERMINADA]
CON_CODIGO = [p.name for p in urlpatterns if "codigo" in p.pattern.converters]
QUE_QUITAN = {"quitar_persona", "quitar_ficha", "quitar_programa"}
DE_CIUDAD = {"aportes", "aportes_listos", "ficha_nueva", "ficha", "quitar_ficha", "experiencia"}
DE_INSTITUCION = {"mirada", "programas", "programas_listos", "programa_nuevo", "programa", "quitar_programa"}


def ruta(nombre, inscripcion):
    """The address of a step with the codes of that registration."""
    argumentos = {}
    if nombre == "ficha_nueva":
        argumentos = {"tipo": "saber"}
    elif nombre in CON_CODIGO:
        contacto = inscripcion.contacto
        if "ficha" in nombre:
            objeto = contacto.fichas.first() or fabricas.crear_ficha(contacto=contacto)
        elif "programa" in nombre:
            objeto = contacto.programas.first() or fabricas.crear_programa(contacto=contacto)
        else:
            objeto = inscripcion.participantes.filter(es_contacto=False).get()
        argumentos = {"codigo": objeto.codigo}
    return reverse(f"inscripciones:{nombre}", kwargs=argumentos)


def cuerpo(nombre, inscripcion, metodo="post"):
    """What a valid POST of the step would send: it would write if it were let."""
    conocidos = {n: d for n, (_r, d) in escritos.envios(inscripcion).items()} if metodo == "post" else {}
    return {**conocidos.get(nombre, {}), "clave_envio": f"clave-{nombre}"} if metodo == "post" else {}


def entrar(inscripcion):
    """A browser that opened the mailed link."""
    client = Client()
    client.post(f"/acceso/{inscripcion.contacto.token()}/")
    return client


def filas_de(inscripcion):
    """The rows of one registration."""
    contacto = inscripcion.contacto
    consultas = [
        Inscripcion.objects.filter(pk=inscripcion.pk), type(contacto).objects.filter(pk=contacto.pk),
        inscripcion.participantes.all(), inscripcion.elecciones.all(), contacto.fichas.all(), contacto.programas.all(),
        contacto.propuestas.all(),
    ]  # fmt: skip
    return [list(c.order_by("pk").values()) for c in consultas]


SECRETOS = ["Luis Cando", "Ana Guamán", "ana@riobamba", "Ficha de saber", "Mercados"]


def secretos_en(respuesta, inscripcion):
    """Return what of that registration is in the answer."""
    texto = respuesta.content.decode() + str(respuesta.headers)
    return [s for s in [*SECRETOS, inscripcion.referencia, inscripcion.codigo] if s in texto]


# --- Strangers ----------------------------------------------------------------------------------


@pytest.mark.parametrize("metodo", ["get", "post"])
def test_extrania_sin_borrador_no_ve_ni_cambia_nada(ciudad_en_curso, metodo):
    _oficial, inscripcion = ciudad_en_curso
    pedidos = {n: (ruta(n, inscripcion), cuerpo(n, inscripcion, metodo)) for n in [*PASOS, *TERMINADA]}
    antes = escritos.hoja()

    for nombre, (url, datos) in pedidos.items():
        respuesta = getattr(Client(), metodo)(url, datos)
        if metodo == "get" and nombre in SOLO_POST:
            assert respuesta.status_code == 405, nombre
        else:
            assert (respuesta.status_code, respuesta.headers["Location"]) == (302, "/acceso/"), nombre
        assert secretos_en(respuesta, inscripcion) == [], nombre

    assert escritos.hoja() == antes


@pytest.mark.parametrize("metodo", ["get", "post"])
def test_extrania_con_su_propio_borrador_no_alcanza_los_codigos_ajenos(ciudad_en_curso, ajena, metodo):
    _oficial, inscripcion = ciudad_en_curso
    pedidos = {n: (ruta(n, inscripcion), cuerpo(n, inscripcion, metodo)) for n in CON_CODIGO}
    antes = escritos.hoja()

    for nombre, (url, datos) in pedidos.items():
        respuesta = getattr(ajena[0], metodo)(url, datos)
        # Removing what is not there any more leads back to the list.
        esperado = (
            405
            if metodo == "get" and nombre in SOLO_POST
            else 302
            if nombre in {"quitar_persona", "quitar_ficha"}
            else 404
        )
        assert respuesta.status_code == esperado, nombre
        assert secretos_en(respuesta, inscripcion) == [], nombre

    assert escritos.hoja() == antes


def test_extrania_que_guarda_lo_suyo_no_toca_lo_ajeno(ciudad_en_curso, ajena):
    _oficial, inscripcion = ciudad_en_curso
    de_ciudad = [n for n in PASOS if n not in DE_INSTITUCION and n not in QUE_QUITAN and n != "revisar"]
    pedidos = [(n, ruta(n, ajena[1]), cuerpo(n, ajena[1])) for n in [*de_ciudad, "quitar_persona", "revisar"]]
    antes = filas_de(inscripcion)

    for nombre, url, datos in pedidos:
        pagina = ajena[0].post(url, datos, follow=True)
        assert pagina.status_code == 200, nombre
        assert inscripcion.referencia not in pagina.content.decode(), nombre

    assert filas_de(inscripcion) == antes


@pytest.mark.parametrize(("tipo", "nombres"), [("ciudad", DE_INSTITUCION), ("institucion", DE_CIUDAD)])
def test_pasos_del_otro_tipo_no_existen(en_curso, tipo, nombres):
    oficial, _inscripcion = en_curso(tipo)
    antes = escritos.hoja()

    for nombre in sorted(nombres):
        codigo = {"codigo": "0" * 32} if nombre in CON_CODIGO else {"tipo": "saber"} if nombre == "ficha_nueva" else {}
        respuesta = oficial.post(reverse(f"inscripciones:{nombre}", kwargs=codigo), {"titulo": "x", "mirada": "x"})
        assert respuesta.status_code == 404, nombre

    assert escritos.hoja() == antes


def test_tipo_de_ficha_desconocido_no_existe(ciudad_en_curso):
    oficial, _inscripcion = ciudad_en_curso

    assert oficial.get("/inscripcion/aportes/nueva/deseo/").status_code == 404


# --- Reading writes nothing ---------------------------------------------------------------------


@pytest.mark.parametrize("tipo", ["ciudad", "institucion"])
@pytest.mark.parametrize("confirmada", [False, True])
def test_leer_no_escribe_nada(en_curso, tipo, confirmada):
    client, inscripcion = en_curso(tipo)
    if confirmada:
        services.confirmar(inscripcion=inscripcion)
        client = entrar(inscripcion)
    otro_tipo = DE_INSTITUCION if tipo == "ciudad" else DE_CIUDAD
    urls = [ruta(n, inscripcion) for n in NOMBRES if n not in otro_tipo | SOLO_POST]
    antes = escritos.hoja()

    for url in urls:
        for consulta in ("", "?volver=revisar", "?tipo=ciudad&ciudad=riobamba-ec&actividades=seminario"):
            with CaptureQueriesContext(connection) as consultas:
                client.get(url + consulta)
            # A server-side cursor, of the options of a select, is declared.
            assert {c["sql"].split()[0] for c in consultas} <= {"SELECT", "DECLARE"}, url

    assert escritos.hoja() == antes


# --- After the confirmation ---------------------------------------------------------------------


@pytest.mark.parametrize("metodo", ["get", "post"])
def test_navegador_que_confirmo_ve_la_referencia_y_no_cambia_nada_mas(ciudad_en_curso, metodo):
    oficial, inscripcion = ciudad_en_curso
    pedidos = {n: (ruta(n, inscripcion), cuerpo(n, inscripcion, metodo)) for n in PASOS if n not in DE_INSTITUCION}
    services.confirmar(inscripcion=inscripcion)
    antes = escritos.hoja()

    for nombre, (url, datos) in pedidos.items():
        pagina = getattr(oficial, metodo)(url, datos, follow=True)
        if metodo == "get" and nombre in SOLO_POST:
            assert pagina.status_code == 405, nombre
            continue
        texto = pagina.content.decode()
        avisa = "Ya está confirmada: para cambiar algo, abra el enlace que enviamos por correo." in texto
        assert (pagina.request["PATH_INFO"], avisa) == ("/inscripcion/lista/", nombre != "revisar"), nombre
        assert "Luis Cando" not in texto, nombre

    assert escritos.hoja() == antes


def test_navegador_que_confirmo_no_entra_en_mi_espacio(ciudad_en_curso):
    oficial, inscripcion = ciudad_en_curso
    services.confirmar(inscripcion=inscripcion)

    for url in ("/mi-espacio/", "/mi-espacio/datos/", "/mi-espacio/mis-datos/", "/mi-espacio/retirar/"):
        assert oficial.get(url).headers["Location"] == "/acceso/"


def test_con_el_enlace_del_correo_la_confirmada_se_edita(ciudad_en_curso):
    _oficial, inscripcion = ciudad_en_curso
    services.confirmar(inscripcion=inscripcion)
    entrada = entrar(inscripcion)

    respuesta = entrada.post("/inscripcion/personas/", {"nombre": "Rosa Lema", "clave_envio": "a"})

    assert respuesta.status_code == 302
    assert list(inscripcion.participantes.values_list("nombre", flat=True)) == ["Ana Guamán", "Luis Cando", "Rosa Lema"]


def test_enlace_del_borrador_sigue_en_otro_dispositivo(ciudad_en_curso):
    _oficial, inscripcion = ciudad_en_curso
    otro = entrar(inscripcion)

    pagina = otro.get("/inscripcion/personas/")

    assert "Luis Cando" in pagina.content.decode()


def test_cambiar_el_correo_del_borrador_con_el_enlace_no_echa_a_quien_lo_cambia(ciudad_en_curso):
    """Every earlier link ends; the one at the keyboard goes on."""
    _oficial, inscripcion = ciudad_en_curso
    otro, viejo = entrar(inscripcion), inscripcion.contacto.token()

    pagina = otro.post("/inscripcion/contacto/", {**escritos.CONTACTO, "email": "nueva@riobamba.gob.ec"}, follow=True)

    assert pagina.request["PATH_INFO"] == "/inscripcion/personas/"
    assert "Luis Cando" in pagina.content.decode()
    assert "Este enlace" not in pagina.content.decode()
    assert Client().post(f"/acceso/{viejo}/", follow=True).request["PATH_INFO"] != "/mi-espacio/"


# --- One browser, several registrations ---------------------------------------------------------


def test_correo_conocido_no_abre_la_inscripcion_que_ya_existe(ciudad_en_curso):
    _oficial, inscripcion = ciudad_en_curso
    antes = filas_de(inscripcion)

    intrusa, propia = escritos.iniciar(fabricas.crear_ciudad(), nombre="Otra persona")

    assert propia.contacto.email == inscripcion.contacto.email
    assert propia.contacto != inscripcion.contacto
    pagina = intrusa.get("/inscripcion/personas/")
    assert "Luis Cando" not in pagina.content.decode()
    assert intrusa.get("/mi-espacio/").headers["Location"] == "/acceso/"
    assert filas_de(inscripcion) == antes


def test_segunda_inscripcion_en_el_mismo_navegador_deja_la_primera(ciudad_en_curso):
    oficial, primera = ciudad_en_curso
    otra = fabricas.crear_ciudad()
    codigo = primera.participantes.get(es_contacto=False).codigo

    oficial.post("/inscripcion/contacto/", {**escritos.quien(otra), **escritos.CONTACTO, "clave_envio": "otra"})

    assert Inscripcion.objects.count() == 2
    assert "Luis Cando" not in oficial.get("/inscripcion/personas/").content.decode()
    assert oficial.get(f"/inscripcion/personas/{codigo}/").status_code == 404


def test_iniciar_otra_con_el_enlace_abierto_cierra_ese_espacio(ciudad_en_curso):
    _oficial, inscripcion = ciudad_en_curso
    entrada, otra = entrar(inscripcion), fabricas.crear_ciudad()

    entrada.post("/inscripcion/contacto/", {**escritos.quien(otra), **escritos.CONTACTO, "clave_envio": "otra"})

    assert "Luis Cando" not in entrada.get("/inscripcion/personas/").content.decode()
    assert entrada.get("/mi-espacio/").headers["Location"] == "/acceso/"


# --- Withdrawn, and outside the window ----------------------------------------------------------


@pytest.mark.parametrize("metodo", ["get", "post"])
def test_retirada_es_una_pagina_que_lo_dice_y_no_cambia(ciudad_en_curso, metodo):
    oficial, inscripcion = ciudad_en_curso
    pedidos = {n: (ruta(n, inscripcion), cuerpo(n, inscripcion, metodo)) for n in PASOS if n not in DE_INSTITUCION}
    entrada = entrar(inscripcion)
    services.retirar(inscripcion=inscripcion)
    antes = escritos.hoja()

    for nombre, (url, datos) in pedidos.items():
        pagina = getattr(entrada, metodo)(url, datos)
        de_la_que_inicio = getattr(oficial, metodo)(url, datos)
        if metodo == "get" and nombre in SOLO_POST:
            assert pagina.status_code == 405, nombre
            continue
        assert "Esta inscripción ya no está activa" in pagina.content.decode(), nombre
        assert de_la_que_inicio.headers["Location"] == "/acceso/", nombre

    assert escritos.hoja() == antes


@pytest.mark.parametrize(
    ("desde", "hasta", "titulo"),
    [(-9, -1, "La inscripción ya cerró"), (1, 9, "La inscripción todavía no abre")],
)
def test_fuera_de_la_ventana_cada_paso_es_una_pagina_que_lo_dice(ciudad_en_curso, desde, hasta, titulo):
    oficial, inscripcion = ciudad_en_curso
    # A consent can be withdrawn at any time.
    pasos = [n for n in PASOS if n not in DE_INSTITUCION and n != "consentimientos"]
    pedidos = {n: (ruta(n, inscripcion), cuerpo(n, inscripcion)) for n in pasos}
    cumbre, ahora = inscripcion.cumbre, timezone.now()
    cumbre.inscripcion_desde = ahora + datetime.timedelta(days=desde)
    cumbre.inscripcion_hasta = ahora + datetime.timedelta(days=hasta)
    cumbre.save()
    antes = escritos.hoja()

    for nombre, (url, datos) in pedidos.items():
        pagina = oficial.post(url, datos)
        texto = pagina.content.decode()
        assert (pagina.status_code, titulo in texto) == (200, True), nombre
        assert "Lo que ya había guardado se conserva, sin confirmar." in texto, nombre

    assert escritos.hoja() == antes


@pytest.mark.parametrize("nombre", ["tipo", "quien"])
def test_sin_cumbre_los_primeros_pasos_lo_dicen(client, db, nombre):
    pagina = client.get(f"/inscripcion/{nombre}/")

    assert (pagina.status_code, "La inscripción ya cerró" in pagina.content.decode()) == (200, True)


def test_ventana_que_se_cierra_antes_del_contacto_no_crea_nada(client, programa_cumbre, riobamba):
    cumbre = programa_cumbre[0].cumbre
    cumbre.inscripcion_hasta = timezone.now()
    cumbre.save()

    pagina = client.post("/inscripcion/contacto/", {**escritos.quien(riobamba), **escritos.CONTACTO})

    assert "La inscripción ya cerró" in pagina.content.decode()
    assert Inscripcion.objects.count() == 0

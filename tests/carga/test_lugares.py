"""Places by processes: a server as in production, simultaneous clients, one room of N places."""

import threading
from functools import partial

import pytest

from agenda.services import cambiar_cupo
from comun.models import Mensaje
from inscripciones import lugares
from inscripciones.models import Asistencia, Inscripcion
from tests import fabricas
from tests.carga import barrera
from tests.carga.lugares import abrazos_mortales, otras_conexiones, por_llegada, vigilados
from tests.carga.navegador import Navegador, que_entro, que_inicio
from tests.carga.servidor import hasta
from tests.formularios import enviar
from tests.inscripciones import recorrido
from tests.inscripciones.delegaciones import borrador, confirmada, estados, invariantes, lugares_dados, turnos
from tests.inscripciones.hilos import a_la_vez, errores

pytestmark = pytest.mark.django_db(transaction=True)

ESPERA_MAXIMA = 20  # seconds until every one of forty clients has its answer, on two busy cores


def confirmar(navegador):
    """Press the last button; return the page that follows and how long its answer took."""
    respuesta = navegador.post("/inscripcion/revisar/", {"clave_envio": "confirmar"})
    return respuesta.status_code, respuesta.headers["Location"], respuesta.segundos


def en_otro_hilo(*funciones):
    """Run all at once while the test goes on; return the thread to wait for and the list of what each returned."""
    resultados = []
    hilo = threading.Thread(target=lambda: resultados.extend(a_la_vez(*funciones)), daemon=True)
    hilo.start()
    return hilo, resultados


def a_la_lista(resultados):
    """True if every client was led to its reference, in time."""
    assert errores(resultados) == []
    assert {(estado, a_donde) for estado, a_donde, _s in resultados} == {(302, "/inscripcion/lista/")}
    assert max(segundos for _e, _d, segundos in resultados) < ESPERA_MAXIMA
    return True


# --- At a known instant, with the lock and without ----------------------------------------------


@pytest.fixture
def seis_en_la_puerta(servir, cumbre):
    """A function: a server of two processes, three places, and six browsers about to confirm."""

    def preparar(**entorno):
        actividad = fabricas.crear_actividad(cumbre, cupo_presencial=3)
        inscripciones = [borrador(actividad, espera=True) for _i in range(6)]
        servidor = servir(procesos=2, hilos=8, ajustes="tests.carga.ajustes_con_barrera", **entorno)
        return servidor, actividad, [que_inicio(servidor.url, i) for i in inscripciones]

    return preparar


def confirmar_mientras(conexion, navegadores, quietos):
    """Confirm all at once; nobody who counted goes on before ``esperan`` says ``quietos``."""
    with barrera.tomada(conexion, barrera.CONTADOS):
        hilo, resultados = en_otro_hilo(*[partial(confirmar, n) for n in navegadores])
        hasta(lambda: barrera.esperan(conexion) == quietos)
    hilo.join()
    return resultados


def test_dos_procesos_en_el_mismo_instante_dan_los_tres_lugares_y_tres_turnos(conexion, seis_en_la_puerta):
    """One has counted and holds the activity; the other five wait for it, in two processes."""
    _servidor, actividad, navegadores = seis_en_la_puerta()

    resultados = confirmar_mientras(conexion, navegadores, quietos=(1, 5))

    assert a_la_lista(resultados)
    assert por_llegada(actividad) == [("confirmada", None)] * 3 + [("en_espera", n) for n in (1, 2, 3)]
    assert Mensaje.objects.filter(tipo="inscripcion_confirmada").count() == 6


def test_control_sin_candado_los_mismos_procesos_venden_de_mas(conexion, seis_en_la_puerta):
    """Without the lock all six count before any writes: what the test above shows is the lock's doing."""
    _servidor, actividad, navegadores = seis_en_la_puerta(**{barrera.SIN_CANDADO: "1"})

    resultados = confirmar_mientras(conexion, navegadores, quietos=(6, 0))

    assert a_la_lista(resultados)
    assert lugares_dados(actividad) == 6


# --- Eight processes, as they come --------------------------------------------------------------


@pytest.mark.largo
@pytest.mark.parametrize("recien_arrancado", [False, True], ids=["en_marcha", "primeros_segundos"])
def test_ocho_procesos_y_cuarenta_clientes_dan_justo_los_lugares_en_orden_de_llegada(
    servir, conexion, cumbre, recien_arrancado
):
    """Also right after a start: the clients wait on the socket before any process is up."""
    actividad = fabricas.crear_actividad(cumbre, cupo_presencial=15)
    inscripciones = [borrador(actividad, personas=2, espera=True) for _i in range(40)]
    habia = otras_conexiones(conexion)
    antes = abrazos_mortales(conexion, habia)
    servidor = servir(procesos=8, ya=not recien_arrancado)
    navegadores = [que_inicio(servidor.url, i) for i in inscripciones]

    with vigilados() as visto:
        hilo, resultados = en_otro_hilo(*[partial(confirmar, n) for n in navegadores])
        if recien_arrancado:
            hasta(lambda: servidor.en_la_puerta() == 40)
            servidor.empezar()
        hilo.join()
    servidor.terminar()

    assert a_la_lista(resultados)
    assert por_llegada(actividad) == [("confirmada", None)] * 15 + [("en_espera", n) for n in range(1, 66)]
    assert (visto["mal"], visto["miradas"] > 5) == ([], True)
    assert abrazos_mortales(conexion, habia) == antes
    assert servidor.dijo() == ""
    assert Mensaje.objects.filter(tipo="inscripcion_confirmada").count() == 40


def inscribir(url, n, ciudad):
    """Register a city from its first page to its reference; where the room is full, accept to wait."""
    navegador = Navegador(url)
    pagina = recorrido.confirmar(navegador, ciudad=ciudad.slug, email=f"persona{n}@ejemplo.gob")
    if pagina.request["PATH_INFO"] == "/inscripcion/lleno/":
        enviar(navegador, pagina, "decision_seminario", decision_seminario="espera")
        pagina = navegador.post("/inscripcion/revisar/", {"clave_envio": "otra vez"}, follow=True)
    return pagina.request["PATH_INFO"]


@pytest.mark.largo
def test_inscripciones_enteras_a_la_vez_llenan_la_sala_y_las_demas_aceptan_esperar(servir, conexion, cumbre):
    """Every page and every form, through eight processes, at each client's own pace."""
    seminario = fabricas.crear_seminario(cumbre, cupo_presencial=5)
    ciudades = [fabricas.crear_ciudad() for _n in range(16)]
    servidor = servir(procesos=8)

    with vigilados() as visto:
        resultados = a_la_vez(*[partial(inscribir, servidor.url, n, c) for n, c in enumerate(ciudades)])

    assert errores(resultados) == []
    assert set(resultados) == {"/inscripcion/lista/"}
    assert por_llegada(seminario) == [("confirmada", None)] * 5 + [("en_espera", n) for n in range(1, 12)]
    assert visto["mal"] == []
    assert servidor.dijo() == ""
    assert sorted(Inscripcion.objects.values_list("ciudad_id", flat=True)) == sorted(c.pk for c in ciudades)
    for tipo in ("enlace_borrador", "inscripcion_confirmada"):
        assert Mensaje.objects.filter(tipo=tipo).count() == 16


# --- Everything that gives and takes places -----------------------------------------------------


def enviar_a(url, inscripcion, ruta, **datos):
    """Return a function that posts a change of a confirmed registration, as who entered by its link."""
    navegador = que_entro(url, inscripcion.contacto)
    return lambda: navegador.post(ruta, {"clave_envio": "cambio", **datos}).status_code


def decidir(url, inscripcion, actividad, decision):
    """Return a function that confirms a draft and, where the room is full, answers the page that says so."""
    navegador = que_inicio(url, inscripcion)

    def confirmar_y_decidir():
        pagina = navegador.post("/inscripcion/revisar/", {"clave_envio": "confirmar"}, follow=True)
        if pagina.request["PATH_INFO"] == "/inscripcion/lleno/":
            campo = f"decision_{actividad.slug}"
            enviar(navegador, pagina, campo, **{campo: decision})
            pagina = navegador.post("/inscripcion/revisar/", {"clave_envio": "otra vez"}, follow=True)
        return pagina.status_code

    return confirmar_y_decidir


@pytest.mark.largo
def test_retiros_altas_cupos_y_cambios_a_virtual_a_la_vez_no_dejan_huecos_ni_venden_de_mas(servir, conexion, cumbre):
    """Over two rooms taken in opposite orders, and a reserved one; looked at all the while."""
    una, otra = (fabricas.crear_actividad(cumbre, cupo_presencial=6) for _n in range(2))
    reservada = fabricas.crear_actividad(cumbre, cupo_presencial=2, reservada=True)
    con_lugar = [confirmada(una, otra) for _n in range(6)]
    en_espera = [confirmada(otra, una, reservada) for _n in range(6)]
    nuevas = [borrador(otra, una, personas=2, espera=True) for _n in range(6)]
    sin_esperar = [borrador(una) for _n in range(6)]
    pedidas = list(Asistencia.objects.solicitadas().order_by("pk"))
    habia = otras_conexiones(conexion)
    antes = abrazos_mortales(conexion, habia)
    servidor = servir(procesos=8)
    url, virtual = servidor.url, {"actividades": [una.slug, otra.slug]}
    virtual |= {f"modalidad_{una.slug}": "virtual", f"modalidad_{otra.slug}": "presencial"}
    persona = {"nombre": "Otra persona", "email": "", "cargo": ""}

    with vigilados() as visto:
        resultados = a_la_vez(
            *[enviar_a(url, i, "/mi-espacio/retirar/") for i in [*con_lugar[:2], en_espera[5]]],
            *[enviar_a(url, i, "/inscripcion/actividades/", **virtual) for i in con_lugar[2:4]],
            *[enviar_a(url, i, "/inscripcion/personas/", **persona) for i in en_espera[:2]],
            *[decidir(url, i, una, "espera") for i in nuevas],
            *[decidir(url, i, una, d) for i, d in zip(sin_esperar, ["espera", "virtual"] * 3, strict=True)],
            partial(lugares.conceder, asistencias=pedidas[:4]),
            partial(lugares.rechazar, asistencias=pedidas[4:5]),
            partial(cambiar_cupo, actividad=una, cupo=9),
            partial(cambiar_cupo, actividad=otra, cupo=8),
            partial(cambiar_cupo, actividad=reservada, cupo=3),
        )  # fmt: skip
    servidor.terminar()

    assert errores(resultados) == []
    assert {r for r in resultados if isinstance(r, int)} == {200, 302}
    assert (visto["mal"], visto["miradas"] > 5) == ([], True)
    invariantes(una, otra, reservada)
    assert [lugares_dados(a) for a in (una, otra, reservada)] == [9, 8, 3]
    assert len(turnos(reservada)) == 1
    assert [len(set(turnos(a))) for a in (una, otra)] == [len(turnos(a)) for a in (una, otra)]
    assert (abrazos_mortales(conexion, habia), servidor.dijo()) == (antes, "")
    assert [estados(i) for i in con_lugar[:2]] == [["retirada", "retirada"]] * 2
    avisadas = Mensaje.objects.filter(tipo="lugar_liberado").values_list("parametros__asistencia", flat=True)
    assert len(set(avisadas)) == len(avisadas)

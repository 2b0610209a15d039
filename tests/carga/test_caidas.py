"""What was acknowledged exists, and what was not is whole or absent: kills of the server, PostgreSQL away."""

import contextlib
import datetime
import email
import os
import queue
import re
import signal
import threading
import time

import psycopg2
import pytest

from comun.models import Mensaje
from comun.postgres_embebido import Server
from inscripciones.models import Inscripcion
from tests import fabricas
from tests.carga import barrera
from tests.carga.navegador import Navegador, que_inicio
from tests.carga.servidor import PLAZO, correr, hasta
from tests.formularios import datos_de, formulario
from tests.inscripciones import recorrido
from tests.inscripciones.delegaciones import borrador, estados, lugares_dados

pytestmark = [pytest.mark.largo, pytest.mark.django_db(transaction=True)]

SEMINARIO = "cooperacion-internacional"  # of the demo
CONFIRMAR = ("/inscripcion/revisar/", {"clave_envio": "confirmar"})


@pytest.fixture
def seminario(cumbre):
    return fabricas.crear_seminario(cumbre, cupo_presencial=5)


@pytest.fixture
def servidor(servir, seminario):
    return servir(procesos=2, ajustes="tests.carga.ajustes_con_barrera")


def sin_respuesta(navegador, ruta, datos, **cabeceras):
    """Send a form in a thread whose answer never comes; return the thread."""

    def enviar():
        with pytest.raises(OSError):
            navegador.post(ruta, datos, **cabeceras)

    hilo = threading.Thread(target=enviar, daemon=True)
    hilo.start()
    return hilo


def volver_a_empezar(servidor, hilo):
    servidor.matar()
    hilo.join()
    servidor.empezar()
    servidor.esperar()


def correos():
    return sorted(Mensaje.objects.values_list("tipo", flat=True))


# --- kill -9 of the server ----------------------------------------------------------------------


def test_servidor_muerto_entre_el_commit_y_la_respuesta_confirma_una_sola_vez(conexion, servidor, seminario):
    """Committed, not answered, killed; the person presses again: one registration, one place, one mail."""
    inscripcion = borrador(seminario, personas=2)
    navegador = que_inicio(servidor.url, inscripcion)

    with barrera.tomada(conexion, barrera.POR_RESPONDER):
        hilo = sin_respuesta(navegador, *CONFIRMAR, **{"X-Retener": "1"})
        hasta(lambda: barrera.esperan(conexion) == (1, 0))
        assert Inscripcion.objects.confirmadas().count() == 1
        volver_a_empezar(servidor, hilo)
    pagina = navegador.post(*CONFIRMAR, follow=True)

    inscripcion.refresh_from_db()
    assert (pagina.request["PATH_INFO"], pagina.status_code) == ("/inscripcion/lista/", 200)
    assert inscripcion.referencia in pagina.content.decode()
    assert (inscripcion.estado, estados(seminario)) == ("confirmada", ["confirmada", "confirmada"])
    assert Mensaje.objects.filter(tipo="inscripcion_confirmada").count() == 1


def test_servidor_muerto_antes_del_commit_no_deja_media_inscripcion(conexion, servidor, seminario):
    """Killed while it counts places: nothing is written, the room is free for others, and pressing again confirms."""
    inscripcion = borrador(seminario, personas=2)
    navegador = que_inicio(servidor.url, inscripcion)

    with barrera.tomada(conexion, barrera.CONTADOS):
        hilo = sin_respuesta(navegador, *CONFIRMAR)
        hasta(lambda: barrera.esperan(conexion) == (1, 0))
        volver_a_empezar(servidor, hilo)
    hasta(lambda: not en_transaccion(conexion))
    inscripcion.refresh_from_db()
    assert (inscripcion.estado, estados(seminario), correos()) == ("borrador", ["elegida", "elegida"], [])
    pagina = navegador.post(*CONFIRMAR, follow=True)

    assert pagina.request["PATH_INFO"] == "/inscripcion/lista/"
    assert estados(seminario) == ["confirmada", "confirmada"]
    assert Mensaje.objects.filter(tipo="inscripcion_confirmada").count() == 1


def en_transaccion(conexion):
    """Return how many other connections are in the middle of something: PostgreSQL notices a killed client then."""
    with conexion.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state IN ('active', 'idle in transaction') AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0]


def test_primer_paso_sin_respuesta_vuelve_a_enviarse_y_es_el_mismo_borrador(conexion, servidor, seminario):
    """The browser never got the cookie of its draft; the same form from the same browser opens it all the same."""
    ciudad = fabricas.crear_ciudad()
    navegador = Navegador(servidor.url)
    pagina = navegador.get("/inscripcion/contacto/", {"tipo": "ciudad", "ciudad": ciudad.slug})
    datos = datos_de(formulario(pagina, "nombre"), **recorrido.CONTACTO)

    with barrera.tomada(conexion, barrera.POR_RESPONDER):
        hilo = sin_respuesta(navegador, "/inscripcion/contacto/", datos, **{"X-Retener": "1"})
        hasta(lambda: barrera.esperan(conexion) == (1, 0))
        volver_a_empezar(servidor, hilo)
    pagina = navegador.post("/inscripcion/contacto/", datos, follow=True)

    assert pagina.request["PATH_INFO"] == "/inscripcion/personas/"
    assert recorrido.CONTACTO["nombre"] in pagina.content.decode()
    assert [i.contacto.email for i in Inscripcion.objects.all()] == [recorrido.CONTACTO["email"]]
    assert correos() == ["enlace_borrador"]


def test_un_proceso_muerto_no_se_lleva_a_los_demas(conexion, servidor, seminario):
    """Only the worker that held the place dies: the other one answers, and the place is nobody's."""
    muere, sigue = borrador(seminario), borrador(seminario)
    navegador = que_inicio(servidor.url, muere)

    with barrera.tomada(conexion, barrera.CONTADOS):
        hilo = sin_respuesta(navegador, *CONFIRMAR)
        hasta(lambda: barrera.esperan(conexion) == (1, 0))
        os.kill(barrera.quien_espera(conexion), signal.SIGKILL)
        hilo.join()
    pagina = que_inicio(servidor.url, sigue).post(*CONFIRMAR, follow=True)

    assert pagina.request["PATH_INFO"] == "/inscripcion/lista/"
    assert (estados(muere), estados(sigue)) == (["elegida"], ["confirmada"])
    assert lugares_dados(seminario) == 1


# --- PostgreSQL away ----------------------------------------------------------------------------


class Insistente(Navegador):
    """A person who presses again, or reloads, until the portal answers."""

    def __init__(self, url, fallas):
        super().__init__(url)
        self.fallas = fallas

    def _pedir(self, *pedido):
        fin = time.monotonic() + PLAZO
        while time.monotonic() < fin:
            with contextlib.suppress(OSError):
                respuesta = super()._pedir(*pedido)
                if respuesta.status_code < 500:
                    return respuesta
            self.fallas.append(pedido)
            time.sleep(0.2)
        raise AssertionError(f"{pedido} never got an answer")


class PostgresPropio:
    """A PostgreSQL of the test, as careful as in production, with the demo data."""

    def __init__(self, carpeta):
        self.servidor = Server(carpeta)
        self.url = self.servidor.use()
        correr("migrate", "--verbosity=0", base=self.url)
        correr("cargar_demo", f"--anio={datetime.date.today().year + 1}", base=self.url)

    def apagar(self, como):
        if como == "muerto":
            os.kill(int((self.servidor.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
        self.servidor.leave()

    def leer(self, consulta, *valores):
        with contextlib.closing(psycopg2.connect(self.url)) as conexion, conexion.cursor() as cursor:
            cursor.execute(consulta, valores)
            return cursor.fetchall()

    def escribir(self, orden):
        with contextlib.closing(psycopg2.connect(self.url)) as conexion, conexion, conexion.cursor() as cursor:
            cursor.execute(orden)


@pytest.fixture
def postgres(tmp_path):
    uno = PostgresPropio(tmp_path / "pg")
    yield uno
    uno.servidor.discard()


def inscribir_las_de(pendientes, url, hechas, fallas):
    """Register city after city until there are none left; note the reference that each was shown."""
    with contextlib.suppress(queue.Empty):
        while True:
            ciudad = pendientes.get_nowait()
            correo = f"persona@{ciudad}.gob"
            navegador = Insistente(url, fallas)
            pagina = recorrido.confirmar(navegador, seminario=SEMINARIO, ciudad=ciudad, email=correo)
            (referencia,) = set(re.findall(r"SUR-[0-9A-Z]{6}", pagina.content.decode()))
            hechas[correo] = referencia


def test_postgres_reiniciado_y_muerto_en_plena_inscripcion_no_pierde_nada_de_lo_dicho(servir, postgres, tmp_path):
    """Restarted, then killed: who was answered is registered whole, and no process of the portal is started again."""
    pendientes, hechas, fallas = queue.Queue(), {}, []
    for (slug,) in postgres.leer("SELECT slug FROM actores_ciudad WHERE verificada ORDER BY slug LIMIT 16"):
        pendientes.put(slug)
    servidor = servir(procesos=4, base=postgres.url, EMAIL_URL=f"eml://{tmp_path / 'correo'}", LOG_LEVEL="CRITICAL")
    correo = servidor.hijos.start("el correo", servidor.portal.manage_command("enviar_correo"), env=servidor.entorno)
    hasta(lambda: len(servidor.procesos) == 4)  # one that answers is enough to start; the others follow
    procesos = servidor.procesos
    suyo = (pendientes, servidor.url, hechas, fallas)
    hilos = [threading.Thread(target=inscribir_las_de, args=suyo, daemon=True) for _n in range(4)]
    for hilo in hilos:
        hilo.start()
    for como, hechas_ya in (("apagado", 2), ("muerto", 7)):
        hasta(lambda: len(hechas) >= hechas_ya)  # noqa: B023
        fallaban = len(fallas)
        postgres.apagar(como)
        hasta(lambda: len(fallas) >= fallaban + 4)  # noqa: B023
        pagina = Navegador(servidor.url).get("/inscripcion/tipo/")
        assert (pagina.status_code, "sigue guardado" in pagina.content.decode()) == (500, True)
        assert pendientes.qsize() > 0
        postgres.servidor.use()
    for hilo in hilos:
        hilo.join(PLAZO)

    assert len(hechas) == 16
    assert (servidor.procesos, correo.poll()) == (procesos, None)
    enteras = postgres.leer(ENTERAS, list(hechas))
    assert sorted(enteras) == sorted((a, ref, "confirmada", 1, 1, 1, 1) for a, ref in hechas.items())
    hasta(lambda: postgres.leer(POR_ENVIAR, ["en_cola", "en_espera"]) == [(0,)])
    # What was in hand when PostgreSQL went away is taken up ten minutes later; the test does not wait for them.
    postgres.escribir(
        "UPDATE comun_mensaje SET tomado_el = tomado_el - interval '11 minutes' WHERE estado = 'enviando'"
    )
    hasta(lambda: postgres.leer(POR_ENVIAR, ["en_cola", "en_espera", "enviando"]) == [(0,)])
    llegaron = [
        email.message_from_bytes(f.read_bytes()) for f in (tmp_path / "correo").glob("*-inscripcion_confirmada-*.eml")
    ]
    assert {m["To"] for m in llegaron} == set(hechas)
    assert len(llegaron) <= 16 + 3  # at each outage the one in hand, and the one that the line above took for such
    assert len({m["Message-ID"] for m in llegaron}) == 16


POR_ENVIAR = "SELECT count(*) FROM comun_mensaje WHERE estado = ANY(%s)"

ENTERAS = """
SELECT c.email, i.referencia, i.estado, count(DISTINCT p.id), count(DISTINCT s.id),
    (SELECT count(*) FROM comun_mensaje m WHERE m.a = c.email AND m.tipo = 'enlace_borrador'),
    (SELECT count(*) FROM comun_mensaje m WHERE m.a = c.email AND m.tipo = 'inscripcion_confirmada')
FROM actores_contacto c JOIN inscripciones_inscripcion i ON i.contacto_id = c.id
JOIN inscripciones_participante p ON p.inscripcion_id = i.id
JOIN inscripciones_asistencia s ON s.participante_id = p.id
WHERE c.email = ANY(%s) GROUP BY c.email, i.id
"""

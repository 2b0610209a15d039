"""A worker that is killed: each recipient has exactly one mail, wherever it fell. Real processes, real SIGKILL."""

import email
import os
import signal
import subprocess
import sys
import time

import pytest
from django.db.models import Count

from comun.models import Mensaje
from seminario.comunicados import cola
from seminario.models import Comunicado, Destinatario
from tests import fabricas
from tests.carga.barrera import esperan, tomada
from tests.carga.servidor import otra_conexion, url_de_la_base
from tests.comunicados import barrera
from tests.comunicados.mensajes import comunicado, lanzar
from tests.correo import smtp
from tests.entorno import ROOT

pytestmark = [pytest.mark.largo, pytest.mark.django_db(transaction=True)]
PLAZO = 90  # seconds


class Enviador:
    """``manage.py enviar_correo`` over the database of the test."""

    def __init__(self, url, *, ajustes="seminario.settings", **entorno):
        self.entorno = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": ajustes,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": url_de_la_base(),
            "EMAIL_URL": url,
            "LOG_LEVEL": "ERROR",
            **entorno,
        }
        self.proceso = subprocess.Popen(
            [sys.executable, "manage.py", "enviar_correo"],
            cwd=ROOT,
            env=self.entorno,
            stderr=subprocess.PIPE,
            text=True,
        )

    def matar(self):
        self.proceso.send_signal(signal.SIGKILL)
        self.proceso.communicate(timeout=PLAZO)

    def hasta(self, condicion):
        """Wait until ``condicion()`` holds; a worker that ends before shows what it said."""
        fin = time.monotonic() + PLAZO
        while not condicion():
            assert self.proceso.poll() is None, self.proceso.stderr.read()
            assert time.monotonic() < fin, "nothing happened in time"
            time.sleep(0.02)


@pytest.fixture
def enviadores():
    """A function that starts a worker, which ends with the test."""
    empezados = []

    def empezar(*args, **kwargs):
        empezados.append(Enviador(*args, **kwargs))
        return empezados[-1]

    yield empezar
    for uno in empezados:
        if uno.proceso.poll() is None:
            uno.matar()


@pytest.fixture
def conexion():
    una = otra_conexion()
    yield una
    una.close()


def lanzado(cuantos):
    """A message on its way to so many contacts."""
    fabricas.crear_cumbre()
    ciudad = fabricas.crear_ciudad()
    for n in range(cuantos):
        contacto = fabricas.crear_contacto(ciudad=ciudad, email=f"c{n}@x.org")
        fabricas.crear_inscripcion("confirmada", contacto=contacto)
    return lanzar(comunicado())


def repetidos():
    """The recipients for whom there is more than one mail."""
    suyos = Mensaje.objects.filter(tipo="comunicado").order_by().values("parametros__destinatario")
    return suyos.annotate(n=Count("pk")).filter(n__gt=1).count()


@pytest.mark.parametrize("sin_transaccion", [False, True])
def test_killed_between_the_mails_and_their_mark(enviadores, conexion, tmp_path, sin_transaccion):
    """The control: where each statement commits by itself, those of that step are queued twice."""
    lanzado(cola.TANDA + 10)
    opciones = {barrera.DE_A_UNO: "1"} if sin_transaccion else {}
    with tomada(conexion, barrera.CLAVE):
        muere = enviadores(f"eml://{tmp_path}", ajustes="tests.comunicados.ajustes", **opciones)
        muere.hasta(lambda: esperan(conexion)[0] == 1)
        muere.matar()
    assert Mensaje.objects.count() == (cola.TANDA if sin_transaccion else 0)

    sigue = enviadores(f"eml://{tmp_path}")
    sigue.hasta(lambda: Comunicado.objects.get().estado == "terminado")

    assert repetidos() == (cola.TANDA if sin_transaccion else 0)
    assert Destinatario.objects.exclude(encolado_el=None).count() == cola.TANDA + 10


def test_killed_again_and_again_with_another_at_work_each_gets_it(enviadores, monkeypatch):
    """Two workers over a real mail server; one of them is killed wherever it is, six times."""
    uno = lanzado(300)
    with smtp.encendido() as servidor:
        url = f"smtp://127.0.0.1:{servidor.puerto}"
        sigue = enviadores(url)
        for vuelta in range(6):
            muere = enviadores(url)
            muere.hasta(lambda: len(servidor.recibidos) >= 40 * (vuelta + 1) or terminado())  # noqa: B023
            muere.matar()
        # What a killed one had in hand is taken up after ten minutes; the test does not wait for them.
        sigue.hasta(lambda: not Destinatario.objects.por_encolar().exists())
        sigue.hasta(lambda: Mensaje.objects.filter(estado="en_cola").count() == 0)
        en_mano = Mensaje.objects.filter(estado="enviando")
        assert en_mano.count() <= 6 + 1
        sigue.matar()
        en_mano.update(estado="en_cola")
        ultimo = enviadores(url)
        ultimo.hasta(terminado)

        mensajes = list(Mensaje.objects.filter(tipo="comunicado"))
        llegaron = [email.message_from_bytes(contenido) for contenido in servidor.recibidos]

    assert sorted(m.a for m in mensajes) == sorted(f"c{n}@x.org" for n in range(300))
    assert {m.estado for m in mensajes} == {"enviado"}
    assert {m["Message-ID"] for m in llegaron} == {m.message_id for m in mensajes}
    assert len(llegaron) <= 300 + 7  # at most the one in hand of each, again, with the same Message-ID
    uno.refresh_from_db()
    assert uno.total == 300


def terminado():
    return Comunicado.objects.get().estado == "terminado"

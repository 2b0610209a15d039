"""A server as ``./portal`` starts it, with as many processes as a test says, over the database of the test."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
from django.db import connection

from bench.servidor import cargar_portal
from tests.entorno import ROOT

PLAZO = 60  # seconds: what never comes fails instead of hanging


def url_de_la_base():
    """Return the address of the database that the tests write to."""
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()


def otra_conexion():
    """Return a connection of one's own to that database, without transactions."""
    ajustes = connection.get_connection_params()
    conexion = psycopg2.connect(**{n: v for n, v in ajustes.items() if n not in ("cursor_factory", "context")})
    conexion.autocommit = True
    return conexion


def hasta(condicion, segundos=PLAZO):
    """Wait until ``condicion()`` holds and return what it said."""
    fin = time.monotonic() + segundos
    while not (dicho := condicion()):
        assert time.monotonic() < fin, "nothing happened in time"
        time.sleep(0.02)
    return dicho


class Servidor:
    """gunicorn with the options of ``./portal demo``; the socket is the test's, so that it outlives a kill."""

    def __init__(self, carpeta, *, procesos, hilos=4, ajustes="tests.carga.ajustes", base=None, **entorno):
        self.portal = cargar_portal()
        self.hijos = self.portal.Children()
        self.puerta = self.portal.listen(0)
        self.url = f"http://127.0.0.1:{self.puerta.getsockname()[1]}"
        self.registro = Path(carpeta) / "servidor.log"
        self.opciones = ["--workers", str(procesos), "--threads", str(hilos)]
        self.entorno = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": ajustes,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": base or url_de_la_base(),
            "SITE_URL": self.url,
            **entorno,
        }

    def empezar(self):
        """Start it without waiting: whoever asks already waits on the socket."""
        with self.registro.open("a") as registro:
            self.hijos.start(
                "el servidor",
                [*self.portal.gunicorn(self.puerta), *self.opciones],
                pass_fds=[self.puerta.fileno()],
                env=self.entorno,
                cwd=ROOT,
                stderr=registro,
            )

    def esperar(self):
        self.hijos.wait_for(f"{self.url}/livez")

    @property
    def procesos(self):
        """The pids of its worker processes."""
        padre = self.hijos.running["el servidor"].pid
        hijos = Path(f"/proc/{padre}/task/{padre}/children").read_text().split()
        return {int(pid) for pid in hijos}

    def en_la_puerta(self):
        """How many connections wait on the socket for a process to take them."""
        puerto = f":{self.puerta.getsockname()[1]:04X}"
        for linea in Path("/proc/net/tcp").read_text().splitlines()[1:]:
            _n, local, _remota, estado, colas = linea.split()[:5]
            if local.endswith(puerto) and estado == "0A":  # a socket that listens
                return int(colas.partition(":")[2], 16)
        return 0

    def matar(self):
        """kill -9, the parent and its workers at once."""
        proceso = self.hijos.running.pop("el servidor")
        os.killpg(proceso.pid, signal.SIGKILL)
        proceso.wait(timeout=PLAZO)

    def terminar(self):
        """End it and whatever else was started beside it, at once: nobody asks any more."""
        for proceso in self.hijos.running.values():
            self.portal.signal_group(proceso, signal.SIGKILL)
        self.hijos.stop()
        self.puerta.close()

    def dijo(self):
        """What it wrote to its log: nothing, while all is well."""
        return self.registro.read_text() if self.registro.exists() else ""


def correr(*orden, base, **entorno):
    """Run a command of ``manage.py`` over a database; it must end well."""
    todo = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.carga.ajustes", "DATABASE_URL": base, **entorno}
    corrida = subprocess.run(
        [sys.executable, "manage.py", *orden], cwd=ROOT, env=todo, capture_output=True, text=True, timeout=300
    )
    assert corrida.returncode == 0, corrida.stdout + corrida.stderr

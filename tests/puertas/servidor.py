"""The portal as it runs in production, for a browser: gunicorn, compressed static files, a database of its own."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
import uuid
from email import policy
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2

from comun.entorno import Environment
from tests.entorno import ROOT

EJEMPLOS = 40


class Portal:
    """A running portal with the demo data; its mails become files that tests read."""

    def __init__(self, carpeta):
        self.carpeta = Path(carpeta)
        self.correo = self.carpeta / "correo"
        self.base = f"puertas_{uuid.uuid4().hex[:12]}"
        self.url = f"http://127.0.0.1:{_puerto_libre()}"
        partes = urlsplit(os.environ["DATABASE_URL"])
        self.entorno = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.puertas.ajustes_servidor",
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": urlunsplit(partes._replace(path=f"/{self.base}")),
            "SITE_URL": self.url,
            "STATIC_ROOT": str(self.carpeta / "static"),
            "EMAIL_URL": f"eml://{self.correo}",
        }
        self.servidor = None

    def empezar(self, anio):
        self._en_la_base_comun(f'CREATE DATABASE "{self.base}"')
        preparar = Path(__file__).with_name("preparar_servidor.py")
        self._correr(sys.executable, preparar, str(anio), str(EJEMPLOS))
        opciones = ["--workers", "1", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
        self.servidor = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "seminario.wsgi", "--bind", urlsplit(self.url).netloc, *opciones],
            cwd=ROOT,
            env=self.entorno,
        )
        self._esperar()

    def terminar(self):
        if self.servidor is not None:
            self.servidor.terminate()
            self.servidor.wait(timeout=30)
        with contextlib.suppress(psycopg2.Error):
            self._en_la_base_comun(f'DROP DATABASE IF EXISTS "{self.base}" WITH (FORCE)')

    def enviar_correo(self):
        """Run the worker once, as whoever minds the queue would."""
        self._correr(sys.executable, ROOT / "manage.py", "enviar_correo", "--una-vez")

    def correos_de(self, direccion):
        """Return the mails that an address got, oldest first: pairs of type and message."""
        recibidos = []
        for archivo in sorted(self.correo.glob("*.eml")):
            mensaje = BytesParser(policy=policy.default).parsebytes(archivo.read_bytes())
            if mensaje["To"] == direccion:
                recibidos.append((mensaje["X-Portal-Tipo"], mensaje))
        return recibidos

    def _correr(self, *orden):
        corrida = subprocess.run(orden, cwd=ROOT, env=self.entorno, capture_output=True, text=True)
        if corrida.returncode:
            raise AssertionError(f"{orden}: {corrida.stdout}{corrida.stderr}")

    def _en_la_base_comun(self, orden):
        ajustes = Environment().db_url_config(os.environ["DATABASE_URL"])
        conexion = psycopg2.connect(
            dbname=ajustes["NAME"],
            user=ajustes["USER"],
            password=ajustes["PASSWORD"] or None,
            host=ajustes["HOST"] or ajustes.get("OPTIONS", {}).get("host"),
            port=ajustes["PORT"] or ajustes.get("OPTIONS", {}).get("port"),
        )
        conexion.autocommit = True
        try:
            conexion.cursor().execute(orden)
        finally:
            conexion.close()

    def _esperar(self, segundos=30):
        fin = time.monotonic() + segundos
        while time.monotonic() < fin:
            if self.servidor.poll() is not None:
                raise AssertionError(f"gunicorn terminó con {self.servidor.returncode}")
            with contextlib.suppress(OSError):
                if urllib.request.urlopen(f"{self.url}/livez", timeout=5).status == 200:
                    return
            time.sleep(0.1)
        raise AssertionError(f"el servidor no contesta en {self.url}")


def _puerto_libre():
    with socket.socket() as sonda:
        sonda.bind(("127.0.0.1", 0))
        return sonda.getsockname()[1]

"""A browser without a window, for many at once: real HTTP and cookies, pages as the walks of the tests read them."""

import http.client
import time
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

CSRF = "x" * 32  # Any key will do, as long as cookie and form say the same.


@dataclass
class Respuesta:
    """What the test client of Django would return of a page, and how long it took."""

    status_code: int
    content: bytes
    headers: http.client.HTTPMessage
    request: dict
    segundos: float


class Navegador:
    """``get`` and ``post`` as the test client has them, against an address; each on a connection of its own."""

    def __init__(self, url, *, plazo=60, **cookies):
        self.destino = urlsplit(url).netloc
        self.plazo = plazo
        self.cookies = {"csrf": CSRF, **cookies}
        self.anotar = lambda metodo, respuesta: None

    def get(self, ruta, datos=None, follow=False):
        return self._seguir(self._pedir("GET", ruta + (f"?{urlencode(datos, doseq=True)}" if datos else "")), follow)

    def post(self, ruta, datos=None, follow=False, **cabeceras):
        cuerpo = urlencode({"csrfmiddlewaretoken": CSRF, **(datos or {})}, doseq=True)
        return self._seguir(self._pedir("POST", ruta, cuerpo, cabeceras), follow)

    def _seguir(self, respuesta, follow):
        while follow and respuesta.status_code in (301, 302):
            actual = respuesta.request["PATH_INFO"]
            respuesta = self._pedir("GET", urljoin(actual, respuesta.headers["Location"]))
        return respuesta

    def _pedir(self, metodo, ruta, cuerpo=None, cabeceras=()):
        partes = urlsplit(ruta)
        ruta = partes._replace(scheme="", netloc="").geturl()
        todas = {"Cookie": "; ".join(f"{n}={v}" for n, v in self.cookies.items()), **dict(cabeceras)}
        if cuerpo is not None:
            todas["Content-Type"] = "application/x-www-form-urlencoded"
        antes = time.monotonic()
        conexion = http.client.HTTPConnection(self.destino, timeout=self.plazo)
        try:
            conexion.request(metodo, ruta, cuerpo, todas)
            hecha = conexion.getresponse()
            contenido = hecha.read()
        finally:
            conexion.close()
        for linea in hecha.headers.get_all("Set-Cookie", []):
            self.cookies.update({n: m.value for n, m in SimpleCookie(linea).items()})
        pedido = {"PATH_INFO": partes.path, "QUERY_STRING": partes.query}
        respuesta = Respuesta(hecha.status, contenido, hecha.headers, pedido, time.monotonic() - antes)
        self.anotar(metodo, respuesta)
        return respuesta


def con_sesion(url, **datos):
    """Return a browser whose session on the server holds ``datos``."""
    from django.contrib.sessions.backends.db import SessionStore

    sesion = SessionStore()
    sesion.update(datos)
    sesion.create()
    return Navegador(url, sesion=sesion.session_key)


def que_inicio(url, inscripcion):
    """Return the browser that began this draft."""
    from inscripciones.acceso import _CLAVE as INICIADA

    guardado = {"codigo": inscripcion.codigo, "generacion": inscripcion.contacto.generacion}
    return con_sesion(url, **{INICIADA: guardado})


def que_entro(url, contacto):
    """Return a browser that entered by the contact's link."""
    from actores.sesion import CLAVE

    return con_sesion(url, **{CLAVE: {"codigo": contacto.codigo, "generacion": contacto.generacion}})

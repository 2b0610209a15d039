"""A mail server that does as the test says: enough of RFC 5321 for smtplib."""

import contextlib
import socketserver
import threading


class Servidor(socketserver.ThreadingTCPServer):
    """Accepts mail on a port of this machine.

    ``recibidos`` holds the content of each mail accepted; ``conexiones`` counts connections; ``a_quien(direccion)``
    returns the answer to RCPT; ``antes`` and ``despues`` run before and after the mail in hand is acknowledged.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Conversacion)
        self.recibidos, self.conexiones = [], 0
        self.a_quien = lambda direccion: "250 ok"
        self.antes = self.despues = lambda: None

    @property
    def puerto(self):
        return self.server_address[1]


class _Conversacion(socketserver.StreamRequestHandler):
    def handle(self):
        self.server.conexiones += 1
        with contextlib.suppress(ConnectionError):
            self.decir("220 prueba")
            for linea in self.rfile:
                if not self.responder(linea.decode("utf-8", "replace").strip()):
                    return

    def responder(self, orden):
        verbo = orden[:4].upper()
        if verbo == "QUIT":
            self.decir("221 hasta luego")
            return False
        if verbo == "RCPT":
            self.decir(self.server.a_quien(orden.partition("<")[2].partition(">")[0]))
        elif verbo == "DATA":
            self.decir("354 adelante")
            self.recibir()
        else:
            self.decir("250 ok")
        return True

    def recibir(self):
        lineas = []
        for linea in self.rfile:
            if linea == b".\r\n":
                break
            lineas.append(linea)
        self.server.antes()
        self.server.recibidos.append(b"".join(lineas))
        self.decir("250 aceptado")
        self.server.despues()

    def decir(self, texto):
        self.wfile.write(texto.encode() + b"\r\n")


@contextlib.contextmanager
def encendido():
    """Run a :class:`Servidor` in a thread."""
    with Servidor() as servidor:
        hilo = threading.Thread(target=servidor.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        hilo.start()
        try:
            yield servidor
        finally:
            servidor.shutdown()
            hilo.join()

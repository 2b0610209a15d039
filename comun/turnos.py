"""So many at once and no more, in all processes: a place is a lock of PostgreSQL, which frees it if its holder dies."""

from django.db import connection
from django.http import HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _


def clave_de(nombre):
    """Return the number that stands for a kind of answer among PostgreSQL's advisory locks."""
    return int.from_bytes(salted_hmac("comun.turnos", nombre).digest()[:4], "big", signed=True)


class Turno:
    """A place held while something long is answered, in the thread that asked for it."""

    def __init__(self, clave, lugar):
        self.clave, self.lugar = clave, lugar

    @classmethod
    def pedir(cls, nombre, lugares):
        """Return a free place of ``lugares``, or ``None``; whoever gets one frees it."""
        clave = clave_de(nombre)
        with connection.cursor() as cursor:
            for lugar in range(lugares):
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [clave, lugar])
                if cursor.fetchone()[0]:
                    return cls(clave, lugar)
        return None

    def soltar(self):
        """Free the place; again does nothing."""
        if self.clave is not None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [self.clave, self.lugar])
            self.clave = None

    def durante(self, piezas):
        """Return what yields the pieces of an answer and frees the place when it is closed, read or not."""
        return _Durante(self, piezas)


class _Durante:
    def __init__(self, turno, piezas):
        self.turno, self.piezas = turno, piezas

    def __iter__(self):
        try:
            yield from self.piezas
        finally:
            self.turno.soltar()

    def close(self):
        self.turno.soltar()


def mas_tarde():
    """Answer 503 where as many tables as the portal can bear are being taken away already."""
    texto = _("Hay muchas descargas a la vez: vuelva a pedir esta en unos segundos.")
    cabeceras = {"Retry-After": "10", "Cache-Control": "no-store"}
    return HttpResponse(f"{texto}\n", status=503, content_type="text/plain; charset=utf-8", headers=cabeceras)

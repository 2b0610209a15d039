"""What each row of the form from outside would do, told without doing it."""

import json
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from agenda.models import Cumbre
from comun.importacion import PlanDeTabla
from comun.tablas_leer import TablaIlegible
from inscripciones.importacion import columnas
from inscripciones.importacion.actividades import Actividades
from inscripciones.importacion.estado import Situacion, Suerte
from inscripciones.importacion.lectura import leer_filas

POR_VEZ = 1000  # rows whose people are in memory at once
CON_SEMINARIO = "seminario"


@dataclass(slots=True)
class Delegacion:
    """The people of one city or institution in a table: one registration, whose contact is the first with an e-mail."""

    quien: Any
    contacto: Any = None
    inscripcion: Any = None
    empezada: bool = False


class Referida(NamedTuple):
    """Which registration a row is about, once the row itself was let go of."""

    pk: int
    referencia: str


class Plan(PlanDeTabla):
    """The fate of every row of a form."""

    suertes = Suerte

    def __init__(self, tabla, asignadas, actividades, cumbre, filas):
        super().__init__(tabla, filas)
        self.tabla, self.asignadas, self.actividades, self.cumbre = tabla, asignadas, actividades, cumbre
        self.desconocidas = [t for t, c in zip(tabla.titulos, asignadas, strict=True) if t and not c]
        self.delegaciones = {}
        for fila in self.en_orden:
            if not fila.errores:
                fila.delegacion = self.delegaciones.setdefault(fila.quien.clave, Delegacion(fila.quien))

    @cached_property
    def en_orden(self):
        """The rows in the order in which places are given: as they were sent."""
        return sorted(self.filas, key=lambda fila: fila.lugar_en_la_fila)

    @property
    def dice_consentimiento(self):
        """True if a column of the form tells whether people agreed to the use of their data."""
        return "consentimiento" in self.asignadas

    @property
    def hay_que_hacer(self):
        """How many rows would change something."""
        return sum(self.cuentas[suerte] for suerte in (Suerte.NUEVA, Suerte.SUMA, Suerte.ACTUALIZA))

    @cached_property
    def con_seminario(self):
        """The rows that selected the seminar, of those that can be imported."""
        seminario = self.actividades.seminario
        return [f for f in self.filas if seminario and seminario.pk in f.elegidas and f.suerte != Suerte.ERROR]

    def situar(self, filas):
        """Give rows their fate as things stand now; so many queries for any number of them."""
        situacion = Situacion(filas, self.cumbre, self.actividades)
        for fila in filas:
            situacion.situar(fila)

    @cached_property
    def sello(self):
        """A keyed digest of the fates and of what would change: another one if either changed."""
        suertes = [(f.numero, f.suerte, f.cambios, f.motivos) for f in self.filas]
        return salted_hmac("inscripciones.importacion.sello", json.dumps(suertes), algorithm="sha256").hexdigest()


def planear(importacion):
    """Return the :class:`Plan` of a table that was brought; so many queries for each thousand rows.

    Raises :class:`comun.tablas_leer.TablaIlegible` for what is no table, or if there is no Cumbre to import for.
    """
    cumbre, actividades = de_la_cumbre()
    tabla = columnas.leer(bytes(importacion.contenido), actividades)
    asignadas = columnas.validas(importacion.ajustes.get("columnas"), tabla.titulos, actividades)
    plan = Plan(tabla, asignadas, actividades, cumbre, leer_filas(tabla, asignadas, actividades, cumbre))
    for desde in range(0, len(plan.filas), POR_VEZ):
        filas = plan.en_orden[desde : desde + POR_VEZ]
        plan.situar(filas)
        _elegir_contactos(filas)
        soltar(filas)
    _exigir_contactos(plan.filas)
    return plan


def de_la_cumbre():
    """Return the Cumbre in force and its activities."""
    cumbre = Cumbre.objects.vigente()
    if cumbre is None:
        raise TablaIlegible(_("No hay una Cumbre publicada a la que importar: publíquela primero."))
    return cumbre, Actividades(cumbre)


def soltar(filas):
    """Let go of what was read from the database: a table of ten thousand rows keeps only what it says of it."""
    for fila in filas:
        fila.persona = None
        if fila.inscripcion:
            fila.inscripcion = Referida(fila.inscripcion.pk, fila.inscripcion.referencia)


def _elegir_contactos(filas):
    for fila in filas:
        if fila.suerte in (Suerte.NUEVA, Suerte.SUMA) and fila.email and not fila.delegacion.contacto:
            fila.delegacion.contacto = fila


def _exigir_contactos(filas):
    """Refuse the rows of a delegation that nobody could be written to."""
    for fila in filas:
        if fila.suerte in (Suerte.NUEVA, Suerte.SUMA) and not (fila.inscripcion or fila.delegacion.contacto):
            fila.errores = [
                _("ninguna persona de «%(quien)s» tiene correo: hace falta uno.") % {"quien": fila.quien.nombre}
            ]
            fila.suerte, fila.motivos = Suerte.ERROR, fila.errores

"""How far a launched message is: numbers, and the mails that failed."""

from typing import NamedTuple

from django.db.models import Count, Q

from comun.models import Mensaje
from seminario.models import Comunicado, Destinatario

FALLIDOS_A_LA_VISTA = 50
_Estado = Mensaje.Estado


class Progreso(NamedTuple):
    """How many recipients are in each stage. ``quitados``: erased since, or gone with the mail log."""

    total: int
    por_encolar: int
    en_cola: int
    en_espera: int
    enviados: int
    fallidos: int
    anulados: int
    quitados: int

    @property
    def cerrados(self):
        return self.total - self.por_encolar - self.en_cola - self.en_espera


def progreso_de(comunicado):
    """Return the :class:`Progreso` of a message, in one query."""
    cuentas = Destinatario.objects.filter(comunicado=comunicado).aggregate(
        por_encolar=_cuantos(encolado_el=None),
        en_cola=_cuantos(mensaje__estado__in=[_Estado.EN_COLA, _Estado.ENVIANDO]),
        en_espera=_cuantos(mensaje__estado=_Estado.EN_ESPERA),
        enviados=_cuantos(mensaje__estado=_Estado.ENVIADO),
        fallidos=_cuantos(mensaje__estado=_Estado.FALLIDO),
        anulados=_cuantos(mensaje__estado=_Estado.ANULADO),
    )
    quitados = max(comunicado.total - sum(cuentas.values()), 0)
    return Progreso(total=comunicado.total, quitados=quitados, **cuentas)


def _cuantos(**condicion):
    return Count("pk", filter=Q(**condicion))


def fallidos_de(comunicado):
    """Return the first recipients of a message whose mail failed for good, with it."""
    suyos = Destinatario.objects.filter(comunicado=comunicado, mensaje__estado=_Estado.FALLIDO)
    return list(suyos.select_related("mensaje").order_by("pk")[:FALLIDOS_A_LA_VISTA])


def en_marcha(comunicado):
    """True while its numbers change by themselves."""
    return comunicado.estado == Comunicado.Estado.EN_CURSO

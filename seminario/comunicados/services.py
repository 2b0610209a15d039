"""The states of a message: written, launched, stopped, gone on with, its failures tried again. Each is one function.

A launch fixes the recipients; ``cola`` queues their mails, in the background.
"""

import json
from datetime import timedelta
from itertools import islice

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from comun import correo
from comun.limites import permitir
from comun.models import Mensaje
from comun.publicacion import ContenidoCambiado
from comun.turnos import clave_de
from seminario.comunicados import correos, segmentos
from seminario.comunicados.errores import ErrorComunicado, Repetido, YaLanzado
from seminario.models import Comunicado, Destinatario

REPETIDO = timedelta(hours=1)
PRUEBAS_POR_HORA = 20  # to one's own address, which nobody proved
TANDA = 1000
_Estado = Comunicado.Estado
_EN_LA_COLA = [Mensaje.Estado.EN_COLA, Mensaje.Estado.EN_ESPERA]


def sello(comunicado):
    """Return a keyed digest of what a message says and to whom: what was read is what is launched."""
    dicho = [getattr(comunicado, campo) for campo in Comunicado.LO_QUE_DICE]
    return salted_hmac("seminario.comunicados", json.dumps(dicho, sort_keys=True), algorithm="sha256").hexdigest()


@transaction.atomic
def guardar(*, comunicado):
    """Save a message that is being written; :class:`YaLanzado` if somebody launched it meanwhile."""
    if comunicado.pk:
        _borrador(comunicado)
    comunicado.full_clean()
    comunicado.save(update_fields=Comunicado.LO_QUE_DICE if comunicado.pk else None)
    return comunicado


def probar(*, comunicado, usuario):
    """Queue the message to who writes it, in each language, with made-up data; return the mails.

    :class:`ErrorComunicado` if their account has no address, or got many tests in the last hour.
    """
    if not usuario.email:
        raise ErrorComunicado(_("Su cuenta no tiene un correo al que enviar la prueba."))
    if not permitir("prueba_comunicado", str(usuario.pk), maximo=PRUEBAS_POR_HORA, segundos=3600):
        raise ErrorComunicado(_("Ya se envió muchas pruebas en la última hora: esta no salió. Espere unos minutos."))
    with transaction.atomic():
        return [
            correo.encolar(tipo=correos.DE_PRUEBA, a=usuario.email, idioma=idioma, sobre=comunicado)
            for idioma in ("es", "pt-br")
        ]


def lanzar(*, comunicado, sello_leido, usuario, otra_vez=False):
    """Fix who receives a message and let it be sent; return it fresh.

    Side effects: a ``Destinatario`` for each address of the segment as it is now; the mail worker queues their mails.
    ``YaLanzado`` the second time; ``ContenidoCambiado`` if it does not say what ``sello_leido`` sealed; ``Repetido`` if
    the same text went to the same segment within the hour and ``otra_vez`` does not say that it is meant;
    ``ErrorComunicado`` if the segment cannot be read or there is nobody in it.
    """
    try:
        return _lanzar(comunicado, sello_leido, usuario, otra_vez)
    except IntegrityError:  # Somebody was taken away between being read and being written down.
        return _lanzar(comunicado, sello_leido, usuario, otra_vez)


@transaction.atomic
def _lanzar(comunicado, sello_leido, usuario, otra_vez):
    _de_a_uno()
    comunicado = _borrador(comunicado)
    if not constant_time_compare(sello(comunicado), sello_leido):
        raise ContenidoCambiado
    ahora = timezone.now()
    if not otra_vez and Comunicado.objects.iguales_a(comunicado).filter(lanzado_el__gt=ahora - REPETIDO).exists():
        raise Repetido(_("Hace menos de una hora se envió el mismo texto a las mismas personas."))
    comunicado.total = _fijar_destinatarios(comunicado)
    if not comunicado.total:
        raise ErrorComunicado(_("Ahora no hay nadie a quien enviarlo: cambie a quiénes va y vuelva a revisarlo."))
    comunicado.estado, comunicado.lanzado_el, comunicado.lanzado_por = _Estado.EN_CURSO, ahora, usuario
    comunicado.save(update_fields=["estado", "lanzado_el", "lanzado_por", "total"])
    return comunicado


def _de_a_uno():
    """Launch one at a time, so that two equal messages cannot miss one another."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [clave_de("lanzar comunicados")])


def _fijar_destinatarios(comunicado):
    """Write the recipients, batch by batch; return how many there are: of equal addresses PostgreSQL decides."""
    personas = segmentos.destinatarios(segmentos.leer(comunicado.segmento))
    while tanda := list(islice(personas, TANDA)):
        filas = [Destinatario(comunicado=comunicado, **persona._asdict()) for persona in tanda]
        Destinatario.objects.bulk_create(filas, ignore_conflicts=True)
    return comunicado.destinatarios.count()


@transaction.atomic
def detener(*, comunicado):
    """Stop a message at once; return how many mails were taken out of the queue.

    Nobody else is queued, and what waits in the queue is not sent; the one in a worker's hands may still go out.
    ``ErrorComunicado`` if it is not being sent.
    """
    comunicado = _en(comunicado, _Estado.EN_CURSO, _("Ya no se está enviando: no había nada que detener."))
    _pasar(comunicado, _Estado.DETENIDO)
    return _suyos(comunicado, *_EN_LA_COLA).update(estado=Mensaje.Estado.ANULADO)


@transaction.atomic
def continuar(*, comunicado):
    """Go on with a message that was stopped, from where it was; return it fresh.

    What the stop took out of the queue goes back to it, the same mails; whoever it is no longer for is left out again
    at sending. ``ErrorComunicado`` if it is not stopped.
    """
    comunicado = _en(comunicado, _Estado.DETENIDO, _("No está detenido: no había nada que continuar."))
    _volver_a_la_cola(comunicado, Mensaje.Estado.ANULADO)
    return _pasar(comunicado, _Estado.EN_CURSO)


@transaction.atomic
def reintentar(*, comunicado):
    """Queue again, once each, the mails of a message that failed for good; return how many.

    The same rows, so that pressing twice is once. ``ErrorComunicado`` while it is stopped or was never launched.
    """
    comunicado = _bloqueado(comunicado)
    if comunicado.estado not in (_Estado.EN_CURSO, _Estado.TERMINADO):
        raise ErrorComunicado(_("Está detenido o sin enviar: primero hay que continuar el envío."))
    cuantos = _volver_a_la_cola(comunicado, Mensaje.Estado.FALLIDO)
    if cuantos:
        _pasar(comunicado, _Estado.EN_CURSO)
    return cuantos


def _volver_a_la_cola(comunicado, *estados):
    return _suyos(comunicado, *estados).update(
        estado=Mensaje.Estado.EN_COLA, intentos=0, proximo_intento=timezone.now(), error=""
    )


def _suyos(comunicado, *estados):
    """Return the mails of a message in these states."""
    de_quien = Destinatario.objects.filter(comunicado=comunicado).exclude(mensaje=None)
    return Mensaje.objects.filter(pk__in=de_quien.values("mensaje"), estado__in=estados)


def _pasar(comunicado, estado):
    comunicado.estado, comunicado.terminado_el = estado, None
    comunicado.save(update_fields=["estado", "terminado_el"])
    return comunicado


def _bloqueado(comunicado):
    return Comunicado.objects.select_for_update().get(pk=comunicado.pk)


def _en(comunicado, estado, frase):
    comunicado = _bloqueado(comunicado)
    if comunicado.estado != estado:
        raise ErrorComunicado(frase)
    return comunicado


def _borrador(comunicado):
    comunicado = _bloqueado(comunicado)
    if not comunicado.es_borrador:
        raise YaLanzado(_("Este comunicado ya se envió: para escribir otra cosa, agregue uno nuevo."))
    return comunicado

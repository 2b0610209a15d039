"""``clave_envio``: the same POST twice is one result (double click, reload, retry on a bad line)."""

import hashlib
import json
import uuid
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction

from comun import turnos
from comun.candados import sin_candado
from comun.models import Envio

DE_ACCIONES = "accion:"  # how the ``ambito`` begins where the result is what was told of an action (``comun.acciones``)


class EnCurso(Exception):
    """The same POST is still being answered: what it asks is being done, and was not begun again."""


def nueva_clave():
    """Return the random value of the hidden ``clave_envio`` of a freshly shown form."""
    return uuid.uuid4().hex


def clave_de(request):
    """Return the ``clave_envio`` of the form to show: the one that was sent (after an error), or a new one."""
    return request.POST.get("clave_envio", "")[:64] or nueva_clave()


def huella(datos):
    """Return a digest of the submitted ``QueryDict``, whatever the order of its fields."""
    pares = sorted((k, datos.getlist(k)) for k in datos if k != "csrfmiddlewaretoken")
    return hashlib.sha256(json.dumps(pares).encode()).hexdigest()


def _sirve(clave):
    return 0 < len(clave) <= 64 and clave.isprintable()


def una_vez(*, clave, ambito, datos, accion):
    """Run ``accion()`` once for this submission and return its result, a path to go to.

    A repeated POST (same key, same content) returns the stored result without running anything; the same key with other
    content (a page brought back by the back button and changed) runs again. If ``accion`` raises, nothing is
    stored and the key is still good. A concurrent twin waits for the first one's commit. ``clave`` empty, over
    64 characters or with control ones: the action simply runs, with a key of its own.
    """
    clave = clave if _sirve(clave) else nueva_clave()
    marca = huella(datos)
    with transaction.atomic():
        # ON CONFLICT DO NOTHING waits for a twin that is still running, and inserts if that one gave up.
        Envio.objects.bulk_create([Envio(clave=clave, ambito=ambito)], ignore_conflicts=True)
        envio = Envio.objects.select_for_update().get(clave=clave, ambito=ambito)
        if envio.huella == marca:
            return envio.resultado
        envio.resultado = accion()
        envio.huella = marca
        envio.save(update_fields=["huella", "resultado"])
        return envio.resultado


def una_vez_a_tramos(*, clave, ambito, datos, accion):
    """As :func:`una_vez`, for an action that commits as it goes, of many rows: no transaction encloses it.

    A concurrent twin waits for the first one's end, by a lock of PostgreSQL, which a process that dies lets go of. What
    such a one left undone is done by whoever sends the same again. Without a good ``clave`` the action simply runs.
    Raises :class:`EnCurso` in a twin that waited for longer than ``ESPERA_CANDADO``.
    """
    if not _sirve(clave):
        return accion()
    marca = huella(datos)
    with _de_a_uno(f"{ambito} {clave}"):
        envio = Envio.objects.filter(clave=clave, ambito=ambito).first() or Envio(clave=clave, ambito=ambito)
        if envio.huella != marca:
            envio.resultado, envio.huella = accion(), marca
            envio.save()
        return envio.resultado


@contextmanager
def _de_a_uno(nombre):
    """Let one at a time be at work on what is named so, in all processes and with no transaction open."""
    lugar = [turnos.clave_de("envios"), turnos.clave_de(nombre)]
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", lugar)
    except OperationalError as error:
        if sin_candado(error):
            raise EnCurso from error
        raise
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", lugar)


def olvidar_lo_dicho():
    """Forget what was told of staff's actions, which may name people: the same POST again is told that it was done."""
    Envio.objects.filter(ambito__startswith=DE_ACCIONES).update(resultado="")

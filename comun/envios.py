"""``clave_envio``: the same POST twice is one result (double click, reload, retry on a bad line)."""

import hashlib
import json
import uuid

from django.db import transaction

from comun.models import Envio


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


def una_vez(*, clave, ambito, datos, accion):
    """Run ``accion()`` once for this submission and return its result, a path to go to.

    A repeated POST (same key, same content) returns the stored result without running anything; the same key with other
    content (a page brought back by the back button and changed) runs again. If ``accion`` raises, nothing is
    stored and the key is still good. A concurrent twin waits for the first one's commit. ``clave`` empty, over
    64 characters or with control ones: the action simply runs, with a key of its own.
    """
    clave = clave if 0 < len(clave) <= 64 and clave.isprintable() else nueva_clave()
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

"""Forgetting on time: each room registers what it deletes, the command ``purgar`` runs it all.

The periods are those of the privacy page (``templates/seminario/privacidad.html``).
"""

from contextlib import nullcontext
from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast

from comun.exportar import EXPORTACION
from comun.models import Envio, Importacion, Limite, Mensaje

TANDA = 500
ENVIOS = timedelta(days=30)  # a draft may be sent again from a page that was left open
FILTROS = timedelta(days=365)  # of an exported list: staff may have searched for somebody
LIMITES = timedelta(days=2)  # the longest window is one day
TABLAS = timedelta(days=7)  # a table that staff brought: what people wrote outside, to be looked at and applied

_partes = []


def registrar(funcion, *, ensayo=None):
    """Add ``funcion(ahora)`` to the purge, from an ``AppConfig.ready``; it returns ``{what in plural: how many}``.

    ``ensayo(ahora)``: what a trial runs instead, to count without holding rows that visitors write to.
    """
    _partes.append((funcion, ensayo or funcion))


def purgar(*, ahora, ensayo=False):
    """Run every part, upper rooms first, and return ``{what: how many}``.

    Each part commits batch by batch: it may be cut short and run again at any time, by two at once too. ``ensayo``
    does the same in one transaction and undoes it: exact counts, nothing written.
    """
    cuentas = {}
    with transaction.atomic() if ensayo else nullcontext():
        for parte, de_ensayo in reversed(_partes):
            cuentas |= (de_ensayo if ensayo else parte)(ahora)
        if ensayo:
            transaction.set_rollback(True)
    return cuentas


def borrar(consulta):
    """Delete what a ``QuerySet`` selects, batch by batch, with what cascades; return how many of its rows."""
    total = 0
    while claves := list(consulta.order_by().values_list("pk", flat=True)[:TANDA]):
        consulta.model._base_manager.filter(pk__in=claves).delete()
        total += len(claves)
    return total


def olvidar(objetos, *, menos=()):
    """Delete the mails about some objects of one model; in staff's log blank their names, not who did what when.

    ``menos``: kinds of mail to somebody else, which go out first if they have not.
    """
    if not objetos:
        return
    claves = [objeto.pk for objeto in objetos]
    tipo = ContentType.objects.get_for_model(objetos[0])
    por_salir = [Mensaje.Estado.EN_COLA, Mensaje.Estado.ENVIANDO, Mensaje.Estado.EN_ESPERA]
    ajenos = Q(tipo__in=menos, estado__in=por_salir)
    Mensaje.objects.filter(sobre_tipo=tipo, sobre_id__in=claves).exclude(ajenos).delete()
    _blanquear(LogEntry.objects.filter(content_type=tipo, object_id__in=[str(clave) for clave in claves]))


def olvidar_ausentes(modelos):
    """Blank in staff's log the names of rows of these models that are gone, whoever deleted them; return how many."""
    total = 0
    for modelo in modelos:
        tipo = ContentType.objects.get_for_model(modelo)
        estan = modelo._base_manager.annotate(clave=Cast("pk", CharField())).filter(clave=OuterRef("object_id"))
        total += _blanquear(LogEntry.objects.filter(content_type=tipo).exclude(object_id=None).exclude(Exists(estan)))
    return total


def _blanquear(registro):
    """Take the names out of these lines; what staff did with somebody's data names nobody, and stays."""
    return (
        registro.exclude(action_flag=EXPORTACION)
        .exclude(object_repr="—", change_message="")
        .update(object_repr="—", change_message="")
    )


def borrar_lo_tecnico(ahora):
    """Delete results of submissions, counters of limits and sessions that serve nothing any more."""
    return {que: borrar(consulta) for que, consulta in _lo_tecnico(ahora).items()}


def contar_lo_tecnico(ahora):
    """Count it: who comes back writes to the counter that a trial would hold until its end."""
    return {que: consulta.count() for que, consulta in _lo_tecnico(ahora).items()}


def _lo_tecnico(ahora):
    return {
        "resultados de envíos": Envio.objects.filter(creado__lt=ahora - ENVIOS),
        "contadores de límites": Limite.objects.filter(desde__lt=ahora - LIMITES),
        "sesiones vencidas": Session.objects.filter(expire_date__lt=ahora),
    }


def borrar_tablas(ahora):
    """Delete the tables that nobody applied, and empty those that were: what became of their rows stays.

    What is being applied at this moment is waited for, and looked at again.
    """
    viejas = Importacion.objects.filter(creada__lt=ahora - TABLAS)
    borradas, _por_modelo = viejas.filter(aplicada_el=None).delete()
    aplicadas = viejas.exclude(aplicada_el=None).exclude(contenido=b"")
    return {"tablas sin aplicar": borradas, "tablas aplicadas, ya sin contenido": aplicadas.update(contenido=b"")}


def olvidar_filtros(ahora):
    """Blank, a year later, what an exported list was searched for: who took how many rows of what stays."""
    viejos = LogEntry.objects.filter(action_flag=EXPORTACION, object_id=None, action_time__lt=ahora - FILTROS)
    return {"filtros de exportaciones": viejos.exclude(change_message="").update(change_message="")}

"""What the portal holds of one person: taken out as a whole, or taken away, by staff or by the person's own link.

Ley 25.326 art. 14-16 (Argentina), Ley 18.331 art. 14-15 (Uruguay), LGPD art. 18 (Brasil). Whoever has a link is an
owner, a row with ``nombre`` and ``email``; one person may be several. Each room registers what it holds of them.
"""

import re
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import quote_plus

from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from comun import correo
from comun.busqueda import olvidar_palabras
from comun.envios import olvidar_lo_dicho
from comun.exportar import EXPORTACION
from comun.models import Mensaje

ANONIMA = "—"
# What is looked for everywhere must be theirs: a pending address is not proved, and a field for phones takes any text.
_IDENTIDAD = ("nombre", "email", "telefono")
_TELEFONO = re.compile(r"(?=(?:\D*\d){8})\+?[\d\s().-]{8,}")
_FECHA = re.compile(r"\d{1,4}[-./ ]\d{1,2}[-./ ]\d{1,4}")


class Rastro(NamedTuple):
    """The words that tell who somebody is; ``direcciones``: those of ``correos`` of which whoever has them goes."""

    nombres: set
    correos: set
    telefonos: set
    direcciones: set

    @property
    def palabras(self):
        return self.nombres | self.correos | self.telefonos


class _Parte(NamedTuple):
    datos: Callable
    borrar: Callable
    hallar: Callable
    los_mismos: Callable
    bloquear: Callable
    borrar_rastro: Callable
    datos_de_rastro: Callable


_partes = []


def registrar(
    *,
    datos,
    borrar,
    hallar=lambda email: [],
    los_mismos=lambda dueno: [],
    bloquear=lambda duenos: None,
    borrar_rastro=lambda rastro: {},
    datos_de_rastro=lambda email: {},
):
    """Add what a room holds of people, from an ``AppConfig.ready``.

    ``datos(dueno, puede)`` returns plain data by name, sensitive ones only if ``puede(permission)``; ``borrar(dueno,
    rastro)`` takes them away, inside a transaction, and returns ``{what in plural: how many}``; both return ``{}`` for
    owners they know nothing of. ``hallar(email)``: the owners with that address. ``los_mismos(dueno)``: other owners
    that are the same person for sure. ``bloquear(duenos)`` locks, until the transaction ends, whatever ``borrar`` will
    lock of all of them, in one order. ``borrar_rastro(rastro)`` and ``datos_de_rastro(email)``: as ``borrar`` and
    ``datos``, what no owner's rows hold.
    """
    _partes.append(_Parte(datos, borrar, hallar, los_mismos, bloquear, borrar_rastro, datos_de_rastro))


def hallar(email):
    """Return every owner with that address, whatever its case."""
    return [dueno for parte in _partes for dueno in parte.hallar(email)]


def todos(duenos):
    """Return some owners with those that are the same person, each once."""
    vistos = {}
    for dueno in duenos:
        for otro in (dueno, *(o for parte in _partes for o in parte.los_mismos(dueno))):
            vistos.setdefault((otro._meta.label, otro.pk), otro)
    return list(vistos.values())


def datos_de(duenos, *, puede=lambda permiso: True):
    """Return what there is of a person, a dict of plain data for each owner; it only reads."""
    return [{k: v for parte in _partes for k, v in parte.datos(dueno, puede).items()} for dueno in todos(duenos)]


def datos_de_direccion(email):
    """Return what there is of whoever has an address, and of who had it and has no row any more; it only reads."""
    sin_dueno = {k: v for parte in _partes for k, v in parte.datos_de_rastro(email).items()}
    return [*datos_de(hallar(email)), *([sin_dueno] if sin_dueno else [])]


@transaction.atomic
def borrar(duenos, *, email="", ensayo=False):
    """Take away all that tells who a person is; return ``{what: how many}``, only what there was.

    ``email``: an address of which every trace goes too. ``ensayo`` undoes it all: exact counts, nothing written. Side
    effects: those of each room's part; every link and session of the owners ends; the mails to them and about them go,
    sent or not; in staff's log their names; what any of staff was told of an action; the words that only they brought
    to the search; one last mail ``datos_borrados`` to each address, which forgets it.
    """
    duenos = _bajo_candado(todos(duenos))
    rastro, destinos, cuentas = _rastro_de(duenos, email), _destinos(duenos), Counter()
    for parte in reversed(_partes):
        for dueno in duenos:
            cuentas.update(parte.borrar(dueno, rastro))
        cuentas.update(parte.borrar_rastro(rastro))
    cuentas.update(_borrar_correos(rastro))
    cuentas["líneas del registro del equipo"] += _tapar_registro(rastro)
    olvidar_lo_dicho()
    olvidar_palabras(timezone.now())
    for a, idioma in destinos.items():
        correo.encolar(tipo="datos_borrados", a=a, idioma=idioma, sobre=None)
    if ensayo:
        transaction.set_rollback(True)
    return dict(+cuentas)


def _bajo_candado(duenos):
    """Lock the owners and return them fresh, without those that somebody else took away meanwhile."""
    for parte in reversed(_partes):
        parte.bloquear(duenos)
    frescos = [type(dueno)._base_manager.filter(pk=dueno.pk).first() for dueno in duenos]
    return [dueno for dueno in frescos if dueno and (dueno.nombre, dueno.email) != (ANONIMA, "")]


def _rastro_de(duenos, email):
    dichas = {campo: {getattr(d, campo, "") for d in duenos} - {"", ANONIMA} for campo in _IDENTIDAD}
    direcciones = {email.lower()} if email else set()
    telefonos = {t for t in dichas["telefono"] if _TELEFONO.fullmatch(t) and not _FECHA.fullmatch(t)}
    return Rastro(dichas["nombre"], {c.lower() for c in dichas["email"]} | direcciones, telefonos, direcciones)


def _destinos(duenos):
    """Return the language of each address, once whatever its case."""
    destinos = {}
    for dueno in duenos:
        if dueno.email and dueno.email.lower() not in {a.lower() for a in destinos}:
            destinos[dueno.email] = dueno.idioma
    return destinos


# --- Words --------------------------------------------------------------------------------------


def tapar(valor, palabras):
    """Return plain data with a dash in the place of these words, whatever their case.

    A text that is one of them, or has it as whole words; a name of a single word counts only where it stands alone,
    for many people are called so.
    """
    if isinstance(valor, dict):
        return {clave: tapar(v, palabras) for clave, v in valor.items()}
    if isinstance(valor, list):
        return [tapar(v, palabras) for v in valor]
    if not isinstance(valor, str):
        return valor
    if valor.strip().lower() in {palabra.lower() for palabra in palabras}:
        return ANONIMA
    largas = sorted((p for p in palabras if re.search(r"[\s@+%\d]", p)), key=len, reverse=True)
    if not largas:
        return valor
    return re.sub(rf"(?<!\w)(?:{'|'.join(map(re.escape, largas))})(?!\w)", ANONIMA, valor, flags=re.IGNORECASE)


def que_dicen(consulta, campo, palabras):
    """Return the rows of a ``QuerySet`` in whose field, as text, one of these words stands."""
    condicion = Q(pk__in=[])
    for palabra in palabras:
        condicion |= Q(_texto__icontains=palabra)
    return consulta.annotate(_texto=Cast(campo, TextField())).filter(condicion)


# --- What comun holds ---------------------------------------------------------------------------


def _borrar_correos(rastro):
    """Delete the mails to an address that nobody else has; what others were told of these people loses the words."""
    suyos = 0
    for email in rastro.correos:
        if not hallar(email):
            suyos += Mensaje.objects.filter(a__iexact=email).delete()[0]
    for mensaje in que_dicen(Mensaje.objects.all(), "parametros", rastro.correos):
        mensaje.parametros = tapar(mensaje.parametros, rastro.correos)
        mensaje.save(update_fields=["parametros"])
    return {"correos": suyos}


def _tapar_registro(rastro):
    """Take the words out of staff's log: addresses and phones anywhere, names where a list was searched for them.

    A name is not looked for elsewhere: somebody else may be called the same. What is about the owners themselves is
    blanked by the rooms (``comun.purga.olvidar``).
    """
    # Exported or, about no row, read (``inscripciones.admin.necesidades``).
    listas = LogEntry.objects.filter(Q(action_flag=EXPORTACION) | Q(object_id=None))
    cuantas = 0
    for consulta, palabras, quitar in [
        (LogEntry.objects.all(), rastro.correos | rastro.telefonos, tapar),
        (listas, rastro.nombres, _tapar_lo_buscado),
    ]:
        palabras = palabras | {quote_plus(p) for p in palabras}
        for campo in ("object_repr", "change_message"):
            for fila in que_dicen(consulta, campo, palabras):
                antes = getattr(fila, campo)
                setattr(fila, campo, quitar(antes, palabras))
                fila.save(update_fields=[campo])
                cuantas += getattr(fila, campo) != antes
    return cuantas


def _tapar_lo_buscado(texto, palabras):
    """As :func:`tapar`, in what was typed only, quoted or in the query string: a name may be any of our own words."""
    return re.sub(r"«[^»]*»|\?.*|\bq=\S*", lambda dicho: tapar(dicho[0], palabras), texto, flags=re.DOTALL)

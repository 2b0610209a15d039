"""Two registrations of one city or institution, or of one e-mail: noticed, told by mail, never refused nor dropped.

Whoever confirms, ends or joins a registration first locks all those that are alike, in the order of their keys: two
that confirm at once see each other, and no two transactions wait for each other.
"""

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from actores.models import Contacto
from comun import limites
from inscripciones import avisos
from inscripciones.models import Inscripcion, PedidoDeUnion

POR_DIA = 3
_QUIEN = ("pk", "cumbre_id", "ciudad_id", "institucion_id", "contacto__email")


def bloquear_parecidas(*inscripciones):
    """Lock these registrations and every live one that is like one of them, until the transaction ends.

    A transaction locks once, before anything else of a registration.
    """
    while not _bloquear(inscripciones):
        pass


def marcar(inscripcion):
    """Point a registration at the first confirmed one that is like it, and return that one, or ``None``.

    The caller holds the locks. What staff said of the same pair stays said.
    """
    quien = {campo: getattr(inscripcion, campo) for campo in ("cumbre_id", "ciudad_id", "institucion_id")}
    parecidas = _parecidas([{**quien, "contacto__email": inscripcion.contacto.email}])
    otras = Inscripcion.objects.confirmadas().filter(parecidas).exclude(pk=inscripcion.pk)
    if desde := inscripcion.confirmada_el:
        otras = otras.filter(Q(confirmada_el__lt=desde) | Q(confirmada_el=desde, pk__lt=inscripcion.pk))
    primera = otras.select_related("contacto").order_by("confirmada_el", "pk").first()
    if (primera and primera.pk) != inscripcion.posible_duplicada_de_id:
        inscripcion.posible_duplicada_de, inscripcion.duplicada_resuelta_el = primera, None
        # Nobody touched the registration: the date of its last change stays.
        inscripcion.save(update_fields=["posible_duplicada_de", "duplicada_resuelta_el"])
    return primera


def avisar(segunda, primera):
    """Queue the mails of a pair that has just become one: to each in its language, without a word of who the other is.

    One address that registered twice gets a single mail that names both. The first is told ``POR_DIA`` times a day at
    most: anybody may type the name of a city.
    """
    if segunda.contacto.email.lower() == primera.contacto.email.lower():
        avisos.al_contacto("dos_inscripciones", segunda, primera=primera.pk)
        return
    if limites.permitir("otra_delegacion", primera.codigo, maximo=POR_DIA, segundos=86400):
        avisos.al_contacto("otra_delegacion", primera, segunda=segunda.pk)
    avisos.al_contacto("ya_hay_delegacion", segunda, primera=primera.pk)


def al_terminar(inscripcion):
    """Follow what a registration that is over leaves behind: its requests to join, and those that came after it.

    The caller holds the locks and has saved it. Side effects: open requests of it and to it end, the latter with a mail
    ``union_declinada`` each; its possible duplicates are compared with the one that is now the first, without mails.
    """
    abiertos = PedidoDeUnion.objects.filter(estado=PedidoDeUnion.Estado.PEDIDA)
    abiertos = abiertos.filter(Q(inscripcion=inscripcion) | Q(a=inscripcion)).select_related("inscripcion__contacto")
    for pedido in abiertos.order_by("pk"):
        pedido.estado, pedido.respondida_el = PedidoDeUnion.Estado.DECLINADA, timezone.now()
        pedido.save(update_fields=["estado", "respondida_el"])
        if pedido.a_id == inscripcion.pk:
            avisos.al_contacto("union_declinada", pedido.inscripcion, pedido=pedido.pk)
    revisar(inscripcion.posibles_duplicadas.confirmadas())


def al_fusionar(destino):
    """Compare with each other the confirmed registrations of a city or institution that another was merged into.

    No mail: staff, who merged them, sees the list. The merge holds the locks.
    """
    revisar(Inscripcion.objects.confirmadas().de(destino))


def revisar(inscripciones):
    """Mark each of them anew, the first confirmed first; the caller holds the locks."""
    for inscripcion in inscripciones.select_related("contacto").order_by("confirmada_el", "pk"):
        marcar(inscripcion)


def _bloquear(inscripciones):
    """Lock them; if others are alike by now (an e-mail changed, two cities were merged), let go of all: False."""
    with transaction.atomic():
        antes = _quienes(inscripciones)
        claves = [fila["pk"] for fila in antes]
        algunas = Q(pk__in=claves) | Q(posible_duplicada_de__in=claves) | (_vivas() & _parecidas(antes))
        todas = Inscripcion.objects.filter(algunas).order_by("pk")
        bloqueadas = list(todas.select_for_update(of=("self",)).values_list("pk", flat=True))
        # One locked out of order, later on, is a deadlock.
        son_esas = _quienes(inscripciones) == antes and not todas.exclude(pk__in=bloqueadas).exists()
        transaction.set_rollback(not son_esas)
    return son_esas


def _quienes(inscripciones):
    claves = [inscripcion.pk for inscripcion in inscripciones]
    return list(Inscripcion.objects.filter(pk__in=claves).order_by("pk").values(*_QUIEN))


def _vivas():
    return Q(estado__in=[Inscripcion.Estado.BORRADOR, Inscripcion.Estado.CONFIRMADA])


def _parecidas(filas):
    """Return the condition "of the same Cumbre as one of them, and of the same actor or e-mail": a query for a Cumbre.

    ``filas``: as of :func:`_quienes`.
    """
    condicion = Q(pk__in=[])
    for cumbre in {fila["cumbre_id"] for fila in filas}:
        suyas = [fila for fila in filas if fila["cumbre_id"] == cumbre]
        ciudades, instituciones = (
            {fila[campo] for fila in suyas} - {None} for campo in ("ciudad_id", "institucion_id")
        )
        correos = {fila["contacto__email"].lower() for fila in suyas} - {""}
        # By the expression of the table's index, and read apart: each side of the "or" finds its rows by an index too.
        contactos = Contacto.objects.alias(minusculas=Lower("email")).filter(minusculas__in=correos)
        iguales = Q(ciudad__in=ciudades) | Q(institucion__in=instituciones)
        iguales |= Q(contacto__in=list(contactos.order_by().values_list("pk", flat=True)))
        condicion |= Q(cumbre_id=cumbre) & iguales
    return condicion

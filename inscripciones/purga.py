"""What registrations forget on time: the unfinished ones, the mail log, and a year later who came."""

from datetime import timedelta

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from actores.models import Contacto
from actores.personas import anonimar_contactos
from agenda.models import Cumbre
from comun.exportar import EXPORTACION
from comun.models import Mensaje
from comun.personas import ANONIMA
from comun.purga import borrar, olvidar, olvidar_ausentes, registrar
from inscripciones import anonimato, aportes
from inscripciones.models import (
    Asistencia,
    CambioInscripcion,
    Inscripcion,
    NecesidadDeAcceso,
    NotaInterna,
    Participante,
    PedidoDeUnion,
    SolicitudDeCambio,
)
from proyectos.models import Proyecto

BORRADORES = timedelta(days=30)
NECESIDADES = timedelta(days=30)
RETIRADAS = timedelta(days=30)  # as long as whoever withdrew, or was refused, may still ask why
CORREOS = timedelta(days=90)
PERSONAS = timedelta(days=365)
TANDA = 200

# Rooms above add ``funcion(registrations)``, from their ``AppConfig.ready``: the names of these registrations are about
# to go. In the same transaction they let go of what they hold of who it was.
al_olvidar = []

# Whose names, or whose rows' names, staff's log repeats.
_CON_NOMBRE = [
    Asistencia,
    CambioInscripcion,
    Contacto,
    Inscripcion,
    Mensaje,
    NecesidadDeAcceso,
    NotaInterna,
    Participante,
    PedidoDeUnion,
    SolicitudDeCambio,
]


def registrar_purga():
    """Add these parts to the purge."""
    registrar(olvidar_registro)
    registrar(olvidar_personas)
    registrar(olvidar_retiradas)
    registrar(borrar_necesidades)
    registrar(borrar_correos)
    registrar(borrar_sin_terminar)


def borrar_sin_terminar(ahora):
    """Delete what was never confirmed nor touched for 30 days: people, choices, contact, what it brought, mails.

    Who is at a project of theirs keeps the link to it: they wrote it in those days, or staff has it or gave it back.
    """
    con_proyecto = Proyecto.objects.en_tramite(OuterRef("contacto"), desde=ahora - BORRADORES)
    viejas = Inscripcion.objects.filter(confirmada_el=None, guardada__lt=ahora - BORRADORES)
    viejas = viejas.exclude(Exists(con_proyecto))
    return {"inscripciones sin terminar": _por_tandas(viejas, _borrar)}


def borrar_correos(ahora):
    """Delete the log of the mails written until 90 days after the end of a Cumbre, once they passed; not the queue."""
    ultima = Cumbre.objects.filter(fin__lt=dia(ahora - CORREOS)).aggregate(fin=Max("fin"))["fin"]
    if ultima is None:
        return {"correos del registro": 0}
    cerrados = [Mensaje.Estado.ENVIADO, Mensaje.Estado.FALLIDO, Mensaje.Estado.ANULADO]
    return {
        "correos del registro": borrar(
            Mensaje.objects.filter(estado__in=cerrados, creado__date__lte=ultima + CORREOS),
        )
    }


def borrar_necesidades(ahora):
    """Delete, 30 days after the end of a Cumbre, what people needed in order to take part, diet included.

    The mails about them and what staff's log repeats go too: the names, and what their list was searched for.
    """
    limite = dia(ahora - NECESIDADES)
    viejas = NecesidadDeAcceso.objects.filter(participante__inscripcion__cumbre__fin__lt=limite)
    ultima = Cumbre.objects.filter(fin__lt=limite).aggregate(fin=Max("fin"))["fin"]
    if ultima is not None:
        tipo = ContentType.objects.get_for_model(NecesidadDeAcceso)
        hasta = ultima + NECESIDADES
        # What the list was searched for is written when it is exported and, about no row, whenever it is read.
        buscadas = Q(action_flag=EXPORTACION) | Q(object_id=None)
        LogEntry.objects.filter(buscadas, content_type=tipo, action_time__date__lte=hasta).update(change_message="")
    total = 0
    while tanda := list(viejas[:TANDA]):
        olvidar(tanda)
        NecesidadDeAcceso.objects.filter(pk__in=[necesidad.pk for necesidad in tanda]).delete()
        total += len(tanda)
    return {"necesidades de acceso": total}


def olvidar_retiradas(ahora):
    """Take away the names of a confirmed registration 30 days after it was withdrawn or refused, and what it brought.

    Who is at a project of theirs keeps the link to it. One that joined another delegation is not over: what it brought
    is still its contact's. Side effects: those of :func:`olvidar_personas`.
    """
    terminadas = [Inscripcion.Estado.RETIRADA, Inscripcion.Estado.RECHAZADA]
    con_proyecto = Proyecto.objects.en_tramite(OuterRef("contacto"), desde=ahora - RETIRADAS)
    unida = PedidoDeUnion.objects.filter(inscripcion=OuterRef("pk"), estado=PedidoDeUnion.Estado.ACEPTADA)
    viejas = _con_nombres().exclude(Exists(unida)).annotate(desde=Coalesce("retirada_el", "rechazada_el", "guardada"))
    viejas = viejas.filter(estado__in=terminadas, desde__lt=ahora - RETIRADAS, confirmada_el__isnull=False)
    return {"inscripciones retiradas ya sin nombres": _por_tandas(viejas.exclude(Exists(con_proyecto)), _retirar)}


def olvidar_personas(ahora):
    """Take away, 12 months after the end of a Cumbre, every name and address of its registrations; counts stay.

    What was published with the contact's consent stays too. Side effects: their links end; their history, what they
    asked for and the mails about them go; so do their names in staff's log.
    """
    terminadas = _con_nombres().filter(cumbre__fin__lt=dia(ahora - PERSONAS))
    return {"inscripciones ya sin nombres": _por_tandas(terminadas, _olvidar)}


def olvidar_registro(ahora):
    """Blank in staff's log the names of who was removed, and of what was deleted."""
    return {"líneas del registro del equipo sobre lo borrado": olvidar_ausentes(_CON_NOMBRE)}


def _con_nombres():
    """Return the registrations in which somebody still has a name: the contact, one of the people or, in its history
    or in what staff wrote down, who was one of them."""
    con_nombre = Participante.objects.filter(inscripcion=OuterRef("pk")).exclude(nombre=ANONIMA)
    cambios = CambioInscripcion.objects.filter(inscripcion=OuterRef("pk"))
    solicitudes = SolicitudDeCambio.objects.filter(inscripcion=OuterRef("pk"))
    notas = NotaInterna.objects.filter(inscripcion=OuterRef("pk"))
    return Inscripcion.objects.filter(
        ~Q(contacto__nombre=ANONIMA) | Exists(con_nombre) | Exists(cambios) | Exists(solicitudes) | Exists(notas)
    )


def dia(instante):
    """Return the day that it is in the portal's time zone."""
    return timezone.localdate(instante)


def _por_tandas(consulta, accion):
    """Run ``accion(registrations)`` on batches, each locked in a transaction of its own; return how many in all.

    Who is at one of them this very moment keeps it until the next run.
    """
    total = 0
    bloqueadas = consulta.select_related("contacto").order_by("pk").select_for_update(of=("self",), skip_locked=True)
    while True:
        with transaction.atomic():
            tanda = list(bloqueadas[:TANDA])
            accion(tanda)
        if not tanda:
            return total
        total += len(tanda)


def _borrar(inscripciones):
    contactos = [inscripcion.contacto for inscripcion in inscripciones]
    olvidar(inscripciones)
    olvidar(contactos)
    for contacto in contactos:
        aportes.descartar(contacto=contacto)
    Inscripcion.objects.filter(pk__in=[i.pk for i in inscripciones]).delete()
    Contacto.objects.filter(pk__in=[c.pk for c in contactos]).delete()


def _retirar(inscripciones):
    for inscripcion in inscripciones:
        aportes.descartar(contacto=inscripcion.contacto)
    _olvidar(inscripciones)


def _olvidar(inscripciones):
    contactos = [inscripcion.contacto for inscripcion in inscripciones]
    personas = Participante.objects.filter(inscripcion__in=inscripciones)
    for funcion in al_olvidar:
        funcion(inscripciones)
    anonimato.borrar_historia(inscripciones)
    for objetos in (inscripciones, contactos, Asistencia.objects.filter(participante__in=personas), personas):
        olvidar(list(objetos))
    anonimato.anonimar_personas(personas)
    anonimato.anonimar_inscripciones(inscripciones)
    anonimar_contactos(Contacto.objects.filter(pk__in=[contacto.pk for contacto in contactos]))

"""What registrations forget on time: the unfinished ones, the mail log, and a year later who came."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone

from actores.models import Contacto
from agenda.models import Cumbre
from comun.models import Mensaje
from comun.purga import borrar, olvidar, registrar
from inscripciones import aportes
from inscripciones.models import Inscripcion, Participante
from proyectos.models import Proyecto

BORRADORES = timedelta(days=30)
CORREOS = timedelta(days=90)
PERSONAS = timedelta(days=365)
TANDA = 200
ANONIMA = "—"  # people keep a row, so that the counts by activity, city and modality stay, but no name


def registrar_purga():
    """Add these parts to the purge."""
    registrar(olvidar_personas)
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
    ultima = Cumbre.objects.filter(fin__lt=_dia(ahora - CORREOS)).aggregate(fin=Max("fin"))["fin"]
    if ultima is None:
        return {"correos del registro": 0}
    cerrados = [Mensaje.Estado.ENVIADO, Mensaje.Estado.FALLIDO, Mensaje.Estado.ANULADO]
    return {
        "correos del registro": borrar(
            Mensaje.objects.filter(estado__in=cerrados, creado__date__lte=ultima + CORREOS),
        )
    }


def olvidar_personas(ahora):
    """Take away, 12 months after the end of a Cumbre, every name and address of its registrations; counts stay.

    What was published with the contact's consent stays too. Side effects: their links end, mails about them go.
    """
    terminadas = Inscripcion.objects.filter(cumbre__fin__lt=_dia(ahora - PERSONAS)).exclude(contacto__email="")
    return {"inscripciones ya sin nombres": _por_tandas(terminadas, _olvidar)}


def _dia(instante):
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


def _olvidar(inscripciones):
    personas = Participante.objects.filter(inscripcion__in=inscripciones)
    contactos = [inscripcion.contacto for inscripcion in inscripciones]
    for objetos in (inscripciones, contactos, list(personas)):
        olvidar(objetos)
    personas.update(nombre=ANONIMA, email="", cargo="")
    Inscripcion.objects.filter(pk__in=[i.pk for i in inscripciones]).update(consentimiento_imagen_el=None)
    Contacto.objects.filter(pk__in=[c.pk for c in contactos]).update(
        nombre=ANONIMA, email="", email_pendiente="", telefono="", cargo="", generacion=F("generacion") + 1
    )

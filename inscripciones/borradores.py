"""Drafts that nobody goes on with: reminded once, then they lapse; the purge deletes them (``inscripciones.purga``)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from comun import recordatorios
from inscripciones import avisos, duplicadas, services
from inscripciones.models import Inscripcion

# Since the last change; a week after they lapse the purge deletes them.
RECORDAR = timedelta(days=3)
VENCEN = timedelta(days=23)


def registrar_borradores():
    """Add these parts to the reminders: what lapsed is not reminded of."""
    recordatorios.registrar(vencer_borradores)
    recordatorios.registrar(recordar_borradores)


def vencer_borradores(ahora):
    """Let the drafts lapse whose time to go on is over."""
    return {"borradores vencidos": _cada_uno(_por_vencer(ahora), _vencer, ahora)}


def recordar_borradores(ahora):
    """Mail the link, once, to who left a draft three days ago and can still finish it.

    The mark is no change of the draft's: its days go on from the last thing that a person wrote.
    """
    return {"borradores recordados": _cada_uno(_por_recordar(ahora), _recordar, ahora)}


def recordar_ahora(inscripciones, ahora):
    """Mail their link to who left those of these drafts that can still be finished, by decision of staff; return them.

    It does not wait the days that :func:`recordar_borradores` does, and counts as that reminder: one, then silence.
    """
    consulta = _por_terminar(ahora)
    return [inscripcion for inscripcion in inscripciones if _recordar(inscripcion.pk, consulta, ahora)]


def por_que_no(inscripciones, ahora):
    """Return ``{pk: why not}`` of those that are not reminded of, in words that follow "No cambia:"."""
    claves = [inscripcion.pk for inscripcion in inscripciones]
    pueden = set(_por_terminar(ahora).filter(pk__in=claves).values_list("pk", flat=True))
    return {i.pk: _por_que_no(i, ahora) for i in inscripciones if i.pk not in pueden}


def _por_que_no(inscripcion, ahora):
    if not inscripcion.es_borrador:
        return _("no es un borrador")
    if inscripcion.recordada_el:
        return _("ya se le recordó una vez")
    cumbre = inscripcion.cumbre
    if not cumbre.inscripcion_desde <= ahora < cumbre.inscripcion_hasta:
        return _("la inscripción no está abierta")
    return _("su contacto ya tiene otra inscripción confirmada")


def _por_vencer(ahora):
    return Inscripcion.objects.borradores().filter(guardada__lt=ahora - VENCEN)


def _por_recordar(ahora):
    return _por_terminar(ahora).filter(guardada__lt=ahora - RECORDAR)


def _por_terminar(ahora):
    """The drafts that can still be finished and of which nobody was reminded."""
    abiertas = Inscripcion.objects.borradores().filter(
        cumbre__inscripcion_desde__lte=ahora, cumbre__inscripcion_hasta__gt=ahora
    )
    # Who left this one because another of theirs is confirmed has nothing to finish.
    ya_confirmadas = Inscripcion.objects.confirmadas().filter(
        cumbre=OuterRef("cumbre"), contacto__email__iexact=OuterRef("contacto__email")
    )
    return abiertas.filter(recordada_el=None).exclude(Exists(ya_confirmadas))


def _cada_uno(consulta, accion, ahora):
    """Run ``accion`` on each draft of the query in a transaction of its own; return how many it did.

    Two commands at once share them: whoever comes second finds it done.
    """
    claves = list(consulta.order_by("pk").values_list("pk", flat=True))
    return sum(accion(clave, consulta, ahora) for clave in claves)


@transaction.atomic
def _vencer(clave, consulta, ahora):
    duplicadas.bloquear_parecidas(Inscripcion(pk=clave))
    inscripcion = consulta.filter(pk=clave).first()
    if inscripcion is None:
        return 0
    services.vencer(inscripcion=inscripcion)
    return 1


@transaction.atomic
def _recordar(clave, consulta, ahora):
    inscripcion = consulta.filter(pk=clave).select_for_update(of=("self",)).select_related("contacto").first()
    if inscripcion is None:
        return 0
    avisos.al_contacto("recordatorio_borrador", inscripcion)
    inscripcion.recordada_el = ahora
    inscripcion.save(update_fields=["recordada_el"])
    return 1

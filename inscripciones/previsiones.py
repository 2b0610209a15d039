"""What a decision of staff would do to each row, before it is taken: as things stand, for the lock decides later.

Why a row would stay as it is, is said in words that follow "No cambia:" and "3 no cambiaron:".
"""

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inscripciones import en_espera
from inscripciones.models import Asistencia, Inscripcion, Modalidad

_Estado = Asistencia.Estado
CONCEDIBLES = {_Estado.SOLICITADA, _Estado.RECHAZADA}
RECHAZABLES = {_Estado.SOLICITADA, _Estado.CONFIRMADA, _Estado.EN_ESPERA}


def por_que_no(asistencia, estados):
    """Return why staff cannot answer this attendance, ``estados`` being those from which it may; "" if it can."""
    if asistencia.estado not in estados:
        return _de_un_estado(asistencia)
    if not (asistencia.actividad.reservada or asistencia.estado == _Estado.SOLICITADA):
        return _("no es una solicitud de una actividad reservada")
    if asistencia.participante.inscripcion.estado != Inscripcion.Estado.CONFIRMADA:
        return _("su inscripción no está confirmada")
    return _("la persona avisó que no va") if asistencia.participante.declino else ""


def _de_un_estado(asistencia):
    if not asistencia.actividad.reservada:
        return _("no es una solicitud de una actividad reservada")
    return {
        _Estado.CONFIRMADA: _("ya se concedió"),
        _Estado.EN_ESPERA: _("ya se concedió y espera un lugar"),
        _Estado.RECHAZADA: _("ya se respondió que no se concede"),
        _Estado.RETIRADA: _("se retiró"),
    }.get(asistencia.estado, _("su inscripción no está confirmada"))


def por_delegacion(asistencias):
    """Return these attendances in lists, one for each registration, in the order in which they are answered.

    Who confirmed first comes first, whatever the order in which a list shows them.
    """
    grupos = {}
    for asistencia in asistencias:
        grupos.setdefault(asistencia.participante.inscripcion, []).append(asistencia)
    en_orden = sorted(grupos, key=lambda i: (i.confirmada_el is None, i.confirmada_el, i.pk))
    return [sorted(grupos[inscripcion], key=lambda a: (a.actividad_id, a.pk)) for inscripcion in en_orden]


def de_conceder(asistencias):
    """Return ``{pk: sentence}`` of what granting these together would do to each."""
    ocupados, en_linea, dichos = Asistencia.objects.cuenta_por_actividad(), _cuantos_esperan(), {}
    for asistencia in (a for grupo in por_delegacion(asistencias) for a in grupo):
        actividad = asistencia.actividad
        if razon := por_que_no(asistencia, CONCEDIBLES):
            dichos[asistencia.pk] = _no_cambia(razon)
        elif asistencia.modalidad == Modalidad.VIRTUAL:
            dichos[asistencia.pk] = _("Se concede, virtual.")
        elif actividad.cupo_presencial is None:
            dichos[asistencia.pk] = _("Se concede con lugar: la actividad no tiene cupo.")
        elif (quedan := actividad.cupo_presencial - ocupados.get(actividad.pk, 0) - 1) >= 0:
            ocupados[actividad.pk] = ocupados.get(actividad.pk, 0) + 1
            frase = ngettext(
                "Se concede con lugar; después queda %(n)d.", "Se concede con lugar; después quedan %(n)d.", quedan
            )
            dichos[asistencia.pk] = frase % {"n": quedan}
        else:
            en_linea[actividad.pk] = en_linea.get(actividad.pk, 0) + 1
            frase = _("Se concede sin lugar, la sala está llena: puesto %(puesto)d de la lista de espera.")
            dichos[asistencia.pk] = frase % {"puesto": en_linea[actividad.pk]}
    return dichos


def de_rechazar(asistencias):
    """Return ``{pk: sentence}`` of what refusing these would do to each."""
    return {a.pk: _de_rechazar_una(a) for a in asistencias}


def _de_rechazar_una(asistencia):
    if razon := por_que_no(asistencia, RECHAZABLES):
        return _no_cambia(razon)
    if asistencia.estado == _Estado.EN_ESPERA:
        return _("No se concede: deja la lista de espera.")
    if asistencia.estado == _Estado.CONFIRMADA and asistencia.modalidad == Modalidad.PRESENCIAL:
        return _("Deja de estar concedida: su lugar pasa a quien espera.")
    return _("No se concede.")


def de_adelantar(asistencias):
    """Return ``{pk: sentence}`` of where in line each would stand, put at the front together."""
    dichos, claves = {}, {a.pk for a in asistencias}
    for actividad in {a.actividad_id for a in asistencias if a.estado == _Estado.EN_ESPERA}:
        lista = en_espera.lista_de_espera(actividad)
        delante = [(antes, a.pk) for antes, a in enumerate(lista, 1) if a.pk in claves]
        for puesto, (antes, clave) in enumerate(delante, 1):
            frase = _("Pasa del puesto %(antes)d al %(despues)d.") if antes != puesto else _("Ya está en el %(antes)d.")
            dichos[clave] = frase % {"antes": antes, "despues": puesto}
    return {a.pk: dichos.get(a.pk, _no_cambia(_("no está en lista de espera"))) for a in asistencias}


def _cuantos_esperan():
    filas = Asistencia.objects.filter(estado=_Estado.EN_ESPERA).order_by().values_list("actividad")
    return dict(filas.annotate(n=Count("pk")))


def _no_cambia(razon):
    return _("No cambia: %(razon)s.") % {"razon": razon}

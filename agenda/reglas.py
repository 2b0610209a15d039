"""Rules of the programme that span rows. Forms ask before they save; the writes ask again under their lock."""

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from agenda.errores import ErrorAgenda
from agenda.models import Actividad, Bloque, EstadoPrograma, Intervencion


def revisar(fila):
    """Raise :class:`ErrorAgenda` if a block or a talk, as it stands in memory, breaks a rule that spans rows.

    Published talks fit their block; no block begins inside another; a talk stays in its activity. Forms ask before
    saving, to tell it at the field; the functions here ask again under the lock.
    """
    if isinstance(fila, Bloque):
        revisar_entrada(fila)
        revisar_que_quepan(fila)
    elif isinstance(fila, Intervencion) and fila.bloque_id:
        if fila.pk and como_esta(fila).bloque.actividad_id != fila.bloque.actividad_id:
            raise ErrorAgenda(_("Ese bloque es de otra actividad: elija uno de la misma."), campo="bloque")
        if fila.estado == EstadoPrograma.PUBLICADA:
            revisar_que_quepan(fila.bloque, con=fila)


def revisar_entrada(bloque):
    """The exclusion constraint compares blocks whose two hours are known; this one those with one hour missing."""
    if not bloque.inicio or bloque.estado == EstadoPrograma.CANCELADA:
        return
    otros = Bloque.objects.filter(actividad=bloque.actividad_id).exclude(estado=EstadoPrograma.CANCELADA)
    empieza_dentro = Q(inicio__lte=bloque.inicio, fin__gt=bloque.inicio) | Q(inicio=bloque.inicio)
    if bloque.fin:
        empieza_dentro |= Q(inicio__gte=bloque.inicio, inicio__lt=bloque.fin)
    otro = otros.exclude(pk=bloque.pk).filter(empieza_dentro).first()
    if otro:
        mensaje = _("A esa hora está el bloque «%(otro)s»: revise el inicio y el fin.") % {"otro": otro}
        raise ErrorAgenda(mensaje, campo="inicio")


def revisar_que_quepan(bloque, con=None):
    """The published talks of a block take no longer than it lasts, as far as that is known."""
    disponibles = bloque.minutos
    if disponibles is None:
        return
    publicadas = Intervencion.objects.filter(bloque=bloque.pk, estado=EstadoPrograma.PUBLICADA)
    if con:
        publicadas = publicadas.exclude(pk=con.pk)
    ocupados = (publicadas.aggregate(suma=Sum("minutos"))["suma"] or 0) + ((con and con.minutos) or 0)
    if ocupados > disponibles:
        raise ErrorAgenda(
            _(
                "Las intervenciones publicadas suman %(ocupados)d minutos y el bloque «%(bloque)s» dura "
                "%(disponibles)d: acorte alguna, deje una en borrador o cambie el horario del bloque."
            )
            % {"ocupados": ocupados, "disponibles": disponibles, "bloque": bloque},
            campo="minutos" if con else "fin",
        )


def es_publica(fila):
    """True if everybody can see it: published, like all that it is part of."""
    if isinstance(fila, Actividad):
        return fila.cumbre.publicada
    encima = fila.actividad if isinstance(fila, Bloque) else fila.bloque
    return fila.estado == EstadoPrograma.PUBLICADA and es_publica(encima)


# --- Rows with what they are part of ------------------------------------------------------------


def como_esta(fila):
    """Return the row as the database has it, with what it is part of."""
    return con_lo_de_encima(type(fila)._default_manager.filter(pk=fila.pk)).get()


def con_lo_de_encima(filas):
    encima = {Actividad: "cumbre", Bloque: "actividad__cumbre", Intervencion: "bloque__actividad__cumbre"}
    return filas.select_related(encima[filas.model]).order_by("pk")

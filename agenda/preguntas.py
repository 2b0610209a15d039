"""Questions to the tables: who may be asked, until when, and what staff does with each question.

Anyone asks a published block, or an institution that speaks in the programme or has published programmes, until the
activity ends. States: pending → accepted (the table reads it) → published with its answer; or not published.
"""

import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from actores.models import Institucion, Programa
from agenda import en_vivo, horario
from agenda.errores import ErrorAgenda
from agenda.models import Actividad, Bloque, Cumbre, EstadoPregunta, Pregunta
from comun import publicacion


class Mesas(NamedTuple):
    """Who may be asked: published blocks in order, and ``{institution: its block}`` by name; nobody once it is over."""

    actividad: Actividad | None = None
    bloques: tuple = ()
    instituciones: dict = {}
    abiertas: bool = False


class Publicadas(NamedTuple):
    """What became of the questions that staff wanted to publish."""

    cambiadas: list
    sin_respuesta: int
    en_otro_estado: int


# --- Who may be asked, and until when -----------------------------------------------------------


def mesas(ahora=None):
    """Return the :class:`Mesas` of the seminar of the Cumbre in force at ``ahora`` (now): five queries."""
    seminario = _seminario_de(Cumbre.objects.vigente())
    if seminario is None:
        return Mesas()
    bloques = _programa(seminario)
    abiertas = se_reciben(seminario, bloques, ahora)
    return Mesas(seminario, tuple(bloques), _instituciones(bloques) if abiertas else {}, abiertas)


def se_puede_preguntar(institucion, cumbre, ahora=None):
    """True if an institution may be asked now in a Cumbre: three queries, one more where it does not speak in it."""
    seminario = _seminario_de(cumbre)
    bloques = _programa(seminario) if seminario else []
    return se_reciben(seminario, bloques, ahora) and bool(_bloque_de(institucion, bloques))


def _seminario_de(cumbre):
    """Return the seminar of a Cumbre, or ``None``; what it belongs to is not fetched again."""
    return cumbre and cumbre.actividades.seminario()


def _programa(actividad):
    return horario.poner_horas(actividad, Bloque.objects.del_programa(actividad))


def se_reciben(actividad, bloques, ahora=None):
    """True from the publication of the first block until the activity ends; its hour unknown, until the Cumbre does.

    ``bloques``: the published ones, with the hours that ``horario.poner_horas`` puts; ``ahora``: now. No query.
    """
    if not bloques:
        return False
    ahora = ahora or timezone.now()
    fase = en_vivo.mirar(actividad, bloques, ahora).fase
    return fase != "despues" if fase else ahora < _fin_de_la_cumbre(actividad.cumbre)


def _fin_de_la_cumbre(cumbre):
    """Return the midnight that ends its last day, in its zone."""
    dia = cumbre.fin + datetime.timedelta(days=1)
    return datetime.datetime.combine(dia, datetime.time(), tzinfo=cumbre.zona)


def _instituciones(bloques):
    """Return ``{institution: the block that its questions go to}``, by name."""
    hablan = _donde_habla_cada_una(bloques)
    suyo = _bloque_de_instituciones(bloques)
    alguna = Q(pk__in=hablan)
    if suyo:
        alguna |= Q(pk__in=Programa.objects.publicados().values("institucion"))
    filas = Institucion.objects.verificadas().filter(alguna).por_nombre()
    return {fila: hablan.get(fila.pk, suyo) for fila in filas}


def _bloque_de(institucion, bloques):
    """Return the block that the questions to an institution go to, ``None`` if it may not be asked."""
    if not institucion.verificada or institucion.fusionada_en_id:
        return None
    if bloque := _donde_habla_cada_una(bloques).get(institucion.pk):
        return bloque
    suyo = _bloque_de_instituciones(bloques)
    return suyo if suyo and Programa.objects.publicados().filter(institucion=institucion).exists() else None


def _donde_habla_cada_una(bloques):
    """Return ``{key of an institution: the first block in which it gives a talk}``."""
    return {
        charla.institucion_id: bloque
        for bloque in reversed(bloques)
        for charla in bloque.charlas
        if charla.institucion_id
    }


def _bloque_de_instituciones(bloques):
    return next((b for b in bloques if b.tipo == Bloque.Tipo.INSTITUCIONES), None)


# --- Asking -------------------------------------------------------------------------------------


@transaction.atomic
def preguntar(*, bloque, institucion=None, texto, nombre="", idioma, ahora=None):
    """Leave a question to a block, or to an institution, and return it, pending: nobody sees it until staff says so.

    ``institucion``: its question goes to the block where it speaks, or else to that of the institutions; ``bloque``
    is that one or another of the same activity. Side effects: none but the row; no mail. Raises :class:`ErrorAgenda`
    if by now the block is not published, the activity is over, or the institution may not be asked.
    """
    bloque = Bloque.objects.select_for_update(of=("self",), no_key=True).get(pk=bloque.pk)
    actividad = Actividad.objects.select_related("cumbre").get(pk=bloque.actividad_id)
    bloques = _programa(actividad) if actividad.cumbre.publicada else []
    if bloque not in bloques:
        raise ErrorAgenda(_("Ese bloque ya no está en la agenda: elija otro."), campo="para")
    if not se_reciben(actividad, bloques, ahora):
        raise ErrorAgenda(_("La actividad terminó y ya no se reciben preguntas."))
    if institucion and not (bloque := _bloque_de(institucion, bloques)):
        raise ErrorAgenda(_("A esa institución ya no se le pueden dejar preguntas: elija un bloque."), campo="para")
    return Pregunta.objects.create(bloque=bloque, institucion=institucion, texto=texto, nombre=nombre, idioma=idioma)


# --- What staff does ----------------------------------------------------------------------------


def admite(pregunta, estado):
    """True if a question may go to that state from its own: any other one, but nothing goes back to pending."""
    if pregunta.estado == EstadoPregunta.PUBLICADA and estado == EstadoPregunta.ACEPTADA:
        return False
    return estado not in {pregunta.estado, EstadoPregunta.PENDIENTE}


@transaction.atomic
def aceptar(filas):
    """Pass questions to the table and return those that changed.

    Legal for what awaits review or was refused. What is published was answered and stays. Side effects: they appear
    in staff's list for the table; nothing is public; no mail.
    """
    return _pasar(publicacion.bloquear(filas), EstadoPregunta.ACEPTADA)


@transaction.atomic
def rechazar(filas):
    """Refuse questions, or take them off the agenda, and return those that changed.

    Legal from any other state. The text and the answer are kept, and may be published later. Side effects: what was
    published disappears from the agenda; no mail.
    """
    return _pasar(publicacion.bloquear(filas), EstadoPregunta.RECHAZADA)


@transaction.atomic
def publicar(filas, *, sello=None):
    """Publish answered questions under their blocks and return :class:`Publicadas`.

    Legal from any other state, for what has an answer in one language at least; the rest stays and is counted. Side
    effects: everybody reads question, name and answer in the agenda and on the page of the institution, if the block is
    published; no mail. ``sello`` and :class:`comun.publicacion.ContenidoCambiado` as in
    :func:`comun.publicacion.publicar`.
    """
    filas = publicacion.bloquear(filas, sello=sello)
    posibles = [f for f in filas if admite(f, EstadoPregunta.PUBLICADA)]
    respondidas = [f for f in posibles if f.respondida]
    cambiadas = _pasar(respondidas, EstadoPregunta.PUBLICADA)
    return Publicadas(cambiadas, len(posibles) - len(respondidas), len(filas) - len(posibles))


@transaction.atomic
def guardar(pregunta):
    """Write what staff edited of a question, its answer above all, and return it; its state is left as it is by now.

    Side effects: what is published reads otherwise at once. Raises :class:`ErrorAgenda` if it is published and would
    be left without an answer.
    """
    pregunta.estado = Pregunta.objects.select_for_update(of=("self",)).get(pk=pregunta.pk).estado
    if pregunta.estado == EstadoPregunta.PUBLICADA and not pregunta.respondida:
        mensaje = _("Ya está publicada: deje escrita la respuesta, o elija antes «No publicar».")
        raise ErrorAgenda(mensaje, campo="respuesta_es")
    pregunta.save()
    return pregunta


def _pasar(filas, estado):
    """Give locked rows a state, where it is legal; return those that changed."""
    cambiadas = [fila for fila in filas if admite(fila, estado)]
    for fila in cambiadas:
        fila.estado = estado
        fila.save(update_fields=["estado", "modificada"])
    return cambiadas

"""Writes of the programme. Each takes the lock of its activity, and what is public changes under the readers' eyes:
it goes into the log that they can read, and the activity's revision, which calendars call SEQUENCE, goes up by one.
"""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from agenda import horario, reglas
from agenda.errores import ErrorAgenda
from agenda.models import Actividad, Bloque, Cambio, EstadoPrograma, Intervencion, Material, Ponente, Video
from agenda.models.programa import DEMORA_IMPOSIBLE, DEMORA_MAXIMA
from comun import contenido
from comun.publicacion import ContenidoCambiado
from comun.restricciones import violada

# What only the functions of this module and of ``agenda.services`` change, whatever a form holds.
_AJENOS = {"estado", "publicada_el", "demora_minutos", "secuencia", "cupo_presencial"}
_FUERA_DE_LA_FILA = 10_000  # added to the order while a block's talks change places


class _Diario:
    """What readers should know of one operation; ``cerrar`` writes it and counts one revision."""

    def __init__(self, actividad):
        self.actividad = actividad
        self.cambios = []
        self.sin_frase = False  # calendars count it, though no sentence tells readers

    def anotar(self, tipo, fila, antes="", despues=""):
        self.cambios.append(
            Cambio(
                actividad=self.actividad,
                tipo=tipo,
                titulo_es=fila.titulo_es,
                titulo_pt_br=fila.titulo_pt_br,
                antes=antes,
                despues=despues,
            )
        )

    def cerrar(self, *, tocada=True):
        """Write the log; ``tocada``: what calendars tell changed, though not enough to tell readers."""
        actividad = Actividad.objects.filter(pk=self.actividad.pk)
        Cambio.objects.bulk_create(self.cambios)
        if self.cambios or self.sin_frase:
            actividad.update(secuencia=F("secuencia") + 1, modificada=timezone.now())
        elif tocada:
            actividad.update(modificada=timezone.now())


# --- Editing ------------------------------------------------------------------------------------


@transaction.atomic
def guardar(fila):
    """Write an activity, a block or a talk that staff created or edited; return it.

    State, delay, quota and revision are left as the database has them. Side effects: what was public and now has
    another day, hour, length or title, a talk another place in the order, is logged and counted; so is a talk that goes
    to a block in draft, or comes from one; another order of blocks is counted. Raises :class:`ErrorAgenda` by the
    rules of :func:`agenda.reglas.revisar`, or if somebody took the hour or the place in the order meanwhile.
    """
    diario = _Diario(_bloquear(_actividad_de(fila)))
    antes = reglas.como_esta(fila) if fila.pk else None
    if antes:
        for campo in _AJENOS & {f.name for f in fila._meta.concrete_fields}:
            setattr(fila, campo, getattr(antes, campo))
    reglas.revisar(fila)
    _escribir(fila)
    if antes:
        _anotar_edicion(diario, antes, reglas.como_esta(fila))
    diario.cerrar()
    return fila


def _escribir(fila, campos=None):
    """Save a row, or some columns of it; what a constraint refuses by now is told in its words, at its field."""
    try:
        with transaction.atomic():
            fila.save(update_fields=campos)
    except IntegrityError as error:
        mensaje, campo = violada(error)
        raise ErrorAgenda(mensaje, campo=campo) from error


def _anotar_edicion(diario, antes, fila):
    """Log what readers can tell; of a talk that goes to a block in draft they only learn that it went."""
    era, es = reglas.es_publica(antes), reglas.es_publica(fila)
    if era and es:
        _anotar_diferencias(diario, antes, fila)
    elif era:
        diario.anotar(Cambio.Tipo.QUITADA, antes)
    elif es:
        diario.anotar(Cambio.Tipo.AGREGADA, fila)


def _anotar_diferencias(diario, antes, fila):
    if isinstance(fila, Intervencion):
        _anotar_lugar(diario, antes, fila)
    else:
        _anotar_horas(diario, antes, fila)
        diario.sin_frase = antes.orden != fila.orden
    if _titulos(antes) != _titulos(fila):
        diario.anotar(Cambio.Tipo.TITULO, fila)


def _anotar_horas(diario, antes, fila):
    """Another day is told for what has no hour; of an hour its sentence tells the day where that changed too."""
    if antes.inicio != fila.inicio:
        diario.anotar(Cambio.Tipo.HORA, fila, _iso(antes.inicio), _iso(fila.inicio))
    elif isinstance(fila, Actividad) and antes.dia != fila.dia:
        diario.anotar(Cambio.Tipo.DIA, fila, _iso(antes.dia), _iso(fila.dia))
    if antes.fin != fila.fin and _dura(antes) != _dura(fila):
        diario.anotar(Cambio.Tipo.FIN, fila, _iso(antes.fin), _iso(fila.fin))


def _dura(fila):
    return fila.fin - fila.inicio if fila.inicio and fila.fin else None


def _anotar_lugar(diario, antes, fila):
    movida = antes.bloque_id != fila.bloque_id
    if movida or (antes.orden, antes.minutos) != (fila.orden, fila.minutos):
        diario.anotar(Cambio.Tipo.ORDEN, fila.bloque)
    if movida:
        diario.anotar(Cambio.Tipo.ORDEN, antes.bloque)


def _titulos(fila):
    return fila.titulo_es or "", fila.titulo_pt_br or ""


def _iso(instante):
    return instante.isoformat() if instante else ""


@transaction.atomic
def ordenar(*, bloque, filas):
    """Give the talks of a block this order and these minutes: ``filas`` is ``[(pk, minutes or None)]``, all of them.

    Talks that are cancelled come last and may be left out. Side effects: a public block whose published talks change
    order or length is logged and counted. Raises :class:`ErrorAgenda` if talks were added or taken away since, or if
    the published ones no longer fit.
    """
    diario = _Diario(_bloquear(bloque.actividad))
    bloque = Bloque.objects.select_related("actividad__cumbre").get(pk=bloque.pk)
    charlas = {c.pk: c for c in bloque.intervenciones.order_by("orden")}
    vivas = {pk for pk, c in charlas.items() if c.estado != EstadoPrograma.CANCELADA}
    pedidas = dict(filas)
    if pedidas.keys() | (charlas.keys() - vivas) != charlas.keys() or len(pedidas) != len(filas):
        raise ErrorAgenda(_("Alguien agregó o quitó intervenciones mientras tanto: revise el orden y guarde otra vez."))
    antes = _publicadas_en_orden(charlas.values())
    resto = {pk: c.minutos for pk, c in charlas.items() if pk not in pedidas}
    Intervencion.objects.filter(bloque=bloque).update(orden=F("orden") + _FUERA_DE_LA_FILA)
    for orden, (pk, minutos) in enumerate((pedidas | resto).items(), start=1):
        charla = charlas[pk]
        charla.orden, charla.minutos = orden, minutos
        charla.save(update_fields=["orden", "minutos", "modificada"])
    reglas.revisar_que_quepan(bloque)
    if reglas.es_publica(bloque) and antes != _publicadas_en_orden(charlas.values()):
        diario.anotar(Cambio.Tipo.ORDEN, bloque)
    diario.cerrar()
    return bloque


def _publicadas_en_orden(charlas):
    publicadas = [c for c in charlas if c.estado == EstadoPrograma.PUBLICADA]
    return [(c.pk, c.minutos) for c in sorted(publicadas, key=lambda c: c.orden)]


@transaction.atomic
def demorar(*, bloque, minutos):
    """Say that a block, and with it all that follow, goes ``minutos`` later than planned; 0: on time again.

    Side effects: later blocks lose a delay of their own; logged and counted if the block is public. Raises
    :class:`ErrorAgenda` for a delay that is no number of minutes up to four hours, or that would put the block before
    the one that precedes it.
    """
    if not 0 <= minutos <= DEMORA_MAXIMA:
        raise ErrorAgenda(DEMORA_IMPOSIBLE, campo="minutos")
    actividad = _bloquear(bloque.actividad)
    diario = _Diario(actividad)
    bloques = list(Bloque.objects.del_programa(actividad).select_related("actividad__cumbre"))
    fila = next((b for b in bloques if b.pk == bloque.pk), None)
    if fila is None:
        raise ErrorAgenda(_("El bloque no está publicado: publíquelo antes de anunciar una demora."))
    horario.poner_horas(actividad, bloques)
    siguientes = bloques[bloques.index(fila) + 1 :]
    if all(b.demora == minutos for b in (fila, *siguientes)):
        return fila
    fila.demora_minutos = minutos
    fila.save(update_fields=["demora_minutos", "modificada"])
    posteriores = Bloque.objects.filter(actividad=actividad, orden__gt=fila.orden)  # one in draft may come back
    posteriores.update(demora_minutos=None, modificada=timezone.now())
    _revisar_demora(actividad, bloques, fila, siguientes)
    if reglas.es_publica(fila):
        diario.anotar(Cambio.Tipo.DEMORA, fila, str(fila.demora), str(minutos))
    diario.cerrar()
    return fila


def _revisar_demora(actividad, bloques, fila, siguientes):
    for otro in siguientes:
        otro.demora_minutos = None
    horario.poner_horas(actividad, bloques)
    previas = [b.inicio_real for b in bloques[: bloques.index(fila)] if b.inicio_real]
    if fila.inicio_real and previas and fila.inicio_real <= max(previas):
        raise ErrorAgenda(
            _("Con esa demora el bloque empezaría antes que el anterior: escriba más minutos."), campo="minutos"
        )


# --- State --------------------------------------------------------------------------------------


@transaction.atomic
def cambiar_estado(filas, *, estado):
    """Publish, take back to draft or cancel blocks or talks (of one model); return those that changed.

    Any state may follow any other: staff edits the programme until the last minute. Side effects: the public agenda,
    which shows published talks of published blocks; what readers could see, or come to see in a programme that they
    could see, is logged and counted. Raises :class:`ErrorAgenda`, changing nothing, if published talks do not fit.
    """
    filas = list(filas)
    if not filas:
        return []
    modelo = type(filas[0])
    cambiadas = []
    for actividad_id in sorted({_actividad_de(f).pk for f in filas}):
        diario = _Diario(_bloquear(Actividad(pk=actividad_id)))
        de_esta = modelo.objects.filter(pk__in=[f.pk for f in filas if _actividad_de(f).pk == actividad_id])
        pasadas = [f for f in reglas.con_lo_de_encima(de_esta) if _pasar(f, EstadoPrograma(estado), diario)]
        cambiadas += pasadas
        diario.cerrar(tocada=bool(pasadas))
    return cambiadas


def por_publicar(bloque):
    """Return what :func:`publicar_bloque` publishes, as the database has it, in lists of one model each.

    They are the block itself, its video, its talks in draft, and the speakers and the materials of these.
    """
    charlas = list(Intervencion.objects.filter(bloque=bloque.pk, estado=EstadoPrograma.BORRADOR).order_by("orden"))
    de_charlas = [
        list(modelo.objects.filter(intervencion__in=charlas).order_by("orden", "pk")) for modelo in (Ponente, Material)
    ]
    return [
        list(Bloque.objects.filter(pk=bloque.pk)),
        list(Video.objects.filter(bloque=bloque.pk)),
        charlas,
        *de_charlas,
    ]


def sello_de(listas):
    """Return a seal of what :func:`por_publicar` gave: see :func:`comun.contenido.sello`."""
    return "-".join(contenido.sello(filas) for filas in listas)


@transaction.atomic
def publicar_bloque(*, bloque, sello=None):
    """Publish a block and all its talks in draft, in one go; return how many rows changed.

    ``sello``: what :func:`sello_de` gave for what staff read; if that says something else by now, or is not all,
    nothing changes and :class:`comun.publicacion.ContenidoCambiado` is raised. Side effects and other errors as in
    :func:`cambiar_estado`.
    """
    diario = _Diario(_bloquear(bloque.actividad))
    if sello is not None and not constant_time_compare(sello, sello_de(por_publicar(bloque))):
        raise ContenidoCambiado
    bloque = reglas.con_lo_de_encima(Bloque.objects.filter(pk=bloque.pk)).get()
    visible = reglas.es_publica(bloque)
    cambiadas = int(_pasar(bloque, EstadoPrograma.PUBLICADA, diario))
    for charla in bloque.intervenciones.filter(estado=EstadoPrograma.BORRADOR).order_by("orden"):
        charla.bloque = bloque
        cambiadas += _pasar(charla, EstadoPrograma.PUBLICADA, diario if visible else None)
    diario.cerrar(tocada=cambiadas > 0)
    return cambiadas


def _pasar(fila, estado, diario):
    """Give one locked row its state; True if that changed it. ``diario``: ``None`` if readers need not be told."""
    if fila.estado == estado:
        return False
    visible = reglas.es_publica(fila)
    if EstadoPrograma.PUBLICADA in (estado, fila.estado) and not _en_bloque_cancelado(fila):
        fila.publicada_el = fila.publicada_el or timezone.now()
    if estado == EstadoPrograma.CANCELADA and not (visible or _se_fue_con_su_bloque(fila)):
        fila.publicada_el = None  # Nobody saw it, so nobody is told that it was cancelled.
    fila.estado = estado
    if estado == EstadoPrograma.PUBLICADA:
        reglas.revisar(fila)
    elif isinstance(fila, Bloque):
        reglas.revisar_entrada(fila)
    _escribir(fila, ["estado", "publicada_el", "modificada"])
    if diario and visible:
        diario.anotar(Cambio.Tipo.CANCELADA if estado == EstadoPrograma.CANCELADA else Cambio.Tipo.QUITADA, fila)
    elif diario and reglas.es_publica(fila) and _habia_programa(fila):
        diario.anotar(Cambio.Tipo.AGREGADA, fila)
    return True


def _en_bloque_cancelado(fila):
    """True for a talk of a cancelled block: what happens to it there nobody sees."""
    return isinstance(fila, Intervencion) and fila.bloque.estado == EstadoPrograma.CANCELADA


def _se_fue_con_su_bloque(fila):
    """True for a talk that readers saw until its block was cancelled."""
    publicada = fila.estado == EstadoPrograma.PUBLICADA
    return publicada and _en_bloque_cancelado(fila) and fila.bloque.publicada_el is not None


def _habia_programa(fila):
    """True if readers saw a programme before this row came into it: a first publication is no change."""
    if isinstance(fila, Intervencion):
        return True
    otros = Bloque.objects.filter(actividad=fila.actividad_id, estado=EstadoPrograma.PUBLICADA)
    return otros.exclude(pk=fila.pk).exists()


# --- Locks --------------------------------------------------------------------------------------


def _bloquear(actividad):
    """Lock the activity's row, against every other write of its programme, and return it fresh with its Cumbre."""
    return Actividad.objects.bloqueadas().select_related("cumbre").get(pk=actividad.pk)


def _actividad_de(fila):
    if isinstance(fila, Actividad):
        return fila
    return fila.actividad if isinstance(fila, Bloque) else fila.bloque.actividad

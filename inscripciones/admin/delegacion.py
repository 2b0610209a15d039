"""What staff's page of one delegation tells, read in a number of queries that does not depend on its size."""

from collections import Counter
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comun.correo import nombre_de
from comun.models import Mensaje
from comun.publicacion import Publicacion
from inscripciones import notas, secciones
from inscripciones.models import Asistencia, Inscripcion, Participante, PedidoDeUnion, SolicitudDeCambio
from inscripciones.relato import actividades_de, lugar, relatar, relatar_pedidos
from inscripciones.services.enlaces import por_que_sin_enlace
from inscripciones.situacion import asistencias_con_puesto

CAMBIOS_A_LA_VISTA = 50
CORREOS_A_LA_VISTA = 15
_Estado = Asistencia.Estado


class Pendiente(NamedTuple):
    """Something that needs somebody: a sentence, and where on the page (or beyond) it is seen to."""

    frase: str
    url: str


def leer(clave):
    """Return the registration of that key with its people and what it brings, or ``None``."""
    consulta = Inscripcion.objects.completas().con_personas()
    consulta = consulta.prefetch_related(Prefetch("participantes__asistencias", asistencias_con_puesto()))
    inscripcion = consulta.filter(pk=clave).first()
    for persona in inscripcion.participantes.all() if inscripcion else ():
        persona.inscripcion = inscripcion
    return inscripcion


def contexto_de(request, inscripcion):
    """Return what the page shows beside the registration's own fields."""
    contacto, personas = inscripcion.contacto, list(inscripcion.participantes.all())
    abierta = SolicitudDeCambio.Estado.PENDIENTE
    solicitudes = sorted(inscripcion.solicitudes.select_related("usuario"), key=lambda s: s.estado != abierta)
    uniones = list(
        PedidoDeUnion.objects.filter(Q(inscripcion=inscripcion) | Q(a=inscripcion)).select_related("inscripcion", "a")
    )
    puede = _puede(request.user)
    correos = _correos(inscripcion, contacto, personas) if puede["leer_correos"] else []
    contexto = {
        "contacto": contacto,
        "personas": personas,
        "tabla": _tabla(personas),
        "respuestas": _respuestas(personas),
        "reservadas": [a for p in personas for a in p.asistencias.all() if a.estado == _Estado.SOLICITADA],
        "aportes": _aportes(request.user, contacto),
        "cambios": _cambios(inscripcion),
        "solicitudes": relatar_pedidos(solicitudes),
        "uniones": uniones,
        "segundas": list(inscripcion.posibles_duplicadas.order_by("confirmada_el", "pk")),
        "correos": correos,
        "ultimos_correos": correos[:CORREOS_A_LA_VISTA],
        "correos_anteriores": correos[CORREOS_A_LA_VISTA:],
        "importada_el": _importada_el(inscripcion),
        "secciones": secciones.delegacion.de(request, inscripcion, personas),
        "puede": puede,
        "notas": _notas(request.user, inscripcion),
    }
    return contexto | {"pendientes": list(_pendientes(inscripcion, contexto))}


# --- People and places --------------------------------------------------------------------------


class Celda(NamedTuple):
    asistencia: Any
    frase: str


def _tabla(personas):
    """Return the activities that somebody of them attends, and each person with a cell for each activity."""
    actividades = {a.actividad_id: a.actividad for p in personas for a in p.asistencias.all()}
    en_orden = sorted(actividades.values(), key=lambda a: (a.dia, a.orden, a.pk))
    filas = []
    for persona in personas:
        suyas = {a.actividad_id: Celda(a, _como(a)) for a in persona.asistencias.all()}
        fila = {"persona": persona, "celdas": [suyas.get(a.pk) for a in en_orden]}
        filas.append({**fila, "con_enlace": not por_que_sin_enlace(persona)})
    return {"actividades": en_orden, "filas": filas}


def _como(asistencia):
    frase = lugar(asistencia.modalidad, asistencia.estado)
    if asistencia.puesto:
        return _("%(lugar)s: puesto %(puesto)d") % {"lugar": frase, "puesto": asistencia.puesto}
    return frase


def _respuestas(personas):
    """Return ``[(what they said, how many people)]``."""
    return list(Counter(persona.get_respuesta_display() for persona in personas).items())


# --- What happened ------------------------------------------------------------------------------


def _cambios(inscripcion):
    """Return the last changes, newest first, each with its sentences."""
    filas = list(inscripcion.cambios.select_related("usuario")[:CAMBIOS_A_LA_VISTA])
    actividades = actividades_de(*[fila.diferencias for fila in filas])
    return [{"fila": fila, "frases": relatar(fila.diferencias, actividades)} for fila in filas]


def _correos(inscripcion, contacto, personas):
    """Return the mails about the delegation and its people, newest first; ``sin_resolver``: failed, not sent again."""
    sobre = [inscripcion, contacto, *personas, *contacto.propuestas.all()]
    filas = Mensaje.objects.sobre_alguno(sobre).con_lo_posterior()
    return [{"fila": fila, "nombre": nombre_de(fila.tipo), "sin_resolver": fila.sin_resolver} for fila in filas]


def _aportes(usuario, contacto):
    """Return what the contact brings, by kind, of the kinds that this user may see; ``None`` if they see none."""
    mirada = getattr(contacto, "mirada", None)
    todos = {
        "intercambio.view_ficha": ("fichas", contacto.fichas.all()),
        "intercambio.view_mirada": ("miradas", [mirada] if mirada else []),
        "actores.view_programa": ("programas", contacto.programas.all()),
        "agenda.view_propuesta": ("propuestas", contacto.propuestas.all()),
        "proyectos.view_proyecto": ("proyectos", contacto.proyectos.all()),
    }
    return {clase: list(filas) for permiso, (clase, filas) in todos.items() if usuario.has_perm(permiso)} or None


def _importada_el(inscripcion):
    if inscripcion.origen != Inscripcion.Origen.IMPORTADA:
        return None
    return inscripcion.importadas.order_by("importada_el").values_list("importada_el", flat=True).first()


def _notas(usuario, inscripcion):
    """Return the notes, newest first, each with whether this user may take it back; ``None`` if they may not read."""
    if not usuario.has_perm(notas.VE_NOTAS):
        return None
    suyas = inscripcion.notas.select_related("usuario")
    return [{"fila": nota, "se_borra": notas.puede_borrar(nota, usuario)} for nota in suyas]


def _puede(usuario):
    """Return what the buttons and links of the page ask for."""
    permisos = {
        "leer_correos": "comun.view_mensaje",
        "reenviar": "comun.change_mensaje",
        "enviar_enlaces": "inscripciones.change_participante",
        "responder_reservadas": "inscripciones.change_asistencia",
        "responder_cambios": "inscripciones.change_solicituddecambio",
        "anotar": notas.ESCRIBE_NOTAS,
    }
    return {nombre: usuario.has_perm(permiso) for nombre, permiso in permisos.items()}


# --- What needs somebody ------------------------------------------------------------------------


def _pendientes(inscripcion, contexto):
    """Yield what needs somebody in this delegation, the most pressing first."""
    yield from _de_su_estado(inscripcion, contexto)
    yield from _por_responder(contexto)
    yield from _de_sus_personas(inscripcion, contexto["personas"])
    actor = inscripcion.actor
    if not actor.verificada:
        url = reverse(f"admin:actores_{actor._meta.model_name}_change", args=[actor.pk])
        yield Pendiente(_("«%(actor)s» está sin verificar.") % {"actor": actor}, url)
    aportes = [uno for clase, filas in (contexto["aportes"] or {}).items() if clase != "proyectos" for uno in filas]
    if n := sum(uno.publicacion == Publicacion.PENDIENTE for uno in aportes):
        frase = ngettext("%(n)d aporte por publicar.", "%(n)d aportes por publicar.", n)
        yield Pendiente(frase % {"n": n}, "#aportes")
    if inscripcion.es_confirmada and not inscripcion.contacto.comprobado_el:
        frase = _("El contacto todavía no entró por su enlace: hasta entonces nada suyo es público.")
        yield Pendiente(frase, "#resumen")


def _de_su_estado(inscripcion, contexto):
    primera = inscripcion.posible_duplicada_de
    sin_decidir = primera and not inscripcion.duplicada_resuelta_el and inscripcion.es_confirmada
    if sin_decidir and primera.es_confirmada:
        yield Pendiente(_("Puede ser duplicada de %(referencia)s.") % {"referencia": primera}, "#uniones")
    for segunda in contexto["segundas"]:
        if inscripcion.es_confirmada and segunda.es_confirmada and not segunda.duplicada_resuelta_el:
            yield Pendiente(_("%(referencia)s puede ser duplicada de esta.") % {"referencia": segunda}, "#uniones")
    if n := sum(pedido.estado == PedidoDeUnion.Estado.PEDIDA for pedido in contexto["uniones"]):
        frase = ngettext("%(n)d pedido de unión sin responder.", "%(n)d pedidos de unión sin responder.", n)
        yield Pendiente(frase % {"n": n}, "#uniones")
    if inscripcion.es_borrador:
        yield Pendiente(_("Es un borrador: no tiene lugares."), "#datos")


def _por_responder(contexto):
    abiertas = [s for s, _frase in contexto["solicitudes"] if s.estado == SolicitudDeCambio.Estado.PENDIENTE]
    if n := len(abiertas):
        frase = ngettext("%(n)d solicitud de cambio por responder.", "%(n)d solicitudes de cambio por responder.", n)
        yield Pendiente(frase % {"n": n}, "#pedidos")
    if n := len(contexto["reservadas"]):
        frase = ngettext(
            "%(n)d lugar de una actividad reservada por responder.",
            "%(n)d lugares de actividades reservadas por responder.",
            n,
        )
        yield Pendiente(frase % {"n": n}, "#reservadas")
    if n := sum(uno["sin_resolver"] for uno in contexto["correos"]):
        frase = ngettext("%(n)d correo fallido sin reenviar.", "%(n)d correos fallidos sin reenviar.", n)
        yield Pendiente(frase % {"n": n}, "#correos")


def _de_sus_personas(inscripcion, personas):
    if not inscripcion.es_confirmada:
        return
    if not personas:
        yield Pendiente(_("No tiene ninguna persona."), "#personas")
    vienen = [persona for persona in personas if not persona.declino]
    if n := sum(p.respuesta == Participante.Respuesta.PENDIENTE and p.avisado_el is not None for p in vienen):
        frase = ngettext("%(n)d persona no respondió si va.", "%(n)d personas no respondieron si van.", n)
        yield Pendiente(frase % {"n": n}, "#personas")
    if n := sum(not persona.email for persona in vienen):
        frase = ngettext(
            "%(n)d persona sin correo: no recibe su enlace.", "%(n)d personas sin correo: no reciben su enlace.", n
        )
        yield Pendiente(frase % {"n": n}, "#personas")
    if n := sum(bool(persona.email) and persona.avisado_el is None for persona in vienen):
        frase = ngettext("%(n)d persona con correo y sin su enlace.", "%(n)d personas con correo y sin su enlace.", n)
        yield Pendiente(frase % {"n": n}, "#personas")
    if n := sum(any(a.estado == _Estado.EN_ESPERA for a in persona.asistencias.all()) for persona in vienen):
        frase = ngettext("%(n)d persona en lista de espera.", "%(n)d personas en lista de espera.", n)
        yield Pendiente(frase % {"n": n}, "#personas")

"""What changed in a confirmed registration: two portraits of it, kept as their difference and told by mail.

The difference is made of plain codes and values; ``inscripciones.relato`` puts it into words, in the reader's language.
"""

from contextlib import contextmanager
from contextvars import ContextVar

from comun.personas import ANONIMA
from inscripciones import avisos
from inscripciones.models import Asistencia, CambioInscripcion, Eleccion, Inscripcion, Participante

DEL_CONTACTO = ("nombre", "email", "telefono", "cargo", "idioma")
DE_LA_PERSONA = ("nombre", "email", "cargo")
_QUIEN_ES_EL_CONTACTO = {"contacto_nombre", "contacto_email", "contacto_telefono"}

_seguidas = ContextVar("inscripciones_seguidas", default=frozenset())


class Seguimiento:
    """What :func:`siguiendo` gives: ``cambio`` is the row that it wrote, or ``None``; known once it is over."""

    cambio = None


@contextmanager
def siguiendo(inscripcion, *, quien, usuario=None, motivo="", avisar=True):
    """Follow what is done inside to a registration; the caller holds its lock, and gives it as read under that lock.

    If it was confirmed and changed: one ``CambioInscripcion`` and, unless ``avisar`` is false, one mail
    ``inscripcion_cambiada`` to its contact. Nothing for a draft, or where nothing changed; a registration that stops
    being confirmed is kept as that alone, and its state has a mail of its own. Inside another one for the same
    registration it does nothing: the outer one tells it all. Access needs, answers and consents of people never enter.
    ``motivo``: why, up to 300 characters, for the team; it is not mailed.
    """
    seguimiento = Seguimiento()
    if not inscripcion.es_confirmada or inscripcion.pk in _seguidas.get():
        yield seguimiento
        return
    marca = _seguidas.set(_seguidas.get() | {inscripcion.pk})
    try:
        antes = retrato(inscripcion)
        yield seguimiento
        despues = retrato(inscripcion)
    finally:
        _seguidas.reset(marca)
    if diferencias := comparar(antes, despues):
        seguimiento.cambio = CambioInscripcion.objects.create(
            inscripcion=inscripcion, quien=quien, usuario=usuario, motivo=motivo, diferencias=diferencias
        )
        if avisar and despues["estado"] == Inscripcion.Estado.CONFIRMADA:
            _avisar(inscripcion, seguimiento.cambio)


def retrato(inscripcion):
    """Return what a registration says at this moment, in plain values: four queries."""
    fila = Inscripcion.objects.select_related("contacto", "ciudad", "institucion").get(pk=inscripcion.pk)
    contacto = fila.contacto
    personas = {p["pk"]: {**p, "asistencias": {}} for p in _personas(inscripcion)}
    asistencias = Asistencia.objects.exclude(estado=Asistencia.Estado.RETIRADA).filter(
        participante__inscripcion=inscripcion
    )
    for de, clave, *como in asistencias.values_list("participante_id", "actividad_id", "modalidad", "estado"):
        personas[de]["asistencias"][clave] = como
    return {
        "estado": fila.estado,
        "actor": fila.actor.nombre,
        "contacto": {campo: getattr(contacto, campo) for campo in DEL_CONTACTO},
        "consentimientos": {
            "datos": fila.consentimiento_datos_el is not None,
            "imagen": fila.consentimiento_imagen_el is not None,
            "listado": contacto.consentimiento_listado_el is not None,
        },
        "elecciones": dict(
            Eleccion.objects.filter(inscripcion=inscripcion).order_by().values_list("actividad_id", "modalidad")
        ),
        "personas": personas,
    }


def _personas(inscripcion):
    consulta = Participante.objects.filter(inscripcion=inscripcion).order_by("pk")
    return consulta.values("pk", *DE_LA_PERSONA, "entrada", "es_contacto", "actividades_propias")


def comparar(antes, despues):
    """Return what differs between two portraits: ``[{"que", "de", "antes", "despues"}]``, in the order of telling.

    ``que`` is a code of :mod:`inscripciones.relato`; ``de``, the name of the person concerned, with their key in
    ``persona``; ``actividad``, the key of an activity. The place of somebody at one is ``[modalidad, estado]``.
    """
    if antes["estado"] != despues["estado"]:
        return [_diferencia("estado", antes["estado"], despues["estado"])]
    del_contacto = _campos("contacto_", antes["contacto"], despues["contacto"])
    return [
        *_campos("", {"actor": antes["actor"]}, {"actor": despues["actor"]}),
        *del_contacto,
        *_de_las_personas(antes, despues),
        *_de_las_actividades(antes, despues),
        *_campos("consentimiento_", antes["consentimientos"], despues["consentimientos"]),
    ]


def _diferencia(que, antes, despues, **mas):
    return {"que": que, "de": "", "antes": antes, "despues": despues, **mas}


def _campos(prefijo, antes, despues, **de_quien):
    """Compare field by field; ``prefijo`` begins each code."""
    return [
        _diferencia(prefijo + campo, valor, despues[campo], **de_quien)
        for campo, valor in antes.items()
        if valor != despues[campo]
    ]


def _de_las_personas(antes, despues):
    """Who left, who takes whose place, who joined, and what is said of somebody now."""
    previas, actuales = antes["personas"], despues["personas"]
    idas = [_persona("persona_quitada", previas[clave], None) for clave in previas if clave not in actuales]
    venidas = [_persona("persona_agregada", None, actuales[clave]) for clave in actuales if clave not in previas]
    otras, iguales = [], []
    for clave in previas.keys() & actuales.keys():
        (otras if previas[clave]["entrada"] != actuales[clave]["entrada"] else iguales).append(clave)
    sustituidas = [_persona("persona_sustituida", previas[clave], actuales[clave]) for clave in sorted(otras)]
    dichos = {campo for campo in DE_LA_PERSONA if antes["contacto"][campo] != despues["contacto"][campo]}
    corregidas = [d for clave in sorted(iguales) for d in _correcciones(previas[clave], actuales[clave], dichos)]
    return [*idas, *sustituidas, *venidas, *corregidas]


def _persona(que, antes, despues):
    de_quien = antes or despues
    fichas = [persona and {campo: persona[campo] for campo in DE_LA_PERSONA} for persona in (antes, despues)]
    return _diferencia(que, *fichas, de=de_quien["nombre"], persona=de_quien["pk"])


def _correcciones(antes, despues, dichos):
    """What is said of one person now; what changed of the contact too is told once, as the contact's."""
    dichos = dichos if despues["es_contacto"] else set()
    campos = [campo for campo in (*DE_LA_PERSONA, "actividades_propias") if campo not in dichos]
    return _campos("", {c: antes[c] for c in campos}, despues, de=antes["nombre"], persona=antes["pk"])


def _de_las_actividades(antes, despues):
    """Each person's place at each activity; and what the delegation chose, where nobody's place tells it."""
    previas, actuales = antes["personas"], despues["personas"]
    lugares = []
    for clave in sorted(previas.keys() | actuales.keys()):
        antes_, despues_ = (lado.get(clave, {}).get("asistencias", {}) for lado in (previas, actuales))
        persona = actuales.get(clave) or previas[clave]
        lugares += [
            _diferencia("actividad", antes_.get(a), despues_.get(a), de=persona["nombre"], persona=clave, actividad=a)
            for a in sorted(antes_.keys() | despues_.keys())
            if antes_.get(a) != despues_.get(a)
        ]
    dichas = {lugar["actividad"] for lugar in lugares}
    antes_, despues_ = antes["elecciones"], despues["elecciones"]
    elegidas = [
        _diferencia("eleccion", antes_.get(a), despues_.get(a), actividad=a)
        for a in sorted((antes_.keys() | despues_.keys()) - dichas)
        if antes_.get(a) != despues_.get(a)
    ]
    return [*lugares, *elegidas]


def contactos_de_antes(hechos):
    """Return the words that, as these changes keep them, told who a contact was or is, in lower case."""
    dichas = (d for hecho in hechos for d in hecho.diferencias if d["que"] in _QUIEN_ES_EL_CONTACTO)
    return {str(d[lado]).lower() for d in dichas for lado in ("antes", "despues") if d[lado]} - {ANONIMA}


def _avisar(inscripcion, cambio):
    fresca = Inscripcion.objects.select_related("contacto").get(pk=inscripcion.pk)  # it may be what changed
    avisos.al_contacto("inscripcion_cambiada", fresca, cambio=cambio.pk)

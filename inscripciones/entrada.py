"""The entry of a person: a code to say or to show, as a page and as a PDF/UA-1 (ISO 14289-1) made by typst."""

from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext as _

from comun.documentos import BORDE, matriz_qr, pdf_accesible, svg_qr
from comun.tiempo import periodo
from inscripciones.situacion import cuando, situacion

PLANTILLA = Path(__file__).parent / "documentos" / "entrada.typ"


def tiene_entrada(participante):
    """True for who is registered for sure and did not say that they do not come."""
    return participante.inscripcion.es_confirmada and not participante.declino


@lru_cache(maxsize=256)
def trazo_qr(codigo):
    """Return ``(path, side)`` of the QR of an entry code: the dark modules as an SVG path, in a square of that side."""
    tramos, matriz = [], matriz_qr(codigo)
    for y, fila in enumerate(matriz, BORDE):
        tramos += [f"M{x} {y}h1v1h-1z" for x, oscuro in enumerate(fila, BORDE) if oscuro]
    return "".join(tramos), len(matriz) + 2 * BORDE


def datos_de_entrada(participante, asistencias):
    """Return the texts of an entry in the active language. ``asistencias``: with ``puesto``, of who still comes."""
    inscripcion = participante.inscripcion
    cumbre = inscripcion.cumbre
    lugar = ", ".join(parte for parte in (cumbre.direccion, cumbre.sede) if parte)
    return {
        "titulo": _("Entrada a la %(cumbre)s") % {"cumbre": cumbre.nombre},
        "organiza": _("Programa de Cooperación Sur-Sur de Mercociudades"),
        "nombre": participante.nombre,
        "delegacion": _("Delegación de %(quien)s") % {"quien": inscripcion.actor.nombre},
        "rotulo_codigo": _("Código de entrada"),
        "codigo": participante.entrada,
        "alternativa": _("Código QR que dice %(codigo)s") % {"codigo": participante.entrada},
        "rotulo_cuando": _("Cuándo y dónde"),
        "cuando": [periodo(cumbre.inicio, cumbre.fin), *([lugar] if lugar else [])],
        "rotulo_actividades": _("Actividades"),
        "actividades": [f"{a.actividad.titulo}, {cuando(a.actividad)}: {situacion(a)}" for a in asistencias]
        or [_("sin actividades elegidas")],
        "nota": _(
            "Muestre el código en la entrada, impreso o en el teléfono, o dígalo: alcanza con las ocho letras y cifras."
        ),
    }


def pdf_de_entrada(datos):
    """Return the bytes of the entry whose texts :func:`datos_de_entrada` gave, in the active language."""
    return pdf_accesible(PLANTILLA, {**datos, "qr": svg_qr(datos["codigo"])})

"""The day after: a seminar that is over, with people who were there."""

import datetime
import io

import pypdf
from django.utils import timezone

from tests import fabricas


def seminario_pasado(**campos):
    """A seminar of yesterday, in a Cumbre that goes on."""
    hoy = timezone.localdate()
    cumbre = fabricas.crear_cumbre(inicio=hoy - datetime.timedelta(days=2), fin=hoy + datetime.timedelta(days=1))
    return fabricas.crear_seminario(cumbre, dia=hoy - datetime.timedelta(days=1), **campos)


def presentes(actividad, cuantos=1, **campos):
    """People of one confirmed registration who were in the room; return them."""
    inscripcion = fabricas.crear_inscripcion("confirmada", cumbre=actividad.cumbre)
    return [_presente(inscripcion, actividad, n, campos) for n in range(cuantos)]


def _presente(inscripcion, actividad, n, campos):
    valores = {"nombre": f"Persona {n}", "email": f"persona{n}.{inscripcion.pk}@ejemplo.gob", **campos}
    persona = fabricas.crear_participante(inscripcion, **valores)
    fabricas.crear_presencia(persona, actividad)
    return persona


def leer_pdf(contenido):
    """Return a parsed PDF and its words as one line."""
    documento = pypdf.PdfReader(io.BytesIO(contenido))
    return documento, " ".join(" ".join(p.extract_text() for p in documento.pages).split())


def alternativas(documento):
    """Return the alternative texts of the pictures of a PDF."""
    objetos = [documento.get_object(n) for n in range(1, int(documento.trailer["/Size"]))]
    return [o["/Alt"] for o in objetos if isinstance(o, dict) and o.get("/S") == "/Figure"]

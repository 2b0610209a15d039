"""Exports of forms as hosts really have them, with invented people, and the words that tests use of them."""

import csv
import io
from pathlib import Path

from inscripciones import importacion
from inscripciones.models import Participante
from tests import fabricas

AQUI = Path(__file__).parent
COLUMNAS = ["Marca temporal", "Nombre y apellido", "Correo", "Cargo", "Teléfono", "País", "Municipio", "Actividades"]


def archivo(nombre):
    return (AQUI / nombre).read_bytes()


def formulario(*filas, columnas=COLUMNAS):
    """Return a CSV of these rows, each shorter than the header or as long."""
    texto = io.StringIO()
    csv.writer(texto).writerows([columnas, *filas])
    return texto.getvalue().encode()


def persona(nombre, correo="", ciudad="Riobamba", *, marca="", cargo="", telefono="", que="seminario"):
    """Return a row of :data:`COLUMNAS`, of Ecuador."""
    return [marca, nombre, correo, cargo, telefono, "Ecuador", ciudad, que]


def traer(contenido, **campos):
    return fabricas.crear_importacion(que="inscripciones", nombre="formulario.csv", contenido=contenido, **campos)


def suertes(plan):
    """Return the number, the fate and the reasons of each row, in the order of the table."""
    return [(fila.numero, str(fila.suerte), [*fila.motivos, *fila.avisos]) for fila in plan.filas]


def quedo():
    """Return who is registered in the end: city, contact, name, e-mail, and what each attends and how."""
    personas = Participante.objects.select_related("inscripcion__contacto", "inscripcion__ciudad").order_by(
        "nombre", "pk"
    )
    return [
        (
            p.inscripcion.actor.nombre,
            p.inscripcion.contacto.email,
            p.nombre,
            p.email,
            p.es_contacto,
            p.idioma,
            [
                (a.actividad.slug, a.modalidad, a.estado)
                for a in p.asistencias.select_related("actividad").order_by("pk")
            ],
        )
        for p in personas
    ]


def importar(contenido, **opciones):
    """Bring a file and apply it; return what was done."""
    return importacion.aplicar(importacion=traer(contenido), consentido=True, **opciones)


ANA = persona("Ana Paz", "ana@x.example", cargo="Directora")

"""The cast of the proposals: a city that proposes, with its browser, and what its pages are sent."""

import datetime
import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from proyectos import propuestas
from proyectos.models import Participacion, Proyecto
from tests import fabricas
from tests.comun import archivos_de_prueba as prueba

Rol = Participacion.Rol
INICIO = "/proyectos/proponer/"
CLAVE = {"clave_envio": "0123456789abcdef0123456789abcdef"}
FECHAS = {"inicio": datetime.date(2021, 3, 1), "fin": datetime.date(2021, 8, 31)}
# What a section is sent; each changes something of a proposal as ``completa`` makes it.
ENVIOS = {
    "titulo": {
        "titulo": "Huertas en las escuelas",
        "resumen": "Con las familias.",
        "modalidad": "regional",
        "modalidades_pcssm": ["taller", "pasantia"],
    },
    "convocatoria": {
        "convocatoria": "2021",
        "inicio": "1/3/2021",
        "fin": "31/8/2021",
        "monto_solicitado_usd": "USD 9.000",
        "aporte_propio_usd": "3000",
        "aporte_especie_usd": "6 000",
    },
    "temas": {"unidades": ["ambiente"], "ods_principal": "11", "ods": ["13"]},
    "alcance": {"objetivos": "Comer mejor.", "resultados": "Diez huertas.", "beneficiarios": "300 familias."},
}


def entrar(contacto):
    """Return a browser that entered by the mailed link of ``contacto``."""
    navegador = Client()
    navegador.post(f"/acceso/{contacto.token()}/")
    return navegador


def carta(contenido=None, nombre="carta.pdf"):
    return SimpleUploadedFile(nombre, prueba.pdf() if contenido is None else contenido)


def borrador(contacto, titulo="Huertas urbanas", idioma="es"):
    """A draft as it is born."""
    return propuestas.crear(contacto=contacto, titulo=titulo, idioma=idioma)


def completa(contacto, socia=None, **datos):
    """A proposal with all that is demanded to send it; the rest is unknown."""
    proyecto = borrador(contacto)
    propuestas.guardar(proyecto=proyecto, resumen="Huertas de cercanía.", **datos)
    socia = socia or fabricas.crear_ciudad(nombre="Niterói", pais="BR")
    propuestas.agregar_participante(proyecto=proyecto, actor=socia)
    propuestas.adjuntar_carta(proyecto=proyecto, carta=carta(nombre="archivo.pdf"))
    return Proyecto.objects.get(pk=proyecto.pk)


def en_estado(proyecto, publicacion):
    """Put a proposal in a state, without what moving it there would do."""
    comentarios = "Falta el presupuesto." if publicacion == "devuelta" else ""
    Proyecto.objects.filter(pk=proyecto.pk).update(publicacion=publicacion, comentarios=comentarios)
    return Proyecto.objects.get(pk=proyecto.pk)


def roles(proyecto):
    """Return ``[(name, role)]`` in the order in which they were added."""
    return [(p.actor.nombre, p.rol) for p in proyecto.participaciones.select_related("ciudad", "institucion")]


def ruta(proyecto, parte=""):
    return f"{INICIO}{proyecto.codigo}/{parte}"


def texto(respuesta):
    """Return the words of a page, as one line."""
    return " ".join(re.sub(r"<[^>]+>", " ", respuesta.content.decode()).split())


def leido(proyecto):
    return Proyecto.objects.get(pk=proyecto.pk)

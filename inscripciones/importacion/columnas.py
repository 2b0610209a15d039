"""The columns of the form that the host runs elsewhere: what each header is taken for, and what staff corrects.

A column is named by its place. What it is taken for is one of :data:`CAMPOS`, ``actividad:<slug>``, or "" for what is
not used.
"""

import re

from django.utils.translation import gettext_lazy as _

from comun import tablas_leer
from inscripciones.importacion.actividades import plano

CAMPOS = {
    "marca": _("fecha y hora del envío"),
    "nombre": _("nombre y apellido, o solo el nombre"),
    "apellido": _("apellido, si está aparte"),
    "email": _("correo electrónico"),
    "telefono": _("teléfono"),
    "cargo": _("cargo"),
    "tipo": _("gobierno local o institución"),
    "pais": _("país"),
    "provincia": _("provincia, estado o departamento"),
    "ciudad": _("ciudad o gobierno local"),
    "institucion": _("institución"),
    "actividades": _("actividades, en una lista"),
    "modalidad": _("presencial o virtual"),
    "idioma": _("idioma"),
    "consentimiento": _("aceptó el uso de los datos"),
}
DE_ACTIVIDAD = "actividad:"
LARGO_DE_TITULO = 300  # of a header that is looked at: a question has less

# As ``plano`` leaves a header; the first that matches says what it is, so the order tells «Cargo en la institución».
_DICHOS = [
    (campo, re.compile(patron))
    for campo, patron in [
        ("", r"\b(imagen|imagem|fotos?|dieta|alimentacion)\b"),
        (
            "consentimiento",
            r"\b(consent|autoriz|acept|aceito|acuerdo|concord|declar)\w*.*\b(datos|dados|privacidad|privacidade|lgpd)\b"
            r"|\b(datos|dados) (personales|pessoais)\b|^(consentimiento|consentimento|lgpd)\b",
        ),
        (
            "marca",
            r"^(marca temporal|carimbo de data hora|timestamp|submitted|submission|fecha|data e hora|data d[eo] "
            r"(envio|inscricao|registro)|hora de (finalizacion|conclusao|inicio)|completion time|start time)\b",
        ),
        ("email", r"\b(correos?|e mail|email|mail)\b"),
        ("telefono", r"\b(telefonos?|celular|whatsapp|movil|telefones?|fone)\b"),
        ("idioma", r"\b(idiomas?|lengua|lingua)\b"),
        ("modalidad", r"\b(modalidad|modalidade|como participa|presencial (o|ou) virtual|forma de participacion)\b"),
        ("actividades", r"\b(actividades|atividades|eventos)\b"),
        ("cargo", r"\b(cargo|puesto|funcion|funcao)\b"),
        ("tipo", r"^tipo\b|\b(en representacion de|em representacao de|representa a)\b"),
        ("pais", r"\bpais\b"),
        ("provincia", r"^(provincia|estado|uf|departamento)\b"),
        (
            "ciudad",
            r"\b(ciudad|municipios?|municipalidad|gobierno (local|municipal)|governo local|cidade|prefeitura|alcaldia"
            r"|intendencia|localidad)\b",
        ),
        ("institucion", r"\b(organizacion|institucion|entidad|organismo|organizacao|instituicao|entidade)\b"),
        ("apellido", r"^(su |tu |seu )?(apellidos?|sobrenomes?)( s)?$"),
        ("nombre", r"\b(nombres?|nome|participante)\b"),
        ("cargo", r"^area\b"),
    ]
]


def leer(contenido, actividades):
    """Return the table of a form, every cell of it; raise :class:`comun.tablas_leer.TablaIlegible`."""
    return tablas_leer.leer_entera(contenido, lambda celda: _dicho(celda, actividades) or None)


def reconocer(titulos, actividades):
    """Return what each header is taken for, in their order: a field by the first that says it, activities by all."""
    halladas, vistos = [], set()
    for titulo in titulos:
        campo = _dicho(titulo, actividades)
        repetido = campo in vistos and not campo.startswith(DE_ACTIVIDAD)
        halladas.append("" if repetido else campo)
        vistos.add(campo)
    return halladas


def validas(columnas, titulos, actividades):
    """Return the columns that staff chose as far as they fit this table, or what its headers are taken for."""
    if not isinstance(columnas, list) or len(columnas) != len(titulos):
        return reconocer(titulos, actividades)
    posibles = opciones(actividades)
    return [campo if campo in posibles else "" for campo in columnas]


def opciones(actividades):
    """Return ``{what a column may be taken for: its words}``."""
    return CAMPOS | {f"{DE_ACTIVIDAD}{a.slug}": a.titulo for a in actividades.todas}


def _dicho(titulo, actividades):
    dicho = plano(titulo[:LARGO_DE_TITULO]) if isinstance(titulo, str) else ""
    if not dicho:
        return ""
    if actividad := actividades.del_titulo(dicho):
        return f"{DE_ACTIVIDAD}{actividad.slug}"
    return next((campo for campo, patron in _DICHOS if patron.search(dicho)), "")

"""The sections of a proposal: what each asks, and whether it is complete; the rest of a sheet is staff's."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from proyectos.models import Proyecto
from proyectos.propuestas import DE_TRIANGULAR

COMPLETO, POR_COMPLETAR, FALTA = "completo", "por_completar", "falta"
PALABRAS = {
    COMPLETO: _("completo"),
    POR_COMPLETAR: _("se puede completar"),
    FALTA: _("falta algo para enviarlo"),
}
TITULOS = {
    "titulo": _("De qué se trata"),
    "quienes": _("Quiénes cooperan"),
    "convocatoria": _("Convocatoria, fechas y montos"),
    "temas": _("Temas y ODS"),
    "alcance": _("Objetivos, resultados y a quiénes beneficia"),
    "carta": _("Carta de aval"),
}
# The section in which each field that a rule or an error is about is written.
DONDE = {
    "titulo": "titulo",
    "resumen": "titulo",
    "participaciones": "quienes",
    "convocatoria": "convocatoria",
    "monto_usd": "convocatoria",
    "monto_solicitado_usd": "convocatoria",
    "fin": "convocatoria",
    "carta": "carta",
}


class Apartado(NamedTuple):
    """A section as it stands; ``nombre`` is the last part of its address."""

    nombre: str
    estado: str

    @property
    def titulo(self):
        return TITULOS[self.nombre]

    @property
    def palabra(self):
        return PALABRAS[self.estado]


def faltan_papeles(proyecto):
    """True while a triangular project does not say of anybody that they offer or receive."""
    roles = {participacion.rol for participacion in proyecto.participaciones.all()}
    return proyecto.modalidad == Proyecto.Modalidad.TRIANGULAR and roles.isdisjoint(DE_TRIANGULAR)


def apartados_de(proyecto, faltas):
    """Return the sections of a proposal, by name and in their order.

    ``faltas``: what ``proyectos.curaduria.falta_para_enviar`` said of it. Its themes are fetched.
    """
    con_faltas = {DONDE[falta.campo] for falta in faltas}
    montos = (proyecto.monto_solicitado_usd, proyecto.aporte_propio_usd, proyecto.aporte_especie_usd)
    respuestas = {
        "titulo": [proyecto.titulo, proyecto.resumen, proyecto.modalidad, proyecto.modalidades_pcssm],
        "quienes": [not faltan_papeles(proyecto)],
        "convocatoria": [proyecto.convocatoria_id, proyecto.inicio, proyecto.fin, None not in montos],
        "temas": [proyecto.unidades.all(), proyecto.ods.all(), proyecto.ods_principal_id],
        "alcance": [proyecto.objetivos, proyecto.resultados, proyecto.beneficiarios],
        "carta": [],
    }
    return {
        nombre: Apartado(nombre, FALTA if nombre in con_faltas else COMPLETO if all(dadas) else POR_COMPLETAR)
        for nombre, dadas in respuestas.items()
    }

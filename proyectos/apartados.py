"""The sections of a proposal: what each asks, and whether it is complete; the rest of a sheet is staff's."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from proyectos.reglas import es_de_socia

COMPLETO, POR_COMPLETAR, FALTA = "completo", "por_completar", "falta"
PALABRAS = {
    COMPLETO: _("completo"),
    POR_COMPLETAR: _("se puede completar"),
    FALTA: _("falta para enviarlo"),
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


def apartados_de(proyecto):
    """Return the sections of a proposal whose participants and themes are fetched, by name, in their order."""
    montos = (proyecto.monto_usd, proyecto.aporte_propio_usd, proyecto.aporte_especie_usd)
    fechas = (proyecto.convocatoria_id, proyecto.inicio, proyecto.fin)
    estados = {
        "titulo": FALTA
        if not (proyecto.titulo and proyecto.resumen)
        else _completo(proyecto.modalidad and proyecto.modalidades_pcssm),
        "quienes": COMPLETO if _hay_socia(proyecto) else FALTA,
        "convocatoria": _completo(None not in (*montos, *fechas)),
        "temas": _completo(proyecto.unidades.all() and proyecto.ods.all() and proyecto.ods_principal_id),
        "alcance": _completo(proyecto.objetivos and proyecto.resultados and proyecto.beneficiarios),
        "carta": COMPLETO if proyecto.carta else FALTA,
    }
    return {nombre: Apartado(nombre, estado) for nombre, estado in estados.items()}


def _completo(condicion):
    return COMPLETO if condicion else POR_COMPLETAR


def _hay_socia(proyecto):
    return any(p.ciudad_id and es_de_socia(p.rol) for p in proyecto.participaciones.all())

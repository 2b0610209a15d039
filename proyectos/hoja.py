"""What the sheet of a project shows, worked out of its facts: roles, money, time, sources, and what is not known."""

import datetime
from dataclasses import dataclass
from functools import cached_property

from django.utils.dateparse import parse_date
from django.utils.translation import gettext, gettext_lazy, ngettext

from comun.contenido import en_idioma, en_idiomas
from comun.medios import en_palabras
from proyectos.models import Enlace, Fuente, Participacion

Rol = Participacion.Rol
Dato = Fuente.Dato

# Of one, of several, and what those of a triangular project do: SEGIB, Informe de la Cooperación Sur-Sur y Triangular.
_PAPELES = {
    Rol.COORDINADORA: (gettext_lazy("Coordinadora"), gettext_lazy("Coordinadora"), ""),
    Rol.PRIMER_OFERENTE: (
        gettext_lazy("Primer oferente"),
        gettext_lazy("Primeros oferentes"),
        gettext_lazy("Comparte lo que sabe hacer y es responsable de que se aprenda."),
    ),
    Rol.SEGUNDO_OFERENTE: (
        gettext_lazy("Segundo oferente"),
        gettext_lazy("Segundos oferentes"),
        gettext_lazy("Apoya al primero con fondos, técnica u otros medios."),
    ),
    Rol.RECEPTORA: (
        gettext_lazy("Receptora"),
        gettext_lazy("Receptoras"),
        gettext_lazy("Recibe la cooperación y la aplica en su lugar."),
    ),
    Rol.SOCIA: (gettext_lazy("Socia"), gettext_lazy("Socias"), ""),
    Rol.ALIADA: (gettext_lazy("Aliada"), gettext_lazy("Aliadas"), ""),
}
_APORTES = (
    ("monto_usd", gettext_lazy("Aporte del PCSSM")),
    ("aporte_propio_usd", gettext_lazy("Aporte propio en dinero")),
    ("aporte_especie_usd", gettext_lazy("Aporte propio en especie")),
)
DIAS_DEL_MES = 30.44


@dataclass(frozen=True)
class Papel:
    """Those who take part in one role; ``hace`` says in words what a triangular role means."""

    nombre: str
    hace: str
    participaciones: list


@dataclass(frozen=True)
class Aporte:
    """A known contribution; ``parte`` of the total in whole percents, ``None`` while a part of it is unknown."""

    nombre: str
    monto: int
    parte: int | None
    desde: int = 0  # where its part begins on the bar


@dataclass(frozen=True)
class Cita:
    """A source with its number; ``en``: name and words of the known facts that cite it, ``de``: words of the others."""

    numero: int
    texto: str
    url: str
    consultada: datetime.date | None
    en: list
    de: list


class Hoja:
    """The sheet of a project fetched ``con_hoja``."""

    def __init__(self, proyecto):
        self.proyecto = proyecto

    # --- Who ------------------------------------------------------------------------------------

    @cached_property
    def papeles(self):
        """Return who takes part, by role, who leads first."""
        por_rol = {}
        for participacion in self.proyecto.participaciones.all():
            por_rol.setdefault(participacion.rol, []).append(participacion)
        return [
            Papel(str(varias if len(por_rol[rol]) > 1 else una), str(hace), por_rol[rol])
            for rol, (una, varias, hace) in _PAPELES.items()
            if rol in por_rol
        ]

    # --- In which language ----------------------------------------------------------------------

    @cached_property
    def otro_titulo(self):
        """Return language and text of the title in the other language; ``None`` if it is shown already, or unknown."""
        return self._en_el_otro("titulo") if not self.proyecto.titulo_original else None

    @cached_property
    def otro_resumen(self):
        """Return language and text of the summary in the other language; ``None`` if there is none."""
        return self._en_el_otro("resumen")

    def _en_el_otro(self, campo):
        _texto, mostrado = en_idioma(self.proyecto, campo)
        return next(((idioma, texto) for idioma, texto in en_idiomas(self.proyecto, campo) if idioma != mostrado), None)

    # --- When -----------------------------------------------------------------------------------

    @cached_property
    def duracion(self):
        """Return in words how long it lasts from first to last day, both included; "" where one is unknown."""
        inicio, fin = self.proyecto.inicio, self.proyecto.fin
        if not (inicio and fin):
            return ""
        dias = (fin - inicio).days + 1
        if dias < 1.5 * DIAS_DEL_MES:
            return ngettext("%(dias)d día", "%(dias)d días", dias) % {"dias": dias}
        return gettext("alrededor de %(meses)d meses") % {"meses": round(dias / DIAS_DEL_MES)}

    # --- Which goals ----------------------------------------------------------------------------

    @cached_property
    def otros_ods(self):
        """Return the goals but for the main one."""
        return [ods for ods in self.proyecto.ods.all() if ods.pk != self.proyecto.ods_principal_id]

    @cached_property
    def modalidades_pcssm(self):
        nombres = dict(self.proyecto.ModalidadPcssm.choices)
        return [str(nombres[modalidad]) for modalidad in self.proyecto.modalidades_pcssm]

    # --- How much -------------------------------------------------------------------------------

    @cached_property
    def total(self):
        """Return the sum of the three contributions in US dollars; ``None`` while one of them is unknown."""
        montos = [getattr(self.proyecto, campo) for campo, _nombre in _APORTES]
        return None if None in montos else sum(montos)

    @cached_property
    def aportes(self):
        """Return the known contributions, with the part of each where the total is known and not nothing."""
        conocidos = [
            (str(nombre), monto) for campo, nombre in _APORTES if (monto := getattr(self.proyecto, campo)) is not None
        ]
        partes = porcentajes([monto for _nombre, monto in conocidos]) if self.total else [None] * len(conocidos)
        return [
            Aporte(nombre, monto, parte, sum(partes[:n]) if self.total else 0)
            for n, ((nombre, monto), parte) in enumerate(zip(conocidos, partes, strict=True))
        ]

    # --- To read --------------------------------------------------------------------------------

    @cached_property
    def documentos(self):
        """Return the documents, each with ``detalle``: what the file is and weighs."""
        documentos = list(self.proyecto.documentos.all())
        for documento in documentos:
            documento.detalle = en_palabras(documento.archivo)
        return documentos

    @cached_property
    def videos(self):
        return [enlace for enlace in self.proyecto.enlaces.all() if enlace.clase == Enlace.Clase.VIDEO]

    @cached_property
    def enlaces(self):
        return [enlace for enlace in self.proyecto.enlaces.all() if enlace.clase != Enlace.Clase.VIDEO]

    # --- What is not known ----------------------------------------------------------------------

    @cached_property
    def conocidos(self):
        """Return the facts of the sheet that are known, of those that a source can be of."""
        p = self.proyecto
        valores = {
            Dato.TITULO: p.titulo,
            Dato.RESUMEN: p.resumen,
            Dato.CONVOCATORIA: p.convocatoria_id,
            Dato.PARTICIPACIONES: self.papeles,
            Dato.ESTADO: p.estado,
            Dato.FECHAS: p.inicio or p.fin,
            Dato.MONTOS: self.aportes or p.monto_solicitado_usd is not None,
            Dato.MODALIDAD: p.modalidad or p.modalidades_pcssm,
            Dato.UNIDADES: p.unidades.all(),
            Dato.ODS: p.ods_principal_id or p.ods.all(),
            Dato.OBJETIVOS: p.objetivos,
            Dato.RESULTADOS: p.resultados,
            Dato.BENEFICIARIOS: p.beneficiarios,
        }
        return {dato for dato, valor in valores.items() if valor}

    @property
    def hay_en_breve(self):
        """True if some fact of the list in short is known."""
        en_breve = {Dato.ESTADO, Dato.FECHAS, Dato.CONVOCATORIA, Dato.MODALIDAD, Dato.UNIDADES, Dato.ODS}
        return not self.conocidos.isdisjoint(en_breve)

    @cached_property
    def sin_datos(self):
        """Return the names of the unknown facts of each section of the sheet, to say so at its end."""
        p = self.proyecto
        return {
            "en_breve": _faltan(
                (gettext("estado"), p.estado),
                (gettext("fechas"), p.inicio or p.fin),
                (gettext("convocatoria"), p.convocatoria_id),
                (gettext("modalidad de cooperación"), p.modalidad),
                (gettext("modalidades del PCSSM"), p.modalidades_pcssm),
                (gettext("unidades temáticas"), p.unidades.all()),
                (gettext("ODS"), Dato.ODS in self.conocidos),
            ),
            "montos": _faltan(
                (gettext("aporte del PCSSM"), p.monto_usd is not None),
                (gettext("aporte propio en dinero"), p.aporte_propio_usd is not None),
                (gettext("aporte propio en especie"), p.aporte_especie_usd is not None),
            ),
            "textos": _faltan(
                (gettext("objetivos"), p.objetivos),
                (gettext("resultados"), p.resultados),
                (gettext("a quiénes beneficia"), p.beneficiarios),
            ),
        }

    # --- Where it is known from -----------------------------------------------------------------

    @cached_property
    def fuentes(self):
        """Return the numbered sources."""
        return [
            Cita(
                numero,
                fila["texto"],
                fila["url"],
                parse_date(fila["consultada"] or ""),
                en=[(dato, Dato(dato).label) for dato in fila["datos"] if dato in self.conocidos],
                de=[Dato(dato).label for dato in fila["datos"] if dato not in self.conocidos],
            )
            for numero, fila in enumerate(self.proyecto.citadas, 1)
        ]

    @cached_property
    def citas(self):
        """Return the numbers of the sources of each known fact that has some."""
        citas = {}
        for cita in self.fuentes:
            for dato, _nombre in cita.en:
                citas.setdefault(dato, []).append(cita.numero)
        return citas


def porcentajes(montos):
    """Return whole percents of amounts that are not all nothing; they add up to 100 (largest remainders)."""
    total = sum(montos)
    enteros = [100 * monto // total for monto in montos]
    por_resto = sorted(range(len(montos)), key=lambda n: (-(100 * montos[n] % total), n))
    for n in por_resto[: 100 - sum(enteros)]:
        enteros[n] += 1
    return enteros


def _faltan(*pares):
    return [nombre for nombre, valor in pares if not valor]

"""The rules of a call of the PCSSM for one project: what who proposes it is told while writing, and held to at the end.

What is unknown neither keeps a rule nor breaks it. Amounts are whole United States dollars, times whole months. The
rules about cities look at other projects: whoever decides by them holds the lock of the row of the call.
"""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from proyectos.models import Participacion, Revision

Rol = Participacion.Rol
CUENTAN = (Revision.ENVIADA, Revision.DEVUELTA, Revision.PUBLICADA)
# What of a sheet, besides who takes part, the rules look at.
MIRAN = (
    "convocatoria",
    "historico",
    "monto_solicitado_usd",
    "monto_usd",
    "aporte_propio_usd",
    "aporte_especie_usd",
    "inicio",
    "fin",
)


@dataclass(frozen=True)
class Regla:
    """What a rule says of a project: kept, broken, or ``None`` while it cannot be known; ``mensaje`` says what to do.

    ``campo``: the field of the project that a broken one is about.
    """

    codigo: str
    cumple: bool | None
    mensaje: str
    campo: str


def reglas_de(proyecto, participaciones=None, otros=None):
    """Return the rules of the project's call as things stand, always the same ones in the same order.

    None for a historical project, or one without a call. ``participaciones``: who takes part in a sheet that is not
    saved yet, else who does by now. ``otros``: :class:`Otros` that was read for many sheets at once; else costs one
    query, and those for the participants and the call if they are not fetched.
    """
    if proyecto.historico or proyecto.convocatoria_id is None:
        return []
    if participaciones is None:
        participaciones = list(proyecto.participaciones.all())
    coordinadoras = [p.ciudad for p in participaciones if p.ciudad_id and p.rol == Rol.COORDINADORA]
    socias = [p.ciudad for p in participaciones if p.ciudad_id and es_de_socia(p.rol)]
    otros = otros or Otros([proyecto.convocatoria_id], [*coordinadoras, *socias])
    coordinan, son_socias = otros.de(proyecto)
    return [
        _coordina_uno(proyecto, coordinadoras, coordinan),
        _socia_en_uno(proyecto, socias, son_socias),
        _tope(proyecto),
        _parte_del_total(proyecto),
        _meses(proyecto),
    ]


def incumplidas(proyecto, participaciones=None, otros=None):
    """Return the rules of its call that a project breaks, none if it is exempt or nothing is known against it.

    The arguments are those of :func:`reglas_de`.
    """
    return [regla for regla in reglas_de(proyecto, participaciones, otros) if regla.cumple is False]


def topes(convocatoria):
    """Return in words how much a project of a call may ask for and how long it may take, "" if nothing is known."""
    tope, parte = convocatoria.monto_maximo_usd, convocatoria.cofinanciamiento_maximo_pct
    meses, prorroga = convocatoria.meses_maximo, convocatoria.meses_prorroga
    frases = [
        tope is not None and _("hasta USD %(tope)s por proyecto") % {"tope": _miles(tope)},
        parte is not None and _("hasta el %(parte)s %% del total") % {"parte": parte},
        meses is not None and ngettext("hasta %(n)s mes", "hasta %(n)s meses", meses) % {"n": meses},
        bool(prorroga)
        and ngettext("prórroga de hasta %(n)s mes", "prórroga de hasta %(n)s meses", prorroga) % {"n": prorroga},
    ]
    return " · ".join(frase for frase in frases if frase)


def es_de_socia(rol):
    """True for every role of a city that takes part without coordinating; an ally only lends a hand."""
    return rol not in (Rol.COORDINADORA, Rol.ALIADA)


def meses_entre(inicio, fin):
    """Return how many months a project takes, the one that is begun counting whole.

    From a day to the same day of the next month is one month: from 1 March to 31 August or 1 September are six, to the
    2nd seven. A month without that day ends with its last one. The extension of the call is granted later: nobody
    plans with it.
    """
    enteros = (fin.year - inicio.year) * 12 + fin.month - inicio.month
    return enteros + (fin.day > inicio.day)


# --- A city coordinates one and is a partner in another one -------------------------------------


class Otros:
    """Which cities coordinate, and which are partners in, the projects of some calls that count: read in one query.

    What counts is a fact: what was sent, what came back to be mended, what is published, historical or not.
    ``ciudades``: the only ones to read, else all.
    """

    def __init__(self, convocatorias, ciudades=None):
        filas = Participacion.objects.filter(
            ciudad__isnull=False, proyecto__convocatoria__in=convocatorias, proyecto__publicacion__in=CUENTAN
        )
        if ciudades is not None:
            filas = filas.filter(ciudad__in=ciudades)
        self._papeles = defaultdict(dict)  # By call: who has which role, by project.
        for convocatoria, proyecto, ciudad, rol in filas.values_list(
            "proyecto__convocatoria", "proyecto", "ciudad", "rol"
        ):
            self._papeles[convocatoria].setdefault(proyecto, []).append((ciudad, rol))

    def poner(self, proyecto, participaciones):
        """Take a project that counts as it would be, instead of as it was read."""
        for papeles in self._papeles.values():
            papeles.pop(proyecto.pk, None)
        if proyecto.publicacion in CUENTAN:
            suyos = [(p.ciudad_id, p.rol) for p in participaciones if p.ciudad_id]
            self._papeles[proyecto.convocatoria_id][proyecto.pk] = suyos

    def de(self, proyecto):
        """Return the keys of the cities that coordinate, and of those that are partners in, another one of its call."""
        coordinan, son_socias = set(), set()
        for clave, papeles in self._papeles[proyecto.convocatoria_id].items():
            for ciudad, rol in papeles if clave != proyecto.pk else ():
                if rol == Rol.COORDINADORA:
                    coordinan.add(ciudad)
                elif es_de_socia(rol):
                    son_socias.add(ciudad)
        return coordinan, son_socias


def _coordina_uno(proyecto, coordinadoras, coordinan):
    campo, cumple, anio = "convocatoria", None, proyecto.convocatoria.anio
    de_mas = [c.nombre for c in coordinadoras if c.pk in coordinan]
    if not coordinadoras:
        mensaje = _("Todavía no se puede saber: falta la ciudad coordinadora.")
        campo = "participaciones"
    elif de_mas:
        cumple = False
        mensaje = _(
            "%(ciudad)s ya coordina otro proyecto de la convocatoria %(anio)s y cada ciudad coordina uno solo: "
            "elija otra convocatoria."
        ) % {"ciudad": de_mas[0], "anio": anio}
    else:
        cumple = True
        mensaje = _("%(ciudad)s no coordina otro proyecto de la convocatoria %(anio)s.") % {
            "ciudad": coordinadoras[0].nombre,
            "anio": anio,
        }
    return Regla("coordina_uno", cumple, mensaje, campo)


def _socia_en_uno(proyecto, socias, son_socias):
    cumple, anio = None, proyecto.convocatoria.anio
    de_mas = [c.nombre for c in socias if c.pk in son_socias]
    if not socias:
        mensaje = _("Todavía no se puede saber: faltan las ciudades socias.")
    elif de_mas:
        cumple = False
        mensaje = ngettext(
            "%(ciudades)s ya es socia en otro proyecto de la convocatoria %(anio)s y cada ciudad lo es en uno solo: "
            "quítela o elija otra convocatoria.",
            "%(ciudades)s ya son socias en otros proyectos de la convocatoria %(anio)s y cada ciudad lo es en uno "
            "solo: quítelas o elija otra convocatoria.",
            len(de_mas),
        ) % {"ciudades": ", ".join(de_mas), "anio": anio}
    else:
        cumple = True
        mensaje = _("Ninguna de las ciudades socias lo es en otro proyecto de la convocatoria %(anio)s.") % {
            "anio": anio
        }
    return Regla("socia_en_uno", cumple, mensaje, "participaciones")


# --- Amounts and months -------------------------------------------------------------------------


def _tope(proyecto):
    tope, (campo, aporte, monto) = proyecto.convocatoria.monto_maximo_usd, _del_pcssm(proyecto)
    cumple = None if tope is None or monto is None else monto <= tope
    if tope is None:
        mensaje = _("No se puede saber: la convocatoria no dice cuál es su tope.")
    elif monto is None:
        mensaje = _("Todavía no se puede saber: falta el aporte del PCSSM, que puede llegar a USD %(tope)s.")
    elif cumple:
        mensaje = _("%(aporte)s, USD %(monto)s, no pasa del tope de USD %(tope)s.")
    else:
        mensaje = _("%(aporte)s es USD %(monto)s y el tope es USD %(tope)s: baje el aporte.")
    return Regla("tope", cumple, mensaje % {"aporte": aporte, "tope": _miles(tope), "monto": _miles(monto)}, campo)


def _parte_del_total(proyecto):
    maximo = proyecto.convocatoria.cofinanciamiento_maximo_pct
    campo, aporte, monto = _del_pcssm(proyecto)
    montos = (monto, proyecto.aporte_propio_usd, proyecto.aporte_especie_usd)
    total = None if None in montos else sum(montos)
    cumple = None if maximo is None or total is None else monto * 100 <= maximo * total
    if maximo is None:
        mensaje = _("No se puede saber: la convocatoria no dice qué parte del total cubre.")
    elif total is None:
        mensaje = _(
            "Todavía no se puede saber: faltan montos. El aporte del PCSSM cubre hasta el %(maximo)s %% del total, "
            "que es la suma de los tres."
        )
    elif cumple:
        mensaje = _("%(aporte)s no pasa del %(maximo)s %% del total, USD %(total)s.")
    else:
        mensaje = _(
            "%(aporte)s pasa del %(maximo)s %% del total, USD %(total)s: baje ese aporte o sume aportes propios."
        )
    datos = {"aporte": aporte, "maximo": maximo, "total": _miles(total)}
    return Regla("parte_del_total", cumple, mensaje % datos, campo)


def _del_pcssm(proyecto):
    """Return the field, the name and the value of what the rules look at: what was granted, else what is asked for."""
    if proyecto.monto_usd is not None:
        return "monto_usd", _("El aporte del PCSSM"), proyecto.monto_usd
    return "monto_solicitado_usd", _("El aporte que se pide al PCSSM"), proyecto.monto_solicitado_usd


def _meses(proyecto):
    maximo, inicio, fin = proyecto.convocatoria.meses_maximo, proyecto.inicio, proyecto.fin
    meses = None if inicio is None or fin is None else meses_entre(inicio, fin)
    cumple = None if maximo is None or meses is None else meses <= maximo
    if maximo is None:
        mensaje = _("No se puede saber: la convocatoria no dice cuánto puede durar.")
    elif meses is None:
        mensaje = ngettext(
            "Todavía no se puede saber: faltan fechas. El proyecto puede durar hasta %(maximo)s mes.",
            "Todavía no se puede saber: faltan fechas. El proyecto puede durar hasta %(maximo)s meses.",
            maximo,
        )
    elif cumple:
        mensaje = ngettext(
            "Dura %(meses)s mes y el máximo es %(maximo)s.", "Dura %(meses)s meses y el máximo es %(maximo)s.", meses
        )
    else:
        mensaje = ngettext(
            "Dura %(meses)s mes y el máximo es %(maximo)s: acerque el fin al inicio.",
            "Dura %(meses)s meses y el máximo es %(maximo)s: acerque el fin al inicio.",
            meses,
        )
    return Regla("meses", cumple, mensaje % {"meses": meses, "maximo": maximo}, "fin")


def _miles(numero):
    return "" if numero is None else number_format(numero, force_grouping=True)

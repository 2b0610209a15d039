"""What each row of a table would do to the catalogue, told without doing it."""

import json
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import models
from django.db.models import Q
from django.utils import formats
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actores.listas import unidades
from actores.models import Ods
from comun import tablas_leer
from comun.busqueda import SinAcentos, sin_acentos
from comun.importacion import PlanDeTabla
from comun.tablas_leer import como_texto
from proyectos import curaduria, reglas, versiones
from proyectos.direcciones import es_reservada
from proyectos.importacion import columnas
from proyectos.importacion.actores import Actores, menciones
from proyectos.importacion.estado import cambios_de, como_quedaria, nuevo_estado
from proyectos.models import Convocatoria, Proyecto, Revision

TITULOS = ("titulo_es", "titulo_pt_br")
AMBIGUAS = 5  # named in a message
# What a sheet may be published for, or not; and the column of a field where it is called otherwise.
DE_LO_PUBLICADO = {*reglas.MIRAN, "convocatoria_anio", *columnas.ROLES, *TITULOS}
_COLUMNA_DE = {"convocatoria": "convocatoria_anio", "titulo": "titulo_es", "participaciones": ""}


class Suerte(models.TextChoices):
    """What becomes of a row."""

    NUEVO = "nuevo", gettext_lazy("nuevo")
    ACTUALIZA = "actualiza", gettext_lazy("actualiza")
    IGUAL = "igual", gettext_lazy("sin cambios")
    ERROR = "error", gettext_lazy("error")


@dataclass
class FilaPlaneada:
    """A row, the project that it is about, what it says and what it would change.

    ``dice``: values by column, ``None`` or empty for what is said to be unknown. ``cambios``: what
    :func:`proyectos.importacion.estado.cambios_de` returned. ``avisos``: what to look at, which stops nothing.
    """

    numero: int
    slug: str = ""
    dice: dict = field(default_factory=dict)
    errores: list = field(default_factory=list)
    avisos: list = field(default_factory=list)
    proyecto: Any = None
    cambios: dict = field(default_factory=dict)

    @property
    def suerte(self):
        if self.errores:
            return Suerte.ERROR
        if self.proyecto is None:
            return Suerte.NUEVO
        return Suerte.ACTUALIZA if self.cambios else Suerte.IGUAL

    @property
    def nombre(self):
        """The title that the row gives, or else the project's."""
        return self.dice.get("titulo_es") or self.dice.get("titulo_pt_br") or str(self.proyecto or self.slug)

    def falla(self, columna, mensaje):
        self.errores.append(_en_columna(columna, mensaje))


def _en_columna(columna, mensaje):
    return f"{columna}: {mensaje}" if columna else str(mensaje)


class Plan(PlanDeTabla):
    """The fate of every row of a table of projects."""

    suertes = Suerte

    def __init__(self, tabla, filas):
        super().__init__(tabla, filas)
        self.sin_importar = [c for c in tabla.columnas if c in columnas.SIN_IMPORTAR]

    @cached_property
    def sello(self):
        """A keyed digest of the fates and of the sheets they are about: another one if either changed."""
        suertes = [
            (
                f.numero,
                f.suerte.value,
                versiones.sello([f.proyecto]) if f.proyecto else "",
                sorted(f.cambios),
                f.errores,
            )
            for f in self.filas
        ]
        return salted_hmac("proyectos.importacion", json.dumps(suertes), algorithm="sha256").hexdigest()


def planear(contenido, *, bloquear=False):
    """Return the :class:`Plan` of a table, in a number of queries that does not grow with it.

    ``bloquear``: the projects that it is about, and then their calls, are locked first, inside the caller's
    transaction. Raises :class:`comun.tablas_leer.TablaIlegible` for what is no table of projects.
    """
    tabla = tablas_leer.leer(contenido, columnas.SINONIMOS)
    leidas = [(FilaPlaneada(fila.numero), fila.valores) for fila in tabla.filas]
    lector = _Lector([valores for _fila, valores in leidas])
    for fila, valores in leidas:
        lector.leer(fila, valores)
    _emparejar([fila for fila, _valores in leidas], bloquear=bloquear)
    for fila, _valores in leidas:
        if not fila.errores:
            _comparar(fila)
    _preguntar_reglas([fila for fila, _valores in leidas if not fila.errores], bloquear=bloquear)
    return Plan(tabla, [fila for fila, _valores in leidas])


# --- What a row says ----------------------------------------------------------------------------


class _Lector:
    """Reads cells; what they may name is fetched once for the whole table."""

    def __init__(self, filas):
        self.convocatorias = {c.anio: c for c in Convocatoria.objects.all()}
        self.ods = {o.numero: o for o in Ods.objects.all()}
        self.unidades = {
            columnas.plano(dicho): unidad
            for unidad in unidades()
            for dicho in (unidad.slug, unidad.nombre_es, unidad.nombre_pt_br)
            if dicho
        }
        self.actores = Actores(_menciones(filas))

    def leer(self, fila, valores):
        """Put what a row says in ``fila.dice``, and what is wrong with it in ``fila.errores``."""
        fila.slug = como_texto(valores.get("slug"))
        for columna in columnas.IMPORTABLES:
            if (valor := valores.get(columna)) is None:
                continue
            try:
                fila.dice[columna] = self._valor(columna, valor)
            except ValidationError as error:
                fila.falla(columna, " ".join(error.messages))
        self._revisar_roles(fila)

    def _valor(self, columna, valor):
        if tablas_leer.es_error_de_planilla(valor):
            raise ValidationError(_("la celda tiene el error %(error)s: corríjala.") % {"error": valor})
        if columnas.es_sin_dato(valor):
            return _desconocido(columna)
        if columna in columnas.ROLES:
            return self._quienes(columna, valor)
        if columna in columnas.ELECCIONES:
            return columnas.eleccion(Proyecto._meta.get_field(columna).choices, valor)
        leer = {
            "convocatoria_anio": self._convocatoria,
            "modalidades_pcssm": lambda v: columnas.varias(Proyecto.ModalidadPcssm.choices, v),
            "unidades": self._unidades,
            "unidades_propias": columnas.si_no,
            "ods": lambda v: [self._un_ods(n) for n in columnas.numeros_de_ods(v)],
            "ods_principal": self._ods_principal,
            "fuentes": columnas.fuentes,
            "enlaces": columnas.enlaces,
            **dict.fromkeys(columnas.MONTOS, columnas.monto),
            **dict.fromkeys(columnas.FECHAS, columnas.fecha),
        }.get(columna)
        return leer(valor) if leer else columnas.texto(columna, valor)

    def _convocatoria(self, valor):
        anio = columnas.anio(valor)
        if anio not in self.convocatorias:
            raise ValidationError(
                _("no hay convocatoria de %(anio)d: agréguela antes o corrija el año.") % {"anio": anio}
            )
        return self.convocatorias[anio]

    def _unidades(self, valor):
        halladas = []
        for dicho in columnas.elementos(valor):
            if columnas.plano(dicho) not in self.unidades:
                raise ValidationError(
                    _("«%(unidad)s» no es una unidad temática: escriba una de estas: %(unidades)s.")
                    % {"unidad": dicho, "unidades": "; ".join(sorted({u.slug for u in self.unidades.values()}))}
                )
            halladas.append(self.unidades[columnas.plano(dicho)])
        return halladas

    def _un_ods(self, numero):
        if numero not in self.ods:
            raise ValidationError(_("falta cargar el ODS %(numero)d.") % {"numero": numero})
        return self.ods[numero]

    def _ods_principal(self, valor):
        numeros = columnas.numeros_de_ods(valor)
        if len(numeros) > 1:
            raise ValidationError(_("el principal es uno solo: deje un número."))
        return self._un_ods(numeros[0])

    def _quienes(self, columna, valor):
        hallados = list(dict.fromkeys(self.actores.hallar(mencion) for mencion in menciones(valor)))
        if columna == "coordinadora" and len(hallados) > 1:
            raise ValidationError(_("coordina una sola: deje una y ponga las demás como socias."))
        return hallados

    def _revisar_roles(self, fila):
        """Refuse who has two roles in the same row: in a project each one has one."""
        vistos = {}
        for columna in columnas.ROLES:
            for actor in fila.dice.get(columna) or ():
                if actor in vistos:
                    mensaje = _("«%(actor)s» está también en %(otra)s: deje un solo rol.")
                    fila.falla(columna, mensaje % {"actor": actor.nombre, "otra": vistos[actor]})
                vistos[actor] = columna


def _menciones(filas):
    todas = []
    for valores in filas:
        for columna in columnas.ROLES:
            try:
                todas += menciones(valores.get(columna))
            except ValidationError:
                continue  # Told when the row is read.
    return todas


def _desconocido(columna):
    """Return how a sheet keeps that a datum is unknown."""
    if columna in columnas.OBLIGATORIAS:
        raise ValidationError(_("este dato no puede quedar sin dato: escríbalo o deje la celda vacía."))
    if columna in (*columnas.ROLES, "modalidades_pcssm", "unidades", "ods", "fuentes", "enlaces"):
        return []
    return None if columna in (*columnas.MONTOS, *columnas.FECHAS, "convocatoria_anio", "ods_principal") else ""


# --- Which project ------------------------------------------------------------------------------


def _emparejar(filas, *, bloquear):
    """Find the project of each row, by its address or else by title and call; the second row of one is refused."""
    titulos = {sin_acentos(t) for fila in filas for t in _titulos(fila).values()}
    conocidos = Proyecto.objects.annotate(en_es=SinAcentos("titulo_es"), en_pt=SinAcentos("titulo_pt_br")).filter(
        Q(slug__in={fila.slug for fila in filas}) | Q(en_es__in=titulos) | Q(en_pt__in=titulos)
    )
    claves = list(conocidos.values_list("pk", flat=True))
    completos = Proyecto.objects.filter(pk__in=claves).order_by("pk")
    if bloquear:
        completos = completos.select_for_update(of=("self",), no_key=True)
    completos = list(completos)
    versiones.preparar(completos)
    por_slug, por_titulo = {p.slug: p for p in completos}, defaultdict(list)
    # By its title no row reaches what somebody else is still proposing.
    for proyecto in (p for p in completos if p.contacto_id is None or p.publicado_el):
        for columna in TITULOS:
            if titulo := getattr(proyecto, columna):
                por_titulo[columna, sin_acentos(titulo)].append(proyecto)
    vistos = {}
    for fila in filas:
        fila.proyecto = por_slug.get(fila.slug) if fila.slug else _por_titulo(fila, por_titulo)
        _revisar_identidad(fila, vistos)


def _titulos(fila):
    return {columna: fila.dice[columna] for columna in TITULOS if fila.dice.get(columna)}


def _por_titulo(fila, por_titulo):
    candidatos = []
    for columna, titulo in _titulos(fila).items():
        candidatos += [p for p in por_titulo[columna, sin_acentos(titulo)] if p not in candidatos]
    if "convocatoria_anio" in fila.dice:
        candidatos = [p for p in candidatos if p.convocatoria == fila.dice["convocatoria_anio"]]
    if len(candidatos) > 1:
        slugs = ", ".join(p.slug for p in candidatos[:AMBIGUAS])
        fila.falla(
            "slug", _("hay varios proyectos con ese título: escriba cuál es, de estos: %(slugs)s.") % {"slugs": slugs}
        )
        return None
    return candidatos[0] if candidatos else None


def _revisar_identidad(fila, vistos):
    """Refuse a row about nothing, one with an address that cannot be, and one that repeats another."""
    if fila.proyecto is None and not fila.errores:
        if not (_titulos(fila) or fila.slug):
            fila.falla("", _("La fila no dice de qué proyecto es: escriba su título o su slug."))
        if fila.slug:
            _revisar_slug(fila)
    identidad = (
        fila.proyecto or fila.slug or (*map(sin_acentos, _titulos(fila).values()), fila.dice.get("convocatoria_anio"))
    )
    if (fila.proyecto or fila.slug or _titulos(fila)) and identidad in vistos:
        fila.falla("", _("La fila %(otra)d ya es de este proyecto: deje una sola.") % {"otra": vistos[identidad]})
    vistos.setdefault(identidad, fila.numero)


def _revisar_slug(fila):
    try:
        validate_slug(fila.slug)
    except ValidationError:
        posible = False
    else:
        posible = len(fila.slug) <= 160 and not es_reservada(fila.slug)
    if not posible:
        fila.falla(
            "slug",
            _("«%(slug)s» no puede ser una dirección: deje la celda vacía y se hará del título.") % {"slug": fila.slug},
        )


def _comparar(fila):
    """Tell what a row would change, and refuse what the sheet could not say as a whole."""
    estado = nuevo_estado(fila.proyecto, fila.dice)
    if estado.campos["inicio"] and estado.campos["fin"] and estado.campos["fin"] < estado.campos["inicio"]:
        fila.falla("fin", _("es anterior al inicio: revise las dos fechas."))
    fila.cambios = cambios_de(fila.proyecto, estado)
    fila.avisos = _avisos(fila.proyecto, estado, fila.cambios)


def _avisos(proyecto, estado, cambios):
    """Return what to look at in what a row would change: a state with an old date, an amount above the ceiling.

    The ceiling is told here of a historical sheet only, of which no rule is asked.
    """
    avisos = []
    tope = getattr(estado.convocatoria_anio, "monto_maximo_usd", None) if proyecto and proyecto.historico else None
    monto = estado.campos["monto_usd"]
    if monto and tope and monto > tope and not cambios.keys().isdisjoint(("monto_usd", "convocatoria_anio")):
        topes = {"tope": formats.localize(tope)}
        avisos.append(_("monto_usd: pasa el tope de la convocatoria, USD %(tope)s.") % topes)
    if "estado" in cambios and "estado_al" not in cambios and estado.campos["estado_al"]:
        fecha = {"fecha": formats.date_format(estado.campos["estado_al"], "SHORT_DATE_FORMAT")}
        avisos.append(_("estado_al: el estado cambia y su fecha sigue siendo %(fecha)s.") % fecha)
    return avisos


# --- The rules of the calls ---------------------------------------------------------------------


def _preguntar_reglas(filas, *, bloquear):
    """Ask what rows would leave, each one after those above it, whether the rules of its call admit it.

    What is published stays fit to be: a row that would leave it otherwise is refused, as the page of the sheet would.
    Of any other sheet the rules that it would break are told, and stop nothing. What no rule looks at is not asked.
    """
    quedarian = [
        (fila, *como_quedaria(fila.proyecto, nuevo_estado(fila.proyecto, fila.dice)))
        for fila in filas
        if not DE_LO_PUBLICADO.isdisjoint(fila.cambios)
    ]
    if bloquear:
        curaduria.bloquear_convocatorias([hoja for _fila, hoja, _quienes in quedarian])
    otros = reglas.Otros({hoja.convocatoria_id for _fila, hoja, _quienes in quedarian} - {None})
    for fila, hoja, quienes in quedarian:
        if hoja.publicacion == Revision.PUBLICADA:
            _exigir_publicable(fila, curaduria.falta_para_publicar(hoja, quienes, otros))
        else:
            fila.avisos += [_en_columna(_columna(r), r.mensaje) for r in reglas.incumplidas(hoja, quienes, otros)]
        if not fila.errores:
            otros.poner(hoja, quienes)


def _exigir_publicable(fila, faltas):
    if faltas:
        fila.falla("", _("El proyecto está publicado y así no podría estarlo: corrija la fila o archívelo antes."))
    for falta in faltas:
        fila.falla(_columna(falta), falta.mensaje)


def _columna(falta):
    return _COLUMNA_DE.get(falta.campo, falta.campo)

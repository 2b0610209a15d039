"""The history of a sheet: what it said each time that it was saved, whole.

A version is a portrait: plain data that names everything by what lasts (a city by its address, a call by its year) and
nothing by its key, so that it can be read, compared and restored after anything was merged or deleted.
"""

import datetime
import json
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.validators import EMPTY_VALUES
from django.db import transaction
from django.db.models import CharField, FileField, TextField, prefetch_related_objects
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import get_translation_fields

from actores.models import Ciudad, Institucion, Ods, UnidadTematica
from comun.contenido import campos_traducidos
from comun.publicacion import ContenidoCambiado
from proyectos.errores import ErrorProyecto
from proyectos.models import (
    Convocatoria,
    Documento,
    Enlace,
    Fuente,
    Imagen,
    Participacion,
    Proyecto,
    Version,
)
from proyectos.services import DE_MAS_A_MENOS

# What a version says was done is kept as one of these words, and told in the language of who reads it.
MOTIVOS = {
    "antes": _("Como estaba antes del primer cambio"),
    "guardada": _("Guardada"),
    "enviada": _("Enviada a revisión"),
    "devuelta": _("Devuelta con comentarios"),
    "publicada": _("Publicada"),
    "archivada": _("Archivada"),
    "reabierta": _("Sacada del archivo"),
    "sin_guardar": _("Como estaba antes de restaurar"),
    "restaurada": _("Restaurada como en la versión %(detalle)s"),
    "importada": _("Importada de una tabla"),
}
DE_ESTADO = ("enviada", "devuelta", "publicada", "archivada", "reabierta")

# What the sheet says in one column each. Not: where it stands, whose it is, its address, what staff notes beside it.
CAMPOS = (
    "titulo",
    "titulo_traducido",
    "idioma_original",
    "resumen",
    "objetivos",
    "resultados",
    "beneficiarios",
    "modalidad",
    "modalidades_pcssm",
    "estado",
    "estado_al",
    "inicio",
    "fin",
    "monto_solicitado_usd",
    "monto_usd",
    "aporte_propio_usd",
    "aporte_especie_usd",
    "historico",
    "unidades_propias",
    "fuente",
)
RECURSOS = {
    "imagenes": (Imagen, ("orden", "archivo", "ancho", "alto", "alternativa", "credito")),
    "documentos": (Documento, ("orden", "titulo", "archivo")),
    "enlaces": (Enlace, ("orden", "clase", "titulo", "url")),
    "fuentes": (Fuente, ("orden", "datos", "texto", "url", "consultada")),
}
_RELACIONES = (
    "convocatoria",
    "ods_principal",
    "unidades",
    "ods",
    "participaciones__ciudad",
    "participaciones__institucion",
    *RECURSOS,
)


def columnas(modelo, campos):
    """Return the columns of these fields, those of a translated one in both languages."""
    traducidos = campos_traducidos(modelo)
    return [c for campo in campos for c in (get_translation_fields(campo) if campo in traducidos else [campo])]


def preparar(proyectos):
    """Fetch what :func:`retrato` reads, in a number of queries that does not grow with the sheets."""
    prefetch_related_objects(proyectos, *_RELACIONES)


def retrato(proyecto):
    """Return the whole sheet as plain data for JSON: what it says, without its state, its author and staff's remarks.

    Lists keep the order in which they are shown; themes are sorted. Reads the relations as they were fetched, or else
    from the database.
    """
    preparar([proyecto])
    return _retrato(proyecto)


def _retrato(proyecto):
    return {
        **{columna: _decir(proyecto, columna) for columna in columnas(Proyecto, CAMPOS)},
        "convocatoria": proyecto.convocatoria.anio if proyecto.convocatoria else None,
        "unidades": sorted(unidad.slug for unidad in proyecto.unidades.all()),
        "ods": sorted(ods.numero for ods in proyecto.ods.all()),
        "ods_principal": proyecto.ods_principal.numero if proyecto.ods_principal else None,
        "participaciones": [
            {"rol": p.rol, p.tipo_de_actor: p.actor.slug}
            for p in sorted(proyecto.participaciones.all(), key=lambda p: p.pk)
        ],
        **{
            nombre: [
                {columna: _decir(fila, columna) for columna in columnas(modelo, campos)}
                for fila in sorted(getattr(proyecto, nombre).all(), key=lambda f: (f.orden, f.pk))
            ]
            for nombre, (modelo, campos) in RECURSOS.items()
        },
    }


def _decir(fila, columna):
    """Return the value of a column as JSON keeps it; a text that nobody wrote is "", whatever the column says."""
    valor = getattr(fila, columna)
    if isinstance(valor, datetime.date):
        return valor.isoformat()
    if isinstance(fila._meta.get_field(columna), CharField | TextField | FileField):
        return str(valor or "")
    return list(valor) if isinstance(valor, list) else valor


def sello(proyectos):
    """Return a keyed digest of all that these sheets say, internal notes and comments included."""
    filas = [
        (p.pk, retrato(p), p.publicacion, p.slug, p.notas_internas, p.comentarios, str(p.carta)) for p in proyectos
    ]
    return salted_hmac(
        "proyectos.versiones", json.dumps(sorted(filas, key=lambda f: f[0])), algorithm="sha256"
    ).hexdigest()


def vale(un_sello, proyectos):
    """True if these sheets say what they said when ``un_sello`` was made."""
    return constant_time_compare(un_sello, sello(proyectos))


def bloquear(proyectos):
    """Lock sheets in the order of their keys, inside the caller's transaction, and return them as they are now.

    Whoever writes a sheet or its rows locks it first, so the lock on the sheet covers them all.
    """
    claves = [proyecto.pk for proyecto in proyectos]
    filas = Proyecto.objects.filter(pk__in=claves).order_by("pk")
    return list(filas.select_related("contacto").select_for_update(of=("self",), no_key=True))


@transaction.atomic
def guardar_version(*, proyecto, motivo, usuario=None):
    """Keep what a sheet says now as its next version, and return it.

    ``motivo``: one of :data:`MOTIVOS`, a detail after a colon if it takes one. ``None`` and nothing written if it says
    what the last one said, unless its state changed. Side effects: one row, numbered under the lock of the sheet.
    """
    return next(iter(guardar_varias(proyectos=[proyecto], motivo=motivo, usuario=usuario)), None)


def guardar_partida(*, proyecto):
    """Keep what a sheet says before its first change, if it has no version: where restoring can go back to."""
    (proyecto,) = bloquear([proyecto])
    if proyecto.versiones.exists():
        return None
    return guardar_version(proyecto=proyecto, motivo="antes")


@transaction.atomic
def guardar_varias(*, proyectos, motivo, usuario=None):
    """Keep the next version of many sheets, as :func:`guardar_version` does of one, in a fixed number of queries."""
    proyectos = bloquear(proyectos)
    preparar(proyectos)
    ultimas = Version.objects.filter(proyecto__in=proyectos).order_by("proyecto_id", "-numero").distinct("proyecto_id")
    por_proyecto = {version.proyecto_id: version for version in ultimas}
    siempre = motivo.partition(":")[0] in DE_ESTADO
    nuevas = []
    for proyecto in proyectos:
        ultima, ahora = por_proyecto.get(proyecto.pk), _retrato(proyecto)
        if siempre or ultima is None or ultima.retrato != ahora:
            numero = ultima.numero + 1 if ultima else 1
            nuevas.append(
                Version(proyecto=proyecto, numero=numero, motivo=motivo[:200], usuario=usuario, retrato=ahora)
            )
    return Version.objects.bulk_create(nuevas)


def guardar_partidas(*, proyectos):
    """Keep what each of these sheets says before its first change, as :func:`guardar_partida` does of one."""
    con_historia = set(Version.objects.filter(proyecto__in=proyectos).values_list("proyecto", flat=True))
    return guardar_varias(proyectos=[p for p in proyectos if p.pk not in con_historia], motivo="antes")


def motivo_en_palabras(version):
    """Return what was done, in the active language; a detail that somebody wrote follows a colon."""
    motivo, _signo, detalle = version.motivo.partition(":")
    if motivo not in MOTIVOS:
        return version.motivo
    frase = str(MOTIVOS[motivo])
    if "%(detalle)s" in frase:
        return frase % {"detalle": detalle}
    return f"{frase}: {detalle}" if detalle else frase


# --- Restoring ----------------------------------------------------------------------------------


class Restaurado(NamedTuple):
    """A sheet as a version left it, and sentences about what could not be as it was."""

    proyecto: Proyecto
    faltas: list


@transaction.atomic
def restaurar(*, version, usuario, sello=None):
    """Write a sheet back as a version has it, as far as it can be, and return :class:`Restaurado`.

    Its state, its author, its address and what staff notes beside it stay; a published sheet stays published. See
    :func:`realizable` for what cannot be as it was. ``sello``: of :func:`sello`, for the sheet that staff compared
    with; if it says something else by now nothing changes and ``ContenidoCambiado`` is raised. Side effects: the rows
    of its participants and resources are made anew; what the sheet said and no version has is kept as one first; the
    restored sheet is a version too. All under the lock of the sheet. Raises :class:`ErrorProyecto`, and nothing
    changed, if the models do not admit any more what the version says. Whether a published sheet may say it is asked
    by :func:`proyectos.curaduria.restaurar`.
    """
    (proyecto,) = bloquear([version.proyecto])
    if sello is not None and not vale(sello, [proyecto]):
        raise ContenidoCambiado
    guardar_version(proyecto=proyecto, motivo="sin_guardar")
    dicho, faltas = realizable(version.retrato)
    _escribir(proyecto, dicho)
    guardar_version(proyecto=proyecto, motivo=f"restaurada:{version.numero}", usuario=usuario)
    return Restaurado(Proyecto.objects.get(pk=proyecto.pk), faltas)


def realizable(dicho):
    """Return a portrait as it can be written today, and sentences about what cannot; ``dicho`` stays as it is.

    Who was merged into another is that other, once, with the stronger of the two roles; what was deleted, and a file
    that is kept no more, are left out.
    """
    faltas = []
    de_hoy = {
        "participaciones": lambda valor: _de_hoy(valor, faltas),
        "convocatoria": lambda valor: _que_existe(Convocatoria, "anio", valor, _("convocatoria"), faltas),
        "ods_principal": lambda valor: _que_existe(Ods, "numero", valor, _("ODS principal"), faltas),
        "unidades": lambda valor: _que_existen(UnidadTematica, "slug", valor, _("unidad temática"), faltas),
        "ods": lambda valor: _que_existen(Ods, "numero", valor, _("ODS"), faltas),
        "imagenes": lambda valor: _con_archivo(valor, _("imagen"), faltas),
        "documentos": lambda valor: _con_archivo(valor, _("documento"), faltas),
    }
    posible = {clave: de_hoy[clave](valor) if clave in de_hoy else valor for clave, valor in dicho.items()}
    return posible, faltas


def _con_archivo(filas, rotulo, faltas):
    hay = [fila for fila in filas if default_storage.exists(fila["archivo"])]
    faltas += [_no_se_puede(rotulo, _titulo_de(fila)) for fila in filas if fila not in hay]
    return hay


def _no_se_puede(que, cual):
    return _("Ya no existe, y queda fuera: %(que)s «%(cual)s».") % {"que": que, "cual": cual}


def _titulo_de(fila):
    columnas_de_titulo = ("titulo_es", "titulo_pt_br", "alternativa_es", "alternativa_pt_br")
    return next((fila[c] for c in columnas_de_titulo if fila.get(c)), "-")


def _que_existen(modelo, campo, valores, rotulo, faltas):
    hay = set(modelo.objects.filter(**{f"{campo}__in": valores}).values_list(campo, flat=True))
    faltas += [_no_se_puede(rotulo, valor) for valor in valores if valor not in hay]
    return [valor for valor in valores if valor in hay]


def _que_existe(modelo, campo, valor, rotulo, faltas):
    valores = [] if valor is None else [valor]
    return next(iter(_que_existen(modelo, campo, valores, rotulo, faltas)), None)


def _de_hoy(participaciones, faltas):
    """Return who takes part by what they are called today; of two that were merged, the stronger role."""
    roles, fuerza = {}, [rol.value for rol in DE_MAS_A_MENOS]
    for campo, actor, rol in _actores(participaciones):
        if not isinstance(actor, str):
            clave = (campo, actor.vigente.slug)
            roles[clave] = min(roles.get(clave, rol), rol, key=fuerza.index)
        else:
            faltas.append(_no_se_puede(_("ciudad") if campo == "ciudad" else _("institución"), actor))
    return [{"rol": rol, campo: slug} for (campo, slug), rol in roles.items()]


def _actores(participaciones):
    """Yield ``(field, actor, role)`` of a portrait's participants; the address alone of who is gone."""
    hay = {}
    for campo, modelo in (("ciudad", Ciudad), ("institucion", Institucion)):
        slugs = [p[campo] for p in participaciones if campo in p]
        filas = modelo.objects.filter(slug__in=slugs).select_related("fusionada_en")
        hay |= {(campo, fila.slug): fila for fila in filas}
    for p in participaciones:
        campo = "ciudad" if "ciudad" in p else "institucion"
        yield campo, hay.get((campo, p[campo]), p[campo]), p["rol"]


def _escribir(proyecto, dicho):
    """Write a portrait, all of which exists, over a sheet and its rows; what it does not mention stays."""
    for columna in columnas(Proyecto, CAMPOS):
        if columna in dicho:
            setattr(proyecto, columna, Proyecto._meta.get_field(columna).to_python(dicho[columna]))
    for campo, modelo, clave in (("convocatoria", Convocatoria, "anio"), ("ods_principal", Ods, "numero")):
        if campo in dicho:
            setattr(proyecto, campo, modelo.objects.filter(**{clave: dicho[campo]}).first())
    _validar(proyecto, columnas(Proyecto, CAMPOS))
    proyecto.save()
    for campo, modelo, clave in (("unidades", UnidadTematica, "slug"), ("ods", Ods, "numero")):
        if campo in dicho:
            getattr(proyecto, campo).set(modelo.objects.filter(**{f"{clave}__in": dicho[campo]}))
    if "participaciones" in dicho:
        quienes = [
            Participacion(proyecto=proyecto, rol=rol, **{campo: actor})
            for campo, actor, rol in _actores(dicho["participaciones"])
        ]
        _reemplazar(proyecto.participaciones, quienes)
    for nombre, (modelo, _campos) in RECURSOS.items():
        if nombre in dicho:
            _reemplazar(getattr(proyecto, nombre), [modelo(proyecto=proyecto, **fila) for fila in dicho[nombre]])


def _reemplazar(filas, nuevas):
    filas.all().delete()
    for fila in nuevas:
        _validar(fila, [campo.name for campo in fila._meta.fields])
    filas.model.objects.bulk_create(nuevas)


def _validar(fila, escritas):
    """Hold a row to what its model demands of the columns that were written; what was blank may be so again."""
    dichas = {columna for columna in escritas if getattr(fila, columna) not in EMPTY_VALUES}
    try:
        fila.full_clean(exclude={campo.name for campo in fila._meta.fields} - dichas)
    except ValidationError as error:
        mensaje = _("Esa versión no puede volver: dice algo que ya no se admite. %(motivos)s")
        raise ErrorProyecto(mensaje % {"motivos": " ".join(error.messages)}, "version_invalida") from error

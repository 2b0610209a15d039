"""The history of a sheet: what it said each time that it was saved, whole.

A version is a portrait: plain data that names everything by what lasts (a city by its address, a call by its year) and
nothing by its key, so that it can be read, compared and restored after anything was merged or deleted.
"""

import datetime
import json

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _
from modeltranslation.utils import get_translation_fields

from comun.contenido import campos_traducidos
from proyectos.models import Documento, Enlace, Fuente, Imagen, Proyecto, Version

# What a version says was done is kept as one of these words, and told in the language of who reads it.
MOTIVOS = {
    "antes": _("Como estaba antes del primer cambio"),
    "guardada": _("Guardada"),
    "enviada": _("Enviada a revisión"),
    "devuelta": _("Devuelta con comentarios"),
    "publicada": _("Publicada"),
    "archivada": _("Archivada"),
    "reabierta": _("Sacada del archivo"),
    "restaurada": _("Restaurada como en la versión %(detalle)s"),
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
    return {
        **{columna: _plano(getattr(proyecto, columna)) for columna in columnas(Proyecto, CAMPOS)},
        "convocatoria": proyecto.convocatoria.anio if proyecto.convocatoria else None,
        "unidades": sorted(unidad.slug for unidad in proyecto.unidades.all()),
        "ods": sorted(ods.numero for ods in proyecto.ods.all()),
        "ods_principal": proyecto.ods_principal.numero if proyecto.ods_principal else None,
        "participaciones": [
            {"rol": p.rol, ("ciudad" if p.ciudad_id else "institucion"): p.actor.slug}
            for p in sorted(proyecto.participaciones.all(), key=lambda p: p.pk)
        ],
        **{
            nombre: [
                {columna: _plano(getattr(fila, columna)) for columna in columnas(modelo, campos)}
                for fila in sorted(getattr(proyecto, nombre).all(), key=lambda f: (f.orden, f.pk))
            ]
            for nombre, (modelo, campos) in RECURSOS.items()
        },
    }


def _plano(valor):
    if isinstance(valor, datetime.date):
        return valor.isoformat()
    if valor is None or isinstance(valor, (bool, int)):
        return valor
    return list(valor) if isinstance(valor, list | tuple) else str(valor)


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
    (proyecto,) = bloquear([proyecto])
    ultima = proyecto.versiones.first()
    ahora = retrato(proyecto)
    if ultima and ultima.retrato == ahora and motivo.partition(":")[0] not in DE_ESTADO:
        return None
    return Version.objects.create(
        proyecto=proyecto,
        numero=ultima.numero + 1 if ultima else 1,
        motivo=motivo[:200],
        usuario=usuario,
        retrato=ahora,
    )


def guardar_partida(*, proyecto):
    """Keep what a sheet says before its first change, if it has no version: where restoring can go back to."""
    (proyecto,) = bloquear([proyecto])
    if proyecto.versiones.exists():
        return None
    return guardar_version(proyecto=proyecto, motivo="antes")


def motivo_en_palabras(version):
    """Return what was done, in the active language; a detail that somebody wrote follows a colon."""
    motivo, _signo, detalle = version.motivo.partition(":")
    if motivo not in MOTIVOS:
        return version.motivo
    frase = str(MOTIVOS[motivo])
    if "%(detalle)s" in frase:
        return frase % {"detalle": detalle}
    return f"{frase}: {detalle}" if detalle else frase

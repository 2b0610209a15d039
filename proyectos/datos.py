"""The catalogue as open data: the columns of its CSV, JSON and GeoJSON, and how each format is written, in pieces.

A column has one name and one value in every format; CSV writes a list as text (:func:`comun.tablas.lista`). Only what
the public sheet shows is a column. ``docs/datos-abiertos.md`` describes each one, and a test keeps the two together.
"""

import itertools
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone

from comun import tablas
from proyectos.models import Participacion

POR_VEZ = 500
LICENCIA = "https://creativecommons.org/licenses/by/4.0/deed.es"
FUENTE = "Programa de Cooperación Sur-Sur de Mercociudades; coordenadas de GeoNames (CC BY 4.0)"
NUNCA = ("notas_internas", "comentarios", "carta", "codigo", "contacto", "busqueda")
Rol = Participacion.Rol
COLUMNA_DE_ROL = {
    Rol.SOCIA: "socias",
    Rol.ALIADA: "aliadas",
    Rol.PRIMER_OFERENTE: "primeros_oferentes",
    Rol.SEGUNDO_OFERENTE: "segundos_oferentes",
    Rol.RECEPTORA: "receptoras",
}


@dataclass(frozen=True)
class Columna:
    """One fact of a project: ``valor(proyecto)`` gives it as JSON has it, ``partes`` are the keys that CSV writes."""

    nombre: str
    valor: Any
    partes: tuple = ()

    def en_csv(self, proyecto):
        valor = self.valor(proyecto)
        if isinstance(valor, dict):
            valor = [valor]
        if not isinstance(valor, list):
            return valor
        return tablas.lista([self._partes(elemento) for elemento in valor])

    def _partes(self, elemento):
        if not isinstance(elemento, dict):
            return elemento
        valores = [elemento[parte] for parte in self.partes]
        return ["+".join(valor) if isinstance(valor, list) else valor for valor in valores]


# --- Values -------------------------------------------------------------------------------------


def _campo(nombre):
    return Columna(nombre, lambda p: _conocido(getattr(p, nombre)))


def _conocido(valor):
    """Return a value, or ``None`` for what is unknown: in the sheet an empty text is."""
    return None if valor == "" else valor


def _fecha(nombre):
    return Columna(nombre, lambda p: (valor := getattr(p, nombre)) and valor.isoformat())


def _bilingue(nombre):
    return [_campo(f"{nombre}_{idioma}") for idioma in ("es", "pt_br")]


def _de_convocatoria(campo):
    return lambda p: _conocido(getattr(p.convocatoria, campo)) if p.convocatoria else None


def _url(proyecto):
    """Return the address of a sheet; not a remembered one, for all of the catalogue would push out those of pages."""
    return settings.SITE_URL + reverse("proyectos:proyecto", args=[proyecto.slug])


def _archivo(campo):
    return settings.SITE_URL + campo.url


def _actor(participacion):
    """Return a city or an institution; its address only where it has a public page."""
    actor = participacion.actor
    return {
        "nombre": actor.nombre,
        "pais": _conocido(actor.pais),
        "slug": actor.slug if actor.verificada and not actor.fusionada_en_id else None,
        "clase": participacion.tipo_de_actor,
        "tipo": actor.tipo,
    }


def _coordinadora(proyecto):
    return next((_actor(p) for p in proyecto.participaciones.all() if p.rol == Rol.COORDINADORA), None)


def _con_rol(rol):
    return lambda proyecto: [_actor(p) for p in proyecto.participaciones.all() if p.rol == rol]


def _ods(proyecto):
    """Return the numbers of its goals; the main one is one of them, as the index of the catalogue has it."""
    return sorted(ods.numero for ods in proyecto.todos_los_ods)


def _de_cada(relacion, *campos):
    def valor(proyecto):
        return [
            {clave: _conocido(tomar(fila)) for clave, tomar in dict(campos).items()}
            for fila in getattr(proyecto, relacion).all()
        ]

    return valor


def _tal_cual(nombre):
    return nombre, lambda fila: getattr(fila, nombre)


def _recursos(relacion, *campos):
    return Columna(relacion, _de_cada(relacion, *campos), tuple(clave for clave, _tomar in campos))


_DE_ACTOR = ("nombre", "pais", "slug")
COLUMNAS = [
    _campo("slug"),
    Columna("url", _url),
    *_bilingue("titulo"),
    _campo("titulo_traducido"),
    _campo("idioma_original"),
    *itertools.chain(*(_bilingue(campo) for campo in ("resumen", "objetivos", "resultados", "beneficiarios"))),
    Columna("convocatoria_anio", _de_convocatoria("anio")),
    Columna("convocatoria_tema_es", _de_convocatoria("tema_es")),
    Columna("convocatoria_tema_pt_br", _de_convocatoria("tema_pt_br")),
    Columna("coordinadora", _coordinadora, _DE_ACTOR),
    *(Columna(nombre, _con_rol(rol), _DE_ACTOR) for rol, nombre in COLUMNA_DE_ROL.items()),
    _campo("modalidad"),
    _campo("modalidades_pcssm"),
    Columna("unidades", lambda p: [unidad.slug for unidad in p.unidades.all()]),
    _campo("unidades_propias"),
    Columna("ods", _ods),
    Columna("ods_principal", lambda p: p.ods_principal and p.ods_principal.numero),
    _campo("estado"),
    *(_fecha(campo) for campo in ("estado_al", "inicio", "fin")),
    *(_campo(campo) for campo in ("monto_solicitado_usd", "monto_usd", "aporte_propio_usd", "aporte_especie_usd")),
    _campo("fuente"),
    _recursos(
        "fuentes",
        ("datos", lambda f: list(f.datos)),
        _tal_cual("texto"),
        _tal_cual("url"),
        ("consultada", lambda f: f.consultada and f.consultada.isoformat()),
    ),
    _recursos("enlaces", *map(_tal_cual, ("clase", "titulo_es", "titulo_pt_br", "url"))),
    _recursos("documentos", *map(_tal_cual, ("titulo_es", "titulo_pt_br")), ("url", lambda d: _archivo(d.archivo))),
    _recursos(
        "imagenes",
        *map(_tal_cual, ("alternativa_es", "alternativa_pt_br", "credito")),
        ("url", lambda i: _archivo(i.archivo)),
    ),
    _fecha("publicado_el"),
    _fecha("actualizado"),
]
NOMBRES = [columna.nombre for columna in COLUMNAS]


# --- Rows ---------------------------------------------------------------------------------------


def por_tandas(proyectos, hacer):
    """Yield ``[hacer(project), …]`` for ``POR_VEZ`` projects at a time, each batch in a fixed number of queries.

    What is never public is not even read.
    """
    return tablas.por_tandas(completos(proyectos).iterator(chunk_size=POR_VEZ), hacer, por_vez=POR_VEZ)


def completos(proyectos):
    """Return a query set of projects with all that their columns need."""
    return (
        proyectos.con_participantes()
        .select_related("ods_principal")
        .prefetch_related("unidades", "fuentes", "enlaces", "documentos", "imagenes")
        .annotate(actualizado=F("indice__actualizado"))
        .defer(*NUNCA)
    )


def en_datos(proyecto):
    """Return one project as JSON has it."""
    return {columna.nombre: columna.valor(proyecto) for columna in COLUMNAS}


def en_figura(proyecto):
    """Return one project as a GeoJSON feature (RFC 7946): its cities as points, lines from who coordinates to each.

    Where nobody coordinates, the lines come from who receives. Without coordinates the geometry is null.
    """
    return {"type": "Feature", "id": proyecto.slug, "geometry": _geometria(proyecto), "properties": en_datos(proyecto)}


def _geometria(proyecto):
    ciudades = [p for p in proyecto.participaciones.all() if p.ciudad_id and p.ciudad.longitud is not None]
    puntos = [[p.ciudad.longitud, p.ciudad.latitud] for p in ciudades]
    if not puntos:
        return None
    varios = {"type": "MultiPoint", "coordinates": puntos}
    roles = [p.rol for p in ciudades]
    centro = next((roles.index(rol) for rol in (Rol.COORDINADORA, Rol.RECEPTORA) if rol in roles), None)
    if centro is None or len(puntos) == 1:
        return varios
    lineas = [[puntos[centro], punto] for lugar, punto in enumerate(puntos) if lugar != centro]
    return {"type": "GeometryCollection", "geometries": [varios, {"type": "MultiLineString", "coordinates": lineas}]}


# --- Formats ------------------------------------------------------------------------------------


def en_csv(proyectos, filtros):
    """Yield the projects as CSV, in pieces."""
    tandas = por_tandas(proyectos, lambda p: [columna.en_csv(p) for columna in COLUMNAS])
    return tablas.filas_csv(NOMBRES, itertools.chain.from_iterable(tandas), por_vez=POR_VEZ)


def en_json(proyectos, filtros):
    """Yield the projects as one JSON object, in pieces: what it is, and then ``proyectos``."""
    return _documento(_cabecera(filtros), "proyectos", por_tandas(proyectos, en_datos))


def en_geojson(proyectos, filtros):
    """Yield the projects as one GeoJSON feature collection, in pieces; what it is stands in foreign members."""
    return _documento({"type": "FeatureCollection", **_cabecera(filtros)}, "features", por_tandas(proyectos, en_figura))


def _cabecera(filtros):
    generado = timezone.now().isoformat(timespec="seconds")
    return {"licencia": LICENCIA, "fuente": FUENTE, "generado": generado, "filtros": filtros}


def _documento(cabecera, clave, tandas):
    yield f"{_texto(cabecera)[:-1]},{_texto(clave)}:[".encode()
    antes = "\n"
    for tanda in tandas:
        yield (antes + ",\n".join(map(_texto, tanda))).encode()
        antes = ",\n"
    yield b"\n]}\n"


def _texto(valor):
    return json.dumps(valor, ensure_ascii=False, separators=(",", ":"))

"""The catalogue as open data: the columns of its CSV, JSON and GeoJSON, and how each format is written, in pieces.

A column has one name and one value in every format; CSV writes a list as text (:func:`comun.tablas.lista`). Only what
the public sheet shows is a column. What each one means is said here, to the readers of ``/proyectos/datos/``; a test
keeps ``docs/datos-abiertos.md`` saying the same.
"""

import itertools
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from comun import tablas
from proyectos.models import Participacion

POR_VEZ = 500
LICENCIA = "https://creativecommons.org/licenses/by/4.0/deed.es"
LICENCIA_EN_PORTUGUES = "https://creativecommons.org/licenses/by/4.0/deed.pt-br"
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
    """One fact of a project, ``que`` in words: ``valor(proyecto)`` gives it as JSON has it, ``partes`` as CSV does."""

    nombre: str
    que: Any
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


def _campo(nombre, que):
    return Columna(nombre, que, lambda p: _conocido(getattr(p, nombre)))


def _conocido(valor):
    """Return a value, or ``None`` for what is unknown: in the sheet an empty text is."""
    return None if valor == "" else valor


def _fecha(nombre, que):
    return Columna(nombre, que, lambda p: (valor := getattr(p, nombre)) and valor.isoformat())


def _bilingue(nombre, en_espanol, en_portugues):
    return [_campo(f"{nombre}_es", en_espanol), _campo(f"{nombre}_pt_br", en_portugues)]


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


def _con_rol(rol, que):
    def valor(proyecto):
        return [_actor(p) for p in proyecto.participaciones.all() if p.rol == rol]

    return Columna(COLUMNA_DE_ROL[rol], que, valor, _DE_ACTOR)


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


def _recursos(relacion, que, *campos):
    return Columna(relacion, que, _de_cada(relacion, *campos), tuple(clave for clave, _tomar in campos))


_DE_ACTOR = ("nombre", "pais", "slug")
COLUMNAS = [
    _campo("slug", _("identificador del proyecto en su dirección web")),
    Columna("url", _("dirección de su ficha, en el idioma pedido"), _url),
    *_bilingue("titulo", _("título en español"), _("título en portugués")),
    _campo("titulo_traducido", _("idioma (es, pt-br) en que el título es una versión de este portal, no oficial")),
    _campo("idioma_original", _("idioma en que se presentó: es o pt-br")),
    *_bilingue("resumen", _("resumen en español"), _("resumen en portugués")),
    *_bilingue("objetivos", _("objetivos en español"), _("objetivos en portugués")),
    *_bilingue("resultados", _("resultados en español"), _("resultados en portugués")),
    *_bilingue("beneficiarios", _("a quiénes beneficia, en español"), _("a quiénes beneficia, en portugués")),
    Columna("convocatoria_anio", _("año de la convocatoria del PCSSM"), _de_convocatoria("anio")),
    Columna("convocatoria_tema_es", _("tema de la convocatoria, en español"), _de_convocatoria("tema_es")),
    Columna("convocatoria_tema_pt_br", _("tema de la convocatoria, en portugués"), _de_convocatoria("tema_pt_br")),
    Columna("coordinadora", _("quien coordina: Nombre|PAÍS|slug"), _coordinadora, _DE_ACTOR),
    _con_rol(Rol.SOCIA, _("socias: lista de Nombre|PAÍS|slug")),
    _con_rol(Rol.ALIADA, _("aliadas: lista igual")),
    _con_rol(Rol.PRIMER_OFERENTE, _("en un proyecto triangular, primer oferente: lista igual")),
    _con_rol(Rol.SEGUNDO_OFERENTE, _("en un proyecto triangular, segundo oferente: lista igual")),
    _con_rol(Rol.RECEPTORA, _("en un proyecto triangular, receptora: lista igual")),
    _campo("modalidad", _("modalidad de cooperación: bilateral, regional, triangular")),
    _campo(
        "modalidades_pcssm",
        _("modalidades del PCSSM: lista de asistencia, intercambio, pasantia, taller, capacitacion, comunicacion"),
    ),
    Columna(
        "unidades",
        _("unidades temáticas: lista de sus identificadores"),
        lambda p: [unidad.slug for unidad in p.unidades.all()],
    ),
    _campo("unidades_propias", _("si (JSON: true) cuando las unidades las asignó este portal")),
    Columna("ods", _("Objetivos de Desarrollo Sostenible: lista de números, el principal incluido"), _ods),
    Columna("ods_principal", _("número del ODS principal"), lambda p: p.ods_principal and p.ods_principal.numero),
    _campo("estado", _("estado: aprobado, en_ejecucion, finalizado")),
    _fecha("estado_al", _("día al que se conoce ese estado")),
    _fecha("inicio", _("día en que empieza")),
    _fecha("fin", _("día en que termina")),
    _campo("monto_solicitado_usd", _("aporte que se pidió al PCSSM, en dólares; no es lo otorgado")),
    _campo("monto_usd", _("aporte del PCSSM otorgado, en dólares; nunca el tope de la convocatoria")),
    _campo("aporte_propio_usd", _("aporte propio en dinero, en dólares")),
    _campo("aporte_especie_usd", _("aporte propio en especie, valuado en dólares")),
    _campo("fuente", _("fuente de todo dato que no tenga la suya")),
    _recursos(
        "fuentes",
        _("fuentes de algunos datos: lista de datos|texto|dirección|consultada, los datos unidos con +"),
        ("datos", lambda f: list(f.datos)),
        _tal_cual("texto"),
        _tal_cual("url"),
        ("consultada", lambda f: f.consultada and f.consultada.isoformat()),
    ),
    _recursos(
        "enlaces",
        _("páginas, noticias y videos: lista de clase|título es|título pt|dirección"),
        *map(_tal_cual, ("clase", "titulo_es", "titulo_pt_br", "url")),
    ),
    _recursos(
        "documentos",
        _("documentos: lista de título es|título pt|dirección"),
        *map(_tal_cual, ("titulo_es", "titulo_pt_br")),
        ("url", lambda d: _archivo(d.archivo)),
    ),
    _recursos(
        "imagenes",
        _("imágenes: lista de qué se ve es|qué se ve pt|crédito|dirección"),
        *map(_tal_cual, ("alternativa_es", "alternativa_pt_br", "credito")),
        ("url", lambda i: _archivo(i.archivo)),
    ),
    _fecha("publicado_el", _("momento en que se publicó por primera vez")),
    _fecha("actualizado", _("momento del último cambio")),
]
NOMBRES = [columna.nombre for columna in COLUMNAS]


def licencia():
    """Return the address of the licence in the active language; the data itself, of one language, says ``LICENCIA``."""
    return LICENCIA_EN_PORTUGUES if get_language() == "pt-br" else LICENCIA


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

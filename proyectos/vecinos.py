"""Projects related to one, each with the reasons: cities, units, goals and rare words that they share.

One query over the index of the catalogue, whose cost hardly grows with it: what many rows have (units, goals) is
looked for in the ``RECIENTES`` last ones; what at most ``RARO`` rows have (cities, pairs of them, words), in all. The
answer depends on nothing but the data and the language of the title.
"""

import re
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language, gettext, override

from actores.models import Pais
from comun.busqueda import sin_acentos
from comun.contenido import en_idioma
from comun.direcciones import direccion
from comun.indices import marca
from proyectos.models.proyecto import nombre_sin_titulo

CUANTOS = 4
RECIENTES = 1000
RARO = 200
PALABRAS, PALABRAS_MIRADAS = 5, 12
CIUDADES, CIUDADES_DE_A_DOS = 10, 5  # the first ones; five make ten pairs

# The rarest words of the title, told by the titles of some last rows; they count in titles, summaries and aims.
_CON = """
WITH recientes AS MATERIALIZED (
  SELECT proyecto_id, facetas, titular FROM proyectos_indiceproyecto
  ORDER BY anio DESC NULLS LAST, slug LIMIT %(recientes)s
),
dichas AS MATERIALIZED (
  SELECT n, palabra, (SELECT string_agg(quote_literal(r), ' | ') FROM unnest(raices) r)::tsquery AS buscada,
         (SELECT string_agg(quote_literal(r) || ':AC', ' | ') FROM unnest(raices) r)::tsquery AS consulta
  FROM unnest(%(palabras)s::text[]) WITH ORDINALITY AS d(palabra, n), raices(palabra)
  WHERE length(indexado(palabra, 'es')) > 0 AND length(indexado(palabra, 'pt-br')) > 0
),
pocas AS MATERIALIZED (
  SELECT n, palabra, buscada, consulta
  FROM dichas, LATERAL (
    SELECT count(*) FILTER (WHERE titular @@ buscada) AS veces, count(*) AS todas
    FROM (SELECT titular FROM recientes LIMIT 2 * %(raro)s) x) v
  WHERE veces <= greatest(4, todas / 20)
  ORDER BY veces, palabra LIMIT %(cuantas_palabras)s
),
raras AS MATERIALIZED (
  SELECT n, palabra, consulta
  FROM pocas, LATERAL (
    SELECT count(*) AS veces FROM (
      SELECT FROM proyectos_indiceproyecto WHERE doc @@ buscada LIMIT %(raro)s + 1) x) v
  WHERE veces BETWEEN 2 AND %(raro)s
),
que_las_dicen AS MATERIALIZED (
  SELECT proyecto_id, array_agg(palabra ORDER BY n) AS palabras
  FROM raras JOIN proyectos_indiceproyecto ON doc @@ consulta GROUP BY proyecto_id
),
candidatas AS (
  SELECT proyecto_id FROM recientes WHERE facetas && %(todas)s::text[]
  UNION SELECT proyecto_id FROM que_las_dicen
"""

_DE_CIUDADES = """  UNION
  SELECT unnest(claves) FROM (VALUES {filas}) AS f(marcas), LATERAL (
    SELECT array_agg(proyecto_id) AS claves
    FROM (SELECT proyecto_id FROM proyectos_indiceproyecto WHERE facetas @> marcas LIMIT %(raro)s + 1) x
    HAVING count(*) <= %(raro)s) c
"""

# A shared city says more than a main goal or a unit, these more than another goal, and that more than a word.
_PUNTUAR = """),
puntuadas AS (
  SELECT i.proyecto_id, i.anio, i.slug, comunes, palabras,
         8 * ciudades + CASE WHEN ciudades > 1 THEN 8 ELSE 0 END + 4 * (unidades + principal)
           + 2 * least(ods - principal, 2) + least(coalesce(cardinality(palabras), 0), 3) AS puntaje
  FROM candidatas JOIN proyectos_indiceproyecto i USING (proyecto_id)
  LEFT JOIN que_las_dicen USING (proyecto_id),
  LATERAL (
    SELECT array_agg(f) FILTER (WHERE f = ANY (%(todas)s::text[])) AS comunes,
           count(*) FILTER (WHERE f = ANY (%(ciudades)s::text[])) AS ciudades,
           count(*) FILTER (WHERE f = ANY (%(unidades)s::text[])) AS unidades,
           count(*) FILTER (WHERE f = ANY (%(ods)s::text[])) AS ods,
           count(*) FILTER (WHERE f = ANY (%(principal)s::text[])) AS principal
    FROM unnest(i.facetas) AS f) c
  WHERE i.proyecto_id <> %(clave)s
  ORDER BY puntaje DESC, i.anio DESC NULLS LAST, i.slug LIMIT %(cuantos)s
)
SELECT v.slug, v.anio, p.titulo_es, p.titulo_pt_br,
       ARRAY(SELECT c.nombre FROM proyectos_participacion q JOIN actores_ciudad c ON c.id = q.ciudad_id
             WHERE q.proyecto_id = p.id ORDER BY q.id),
       coalesce(comunes, '{}'), coalesce(palabras, '{}')
FROM puntuadas v JOIN proyectos_proyecto p ON p.id = v.proyecto_id AND p.publicacion = 'publicada'
ORDER BY puntaje DESC, v.anio DESC NULLS LAST, v.slug
"""


@dataclass(frozen=True)
class Motivo:
    """What two projects share: the kind of thing, its values as the catalogue's filter takes them, and in words."""

    clase: str  # ciudad, unidad, ods or q
    valores: tuple
    nombres: str
    idioma: str = ""  # of the words of ``q``

    @property
    def url(self):
        """The catalogue narrowed to what shares it."""
        pedidos = [("q", " ".join(self.valores))] if self.clase == "q" else [(self.clase, v) for v in self.valores]
        return f"{direccion('proyectos:catalogo')}?{urlencode(pedidos)}"


@dataclass(frozen=True)
class Vecino:
    """A published project that is related to another one, and why."""

    slug: str
    anio: int | None
    titulo_es: str
    titulo_pt_br: str
    ciudades: tuple
    motivos: tuple

    @property
    def nombre_sin_titulo(self):
        """What it is called if it has no title; "" if it has one."""
        return "" if self.titulo_es or self.titulo_pt_br else nombre_sin_titulo(self.ciudades)

    def get_absolute_url(self):
        return direccion("proyectos:proyecto", self.slug)


def vecinos_de(proyecto):
    """Return the ``CUANTOS`` published projects that share most with one fetched ``con_hoja``, the closest first."""
    rasgos = _rasgos(proyecto)
    marcas = {clase: [marca(clase, valor) for valor in valores] for clase, valores in rasgos.items()}
    parametros = {
        "clave": proyecto.pk,
        "ciudades": marcas["ciudad"],
        "unidades": marcas["unidad"],
        "ods": marcas["ods"],
        "todas": marcas["ciudad"] + marcas["unidad"] + marcas["ods"],
        "principal": [marca("ods", proyecto.ods_principal.numero)] if proyecto.ods_principal else [],
        "palabras": _palabras(proyecto),
        "recientes": RECIENTES,
        "raro": RARO,
        "cuantas_palabras": PALABRAS,
        "cuantos": CUANTOS,
    }
    with connection.cursor() as cursor:
        cursor.execute(*_consulta(parametros))
        filas = cursor.fetchall()
    return [
        Vecino(slug, anio, es or "", pt or "", tuple(ciudades), tuple(_motivos(proyecto, rasgos, comunes, palabras)))
        for slug, anio, es, pt, ciudades, comunes, palabras in filas
    ]


def _consulta(parametros):
    """Return SQL and parameters; each city, and each two of them, is a row of ``_DE_CIUDADES``."""
    ciudades = parametros["ciudades"]
    marcas = [(una,) for una in ciudades[:CIUDADES]] + list(combinations(ciudades[:CIUDADES_DE_A_DOS], 2))
    de_ciudades = ", ".join(f"(%(marcas_{n})s::text[])" for n in range(len(marcas)))
    sql = _CON + (_DE_CIUDADES.format(filas=de_ciudades) if marcas else "") + _PUNTUAR
    return sql, parametros | {f"marcas_{n}": list(juntas) for n, juntas in enumerate(marcas)}


# --- What it has ---------------------------------------------------------------------------------


def _rasgos(proyecto):
    """Return ``{facet: {value: words}}`` of what others may share with a project; only what its index row has."""
    ciudades = [p.ciudad for p in proyecto.participaciones.all() if p.ciudad_id]
    return {
        "ciudad": {c.slug: c.nombre for c in ciudades if c.verificada and not c.fusionada_en_id},
        "unidad": {unidad.slug: en_idioma(unidad, "nombre")[0] for unidad in proyecto.unidades.all()},
        "ods": {str(ods.numero): str(ods.numero) for ods in proyecto.todos_los_ods},
    }


def _palabras(proyecto):
    """Return the words of the title that is shown, but for the names of who takes part and of the countries."""
    actores = [p.actor.nombre for p in proyecto.participaciones.all()]
    ajenas = {palabra for nombre in [*actores, *_paises()] for palabra in _en_palabras(sin_acentos(nombre))}
    palabras = {sin_acentos(palabra): palabra for palabra in _en_palabras(proyecto.titulo or "")}
    return [palabra.lower() for llana, palabra in palabras.items() if llana not in ajenas][:PALABRAS_MIRADAS]


def _en_palabras(texto):
    return re.findall(r"[^\W\d_]{3,}", texto)


@cache
def _paises():
    """Return the names of the countries of the network in both languages."""
    nombres = []
    for idioma, _nombre in settings.LANGUAGES:
        with override(idioma):
            nombres += [str(nombre) for nombre in Pais.labels]
    return nombres


# --- Why -----------------------------------------------------------------------------------------


def _motivos(proyecto, rasgos, comunes, palabras):
    """Return the reasons, what says most first; each names only what both projects have."""
    for clase, suyos in rasgos.items():
        valores = [valor for valor in suyos if marca(clase, valor) in comunes]
        if valores:
            yield Motivo(clase, tuple(valores), _y([suyos[valor] for valor in valores]))
    if palabras:
        _titulo, idioma = en_idioma(proyecto, "titulo")
        yield Motivo("q", tuple(palabras), ", ".join(palabras), idioma if idioma != get_language() else "")


def _y(nombres):
    """Return ``a, b y c``."""
    if len(nombres) == 1:
        return nombres[0]
    return gettext("%(unos)s y %(otro)s") % {"unos": ", ".join(nombres[:-1]), "otro": nombres[-1]}

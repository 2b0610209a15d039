"""Search text: accent-free, lower-case, the same in Python and in PostgreSQL; and what a person typed, understood.

Each word stands for its stems in both languages, for what the glossary takes for the same, and, if nothing indexed has
it, for the indexed words that begin with it or are a slip of the finger away. Every word must be found.
"""

import json
import re
import unicodedata
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import Func, TextField

PALABRAS = 8
LARGO = 40  # characters of a word; longer ones are nobody's
PARECIDAS = 40
NADA = [" "]  # The stems of a word that has none, such as figures of another script: nothing is found by it.

# One row for each word typed: its stems; whether it says nothing ("de"); the alternatives that the glossary gives it,
# each a list of stems; the words of the index that any of these finds; and, if there is none, those it may stand for.
_ENTENDER = """
WITH dichas AS (
    SELECT n, palabra, raices(palabra) AS raices, sin_acentos(palabra) AS lisa,
           length(indexado(palabra, 'es')) = 0 OR length(indexado(palabra, 'pt-br')) = 0 AS vacia
    FROM unnest(%(dichas)s::text[]) WITH ORDINALITY AS d(palabra, n)
),
todas AS (SELECT array_agg(raiz) AS raices FROM dichas, unnest(raices) AS raiz),
terminos AS (
    SELECT e.id, t.lugar, tsvector_to_array(indexado(t.texto, t.idioma)) AS raices
    FROM todas, comun_equivalencia e,
         LATERAL (SELECT 'es' AS idioma, texto, lugar
                  FROM unnest(string_to_array(e.espanol, ',')) WITH ORDINALITY AS x(texto, lugar)
                  UNION ALL
                  SELECT 'pt-br', texto, -lugar
                  FROM unnest(string_to_array(e.portugues, ',')) WITH ORDINALITY AS x(texto, lugar)) AS t
    WHERE e.raices && todas.raices
),
glosadas AS (
    SELECT n, otro.raices
    FROM todas, dichas, terminos dicho JOIN terminos otro ON otro.id = dicho.id AND otro.lugar <> dicho.lugar
    WHERE dicho.raices <@ todas.raices AND dicho.raices && dichas.raices AND otro.raices <> '{}'
),
vistas AS (
    SELECT d.*, (SELECT jsonb_agg(DISTINCT raices) FROM glosadas g WHERE g.n = d.n) AS iguales,
           ARRAY(SELECT p.palabra FROM comun_palabra p WHERE p.raices && (d.raices || ARRAY(
               SELECT raiz FROM glosadas g, unnest(g.raices) AS raiz WHERE g.n = d.n))
               AND palabra_en_uso(p.raices, %(indice)s)) AS halladas
    FROM dichas d
)
SELECT palabra, raices, vacia, halladas, iguales,
       CASE WHEN halladas = '{}' AND iguales IS NULL AND length(lisa) > 2 THEN (
           SELECT jsonb_agg(jsonb_build_array(p.palabra, p.escrita, p.raices, p.palabra LIKE lisa || '%%'))
           FROM palabras_parecidas(lisa, %(parecidas)s, %(indice)s) p) END
FROM vistas ORDER BY n
"""


class SinAcentos(Func):
    """``sin_acentos(x)``: PostgreSQL's immutable lower-case and unaccented form (comun.0001)."""

    function = "sin_acentos"
    output_field = TextField()
    arity = 1


def sin_acentos(texto):
    """Return ``texto`` in lower case without diacritics, as :class:`SinAcentos` does in the database."""
    descompuesto = unicodedata.normalize("NFKD", texto.lower())
    return "".join(c for c in descompuesto if not unicodedata.combining(c))


def palabras(texto, maximo=PALABRAS):
    """Split what a person typed into at most ``maximo`` accent-free words."""
    return sin_acentos(texto).split()[:maximo]


class Raices(Func):
    """``raices(x)``: the stems under which the words of a text may be indexed, in both languages (comun.0005)."""

    function = "raices"
    output_field = ArrayField(TextField())
    arity = 1


def distancia(a, b):
    """Return the edit distance between two words, a swap of neighbours counting as one (Damerau)."""
    previa2, previa = [], list(range(len(b) + 1))
    for i, letra_a in enumerate(a, 1):
        fila = [i]
        for j, letra_b in enumerate(b, 1):
            costo = min(previa[j] + 1, fila[j - 1] + 1, previa[j - 1] + (letra_a != letra_b))
            if i > 1 and j > 1 and letra_a == b[j - 2] and a[i - 2] == letra_b:
                costo = min(costo, previa2[j - 2] + 1)
            fila.append(costo)
        previa2, previa = previa, fila
    return previa[-1]


# --- What was typed ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Consulta:
    """A search: what to ask PostgreSQL for, empty to ask for everything, and what was made of the words."""

    tsquery: str = ""
    halladas: frozenset = frozenset()  # the words, without accents, that it finds: what to mark in a text
    en_lugar_de: tuple = ()  # pairs: a word that nothing has, and the words looked for instead


def entender(texto, indice):
    """Return the :class:`Consulta` of what a person typed: at most ``PALABRAS`` words count. One query.

    ``indice``: the model of the index in which it is looked for (``comun.indices.Indice``); a word is a slip where
    nothing of it has that word.
    """
    dichas = [p[:LARGO] for p in re.findall(r"[^\W_]+", texto)][:PALABRAS]
    if not dichas:
        return Consulta()
    with connection.cursor() as cursor:
        cursor.execute(_ENTENDER, {"dichas": dichas, "parecidas": PARECIDAS, "indice": indice._meta.db_table})
        filas = cursor.fetchall()
    if not all(vacia for _palabra, _raices, vacia, *_ in filas):
        filas = [fila for fila in filas if not fila[2]]
    grupos, halladas, en_lugar_de = [], set(), []
    for palabra, raices, _vacia, suyas, iguales, candidatas in filas:
        grupo = [[raiz] for raiz in raices] + json.loads(iguales or "[]")
        if parecidas := _parecidas(sin_acentos(palabra), json.loads(candidatas or "[]")):
            grupo = [[raiz] for _parecida, _escrita, otras in parecidas for raiz in otras]
            suyas = [parecida for parecida, _escrita, _raices in parecidas]
            en_lugar_de.append((palabra, tuple(escrita for _parecida, escrita, _raices in parecidas)))
        grupos.append(grupo or [NADA])
        halladas.update(suyas)
    return Consulta(" & ".join(map(_o, grupos)), frozenset(halladas), tuple(en_lugar_de))


def _parecidas(palabra, candidatas):
    """Return the candidates that begin with a word, or else those it is the smallest slip for.

    Each is the word without accents, as it is written, and its stems.
    """
    if comienzan := [otra[:3] for otra in candidatas if otra[3]]:
        return comienzan
    lejos = [(distancia(palabra, otra[0]), otra[:3]) for otra in candidatas]
    tope = min((d for d, _otra in lejos), default=99)
    return [otra for d, otra in lejos if d == tope <= (1 if len(palabra) < 6 else 2)]


def _o(grupo):
    """Return the alternatives of one word; one of several stems needs them all."""
    return "(" + " | ".join(dict.fromkeys(map(_y, grupo))) + ")"


def _y(raices):
    return "(" + " & ".join("'" + raiz.replace("\\", "\\\\").replace("'", "''") + "'" for raiz in raices) + ")"


# --- Forgetting ---------------------------------------------------------------------------------

_SIN_USO = """
DELETE FROM comun_palabra p WHERE NOT palabra_en_uso(raices)
OR EXISTS (SELECT FROM comun_palabra otra WHERE otra.palabra = p.palabra AND otra.id < p.id)
"""


def olvidar_palabras(ahora):
    """Delete the words that nothing to be found has any more, and those kept twice; part of the purge."""
    with connection.cursor() as cursor:
        cursor.execute(_SIN_USO)
        return {"palabras de la búsqueda que nada dice": cursor.rowcount}

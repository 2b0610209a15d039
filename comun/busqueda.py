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
PARECIDAS = 12

_RAICES = """
WITH dichas AS (
    SELECT n, palabra, raices(palabra) AS raices,
           length(indexado(palabra, 'es')) = 0 OR length(indexado(palabra, 'pt-br')) = 0 AS vacia
    FROM unnest(%s::text[]) WITH ORDINALITY AS d(palabra, n)
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
)
SELECT n, palabra, raices, vacia,
       EXISTS (SELECT FROM comun_palabra p WHERE p.raices && dichas.raices) AS conocida,
       (SELECT jsonb_agg(DISTINCT otro.raices)
        FROM todas, terminos dicho JOIN terminos otro ON otro.id = dicho.id AND otro.lugar <> dicho.lugar
        WHERE dicho.raices <@ todas.raices AND dicho.raices && dichas.raices AND otro.raices <> '{}') AS iguales
FROM dichas ORDER BY n
"""

_PARECIDAS = """
SELECT palabra, raices, palabra LIKE %(comienzo)s AS comienza FROM comun_palabra
WHERE palabra %% %(palabra)s OR palabra LIKE %(comienzo)s
ORDER BY palabra LIKE %(comienzo)s DESC, similarity(palabra, %(palabra)s) DESC, palabra LIMIT %(cuantas)s
"""

_SURGEN_DE = "SELECT palabra FROM comun_palabra WHERE raices && %s::text[]"


class SinAcentos(Func):
    """``sin_acentos(x)``: PostgreSQL's immutable lower-case and unaccented form (comun.0001)."""

    function = "sin_acentos"
    output_field = TextField()
    arity = 1


def sin_acentos(texto):
    """Return ``texto`` in lower case without diacritics, as :class:`SinAcentos` does in the database."""
    descompuesto = unicodedata.normalize("NFKD", texto.lower())
    return "".join(c for c in descompuesto if not unicodedata.combining(c))


def palabras(texto, maximo=8):
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
    raices: tuple = ()
    en_lugar_de: tuple = ()  # pairs: a word that nothing has, and the words looked for instead

    def resaltables(self):
        """Return the words, without accents, that this search finds in a text: what to mark in it. One query."""
        if not self.raices:
            return frozenset()
        with connection.cursor() as cursor:
            cursor.execute(_SURGEN_DE, [list(self.raices)])
            return frozenset(palabra for (palabra,) in cursor)


def entender(texto):
    """Return the :class:`Consulta` of what a person typed: at most ``PALABRAS`` words count, in one or two queries."""
    dichas = [p[:LARGO] for p in re.findall(r"[^\W_]+", texto.replace("\0", ""))][:PALABRAS]
    if not dichas:
        return Consulta()
    with connection.cursor() as cursor:
        cursor.execute(_RAICES, [dichas])
        filas = cursor.fetchall()
        if not all(vacia for _n, _p, _r, vacia, *_ in filas):
            filas = [fila for fila in filas if not fila[3]]
        grupos, en_lugar_de = [], []
        for _n, palabra, raices, _vacia, conocida, iguales in filas:
            grupo = [[raiz] for raiz in raices] + json.loads(iguales or "[]")
            if not conocida and not iguales and (parecidas := _parecidas(cursor, sin_acentos(palabra))):
                grupo = [[raiz] for _palabra, suyas in parecidas for raiz in suyas]
                en_lugar_de.append((palabra, tuple(p for p, _raices in parecidas)))
            grupos.append(grupo)
    return Consulta(
        tsquery=" & ".join(_o(grupo) for grupo in grupos),
        raices=tuple(sorted({raiz for grupo in grupos for termino in grupo for raiz in termino})),
        en_lugar_de=tuple(en_lugar_de),
    )


def _parecidas(cursor, palabra):
    """Return indexed words and their stems: those that begin with a word, or else those it may be a slip for."""
    if len(palabra) < 3:
        return []
    comienzo = f"{palabra}%"  # A word has neither % nor _: they are no letters.
    cursor.execute(_PARECIDAS, {"palabra": palabra, "comienzo": comienzo, "cuantas": PARECIDAS})
    filas = cursor.fetchall()
    if comienzan := [(otra, raices) for otra, raices, comienza in filas if comienza]:
        return comienzan
    lejos = [(distancia(palabra, otra), otra, raices) for otra, raices, _comienza in filas]
    tope = min((d for d, _otra, _raices in lejos), default=99)
    return [(otra, raices) for d, otra, raices in lejos if d == tope <= (1 if len(palabra) < 6 else 2)]


def _o(grupo):
    """Return the alternatives of one word; one of several stems needs them all."""
    return "(" + " | ".join(dict.fromkeys(_y(raices) for raices in grupo)) + ")"


def _y(raices):
    return "(" + " & ".join("'" + raiz.replace("\\", "\\\\").replace("'", "''") + "'" for raiz in raices) + ")"

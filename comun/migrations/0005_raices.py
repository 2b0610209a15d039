"""The functions of the search: how a text is indexed, and under which stems a word is looked for.

``to_tsvector('spanish', 'educacion')`` gives no stem, for the stemmers expect the accents that people leave out. Text
and words are therefore brought to one form first: without accents, then with those of the endings that tell the stem.
All are immutable, since they name their configurations and the dictionary of unaccent.
"""

from django.db import migrations

CREAR = r"""
-- Only words: "raza/etnia" is two of them, not the path of a file.
CREATE OR REPLACE FUNCTION en_palabras(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT regexp_replace(public.sin_acentos($1), '[^[:alnum:]]+', ' ', 'g') $$;

CREATE OR REPLACE FUNCTION forma_es(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT regexp_replace(regexp_replace(public.en_palabras($1), '([cs])ion(es)?\M', '\1ión', 'g'),
                        'logia(s)?\M', 'logía', 'g') $$;

CREATE OR REPLACE FUNCTION forma_pt(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT regexp_replace(regexp_replace(public.en_palabras($1), 'c(ao|oes)\M', 'ção', 'g'),
                        '([istgnx])(ao|oes)\M', '\1ão', 'g') $$;

-- A text as an index keeps it: 'es', 'pt-br', or '' for names, which have no stems.
CREATE OR REPLACE FUNCTION indexado(texto text, idioma text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE idioma
    WHEN 'es' THEN to_tsvector('pg_catalog.spanish', public.forma_es(coalesce(texto, '')))
    WHEN 'pt-br' THEN to_tsvector('pg_catalog.portuguese', public.forma_pt(coalesce(texto, '')))
    ELSE to_tsvector('pg_catalog.simple', public.en_palabras(coalesce(texto, ''))) END $$;

-- All the stems under which the words of a text may be indexed, singular and plural, in either language.
CREATE OR REPLACE FUNCTION raices(texto text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
  SELECT tsvector_to_array(
    public.indexado(v, 'es') || public.indexado(v, 'pt-br') || public.indexado(texto, ''))
  FROM (SELECT texto || ' ' || regexp_replace(texto, '(\w{3,})s\M', '\1', 'g')
                     || ' ' || regexp_replace(texto, '(\w{3,})es\M', '\1', 'g')
                     || ' ' || regexp_replace(texto, '(\w{3,})\M', '\1s \1es', 'g')) AS x(v) $$;

-- What any of some stems answers.
CREATE OR REPLACE FUNCTION alguna(raices text[]) RETURNS tsquery LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT string_agg(quote_literal(raiz), ' | ')::tsquery FROM unnest(raices) AS raiz $$;
"""
BORRAR = """
DROP FUNCTION IF EXISTS alguna(text[]);
DROP FUNCTION IF EXISTS raices(text);
DROP FUNCTION IF EXISTS indexado(text, text);
DROP FUNCTION IF EXISTS forma_pt(text);
DROP FUNCTION IF EXISTS forma_es(text);
DROP FUNCTION IF EXISTS en_palabras(text);
"""


class Migration(migrations.Migration):
    dependencies = [("comun", "0004_btree_gist")]
    operations = [migrations.RunSQL(CREAR, BORRAR)]

"""Understand what was typed by the words of the index in which it is looked for, and not by those of all indexes.

The functions of fewer arguments stay for the version that serves meanwhile; ``palabra_en_uso`` also for forgetting.
"""

from django.db import migrations

# Whether anything in an index, named by its table, has a word. The rooms that have one say it (intercambio.0007).
EN_USO = """
CREATE OR REPLACE FUNCTION palabra_en_uso(raices text[], indice text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT true $$
"""

# As that of comun.0006.
PARECIDAS = r"""
CREATE OR REPLACE FUNCTION palabras_parecidas(buscada text, cuantas integer, indice text) RETURNS SETOF comun_palabra
LANGUAGE sql STABLE SET pg_trgm.similarity_threshold = 0.2 AS $$
  SELECT * FROM (
    SELECT * FROM (
      SELECT DISTINCT ON (palabra) * FROM public.comun_palabra
      WHERE palabra % buscada OR palabra LIKE buscada || '%' ORDER BY palabra, id) p
    ORDER BY palabra LIKE buscada || '%' DESC, public.similarity(palabra, buscada) DESC, palabra LIMIT cuantas) q
  WHERE public.palabra_en_uso(raices, indice)
  ORDER BY palabra LIKE buscada || '%' DESC, public.similarity(palabra, buscada) DESC, palabra $$
"""


class Migration(migrations.Migration):
    dependencies = [("comun", "0008_nombre_de_los_anulados")]
    operations = [
        migrations.RunSQL(EN_USO, "DROP FUNCTION IF EXISTS palabra_en_uso(text[], text)"),
        migrations.RunSQL(PARECIDAS, "DROP FUNCTION IF EXISTS palabras_parecidas(text, integer, text)"),
    ]

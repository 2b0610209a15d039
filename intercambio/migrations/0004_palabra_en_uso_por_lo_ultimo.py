"""Tell at once that a frequent word is in use: the last rows have it, and the index would list all that do."""

from django.db import migrations

ANTES = """
CREATE OR REPLACE FUNCTION palabra_en_uso(raices text[]) RETURNS boolean LANGUAGE sql STABLE
SET enable_seqscan = off AS $$  -- Most words are rare: to read the table until one is found is to read it all.
  SELECT EXISTS (SELECT FROM public.proyectos_indiceproyecto WHERE doc @@ public.alguna(raices))
      OR EXISTS (SELECT FROM public.intercambio_indicetablero WHERE doc @@ public.alguna(raices)) $$;
"""
DESPUES = """
CREATE OR REPLACE FUNCTION palabra_en_uso(raices text[]) RETURNS boolean LANGUAGE sql STABLE
SET enable_seqscan = off AS $$  -- Most words are rare: to read the table until one is found is to read it all.
  SELECT EXISTS (SELECT FROM (SELECT doc FROM public.proyectos_indiceproyecto ORDER BY proyecto_id DESC LIMIT 20) x
                 WHERE doc @@ public.alguna(raices))
      OR EXISTS (SELECT FROM public.proyectos_indiceproyecto WHERE doc @@ public.alguna(raices))
      OR EXISTS (SELECT FROM public.intercambio_indicetablero WHERE doc @@ public.alguna(raices)) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("intercambio", "0003_disparadores_del_indice")]
    operations = [migrations.RunSQL(DESPUES, ANTES)]

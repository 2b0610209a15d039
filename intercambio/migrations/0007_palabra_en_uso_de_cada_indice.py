"""Tell whether a word is in use in the catalogue, or on the board: see ``comun.0009``."""

from django.db import migrations

ANTES = """
CREATE OR REPLACE FUNCTION palabra_en_uso(raices text[], indice text) RETURNS boolean LANGUAGE sql STABLE
AS $$ SELECT true $$;
"""
DESPUES = """
CREATE OR REPLACE FUNCTION palabra_en_uso(raices text[], indice text) RETURNS boolean LANGUAGE sql STABLE
SET enable_seqscan = off AS $$  -- As the one of one argument (0004).
  SELECT CASE indice
    WHEN 'proyectos_indiceproyecto' THEN
      EXISTS (SELECT FROM (SELECT doc FROM public.proyectos_indiceproyecto ORDER BY proyecto_id DESC LIMIT 20) x
              WHERE doc @@ public.alguna(raices))
      OR EXISTS (SELECT FROM public.proyectos_indiceproyecto WHERE doc @@ public.alguna(raices))
    WHEN 'intercambio_indicetablero' THEN
      EXISTS (SELECT FROM public.intercambio_indicetablero WHERE doc @@ public.alguna(raices))
  END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("intercambio", "0006_pais_y_cierre_en_el_indice"),
        ("comun", "0009_palabras_de_un_indice"),
    ]
    operations = [migrations.RunSQL(DESPUES, ANTES)]

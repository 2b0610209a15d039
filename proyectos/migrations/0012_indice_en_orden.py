"""Write units and goals of an index row in one order: else the nightly look finds another one, and calls it a change."""

from django.db import migrations

ORDENAR = r"""
DO $ordenar$
DECLARE
  antes text := pg_get_functiondef('public.proyectos_indexar(bigint[],boolean)'::regprocedure);
  despues text := regexp_replace(regexp_replace(regexp_replace(regexp_replace(antes,
    $$(string_agg\(coalesce\(u\.nombre_(?:es|pt_br), ''\), ' ')\)$$, '\1 ORDER BY u.slug)', 'g'),
    $$(string_agg\(coalesce\(o\.nombre_(?:es|pt_br), ''\), ' ')\)$$, '\1 ORDER BY o.numero)', 'g'),
    $$(array_agg\('unidad:' \|\| u\.slug)\)$$, '\1 ORDER BY u.slug)', 'g'),
    $$(array_agg\('ods:' \|\| o\.numero)\)$$, '\1 ORDER BY o.numero)', 'g');
BEGIN
  EXECUTE despues;
END $ordenar$;
SELECT proyectos_indexar(array_agg(id)) FROM proyectos_proyecto;
"""
DESORDENAR = r"""
DO $desordenar$
BEGIN
  EXECUTE regexp_replace(pg_get_functiondef('public.proyectos_indexar(bigint[],boolean)'::regprocedure),
    ' ORDER BY (u\.slug|o\.numero)\)', ')', 'g');
END $desordenar$;
"""


class Migration(migrations.Migration):
    dependencies = [("proyectos", "0011_monto_solicitado")]
    operations = [migrations.RunSQL(ORDENAR, DESORDENAR)]

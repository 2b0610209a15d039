"""Tell in ``actualizado`` that an institution was verified, as of a city: its address is told in the data from then on."""

from django.db import migrations

FUNCION = r"""
CREATE OR REPLACE FUNCTION proyectos_indexar_de_instituciones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.proyectos_indexar((
    SELECT array_agg(DISTINCT q.proyecto_id) FROM public.proyectos_participacion q
    JOIN filas f ON f.id = q.institucion_id JOIN viejas v ON v.id = f.id
    WHERE ({nuevas}) IS DISTINCT FROM ({viejas})));
  RETURN NULL;
END $$;
"""
ANTES = "nombre sigla slug pais tipo".split()


def funcion(columnas):
    return FUNCION.format(
        nuevas=", ".join(f"f.{columna}" for columna in columnas),
        viejas=", ".join(f"v.{columna}" for columna in columnas),
    )


class Migration(migrations.Migration):
    dependencies = [("proyectos", "0012_indice_en_orden")]
    operations = [migrations.RunSQL(funcion([*ANTES, "verificada"]), funcion(ANTES))]

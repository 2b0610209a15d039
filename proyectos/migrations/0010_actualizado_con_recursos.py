"""Tell in ``actualizado`` whatever changes in a sheet: its resources too, and all that its data says of who takes part.

What is copied of the catalogue (its open data, its feed, the map of the site) is told to be new by that moment only.
"""

from django.db import migrations

TABLAS = [f"proyectos_{modelo}" for modelo in ("imagen", "documento", "enlace", "fuente")]
EVENTOS = [("nueva", "INSERT", "NEW"), ("antes", "UPDATE", "OLD"), ("despues", "UPDATE", "NEW"), ("borrada", "DELETE", "OLD")]
CREAR = "".join(
    f"CREATE TRIGGER proyectos_indexar_{nombre} AFTER {cuando} ON {tabla} REFERENCING {filas} TABLE AS filas "
    "FOR EACH STATEMENT EXECUTE FUNCTION proyectos_indexar_filas();\n"
    for tabla in TABLAS
    for nombre, cuando, filas in EVENTOS
)
BORRAR = "".join(
    f"DROP TRIGGER IF EXISTS proyectos_indexar_{nombre} ON {tabla};\n" for tabla in TABLAS for nombre, *_ in EVENTOS
)

ACTORES = r"""
CREATE OR REPLACE FUNCTION proyectos_indexar_de_{plural}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.proyectos_indexar((
    SELECT array_agg(DISTINCT q.proyecto_id) FROM public.proyectos_participacion q
    JOIN filas f ON f.id = q.{singular}_id JOIN viejas v ON v.id = f.id
    WHERE ({nuevas}) IS DISTINCT FROM ({viejas})));
  RETURN NULL;
END $$;
"""
DE_CIUDAD = "nombre slug pais verificada".split()
DE_INSTITUCION = "nombre sigla".split()


def funcion(plural, singular, columnas):
    def fila(letra):
        valores = [f"{letra}.{columna}" for columna in columnas]
        if singular == "ciudad":
            valores.append(f"coalesce({letra}.fusionada_en_id, 0)")
        return ", ".join(valores)

    return ACTORES.format(plural=plural, singular=singular, nuevas=fila("f"), viejas=fila("v"))


class Migration(migrations.Migration):
    dependencies = [("proyectos", "0009_hora_de_lo_guardado")]
    operations = [
        migrations.RunSQL(CREAR, BORRAR),
        migrations.RunSQL(
            funcion("ciudades", "ciudad", [*DE_CIUDAD, "tipo", "latitud", "longitud"])
            + funcion("instituciones", "institucion", [*DE_INSTITUCION, "slug", "pais", "tipo"]),
            funcion("ciudades", "ciudad", DE_CIUDAD) + funcion("instituciones", "institucion", DE_INSTITUCION),
        ),
    ]

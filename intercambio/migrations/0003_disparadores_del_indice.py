"""Keep the index of the board as cards and programmes say, as ``proyectos.0008`` does that of the catalogue.

A row is there while the public may see the thing: published, with the consent of whoever wrote it, of a city or an
institution that staff verified.
"""

from django.db import migrations

DE_LOS_PROYECTOS = """
CREATE OR REPLACE FUNCTION palabra_en_uso(raices text[]) RETURNS boolean LANGUAGE sql STABLE
SET enable_seqscan = off AS $$  -- Most words are rare: to read the table until one is found is to read it all.
  SELECT EXISTS (SELECT FROM public.proyectos_indiceproyecto WHERE doc @@ public.alguna(raices)) $$;
"""
FUNCIONES = r"""
CREATE OR REPLACE FUNCTION palabra_en_uso(raices text[]) RETURNS boolean LANGUAGE sql STABLE
SET enable_seqscan = off AS $$  -- Most words are rare: to read the table until one is found is to read it all.
  SELECT EXISTS (SELECT FROM public.proyectos_indiceproyecto WHERE doc @@ public.alguna(raices))
      OR EXISTS (SELECT FROM public.intercambio_indicetablero WHERE doc @@ public.alguna(raices)) $$;

CREATE OR REPLACE FUNCTION intercambio_indexar_fichas(claves bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM public.intercambio_ficha WHERE id IN (SELECT unnest(claves)) ORDER BY id FOR NO KEY UPDATE;
  DELETE FROM public.intercambio_indicetablero WHERE clase = 'ficha' AND objeto IN (SELECT unnest(claves));

  INSERT INTO public.intercambio_indicetablero (clave, clase, objeto, nombre, creado, doc, titular, facetas)
  SELECT 'ficha-' || f.id, 'ficha', f.id, '', f.creado,
    setweight(t.titular, 'A') || setweight(public.indexado(c.nombre, ''), 'B')
      || setweight(public.indexado(f.texto, f.idioma), 'C')
      || setweight(public.indexado(concat_ws(' ', u.nombre_es, o.nombres_es), 'es'), 'D')
      || setweight(public.indexado(concat_ws(' ', u.nombre_pt_br, o.nombres_pt_br), 'pt-br'), 'D'),
    t.titular,
    coalesce(o.marcas, '{}') || array_remove(ARRAY['tipo:' || f.tipo, 'pais:' || c.pais, 'unidad:' || u.slug], NULL)
  FROM public.intercambio_ficha f
  JOIN public.actores_ciudad c ON c.id = f.ciudad_id AND c.verificada
  LEFT JOIN public.actores_contacto k ON k.id = f.contacto_id
  LEFT JOIN public.actores_unidadtematica u ON u.id = f.unidad_id
  LEFT JOIN LATERAL (
    SELECT string_agg(coalesce(o.nombre_es, ''), ' ') AS nombres_es,
           string_agg(coalesce(o.nombre_pt_br, ''), ' ') AS nombres_pt_br, array_agg('ods:' || o.numero) AS marcas
    FROM public.intercambio_ficha_ods x JOIN public.actores_ods o ON o.id = x.ods_id WHERE x.ficha_id = f.id) o ON true,
  LATERAL (SELECT public.indexado(f.titulo, f.idioma) AS titular) t
  WHERE f.id IN (SELECT unnest(claves)) AND f.publicacion = 'publicada'
    AND (f.contacto_id IS NULL OR k.consentimiento_listado_el IS NOT NULL)
  ORDER BY f.id;

  PERFORM public.recordar_palabras(array_agg(concat_ws(
    ' ', f.titulo, f.texto, c.nombre, u.nombre_es, u.nombre_pt_br,
    (SELECT string_agg(concat_ws(' ', o.nombre_es, o.nombre_pt_br), ' ')
     FROM public.intercambio_ficha_ods x JOIN public.actores_ods o ON o.id = x.ods_id WHERE x.ficha_id = f.id))))
  FROM public.intercambio_indicetablero i
  JOIN public.intercambio_ficha f ON f.id = i.objeto JOIN public.actores_ciudad c ON c.id = f.ciudad_id
  LEFT JOIN public.actores_unidadtematica u ON u.id = f.unidad_id
  WHERE i.clase = 'ficha' AND i.objeto IN (SELECT unnest(claves));
END $$;

CREATE OR REPLACE FUNCTION intercambio_indexar_programas(claves bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM public.actores_programa WHERE id IN (SELECT unnest(claves)) ORDER BY id FOR NO KEY UPDATE;
  DELETE FROM public.intercambio_indicetablero WHERE clase = 'programa' AND objeto IN (SELECT unnest(claves));

  INSERT INTO public.intercambio_indicetablero (clave, clase, objeto, nombre, creado, doc, titular, facetas)
  SELECT 'programa-' || p.id, 'programa', p.id, public.sin_acentos(i.nombre), p.creado,
    setweight(t.titular, 'A') || setweight(public.indexado(i.sigla || ' ' || i.nombre, ''), 'B')
      || setweight(public.indexado(p.descripcion_es, 'es'), 'C')
      || setweight(public.indexado(p.descripcion_pt_br, 'pt-br'), 'C')
      || setweight(public.indexado(concat_ws(' ', u.nombres_es, o.nombres_es), 'es'), 'D')
      || setweight(public.indexado(concat_ws(' ', u.nombres_pt_br, o.nombres_pt_br), 'pt-br'), 'D'),
    t.titular,
    coalesce(u.marcas, '{}') || coalesce(o.marcas, '{}')
      || array_remove(ARRAY['tipo:programa', 'pais:' || nullif(i.pais, '')], NULL)
  FROM public.actores_programa p
  JOIN public.actores_institucion i ON i.id = p.institucion_id AND i.verificada
  LEFT JOIN public.actores_contacto k ON k.id = p.contacto_id
  LEFT JOIN LATERAL (
    SELECT string_agg(coalesce(u.nombre_es, ''), ' ') AS nombres_es,
           string_agg(coalesce(u.nombre_pt_br, ''), ' ') AS nombres_pt_br, array_agg('unidad:' || u.slug) AS marcas
    FROM public.actores_programa_unidades x JOIN public.actores_unidadtematica u ON u.id = x.unidadtematica_id
    WHERE x.programa_id = p.id) u ON true
  LEFT JOIN LATERAL (
    SELECT string_agg(coalesce(o.nombre_es, ''), ' ') AS nombres_es,
           string_agg(coalesce(o.nombre_pt_br, ''), ' ') AS nombres_pt_br, array_agg('ods:' || o.numero) AS marcas
    FROM public.actores_programa_ods x JOIN public.actores_ods o ON o.id = x.ods_id WHERE x.programa_id = p.id) o ON true,
  LATERAL (SELECT public.indexado(p.titulo_es, 'es') || public.indexado(p.titulo_pt_br, 'pt-br') AS titular) t
  WHERE p.id IN (SELECT unnest(claves)) AND p.publicacion = 'publicada'
    AND (p.contacto_id IS NULL OR k.consentimiento_listado_el IS NOT NULL)
  ORDER BY p.id;

  PERFORM public.recordar_palabras(array_agg(concat_ws(
    ' ', p.titulo_es, p.titulo_pt_br, p.descripcion_es, p.descripcion_pt_br, i.sigla, i.nombre,
    (SELECT string_agg(concat_ws(' ', u.nombre_es, u.nombre_pt_br), ' ') FROM public.actores_programa_unidades y
     JOIN public.actores_unidadtematica u ON u.id = y.unidadtematica_id WHERE y.programa_id = p.id),
    (SELECT string_agg(concat_ws(' ', o.nombre_es, o.nombre_pt_br), ' ') FROM public.actores_programa_ods y
     JOIN public.actores_ods o ON o.id = y.ods_id WHERE y.programa_id = p.id))))
  FROM public.intercambio_indicetablero x
  JOIN public.actores_programa p ON p.id = x.objeto JOIN public.actores_institucion i ON i.id = p.institucion_id
  WHERE x.clase = 'programa' AND x.objeto IN (SELECT unnest(claves));
END $$;
"""


def _funcion(nombre, cuerpo):
    return (
        f"CREATE OR REPLACE FUNCTION intercambio_{nombre}() RETURNS trigger LANGUAGE plpgsql AS $$\n"
        f"BEGIN {cuerpo} RETURN NULL; END $$;\n"
    )


def _indexar(clase, consulta):
    return f"PERFORM public.intercambio_indexar_{clase}(({consulta}));"


def _de(clase, tabla, columna, cambiadas="filas"):
    return _indexar(clase, f"SELECT array_agg(t.id) FROM public.{tabla} t WHERE t.{columna} IN (SELECT id FROM {cambiadas})")


def _cambiadas(*columnas):
    """Return the rows of the transition tables in which any of these columns changed."""
    antes, ahora = (", ".join(f"{t}.{c}" for c in columnas) for t in ("v", "f"))
    return f"(SELECT f.id FROM filas f JOIN viejas v ON v.id = f.id WHERE ({ahora}) IS DISTINCT FROM ({antes})) c"


CIUDADES = _cambiadas("nombre", "pais", "verificada")
INSTITUCIONES = _cambiadas("nombre", "sigla", "pais", "verificada")
CONTACTOS = _cambiadas("consentimiento_listado_el")
TEMA = "SELECT array_agg(DISTINCT x.{de}_id) FROM public.{tabla} x WHERE x.{columna} IN (SELECT id FROM filas)"
DE_CADA_TABLA = {
    "de_fichas": _indexar("fichas", "SELECT array_agg(id) FROM filas"),
    "de_programas": _indexar("programas", "SELECT array_agg(id) FROM filas"),
    "de_temas_de_fichas": _indexar("fichas", "SELECT array_agg(DISTINCT ficha_id) FROM filas"),
    "de_temas_de_programas": _indexar("programas", "SELECT array_agg(DISTINCT programa_id) FROM filas"),
    "de_contactos": _de("fichas", "intercambio_ficha", "contacto_id", CONTACTOS)
    + _de("programas", "actores_programa", "contacto_id", CONTACTOS),
    "de_ciudades": _de("fichas", "intercambio_ficha", "ciudad_id", CIUDADES),
    "de_instituciones": _de("programas", "actores_programa", "institucion_id", INSTITUCIONES),
    "de_unidades": _de("fichas", "intercambio_ficha", "unidad_id")
    + _indexar("programas", TEMA.format(de="programa", tabla="actores_programa_unidades", columna="unidadtematica_id")),
    "de_ods": _indexar("fichas", TEMA.format(de="ficha", tabla="intercambio_ficha_ods", columna="ods_id"))
    + _indexar("programas", TEMA.format(de="programa", tabla="actores_programa_ods", columna="ods_id")),
}
NUEVAS, BORRADAS, LAS_DOS = "NEW TABLE AS filas", "OLD TABLE AS filas", "OLD TABLE AS viejas NEW TABLE AS filas"
DISPARADORES = [
    *(
        (f"intercambio_{nombre}", tabla, cuando, filas, funcion)
        for tabla, funcion in (
            ("intercambio_ficha", "de_fichas"),
            ("actores_programa", "de_programas"),
            ("intercambio_ficha_ods", "de_temas_de_fichas"),
            ("actores_programa_unidades", "de_temas_de_programas"),
            ("actores_programa_ods", "de_temas_de_programas"),
        )
        for nombre, cuando, filas in (
            ("nueva", "INSERT", NUEVAS),
            ("cambio", "UPDATE", NUEVAS),
            ("borrada", "DELETE", BORRADAS),
        )
    ),
    ("intercambio_cambio", "actores_contacto", "UPDATE", LAS_DOS, "de_contactos"),
    ("intercambio_cambio", "actores_ciudad", "UPDATE", LAS_DOS, "de_ciudades"),
    ("intercambio_cambio", "actores_institucion", "UPDATE", LAS_DOS, "de_instituciones"),
    ("intercambio_cambio", "actores_unidadtematica", "UPDATE", NUEVAS, "de_unidades"),
    ("intercambio_cambio", "actores_ods", "UPDATE", NUEVAS, "de_ods"),
]
CREAR = (
    FUNCIONES
    + "".join(_funcion(nombre, cuerpo) for nombre, cuerpo in DE_CADA_TABLA.items())
    + "".join(
        f"CREATE TRIGGER {nombre} AFTER {cuando} ON {tabla} REFERENCING {filas} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION intercambio_{funcion}();\n"
        for nombre, tabla, cuando, filas, funcion in DISPARADORES
    )
)
BORRAR = "".join(f"DROP TRIGGER IF EXISTS {nombre} ON {tabla};\n" for nombre, tabla, *_ in DISPARADORES)
BORRAR += "".join(f"DROP FUNCTION IF EXISTS intercambio_{nombre}();\n" for nombre in DE_CADA_TABLA)
BORRAR += "".join(f"DROP FUNCTION IF EXISTS intercambio_indexar_{clase}(bigint[]);\n" for clase in ("fichas", "programas"))
BORRAR += DE_LOS_PROYECTOS
LLENAR = (
    "SELECT intercambio_indexar_fichas((SELECT array_agg(id) FROM intercambio_ficha)), "
    "intercambio_indexar_programas((SELECT array_agg(id) FROM actores_programa))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("intercambio", "0002_indice_del_tablero"),
        ("comun", "0006_glosario_palabras_importaciones"),
        ("proyectos", "0008_disparadores_del_indice"),
    ]
    operations = [
        migrations.RunSQL(CREAR, BORRAR),
        migrations.RunSQL(LLENAR, migrations.RunSQL.noop),
    ]

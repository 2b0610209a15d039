"""Keep the index of the catalogue as everything that it is made of says: see docs/decisiones/0011.

One function writes the rows of some projects, whatever changed in them; a trigger for each table that a row is made of
calls it once a statement. It locks the projects first: two people who change one at once would otherwise each index
what the other has not committed yet. The words of what is indexed go to ``comun_palabra``, and stay there.
"""

from django.db import migrations

# What a sheet has in its row and nobody outside sees: a change of it is none of the catalogue.
INTERNOS = (
    "'{notas_internas,comentarios,contacto_id,carta,codigo,enviado_el,guardado_el,busqueda,historico}'::text[]"
)
FUNCION = r"""
CREATE OR REPLACE FUNCTION palabra_en_uso(raices text[]) RETURNS boolean LANGUAGE sql STABLE
SET enable_seqscan = off AS $$  -- Most words are rare: to read the table until one is found is to read it all.
  SELECT EXISTS (SELECT FROM public.proyectos_indiceproyecto WHERE doc @@ public.alguna(raices)) $$;

CREATE OR REPLACE FUNCTION proyectos_indexar(claves bigint[], con_candado boolean DEFAULT true) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE nada text;
BEGIN
  IF con_candado THEN
    PERFORM 1 FROM public.proyectos_proyecto p WHERE p.id IN (SELECT unnest(claves)) ORDER BY p.id FOR NO KEY UPDATE;
  END IF;

  DELETE FROM public.proyectos_indiceproyecto i WHERE i.proyecto_id IN (SELECT unnest(claves)) AND NOT EXISTS (
    SELECT FROM public.proyectos_proyecto p WHERE p.id = i.proyecto_id AND p.publicacion = 'publicada');

  WITH paises(codigo, nombres) AS (VALUES
    ('AR', 'Argentina'), ('BO', 'Bolivia'), ('BR', 'Brasil'), ('CL', 'Chile'), ('CO', 'Colombia'),
    ('EC', 'Ecuador Equador'), ('PE', 'Perú'), ('PY', 'Paraguay Paraguai'), ('UY', 'Uruguay Uruguai'),
    ('VE', 'Venezuela')),
  hojas AS (
    SELECT p.*, c.anio, coalesce(c.tema_es, '') AS tema_es, coalesce(c.tema_pt_br, '') AS tema_pt_br,
           coalesce(q.nombres, '') AS nombres, coalesce(q.paises, '') AS paises, coalesce(q.marcas, '{}') AS de_quienes,
           coalesce(u.nombres_es, '') AS unidades_es, coalesce(u.nombres_pt_br, '') AS unidades_pt_br,
           coalesce(u.marcas, '{}') AS de_unidades,
           coalesce(o.nombres_es, '') AS ods_es, coalesce(o.nombres_pt_br, '') AS ods_pt_br,
           coalesce(o.marcas, '{}') AS de_ods,
           md5(concat_ws('|', to_jsonb(p) - INTERNOS, q.datos, u.marcas, o.marcas, c.anio, c.tema_es, c.tema_pt_br,
             (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.id) FROM public.proyectos_imagen x WHERE x.proyecto_id = p.id),
             (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.id) FROM public.proyectos_documento x WHERE x.proyecto_id = p.id),
             (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.id) FROM public.proyectos_enlace x WHERE x.proyecto_id = p.id),
             (SELECT jsonb_agg(to_jsonb(x) ORDER BY x.id) FROM public.proyectos_fuente x WHERE x.proyecto_id = p.id)
           )) AS huella
    FROM unnest(claves) AS k(id) JOIN public.proyectos_proyecto p USING (id)
    LEFT JOIN public.proyectos_convocatoria c ON c.id = p.convocatoria_id
    LEFT JOIN LATERAL (
      SELECT string_agg(coalesce(ciudad.nombre, i.sigla || ' ' || i.nombre), ' ' ORDER BY q.id)
               FILTER (WHERE m.marca IS NULL OR m.marca LIKE 'pais:%') AS nombres,
             string_agg(DISTINCT paises.nombres, ' ') AS paises,
             jsonb_agg(DISTINCT jsonb_build_array(q.id, q.rol, ciudad.slug, ciudad.nombre, ciudad.pais, ciudad.tipo,
               ciudad.latitud, ciudad.longitud, ciudad.verificada, i.slug, i.sigla, i.nombre, i.pais, i.tipo,
               i.verificada)) AS datos,
             array_agg(DISTINCT m.marca) FILTER (WHERE m.marca IS NOT NULL) AS marcas
      FROM public.proyectos_participacion q
      LEFT JOIN public.actores_ciudad ciudad ON ciudad.id = q.ciudad_id
      LEFT JOIN public.actores_institucion i ON i.id = q.institucion_id
      LEFT JOIN paises ON paises.codigo = ciudad.pais
      LEFT JOIN LATERAL (
        SELECT 'pais:' || ciudad.pais AS marca
        UNION ALL SELECT 'ciudad:' || ciudad.slug WHERE ciudad.verificada AND ciudad.fusionada_en_id IS NULL) m ON true
      WHERE q.proyecto_id = p.id) q ON true
    LEFT JOIN LATERAL (
      SELECT string_agg(coalesce(u.nombre_es, ''), ' ') AS nombres_es,
             string_agg(coalesce(u.nombre_pt_br, ''), ' ') AS nombres_pt_br, array_agg('unidad:' || u.slug) AS marcas
      FROM public.proyectos_proyecto_unidades t JOIN public.actores_unidadtematica u ON u.id = t.unidadtematica_id
      WHERE t.proyecto_id = p.id) u ON true
    LEFT JOIN LATERAL (
      SELECT string_agg(coalesce(o.nombre_es, ''), ' ') AS nombres_es,
             string_agg(coalesce(o.nombre_pt_br, ''), ' ') AS nombres_pt_br, array_agg('ods:' || o.numero) AS marcas
      FROM public.actores_ods o
      WHERE o.id = p.ods_principal_id
         OR EXISTS (SELECT FROM public.proyectos_proyecto_ods t WHERE t.proyecto_id = p.id AND t.ods_id = o.id)) o ON true
    WHERE p.publicacion = 'publicada'),
  textos AS (
    SELECT h.*, concat_ws(' ', resumen_es, objetivos_es) AS mas_es,
           concat_ws(' ', resumen_pt_br, objetivos_pt_br) AS mas_pt_br,
           concat_ws(' ', resultados_es, beneficiarios_es, unidades_es, ods_es, tema_es) AS otros_es,
           concat_ws(' ', resultados_pt_br, beneficiarios_pt_br, unidades_pt_br, ods_pt_br, tema_pt_br) AS otros_pt_br,
           public.indexado(titulo_es, 'es') || public.indexado(titulo_pt_br, 'pt-br')
             || CASE WHEN coalesce(titulo_es, '') || coalesce(titulo_pt_br, '') = '' THEN public.indexado(nombres, '')
                ELSE '' END AS titular
    FROM hojas h),
  puestas AS (
    INSERT INTO public.proyectos_indiceproyecto
      AS i (proyecto_id, doc, titular, facetas, slug, anio, orden_es, orden_pt_br, huella, actualizado)
    SELECT id,
      setweight(titular, 'A') || setweight(public.indexado(nombres, ''), 'B') || setweight(public.indexado(paises, ''), 'C')
        || setweight(public.indexado(mas_es, 'es'), 'C') || setweight(public.indexado(mas_pt_br, 'pt-br'), 'C')
        || setweight(public.indexado(otros_es, 'es'), 'D') || setweight(public.indexado(otros_pt_br, 'pt-br'), 'D'),
      titular,
      de_quienes || de_unidades || de_ods || array_remove(ARRAY[
        'convocatoria:' || anio, 'modalidad:' || nullif(modalidad, ''), 'estado:' || nullif(estado, '')], NULL),
      slug, anio,
      public.sin_acentos(coalesce(nullif(titulo_es, ''), nullif(titulo_pt_br, ''), nombres)),
      public.sin_acentos(coalesce(nullif(titulo_pt_br, ''), nullif(titulo_es, ''), nombres)),
      huella, clock_timestamp()
    FROM textos ORDER BY id
    ON CONFLICT (proyecto_id) DO UPDATE SET
      (doc, titular, facetas, slug, anio, orden_es, orden_pt_br, huella, actualizado)
      = (EXCLUDED.doc, EXCLUDED.titular, EXCLUDED.facetas, EXCLUDED.slug, EXCLUDED.anio, EXCLUDED.orden_es,
         EXCLUDED.orden_pt_br, EXCLUDED.huella, EXCLUDED.actualizado)
    WHERE (i.doc, i.facetas, i.huella) IS DISTINCT FROM (EXCLUDED.doc, EXCLUDED.facetas, EXCLUDED.huella))
  SELECT public.recordar_palabras(array_agg(
    concat_ws(' ', titulo_es, titulo_pt_br, nombres, paises, mas_es, mas_pt_br, otros_es, otros_pt_br)))
  FROM textos INTO nada;
END $$;

CREATE OR REPLACE FUNCTION proyectos_indexar_propias() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM public.proyectos_indexar((SELECT array_agg(id) FROM filas)); RETURN NULL; END $$;

CREATE OR REPLACE FUNCTION proyectos_desindexar() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN DELETE FROM public.proyectos_indiceproyecto WHERE proyecto_id IN (SELECT id FROM filas); RETURN NULL; END $$;

CREATE OR REPLACE FUNCTION proyectos_indexar_filas() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM public.proyectos_indexar((SELECT array_agg(DISTINCT proyecto_id) FROM filas)); RETURN NULL; END $$;

CREATE OR REPLACE FUNCTION proyectos_indexar_de_ciudades() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.proyectos_indexar((
    SELECT array_agg(DISTINCT q.proyecto_id) FROM public.proyectos_participacion q
    JOIN filas f ON f.id = q.ciudad_id JOIN viejas v ON v.id = f.id
    WHERE (f.nombre, f.slug, f.pais, f.verificada, coalesce(f.fusionada_en_id, 0))
       IS DISTINCT FROM (v.nombre, v.slug, v.pais, v.verificada, coalesce(v.fusionada_en_id, 0))));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION proyectos_indexar_de_instituciones() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.proyectos_indexar((
    SELECT array_agg(DISTINCT q.proyecto_id) FROM public.proyectos_participacion q
    JOIN filas f ON f.id = q.institucion_id JOIN viejas v ON v.id = f.id
    WHERE (f.nombre, f.sigla) IS DISTINCT FROM (v.nombre, v.sigla)));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION proyectos_indexar_de_unidades() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.proyectos_indexar((
    SELECT array_agg(DISTINCT t.proyecto_id) FROM public.proyectos_proyecto_unidades t
    JOIN filas f ON f.id = t.unidadtematica_id JOIN viejas v ON v.id = f.id WHERE f IS DISTINCT FROM v));
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION proyectos_indexar_de_ods() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.proyectos_indexar((
    SELECT array_agg(DISTINCT p.id) FROM public.proyectos_proyecto p
    LEFT JOIN public.proyectos_proyecto_ods t ON t.proyecto_id = p.id
    JOIN filas f ON f.id IN (t.ods_id, p.ods_principal_id) JOIN viejas v ON v.id = f.id WHERE f IS DISTINCT FROM v));
  RETURN NULL;
END $$;

-- Who publishes locks a sheet and then its call, to ask the call's rules: from the call no sheet may be locked. What two
-- writers then leave behind is put right at night (proyectos.reindexado).
CREATE OR REPLACE FUNCTION proyectos_indexar_de_convocatorias() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM public.proyectos_indexar((
    SELECT array_agg(p.id) FROM public.proyectos_proyecto p
    JOIN filas f ON f.id = p.convocatoria_id JOIN viejas v ON v.id = f.id
    WHERE p.publicacion = 'publicada'
      AND (f.anio, f.tema_es, f.tema_pt_br) IS DISTINCT FROM (v.anio, v.tema_es, v.tema_pt_br)), false);
  RETURN NULL;
END $$;
""".replace("INTERNOS", INTERNOS)

# name, table, when, transition tables, function
NUEVAS, BORRADAS, LAS_DOS = "NEW TABLE AS filas", "OLD TABLE AS filas", "OLD TABLE AS viejas NEW TABLE AS filas"
DISPARADORES = [
    ("nuevo", "proyectos_proyecto", "INSERT", NUEVAS, "propias"),
    ("cambio", "proyectos_proyecto", "UPDATE", NUEVAS, "propias"),
    *(
        (f"{nombre}", tabla, cuando, filas, "filas")
        for tabla in ("proyectos_participacion", "proyectos_proyecto_unidades", "proyectos_proyecto_ods")
        for nombre, cuando, filas in (
            ("nueva", "INSERT", NUEVAS),
            ("antes", "UPDATE", BORRADAS),
            ("despues", "UPDATE", NUEVAS),
            ("borrada", "DELETE", BORRADAS),
        )
    ),
    ("cambio", "actores_ciudad", "UPDATE", LAS_DOS, "de_ciudades"),
    ("cambio", "actores_institucion", "UPDATE", LAS_DOS, "de_instituciones"),
    ("cambio", "actores_unidadtematica", "UPDATE", LAS_DOS, "de_unidades"),
    ("cambio", "actores_ods", "UPDATE", LAS_DOS, "de_ods"),
    ("cambio", "proyectos_convocatoria", "UPDATE", LAS_DOS, "de_convocatorias"),
]
CREAR = "".join(
    f"CREATE TRIGGER proyectos_indexar_{nombre} AFTER {cuando} ON {tabla} REFERENCING {filas} "
    f"FOR EACH STATEMENT EXECUTE FUNCTION proyectos_indexar_{funcion}();\n"
    for nombre, tabla, cuando, filas, funcion in DISPARADORES
)
CREAR += (
    "CREATE TRIGGER proyectos_desindexar AFTER DELETE ON proyectos_proyecto REFERENCING OLD TABLE AS filas "
    "FOR EACH STATEMENT EXECUTE FUNCTION proyectos_desindexar();\n"
)
BORRAR = "".join(
    f"DROP TRIGGER IF EXISTS proyectos_indexar_{nombre} ON {tabla};\n" for nombre, tabla, *_ in DISPARADORES
)
BORRAR += (
    "CREATE OR REPLACE FUNCTION palabra_en_uso(raices text[]) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT true $$;\n"
)
BORRAR += "DROP TRIGGER IF EXISTS proyectos_desindexar ON proyectos_proyecto;\nDROP FUNCTION IF EXISTS " + ", ".join(
    f"proyectos_{nombre}"
    for nombre in (
        "indexar_de_convocatorias()",
        "indexar_de_ods()",
        "indexar_de_unidades()",
        "indexar_de_instituciones()",
        "indexar_de_ciudades()",
        "indexar_filas()",
        "desindexar()",
        "indexar_propias()",
        "indexar(bigint[], boolean)",
    )
)
LLENAR = "SELECT proyectos_indexar(array_agg(id)) FROM proyectos_proyecto"


class Migration(migrations.Migration):
    dependencies = [("proyectos", "0007_indice")]
    operations = [
        migrations.RunSQL(FUNCION + CREAR, BORRAR),
        migrations.RunSQL(LLENAR, migrations.RunSQL.noop),
    ]

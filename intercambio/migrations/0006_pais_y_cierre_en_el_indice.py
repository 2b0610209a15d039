"""Find what a city or an institution brings by the name of its country, as the catalogue does, and know when it closes.

The names are those of ``actores.models.PAISES_DE_SEDE`` in both languages; a test compares them.
"""

from importlib import import_module

from django.db import migrations

PAISES = r"""
CREATE OR REPLACE FUNCTION intercambio_nombres_de_pais(pais text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce((SELECT nombres FROM (VALUES
    ('AR', 'Argentina'), ('BO', 'Bolivia Bolívia'), ('BR', 'Brasil'), ('CL', 'Chile'), ('CO', 'Colombia Colômbia'),
    ('EC', 'Ecuador Equador'), ('PE', 'Perú Peru'), ('PY', 'Paraguay Paraguai'), ('UY', 'Uruguay Uruguai'),
    ('VE', 'Venezuela'), ('DE', 'Alemania Alemanha'), ('CA', 'Canadá'), ('CN', 'China'),
    ('KR', 'Corea del Sur Coreia do Sul'), ('CR', 'Costa Rica'), ('CU', 'Cuba'), ('SV', 'El Salvador'),
    ('ES', 'España Espanha'), ('US', 'Estados Unidos'), ('FR', 'Francia França'), ('GT', 'Guatemala'),
    ('HN', 'Honduras'), ('IN', 'India Índia'), ('IT', 'Italia Itália'), ('JP', 'Japón Japão'), ('MX', 'México'),
    ('NI', 'Nicaragua Nicarágua'), ('PA', 'Panamá'), ('PT', 'Portugal'), ('GB', 'Reino Unido'),
    ('DO', 'República Dominicana'), ('ZA', 'Sudáfrica África do Sul'), ('SE', 'Suecia Suécia'),
    ('CH', 'Suiza Suíça')
  ) AS p(codigo, nombres) WHERE codigo = pais), '') $$;
"""
_DE_LA_0003 = import_module("intercambio.migrations.0003_disparadores_del_indice")
ANTES = _DE_LA_0003.FUNCIONES[_DE_LA_0003.FUNCIONES.index("CREATE OR REPLACE FUNCTION intercambio_indexar_fichas") :]
CAMBIOS = [  # what each function said and what it says, once each
    (
        "|| setweight(public.indexado(f.texto, f.idioma), 'C')",
        "|| setweight(public.indexado(public.intercambio_nombres_de_pais(c.pais), ''), 'C')\n"
        "      || setweight(public.indexado(f.texto, f.idioma), 'C')",
    ),
    (
        "' ', f.titulo, f.texto, c.nombre, u.nombre_es,",
        "' ', f.titulo, f.texto, c.nombre, public.intercambio_nombres_de_pais(c.pais), u.nombre_es,",
    ),
    (
        "nombre, creado, doc, titular, facetas)\n  SELECT 'programa-'",
        "nombre, creado, cierre, doc, titular, facetas)\n  SELECT 'programa-'",
    ),
    ("public.sin_acentos(i.nombre), p.creado,", "public.sin_acentos(i.nombre), p.creado, p.cierre,"),
    (
        "|| setweight(public.indexado(p.descripcion_es, 'es'), 'C')",
        "|| setweight(public.indexado(public.intercambio_nombres_de_pais(i.pais), ''), 'C')\n"
        "      || setweight(public.indexado(p.descripcion_es, 'es'), 'C')",
    ),
    (
        "p.descripcion_pt_br, i.sigla, i.nombre,",
        "p.descripcion_pt_br, i.sigla, i.nombre, public.intercambio_nombres_de_pais(i.pais),",
    ),
]


def _despues():
    sql = ANTES
    for antes, despues in CAMBIOS:
        if sql.count(antes) != 1:
            raise ValueError(f"Expected once in the functions of 0003: {antes}")
        sql = sql.replace(antes, despues)
    return PAISES + sql


DE_NUEVO = _DE_LA_0003.LLENAR + ";"


class Migration(migrations.Migration):
    dependencies = [("intercambio", "0005_cierre_en_el_indice")]
    operations = [
        migrations.RunSQL(
            _despues() + DE_NUEVO,
            ANTES + DE_NUEVO + "DROP FUNCTION IF EXISTS intercambio_nombres_de_pais(text);",
        ),
    ]

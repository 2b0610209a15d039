"""PostgreSQL extensions and the immutable accent-free form that indexes and generated columns need."""

from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# unaccent(text) is only STABLE, since its dictionary could change; naming the dictionary makes the wrapper honest enough to be
# IMMUTABLE, as the PostgreSQL documentation suggests.
CREAR = """
CREATE OR REPLACE FUNCTION sin_acentos(text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT
AS $$ SELECT public.unaccent('public.unaccent'::regdictionary, lower($1)) $$
"""


class Migration(migrations.Migration):
    dependencies = []
    operations = [
        UnaccentExtension(),
        TrigramExtension(),
        migrations.RunSQL(CREAR, "DROP FUNCTION IF EXISTS sin_acentos(text)"),
    ]

"""Let people who were registered before read in the language of their delegation."""

from django.db import migrations

DE_LA_DELEGACION = """
UPDATE inscripciones_participante p SET idioma = i.idioma
FROM inscripciones_inscripcion i WHERE i.id = p.inscripcion_id AND p.idioma <> i.idioma
"""


class Migration(migrations.Migration):
    dependencies = [("inscripciones", "0003_personas_cambios_y_duplicadas")]
    operations = [migrations.RunSQL(DE_LA_DELEGACION, migrations.RunSQL.noop)]

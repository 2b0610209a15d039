"""A link that the limits of a day did not let out waits for the next one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("inscripciones", "0009_nombres_limpios")]
    operations = [
        migrations.AddField(
            model_name="participante",
            name="enlace_aplazado",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="su enlace espera por el límite de envíos",
            ),
        ),
    ]

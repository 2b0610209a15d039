import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("inscripciones", "0004_idioma_de_cada_persona"),
    ]

    operations = [
        migrations.AlterField(
            model_name="solicituddecambio",
            name="participante",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="solicitudes",
                to="inscripciones.participante",
                verbose_name="participante",
            ),
        ),
    ]

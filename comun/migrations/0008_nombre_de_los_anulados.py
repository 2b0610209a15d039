from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comun", "0007_ajustes_de_importaciones")]

    operations = [
        migrations.AlterField(
            model_name="mensaje",
            name="estado",
            field=models.CharField(
                choices=[
                    ("en_cola", "en cola"),
                    ("enviando", "enviándose"),
                    ("en_espera", "en espera de otro intento"),
                    ("enviado", "enviado"),
                    ("fallido", "fallido"),
                    ("anulado", "anulado: no correspondía enviarlo"),
                ],
                default="en_cola",
                max_length=10,
                verbose_name="estado",
            ),
        ),
    ]

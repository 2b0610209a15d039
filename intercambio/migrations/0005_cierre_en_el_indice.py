from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intercambio", "0004_palabra_en_uso_por_lo_ultimo")]
    operations = [
        migrations.AddField(model_name="indicetablero", name="cierre", field=models.DateField(null=True)),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("comun", "0009_palabras_de_un_indice")]

    operations = [migrations.AlterField(model_name="envio", name="resultado", field=models.TextField())]

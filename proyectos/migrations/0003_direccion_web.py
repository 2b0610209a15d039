from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proyectos', '0002_mensaje_del_porcentaje'),
    ]

    operations = [
        migrations.AlterField(
            model_name='proyecto',
            name='slug',
            field=models.SlugField(max_length=160, unique=True, verbose_name='dirección web'),
        ),
    ]

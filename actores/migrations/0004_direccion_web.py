from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actores', '0003_coordenadas_de_a_dos'),
    ]

    operations = [
        migrations.AlterField(
            model_name='ciudad',
            name='slug',
            field=models.SlugField(max_length=160, unique=True, verbose_name='dirección web'),
        ),
        migrations.AlterField(
            model_name='institucion',
            name='slug',
            field=models.SlugField(max_length=160, unique=True, verbose_name='dirección web'),
        ),
        migrations.AlterField(
            model_name='unidadtematica',
            name='slug',
            field=models.SlugField(max_length=80, unique=True, verbose_name='dirección web'),
        ),
    ]

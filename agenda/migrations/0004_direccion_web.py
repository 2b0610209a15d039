from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0003_publicar_las_que_habia'),
    ]

    operations = [
        migrations.AlterField(
            model_name='actividad',
            name='slug',
            field=models.SlugField(max_length=120, unique=True, verbose_name='dirección web'),
        ),
        migrations.AlterField(
            model_name='intervencion',
            name='slug',
            field=models.SlugField(max_length=120, unique=True, verbose_name='dirección web'),
        ),
    ]

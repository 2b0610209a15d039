"""When who proposes a project last saved it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proyectos', '0008_disparadores_del_indice'),
    ]

    operations = [
        migrations.AddField(
            model_name='proyecto',
            name='guardado_el',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='guardado por quien lo propone'),
        ),
    ]

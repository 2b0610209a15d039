"""The index of the catalogue; its triggers come next."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('comun', '0006_glosario_palabras_importaciones'),
        ('proyectos', '0006_estados_y_roles'),
    ]

    operations = [
        migrations.CreateModel(
            name='IndiceProyecto',
            fields=[
                ('doc', django.contrib.postgres.search.SearchVectorField()),
                ('titular', django.contrib.postgres.search.SearchVectorField()),
                ('facetas', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('proyecto', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='indice', serialize=False, to='proyectos.proyecto')),
                ('slug', models.TextField()),
                ('anio', models.SmallIntegerField(null=True)),
                ('orden_es', models.TextField()),
                ('orden_pt_br', models.TextField()),
                ('huella', models.TextField()),
                ('actualizado', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'índice del catálogo',
                'verbose_name_plural': 'índice del catálogo',
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='indiceproyecto',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['doc'], name='indice_doc'),
        ),
        migrations.AddIndex(
            model_name='indiceproyecto',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['titular'], name='indice_titular'),
        ),
        migrations.AddIndex(
            model_name='indiceproyecto',
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=['facetas'], name='indice_facetas'),
        ),
        migrations.AddIndex(
            model_name='indiceproyecto',
            index=models.Index(models.OrderBy(models.F('anio'), descending=True, nulls_last=True), models.F('slug'), name='indice_recientes'),
        ),
        migrations.AddIndex(
            model_name='indiceproyecto',
            index=models.Index(models.OrderBy(models.F('anio'), nulls_last=True), models.F('slug'), name='indice_antiguos'),
        ),
        migrations.AddIndex(
            model_name='indiceproyecto',
            index=models.Index(models.F('orden_es'), models.F('slug'), name='indice_titulo_es'),
        ),
        migrations.AddIndex(
            model_name='indiceproyecto',
            index=models.Index(models.F('orden_pt_br'), models.F('slug'), name='indice_titulo_pt_br'),
        ),
        migrations.AddIndex(
            model_name='indiceproyecto',
            index=models.Index(models.F('actualizado'), name='indice_actualizado'),
        ),
    ]

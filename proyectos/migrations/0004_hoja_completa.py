"""What the field records of a project, who proposes it, what it said before."""

import comun.enlaces
import comun.medios
import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('actores', '0004_direccion_web'),
        ('proyectos', '0003_direccion_web'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Documento',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('orden', models.PositiveSmallIntegerField(default=1, verbose_name='orden')),
                ('titulo', models.CharField(max_length=160, verbose_name='título')),
                ('titulo_es', models.CharField(max_length=160, null=True, verbose_name='título')),
                ('titulo_pt_br', models.CharField(max_length=160, null=True, verbose_name='título')),
                ('archivo', models.FileField(max_length=120, upload_to=comun.medios.AlAzar('proyectos/documentos'), verbose_name='archivo')),
            ],
            options={
                'verbose_name': 'documento',
                'verbose_name_plural': 'documentos',
                'ordering': ['orden', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Enlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('orden', models.PositiveSmallIntegerField(default=1, verbose_name='orden')),
                ('clase', models.CharField(choices=[('pagina', 'página'), ('noticia', 'noticia'), ('video', 'video')], default='pagina', max_length=8, verbose_name='clase')),
                ('titulo', models.CharField(max_length=160, verbose_name='título')),
                ('titulo_es', models.CharField(max_length=160, null=True, verbose_name='título')),
                ('titulo_pt_br', models.CharField(max_length=160, null=True, verbose_name='título')),
                ('url', models.URLField(max_length=400, verbose_name='dirección')),
            ],
            options={
                'verbose_name': 'enlace',
                'verbose_name_plural': 'enlaces',
                'ordering': ['orden', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Fuente',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('orden', models.PositiveSmallIntegerField(default=1, verbose_name='orden')),
                ('datos', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('titulo', 'título'), ('resumen', 'resumen'), ('convocatoria', 'convocatoria'), ('participaciones', 'quiénes participan'), ('estado', 'estado'), ('fechas', 'fechas'), ('montos', 'montos'), ('modalidad', 'modalidad'), ('unidades', 'unidades temáticas'), ('ods', 'ODS'), ('objetivos', 'objetivos'), ('resultados', 'resultados'), ('beneficiarios', 'a quiénes beneficia')], max_length=16), default=list, size=None, verbose_name='de qué datos')),
                ('texto', models.CharField(max_length=300, verbose_name='fuente')),
                ('url', models.URLField(blank=True, default='', max_length=400, verbose_name='dirección')),
                ('consultada', models.DateField(blank=True, null=True, verbose_name='consultada el')),
            ],
            options={
                'verbose_name': 'fuente de un dato',
                'verbose_name_plural': 'fuentes de cada dato',
                'ordering': ['orden', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Imagen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('orden', models.PositiveSmallIntegerField(default=1, verbose_name='orden')),
                ('archivo', models.FileField(max_length=120, upload_to=comun.medios.AlAzar('proyectos/imagenes'), verbose_name='imagen')),
                ('ancho', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='ancho en píxeles')),
                ('alto', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='alto en píxeles')),
                ('alternativa', models.CharField(help_text='Lo que se le contaría a quien no puede verla.', max_length=300, verbose_name='qué se ve')),
                ('alternativa_es', models.CharField(help_text='Lo que se le contaría a quien no puede verla.', max_length=300, null=True, verbose_name='qué se ve')),
                ('alternativa_pt_br', models.CharField(help_text='Lo que se le contaría a quien no puede verla.', max_length=300, null=True, verbose_name='qué se ve')),
                ('credito', models.CharField(blank=True, default='', max_length=160, verbose_name='crédito')),
            ],
            options={
                'verbose_name': 'imagen',
                'verbose_name_plural': 'imágenes',
                'ordering': ['orden', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('numero', models.PositiveIntegerField(verbose_name='número')),
                ('momento', models.DateTimeField(auto_now_add=True, verbose_name='momento')),
                ('motivo', models.CharField(max_length=200, verbose_name='qué se hizo')),
                ('retrato', models.JSONField(verbose_name='lo que decía')),
            ],
            options={
                'verbose_name': 'versión',
                'verbose_name_plural': 'versiones',
                'ordering': ['-numero'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='participacion',
            name='proyectos_participacion_rol_conocido',
        ),
        migrations.RemoveConstraint(
            model_name='proyecto',
            name='proyectos_proyecto_publicacion_conocida',
        ),
        migrations.AddField(
            model_name='proyecto',
            name='aporte_especie_usd',
            field=models.PositiveIntegerField(blank=True, help_text='Horas de trabajo, locales, equipos.', null=True, verbose_name='aporte propio en especie (USD)'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='aporte_propio_usd',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='aporte propio en dinero (USD)'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='beneficiarios',
            field=models.TextField(blank=True, db_default='', default='', max_length=1500, verbose_name='a quiénes beneficia'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='beneficiarios_es',
            field=models.TextField(blank=True, db_default='', default='', max_length=1500, null=True, verbose_name='a quiénes beneficia'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='beneficiarios_pt_br',
            field=models.TextField(blank=True, db_default='', default='', max_length=1500, null=True, verbose_name='a quiénes beneficia'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='carta',
            field=models.FileField(blank=True, db_default='', default='', help_text='Solo la ven el equipo y quien la adjuntó.', max_length=120, upload_to=comun.medios.AlAzar('proyectos/cartas'), verbose_name='carta de aval'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='codigo',
            field=models.CharField(db_default='', default=comun.enlaces.codigo_aleatorio, editable=False, max_length=32, verbose_name='código de la propuesta'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='comentarios',
            field=models.TextField(blank=True, db_default='', default='', max_length=3000, verbose_name='comentarios para quien lo propone'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='contacto',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proyectos', to='actores.contacto', verbose_name='quien lo propone'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='enviado_el',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='enviado'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='modalidades_pcssm',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('asistencia', 'asistencia técnica'), ('intercambio', 'intercambio'), ('pasantia', 'pasantía'), ('taller', 'taller'), ('capacitacion', 'capacitación'), ('comunicacion', 'comunicación')], max_length=12), blank=True, db_default=[], default=list, size=None, verbose_name='modalidades del PCSSM'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='notas_internas',
            field=models.TextField(blank=True, db_default='', default='', help_text='Solo las ve el equipo; no se publican nunca.', max_length=5000, verbose_name='notas internas'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='objetivos',
            field=models.TextField(blank=True, db_default='', default='', max_length=3000, verbose_name='objetivos'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='objetivos_es',
            field=models.TextField(blank=True, db_default='', default='', max_length=3000, null=True, verbose_name='objetivos'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='objetivos_pt_br',
            field=models.TextField(blank=True, db_default='', default='', max_length=3000, null=True, verbose_name='objetivos'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='ods_principal',
            field=models.ForeignKey(blank=True, help_text='Uno de los ODS del proyecto; si no está entre ellos, se agrega.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='actores.ods', verbose_name='ODS principal'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='publicado_el',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='publicado por primera vez'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='resultados',
            field=models.TextField(blank=True, db_default='', default='', max_length=3000, verbose_name='resultados'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='resultados_es',
            field=models.TextField(blank=True, db_default='', default='', max_length=3000, null=True, verbose_name='resultados'),
        ),
        migrations.AddField(
            model_name='proyecto',
            name='resultados_pt_br',
            field=models.TextField(blank=True, db_default='', default='', max_length=3000, null=True, verbose_name='resultados'),
        ),
        migrations.AlterField(
            model_name='participacion',
            name='rol',
            field=models.CharField(choices=[('coordinadora', 'coordinadora'), ('socia', 'socia'), ('aliada', 'aliada'), ('primer_oferente', 'primer oferente'), ('segundo_oferente', 'segundo oferente'), ('receptora', 'receptora')], max_length=16, verbose_name='rol'),
        ),
        migrations.AlterField(
            model_name='proyecto',
            name='fuente',
            field=models.CharField(blank=True, default='', help_text='De todo dato que no tenga la suya.', max_length=300, verbose_name='fuente'),
        ),
        migrations.AlterField(
            model_name='proyecto',
            name='publicacion',
            field=models.CharField(choices=[('borrador', 'borrador'), ('enviada', 'enviada'), ('devuelta', 'devuelta con comentarios'), ('publicada', 'publicada'), ('archivada', 'archivada')], db_index=True, default='borrador', max_length=12, verbose_name='publicación'),
        ),
        migrations.AddConstraint(
            model_name='proyecto',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('publicacion', 'devuelta'), _negated=True), models.Q(('comentarios', ''), _negated=True), _connector='OR'), name='proyectos_proyecto_devuelta_con_comentarios', violation_error_message='Escriba qué falta o qué hay que cambiar para devolver el proyecto.'),
        ),
        migrations.AddConstraint(
            model_name='proyecto',
            constraint=models.UniqueConstraint(condition=models.Q(('codigo', ''), _negated=True), fields=('codigo',), name='proyectos_proyecto_codigo_unico', violation_error_message='Ese código ya es de otro proyecto.'),
        ),
        migrations.AddConstraint(
            model_name='proyecto',
            constraint=models.CheckConstraint(condition=models.Q(('modalidades_pcssm__contained_by', ['asistencia', 'intercambio', 'pasantia', 'taller', 'capacitacion', 'comunicacion'])), name='proyectos_proyecto_modalidades_conocidas', violation_error_message='Elija de la lista las modalidades del PCSSM.'),
        ),
        migrations.AddField(
            model_name='documento',
            name='proyecto',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documentos', to='proyectos.proyecto', verbose_name='proyecto'),
        ),
        migrations.AddField(
            model_name='enlace',
            name='proyecto',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enlaces', to='proyectos.proyecto', verbose_name='proyecto'),
        ),
        migrations.AddField(
            model_name='fuente',
            name='proyecto',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='fuentes', to='proyectos.proyecto', verbose_name='proyecto'),
        ),
        migrations.AddField(
            model_name='imagen',
            name='proyecto',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='imagenes', to='proyectos.proyecto', verbose_name='proyecto'),
        ),
        migrations.AddField(
            model_name='version',
            name='proyecto',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versiones', to='proyectos.proyecto', verbose_name='proyecto'),
        ),
        migrations.AddField(
            model_name='version',
            name='usuario',
            field=models.ForeignKey(blank=True, help_text='En blanco: la ciudad que lo propone, o un comando.', null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='quién'),
        ),
        migrations.AddConstraint(
            model_name='enlace',
            constraint=models.CheckConstraint(condition=models.Q(('clase__in', ['pagina', 'noticia', 'video'])), name='proyectos_enlace_clase_conocida', violation_error_message='Elija página, noticia o video.'),
        ),
        migrations.AddConstraint(
            model_name='fuente',
            constraint=models.CheckConstraint(condition=models.Q(('datos__contained_by', ['titulo', 'resumen', 'convocatoria', 'participaciones', 'estado', 'fechas', 'montos', 'modalidad', 'unidades', 'ods', 'objetivos', 'resultados', 'beneficiarios'])), name='proyectos_fuente_datos_conocidos', violation_error_message='Elija de la lista los datos que vienen de esa fuente.'),
        ),
        migrations.AddConstraint(
            model_name='fuente',
            constraint=models.CheckConstraint(condition=models.Q(('datos__len__gt', 0)), name='proyectos_fuente_de_algo', violation_error_message='Elija al menos un dato que venga de esa fuente.'),
        ),
        migrations.AddConstraint(
            model_name='version',
            constraint=models.UniqueConstraint(fields=('proyecto', 'numero'), name='proyectos_version_numero_unico', violation_error_message='Esa versión ya existe.'),
        ),
    ]

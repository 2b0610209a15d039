"""The states and the roles that the database takes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proyectos', '0005_llenar_estados'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='participacion',
            constraint=models.CheckConstraint(condition=models.Q(('rol__in', ['coordinadora', 'socia', 'aliada', 'primer_oferente', 'segundo_oferente', 'receptora'])), name='proyectos_participacion_rol_conocido', violation_error_message='Elija un rol de la lista.'),
        ),
        migrations.AddConstraint(
            model_name='proyecto',
            constraint=models.CheckConstraint(condition=models.Q(('publicacion__in', ['borrador', 'enviada', 'devuelta', 'publicada', 'archivada'])), name='proyectos_proyecto_publicacion_conocida', violation_error_message='Elija un estado de publicación de la lista.'),
        ),
    ]

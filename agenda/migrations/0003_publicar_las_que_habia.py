"""Until now every Cumbre was public: those that exist stay so."""

from django.db import migrations


def publicar(apps, schema_editor):
    apps.get_model('agenda', 'Cumbre').objects.update(publicada=True)


class Migration(migrations.Migration):

    dependencies = [
        ('agenda', '0002_publicada_y_modificada'),
    ]

    operations = [
        migrations.RunPython(publicar, migrations.RunPython.noop),
    ]

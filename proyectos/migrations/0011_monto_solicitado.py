"""What a project asks the PCSSM for, apart from what it was granted."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('proyectos', '0010_actualizado_con_recursos'),
    ]

    operations = [
        migrations.AddField(
            model_name='proyecto',
            name='monto_solicitado_usd',
            field=models.PositiveIntegerField(blank=True, null=True, verbose_name='aporte que se pide al PCSSM (USD)'),
        ),
    ]

"""What was public already was published before, and a speaker's role was written in Spanish."""

from django.db import migrations
from django.db.models import F


def llenar(apps, schema_editor):
    for modelo in ("Bloque", "Intervencion"):
        filas = apps.get_model("agenda", modelo).objects.filter(estado="publicada", publicada_el=None)
        filas.update(publicada_el=F("modificada"))
    ponentes = apps.get_model("agenda", "Ponente").objects
    ponentes.filter(cargo_es=None, cargo_pt_br=None).exclude(cargo="").update(cargo_es=F("cargo"))


class Migration(migrations.Migration):
    dependencies = [("agenda", "0005_programa_completo")]
    operations = [migrations.RunPython(llenar, migrations.RunPython.noop)]

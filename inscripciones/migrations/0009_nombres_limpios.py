"""Names that staff wrote with signs that nobody sees: they are kept clean from now on, and so are those that were."""

from django.db import migrations

from comun.formularios import limpiar_texto


def limpiar(apps, schema_editor):
    for modelo in (apps.get_model("inscripciones", "Participante"), apps.get_model("actores", "Contacto")):
        for clave, nombre in modelo.objects.values_list("pk", "nombre").iterator():
            limpio = limpiar_texto(nombre)
            if limpio != nombre and 0 < len(limpio) <= 120:  # composed, a few scripts take more letters
                modelo.objects.filter(pk=clave, nombre=nombre).update(nombre=limpio)


class Migration(migrations.Migration):
    dependencies = [("actores", "0006_correo_que_puede_faltar"), ("inscripciones", "0008_origen_puerta")]
    operations = [migrations.RunPython(limpiar, migrations.RunPython.noop)]

"""The states of a sheet have their own names: what waited was sent, what was not published or withdrawn is archived."""

from django.db import migrations
from django.db.models import F

NUEVOS = {"pendiente": "enviada", "rechazada": "archivada", "retirada": "archivada"}


def llenar(apps, schema_editor):
    proyectos = apps.get_model("proyectos", "Proyecto").objects
    for antes, ahora in NUEVOS.items():
        proyectos.filter(publicacion=antes).update(publicacion=ahora)
    proyectos.filter(publicacion="enviada", enviado_el=None).update(enviado_el=F("creado"))
    proyectos.filter(publicacion="publicada", publicado_el=None).update(publicado_el=F("creado"))


def vaciar(apps, schema_editor):
    proyectos = apps.get_model("proyectos", "Proyecto").objects
    proyectos.filter(publicacion__in=["enviada", "devuelta"]).update(publicacion="pendiente")
    proyectos.filter(publicacion="archivada").update(publicacion="rechazada")


class Migration(migrations.Migration):
    dependencies = [("proyectos", "0004_hoja_completa")]
    operations = [migrations.RunPython(llenar, vaciar)]

from django.db import migrations

from seminario import roles


def poner(apps, schema_editor):
    roles.poner_al_dia(apps)


def quitar(apps, schema_editor):
    roles.quitar(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("seminario", "0002_segundo_factor"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("comun", "0007_ajustes_de_importaciones"),
        ("actores", "0005_generacion_por_la_base"),
        ("proyectos", "0012_indice_en_orden"),
        ("agenda", "0010_orden_de_ponentes_y_materiales"),
        ("intercambio", "0004_palabra_en_uso_por_lo_ultimo"),
        ("inscripciones", "0007_notas_internas"),
        ("acreditacion", "0001_inicial"),
    ]

    operations = [migrations.RunPython(poner, quitar)]

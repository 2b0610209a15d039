"""Fill the database of the benchmark: the demo, forty projects more, and a seminar of thirty interventions."""

import datetime
from itertools import cycle

import django
from django.core.management import call_command

CHARLAS = 30


def preparar():
    preparar_demo(volumen=40)
    completar_agenda()


def preparar_demo(volumen=0):
    """The tables and the demo data; its Cumbre is next year, so that registration is open."""
    call_command("migrate", interactive=False, verbosity=0)
    call_command("cargar_demo", anio=datetime.date.today().year + 1, volumen=volumen, verbosity=0)


def completar_agenda():
    """Add interventions with who, what and a speaker until the seminar has thirty."""
    from actores.models import Ciudad, Institucion
    from agenda.models import Bloque, Intervencion
    from proyectos.models import Proyecto
    from tests import fabricas

    bloques = list(Bloque.objects.exclude(tipo=Bloque.Tipo.VIDEO).order_by("orden"))
    actores = cycle([*Ciudad.objects.order_by("pk")[:15], *Institucion.objects.order_by("pk")[:5]])
    proyectos = cycle(Proyecto.objects.publicados().order_by("pk")[:10])
    for numero in range(Intervencion.objects.publicadas().count(), CHARLAS):
        actor = next(actores)
        charla = fabricas.crear_intervencion(
            bloques[numero % len(bloques)],
            100 + numero,
            titulo_es=f"Una experiencia de cooperación entre ciudades, número {numero}",
            titulo_pt_br=f"Uma experiência de cooperação entre cidades, número {numero}",
            resumen_es="Qué se hizo, con quién y qué quedó. " * 5,
            proyecto=next(proyectos),
            **{actor._meta.model_name: actor},
        )
        fabricas.crear_ponente(charla, cargo="Directora de Cooperación", organizacion="Municipio")


if __name__ == "__main__":
    django.setup()
    preparar()

"""What the catalogue forgets on time: proposals that their author left unfinished, and the papers of the others."""

from django.db import transaction
from django.db.models import PROTECT, Exists, OuterRef

from comun.purga import olvidar, registrar
from proyectos.models import Proyecto

TANDA = 200


def registrar_purga():
    """Add this part to the purge."""
    registrar(borrar_sin_autor)
    registrar(borrar_papeles)


def borrar_sin_autor(ahora):
    """Delete the proposals whose author is gone: the registration was never finished, or it is 12 months after.

    The rooms above take contacts away, or their address, earlier in the same run. What staff refers to stays. Side
    effects: mails about them go; their letters go with the files that nothing uses.
    """
    total = 0
    while True:
        with transaction.atomic():
            tanda = list(sin_uso(Proyecto.objects.sin_autor()).order_by("pk").select_for_update(of=("self",))[:TANDA])
            olvidar(tanda)
            Proyecto.objects.filter(pk__in=[proyecto.pk for proyecto in tanda]).delete()
        if not tanda:
            return {"proyectos propuestos sin terminar": total}
        total += len(tanda)


def borrar_papeles(ahora):
    """Blank the letter and the comments of the proposals that staff never published, once their author is gone.

    The sheet stays, and may be published. Side effects: the letters go with the files that nothing uses.
    """
    de_mas = Proyecto.objects.con_papeles_de_mas().values("pk")
    # Said again beside the keys: what is published at this moment is waited for, and keeps its letter.
    cuantos = Proyecto.objects.filter(pk__in=de_mas, publicado_el=None).update(carta="", comentarios="")
    return {"cartas y comentarios de proyectos sin publicar": cuantos}


def sin_uso(proyectos):
    """Leave out what a row refers to that the database would not let go."""
    for relacion in Proyecto._meta.get_fields(include_hidden=True):
        if relacion.one_to_many and relacion.auto_created and relacion.on_delete is PROTECT:
            filas = relacion.related_model._base_manager.filter(**{relacion.field.name: OuterRef("pk")})
            proyectos = proyectos.exclude(Exists(filas))
    return proyectos

"""Writes about who takes part: new ones, verification and merging."""

from collections import Counter

from django.contrib.admin.models import ADDITION, LogEntry
from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from actores.models import Ciudad, Institucion
from comun.enlaces import codigo_aleatorio

_conflictos = {}

# Rooms above this one add ``funcion(destino)``, called at the end of a merge, in its transaction and under its locks.
al_fusionar = []


class ErrorActores(Exception):
    """A rule says no; ``mensaje`` tells why and what to do."""

    def __init__(self, mensaje):
        self.mensaje = mensaje
        super().__init__(mensaje)


def registrar_conflicto(modelo, funcion):
    """Let the app of ``modelo`` settle what a merge would duplicate, from its ``AppConfig.ready``.

    ``funcion(campo, origen, destino)`` runs before the rows of ``modelo`` are repointed, under the merge's locks; it
    removes or joins those that could not stand beside one of ``destino`` and returns how many it removed.
    """
    _conflictos[modelo] = funcion


@transaction.atomic
def crear_actor(*, tipo, nombre, pais, usuario=None):
    """Write in a city or an institution that was not found: born unverified, staff checks its name.

    ``tipo``: ``"ciudad"`` or ``"institucion"``. An unverified one of the same name and country is used again, so that
    two officers of one city share it. Side effect: with ``usuario``, of the team, a new one is in staff's log.
    """
    modelo = Ciudad if tipo == "ciudad" else Institucion
    iguales = modelo.objects.por_verificar().filter(nombre__iexact=nombre, pais=pais).order_by("pk")
    if existente := iguales.first():
        return existente
    base = slugify(f"{nombre} {pais}")[:140] or tipo
    actor = modelo(nombre=nombre, pais=pais, slug=base, verificada=False)
    actor.full_clean(exclude=["slug"])
    try:
        with transaction.atomic():
            actor.save()
    except IntegrityError:  # somebody has that slug: the other officer, who wrote it in first, or another place
        if existente := iguales.first():
            return existente
        actor.slug = f"{base}-{codigo_aleatorio()[:8]}"
        actor.save()
    if usuario:
        LogEntry.objects.log_actions(usuario.pk, [actor], ADDITION, [{"added": {}}], single_object=True)
    return actor


def vigente_bajo_candado(actor):
    """Return the actor, or the one it was merged into, so that no merge can pass between choosing and writing."""
    return type(actor).objects.select_for_update(no_key=True).get(pk=actor.pk).vigente


@transaction.atomic
def verificar(filas):
    """Mark cities or institutions (of one model) as verified and return those that changed.

    Side effects: they and what is published of them show on the public pages. What is verified or merged already stays.
    """
    filas = list(filas)
    if not filas:
        return []
    pendientes = type(filas[0]).objects.por_verificar().filter(pk__in=[f.pk for f in filas]).order_by("pk")
    cambiadas = list(pendientes.select_for_update(of=("self",)))
    for fila in cambiadas:
        fila.verificada = True
        fila.save(update_fields=["verificada"])
    return cambiadas


def referencias(actor):
    """Count what refers to a city or institution: ``{model: rows}``, only what there is."""
    cuentas = Counter()
    for relacion in relaciones(type(actor)):
        cuentas[relacion.related_model] += relacion.related_model._base_manager.filter(
            **{relacion.field.name: actor}
        ).count()
    return +cuentas


@transaction.atomic
def fusionar(*, origen, destino):
    """Merge ``origen`` into ``destino`` (two cities or two institutions) and return ``{model: rows repointed}``.

    Everything that refers to ``origen`` refers to ``destino`` afterwards, contacts and their registrations together;
    duplicates are settled by the hooks of :func:`registrar_conflicto`. ``origen`` stays, pointing at ``destino``, so
    that its old address still leads somewhere; there are no chains. Whoever had read ``origen`` an instant before and
    writes an instant after still refers to it: readers follow ``vigente``. Side effects: the hooks in ``al_fusionar``.
    Raises :class:`ErrorActores`.
    """
    if type(origen) is not type(destino):
        raise ErrorActores(_("Solo se une una ciudad con otra ciudad, o una institución con otra institución."))
    modelo = type(origen)
    claves = {origen.pk, destino.pk}
    if len(claves) < 2:
        raise ErrorActores(_("Elija otra: no puede unirse a sí misma."))
    # Upper rooms first, actors last: whoever registers locks the registration before it refers to a city. Of both, for
    # what a hook compares after the merge must not be changing.
    for relacion in reversed(relaciones(modelo)):
        suyas = relacion.related_model._base_manager.filter(**{f"{relacion.field.name}__in": claves}).order_by("pk")
        list(suyas.select_for_update(of=("self",)).values_list("pk"))
    bloqueadas = {f.pk: f for f in modelo.objects.select_for_update(of=("self",)).filter(pk__in=claves).order_by("pk")}
    origen, destino = bloqueadas[origen.pk], bloqueadas[destino.pk]
    if origen.fusionada_en_id:
        raise ErrorActores(_("Ya está unida a otra."))
    if destino.fusionada_en_id:
        raise ErrorActores(_("La elegida ya está unida a otra: elija esa otra."))
    movidas = Counter()
    for relacion in relaciones(modelo):
        dependiente, campo = relacion.related_model, relacion.field.name
        if dependiente in _conflictos:
            _conflictos[dependiente](campo, origen, destino)
        movidas[dependiente] += dependiente._base_manager.filter(**{campo: origen}).update(**{campo: destino})
    origen.fusionada_en = destino
    origen.save(update_fields=["fusionada_en"])
    for funcion in al_fusionar:
        funcion(destino)
    return +movidas


def relaciones(modelo):
    """Every foreign key to ``modelo``, those without a related name included."""
    return [
        campo
        for campo in modelo._meta.get_fields(include_hidden=True)
        if campo.auto_created and not campo.concrete and (campo.one_to_many or campo.one_to_one)
    ]

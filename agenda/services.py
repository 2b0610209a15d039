"""Writes around the programme that lock, span models or have consequences elsewhere; its own are in ``programa``."""

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from agenda.errores import ErrorAgenda
from agenda.models import Actividad, Bloque, Cumbre, EstadoPrograma, EstadoPropuesta, Intervencion
from agenda.models.programa import DIRECCIONES_RESERVADAS
from comun import correo, publicacion

# Rooms above this one add ``funcion(actividad)``, called inside the transaction and under the activity's lock.
al_cambiar_cupo = []


@transaction.atomic
def cambiar_cupo(*, actividad, cupo):
    """Set the places in the room (``None``: no limit) and return the activity, fresh.

    Nobody loses a place: a quota under the places already given only stops giving more. Side effects: the hooks in
    ``al_cambiar_cupo`` (a raised quota promotes the waiting list). Raises :class:`ErrorAgenda` below zero.
    """
    if cupo is not None and cupo < 0:
        raise ErrorAgenda(_("El cupo va de cero en adelante; en blanco significa sin límite."))
    actividad = Actividad.objects.bloqueadas().get(pk=actividad.pk)
    actividad.cupo_presencial = cupo
    actividad.save(update_fields=["cupo_presencial"])
    for funcion in al_cambiar_cupo:
        funcion(actividad)
    return actividad


@transaction.atomic
def publicar_cumbres(filas, *, publicada):
    """Publish Cumbres, or take them back to preparation; return those that changed.

    Side effects: the portal is about another Cumbre, or about none, if ``Cumbre.objects.vigente()`` changes. What was
    registered stays.
    """
    cambiadas = list(
        Cumbre.objects.select_for_update(of=("self",))
        .filter(pk__in=[f.pk for f in filas])
        .exclude(publicada=publicada)
        .order_by("pk")
    )
    for cumbre in cambiadas:
        cumbre.publicada = publicada
        cumbre.save(update_fields=["publicada", "modificada"])
    return cambiadas


@transaction.atomic
def responder_propuestas(filas, *, acepta, sello=None):
    """Accept proposals to present, or not, and return those that changed.

    Legal for what awaits an answer or was answered the other way; what its author withdrew or still writes stays. No
    consent is asked: a proposal is never public. Side effects: one mail each, ``propuesta_aceptada`` or
    ``propuesta_no_aceptada``, to the contact. ``sello`` and :class:`comun.publicacion.ContenidoCambiado` as in
    :func:`comun.publicacion.publicar`.
    """
    respondidas = []
    for propuesta in publicacion.bloquear(filas, sello=sello):
        if not (propuesta.admite_aceptar if acepta else propuesta.admite_no_aceptar):
            continue
        propuesta.publicacion = EstadoPropuesta.ACEPTADA if acepta else EstadoPropuesta.NO_ACEPTADA
        propuesta.save(update_fields=["publicacion"])
        contacto = propuesta.contacto
        tipo = "propuesta_aceptada" if acepta else "propuesta_no_aceptada"
        correo.encolar(tipo=tipo, a=contacto.email, idioma=contacto.idioma, sobre=propuesta)
        respondidas.append(propuesta)
    return respondidas


@transaction.atomic
def programar_propuesta(*, propuesta, bloque, sello=None):
    """Make a talk in draft of what a delegation asked to present, last in ``bloque``, and return it.

    It takes over title, summary, project, and the city or institution; staff edits and publishes it. Side effects: the
    proposal is accepted, and a mail ``propuesta_programada`` tells its contact which block it is in. Raises
    :class:`ErrorAgenda` if it is in the programme already, is of another Cumbre than the block, or its author withdrew
    it or still writes it, or if the block is cancelled; ``sello`` and :class:`comun.publicacion.ContenidoCambiado` as
    in :func:`comun.publicacion.publicar`.
    """
    actividad = Actividad.objects.bloqueadas().get(pk=bloque.actividad_id)
    bloque = Bloque.objects.get(pk=bloque.pk)
    (propuesta,) = publicacion.bloquear([propuesta], sello=sello)
    if actividad.cumbre_id != propuesta.cumbre_id:
        raise ErrorAgenda(_("Esa propuesta es para otra Cumbre: elija un bloque de la suya."))
    if bloque.estado == EstadoPrograma.CANCELADA:
        raise ErrorAgenda(_("Ese bloque está cancelado: elija otro o vuelva a ponerlo en borrador."))
    if propuesta.intervencion_id or not (propuesta.admite_aceptar or propuesta.publicacion == EstadoPropuesta.ACEPTADA):
        raise ErrorAgenda(_("Esa propuesta ya está en el programa o su autor la retiró: vuelva a cargar la página."))
    propuesta.intervencion = _charla_de(propuesta, bloque)
    propuesta.publicacion = EstadoPropuesta.ACEPTADA
    propuesta.save(update_fields=["publicacion", "intervencion"])
    contacto = propuesta.contacto
    correo.encolar(tipo="propuesta_programada", a=contacto.email, idioma=contacto.idioma, sobre=propuesta)
    return propuesta.intervencion


def _charla_de(propuesta, bloque):
    """Create the talk of a proposal, last in its block."""
    idioma = propuesta.contacto.idioma
    columna = idioma.replace("-", "_")
    ultima = Intervencion.objects.filter(bloque=bloque).order_by("-orden").first()
    charla = Intervencion(
        bloque=bloque,
        orden=(ultima.orden if ultima else 0) + 1,
        slug=_direccion_libre(propuesta.titulo),
        ciudad=propuesta.ciudad,
        institucion=propuesta.institucion,
        proyecto=propuesta.proyecto,
        idioma=idioma,
        **{f"{campo}_{columna}": getattr(propuesta, campo) for campo in ("titulo", "resumen")},
    )
    charla.full_clean()
    charla.save()
    return charla


def _direccion_libre(titulo):
    """Return an address for a talk of this title that no other has; the lock of the activity is no lock on them all."""
    base = slugify(titulo)[:100].strip("-") or "intervencion"
    usadas = set(Intervencion.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    usadas |= set(DIRECCIONES_RESERVADAS)
    return next(s for s in (base, *(f"{base}-{n}" for n in range(2, len(usadas) + 3))) if s not in usadas)

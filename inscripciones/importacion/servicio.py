"""Applying a form from outside: batch by batch, places in the order in which it was filled in, twice as once."""

from contextlib import ExitStack
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from actores.services import crear_actor, vigente_bajo_candado
from comun import importacion as tablas_traidas
from comun.importacion import PlanCambiado, YaAplicada
from comun.models import Importacion, Mensaje
from inscripciones import avisos, cambios, duplicadas, lugares
from inscripciones.errores import ErrorInscripcion
from inscripciones.importacion import escritura
from inscripciones.importacion.estado import Suerte, de_actores, huella
from inscripciones.importacion.plan import planear, soltar
from inscripciones.models import CambioInscripcion, Inscripcion
from inscripciones.services.enlaces import invitar

CERROJO = 4_014  # of pg_advisory_xact_lock: one batch of a form at a time
TANDA = 200


class Aplicado(NamedTuple):
    """What was done: how many rows had each fate, the new registrations, and how many contacts are mailed."""

    cuentas: dict
    creadas: list
    avisadas: int


def aplicar(*, importacion, sello=None, consentido=False, con_aviso=False, progreso=None):
    """Do what the rows of a form say and return :class:`Aplicado`.

    ``sello``: that of the plan that somebody read; if it is another one by now, :class:`PlanCambiado` is raised and
    nothing is done. ``consentido``: staff vouches that the form asked for the use of the data, if no column tells it.
    ``progreso(done, total)`` is called after each batch. Each batch of ``TANDA`` rows is a transaction: cut short and
    called again, what was done stays and the rest follows. Rows with an error or of somebody registered here are left
    out. Side effects: confirmed registrations with their places, turns or requests; those of
    :func:`inscripciones.lugares.soltar` where an update leaves a place, its mail included; those of
    :func:`inscripciones.cambios.siguiendo` for each registration that was there and changed; a possible duplicate is
    marked; moment, counts and fates in ``importacion``. Only ``con_aviso``: one mail ``inscripcion_confirmada`` for
    each contact that had none, and to each person with an e-mail who was not told it their own link; that of what
    changed, to the contact of a registration that was there; and those of a pair of possible duplicates.
    Raises :class:`YaAplicada` the second time, ``ErrorInscripcion`` without consent, and
    :class:`comun.tablas_leer.TablaIlegible`.
    """
    _exigir_sin_aplicar(importacion)
    plan = planear(importacion)
    if sello is not None and plan.sello != sello:
        raise PlanCambiado
    if not (consentido or plan.dice_consentimiento):
        raise ErrorInscripcion(_("Falta decir que el formulario pidió el uso de los datos: sin eso no se importa."))
    for delegacion in plan.delegaciones.values():
        delegacion.empezada = False
    creadas = []
    for desde in range(0, len(plan.filas), TANDA):
        filas = plan.en_orden[desde : desde + TANDA]
        creadas += _aplicar_tanda(importacion, plan, filas, ya_creadas=creadas, con_aviso=con_aviso)
        soltar(filas)
        if progreso:
            progreso(desde + len(filas), len(plan.filas))
    avisadas = _avisar_a_los_contactos(plan) if con_aviso else 0
    return Aplicado(_terminar(importacion, plan, consentido=consentido, con_aviso=con_aviso), creadas, avisadas)


def _exigir_sin_aplicar(importacion):
    if Importacion.objects.filter(pk=importacion.pk).exclude(aplicada_el=None).exists():
        raise YaAplicada


@transaction.atomic
def _aplicar_tanda(importacion, plan, filas, *, ya_creadas, con_aviso):
    """Write some rows in one transaction and return the registrations that are new.

    Locked in the order that every service keeps: registrations, then activities. What changes in a registration that
    was there before the table, which none of ``ya_creadas`` was, is followed.
    """
    tablas_traidas.cerrar(CERROJO)
    _exigir_sin_aplicar(importacion)
    _bloquear_inscripciones(plan, filas)
    for actividad in lugares.bloquear(plan.actividades.por_pk).values():
        plan.actividades.por_pk[actividad.pk] = actividad
    plan.situar(filas)
    with ExitStack() as seguimiento:
        _seguir(seguimiento, importacion, filas, ya_creadas=ya_creadas, con_aviso=con_aviso)
        return _escribir(plan, filas)


def _seguir(seguimiento, importacion, filas, *, ya_creadas, con_aviso):
    """Follow, until ``seguimiento`` closes, each registration that was there and that these rows change."""
    cambian = [fila for fila in filas if fila.suerte in (Suerte.SUMA, Suerte.ACTUALIZA) and fila.inscripcion]
    por_pk = {fila.inscripcion.pk: fila.inscripcion for fila in cambian}
    for clave in sorted(por_pk.keys() - {inscripcion.pk for inscripcion in ya_creadas}):
        seguimiento.enter_context(
            cambios.siguiendo(
                por_pk[clave], quien=CambioInscripcion.Quien.PORTAL, motivo=importacion.nombre, avisar=con_aviso
            )
        )


def _escribir(plan, filas):
    """Write what becomes of each row and return the registrations that are new."""
    creadas = [_crear_delegacion(plan, fila) for fila in filas if fila.suerte == Suerte.NUEVA]
    nuevas = [fila for fila in filas if fila.suerte in (Suerte.NUEVA, Suerte.SUMA)]
    for fila in nuevas:
        fila.inscripcion = fila.delegacion.inscripcion
    escritura.sumar_personas(plan, nuevas)
    for fila in filas:
        if fila.suerte == Suerte.ACTUALIZA:
            escritura.actualizar(plan, fila)
    return creadas


def _bloquear_inscripciones(plan, filas):
    """Lock the registrations that these rows may add to or change, and those like the ones that they may begin."""
    actores = {fila.quien.actor for fila in filas if fila.quien and fila.quien.actor}
    correos = {fila.email.lower() for fila in filas if fila.email}
    de_la_cumbre = Inscripcion.objects.filter(cumbre=plan.cumbre).order_by()
    de_ellas = [
        de_actores(actores),
        de_actores(actores, "participantes__importada__inscripcion__"),
        Q(participantes__importada__correo__in={huella(correo) for correo in correos}),
    ]
    suyas = de_la_cumbre.alias(correo=Lower("contacto__email")).filter(correo__in=correos)
    claves = set(suyas.values_list("pk", flat=True))
    for condicion in de_ellas:  # one by one: each finds its rows by an index
        claves.update(de_la_cumbre.filter(condicion).values_list("pk", flat=True))
    duplicadas.bloquear_parecidas(*(Inscripcion(pk=clave) for clave in claves))


def _crear_delegacion(plan, fila):
    """Create the confirmed registration that a row begins, with its contact; its people come with their rows."""
    delegacion = fila.delegacion
    quien = delegacion.quien
    actor = quien.actor or crear_actor(tipo=quien.tipo, nombre=quien.nombre, pais=quien.pais)
    delegacion.inscripcion = escritura.crear_inscripcion(plan, delegacion, vigente_bajo_candado(actor))
    duplicadas.marcar(delegacion.inscripcion)
    return delegacion.inscripcion


def _avisar_a_los_contactos(plan):
    """Queue the confirmation for every contact in the table that never had one; return how many.

    With it, the mails of a pair if the registration is a possible duplicate; and to each of their people who was not
    told it, their own link. One transaction for each: the counters of addresses that ``invitar`` locks are no batch's.
    """
    claves = sorted({f.inscripcion.pk for f in plan.filas if f.inscripcion and f.suerte != Suerte.DUPLICADA})
    return sum(_avisar_al_contacto(clave) for clave in claves)


@transaction.atomic
def _avisar_al_contacto(clave):
    """Do it for one registration, if it still is of an import; return 1 if its contact had no confirmation before."""
    suyas = Inscripcion.objects.confirmadas().filter(pk=clave, origen=Inscripcion.Origen.IMPORTADA)
    suyas = suyas.select_for_update(of=("self",)).select_related("contacto", "posible_duplicada_de__contacto")
    inscripcion = suyas.first()
    if inscripcion is None:
        return 0
    tenia = Mensaje.objects.sobre_alguno([inscripcion]).filter(tipo="inscripcion_confirmada").exists()
    invitar(inscripcion)  # First, as a confirmation does: in one order of what both count.
    if not tenia:
        _confirmar_por_correo(inscripcion)
    return int(not tenia)


def _confirmar_por_correo(inscripcion):
    avisos.al_contacto("inscripcion_confirmada", inscripcion)
    if inscripcion.posible_duplicada_de and not inscripcion.duplicada_resuelta_el:
        duplicadas.avisar(inscripcion, inscripcion.posible_duplicada_de)


@transaction.atomic
def _terminar(importacion, plan, **ajustes):
    """Keep when the table was applied, how, and what became of its rows; return how many had each fate."""
    fresca = Importacion.objects.select_for_update().get(pk=importacion.pk)
    if fresca.aplicada_el:
        raise YaAplicada
    fresca.aplicada_el = timezone.now()
    fresca.ajustes = {**fresca.ajustes, **ajustes}
    fresca.cuentas = {**plan.cuentas, "filas": _lo_que_paso(plan)}
    fresca.save(update_fields=["aplicada_el", "ajustes", "cuentas"])
    return plan.cuentas


def _lo_que_paso(plan):
    """Return what became of the rows, for JSON: nobody's name, which the registration tells."""
    seminario = plan.actividades.seminario
    return [
        {
            "fila": fila.numero,
            "suerte": str(fila.suerte),
            "nombre": fila.quien.nombre[: tablas_traidas.LARGO] if fila.quien else "",
            "inscripcion": fila.inscripcion.pk if fila.inscripcion else None,
            "referencia": fila.inscripcion.referencia if fila.inscripcion else "",
            "seminario": bool(seminario and seminario.pk in fila.elegidas),
            "motivos": tablas_traidas.cortos([*fila.motivos, *fila.avisos]),
            "columnas": list(fila.cambios),
        }
        for fila, _con_error in tablas_traidas.recordables(plan.filas, lambda fila: fila.suerte == Suerte.ERROR)
    ]

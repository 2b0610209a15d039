"""Applying a table of projects: all its good rows in one transaction, or nothing."""

from typing import NamedTuple

from django.db import IntegrityError, transaction
from django.utils import timezone

from comun import importacion as tablas_traidas
from comun.importacion import PlanCambiado, YaAplicada
from comun.models import Importacion
from proyectos import direcciones, versiones
from proyectos.importacion.estado import escribir
from proyectos.importacion.plan import Suerte, planear
from proyectos.models import Proyecto

CERROJO = 4_013  # of pg_advisory_xact_lock: one table of projects at a time


class Aplicado(NamedTuple):
    """What was done: how many rows had each fate, and the projects that changed and those that are new."""

    cuentas: dict
    cambiados: list
    creados: list


def aplicar(*, importacion, sello=None, usuario=None):
    """Do what the rows of a table say and return :class:`Aplicado`.

    The plan is made again under the locks of the projects that it is about, one table at a time. ``sello``: that of the
    plan that somebody read; if it is another one by now, :class:`PlanCambiado` is raised. Rows with an error are left
    out, and new projects are drafts. Side effects: the sheets, one version each, and the moment, the counts and
    the fate of each row in ``importacion``, all in one transaction. Raises :class:`YaAplicada` the second time, and
    :class:`comun.tablas_leer.TablaIlegible`.
    """
    try:
        with transaction.atomic():
            return _aplicar(importacion, sello, usuario)
    except IntegrityError as error:  # Somebody took an address, or a role, between the plan and the write.
        raise PlanCambiado from error


def _aplicar(importacion, sello, usuario):
    cerrar()
    importacion = Importacion.objects.select_for_update().get(pk=importacion.pk)
    if importacion.aplicada_el:
        raise YaAplicada
    plan = planear(bytes(importacion.contenido), bloquear=True)
    if sello is not None and plan.sello != sello:
        raise PlanCambiado
    hecho = Aplicado(plan.cuentas, [f.proyecto for f in plan.con_suerte(Suerte.ACTUALIZA)], [])
    versiones.guardar_partidas(proyectos=hecho.cambiados)
    for fila in plan.con_suerte(Suerte.ACTUALIZA):
        escribir(fila.proyecto, fila.cambios)
    nuevos = {}
    for fila in plan.con_suerte(Suerte.NUEVO):
        proyecto = Proyecto(slug=fila.slug or direcciones.libre(fila.nombre))
        escribir(proyecto, fila.cambios)
        hecho.creados.append(proyecto)
        nuevos[fila.numero] = proyecto
    motivo = f"importada:{importacion.nombre}"
    versiones.guardar_varias(proyectos=[*hecho.cambiados, *hecho.creados], motivo=motivo, usuario=usuario)
    importacion.aplicada_el = timezone.now()
    importacion.cuentas = {**hecho.cuentas, "filas": _lo_que_paso(plan, nuevos)}
    importacion.save(update_fields=["aplicada_el", "cuentas"])
    return hecho


def _lo_que_paso(plan, nuevos):
    """Return what became of the rows, for JSON."""
    recordadas = []
    for fila, con_error in tablas_traidas.recordables(plan.filas, lambda fila: fila.suerte == Suerte.ERROR):
        proyecto = fila.proyecto or nuevos.get(fila.numero)
        recordadas.append(
            {
                "fila": fila.numero,
                "suerte": fila.suerte.value,
                "nombre": fila.nombre[: tablas_traidas.LARGO],
                "proyecto": proyecto.pk if proyecto else None,
                "motivos": tablas_traidas.cortos(fila.errores if con_error else fila.avisos),
                "columnas": [] if con_error else list(fila.cambios),
            }
        )
    return recordadas


def cerrar():
    """Wait until no other table is being applied, and keep others waiting up to the end of the transaction."""
    tablas_traidas.cerrar(CERROJO)

"""Two who write one sheet at the same instant: what each lock holds, with a control of the same race without it."""

import contextlib
import threading
from functools import partial

import pytest
from django.db import transaction

from actores.models import Contacto
from actores.services import fusionar
from comun.publicacion import ContenidoCambiado
from proyectos import curaduria, purga, versiones
from proyectos.models import Participacion, Proyecto
from proyectos.services import unir_participaciones
from tests import fabricas
from tests.inscripciones.hilos import PLAZO, a_la_vez, errores

pytestmark = pytest.mark.django_db(transaction=True)
ESPERA = 0.5  # seconds that the first one gives the second to come in between, where no lock keeps it out


# --- Restoring what was compared ----------------------------------------------------------------


def sin_candado_al_mirar(bloquear):
    """Return ``bloquear`` that does not lock the first time that a thread calls it."""
    visto = threading.local()

    def leer(proyectos):
        if hasattr(visto, "ya"):
            return bloquear(proyectos)
        visto.ya = True
        return list(Proyecto.objects.filter(pk__in=[p.pk for p in proyectos]))

    return leer


@pytest.mark.parametrize(("con_candado", "restauradas"), [(False, 2), (True, 1)])
def test_of_two_who_compared_the_same_sheet_one_restores_it(monkeypatch, con_candado, restauradas):
    """Each asks whether the sheet is still what it compared, before either writes."""
    proyecto = fabricas.crear_proyecto(titulo_es="Comparado")
    otras = [fabricas.crear_version(proyecto, retrato={"titulo_es": titulo}) for titulo in ("Una", "Otra")]
    sello, vale, juntas = versiones.sello([proyecto]), versiones.vale, threading.Barrier(2)

    def mirar_a_la_vez(*args):
        dicho = vale(*args)
        with contextlib.suppress(threading.BrokenBarrierError):
            juntas.wait(ESPERA)
        return dicho

    monkeypatch.setattr(versiones, "vale", mirar_a_la_vez)
    if not con_candado:
        monkeypatch.setattr(versiones, "bloquear", sin_candado_al_mirar(versiones.bloquear))
    resultados = a_la_vez(*[partial(versiones.restaurar, version=v, usuario=None, sello=sello) for v in otras])

    assert [type(r) for r in resultados].count(versiones.Restaurado) == restauradas
    assert [type(r) for r in resultados].count(ContenidoCambiado) == 2 - restauradas


# --- Forgetting a proposal that staff archives --------------------------------------------------


def sin_candado(consulta):
    """Return the same query, whose ``select_for_update`` locks nothing."""
    clase = type(consulta)
    consulta.__class__ = type("SinCandado", (clase,), {"select_for_update": lambda self, **_opciones: self})
    return consulta


@pytest.mark.parametrize(("con_candado", "archivados"), [(False, 1), (True, 0)])
def test_what_staff_archived_is_not_forgotten_with_what_its_author_left(monkeypatch, con_candado, archivados):
    """The purge chose a sheet that came back to its author; staff archives it before it is deleted."""
    contacto = fabricas.crear_contacto()
    proyecto = fabricas.crear_proyecto(
        publicacion="devuelta", comentarios="Falta.", contacto=contacto, guardado_el=contacto.creado
    )
    Contacto.objects.update(email="")
    elegido, archivado = threading.Event(), threading.Event()
    olvidar, sin_uso = purga.olvidar, purga.sin_uso

    def olvidar_despues(tanda):
        elegido.set()
        archivado.wait(ESPERA)
        olvidar(tanda)

    def archivar():
        assert elegido.wait(PLAZO)
        hecho = curaduria.archivar([proyecto], usuario=None)
        archivado.set()
        return len(hecho.cambiados)

    monkeypatch.setattr(purga, "olvidar", olvidar_despues)
    if not con_candado:
        monkeypatch.setattr(purga, "sin_uso", lambda consulta: sin_candado(sin_uso(consulta)))
    _purgado, cuantos = a_la_vez(partial(purga.borrar_sin_autor, None), archivar)

    assert (cuantos, Proyecto.objects.count()) == (archivados, 0)


# --- Merging two actors while a role changes ----------------------------------------------------


def solo_unir(*, origen, destino):
    """What a merge does of participations, without the locks of the merge."""
    with transaction.atomic():
        unir_participaciones("ciudad", origen, destino)


@pytest.mark.parametrize(("unir", "escritas"), [(solo_unir, 1), (fusionar, 0)])
def test_a_role_that_changes_while_two_cities_are_merged_is_not_lost_unsaid(monkeypatch, unir, escritas):
    """Without the locks of the merge a role is written after it was read, and goes with its row."""
    origen, destino = fabricas.crear_ciudad(), fabricas.crear_ciudad()
    proyecto = fabricas.crear_proyecto()
    sobrante = fabricas.crear_participacion(proyecto, origen, "aliada")
    fabricas.crear_participacion(proyecto, destino, "aliada")
    leido, cambiado, borrar = threading.Event(), threading.Event(), Participacion.delete

    def borrar_despues(participacion):
        leido.set()
        cambiado.wait(ESPERA)
        return borrar(participacion)

    def cambiar():
        assert leido.wait(PLAZO)
        filas = Participacion.objects.filter(pk=sobrante.pk).update(rol="coordinadora")
        cambiado.set()
        return filas

    monkeypatch.setattr(Participacion, "delete", borrar_despues)
    resultados = a_la_vez(partial(unir, origen=origen, destino=destino), cambiar)

    assert errores(resultados) == []
    assert resultados[1] == escritas
    assert list(Participacion.objects.values_list("ciudad", "rol")) == [(destino.pk, "aliada")]
